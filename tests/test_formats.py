"""Each person of each format of each framework has pages that work: home, navigation, and those of the pair."""

import pytest
from django.urls import reverse

from coaching.disclosure.classes import Part
from tests.cast import FRAMEWORKS, make_cast, sign_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("framework", "format"), FRAMEWORKS)
def test_everybody_lands_on_a_page_that_works(client, framework, format):
    cast = make_cast(framework, format)
    sign_all(cast.partnership)
    for name in cast.seats:
        client.force_login(cast[name])
        home = client.get(reverse("home"), follow=True)
        assert home.status_code == 200
        for page in home.context["navigation"]:
            assert client.get(page["url"]).status_code == 200, (name, page["url"])
        if name in cast.pair:
            for view in ("partnership_detail", "partnership_visits", "plan_edit", "agreement_preview"):
                assert client.get(reverse(view, args=[cast.partnership.pk])).status_code == 200, (name, view)
            leads = cast.seats[name] != Part.COACHEE or format == "self"
            for view in ("visit_plan", "visit_log_new"):
                answer = client.get(reverse(view, args=[cast.partnership.pk]))
                assert answer.status_code == (200 if leads else 403), (name, view)
