"""What waits for a person around the visits: in confidence, questions, check-ins, promises and goals."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from agreements.life import OVER, State
from agreements.models import AgreedTerms, Renegotiation, Standing
from coaching.addresses import address
from coaching.disclosure.classes import Part
from coaching.frameworks import Framework
from coaching.services.people import today_in
from coaching.waiting import Wait, Waiting, Who
from cycles.models import (
    ActionStep,
    ConcernStep,
    ConcernWord,
    Goal,
    GoalProgress,
    ProgressQuestion,
    PromiseReport,
)
from cycles.services.check_ins import next_check_ins
from cycles.services.goals import News, state_by
from cycles.services.goals import State as GoalState
from cycles.services.pairs import framework_of
from cycles.services.promises import month_of, promises_of
from cycles.services.questions import is_late, owed_by
from cycles.times import due_words
from cycles.views.support import check_in_words, month_words
from cycles.waits import pairs

PROMISES_FOR = 14
"""On how many days of a month the last one can be spoken of at home; afterwards it is still possible, and not asked."""


def states(who: Who) -> dict[uuid.UUID, str]:
    """Where the agreement of each partnership stands. One query, for those that are not in the caseload."""
    found = {row["id"]: row["standing"] for row in who.once(pairs) if row["standing"]}
    if left := who.places.keys() - found.keys():
        found |= dict(Standing.objects.filter(partnership__in=left).values_list("partnership_id", "state"))
    return found


def _framework(who: Who, key: uuid.UUID) -> Framework:
    return framework_of(who.partnerships[key].framework_version_id)


def _signed(who: Who) -> list[uuid.UUID]:
    """Where coaching goes on as all have signed it."""
    return [key for key, state in who.once(states).items() if state in (State.SIGNED, State.WAITING)]


# ---- in confidence and asked -------------------------------------------------------------------------------------
def in_confidence(who: Who) -> Iterator[Wait]:
    """What was brought to this person in confidence and waits for an answer of theirs. One query."""
    answered = ConcernWord.objects.filter(step=OuterRef("pk"), user=who.user)
    waiting = ConcernStep.objects.filter(~Exists(answered), closed_at=None, talked_on=None).exclude(user=who.user)
    url = address("concern_detail")
    for partnership_id, key in waiting.order_by("taken_at").values_list("partnership_id", "pk")[:100]:
        # Whoever is no party hears of it as a supervisor of coaches; the words say nothing of whom
        if partnership_id in who.places or (
            partnership_id not in who.everywhere and Part.COACH_SUPERVISOR in who.parts
        ):
            yield Wait(text=_("Something waits for you in confidence"), url=url(key), partnership_id=partnership_id)


def questions(who: Who) -> Iterator[Wait]:
    """Questions that wait for this person's answer. Late ones are said to be late, gently; nothing is late while the
    coaching rests (C7). One query.
    """
    open_ones = {key: state for key, state in who.once(states).items() if state not in OVER}
    found: dict[uuid.UUID, list[tuple[bool, dt.date | None]]] = {}
    for one in owed_by(who.user, open_ones):
        late = is_late(one, who.today) and open_ones[one.partnership_id] != State.PAUSED
        found.setdefault(one.partnership_id, []).append((late, one.due_on))
    url = address("question_list")
    for key, asked in found.items():
        overdue = sum(late for late, _day in asked)
        if overdue:
            words = ngettext(
                "%(n)d question waits longer than you promised",
                "%(n)d questions wait longer than you promised",
                overdue,
            )
            text = words % {"n": overdue}
        else:
            text = ngettext("Answer %(n)d question", "Answer %(n)d questions", len(asked)) % {"n": len(asked)}
        day = min((day for _late, day in asked if day), default=None)
        yield Wait(
            text=text,
            url=url(key),
            partnership_id=key,
            day=day,
            when=due_words(day, who.today) if day and not overdue else "",
            late=bool(overdue),
            count=len(asked),
        )


def progress_questions(who: Who) -> Iterator[Wait]:
    """Questions on progress to all who are checked in with, until this person has told something (B10). One query."""
    here = [key for key in _checked_in(who) if (rules := _framework(who, key).check_in) and rules.asks_all]
    if not here:
        return
    rows = ProgressQuestion.objects.filter(partnership__in=here).exclude(answers__user=who.user)
    url = address("progress_detail")
    for key, partnership_id in rows.exclude(user=who.user).values_list("pk", "partnership_id")[:100]:
        yield Wait(text=_("Read a question about progress"), url=url(key), partnership_id=partnership_id)


def _checked_in(who: Who) -> list[uuid.UUID]:
    """Where this person is one of those whom the framework has checked in with."""
    rules = {key: _framework(who, key).check_in for key in _signed(who)}
    return [key for key, one in rules.items() if one and not who.places[key].isdisjoint(one.parts)]


# ---- check-ins and promises --------------------------------------------------------------------------------------
def check_ins(who: Who) -> Iterator[Wait]:
    """The next check-in of each partnership, for those who are checked in with (B10, D10). One query."""
    here, url = _checked_in(who), address("support")
    for key, (day, planned) in next_check_ins(here).items() if here else ():
        today = today_in(who.partnerships[key].program)
        yield Wait(
            text=_("Check in with each other"),
            url=f"{url(key)}#check-ins",
            partnership_id=key,
            day=day,
            when=check_in_words(day, planned, today)["words"],
            late=day < today,
            coming=day > today,
        )


def promises(who: Who) -> Iterator[Wait]:
    """In the first half of a month: say how the promises of the agreement were kept in the last (A10, B10), where
    it was in force by then and this person has not said anything yet. Two queries.
    """
    if who.today.day > PROMISES_FOR:
        return
    last = month_of(month_of(who.today) - dt.timedelta(days=1))
    here = []
    for key in _signed(who):
        framework, format_key = _framework(who, key), who.partnerships[key].format
        if not who.places[key].isdisjoint(framework.format(format_key).signers) and promises_of(framework, format_key):
            here.append(key)
    if not here:
        return
    said = PromiseReport.objects.filter(partnership__in=here, user=who.user, month=last).values("partnership")
    begun = AgreedTerms.objects.filter(
        partnership__in=here, in_force=True, agreement__activated_at__date__lt=month_of(who.today)
    )
    url = address("support")
    for key in begun.exclude(partnership__in=said).values_list("partnership", flat=True):
        yield Wait(
            text=_("Say how the promises were kept in %(month)s") % {"month": month_words(last)},
            url=f"{url(key)}#promises",
            partnership_id=key,
            day=month_of(who.today),
        )


# ---- goals -------------------------------------------------------------------------------------------------------
def goals(who: Who) -> Iterator[Wait]:
    """Goals that stand still, for those who write them and those who then agree on them anew (D18)."""
    still: dict[uuid.UUID, int] = {}
    for goal in who.once(still_goals):
        still[goal.partnership_id] = still.get(goal.partnership_id, 0) + 1
    url = address("action_plan")
    for key, n in still.items():
        text = ngettext("Look at a goal that stands still", "Look at %(n)d goals that stand still", n) % {"n": n}
        yield Wait(text=text, url=url(key), partnership_id=key, count=n)


def still_goals(who: Who) -> list[Goal]:
    """They themselves; none where agreeing anew is under way already. Four queries."""
    here = [key for key in _signed(who) if not who.places[key].isdisjoint(_asked_about_goals(_framework(who, key)))]
    if not here:
        return []
    if asked_about := [key for key in here if (rules := _framework(who, key).goals) and rules.anew]:
        asked = Renegotiation.objects.filter(partnership__in=asked_about, ended_at=None)
        under_way = set(asked.values_list("partnership", flat=True))
        here = [key for key in here if key not in under_way]
    open_ones = list(Goal.objects.filter(partnership__in=here, set_aside_at=None).order_by("position"))
    if not open_ones:
        return []
    told = GoalProgress.objects.filter(partnership__in=here).order_by("goal_id", "-recorded_at", "-id")
    news = {
        goal: News(kind, day) for goal, kind, day in told.distinct("goal_id").values_list("goal", "kind", "seen_on")
    }
    done = ActionStep.objects.filter(partnership__in=here).order_by().values_list("goal").annotate(on=Max("done_on"))
    moved = dict(done)
    found = []
    for goal in open_ones:
        rules = _framework(who, goal.partnership_id).goals
        state = state_by(
            goal,
            news.get(goal.pk),
            today=today_in(who.partnerships[goal.partnership_id].program),
            moved_on=moved.get(goal.pk),
            stalls_after=rules.stalls_after_days if rules else None,
        )
        if state in (GoalState.QUIET, GoalState.STALLED):
            found.append(goal)
    return found


def _asked_about_goals(framework: Framework) -> frozenset[str]:
    rules = framework.goals
    return frozenset((*rules.owners, *rules.anew)) if rules else frozenset()


IN_CONFIDENCE = Waiting(
    in_confidence, "shield", ngettext_lazy("%(n)d thing in confidence", "%(n)d things in confidence", "n")
)
QUESTIONS = Waiting(
    questions, "chat", ngettext_lazy("%(n)d question to answer", "%(n)d questions to answer", "n"), "questions"
)
PROGRESS_QUESTIONS = Waiting(
    progress_questions, "chat", ngettext_lazy("%(n)d question about progress", "%(n)d questions about progress", "n")
)
CHECK_INS = Waiting(check_ins, "people", ngettext_lazy("%(n)d check-in", "%(n)d check-ins", "n"), "check_ins")
PROMISES = Waiting(
    promises,
    "check-circle",
    ngettext_lazy(
        "%(n)d agreement whose promises you can speak of", "%(n)d agreements whose promises you can speak of", "n"
    ),
    "check_ins",
)
GOALS = Waiting(goals, "target", ngettext_lazy("%(n)d goal stands still", "%(n)d goals stand still", "n"), "goals")
