"""One content, two forms: the canonical text that is signed, and the paper that is sealed.

The page in the browser is drawn from the same content by templates/agreements/_document.html.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import codes, marks
from agreements.models import Agreement, Letter, Signature, SpokenCommitment, Way
from coaching.documents.pdf import render_pdf
from coaching.models import Person


class NotAsSigned(Exception):
    """The content of an agreement does not read as the text that was sent for signature."""


# ---- the canonical text ------------------------------------------------------------------------------------------
def canonical_text(content: dict[str, Any]) -> str:
    """Every word of `content` in order, as plain text. Its SHA-256 is what is signed."""
    return "\n".join(_lines(content)) + "\n"


def digest_of(text: str) -> str:
    """SHA-256 of a canonical text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(content: dict[str, Any]) -> Iterator[str]:
    yield content["title"]
    yield content["version"]
    yield content["program"]
    for signer in content["signers"]:
        yield f"{signer['word']} ({signer['part']}): {signer['name']}"
    for section in (*content["summary"], *content["sections"]):
        yield ""
        yield f"## {section['heading']}"
        for block in section["blocks"]:
            yield from _BLOCKS[block["kind"]](block)


def _text_lines(block: dict[str, Any]) -> Iterator[str]:
    yield block["text"]


def _list_lines(block: dict[str, Any]) -> Iterator[str]:
    for number, point in enumerate(block["points"], start=1):
        yield f"{number}. {point['text']}" if block["ordered"] else f"- {point['text']}"
        yield from (f"  - {line}" for line in point["under"])
        yield from (f"  - {own['label']}: {own['text']}" for own in point.get("own", ()))


def _facts_lines(block: dict[str, Any]) -> Iterator[str]:
    for row in block["rows"]:
        if "value" in row:
            yield f"{row['term']}: {row['value']}"
        else:
            yield f"{row['term']}:"
            yield from (f"  - {line}" for line in row["lines"])


def _table_lines(block: dict[str, Any]) -> Iterator[str]:
    yield " | ".join(block["head"])
    for row in block["rows"]:
        yield " | ".join(f"{cell['text']} ({cell['note']})" if cell.get("note") else cell["text"] for cell in row)


_BLOCKS = {"text": _text_lines, "list": _list_lines, "facts": _facts_lines, "table": _table_lines}


def require_as_signed(agreement: Agreement) -> None:
    """Raises NotAsSigned unless what pages and paper show is what the text says that is signed."""
    if agreement.content and canonical_text(agreement.content) != agreement.text:
        raise NotAsSigned


# ---- the paper ---------------------------------------------------------------------------------------------------
def method_words(method: str) -> str:
    """How somebody proved who they are, in words; `method` is as `Evidence.method` has it, such as "password+totp"."""
    words = {
        "password": _("password"),
        "totp": _("code from an app"),
        "recovery_codes": _("recovery code"),
        "webauthn": _("passkey"),
        "paper": _("on paper"),
    }
    return ", ".join(words.get(one, one) for one in method.split("+"))


@dataclass(frozen=True)
class Heard:
    """A spoken commitment that stands in for a signature, in the words of the certificate."""

    user_id: uuid.UUID
    name: str
    part: str
    said: str
    way: str
    recorder: str
    recorded: str
    confirmed: str


@dataclass(frozen=True)
class Witness:
    """One signature as the certificate of completion names it. Times are UTC. `mark` is the address of a drawing.

    `paper` is a sentence where the person signed on paper, `sitting` one where the device was handed over.
    """

    name: str
    part: str
    typed_name: str
    signed: str
    authenticated: str
    method: str
    intent: str
    consent: str
    mark: str
    sitting: str
    paper: str
    scan_digest: str


def paper(
    *,
    agreement: Agreement,
    signatures: Sequence[Signature],
    spoken: Sequence[Heard] = (),
    seal_description: str,
    code: str,
    pages: Mapping[uuid.UUID, int] | None = None,
) -> bytes:
    """The PDF/UA of a signed agreement: the text with its table, and the certificate of completion as last page.

    `spoken` are commitments that stand in for a signature (C4); where the person signed besides, that is named alone.
    `code` is the one for verification; `pages` has the number of pages of the scan behind each signature on paper.

    Raises NotAsSigned, PdfUnavailable (fault 72) or another DocumentError.
    """
    require_as_signed(agreement)
    assert agreement.activated_at is not None
    signed = {one.user_id for one in signatures}
    # The database keeps the moment at which the last signature began to be written, a little before its own
    in_force = max([agreement.activated_at, *(one.signed_at for one in signatures if one.signed_at)])
    with translation.override(agreement.language):
        title = agreement.content.get("title") or _("Coaching agreement")
        html = render_to_string(
            "agreements/paper.html",
            {
                "agreement": agreement,
                "content": agreement.content,
                "title": title,
                "witnesses": [_witness(agreement, one, signatures, pages or {}) for one in signatures],
                "spoken": [one for one in spoken if one.user_id not in signed],
                "on_paper": any(one.way == Way.PAPER for one in signatures),
                "code": codes.in_fours(code),
                "activated": _in_utc(in_force),
                "seal_description": seal_description,
                "verify_url": settings.SITE_URL + reverse("verify_document"),
            },
        )
    return render_pdf(
        html,
        title=title,
        language=agreement.language,
        made_at=agreement.activated_at,
        identifier=bytes.fromhex(agreement.digest)[:16],
    )


