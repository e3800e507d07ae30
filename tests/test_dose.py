"""What was done of what was agreed, in the framework's own measure: hours, cycles, or no number (table X)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from agreements.models import AgreedTerms
from coaching.disclosure.classes import Part
from cycles.models import VisitLog
from reports.periods import Period
from reports.services import partnership_figures
from tests.cast import make_cast, sign_all
from tests.database import bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db


def at_work(framework: str, format: str = "expert"):
    cast = make_cast(framework, format)
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    fill(cast)  # two visits of 41 and 42 minutes, one complete cycle
    return cast


def pages(client, cast, name: str) -> str:
    client.force_login(cast[name])
    with_whom = client.get(reverse("home")).context["navigation"][1]["url"]
    home = client.get(with_whom).content.decode()
    return home + client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()


@pytest.mark.parametrize("name", ["coach", "coachee"])
def test_hours_are_counted_from_the_minutes_of_visits(client, name):
    cast = at_work("child-welfare")
    page = pages(client, cast, name)
    assert page.count("1.4 of 40 hours") == 2
    assert "of 8" not in page


@pytest.mark.parametrize("name", ["coach", "coachee"])
def test_cycles_are_counted_where_cycles_were_agreed(client, name):
    page = pages(client, at_work("stars"), name)
    assert page.count("1 of 8") == 2
    assert not re.search(r"of \d+ hours", page)


@pytest.mark.parametrize(
    ("framework", "format", "name"),
    [("pbc", "peer", "coach"), ("pbc", "self", "coachee"), ("school", "expert", "coachee")],
)
def test_where_no_number_was_agreed_it_is_said_what_was_done(client, framework, format, name):
    page = pages(client, at_work(framework, format), name)
    assert page.count("Complete: 1 coaching cycle") == 2
    assert not re.search(r"1 of \d+(?! done)", page), "a number that nobody agreed on; a checklist has one"


def test_more_hours_than_were_agreed_are_said_with_what_to_do(client):
    cast = at_work("child-welfare")
    with bypassing():
        VisitLog.objects.filter(partnership=cast.partnership).update(minutes=1400)
    page = pages(client, cast, "coach")
    assert "You agreed on 40 hours, and your coaching sessions add up to 46.7" in page
    assert "Next coaching round" in page
    assert 'data-label="Next coaching round"' not in page


def test_who_is_given_the_log_sees_hours_of_hours(client):
    cast = at_work("child-welfare")
    client.force_login(cast["regional_leader"])
    page = client.get(reverse("program_report", args=[cast.program.pk])).content.decode()
    assert "1.4 of 40" in page
    assert "Hours used of planned" in page
    assert "rounds" not in page


@pytest.mark.parametrize(("framework", "shown", "hidden"), [
    ("child-welfare", "Hours planned", "rounds planned"),
    ("pbc", "Agreed rhythm", "planned"),
])  # fmt: skip
def test_who_is_given_the_terms_alone_sees_the_dose_of_the_framework(client, framework, shown, hidden):
    cast = at_work(framework)
    client.force_login(cast["leader"])
    page = client.get(reverse("program_report", args=[cast.program.pk])).content.decode()
    assert shown in page
    assert hidden not in page
    assert "1.4" not in page


def test_the_share_of_hours_is_a_share_of_minutes():
    cast = at_work("child-welfare")
    with bypassing():
        assert AgreedTerms.objects.filter(hours=40).count() == 1
        figures = partnership_figures(
            partnership=cast.partnership,
            part=Part.REGIONAL_LEADERSHIP,
            period=Period(dt.date(2026, 9, 1), dt.date(2026, 12, 31)),
        )
    assert figures is not None
    assert (figures.used, figures.hours, figures.planned) == (83, 40, None)
    assert figures.share == pytest.approx(83 / 2400)
