"""Set-up of partnerships by the administrator, in every format."""

import datetime as dt

import pytest
from django.urls import reverse

from coaching.disclosure.classes import Part
from coaching.models import AuditEntry, Membership, Partnership, Party
from coaching.tests.setting_up import page, url
from tests.cast import make_cast
from tests.database import bypassing

pytestmark = pytest.mark.django_db


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
