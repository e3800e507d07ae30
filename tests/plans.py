"""A plan that answers every question of a framework, whatever it asks; made of the framework's data alone."""

import datetime as dt
from typing import Any

from agreements.answers import kept_fields
from agreements.services import PlanDraft, Practice
from coaching.frameworks import Choose, DoseKind, FieldKind, Framework
from coaching.frameworks.structure import PlanField

PRACTICES = ("Follows the child's lead in play", "Gives each child time to answer")
FIRST, LAST = dt.date(2026, 9, 1), dt.date(2027, 5, 31)


def full_draft(framework: Framework, format: str, *, practices: tuple[str, ...] = PRACTICES) -> PlanDraft:
    """Every question of the format answered: the last way to meet where one is chosen, all where several are."""
    modes = [one.key for one in framework.modes.options]
    kinds = {field.kind for field in framework.plan_fields(format)}
    more: dict[str, Any] = {}
    if framework.dose.is_counted:
        wanted = {DoseKind.CYCLES: 8, DoseKind.HOURS: 40}[framework.dose.kind]
        more[framework.dose.kind.value] = min(wanted, framework.dose.most or wanted)
    if FieldKind.DATES in kinds:
        more |= {"starts_on": FIRST, "ends_on": LAST}
    if FieldKind.CONTACT in kinds:
        more |= {"concern_name": "Ines Carvalho", "concern_email": "coach.supervisor@example.org"}
    if FieldKind.RESPONSE_DAYS in kinds and framework.response:
        more["response_days"] = framework.response.least_days
    days = [one.days for one in framework.rhythm.options]
    return PlanDraft(
        mode=" ".join(modes) if framework.modes.choose is Choose.MANY else modes[-1],
        rhythm_days=14 if 14 in days else days[0],
        answers={field.key: _answer(field, framework) for field in kept_fields(framework, format)},
        practices=tuple(Practice(text) for text in practices),
        **more,
    )


def _answer(field: PlanField, framework: Framework) -> Any:
    match field.kind:
        case FieldKind.DOMAINS:
            return [one.key for one in framework.domains[:2]]
        case FieldKind.CHOICE:
            keys = [one.key for one in field.options]
            return keys[:2] if field.choose is Choose.MANY else keys[-1]
        case FieldKind.YES_NO:
            return False
        case FieldKind.DATE:
            return "2026-09-15"
        case FieldKind.NUMBER:
            return "1.5"
    return f"What we agreed on {field.key}.\nAnd a second line of it."


def as_posted(framework: Framework, format: str, draft: PlanDraft, *, version: int = 0) -> dict[str, Any]:
    """What the form of the plan posts for `draft`."""
    posted: dict[str, Any] = {
        "version": version,
        "withdraws": "",
        "mode": draft.mode.split() if framework.modes.choose is Choose.MANY else draft.mode,
        "rhythm": next((one.key for one in framework.rhythm.options if one.days == draft.rhythm_days), ""),
        "practices-TOTAL_FORMS": len(draft.practices),
        "practices-INITIAL_FORMS": 0,
    }
    for number, one in enumerate(draft.practices):
        posted[f"practices-{number}-text"] = one.text
    names = ("cycles", "hours", "starts_on", "ends_on", "concern_name", "concern_email", "response_days")
    posted |= {name: value for name in names if (value := getattr(draft, name)) is not None}
    for key, answer in draft.answers.items():
        posted[f"answer_{key}"] = {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer
    return posted
