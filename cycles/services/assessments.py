"""What supervisor, learner and coach write together of strengths and needs, and the areas of coaching (D5, D10)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.frameworks import Framework
from coaching.frameworks.structure import Assessment, Domain
from coaching.models import DisclosureRule, Partnership, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import AssessmentWords, CoachingAreas
from cycles.services.meanwhile import require_same
from cycles.services.pairs import one_at_a_time, recipients
from cycles.services.readers import Reader


class NotTheirs(ValueError):
    """An assessment that this person does not write, or an area that it does not have. The forms offer none."""


WHOLE = ""
"""The area of an assessment that is not written by domain."""


def kept_assessments(framework: Framework) -> tuple[Assessment, ...]:
    """Those that the product keeps."""
    return tuple(one for one in framework.assessments if one.items)


def areas_of(framework: Framework, assessment: Assessment) -> tuple[Domain | None, ...]:
    """What is written for each; None once, where it is written as a whole."""
    return framework.domains if assessment.by_domain else (None,)


def my_part(reader: Reader) -> Part:
    """As what this person reads and writes."""
    return Part(reader.pair.me.part) if reader.pair else Part.SUPERVISOR


def writes(reader: Reader, assessment: Assessment) -> bool:
    """Whether the framework has this person's part write it."""
    return my_part(reader) in assessment.by


def chooses(reader: Reader, assessment: Assessment) -> bool:
    """Whether the framework has this person's part choose the areas that coaching takes up (D10)."""
    return my_part(reader) in assessment.chosen_by


# ---- words --------------------------------------------------------------------------------------------------------
def newest_words(partnership: Partnership) -> dict[tuple[str, str], AssessmentWords]:
    """What holds: (assessment, area) to the words written last. One query."""
    rows = AssessmentWords.objects.filter(partnership=partnership).order_by("assessment", "area", "-kept_at", "-id")
    return {(row.assessment, row.area): row for row in rows.distinct("assessment", "area")}


def words_before(partnership: Partnership, assessment: Assessment, area: str) -> list[AssessmentWords]:
    """All that was ever written in an area, the newest first. One query."""
    return list(AssessmentWords.objects.filter(partnership=partnership, assessment=assessment.key, area=area))


def answers_of(row: AssessmentWords | None, assessment: Assessment) -> dict[str, str]:
    """The answer to each question; empty where there is none."""
    kept = row.answers if row else {}
    return {item.key: kept.get(item.key, "") for item in assessment.items}


@transaction.atomic
def write_assessment(
    *, reader: Reader, by: User, assessment: Assessment, area: str, answers: Mapping[str, str], seen: str | None = None
) -> bool:
    """Write in one area, and say whether anything is another now. What stood there before stays beneath, with its name.

    `seen` is the stamp of the words that `by` began from. Raises NotTheirs, WrittenMeanwhile.
    """
    framework, partnership = reader.framework, reader.partnership
    known = {one.key if one else WHOLE for one in areas_of(framework, assessment)}
    if not writes(reader, assessment) or area not in known or set(answers) - {item.key for item in assessment.items}:
        raise NotTheirs
    one_at_a_time(partnership.pk)
    row = AssessmentWords.objects.filter(partnership=partnership, assessment=assessment.key, area=area).first()
    wanted = {item.key: answers.get(item.key, "") for item in assessment.items}
    if not require_same(answers_of(row, assessment), seen, wanted):
        return False
    row = AssessmentWords(
        partnership=partnership,
        assessment=assessment.key,
        area=area,
        answers={key: text for key, text in wanted.items() if text},
        user=by,
        part=my_part(reader),
        kept_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.ASSESSMENT_WRITTEN, target=row, by=by)
    return True


# ---- the areas that coaching takes up ------------------------------------------------------------------------------
def choices_made(partnership: Partnership, assessment: Assessment) -> list[CoachingAreas]:
    """Every choice, the newest first. One query."""
    return list(CoachingAreas.objects.filter(partnership=partnership, assessment=assessment.key))


