"""The administrator's pages through the real client: what can be done, and who cannot (faults 5, 13, 73, 75 to 77)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.disclosure.classes import Part
from coaching.forms.people import time_zone_choices
from coaching.models import (
    Agency,
    AuditEntry,
    Membership,
    Partnership,
    Party,
    Person,
    Program,
    ProgramPractice,
    RosterUpload,
    Site,
    User,
)
from coaching.tests.setting_up import EMPTY, page, url
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(cast):
    """One of each thing that a set-up address can name."""
    with bypassing():
        practice = ProgramPractice(program=cast.program, text="Greets each child by name", position=1)
        practice.save(force_insert=True)
        upload = RosterUpload(program=cast.program, uploaded_by=cast["administrator"], name="x.csv", content=b"{}")
        upload.save(force_insert=True)
        return {
            "user": cast["coach"].pk,
            "membership": Membership.objects.get(user=cast["coach"], program=cast.program).pk,
            "party": Party.objects.get(user=cast["coach"], partnership=cast.partnership).pk,
            "agency": Agency.objects.filter(program=cast.program).first().pk,
            "site": Site.objects.get(program=cast.program).pk,
            "practice": practice.pk,
            "upload": upload.pk,
        }


PAGES = {
    "program_setup": (),
    "program_edit": (),
    "setup_people": (),
    "person_add": (),
    "person_setup": ("user",),
    "part_add": ("user",),
    "invitation_send": ("user",),
    "part_end": ("membership",),
    "setup_partnerships": (),
    "partnership_add": (),
    "partnership_sheet": (),
    "party_leave": ("party",),
    "setup_agencies": (),
    "agency_setup": ("agency",),
    "setup_sites": (),
    "site_edit": ("site",),
    "site_remove": ("site",),
    "setup_practices": (),
    "practice_add": (),
    "practice_edit": ("practice",),
    "practice_move": ("practice",),
    "practice_remove": ("practice",),
    "roster_upload": (),
    "roster_columns": ("upload",),
    "roster_preview": ("upload",),
    "roster_import": ("upload",),
    "roster_result": ("upload",),
    "roster_refused": ("upload",),
    "roster_forget": ("upload",),
}


POSTS = {name for name in PAGES if name.endswith(("_send", "_leave", "_remove", "_move", "_import", "_forget"))}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *((name, 403) for name in ("coach", "coachee", "supervisor", "leader", "local_agency", "state_bureau")),
        *((name, 404) for name in ("administrator_elsewhere", "leader_elsewhere", "stranger")),
    ],
)
def test_only_the_administrator_of_the_program_opens_its_set_up(client, cast, things, name, status):
    client.force_login(cast[name])
    for view, wanted in PAGES.items():
        address = url(cast, view, *(things[one] for one in wanted))
        for method in ("get", "post"):
            answer = getattr(client, method)(address).status_code
            assert answer == (405 if method == "get" and view in POSTS else status) or (
                method == "post" and answer == 405 and view not in POSTS
            ), (view, method, answer)
    with bypassing():
        assert ProgramPractice.objects.filter(pk=things["practice"]).exists()
        assert Party.objects.get(pk=things["party"]).left_at is None


def test_without_signing_in_every_page_asks_for_it(client, cast, things):
    for view, wanted in PAGES.items():
        response = client.get(url(cast, view, *(things[one] for one in wanted)))
        assert response.status_code in (302, 405)
        assert response.status_code == 405 or "/accounts/login/" in response["Location"]


def test_a_thing_of_another_program_is_not_found_in_mine(admin, cast):
    with bypassing():
        site = Site(program=cast.elsewhere, name="Far away")
        site.save(force_insert=True)
    for view, pk in [
        ("site_edit", site.pk),
        ("person_setup", cast["administrator_elsewhere"].pk),
        ("person_setup", EMPTY),
        ("part_end", EMPTY),
        ("agency_setup", EMPTY),
        ("roster_preview", EMPTY),
    ]:
        assert admin.get(url(cast, view, pk)).status_code == 404, view
    assert admin.get("/setup/not-a-uuid/").status_code == 404


def test_somebody_with_the_right_starts_a_program_and_administers_it(client, cast):
    with bypassing():
        User.objects.filter(pk=cast["stranger"].pk).update(may_start_programs=True)
    client.force_login(cast["stranger"])
    assert "Start a program" in page(client.get(reverse("setup")))
    form = {"name": "  Bitterroot   Early Learning ", "framework": cast.version.pk, "time_zone": "America/Denver"}
    refused = client.post(reverse("program_start"), form | {"language": "xx"})
    assert refused.status_code == 200
    response = client.post(reverse("program_start"), form | {"language": "es"})
    with bypassing():
        program = Program.objects.get(name="Bitterroot Early Learning")
        assert program.created_by == cast["stranger"]
        assert AuditEntry.objects.filter(event="program_started", target_id=program.pk).exists()
    assert response["Location"] == reverse("program_setup", args=[program.pk])
    assert "What to do next" in page(client.get(response["Location"]))


def test_nobody_else_starts_a_program(admin, cast):
    assert admin.get(reverse("program_start")).status_code == 403
    assert admin.post(reverse("program_start"), {"name": "Mine"}).status_code == 403
    assert "Start a program" not in page(admin.get(url(cast, "program_setup")))


def test_with_one_program_the_set_up_opens_it(admin, cast):
    assert admin.get(reverse("setup"))["Location"] == url(cast, "program_setup")


def test_the_settings_change_and_the_framework_does_not(admin, cast):
    sent = {"name": "Prairie", "time_zone": "America/Chicago", "language": "es", "framework_version": str(EMPTY)}
    assert admin.post(url(cast, "program_edit"), sent).status_code == 302
    with bypassing():
        program = Program.objects.get(pk=cast.program.pk)
    assert (program.name, program.time_zone, program.language) == ("Prairie", "America/Chicago", "es")
    assert program.framework_version_id == cast.version.pk
    assert "list" in page(admin.post(url(cast, "program_edit"), sent | {"time_zone": "Moon/Base"}))


def test_the_database_knows_every_time_zone_that_is_offered(db):
    offered = {zone for _, zones in time_zone_choices() for zone, _ in zones}
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_timezone_names")
        assert offered <= {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("view", ["setup_people", "setup_partnerships", "program_setup", "setup_practices"])
def test_lists_cost_the_same_queries_with_few_and_with_many(admin, cast, view):
    admin.get(url(cast, view))
    counts = []
    for number in (0, 2, 40):
        with bypassing():
            users = [User(email=f"more{number}.{one}@example.org") for one in range(number)]
            User.objects.bulk_create(users)
            Person.objects.bulk_create(Person(user=one, name=one.email, sort_name=one.email) for one in users)
            Membership.objects.bulk_create(
                Membership(user=one, program=cast.program, part=Part.COACHEE, starts_on=dt.date(2026, 8, 1))
                for one in users
            )
            for one in users:
                partnership = Partnership(program=cast.program, framework_version=cast.version, format="expert")
                partnership.save(force_insert=True)
                Party.objects.create(
                    partnership=partnership, user=one, part=Part.COACHEE, joined_at=dt.datetime.now(dt.UTC)
                )
                ProgramPractice.objects.create(program=cast.program, text=one.email)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(admin.get(url(cast, view)))
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2], counts
    assert counts[0] <= 30
