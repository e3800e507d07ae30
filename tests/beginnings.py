"""The agreement and its life, for the tests of who sees what: rows of the world that stand around a text."""

import datetime as dt
import uuid

from django.utils import timezone

from agreements.models import (
    ClosingStep,
    Ending,
    Handover,
    Letter,
    LetterDraft,
    Pause,
    Plan,
    PlanLook,
    Renegotiation,
    Suggestion,
)
from coaching.disclosure.classes import Part, RecordClass
from coaching.models import Partnership
from tests.cast import Cast

MARK = "Marigold"
"""A word that stands in every text of the world, with the class of record behind it, so that a leak is easy to find."""
COPIED = "Foxglove-letter, and a copy for the supervisor"
PRIVATE = "Larkspur-letter, for her alone"
"""Words of a letter without a copy: the one class of record that a supervisor is given, in a row that is not theirs."""


def marked(record_class: RecordClass, text: str = "") -> str:
    """`text` with a word that occurs nowhere else and says of which class it is."""
    return f"{MARK}-{record_class.value} {text}".strip()


def what_happened(cast: Cast, partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID) -> dict[str, object]:
    """What can happen to an agreement, once each, without changing how it stands now."""
    now = timezone.now()
    pause = Pause(
        partnership=partnership,
        reason=marked(RecordClass.NOTES, "a new class"),
        look_again_on=now.date() + dt.timedelta(days=14),
        paused_at=now,
        paused_by_id=coachee,
        ended_at=now,
        ended_by_id=coach,
    )
    asked = Renegotiation(
        partnership=partnership,
        about="goal",
        words=marked(RecordClass.AGREEMENT, "fewer cycles"),
        asked_at=now,
        asked_by_id=coachee,
        ended_at=now,
        ended_by_id=coach,
        outcome="kept",
    )
    step = ClosingStep(
        partnership=partnership,
        key="next_steps",
        done_on=now.date(),
        words=marked(RecordClass.NOTES, "she goes on alone"),
        recorded_by_id=coach,
        recorded_at=now,
    )
    ending = Ending(
        partnership=partnership,
        kind="discontinued",
        words=marked(RecordClass.AGREEMENT, "we end here"),
        ended_at=now,
        ended_by_id=coach,
    )
    former = cast.other_partnership if partnership == cast.partnership else cast.partnership
    handover = Handover(partnership=partnership, former=former, user_id=coachee, made_at=now, answered_at=now)
    rows = {"pause": pause, "asked": asked, "closing": step, "ending": ending, "handover": handover}
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def what_is_drafted(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID) -> dict[str, object]:
    """A clause in the pair's words, a suggestion of each, and what one of them has seen of the plan."""
    now = timezone.now()
    open_clauses = partnership.framework.open_clauses(partnership.format)
    plan = Plan.objects.filter(partnership=partnership).first() or Plan(partnership=partnership)
    key = next(iter(open_clauses))
    plan.clauses = {key: {"addition": marked(RecordClass.AGREEMENT, "on Mondays"), "language": "en"}}
    plan.save()
    common = {"partnership": partnership, "made_at": now}
    suggestion = Suggestion(
        **common,
        author_id=coach,
        about="clause",
        key=key,
        value={"addition": marked(RecordClass.AGREEMENT, "on Tuesdays"), "language": "en"},
        basis=plan.clauses[key],
        reason=marked(RecordClass.AGREEMENT, "Mondays are full"),
    )
    declined = Suggestion(
        **common,
        author_id=coachee,
        about="question",
        key="practices",
        value=[[marked(RecordClass.AGREEMENT, "sings"), None]],
        basis=[],
        state="declined",
        closed_at=now,
        closed_by_id=coach,
        closed_words=marked(RecordClass.AGREEMENT, "later"),
    )
    look = PlanLook(partnership=partnership, author_id=coachee, seen={f"clause.{key}": MARK}, seen_at=now)
    rows = {"suggestion": suggestion, "declined_suggestion": declined, "look": look}
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def write_letters(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID) -> dict[str, object]:
    """A letter that is being written, one for the coachee alone, and one with a copy to every supervisor."""
    now = timezone.now()
    common = {"partnership": partnership, "author_id": coach, "language": "en"}
    to = {"user": str(coachee), "part": "coachee", "word": "coachee", "name": "June Whitehorse", "copy": False}
    draft = LetterDraft(**common, key="introduction", subject=PRIVATE, text=PRIVATE, version=1, saved_at=now)
    draft.save(force_insert=True)
    supervisors = [party.user_id for party in partnership.parties.filter(left_at=None, part=Part.SUPERVISOR)]
    rows: dict[str, object] = {"letter_draft": draft}
    for name, readers, text in (
        ("letter", [coach, coachee], PRIVATE),
        ("copied_letter", [coach, coachee, *supervisors], COPIED),
    ):
        letter = Letter(
            **common,
            author_name="Rosa Delgado",
            reader_ids=readers,
            recipients=[to],
            key="introduction",
            subject=text,
            text=text,
            phone="555 0100",
            email="coach@example.org",
            sent_at=now,
        )
        letter.save(force_insert=True)
        rows[name] = letter
    return rows
