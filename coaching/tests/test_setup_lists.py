"""Set-up of agencies, sites and the program's list of practices."""

import pytest
from django.apps import apps
from django.db import connection

from coaching.disclosure.classes import Part
from coaching.models import Agency, Membership, ProgramPractice, Site
from coaching.tests.setting_up import enrolled, page, url
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def test_an_agency_is_named_and_its_people_get_its_part(admin, cast):
    form = {"kind": "local_agency", "name": "Bitterroot Child Care Resources"}
    response = admin.post(url(cast, "setup_agencies"), form)
    with bypassing():
        agency = Agency.objects.get(name=form["name"])
    assert response["Location"] == url(cast, "agency_setup", agency.pk)
    admin.post(response["Location"], {"name": "Priya R.", "email": "priya@example.org"})
    (membership,) = enrolled(cast, "priya@example.org")
    assert (membership.part, membership.agency_id) == (Part.LOCAL_AGENCY, agency.pk)
    assert "Priya R." in page(admin.get(response["Location"]))
    assert "kind" in admin.post(url(cast, "setup_agencies"), form | {"kind": "police"}).context["form"].errors
    assert admin.post(url(cast, "setup_agencies"), form).status_code in (200, 302)
    with bypassing():
        assert Agency.objects.filter(name=form["name"]).count() == 1


def test_sites_are_added_renamed_and_removed(admin, cast):
    assert admin.post(url(cast, "setup_sites"), {"name": "North  House"}).status_code == 302
    assert "already" in page(admin.post(url(cast, "setup_sites"), {"name": "north house"}))
    with bypassing():
        site = Site.objects.get(name="North House")
        Membership.objects.filter(user=cast["coach"]).update(site=site)
    admin.post(url(cast, "site_edit", site.pk), {"name": "South House"})
    assert "South House" in page(admin.get(url(cast, "setup_people")))
    admin.post(url(cast, "site_remove", site.pk))
    with bypassing():
        assert not Site.objects.filter(pk=site.pk).exists()
        assert Membership.objects.get(user=cast["coach"], program=cast.program).site_id is None


PASTED = """Emotional support:
- Greets each child by name at the door
2. Gives each child time to answer

Language:
\u2022 Names what children do
Names what children do
Reads with small groups\tBooks
"""


def test_practices_are_pasted_with_their_categories(admin, cast):
    answer = page(admin.post(url(cast, "practice_add"), {"practices": PASTED}, follow=True))
    assert "4 practices are added. 1 was on the list already." in answer
    with bypassing():
        found = list(ProgramPractice.objects.filter(program=cast.program).values_list("text", "category"))
    assert found == [
        ("Greets each child by name at the door", "Emotional support"),
        ("Gives each child time to answer", "Emotional support"),
        ("Names what children do", "Language"),
        ("Reads with small groups", "Books"),
    ]
    again = page(admin.post(url(cast, "practice_add"), {"practices": PASTED}, follow=True))
    assert "0 practices are added." in again
    assert "no practice" in page(admin.post(url(cast, "practice_add"), {"practices": "Only a category:"}))
    assert "longer than" in page(admin.post(url(cast, "practice_add"), {"practices": "x" * 301}))


def test_practices_are_changed_moved_and_removed(admin, cast):
    admin.post(url(cast, "practice_add"), {"practices": "One\nTwo\nThree"})

    def listed():
        with bypassing():
            return list(ProgramPractice.objects.filter(program=cast.program).values_list("text", flat=True))

    with bypassing():
        three = ProgramPractice.objects.get(text="Three")
    admin.post(url(cast, "practice_move", three.pk), {"direction": "up"})
    assert listed() == ["One", "Three", "Two"]
    for _turn in range(3):
        admin.post(url(cast, "practice_move", three.pk), {"direction": "up"})
    assert listed() == ["Three", "One", "Two"]
    assert "already" in page(admin.post(url(cast, "practice_edit", three.pk), {"text": "one"}))
    admin.post(url(cast, "practice_edit", three.pk), {"text": "Waits <b>", "category": "Time"})
    assert "Waits &lt;b&gt;" in page(admin.get(url(cast, "setup_practices")))
    admin.post(url(cast, "practice_remove", three.pk))
    assert listed() == ["One", "Two"]


def test_a_practice_that_a_plan_picked_can_be_removed_and_the_plan_keeps_its_words(admin, cast):
    FocusPractice = apps.get_model("agreements.FocusPractice")
    admin.post(url(cast, "practice_add"), {"practices": "Follows the child's lead in play"})
    with bypassing():
        practice = ProgramPractice.objects.get(program=cast.program)
        picked = FocusPractice.objects.filter(partnership=cast.partnership).order_by("position").first()
        FocusPractice.objects.filter(pk=picked.pk).update(from_list=practice)
    assert admin.post(url(cast, "practice_remove", practice.pk)).status_code == 302
    connection.check_constraints()
    with bypassing():
        picked.refresh_from_db()
    assert (picked.text, picked.from_list_id) == ("Follows the child's lead in play", None)


def test_practices_move_within_their_category_and_categories_stay_together(admin, cast):
    admin.post(url(cast, "practice_add"), {"practices": "Time:\nOne\nTwo\nWords:\nThree"})
    admin.post(url(cast, "practice_add"), {"practices": "Time:\nFour"})
    with bypassing():
        four = ProgramPractice.objects.get(text="Four")
        three = ProgramPractice.objects.get(text="Three")
    text = page(admin.get(url(cast, "setup_practices")))
    assert text.count("<h2>Time</h2>") == 1
    admin.post(url(cast, "practice_move", four.pk), {"direction": "up"})
    admin.post(url(cast, "practice_move", three.pk), {"direction": "up"})
    with bypassing():
        listed = list(ProgramPractice.objects.filter(program=cast.program).values_list("text", flat=True))
    assert listed == ["One", "Four", "Two", "Three"]
