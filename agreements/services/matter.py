"""What an agreement is made of, read for the one who makes it, and what is still missing of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.answers import is_answered
from agreements.editions import edition_of
from agreements.models import Agreement, FocusPractice, Plan
from agreements.wording import Matter, Signer, rhythm_words
from coaching.disclosure.classes import Part
from coaching.frameworks import Framework
from coaching.frameworks import structure as s
from coaching.models import Agency, Partnership, Party, Person
from coaching.vocabulary import terms


@dataclass(frozen=True)
class Problem:
    """Something to do before the agreement can be sent; `field` is the part of the plan form where it is done."""

    text: str
    field: str = ""


def matter_of(
    partnership: Partnership, plan: Plan, *, number: int, framework: Framework | None = None
) -> tuple[Matter, list[tuple[str, uuid.UUID]]]:
    """All that goes into version `number`, and the parties as (part, person), the signers first and in their order.

    `framework` is that of the plan where none is given.
    """
    framework = framework or edition_of(partnership, plan).framework
    order = {part: place for place, part in enumerate(framework.format(partnership.format).signers)}
    parties = sorted(
        Party.objects.filter(partnership=partnership).present().values_list("part", "user_id", "joined_at"),
        key=lambda one: (order.get(Part(one[0]), len(order)), one[2], one[1]),
    )
    names = dict(Person.objects.filter(pk__in=[user_id for _part, user_id, _at in parties]).values_list("pk", "name"))
    matter = Matter(
        framework=framework,
        format=partnership.format,
        number=number,
        program=partnership.program.name,
        site=partnership.site.name if partnership.site else "",
        people=[Signer(part, names.get(user_id, "")) for part, user_id, _at in parties],
        plan=plan,
        practices=list(FocusPractice.objects.filter(partnership=partnership).values_list("text", flat=True)),
        agencies=list(Agency.objects.filter(program=partnership.program_id).values_list("kind", "name")),
    )
    return matter, [(part, user_id) for part, user_id, _at in parties]


def warning_of(framework: Framework, parties: list[tuple[str, uuid.UUID]]) -> str:
    """What the framework says where one person holds parts that are better held by two (B2); else empty."""
    separation = framework.separation
    if separation is None:
        return ""
    apart = [user_id for part, user_id in parties if part in separation.parts]
    return str(separation.warning) if len(set(apart)) < len(apart) else ""


def next_number(partnership: Partnership) -> int:
    """The number of the next version."""
    return (Agreement.objects.filter(partnership=partnership).aggregate(last=Max("number"))["last"] or 0) + 1


def what_is_missing(matter: Matter) -> list[Problem]:
    """What the framework requires of a plan and of the people before it can be signed (A1 to A4, A12, A16)."""
    framework = matter.framework
    found = [
        Problem(text, field.key)
        for field in framework.plan_fields(matter.format)
        if field.required and (text := _missing(field, matter))
    ]
    present = {one.part for one in matter.people}
    for part in framework.format(matter.format).must_sign:
        if part not in present:
            part_word = framework.words(part, get_language() or "en").one
            text = _("Nobody is the %(part)s yet. Ask the administrator of your program to name somebody.")
            found.append(Problem(text % {"part": part_word}))
    return found


def _missing(field: s.PlanField, matter: Matter) -> str:
    """What to do about a question that must be answered; empty when it is."""
    if field.kind in _MISSING:
        return _MISSING[field.kind](matter)
    if is_answered(matter.plan.answers.get(field.key)):
        return ""
    return _("“%(question)s” is not answered yet.") % {"question": field.label}


def _no_practices(matter: Matter) -> str:
    least, count = matter.framework.practices.least, len(matter.practices)
    if count >= least:
        return ""
    text = ngettext("Choose at least %(least)d practice.", "Choose at least %(least)d practices.", least)
    return text % {"least": least}


def _no_dose(matter: Matter) -> str:
    dose = matter.framework.dose
    limits = {"least": dose.least, "most": dose.most}
    if dose.kind is s.DoseKind.CYCLES and not matter.plan.cycles:
        return _("Say how many %(cycles)s you expect, from %(least)d to %(most)d.") % (terms(matter.framework) | limits)
    if dose.kind is s.DoseKind.HOURS and not matter.plan.hours:
        return _("Say how many hours you expect, from %(least)d to %(most)d.") % limits
    return ""


def _no_dates(matter: Matter) -> str:
    plan = matter.plan
    return "" if plan.starts_on and plan.ends_on else _("Give the first and the last day.")


def _no_response(matter: Matter) -> str:
    return "" if matter.plan.response_days else _("Say within how many days you answer each other.")


def _no_contact(matter: Matter) -> str:
    plan = matter.plan
    if plan.concern_name and (plan.concern_email or plan.concern_phone):
        return ""
    return _("Name the person a concern can go to, with a phone number or an email.")


_MISSING: dict[s.FieldKind, Callable[[Matter], str]] = {
    s.FieldKind.PRACTICES: _no_practices,
    s.FieldKind.MODE: lambda matter: "" if matter.plan.mode else _("Choose how you meet."),
    s.FieldKind.DOSE: _no_dose,
    s.FieldKind.RHYTHM: lambda matter: "" if rhythm_words(matter.plan, matter.framework) else _("Say how often."),
    s.FieldKind.DATES: _no_dates,
    s.FieldKind.CONTACT: _no_contact,
    s.FieldKind.RESPONSE_DAYS: _no_response,
}
