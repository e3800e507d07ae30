"""Three pages as a first draft has them: objects, what each row needs asked for where it is shown.

The caseload is written in full innocence, a handful of queries a row. The two lists fetch ahead what they can; what
is left of the plain way is an object a row, an address resolved and a template included for each.
"""

import datetime as dt
from functools import cached_property

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from agreements.models import AgreedTerms, FocusPractice, Standing
from coaching.disclosure.classes import PAIR
from coaching.models import Partnership, Party, Person, Program
from cycles.models import Cycle, Goal, LogDraft, Visit, VisitLog
from cycles.services.pairs import LEADS

SHOWN = 25
VISITS = {"20": 20, "200": 200}


class Pair:
    """A partnership on the caseload; every property is a query or two."""

    def __init__(self, party: Party) -> None:
        self.me, self.partnership = party.user_id, party.partnership

    @cached_property
    def names(self) -> str:
        others = self.partnership.parties.filter(left_at=None, part__in=PAIR).exclude(user=self.me)
        return ", ".join(Person.objects.get(pk=other.user_id).name for other in others)

    @cached_property
    def sort_names(self) -> str:
        others = self.partnership.parties.filter(left_at=None, part__in=PAIR).exclude(user=self.me)
        return " ".join(Person.objects.get(pk=other.user_id).sort_name for other in others)

    @cached_property
    def agreed(self) -> AgreedTerms | None:
        return AgreedTerms.objects.filter(partnership=self.partnership, in_force=True).first()

    @cached_property
    def standing(self) -> Standing | None:
        return Standing.objects.filter(partnership=self.partnership).first()

    @cached_property
    def completed(self) -> list[Cycle]:
        return list(Cycle.objects.filter(partnership=self.partnership, completed_on__isnull=False))

    @cached_property
    def last_visit(self) -> dt.date | None:
        log = VisitLog.objects.filter(partnership=self.partnership).order_by("-visited_on").first()
        return log.visited_on if log else None

    @cached_property
    def planned(self) -> list[Visit]:
        return list(Visit.objects.filter(partnership=self.partnership, state="planned").order_by("starts_at"))

    @property
    def next_visit(self) -> Visit | None:
        return next((visit for visit in self.planned if visit.starts_at >= timezone.now()), None)

    @property
    def to_log(self) -> list[Visit]:
        return [visit for visit in self.planned if visit.starts_at < timezone.now()]

    @cached_property
    def draft(self) -> bool:
        return LogDraft.objects.filter(partnership=self.partnership, author=self.me, visit=None).exists()

    @cached_property
    def due(self) -> dt.date | None:
        if self.agreed is None or len(self.completed) >= self.agreed.cycles:
            return None
        since = max(self.agreed.starts_on, self.agreed.agreement.activated_at.date())
        last = max((cycle.completed_on for cycle in self.completed), default=since)
        return last + dt.timedelta(days=self.agreed.rhythm_days)

    @property
    def days_late(self) -> int:
        return (timezone.localdate() - self.due).days


@login_required
def caseload(request):
    mine = Party.objects.filter(user=request.user, part__in=LEADS, left_at=None)
    pairs = [Pair(party) for party in mine]
    pairs.sort(key=lambda pair: (pair.due is None, pair.due or dt.date.max, pair.sort_names, str(pair.partnership.pk)))
    context = {"pairs": pairs[:SHOWN], "left_out": len(pairs[SHOWN:]), "searchable": len(pairs) > SHOWN // 3}
    return render(request, "plain/caseload.html", context)


@login_required
def visit_list(request):
    mine = Party.objects.filter(user=request.user, part__in=LEADS, left_at=None).values("partnership")
    visits = Visit.objects.filter(partnership__in=mine).select_related("log", "partnership")
    planned = list(visits.filter(state="planned").order_by("starts_at"))
    past = list(visits.exclude(state="planned").order_by("-starts_at", "-id")[: VISITS[request.GET["rows"]]])
    others = Party.objects.filter(partnership__in=mine, part__in=PAIR, left_at=None).exclude(user=request.user)
    people = Person.objects.in_bulk([other.user_id for other in others])
    names = {other.partnership_id: people[other.user_id].name for other in others}
    for visit in planned + past:
        visit.name = names[visit.partnership_id]
    now = timezone.now()
    context = {
        "to_log": [visit for visit in planned if visit.starts_at < now],
        "coming": [visit for visit in planned if visit.starts_at >= now],
        "past": past,
    }
    return render(request, "plain/visit_list.html", context)


@login_required
def program_report(request, pk):
    program = get_object_or_404(Program, pk=pk)
    partnerships = list(Partnership.objects.filter(program=program).select_related("site"))
    parties = Party.objects.filter(program=program, left_at=None)
    people = Person.objects.in_bulk([party.user_id for party in parties])
    found = {partnership.pk: partnership for partnership in partnerships}
    for partnership in partnerships:
        partnership.people, partnership.logs, partnership.completed = [], [], []
        partnership.practices, partnership.goals, partnership.agreed = [], [], None
    for party in parties:
        found[party.partnership_id].people.append((party.part, people[party.user_id]))
    for log in VisitLog.objects.filter(program=program).order_by("visited_on"):
        found[log.partnership_id].logs.append(log)
    for cycle in Cycle.objects.filter(program=program, completed_on__isnull=False):
        found[cycle.partnership_id].completed.append(cycle)
    for practice in FocusPractice.objects.filter(program=program):
        found[practice.partnership_id].practices.append(practice)
    for goal in Goal.objects.filter(program=program, set_aside_at=None):
        found[goal.partnership_id].goals.append(goal)
    for agreed in AgreedTerms.objects.filter(program=program, in_force=True):
        found[agreed.partnership_id].agreed = agreed
    for partnership in partnerships:
        learners = [person.name for part, person in partnership.people if part == "coachee"]
        partnership.name = ", ".join(learners)
        partnership.others = ", ".join(person.name for part, person in partnership.people if part != "coachee")
        partnership.minutes = sum(log.minutes for log in partnership.logs)
        partnership.last_visit = partnership.logs[-1].visited_on if partnership.logs else None
    return render(request, "plain/program_report.html", {"program": program, "partnerships": partnerships})
