"""Getting to know each other, and what is needed: questions that are answered together, day by day (B4, D16)."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import Guide
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import GettingToKnow, NeedsAssessment
from cycles.services.goals import NotYet
from cycles.services.meanwhile import require_same
from cycles.services.pairs import Pair, one_at_a_time

Answered = GettingToKnow | NeedsAssessment

TABLES: dict[RecordClass, type[GettingToKnow] | type[NeedsAssessment]] = {
    RecordClass.NOTES: GettingToKnow,
    RecordClass.ASSESSMENT: NeedsAssessment,
}
"""The framework says of each list of questions of which class its answers are; each class has a table of its own."""


class NotAsked(ValueError):
    """An answer to a question that the list does not have. The form asks rightly, so nobody sees this."""


def questions_of(pair: Pair) -> tuple[Guide, ...]:
    """The lists of questions in this pair's format."""
    return pair.framework.start_questions(pair.partnership.format)


def looks_of(partnership: Partnership, guide: Guide) -> list[Answered]:
    """Every look that was kept, the newest first. One query."""
    return list(TABLES[guide.record_class].objects.filter(partnership=partnership, guide=guide.key))


def last_looks(pair: Pair) -> dict[str, dt.date]:
    """The day of the newest look for each list of questions. One query a class that the framework has."""
    found: dict[str, dt.date] = {}
    for record_class in {guide.record_class for guide in questions_of(pair)}:
        rows = TABLES[record_class].objects.filter(partnership=pair.partnership).order_by("looked_on")
        found |= dict(rows.values_list("guide", "looked_on"))
    return found


def words_of(row: Answered | None, guide: Guide) -> dict[str, str]:
    """The answer to each question as it is kept; empty where there is none."""
    kept = row.answers if row else {}
    return {item.key: kept.get(item.key, "") for item in guide.items}


@transaction.atomic
def save_answers(
    *,
    partnership: Partnership,
    guide: Guide,
    by: User,
    looked_on: dt.date,
    answers: Mapping[str, str],
    seen: str | None = None,
) -> bool:
    """Keep the answers of a day, and say whether anything is another now. What was answered before keeps its own day.

    `seen` is the stamp of the words that `by` began from. Raises WrittenMeanwhile, NotYet, NotAsked.
    """
    if looked_on > today_in(partnership.program):
        raise NotYet
    if set(answers) - {item.key for item in guide.items}:
        raise NotAsked
    one_at_a_time(partnership.pk)
    table = TABLES[guide.record_class]
    row = table.objects.filter(partnership=partnership, guide=guide.key, looked_on=looked_on).first()
    wanted = {item.key: answers.get(item.key, "") for item in guide.items}
    if not require_same(words_of(row, guide), seen, wanted):
        return False
    row = row or table(partnership=partnership, guide=guide.key, looked_on=looked_on)
    row.answers = {key: text for key, text in wanted.items() if text}
    row.changed_by = by
    # Who left before this was written is not shown it, though the row is older
    row.changed_at = row.written_at = timezone.now()
    row.save(force_insert=row._state.adding)
    record(Event.QUESTIONS_ANSWERED, target=row, by=by)
    return True
