"""Assessments over the domains, written with the supervisor, and the areas that coaching takes up (D5, D6, D10)."""

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Mail
from coaching.waiting import Who, waits_of
from cycles.models import AssessmentWords, CoachingAreas
from cycles.tests.test_goals import signed_cast
from tests.cast import make_cast
from tests.database import bypassing
from tests.probe import as_person, read
from tests.rated import other_ratings
from tests.routes import ROUTES
from tests.test_noninterference import pages_of
from tests.world import fill, furnish

pytestmark = pytest.mark.django_db

MARKED = "Marigold: hears people out"
EVERYBODY = ("coach", "coachee", "supervisor", "leader", "regional_leader", "coach_supervisor", "administrator",
             "other_supervisor", "stranger")  # fmt: skip


@pytest.fixture
def three():
    return signed_cast("child-welfare")


def get(client, cast, name, page, *args, status=200):
    client.force_login(cast[name])
    answer = client.get(reverse(page, args=args))
    assert answer.status_code == status, (name, page, args)
    return answer.content.decode()


def test_three_write_together_and_the_supervisor_chooses(client, three):
    pk, supervisor = three.partnership.pk, three["supervisor"]
    listed, write = reverse("assessment_list", args=[pk]), ("assessment_write", pk, "pda", "communication")
    # Nothing is written: coaching works on the modules, and the supervisor is asked to choose
    page = get(client, three, "coach", "assessment_list", pk)
    assert "Until it is done, coaching works on what the modules teach." in page
    assert "Choose the areas" not in page
    with acting_as(supervisor.pk):
        assert any("Choose the areas" in one.wait.text for one in waits_of(Who(supervisor)))
    assert listed in get(client, three, "supervisor", "supervised")
    assert listed in get(client, three, "coachee", "partnership_detail", pk)

    # The supervisor writes; the learner, who had opened the same area before, sees both texts and loses neither
    client.force_login(three["coachee"])
    stale = client.get(reverse(*write[:1], args=write[1:])).context["form"]["seen"].value()
    client.force_login(supervisor)
    address = reverse(write[0], args=write[1:])
    assert client.post(address, {"strengths": MARKED, "needs": ""}).url.startswith(listed)
    client.force_login(three["coachee"])
    clash = client.post(address, {"strengths": "I listen", "needs": "Time", "seen": stale})
    assert clash.status_code == 409
    assert MARKED in clash.content.decode() and "I listen" in clash.content.decode()
    fresh = clash.context["form"]["seen"].value()
    assert client.post(address, {"strengths": "I listen", "needs": "Time", "seen": fresh}).status_code == 302
    page = client.get(address).content.decode()
    assert MARKED in page and "I listen" in page  # who wrote what: the earlier words stay, with their name
    assert three.name("supervisor") in page and "Team Coordinator" in page
    with acting_as(three["coachee"].pk):
        assert list(AssessmentWords.objects.values_list("part", flat=True)) == ["coachee", "supervisor"]
    assert client.post(address, {"strengths": "I listen", "needs": "Time"}).url.startswith(listed)
    with acting_as(three["coachee"].pk):
        assert AssessmentWords.objects.count() == 2  # nothing was changed

    # Each writes what the framework has them write, and chooses what it has them choose
    areas = reverse("areas_choose", args=[pk, "ppdp"])
    for name in ("coach", "coachee"):
        client.force_login(three[name])
        assert client.post(areas, {"areas": ["staff"]}).status_code == 403
    client.force_login(three["coach"])
    assert client.post(reverse("assessment_write", args=[pk, "ppdp", "staff"]), {"develop": "x"}).status_code == 403
    for args in ([pk, "ppdp", "nowhere"], [pk, "jpp", "whole"], [pk, "none", "staff"], [pk, "modules", "staff"]):
        assert client.get(reverse("assessment_write", args=args)).status_code == 404
    assert client.post(reverse("assessment_write", args=[pk, "modules", "whole"]), {"content": "Module 2"}).url
    client.force_login(supervisor)
    assert client.post(areas, {"areas": []}).status_code == 200
    assert client.post(areas, {"areas": ["staff", "team_leadership"], "reason": "A new team"}).url == listed
    client.post(areas, {"areas": ["staff"], "reason": ""})
    page = get(client, three, "coachee", "assessment_list", pk)
    assert "A new team" in page and "coaching takes it up" in page  # an earlier choice stays readable
    assert "Module 2" in page and "Nothing is written in Performance" in page
    with bypassing():
        told = Mail.objects.filter(kind="areas_chosen").values_list("recipient", flat=True)
        assert set(told) == {three["coach"].pk, three["coachee"].pk}
    with acting_as(supervisor.pk):
        assert not any("Choose the areas" in one.wait.text for one in waits_of(Who(supervisor)))
    # Goals offer first what was chosen
    page = get(client, three, "coach", "goal_add", pk)
    assert page.index("Guiding staff") < page.index("Team leadership")
    assert "Chosen for your coaching" in page


