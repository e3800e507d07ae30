"""The administrator's pages through the real client: what can be done, and who cannot (faults 5, 13, 73, 75 to 77)."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.disclosure.classes import Part
from coaching.models import (
    Agency,
    AuditEntry,
    Contact,
    Mail,
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
from tests.cast import make_cast
from tests.database import bypassing

pytestmark = pytest.mark.django_db

EMPTY = uuid.UUID(int=7)


@pytest.fixture
def admin(client, cast):
    """The administrator's browser."""
    client.force_login(cast["administrator"])
    return client


def url(cast, name, *args):
    return reverse(name, args=[cast.program.pk, *args])


def page(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def enrolled(cast, email, part=None):
    with bypassing():
        found = Membership.objects.filter(program=cast.program, user__email=email)
        return list(found.filter(part=part) if part else found)


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


PERSON = {"name": "Wren  Castellanos", "email": "Wren@Example.org", "part": "coach", "starts_on": "2026-09-01"}


def test_a_person_is_added_by_hand_and_invited(admin, cast):
    response = admin.post(url(cast, "person_add"), PERSON | {"phone": "406 555 0134", "invite": "on"})
    (membership,) = enrolled(cast, "wren@example.org")
    assert response["Location"] == url(cast, "person_setup", membership.user_id)
    assert (membership.part, membership.starts_on) == (Part.COACH, dt.date(2026, 9, 1))
    with bypassing():
        assert Person.objects.get(pk=membership.user_id).name == "Wren Castellanos"
        assert Contact.objects.get(pk=membership.user_id).phone == "406 555 0134"
        assert Mail.objects.filter(kind="invitation", recipient=membership.user_id).count() == 1
    text = page(admin.get(response["Location"]))
    assert "Wren Castellanos" in text
    assert "Invited on" in text


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(admin, cast):
    """Fault 77."""
    known = admin.post(url(cast, "person_add"), PERSON | {"email": "stranger@example.org", "invite": "on"}, follow=True)
    new = admin.post(url(cast, "person_add"), PERSON | {"email": "new@example.org", "invite": "on"}, follow=True)
    says = "The person is added. The invitation is on its way."
    assert says in page(known)
    assert says in page(new)
    with bypassing():
        assert Person.objects.get(pk=cast["stranger"].pk).name == cast.name("stranger")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "A\x00B"}, "name"),
        ({"part": "local_agency"}, "part"),
        ({"part": "emperor"}, "part"),
        ({"part": "mentor_coach"}, "part"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"site": str(EMPTY)}, "site"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_at_the_field(admin, cast, change, field):
    response = admin.post(url(cast, "person_add"), PERSON | change)
    assert field in response.context["form"].errors
    assert not enrolled(cast, "wren@example.org")


def test_an_administrator_can_be_added_by_hand(admin, cast, client):
    admin.post(url(cast, "person_add"), PERSON | {"part": "administrator", "email": "stranger@example.org"})
    client.force_login(cast["stranger"])
    assert client.get(url(cast, "program_setup")).status_code == 200


def test_one_more_part_and_its_end(admin, cast):
    address = url(cast, "part_add", cast["coach"].pk)
    assert "this part already" in page(admin.post(address, {"part": "coach", "starts_on": "2026-09-01"}))
    assert admin.post(address, {"part": "leadership", "starts_on": "2026-09-01"}).status_code == 302
    (leading,) = enrolled(cast, "coach@example.org", Part.LEADERSHIP)
    end = url(cast, "part_end", leading.pk)
    assert "still to come" in page(admin.post(end, {"on": "2999-01-01"}))
    assert "before the part began" in page(admin.post(end, {"on": "2026-08-01"}))
    assert admin.post(end, {"on": "2026-10-01"}).status_code == 302
    (leading,) = enrolled(cast, "coach@example.org", Part.LEADERSHIP)
    assert leading.ends_on == dt.date(2026, 10, 1)
    assert admin.post(end, {"on": "2026-10-01"}).status_code == 404
    with bypassing():
        assert Party.objects.get(user=cast["coach"], partnership=cast.partnership).left_at is None