def areas_taken_up(partnership: Partnership, framework: Framework) -> list[str]:
    """The keys of the areas that coaching takes up now. No query where nobody chooses them; otherwise one."""
    choosing = [one.key for one in framework.assessments if one.chosen_by]
    if not choosing:
        return []
    rows = CoachingAreas.objects.filter(partnership=partnership, assessment__in=choosing)
    newest = {row.assessment: row.areas for row in reversed(rows)}
    return [key for areas in newest.values() for key in areas]


@transaction.atomic
def choose_areas(
    *,
    reader: Reader,
    by: User,
    assessment: Assessment,
    areas: Iterable[str],
    reason: str,
    seen: str | None = None,
) -> bool:
    """Choose the areas that coaching takes up, and say whether that is another choice. The pair is told.

    Raises NotTheirs, WrittenMeanwhile.
    """
    chosen = [one.key for one in reader.framework.domains if one.key in set(areas)]
    if not chooses(reader, assessment) or len(chosen) != len(set(areas)):
        raise NotTheirs
    one_at_a_time(reader.partnership.pk)
    now = choice_words(next(iter(choices_made(reader.partnership, assessment)), None))
    if not require_same(now, seen, {"areas": " ".join(chosen), "reason": reason}):
        return False
    row = CoachingAreas(
        partnership=reader.partnership,
        assessment=assessment.key,
        areas=chosen,
        reason=reason,
        user=by,
        part=my_part(reader),
        kept_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.AREAS_CHOSEN, target=row, by=by)
    for recipient in recipients(reader.partnership, besides=by):
        enqueue(Kind.AREAS_CHOSEN, subject_id=row.pk, recipient_id=recipient)
    return True


def choice_words(row: CoachingAreas | None) -> dict[str, str]:
    """A choice as words to compare."""
    return {"areas": " ".join(row.areas) if row else "", "reason": row.reason if row else ""}


def without_areas(partnerships: Iterable[Partnership], part: Part, record_class: RecordClass) -> list[uuid.UUID]:
    """Where those of this part choose areas, are given what they write, and nobody has chosen yet. Two queries."""
    known = {one.pk: one for one in partnerships}
    if not known:
        return []
    given = DisclosureRule.objects.filter(audience=part, record_class=record_class, form=Form.ALL)
    terms = set(given.filter(terms__in={one.terms_id for one in known.values()}).values_list("terms_id", flat=True))
    chosen = set(CoachingAreas.objects.filter(partnership__in=known).values_list("partnership_id", flat=True))
    return [key for key, one in known.items() if one.terms_id in terms and key not in chosen]


# ---- what coaching works from --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """How far an assessment is: areas with words, of all; and what stands in for it while there are none (D5)."""

    assessment: Assessment
    written: int
    areas: int
    instead: Assessment | None

    @property
    def is_begun(self) -> bool:
        return self.written > 0


def standings(framework: Framework, words: Mapping[tuple[str, str], AssessmentWords]) -> list[Standing]:
    """How far each assessment is that is kept, in the framework's order."""
    kept = kept_assessments(framework)
    stand_ins = {key: one for one in kept for key in one.instead_of}
    found = []
    for one in kept:
        areas = areas_of(framework, one)
        written = sum(
            bool(any(answers_of(words.get((one.key, area.key if area else WHOLE)), one).values())) for area in areas
        )
        found.append(Standing(one, written, len(areas), stand_ins.get(one.key)))
    return found


def works_from(found: Iterable[Standing]) -> tuple[list[Assessment], list[Assessment]]:
    """What coaching works from now, and what is not written yet: what stands in for others counts while one of these is
    missing (D5).
    """
    rows = list(found)
    missing = [one.assessment for one in rows if not one.is_begun and not one.assessment.instead_of]
    absent = {one.key for one in missing}
    now = [one.assessment for one in rows if one.is_begun and not one.assessment.instead_of]
    stand_ins = [one.assessment for one in rows if absent.intersection(one.assessment.instead_of)]
    return [*now, *stand_ins], missing