def test_who_reads_and_who_writes_by_raw_sql(client, three):
    """The matrix: the supervisor of this partnership in full, regional leadership not even that there is something."""
    now = timezone.now()
    common = {"partnership": three.partnership, "assessment": "pda", "kept_at": now}
    words = {"area": "staff", "answers": {"strengths": MARKED}}
    for name in ("coach", "coachee", "supervisor"):
        with acting_as(three[name].pk):
            AssessmentWords(**common, **words, user=three[name], part=name).save(force_insert=True)
    with acting_as(three["supervisor"].pk):
        choice = common | {"assessment": "ppdp", "areas": ["staff"]}
        CoachingAreas(**choice, user=three["supervisor"], part="supervisor").save(force_insert=True)
    readers = {"cycles_assessmentwords": set(), "cycles_coachingareas": set()}
    for name in EVERYBODY:
        with as_person(three, name, WEB):
            for table, found in readers.items():
                if read(table, "id"):
                    found.add(name)
        if name not in ("coach", "coachee", "supervisor"):
            get(client, three, name, "assessment_list", three.partnership.pk, status=404)
    assert all(found == {"coach", "coachee", "supervisor"} for found in readers.values())

    ppdp = common | words | {"assessment": "ppdp"}
    lies = {
        "the coach in the plan of development": (AssessmentWords, "coach", ppdp | {"part": "coach"}),
        "in another's name": (AssessmentWords, "coach", common | words | {"part": "supervisor", "user": "supervisor"}),
        "in another part": (AssessmentWords, "coach", ppdp | {"part": "supervisor"}),
        "an assessment that there is not": (AssessmentWords, "coach", common | words | {"assessment": "none",
                                                                                        "part": "coach"}),
        "a supervisor of others": (AssessmentWords, "other_supervisor", common | words | {"part": "supervisor"}),
        "the learner chooses": (CoachingAreas, "coachee", choice | {"part": "coachee"}),
        "in the supervisor's name": (CoachingAreas, "coach", choice | {"part": "supervisor", "user": "supervisor"}),
        "chosen from what nobody chooses from": (CoachingAreas, "supervisor", choice | {"assessment": "pda",
                                                                                        "part": "supervisor"}),
    }  # fmt: skip
    for why, (model, name, lie) in lies.items():
        row = lie | {"user": three[lie.get("user", name)]}
        with acting_as(three[name].pk), pytest.raises(DatabaseError), transaction.atomic():
            model(**row).save(force_insert=True)
            raise AssertionError(why)
    with acting_as(three["supervisor"].pk), pytest.raises(DatabaseError), transaction.atomic():
        AssessmentWords.objects.update(answers={})


def test_before_all_have_signed_the_supervisor_neither_reads_nor_writes(client):
    cast = make_cast("child-welfare")
    pk = cast.partnership.pk
    get(client, cast, "supervisor", "assessment_list", pk, status=404)
    row = {"partnership": cast.partnership, "assessment": "pda", "area": "staff", "answers": {},
           "user": cast["supervisor"], "part": "supervisor", "kept_at": timezone.now()}  # fmt: skip
    with acting_as(cast["supervisor"].pk), pytest.raises(DatabaseError), transaction.atomic():
        AssessmentWords(**row).save(force_insert=True)
    client.force_login(cast["coachee"])
    address = reverse("assessment_write", args=[pk, "pda", "staff"])
    assert client.post(address, {"strengths": MARKED, "needs": ""}).status_code == 302
    with as_person(cast, "supervisor", WEB):
        assert not read("cycles_assessmentwords", "id")


def test_where_a_framework_keeps_none_there_is_no_page(client):
    cast = signed_cast("stars")
    for name in ("coach", "supervisor"):
        get(client, cast, name, "assessment_list", cast.partnership.pk, status=404)
        get(client, cast, name, "practice_profile", cast.partnership.pk, status=404)
    assert "assessments/" not in get(client, cast, "coach", "partnership_detail", cast.partnership.pk)


PAGES = ("home", "supervised", "program_report", "partnership_report", "partnership_detail", "assessment_list",
         "rating_detail", "action_plan")  # fmt: skip


def test_another_text_and_another_choice_make_no_difference_to_whom_they_are_not_given(three):
    """The two worlds of tests/test_noninterference.py, where a framework keeps assessments and gives them to some."""
    rows = fill(three)
    furnish(three)

    def looks(person):
        names = [one for one in PAGES if "program" not in ROUTES[one].args or person in ROUTES[one].seen_by]
        with transaction.atomic():
            found = dict(pages_of(three, rows, person, names))
            transaction.set_rollback(True)
        return found

    for person, sees in (("leader", False), ("regional_leader", False), ("supervisor", True)):
        with time_machine.travel(timezone.now(), tick=False):
            before = looks(person)
            with transaction.atomic():
                with bypassing():
                    other_ratings(three, rows)
                after = looks(person)
                transaction.set_rollback(True)
        assert (before["assessment_list"] != after["assessment_list"]) == sees, person
        assert sees or before == after, person