def test_the_end_of_a_part_ends_its_places_and_refuses_the_next_request(admin, cast):
    """Fault 5."""
    (coaching,) = enrolled(cast, "coach@example.org", Part.COACH)
    admin.post(url(cast, "part_end", coaching.pk), {"on": "2026-10-01"})
    with bypassing():
        assert Party.objects.get(user=cast["coach"], partnership=cast.partnership).left_at is not None
        assert Party.objects.get(user=cast["coachee"], partnership=cast.partnership).left_at is None
    (own,) = enrolled(cast, "administrator@example.org")
    with bypassing():
        Membership.objects.filter(pk=own.pk).update(ends_on=dt.date(2026, 8, 2))
    assert admin.get(url(cast, "setup_people")).status_code == 403
    assert admin.post(url(cast, "person_add"), PERSON).status_code == 403
    assert not enrolled(cast, "wren@example.org")


def test_an_invitation_is_sent_again_and_one_that_came_back_is_shown(admin, cast):
    admin.post(url(cast, "person_add"), PERSON)
    (membership,) = enrolled(cast, "wren@example.org")
    person = url(cast, "person_setup", membership.user_id)
    assert "Not invited" in page(admin.get(person))
    assert admin.get(url(cast, "invitation_send", membership.user_id)).status_code == 405
    admin.post(url(cast, "invitation_send", membership.user_id))
    with bypassing():
        assert Mail.objects.filter(kind="invitation", recipient=membership.user_id).update(state="failed") == 1
    assert "Invitation came back" in page(admin.get(person))
    assert "1 invitation could not be delivered" in page(admin.get(url(cast, "program_setup")))
    assert admin.post(url(cast, "invitation_send", cast["administrator_elsewhere"].pk)).status_code == 404


def test_people_are_found_by_name_and_part_and_pages_are_clamped(admin, cast):
    everybody = page(admin.get(url(cast, "setup_people")))
    assert cast.name("coach") in everybody
    assert cast.name("stranger") not in everybody
    assert cast.name("leader_elsewhere") not in everybody
    found = page(admin.get(url(cast, "setup_people"), {"q": "whitehorse"}))
    assert cast.name("coachee") in found
    assert cast.name("coach") not in found
    coaches = page(admin.get(url(cast, "setup_people"), {"part": "coach"}))
    assert cast.name("coach") in coaches
    assert cast.name("coachee") not in coaches
    assert "Nobody found" in page(admin.get(url(cast, "setup_people"), {"q": "\x00zz"}))
    for number in ("-1", "0", "999999999", "x"):
        assert cast.name("coach") in page(admin.get(url(cast, "setup_people"), {"page": number, "part": "none"}))


def pair(cast, **change):
    people = {"coach": "other_coach", "coachee": "coachee", "supervisor": "supervisor"} | change
    return {part: str(cast[name].pk) for part, name in people.items()}


def test_a_partnership_is_made_by_hand(admin, cast):
    with bypassing():
        before = Partnership.objects.count()
    response = admin.post(url(cast, "partnership_add"), pair(cast))
    assert response.status_code == 302, response.context["form"].errors
    with bypassing():
        made = Partnership.objects.order_by("-created_at").first()
        assert Partnership.objects.count() == before + 1
        assert (made.format, made.terms_id, made.framework_version_id) == ("expert", None, cast.version.pk)
        assert set(made.parties.values_list("part", "user_id")) == {
            (Part.COACH, cast["other_coach"].pk),
            (Part.COACHEE, cast["coachee"].pk),
            (Part.SUPERVISOR, cast["supervisor"].pk),
        }
        assert AuditEntry.objects.filter(event="partnership_made", target_id=made.pk, person=cast["administrator"])


@pytest.mark.parametrize("change", [{"coach": "coachee"}, {"coach": "stranger"}, {"supervisor": "coach"}])
def test_a_partnership_needs_people_who_hold_the_part(admin, cast, change):
    with bypassing():
        before = Partnership.objects.count()
    assert admin.post(url(cast, "partnership_add"), pair(cast, **change)).status_code == 200
    with bypassing():
        assert Partnership.objects.count() == before


def test_one_person_has_one_place_in_a_partnership(admin, cast):
    admin.post(url(cast, "part_add", cast["coach"].pk), {"part": "supervisor", "starts_on": "2026-09-01"})
    answer = page(admin.post(url(cast, "partnership_add"), pair(cast, coach="coach", supervisor="coach")))
    assert "another place" in answer


