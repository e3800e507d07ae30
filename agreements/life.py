"""The life of an agreement in one table: what each state permits, and to which part. Absence means no.

`PERMITS` says what can be done while the coaching of a partnership stands so, `MAY` who can. Pages draw their buttons
from it, views refuse by it, docs/agreements.md prints it. What must hold whoever writes is held by the database, too
(migrations 0002, 0003 and 0011 of this room).
"""

import enum
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Standing
from coaching.disclosure.classes import Part


class Action(enum.StrEnum):
    """What can be asked of a plan, an agreement, or the coaching that it is about."""

    PLAN_EDIT = "plan_edit"
    AGREEMENT_SEND = "agreement_send"
    AGREEMENT_SIGN = "agreement_sign"
    AGREEMENT_DECLINE = "agreement_decline"
    AGREEMENT_WITHDRAW = "agreement_withdraw"
    AGREEMENT_RESEND = "agreement_resend"
    COMMITMENT_RECORD = "commitment_record"
    PAPER_ADD = "paper_add"
    LETTER_WRITE = "letter_write"
    RENEGOTIATE = "renegotiate"
    RENEGOTIATION_KEEP = "renegotiation_keep"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSING_STEP = "closing_step"
    CONCLUDE = "conclude"
    DISCONTINUE = "discontinue"
    VISIT_PLAN = "visit_plan"
    RECORD_WRITE = "record_write"


State = Standing.State
OVER = frozenset({State.CONCLUDED, State.DISCONTINUED, State.HANDED_OVER})
"""The states in which nothing new is written, and out of which there is no way."""

_DRAFTING = frozenset(
    {
        Action.PLAN_EDIT,
        Action.AGREEMENT_SEND,
        Action.LETTER_WRITE,
        Action.DISCONTINUE,
        Action.VISIT_PLAN,
        Action.RECORD_WRITE,
    }
)
_REQUEST = frozenset(
    {
        Action.AGREEMENT_SIGN,
        Action.AGREEMENT_DECLINE,
        Action.AGREEMENT_WITHDRAW,
        Action.AGREEMENT_RESEND,
        Action.COMMITMENT_RECORD,
        Action.PAPER_ADD,
    }
)

PERMITS: dict[str, frozenset[Action]] = {
    State.DRAFTING: _DRAFTING,
    State.WAITING: _DRAFTING | _REQUEST,
    # A change may be out for signature while the former agreement is in force
    State.SIGNED: _DRAFTING
    | _REQUEST
    | {Action.RENEGOTIATE, Action.RENEGOTIATION_KEEP, Action.PAUSE, Action.CLOSING_STEP, Action.CONCLUDE},
    # What is out can be answered; nothing new is asked of anybody, and nothing is due
    State.PAUSED: frozenset(
        {
            Action.AGREEMENT_SIGN,
            Action.AGREEMENT_DECLINE,
            Action.AGREEMENT_WITHDRAW,
            Action.COMMITMENT_RECORD,
            Action.PAPER_ADD,
            Action.RENEGOTIATION_KEEP,
            Action.RESUME,
            Action.CLOSING_STEP,
            Action.CONCLUDE,
            Action.DISCONTINUE,
            Action.RECORD_WRITE,
        }
    ),
    State.CONCLUDED: frozenset(),
    State.DISCONTINUED: frozenset(),
    State.HANDED_OVER: frozenset(),
}

_EVERY_PARTY = frozenset(
    {
        Action.AGREEMENT_SIGN,
        Action.AGREEMENT_DECLINE,
        Action.RENEGOTIATE,
        Action.RENEGOTIATION_KEEP,
        Action.DISCONTINUE,
    }
)
_PAIR = _EVERY_PARTY | {
    Action.PLAN_EDIT,
    Action.AGREEMENT_WITHDRAW,
    Action.AGREEMENT_RESEND,
    Action.PAUSE,
    Action.RESUME,
    Action.CLOSING_STEP,
    Action.CONCLUDE,
    Action.RECORD_WRITE,
}
_LEADS = _PAIR | {
    Action.AGREEMENT_SEND,
    Action.COMMITMENT_RECORD,
    Action.PAPER_ADD,
    Action.LETTER_WRITE,
    Action.VISIT_PLAN,
}

MAY: dict[str, frozenset[Action]] = {
    Part.COACH: _LEADS,
    Part.MENTOR_COACH: _LEADS,
    Part.PEER: _LEADS,
    Part.COACHEE: _PAIR,
    Part.SUPERVISOR: _EVERY_PARTY,
}


def may(parts: Iterable[str], action: Action) -> bool:
    """Whether one who holds these parts may ever do this."""
    return any(action in MAY.get(part, ()) for part in parts)


def permits(state: str, action: Action) -> bool:
    """Whether this can be done while the coaching stands so."""
    return action in PERMITS.get(state, ())


def offered(state: str, parts: Iterable[str]) -> frozenset[Action]:
    """What one who holds these parts can do while the coaching stands so."""
    parts = list(parts)
    return frozenset(action for action in Action if permits(state, action) and may(parts, action))


def state_of(partnership_id: Any) -> str:
    """How the coaching of a partnership stands, for somebody who may know it."""
    found = Standing.objects.filter(partnership=partnership_id).values_list("state", flat=True).first()
    return found or State.DRAFTING


TONES: dict[str, str] = {
    State.DRAFTING: "neutral",
    State.WAITING: "wait",
    State.SIGNED: "good",
    State.PAUSED: "info",
    State.CONCLUDED: "neutral",
    State.DISCONTINUED: "neutral",
    State.HANDED_OVER: "neutral",
}

WORDS: dict[Action, str | Promise] = {
    Action.PLAN_EDIT: _("write or change the plan"),
    Action.AGREEMENT_SEND: _("send an agreement for signature"),
    Action.AGREEMENT_SIGN: _("sign"),
    Action.AGREEMENT_DECLINE: _("decline to sign, with a reason"),
    Action.AGREEMENT_WITHDRAW: _("take a request back, with a reason"),
    Action.AGREEMENT_RESEND: _("send the mail again, once an hour"),
    Action.COMMITMENT_RECORD: _("write down a spoken commitment"),
    Action.PAPER_ADD: _("put in the scan of a signature on paper"),
    Action.LETTER_WRITE: _("write a letter"),
    Action.RENEGOTIATE: _("ask the others to agree anew"),
    Action.RENEGOTIATION_KEEP: _("say that everything stays as it is"),
    Action.PAUSE: _("pause the coaching"),
    Action.RESUME: _("go on after a pause"),
    Action.CLOSING_STEP: _("record a step of the conclusion"),
    Action.CONCLUDE: _("conclude, when each step is done or left out"),
    Action.DISCONTINUE: _("end the coaching early, with a note"),
    Action.VISIT_PLAN: _("plan or move an appointment"),
    Action.RECORD_WRITE: _("write records (logs once signed)"),
}
