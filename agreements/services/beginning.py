"""The day after which coaching starts, where the framework has one (D3)."""

import datetime as dt

from agreements.models import Agreement, AgreementState, Plan
from coaching.frameworks import Framework
from coaching.models import Partnership


def coaching_starts_after(partnership: Partnership, framework: Framework) -> dt.date | None:
    """As it is agreed; before an agreement is in force, as the plan says; None where nobody has said it or asks for it.

    For the pair, who alone read the plan.
    """
    field = framework.coaching_starts_field(partnership.format)
    if field is None:
        return None
    active = Agreement.objects.filter(partnership=partnership, state=AgreementState.ACTIVE)
    content = active.values_list("content", flat=True).first() or {}
    answers = (
        content.get("answers") or Plan.objects.filter(partnership=partnership).values_list("answers", flat=True).first()
    )
    try:
        return dt.date.fromisoformat((answers or {}).get(field.key, ""))
    except (TypeError, ValueError):
        return None