def test_the_administrator_sees_signed_or_waiting_and_no_more(admin, signed):
    text = page(admin.get(url(signed, "setup_partnerships")))
    assert text.count("Signed") >= 2
    assert "Being drafted" not in text
    admin.post(url(signed, "partnership_add"), pair(signed))
    assert "Being drafted" in page(admin.get(url(signed, "setup_partnerships")))
    assert "Follows the child" not in text


def test_a_place_in_a_partnership_ends(admin, cast):
    with bypassing():
        party = Party.objects.get(user=cast["supervisor"], partnership=cast.partnership)
    assert admin.post(url(cast, "party_leave", party.pk)).status_code == 302
    with bypassing():
        party.refresh_from_db()
    assert party.left_at is not None
    left_at = party.left_at
    admin.post(url(cast, "party_leave", party.pk))
    with bypassing():
        party.refresh_from_db()
    assert party.left_at == left_at


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


def test_the_last_administrator_stays(admin, cast):
    (own,) = enrolled(cast, "administrator@example.org")
    assert "only administrator" in page(admin.post(url(cast, "part_end", own.pk), {"on": "2026-10-01"}))
    admin.post(url(cast, "person_add"), PERSON | {"part": "administrator"})
    assert admin.post(url(cast, "part_end", own.pk), {"on": "2026-10-01"}).status_code == 302
    assert admin.get(url(cast, "program_setup")).status_code == 403


# ---- partnerships of every format ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("framework", "format", "seats"),
    [
        ("pbc", "expert", {"coach": "coach", "coachee": "coachee", "supervisor": "supervisor"}),
        ("pbc", "peer",
         {"peer": "coach", "peer_2": "coachee", "mentor_coach": "mentor_coach", "supervisor": "supervisor"}),
        ("pbc", "self", {"coachee": "coachee", "mentor_coach": "mentor_coach", "supervisor": "supervisor"}),
        ("school", "expert", {"coach": "coach", "coachee": "coachee"}),
        ("school", "expert", {"coach": "coach", "coachee": "coachee", "supervisor": "supervisor"}),
        ("child-welfare", "expert", {"coach": "coach", "coachee": "coachee", "supervisor": "supervisor"}),
        ("conversations", "expert", {"coach": "coach", "coachee": "coachee"}),
    ],
)  # fmt: skip
def test_a_partnership_is_made_in_each_format(client, db, framework, format, seats):
    cast = make_cast(framework, format)
    with bypassing():
        before = Partnership.objects.count()
    client.force_login(cast["administrator"])
    url = reverse("partnership_add", args=[cast.program.pk]) + f"?format={format}"
    page = client.get(url)
    assert page.context["form"].empty_parts == []
    posted = {place: str(cast[name].pk) for place, name in seats.items()}
    assert client.post(url, posted).status_code == 302
    with bypassing():
        assert Partnership.objects.count() == before + 1
        made = Partnership.objects.latest("created_at")
        assert (made.format, made.parties.count()) == (format, len(seats))
    assert client.get(reverse("setup_partnerships", args=[cast.program.pk])).status_code == 200
    assert client.get(reverse("partnership_sheet", args=[cast.program.pk])).status_code == 200
    assert client.get(reverse("program_setup", args=[cast.program.pk])).status_code == 200


@pytest.mark.parametrize(("framework", "warns"), [("pbc", True), ("stars", False), ("child-welfare", False)])
def test_who_coaches_and_supervises_is_warned_of_where_the_framework_says_so(client, db, framework, warns):
    """Where possible these are two people (B2): a warning and a second press, or a refusal."""
    cast = make_cast(framework)
    with bypassing():
        Membership.objects.create(
            user=cast["coach"], program=cast.program, part=Part.SUPERVISOR, starts_on=dt.date(2026, 8, 1)
        )
        before = Partnership.objects.count()
    client.force_login(cast["administrator"])
    url = reverse("partnership_add", args=[cast.program.pk])
    posted = {"coach": cast["coach"].pk, "coachee": cast["coachee"].pk, "supervisor": cast["coach"].pk}
    asked = client.post(url, posted).content.decode()
    with bypassing():
        assert Partnership.objects.count() == before
    assert ("Coaching is safer when these are two people" in asked) == warns
    assert ("has another place in the partnership already" in asked) != warns
    assert client.post(url, posted | {"all_the_same": "on"}).status_code == (302 if warns else 200)
    with bypassing():
        assert Partnership.objects.count() == before + warns
