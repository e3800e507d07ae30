"""Set-up of people by the administrator: added, invited, found, given a part and its end."""

import datetime as dt

import pytest

from coaching.disclosure.classes import Part
from coaching.models import Contact, Mail, Membership, Party, Person
from coaching.tests.setting_up import EMPTY, enrolled, page, url
from coaching.ticks import leave_places
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


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
    with as_worker():
        leave_places()
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


def test_the_last_administrator_stays(admin, cast):
    (own,) = enrolled(cast, "administrator@example.org")
    assert "only administrator" in page(admin.post(url(cast, "part_end", own.pk), {"on": "2026-10-01"}))
    admin.post(url(cast, "person_add"), PERSON | {"part": "administrator"})
    assert admin.post(url(cast, "part_end", own.pk), {"on": "2026-10-01"}).status_code == 302
    assert admin.get(url(cast, "program_setup")).status_code == 403
