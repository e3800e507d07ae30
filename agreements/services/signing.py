"""From a plan to an agreement that binds: sent, signed by each, taken back where a word changes."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from agreements.consent import consent_in_full
from agreements.editions import edition_of
from agreements.models import AgreedTerms, Agreement, AgreementState, Plan, Signature, SpokenCommitment, Standing
from agreements.rendering import canonical_text, digest_of, require_as_signed
from agreements.services.answering import open_suggestions, set_aside_unanswered
from agreements.services.consent import say_consent, wants_paper
from agreements.services.locking import lock_agreement
from agreements.services.matter import Problem, matter_of, next_number, what_is_missing
from agreements.tasks import seal_agreement
from agreements.wording import compose
from coaching.jobs import start_soon
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in

EXPIRES = dt.timedelta(days=30)
FRESH = dt.timedelta(minutes=10)
"""How old a sign-in may be at the moment of signing."""


class NotReady(Exception):
    """The plan cannot be sent yet; `problems` say what is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("the plan is not ready to be sent")
        self.problems = problems


class AlreadyOut(Exception):
    """A version is out for signature; it is withdrawn before another is sent."""

    def __init__(self, agreement: Agreement) -> None:
        super().__init__("another version is out for signature")
        self.agreement = agreement


class OpenSuggestions(Exception):
    """Suggestions wait for an answer, and nobody has said what becomes of them. Nothing was sent."""


class ChangedMeanwhile(Exception):
    """What would be sent is not what the sender looked at."""


class NotOut(Exception):
    """This version cannot be signed or withdrawn: it was, or it expired, or a newer one took its place (fault 18)."""


class NotAsked(Exception):
    """Somebody else is asked for this signature, or somebody else's turn comes first (fault 17)."""


class OnPaper(Exception):
    """This person has taken back the consent to electronic records, and signs on paper (fault 25)."""


class StaleAuthentication(Exception):
    """The person signed in too long ago; they prove once more who they are."""


@dataclass(frozen=True)
class Evidence:
    """What is kept of the moment of signing. `method` is as allauth names it, several joined by "+", such as
    "password+totp"; `authenticated_at` is aware; `intent` and `consent` are the sentences that were agreed to.
    """

    method: str
    authenticated_at: dt.datetime
    intent: str
    consent: str
    address: str | None = None
    browser: str = ""


@transaction.atomic
def send_for_signature(
    *,
    partnership: Partnership,
    by: User,
    language: str = "",
    digest: str = "",
    told_of: Collection[uuid.UUID] = (),
    set_aside: bool = False,
) -> Agreement:
    """Turn the plan into the next version of the agreement and ask each party to sign it, for 30 days.

    `language` is that of the text; the program's where none is given. `digest` is that of the text which `by` looked
    at, if they did. `told_of` names the suggestions that `by` knows to be open: they wait for a later version, or are
    `set_aside`. An edition of the framework that the plan adopts comes into force with it.
    Raises NotReady, AlreadyOut, ChangedMeanwhile, OpenSuggestions.
    """
    plan = (
        Plan.objects.select_for_update(of=("self",)).select_related("edition").filter(partnership=partnership).first()
    )
    for out in Agreement.objects.filter(partnership=partnership, state=AgreementState.OUT):
        if out.is_out:
            raise AlreadyOut(out)
        withdraw(agreement=out, by=by, reason="expired")
    language = language or partnership.program.language
    matter, parties = matter_of(partnership, plan or Plan(partnership=partnership), number=next_number(partnership))
    if problems := what_is_missing(matter):
        raise NotReady(problems)
    assert plan is not None
    edition = edition_of(partnership, plan)
    content = compose(matter, language)
    text = canonical_text(content)
    if digest and digest != digest_of(text):
        raise ChangedMeanwhile
    waiting = open_suggestions(partnership)
    if {one.pk for one in waiting} - set(told_of):
        raise OpenSuggestions
    if set_aside:
        set_aside_unanswered(suggestions=waiting, by=by)
    now = timezone.now()
    agreement = Agreement(
        partnership=partnership,
        number=matter.number,
        language=language,
        content=content,
        text=text,
        digest=digest_of(text),
        rules_id=edition.terms_id,
        edition=edition,
        sent_at=now,
        sent_by=by,
        expires_at=now + EXPIRES,
    )
    agreement.save(force_insert=True)
    signers = matter.framework.format(matter.format).signers
    Signature.objects.bulk_create(
        Signature(partnership=partnership, agreement=agreement, user_id=user_id, part=part, position=position)
        for position, (part, user_id) in enumerate(parties)
        if part in signers
    )
    AgreedTerms(
        partnership=partnership,
        agreement=agreement,
        mode=plan.mode,
        cycles=plan.cycles,
        hours=plan.hours,
        rhythm_days=plan.rhythm_days,
        rhythm_other=plan.rhythm_other,
        starts_on=plan.starts_on or today_in(partnership.program),
        ends_on=plan.ends_on,
    ).save(force_insert=True)
    Standing.objects.filter(partnership=partnership, state=Standing.State.DRAFTING).update(
        state=Standing.State.WAITING, since=now
    )
    record(Event.AGREEMENT_SENT, target=agreement, by=by)
    _ask(agreement)
    return agreement


