"""A request to agree anew waits on the first pages of those who are asked, until it is answered (D18)."""

import pytest
from django.urls import reverse

from agreements.services import ask_anew, keep_as_agreed
from coaching.disclosure.identity import acting_as

pytestmark = pytest.mark.django_db
WORDS = "Mondays do not fit any more."
ASKED = "You are asked to agree anew"


def shown(client, cast, name, page) -> str:
    client.force_login(cast[name])
    args = {"partnership_detail": [cast.partnership.pk], "agreement_detail": [cast.agreements[cast.partnership.pk].pk]}
    return client.get(reverse(page, args=args.get(page, []))).content.decode()


def ask(cast, by: str = "coachee") -> None:
    with acting_as(cast[by].pk):
        ask_anew(partnership=cast.partnership, by=cast[by], about="plan", words=WORDS)


@pytest.mark.parametrize(
    ("name", "page"), [("coach", "caseload"), ("coach", "partnership_detail"), ("supervisor", "home")]
)
def test_those_who_are_asked_see_it_until_it_is_answered(client, signed, name, page):
    ask(signed)
    page_then = shown(client, signed, name, page)
    assert ASKED in page_then
    assert reverse("agreement_detail", args=[signed.agreements[signed.partnership.pk].pk]) in page_then
    assert WORDS not in page_then
    with acting_as(signed["coach"].pk):
        keep_as_agreed(partnership=signed.partnership, by=signed["coach"])
    assert ASKED not in shown(client, signed, name, page)


def test_who_asks_is_not_asked(client, signed):
    ask(signed)
    assert ASKED not in shown(client, signed, "coachee", "home")
    assert "You asked to agree anew" in shown(client, signed, "coachee", "agreement_detail")


def test_the_coachee_is_asked_by_the_supervisor(client, signed):
    ask(signed, "supervisor")
    assert ASKED in shown(client, signed, "coachee", "home")


@pytest.mark.parametrize("name", ["other_coach", "former_coach", "leader"])
def test_nobody_else_hears_of_it(client, signed, name):
    ask(signed)
    client.force_login(signed[name])
    for page in ("caseload", "home"):
        assert ASKED not in client.get(reverse(page)).content.decode()
