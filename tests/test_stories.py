"""The work itself in each framework but STARS, whose journey runs in a browser: a visit is planned and logged, a cycle
becomes whole, and each sees of it what was signed.
"""

import datetime as dt

import pytest
from django.urls import reverse

from agreements.models import Plan
from agreements.tests.reading import all_words
from coaching.disclosure.classes import Part, RecordClass
from cycles.models import Cycle, PlanCopy, Visit
from cycles.tests.work import finish_new, typed
from tests.cast import FRAMEWORKS, make_cast, sign_all, today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

OTHERS = [one for one in FRAMEWORKS if one[0] != "stars"]
WORDS = "Marigold waited four times"


@pytest.mark.parametrize(("framework", "format"), OTHERS)
def test_from_the_signed_agreement_to_what_each_sees_of_a_whole_cycle(client, framework, format):
    cast = make_cast(framework, format)
    sign_all(cast.partnership)
    frame, pair = cast.partnership.framework, cast.partnership.pk

    def page(person, name, *args, status=200):
        client.force_login(cast[person])
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == status, (person, name, answer.status_code)
        return answer.content.decode()

    with bypassing():
        mode = frame.visit_modes(Plan.objects.get(partnership=pair).mode.split())[0].key
    how = {"mode": mode, "place": frame.log.places[0].key}

    # Planned by whoever leads, and coming for the other
    client.force_login(cast[cast.lead])
    day = today() + dt.timedelta(days=3)
    planned = {"local_date": day.isoformat(), "local_time": "10:00", "planned_minutes": "60", **how}
    assert client.post(reverse("visit_plan", args=[pair]), planned).status_code == 302
    other = next(name for name in ("coachee", "mentor_coach") if name != cast.lead)
    assert "10:00" in page(other, "home")

    # Logged on the form of the framework: each part, and what was written of it
    client.force_login(cast[cast.lead])
    written = {f"note_{one.key}": WORDS for one in frame.note_sections(by=cast.seats[cast.lead]) if one.component}
    group = frame.log.strategies[0]
    answers = typed(**how, minutes="137", components=[one.key for one in frame.components], **written)
    answers |= {f"strategies_{group.key}": [group.options[0].key]}
    logged = client.post(finish_new(cast), answers)
    assert logged.status_code == 302, logged.context["form"].errors
    with bypassing():
        visit = Visit.objects.get(state="logged")
        assert Cycle.objects.get(completed_on__isnull=False).completed_on
    assert WORDS in page(other, "visit_detail", visit.pk)

    # The supervisor sees what was signed: the plan after the session, or nothing of the work
    if "supervisor" in {one.part for one in frame.format(format).parties}:
        sees = frame.form(Part.SUPERVISOR, RecordClass.ACTION_PLAN) == "all"
        plan = page("supervisor", "action_plan", pair, status=200 if sees else 404)
        with bypassing():
            assert PlanCopy.objects.exists() == sees
        assert ("Plan after the" in plan) == sees
        page("supervisor", "visit_detail", visit.pk, status=404)

    # Leadership and those above it: never a word, and the person only where the agreement gives the log by name
    for person, part in (("leader", Part.LEADERSHIP), ("regional_leader", Part.REGIONAL_LEADERSHIP)):
        if person not in cast.parts or part not in frame.parts:
            continue
        report = page(person, "program_report", cast.program.pk)
        assert WORDS not in report
        assert ("137" in all_words(report).split()) == (frame.form(part, RecordClass.LOG) == "all")
    page("stranger", "visit_detail", visit.pk, status=404)
