"""Asking for advice without names (A9): composing, checking, sending, answering, taking back."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.life import Action as Deed
from agreements.life import permits
from agreements.models import FocusPractice
from coaching.disclosure.classes import PARTY_PARTS, Form, Part, RecordClass
from coaching.models import Agency, DisclosureRule, Party, Person, Program, Site, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.masking import Known, Masked, Names, mask_all
from cycles.models import ActionStep, CaseDraft, CaseWord, Goal, MaskedCase, Note, VisitDetail, VisitLog
from cycles.services.concerns import coach_supervisors
from cycles.services.pairs import Pair, agreed_of

LATEST = 6
"""So many visits back a case goes."""

QUESTION = "question"


class NotConfirmed(ValueError):
    """A part was not confirmed, or has changed since it was."""


class TakenBack(ValueError):
    """It was taken back: nobody says anything to it any more."""


@dataclass(frozen=True)
class CasePart:
    """One part of a case: the question, or the records of a class. `digest` is of the masked text that was shown."""

    key: str
    label: str
    masked: Masked

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.masked.text.encode()).hexdigest()


def classes_for_advice(pair: Pair) -> list[RecordClass]:
    """What this person may ask about: the classes that the signed terms give a coach's supervisor without names. None
    where they do not lead, where nobody is there to be asked, or where nothing is written any more.
    """
    if not (pair.leads and pair.me.present and permits(pair.state, Deed.RECORD_WRITE)):
        return []
    rules = DisclosureRule.objects.filter(
        terms=pair.partnership.terms_id, audience=Part.COACH_SUPERVISOR, form=Form.MASKED
    )
    given = set(rules.values_list("record_class", flat=True))
    if not given or not set(coach_supervisors(pair.partnership)) - {pair.me.user_id}:
        return []
    return [one for one in RecordClass if one in given and one in TEXTS]


# ---- what a case is made of --------------------------------------------------------------------------------------
def _practices(pair: Pair) -> Iterable[str]:
    return FocusPractice.objects.filter(partnership=pair.partnership).values_list("text", flat=True)


def _goals(pair: Pair) -> Iterable[str]:
    return Goal.objects.filter(partnership=pair.partnership, set_aside_at=None).values_list("text", flat=True)


def _steps(pair: Pair) -> Iterable[str]:
    rows = ActionStep.objects.filter(partnership=pair.partnership, goal__set_aside_at=None)
    for text, learner, leader in rows.order_by("goal", "position").values_list("text", "coachee_does", "coach_does"):
        yield "\n".join(filter(None, (text, learner, leader)))


def _log(pair: Pair) -> Iterable[str]:
    rows = VisitLog.objects.filter(partnership=pair.partnership).order_by("-visited_on")[:LATEST]
    for day, minutes in rows.values_list("visited_on", "minutes"):
        yield _("%(day)s: %(minutes)d minutes") % {"day": day.isoformat(), "minutes": minutes}


def _details(pair: Pair) -> Iterable[str]:
    """How visits went: never where, for a place is whose it is."""
    rows = VisitDetail.objects.filter(partnership=pair.partnership).order_by("-visit__starts_at")
    for row in rows.select_related("visit")[:LATEST]:
        words = [str(pair.framework.mode(row.mode).label)] if row.mode else []
        for key in row.strategies:
            group, _dot, option = key.partition(".")
            words.append(str(pair.framework.strategy(group, option).label))
        yield f"{row.visit.local_date.isoformat()}: {', '.join([*words, *filter(None, [row.strategies_other])])}"


def _notes(pair: Pair) -> Iterable[str]:
    rows = Note.objects.filter(partnership=pair.partnership).select_related("visit")
    rows = rows.order_by("-created_at", "author_part", "component")  # in no order of chance, which a reader could tell
    for row in rows[: LATEST * 2]:
        yield f"{row.visit.local_date.isoformat()}, {pair.word(row.author_part)}: {row.text}"


TEXTS = {
    RecordClass.PRACTICES: _practices,
    RecordClass.GOALS: _goals,
    RecordClass.ACTION_PLAN: _steps,
    RecordClass.LOG: _log,
    RecordClass.VISIT_DETAIL: _details,
    RecordClass.NOTES: _notes,
}


def names_for(pair: Pair, draft: CaseDraft) -> Names:
    """What the database knows: people by the part they hold, program, sites, agencies; and the author's words."""
    people = dict(
        Party.objects.filter(partnership=pair.partnership, part__in=PARTY_PARTS).values_list("user_id", "part")
    )
    named = Person.objects.filter(pk__in=people).order_by("pk").values_list("pk", "name")
    known = [Known(name, _("the %(part)s") % {"part": pair.word(people[key])}, is_name=True) for key, name in named]
    program: Program = pair.partnership.program
    known.append(Known(program.name, _("the program")))
    for key, name in Site.objects.filter(program=program).values_list("pk", "name"):
        known.append(Known(name, _("the site") if key == pair.partnership.site_id else _("another site")))
    known += [
        Known(name, _("an agency")) for name in Agency.objects.filter(program=program).values_list("name", flat=True)
    ]
    agreed = agreed_of(pair.partnership)
    start = agreed.starts_on if agreed else pair.partnership.created_at.date()
    return Names(known, start, today_in(program), dict(draft.hidden), set(draft.kept))


