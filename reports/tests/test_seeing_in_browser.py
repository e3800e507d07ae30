"""Sharing with a supervisor, and seeing it as they do, in Debian's Chromium on a phone."""

import pytest
from playwright.sync_api import expect

from coaching.disclosure.identity import acting_as
from cycles.services import finish_unplanned_visit
from cycles.tests.work import entry, the_pair
from tests.browser import come_in, opened
from tests.cast import make_cast, sign_all
from tests.look import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_shared_is_looked_at_first_and_seen_as_the_supervisor_sees_it(chromium, live_server, db):
    cast = make_cast("pbc")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    with acting_as(cast["coach"].pk):
        data = entry(3, notes={"reflection_and_feedback": "Quince: she waited."})
        finish_unplanned_visit(partnership=the_pair(cast.partnership), by=cast["coach"], data=data)
    base, pair = live_server.url, f"{live_server.url}/partnerships/{cast.partnership.pk}"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coachee"])
        page.goto(f"{pair}/shared/supervisor/?class=notes")
        look(page, listening)
        page.get_by_role("link", name="Reflection and feedback").click()
        look(page, listening)
        page.get_by_label("Rosa Delgado").fill("Rowan: I wait")
        page.get_by_role("button", name="See what your supervisor will read").click()
        expect(page.get_by_text("Rowan: I wait")).to_be_visible()
        look(page, listening)
        page.get_by_role("button", name="Change the words").click()
        expect(page.get_by_label("Rosa Delgado")).to_have_value("Rowan: I wait")
        page.get_by_role("button", name="See what your supervisor will read").click()
        page.get_by_role("button", name="Share it").click()
        expect(page.get_by_text("You can take it back at any time")).to_be_visible()
        page.goto(f"{pair}/shared/supervisor/?class=log")
        page.locator("input[name=item]").check()
        page.get_by_role("button", name="Look at what is ticked").click()
        page.get_by_role("button", name="See what your supervisor will read").click()
        expect(page.get_by_text("45 minutes")).to_be_visible()
        page.get_by_role("button", name="Share it").click()
        page.get_by_role("link", name="Reflection and feedback").click()
        look(page, listening)
        page.goto(pair + "/")
        page.locator("#seen-by").get_by_role("link", name="Supervisor").click()
        expect(page.get_by_text("You can only look")).to_be_visible()
        expect(page.get_by_text("Rowan: I wait")).to_be_visible()
        look(page, listening)
        page.get_by_role("link", name="Goals and action plan").click()
        expect(page.get_by_text("They have no such page")).to_be_visible()
        look(page, listening)
        page.get_by_role("link", name="Back to your own page").click()
        page.goto(f"{pair}/shared/supervisor/")
        page.locator("#shared li", has_text="Rowan: I wait").get_by_role("button", name="Take back").click()
        page.get_by_role("button", name="Take it back", exact=True).click()
        expect(page.get_by_text("does not see it any more")).to_be_visible()
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["supervisor"])
        page.goto(f"{pair}/summary/")
        expect(page.get_by_text("45 minutes")).to_be_visible()
        expect(page.get_by_text("Rowan: I wait")).to_have_count(0)
        look(page, listening)
