"""Drafting the plan: both of the pair may, and neither loses a word to the other."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from agreements.answers import fits, kept_fields
from agreements.clauses import fits_clause
from agreements.editions import edition_of
from agreements.models import Agreement, AgreementState, FocusPractice, Plan, Standing
from agreements.services.drafts import FIELDS, PlanDraft, Practice
from agreements.services.locking import lock_agreement
from agreements.services.looking import see
from agreements.services.pieces import pieces_of
from agreements.services.signing import withdraw
from coaching.frameworks import Choose, DoseKind, Framework
from coaching.models import FrameworkVersion, Partnership, User
from coaching.services.audit import Event, record


class PlanConflict(Exception):
    """Somebody saved the plan meanwhile: `now` is what it says, `plan` whose save it was. Nothing was changed."""

    def __init__(self, plan: Plan, now: PlanDraft) -> None:
        super().__init__("the plan was saved by somebody else meanwhile")
        self.plan, self.now = plan, now


class OutForSignature(Exception):
    """The plan is out for signature otherwise than the person was told: `agreement` is what is out now, or None."""

    def __init__(self, agreement: Agreement | None) -> None:
        super().__init__("saving would withdraw another agreement than the one that was shown")
        self.agreement = agreement


class NotFitting(ValueError):
    """A draft that answers otherwise than the framework asks. The form asks rightly, so nobody sees this."""


@transaction.atomic
def start_standing(*, partnership: Partnership, by: User) -> None:
    """A new partnership has an agreement to be made: leadership and administrator see that, and no more."""
    Standing.objects.bulk_create([Standing(partnership=partnership, since=timezone.now())], ignore_conflicts=True)


def plan_of(partnership: Partnership) -> tuple[Plan, PlanDraft]:
    """The plan and what it says; one that nobody has saved yet is empty and has version 0."""
    found = Plan.objects.select_related("edition").filter(partnership=partnership).first()
    plan = found or Plan(partnership=partnership, version=0)
    return plan, draft_of(plan)


def draft_of(plan: Plan) -> PlanDraft:
    """What a plan says now."""
    rows = FocusPractice.objects.filter(partnership=plan.partnership_id).values_list("text", "from_list_id")
    practices = tuple(Practice(text, from_list) for text, from_list in rows)
    return PlanDraft(**{name: getattr(plan, name) for name in FIELDS}, practices=practices)


@transaction.atomic
def save_plan(
    *,
    partnership: Partnership,
    by: User,
    data: PlanDraft,
    version: int,
    withdraws: uuid.UUID | None = None,
    edition: FrameworkVersion | None = None,
) -> Plan:
    """Save the plan as `by` wants it. `version` is that of the plan they started from; `edition` moves it to another
    version of the framework, whose questions `data` then answers.

    `withdraws` names the agreement that is out for signature and that a change takes back, signatures and all (fault
    16): whoever saves must have been told. What changes nothing withdraws nothing. Raises PlanConflict (both texts are
    in it), OutForSignature, NotFitting.
    """
    # The agreement before the plan, as the last signature locks them too
    out = _lock_what_is_out(partnership)
    Plan.objects.bulk_create([Plan(partnership=partnership, version=0)], ignore_conflicts=True)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("edition").get(partnership=partnership)
    now, here = draft_of(plan), edition_of(partnership, plan)
    if data == now and plan.version and edition in (None, here):
        return plan
    if plan.version != version:
        raise PlanConflict(plan, now)
    require_fitting((edition or here).framework, partnership.format, data)
    if out is None:
        out = Agreement.objects.filter(partnership=partnership, state=AgreementState.OUT).first()
    live = out if out and out.is_out else None
    if (live.pk if live else None) != withdraws:
        raise OutForSignature(live)
    if out:
        withdraw(agreement=out, by=by, reason="plan_changed" if live else "expired")
    for name in FIELDS:
        setattr(plan, name, getattr(data, name))
    plan.edition = edition or plan.edition
    plan.version, plan.updated_by = plan.version + 1, by
    plan.save()
    _save_practices(partnership, data.practices)
    was = pieces_of(here.framework, partnership.format, now)
    is_now = pieces_of((edition or here).framework, partnership.format, data)
    see(partnership=partnership, by=by, pieces={name: one for name, one in is_now.items() if one != was.get(name)})
    record(Event.PLAN_SAVED, target=plan, by=by)
    return plan


def require_fitting(framework: Framework, format_key: str, data: PlanDraft) -> None:
    """Raises NotFitting unless everything that is answered is something that the framework asks for in this format."""
    kept = {field.key: field for field in kept_fields(framework, format_key)}
    wrong = [key for key, answer in data.answers.items() if key not in kept or not fits(kept[key], answer, framework)]
    dose, response, modes = framework.dose, framework.response, data.mode.split()
    for number, kind in ((data.cycles, DoseKind.CYCLES), (data.hours, DoseKind.HOURS)):
        if number is not None and not (dose.kind is kind and (dose.least or 1) <= number <= (dose.most or number)):
            wrong.append(kind.value)
    if modes != [one.key for one in framework.modes.options if one.key in modes] or (
        len(modes) > 1 and framework.modes.choose is Choose.ONE
    ):
        wrong.append("mode")
    days = data.response_days
    if days is not None and not (response and response.least_days <= days <= response.most_days):
        wrong.append("response_days")
    open_clauses = framework.open_clauses(format_key)
    wrong += [key for key, own in data.clauses.items() if not fits_clause(open_clauses.get(key), own)]
    if wrong:
        raise NotFitting(f"not an answer to the plan of {framework.key}: {', '.join(wrong)}")


def _lock_what_is_out(partnership: Partnership) -> Agreement | None:
    out = Agreement.objects.filter(partnership=partnership, state=AgreementState.OUT).first()
    return out if out and lock_agreement(out.pk) == AgreementState.OUT else None


def _save_practices(partnership: Partnership, wanted: Sequence[Practice]) -> None:
    """Keep the rows whose words are kept, since goals hang on them; then delete, change, add, so that none is twice."""
    kept = {row.text: row for row in FocusPractice.objects.filter(partnership=partnership)}
    gone = [row for text, row in kept.items() if text not in {one.text for one in wanted}]
    reworded: dict[str, FocusPractice] = {}
    before = sorted(kept.values(), key=lambda row: row.position)
    for position, one in enumerate(wanted):
        # New words where the old ones stood are the same practice, refined (A1)
        if one.text not in kept and position < len(before) and before[position] in gone:
            reworded[one.text] = before[position]
            gone.remove(before[position])
    FocusPractice.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for position, one in enumerate(wanted):
        row = kept.get(one.text) or reworded.get(one.text) or FocusPractice(partnership=partnership)
        said = (one.text, one.from_list, position)
        if (row.text, row.from_list_id, row.position) != said or row._state.adding:
            row.text, row.from_list_id, row.position = said
            row.save()
