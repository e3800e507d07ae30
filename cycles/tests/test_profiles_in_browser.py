"""A coach rates her own practice at a desk, and looks at where she stands, in Debian's Chromium (C2)."""

import pytest
from playwright.sync_api import expect

from cycles.models import ProfileRating
from tests.browser import come_in, opened
from tests.cast import make_cast, sign_all
from tests.database import bypassing
from tests.look import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_coach_rates_herself_by_keyboard_and_sees_her_levels(chromium, live_server, db):
    cast = make_cast("school", "expert")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    profile = max(cast.version.framework.profiles, key=lambda one: one.edition)
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/partnerships/{cast.partnership.pk}/profile/")
        look(page, listening)
        page.get_by_role("link", name="A new rating").click()
        look(page, listening)
        page.locator(f"[name=edition][value={profile.key}-{profile.edition}]").check()
        page.locator("[name=way]").first.check()
        page.get_by_role("button", name="Begin").click()
        for number, function in enumerate(profile.functions):
            expect(page.get_by_role("heading", level=1)).to_have_text(str(function.label))
            for item in function.items:
                page.locator(f"[name=state_{item.key}][value=in_place]").focus()
                page.keyboard.press("Space")
            page.locator("main form textarea").first.fill(f"Asked twice <b>and</b> listened, {number}")
            if number == 0:
                look(page, listening)
            page.locator("main form button[type=submit]").click()
        look(page, listening)
        page.get_by_role("button", name="Finish, and show it").click()
        expect(page.get_by_text("Asked twice <b>and</b> listened, 0")).to_be_visible()
        look(page, listening)
        page.goto(f"{live_server.url}/partnerships/{cast.partnership.pk}/profile/")
        expect(page.locator("table").first).to_be_visible()
        look(page, listening)
    with bypassing():
        rating = ProfileRating.objects.get()
    assert set(rating.states.values()) == {"in_place"}
    assert len(rating.states) == sum(len(function.items) for function in profile.functions)
