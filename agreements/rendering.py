"""One content, three forms: the canonical text that is signed, the paper that is sealed, and what changed between two.

The page in the browser is drawn from the same content by templates/agreements/_document.html.
"""

import datetime as dt
import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.models import Agreement, Letter, Signature, SpokenCommitment
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


# ---- what changed ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    """One line that is new, or that is gone."""

    is_new: bool
    line: str

    @property
    def words(self) -> str:
        """The line without the marks of the canonical text."""
        return re.sub(r"^(## | *- |\d+\. )", "", self.line)


def changes(before: str, after: str) -> list[Change]:
    """The lines that two versions of an agreement do not share, in order; their version numbers aside."""
    old, new = before.splitlines(), after.splitlines()
    versions = old[1:2] + new[1:2]
    found = []
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [Change(False, line) for line in old[i:j]] + [Change(True, line) for line in new[k:m]]
    return [one for one in found if one.line.strip() and one.line not in versions]


# ---- the paper ---------------------------------------------------------------------------------------------------
def method_words(method: str) -> str:
    """How somebody proved who they are, in words; `method` is as `Evidence.method` has it, such as "password+totp"."""
    words = {
        "password": _("password"),
        "totp": _("code from an app"),
        "recovery_codes": _("recovery code"),
        "webauthn": _("passkey"),
    }
    return ", ".join(words.get(one, one) for one in method.split("+"))


@dataclass(frozen=True)
class Witness:
    """One signature as the certificate of completion names it. Times are UTC."""

    name: str
    part: str
    typed_name: str
    signed: str
    authenticated: str
    method: str
    intent: str
    consent: str


def paper(
    *,
    agreement: Agreement,
    signatures: Sequence[Signature],
    spoken: Sequence[SpokenCommitment] = (),
    seal_description: str,
) -> bytes:
    """The PDF/UA of a signed agreement: the text with its table, and the certificate of completion as last page.

    `spoken` are commitments that stand in for a signature (C4); where the person signed besides, that is named alone.

    Raises NotAsSigned, PdfUnavailable (fault 72) or another DocumentError.
    """
    require_as_signed(agreement)
    assert agreement.activated_at is not None
    signed = {one.user_id for one in signatures}
    with translation.override(agreement.language):
        title = agreement.content.get("title") or _("Coaching agreement")
        html = render_to_string(
            "agreements/paper.html",
            {
                "agreement": agreement,
                "content": agreement.content,
                "title": title,
                "witnesses": [_witness(agreement, signature) for signature in signatures],
                "spoken": [_heard(agreement, one) for one in spoken if one.user_id not in signed],
                "activated": _in_utc(agreement.activated_at),
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


def _witness(agreement: Agreement, signature: Signature) -> Witness:
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
    )


def _heard(agreement: Agreement, spoken: SpokenCommitment) -> dict[str, str]:
    """A spoken commitment as the certificate of completion names it."""
    signers = agreement.content.get("signers", [])
    of_part = [one["name"] for one in signers if one["part"] == spoken.part]
    by = Person.objects.filter(pk__in=[spoken.user_id, spoken.recorded_by_id]).values_list("pk", "name")
    names = dict(by)
    return {
        "name": of_part[0] if len(of_part) == 1 else names.get(spoken.user_id, ""),
        "part": next((one["word"] for one in signers if one["part"] == spoken.part), spoken.get_part_display()),
        "said": f"{spoken.said_on:%Y-%m-%d}",
        "way": spoken.get_way_display(),
        "recorder": names.get(spoken.recorded_by_id, ""),
        "recorded": _in_utc(spoken.recorded_at),
        "confirmed": _in_utc(spoken.answered_at) if spoken.answered_at else "",
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
