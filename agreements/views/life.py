"""How the coaching of an agreement stands, for its page: what happened, what waits, and what this person can do."""

from typing import Any

from django.urls import reverse

from agreements.life import OVER, TONES, Action, State, offered, state_of
from agreements.models import Agreement, Ending, Pause, Renegotiation
from coaching.models import Person, User
from coaching.services.people import today_in


def life_of(agreement: Agreement, user: User, parts: frozenset[str]) -> dict[str, Any]:
    """Of the partnership of `agreement`; row security gives each reader what is theirs. Five queries."""
    pk = agreement.partnership_id
    state = State(state_of(pk))
    ending = Ending.objects.filter(partnership=pk).first()
    pause = Pause.objects.filter(partnership=pk, ended_at=None).first()
    asked = Renegotiation.objects.filter(partnership=pk, ended_at=None).first()
    who = {
        name: getattr(row, name)
        for row, name in ((ending, "ended_by_id"), (pause, "paused_by_id"), (asked, "asked_by_id"))
        if row
    }
    who["closed_by_id"] = agreement.closed_by_id
    names = dict(Person.objects.filter(pk__in=[one for one in who.values() if one]).values_list("pk", "name"))
    can = offered(state, parts)
    return {
        "state": state,
        "label": state.label,
        "tone": TONES[state],
        "is_over": state in OVER,
        "is_paused": state == State.PAUSED,
        "ending": ending,
        "pause": pause,
        "pause_is_due": bool(pause and pause.look_again_on <= today_in(agreement.partnership.program)),
        "asked": asked,
        "names": {key: names.get(one, "") for key, one in who.items()},
        "can": can,
        "actions": _actions(agreement, can, is_asked=asked is not None),
        "keep_url": reverse("partnership_keep", args=[pk]) if Action.RENEGOTIATION_KEEP in can else "",
        "resume_url": reverse("partnership_resume", args=[pk]) if Action.RESUME in can else "",
        "plan_url": reverse("plan_edit", args=[pk]) if Action.PLAN_EDIT in can else "",
    }


def _actions(agreement: Agreement, can: frozenset[Action], *, is_asked: bool) -> dict[str, str]:
    """The addresses of what can be done with the coaching, by the name that the template knows."""
    pages = {
        Action.PAUSE: "partnership_pause",
        Action.RENEGOTIATE: "partnership_renegotiate",
        Action.CONCLUDE: "partnership_conclude",
        Action.DISCONTINUE: "partnership_end",
    }
    return {
        action.value: reverse(page, args=[agreement.partnership_id])
        for action, page in pages.items()
        if action in can and not (action is Action.RENEGOTIATE and is_asked)
    }
