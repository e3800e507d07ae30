"""What waits for a person in their pairs besides visits and the agreement, as lines of their first page."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.life import OVER, State
from agreements.models import Agreement, AgreementState, Renegotiation
from coaching.disclosure.classes import Part
from coaching.models import Partnership, User
from coaching.services.people import today_in
from cycles.models import ConcernStep, ConcernWord
from cycles.services.check_ins import next_check_ins
from cycles.services.pairs import framework_of
from cycles.services.questions import is_late, owed_by
from cycles.times import moment_words
from cycles.views import shown
from cycles.views.support import check_in_words

Lines = dict[uuid.UUID, list[dict[str, str]]]
"""Partnership: lines with `text` and `url`."""


def together(*several: Lines) -> Lines:
    """The lines of each partnership, one after the other."""
    found: Lines = {}
    for lines in several:
        for key, more in lines.items():
            found.setdefault(key, []).extend(more)
    return found


def moves_proposed(rows: Iterable[dict[str, Any]]) -> Lines:
    """A line for each appointment that one of a pair would like to move, from the rows of the caseload; none while the
    coaching rests.
    """
    page = shown.address("visit_detail")
    found: Lines = {}
    for row in rows:
        if row["standing"] in (*OVER, State.PAUSED):
            continue
        for visit_id, own, moment in zip(
            row["ask_visits"] or (), row["ask_own"] or (), row["ask_moments"] or (), strict=True
        ):
            words = _("You proposed %(when)s. No answer yet") if own else _("Another time? %(when)s")
            line = {"text": words % {"when": moment_words(moment)}, "url": page(visit_id)}
            found.setdefault(row["id"], []).append(line)
    return found


def questions_owed(user: User, rows: Iterable[dict[str, Any]]) -> Lines:
    """A line for each pair in which questions wait for this person's answer; rows are those of the caseload. Late ones
    are said to be late, gently; nothing is late while the coaching rests (C7). One query.
    """
    states = {row["id"]: row["standing"] for row in rows if row["standing"] not in OVER}
    found: dict[uuid.UUID, list[bool]] = {}
    today = timezone.localdate()
    for question in owed_by(user, states):
        late = is_late(question, today) and states[question.partnership_id] != State.PAUSED
        found.setdefault(question.partnership_id, []).append(late)
    address = shown.address("question_list")
    return {key: [{"text": _questions_words(len(late), sum(late)), "url": address(key)}] for key, late in found.items()}


def _questions_words(open_ones: int, late: int) -> str:
    if late:
        return ngettext(
            "%(n)d question waits longer than you promised", "%(n)d questions wait longer than you promised", late
        ) % {"n": late}
    return ngettext("%(n)d question to answer", "%(n)d questions to answer", open_ones) % {"n": open_ones}


def confidences(user: User) -> Lines:
    """A line for each partnership of which something was brought to this person in confidence and waits for an answer
    of theirs. One query.
    """
    answered = ConcernWord.objects.filter(step=OuterRef("pk"), user=user)
    waiting = ConcernStep.objects.filter(~Exists(answered), closed_at=None, talked_on=None).exclude(user=user)
    address = shown.address("concern_detail")
    found: Lines = {}
    for partnership_id, key in waiting.order_by("taken_at").values_list("partnership_id", "pk")[:100]:
        line = {"text": _("Something waits for you in confidence"), "url": address(key)}
        found.setdefault(partnership_id, []).append(line)
    return found


def asked_anew(user_id: uuid.UUID) -> Lines:
    """A line for each pair in which somebody else asks to agree anew, until they have or keep what was signed (D18).
    One query.
    """
    in_force = Agreement.objects.filter(partnership=OuterRef("partnership"), state=AgreementState.ACTIVE).values("pk")
    waiting = Renegotiation.objects.filter(ended_at=None).exclude(asked_by=user_id)
    address = shown.address("agreement_detail")
    return {
        partnership_id: [{"text": _("You are asked to agree anew"), "url": address(agreement_id)}]
        for partnership_id, agreement_id in waiting.values_list("partnership_id", Subquery(in_force))
        if agreement_id
    }


def supervised_lines(user: User, partnerships: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """For a supervisor's first page (settings.SUPERVISED_LINES): of each partnership where they hear or tell something,
    the way there, and the next check-in with its tone; `now` where it is due or overdue (B10, D10); and what was
    brought to them in confidence. A request to agree anew comes first. Five queries.
    """
    rows = list(Partnership.objects.filter(pk__in=partnerships).select_related("program"))
    due = next_check_ins([row.pk for row in rows])
    address, waiting = shown.address("support"), confidences(user)
    found: dict[uuid.UUID, list[dict[str, Any]]] = {
        key: [line | {"label": line["text"], "now": True} for line in lines]
        for key, lines in asked_anew(user.pk).items()
    }
    for row in rows:
        framework = framework_of(row.framework_version_id)
        checks_in = bool(framework.check_in and Part.SUPERVISOR in framework.check_in.parts)
        if not checks_in and Part.SUPERVISOR not in framework.format(row.format).signers:
            continue
        brought = [line | {"label": line["text"], "now": True} for line in waiting.get(row.pk, ())]
        line: dict[str, Any] = {
            "label": _("Check-in"),
            "text": _("Promises and check-ins"),
            "url": address(row.pk),
            "now": False,
        }
        if checks_in and row.pk in due:
            (day, planned), today = due[row.pk], today_in(row.program)
            line |= check_in_words(day, planned, today) | {"now": day <= today}
        found.setdefault(row.pk, []).extend([line, *brought])
    return found