@transaction.atomic
def withdraw(*, agreement: Agreement, by: User, reason: str = "withdrawn", words: str = "") -> None:
    """Take back a version that is out: its signatures count no more. `reason`: withdrawn, plan_changed or expired.

    `words` are those of the person who takes it back, for all who sign. Raises NotOut.
    """
    if lock_agreement(agreement.pk) != AgreementState.OUT:
        raise NotOut
    agreement.state, agreement.closed_reason, agreement.closed_words = AgreementState.WITHDRAWN, reason, words
    agreement.closed_by, agreement.closed_at = by, timezone.now()
    agreement.save(update_fields=["state", "closed_reason", "closed_words", "closed_by", "closed_at"])
    Standing.objects.filter(partnership=agreement.partnership_id, state=Standing.State.WAITING).update(
        state=Standing.State.DRAFTING, since=timezone.now()
    )
    record(Event.AGREEMENT_WITHDRAWN, target=agreement, by=by)


@transaction.atomic
def sign(
    *,
    agreement: Agreement,
    by: User,
    typed_name: str,
    evidence: Evidence,
    mark: Sequence[Sequence[int]] = (),
    began_by: uuid.UUID | None = None,
) -> Signature:
    """Sign as the one who is asked. Signing again changes nothing (fault 14); signers come one after the other (15).

    `mark` are drawn strokes as `agreements.marks` reads them; `began_by` is another signer, who handed the device over.
    The last signature binds the terms to every record of the partnership, and sealing begins. Raises NotAsked, NotOut,
    OnPaper, StaleAuthentication, NotAsSigned.
    """
    state = lock_agreement(agreement.pk)
    agreement = Agreement.objects.select_related("partnership", "edition").get(pk=agreement.pk)
    mine = list(Signature.objects.filter(agreement=agreement, user=by))
    if state is None or not mine:
        raise NotAsked
    if all(one.signed_at for one in mine):
        return mine[0]
    if not agreement.is_out:
        raise NotOut
    # One person may sit in two places, such as coach and supervisor (B2)
    asked = [one for one in asked_now(agreement) if one in mine]
    if not asked:
        raise NotAsked
    if wants_paper(by):
        raise OnPaper
    now = timezone.now()
    if not now - FRESH <= evidence.authenticated_at <= now:
        raise StaleAuthentication
    require_as_signed(agreement)
    handed = bool(began_by) and began_by != by.pk and agreement.signatures.filter(user=began_by).exists()
    for signature in asked:
        signature.signed_at, signature.digest, signature.typed_name = now, agreement.digest, typed_name
        signature.intent, signature.consent = evidence.intent, evidence.consent
        signature.method, signature.authenticated_at = evidence.method[:60], evidence.authenticated_at
        signature.address, signature.browser = evidence.address, evidence.browser[:300]
        signature.mark = [list(stroke) for stroke in mark]
        signature.began_by_id = began_by if handed else None
        signature.save()
        record(Event.AGREEMENT_SIGNED, target=signature, by=by)
    say_consent(by=by, agreed=True, text=consent_in_full())
    bind_if_all_have_agreed(agreement, by=by)
    return asked[0]


def bind_if_all_have_agreed(agreement: Agreement, *, by: User) -> None:
    """Where nobody is left to sign, the terms bind and sealing begins; otherwise whoever is next is asked."""
    if _activate(agreement):
        _tell(agreement)
        record(Event.AGREEMENT_ACTIVE, target=agreement, by=by)
        start_soon(seal_agreement, agreement_id=agreement.pk, person_id=by.pk)
    else:
        _ask(agreement)


def asked_now(agreement: Agreement) -> list[Signature]:
    """The places still open: all of them, or the next one where the framework signs in order."""
    return asked_in([agreement])


def asked_in(agreements: Collection[Agreement]) -> list[Signature]:
    """The same for several agreements, from at most two queries; each comes with its partnership."""
    by_agreement: dict[uuid.UUID, list[Signature]] = {one.pk: [] for one in agreements}
    for place in Signature.objects.filter(agreement__in=by_agreement, signed_at=None).order_by("position"):
        by_agreement[place.agreement_id].append(place)
    formats = {one.pk: one.framework.format(one.partnership.format) for one in agreements}
    ordered = [key for key, format in formats.items() if format.in_order]
    # Who committed aloud holds nobody up, and may still sign (C4)
    spoken: dict[uuid.UUID, set[tuple[uuid.UUID, str]]] = {}
    if any(formats[key].verbal for key in ordered):
        standing = SpokenCommitment.objects.filter(agreement__in=ordered).exclude(answer="contested")
        for key, user_id, part in standing.values_list("agreement_id", "user_id", "part"):
            spoken.setdefault(key, set()).add((user_id, part))
    for key in ordered:
        waiting = by_agreement[key]
        held = spoken.get(key, set()) if formats[key].verbal else set()
        first = next((n for n, one in enumerate(waiting) if (one.user_id, one.part) not in held), len(waiting))
        by_agreement[key] = waiting[: first + 1]
    return [place for places in by_agreement.values() for place in places]


def people_have_changed(agreement: Agreement) -> bool:
    """Whether somebody who signs has joined or left since it was sent; then it cannot come into force."""
    partnership = agreement.partnership
    signers = agreement.framework.format(partnership.format).signers
    present = Party.objects.filter(partnership=partnership, part__in=signers).present().values_list("user_id", "part")
    asked = Signature.objects.filter(agreement=agreement).values_list("user_id", "part")
    return set(present) != set(asked)


def _activate(agreement: Agreement) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select sec.activate_agreement(%s)", [agreement.pk])
        return bool(cursor.fetchone()[0])


def _ask(agreement: Agreement) -> None:
    for signature in asked_now(agreement):
        enqueue(Kind.AGREEMENT_WAITING, subject_id=signature.pk, recipient_id=signature.user_id)


def _tell(agreement: Agreement) -> None:
    for user_id in Signature.objects.filter(agreement=agreement).values_list("user_id", flat=True):
        enqueue(Kind.AGREEMENT_SIGNED, subject_id=agreement.pk, recipient_id=user_id)
