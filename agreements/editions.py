"""Versions ("editions") of a framework beside a partnership: which one a plan answers, and what a later one changes."""

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agreements.answers import fits, kept_fields
from agreements.clauses import fits_clause
from agreements.models import Plan
from coaching.frameworks import Choose, DoseKind, Framework
from coaching.frameworks import structure as s
from coaching.models import FrameworkVersion, Partnership
from coaching.services.programs import newest_beside as newest_of

if TYPE_CHECKING:
    from agreements.services.drafts import PlanDraft


def edition_of(partnership: Partnership, plan: Plan) -> FrameworkVersion:
    """The version whose questions the plan answers: one that the pair has chosen to adopt, else the partnership's."""
    current = partnership.framework_version
    chosen = plan.edition
    return chosen if chosen is not None and chosen.number > current.number else current


def drafted_with(partnership: Partnership) -> Framework:
    """The framework whose questions the plan of a partnership answers. One query."""
    plan = Plan.objects.select_related("edition").filter(partnership=partnership).first()
    return edition_of(partnership, plan or Plan(partnership=partnership)).framework


def newest_beside(partnership: Partnership) -> FrameworkVersion | None:
    """The newest version of the partnership's framework; None where it works under that one already."""
    return newest_of(partnership.framework_version)


def has_same_people(before: Framework, after: Framework, format_key: str) -> bool:
    """Whether the same parts make up this format in both, and the same of them sign. Else it is another partnership."""
    old, new = (next((one for one in it.formats if one.key == format_key), None) for it in (before, after))
    return bool(old and new) and _people(old) == _people(new)


def _people(form: s.Format | None) -> object:
    assert form is not None
    return {(one.part, one.least, one.most) for one in form.parties}, set(form.signers), set(form.must_sign)


# ---- what becomes of a plan --------------------------------------------------------------------------------------
def carried(draft: "PlanDraft", before: Framework, after: Framework, format_key: str) -> tuple["PlanDraft", list[str]]:
    """The draft as far as it answers what `after` asks, and those questions of `before` whose answers have no place."""
    kept = {field.key: field for field in kept_fields(after, format_key)}
    answers = {key: one for key, one in draft.answers.items() if key in kept and fits(kept[key], one, after)}
    own = after.open_clauses(format_key)
    dose, response = after.dose, after.response
    fresh = dataclasses.replace(
        draft,
        mode=_modes(draft.mode, after),
        cycles=_within(draft.cycles, dose.kind is DoseKind.CYCLES, dose.least or 1, dose.most),
        hours=_within(draft.hours, dose.kind is DoseKind.HOURS, dose.least or 1, dose.most),
        rhythm_days=draft.rhythm_days if draft.rhythm_other or _is_offered(draft.rhythm_days, after) else None,
        response_days=_within(
            draft.response_days,
            response is not None,
            response.least_days if response else 1,
            response.most_days if response else None,
        ),
        answers=answers,
        clauses={key: words for key, words in draft.clauses.items() if fits_clause(own.get(key), words)},
    )
    return fresh, [label for label in _dropped(draft, fresh, before, format_key) if label]


def _modes(chosen: str, after: Framework) -> str:
    known = [one.key for one in after.modes.options if one.key in chosen.split()]
    return " ".join(known[:1] if after.modes.choose is Choose.ONE else known)


def _within(number: int | None, asked: bool, least: int, most: int | None) -> int | None:
    return number if number is not None and asked and least <= number <= (most or number) else None


def _is_offered(days: int | None, after: Framework) -> bool:
    return any(one.days == days for one in after.rhythm.options)


def _dropped(draft: "PlanDraft", fresh: "PlanDraft", before: Framework, format_key: str) -> Iterator[str]:
    changed = {
        s.FieldKind.MODE: draft.mode != fresh.mode,
        s.FieldKind.DOSE: (draft.cycles, draft.hours) != (fresh.cycles, fresh.hours),
        s.FieldKind.RHYTHM: draft.rhythm_days != fresh.rhythm_days,
        s.FieldKind.RESPONSE_DAYS: draft.response_days != fresh.response_days,
    }
    for field in before.plan_fields(format_key):
        if changed.get(field.kind) or (field.key in draft.answers and field.key not in fresh.answers):
            yield str(field.label)
    clauses = before.open_clauses(format_key)
    yield from (str(clauses[key].text) for key in draft.clauses if key in clauses and key not in fresh.clauses)


def questions_new_in(before: Framework, after: Framework, format_key: str) -> list[str]:
    """The questions of the plan that only `after` asks."""
    asked = {field.key for field in before.plan_fields(format_key)}
    return [str(field.label) for field in after.plan_fields(format_key) if field.key not in asked]