def parts_of_case(pair: Pair, draft: CaseDraft) -> tuple[list[CasePart], Names]:
    """The parts as they would go now, with original and masked text side by side."""
    texts = {QUESTION: draft.question}
    labels = {QUESTION: _("Your question")}
    for record_class in classes_for_advice(pair):
        if record_class.value not in draft.classes:
            continue
        if text := "\n".join(f"• {line}" for line in TEXTS[record_class](pair)):
            texts[record_class.value] = text
            labels[record_class.value] = str(record_class.label)
    names = names_for(pair, draft)
    masked = mask_all(texts, names)
    return [CasePart(key, labels[key], one) for key, one in masked.items()], names


# ---- composing ---------------------------------------------------------------------------------------------------
def draft_of(pair: Pair) -> CaseDraft:
    """What one has chosen so far; a new one is not saved yet."""
    found = CaseDraft.objects.filter(partnership=pair.partnership, author=pair.me.user_id).first()
    return found or CaseDraft(partnership=pair.partnership, author_id=pair.me.user_id, saved_at=timezone.now())


@transaction.atomic
def save_case(*, draft: CaseDraft, **changes: object) -> None:
    """Keep what was chosen, for its author alone."""
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.saved_at = timezone.now()
    draft.save(force_insert=draft._state.adding)


@transaction.atomic
def send_case(*, pair: Pair, by: User, confirmed: dict[str, str]) -> MaskedCase:
    """Send the masked text, and only that. `confirmed`: for each part the digest of what was confirmed.

    Raises NotConfirmed where a part was not confirmed, or would be another than the one that was.
    """
    draft = draft_of(pair)
    parts, _names = parts_of_case(pair, draft)
    if not draft.question or len(parts) < 2 or any(confirmed.get(one.key) != one.digest for one in parts):
        raise NotConfirmed
    case = MaskedCase(
        partnership=pair.partnership,
        user=by,
        user_name=pair.name_of(by.pk),
        part=pair.me.part,
        question=next(one.masked.text for one in parts if one.key == QUESTION),
        parts=[{"record_class": one.key, "text": one.masked.text} for one in parts if one.key != QUESTION],
        sent_at=timezone.now(),
    )
    case.save(force_insert=True)
    case.refresh_from_db(fields=["helper_ids"])
    save_case(draft=draft, question="", classes=[])
    record(Event.CASE_SENT, target=case, by=by)
    for user_id in case.helper_ids:
        enqueue(Kind.CASE_WAITING, subject_id=case.pk, recipient_id=user_id)
    return case


# ---- the talk about it -------------------------------------------------------------------------------------------
def cases_of(user: User) -> QuerySet[MaskedCase]:
    """What this person asked or is asked, newest first."""
    return MaskedCase.objects.filter(reader_ids__contains=[user.pk]).order_by("-sent_at")


@transaction.atomic
def answer_case(*, case: MaskedCase, by: User, text: str) -> CaseWord:
    """Say something to a case; the others of it are told, without a word of it. Raises TakenBack."""
    if case.taken_back_at:
        raise TakenBack
    name = Person.objects.filter(pk=by.pk).values_list("name", flat=True).first() or ""
    word = CaseWord(
        partnership_id=case.partnership_id, case=case, user=by, user_name=name, text=text, said_at=timezone.now()
    )
    word.save(force_insert=True)
    record(Event.CASE_ANSWERED, target=word, by=by)
    for user_id in {case.user_id, *case.helper_ids} - {by.pk}:
        enqueue(Kind.CASE_ANSWERED, subject_id=word.pk, recipient_id=user_id)
    return word


@transaction.atomic
def take_back_case(*, case: MaskedCase, by: User) -> bool:
    """Let nobody outside the pair find it any more; false where somebody else sent it, or it was done before."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.take_back_case(%s)", [case.pk])
        done: bool = cursor.fetchone()[0]
    if done:
        record(Event.CASE_TAKEN_BACK, target=case, by=by)
    return done


def waiting_for(user: User) -> QuerySet[MaskedCase]:
    """Cases that this person is asked about and has not answered."""
    said = CaseWord.objects.filter(user=user).values("case")
    return cases_of(user).filter(helper_ids__contains=[user.pk], taken_back_at=None).exclude(pk__in=said)


def may_speak(case: MaskedCase, user_id: uuid.UUID) -> bool:
    """The coach who asked and those who are asked; whoever learns reads along (A7)."""
    return case.taken_back_at is None and user_id in {case.user_id, *case.helper_ids}