def _witness(
    agreement: Agreement, signature: Signature, all_of_them: Sequence[Signature], pages: Mapping[uuid.UUID, int]
) -> Witness:
    named = signer_of(agreement, signature)
    assert signature.signed_at and signature.authenticated_at
    return Witness(
        name=named["name"],
        part=named["word"],
        typed_name=signature.typed_name,
        signed=_in_utc(signature.signed_at),
        authenticated=_in_utc(signature.authenticated_at),
        method=method_words(signature.method),
        intent=signature.intent,
        consent=signature.consent,
        mark=marks.drawing(signature.mark),
        sitting=sitting_words(agreement, signature, all_of_them),
        paper=_paper_words(agreement, signature, all_of_them, pages.get(signature.pk, 1)),
        scan_digest=signature.scan_digest,
    )


def heard_of(agreement: Agreement) -> list[Heard]:
    """The spoken commitments that stand in for a signature, as the certificate of completion names them (C4)."""
    standing = list(SpokenCommitment.objects.filter(agreement=agreement).exclude(answer="contested"))
    people = {pk for one in standing for pk in (one.user_id, one.recorded_by_id)}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    signers = agreement.content.get("signers", [])
    found = []
    with translation.override(agreement.language):
        for one in standing:
            of_part = [signer for signer in signers if signer["part"] == one.part]
            found.append(
                Heard(
                    user_id=one.user_id,
                    name=of_part[0]["name"] if len(of_part) == 1 else names.get(one.user_id, ""),
                    part=of_part[0]["word"] if of_part else one.get_part_display(),
                    said=f"{one.said_on:%Y-%m-%d}",
                    way=one.get_way_display(),
                    recorder=names.get(one.recorded_by_id, ""),
                    recorded=_in_utc(one.recorded_at),
                    confirmed=_in_utc(one.answered_at) if one.answered_at else "",
                )
            )
    return found


def name_of(agreement: Agreement, user_id: uuid.UUID | None, all_of_them: Sequence[Signature]) -> str:
    """What the agreement calls one of its signers, found among its signatures."""
    return next((signer_of(agreement, one)["name"] for one in all_of_them if one.user_id == user_id), "")


def sitting_words(agreement: Agreement, signature: Signature, all_of_them: Sequence[Signature]) -> str:
    """That it was signed in person on a device that another signer handed over; empty where it was not."""
    if signature.began_by_id is None:
        return ""
    return _("In person, on one device. %(name)s was signed in on it before and handed it over.") % {
        "name": name_of(agreement, signature.began_by_id, all_of_them)
    }


def _paper_words(agreement: Agreement, signature: Signature, all_of_them: Sequence[Signature], pages: int) -> str:
    if signature.way != Way.PAPER or signature.paper_on is None:
        return ""
    words = ngettext(
        "Signed by hand on paper on %(day)s. %(name)s put in the scan (%(pages)d page) and confirmed its code.",
        "Signed by hand on paper on %(day)s. %(name)s put in the scan (%(pages)d pages) and confirmed its code.",
        pages,
    )
    return words % {
        "day": formats.date_format(signature.paper_on, "DATE_FORMAT"),
        "name": name_of(agreement, signature.attested_by_id, all_of_them),
        "pages": pages,
    }


def _in_utc(moment: dt.datetime) -> str:
    """To the second, the same in every language."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"


def signer_of(agreement: Agreement, signature: Signature) -> dict[str, str]:
    """Name and word of a signer as the agreement has them, however they are called by now (fault 23)."""
    signers = agreement.content.get("signers", [])
    if signature.position < len(signers):
        return signers[signature.position]
    return {"part": signature.part, "word": signature.get_part_display(), "name": signature.typed_name}


# ---- letters -----------------------------------------------------------------------------------------------------
def letter_paper(letter: Letter, shown: dict[str, Any]) -> bytes:
    """The PDF of a letter that was sent, the same bytes for everybody. Raises PdfUnavailable (fault 72)."""
    assert letter.program is not None
    with translation.override(letter.language), timezone.override(letter.program.time_zone):
        html = render_to_string("agreements/letter_paper.html", {"letter": letter, "shown": shown})
    return render_pdf(
        html,
        title=letter.subject,
        language=letter.language,
        made_at=letter.sent_at,
        author=letter.author_name,
        identifier=letter.pk.bytes,
    )
