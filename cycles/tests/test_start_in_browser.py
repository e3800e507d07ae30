"""The introduction letter and what is explained at the start, in Debian's Chromium, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Letter
from cycles.models import GuideMark
from tests.browser import Listening, come_in, opened
from tests.cast import make_cast, today
from tests.database import bypassing
from tests.look import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """Many people sign in here within a minute."""
    monkeypatch.setattr("allauth.account.app_settings.RATE_LIMITS", {})


def test_the_letter_is_written_sent_and_read(chromium, live_server, db):
    cast = make_cast("child-welfare")
    base, pair = live_server.url, f"{live_server.url}/partnerships/{cast.partnership.pk}/"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coach"])
        page.goto(pair)
        look(page, listening)
        page.get_by_role("link", name="Write the introduction letter").click()
        expect(page.get_by_text("[[your office]]")).to_be_visible()
        look(page, listening)
        nothing_typed_is_lost(page)
        page.get_by_role("button", name="Save and look at it").click()
        expect(page.get_by_text("Something is still missing")).to_be_visible()
        page.get_by_label("Your office").fill("Room 12, <b>second</b> floor")
        page.get_by_role("button", name="Save and look at it").click()
        expect(page.get_by_role("heading", name="Look at the letter")).to_be_visible()
        expect(page.get_by_text("Room 12, <b>second</b> floor")).to_be_visible()
        expect(page.get_by_text("Bring a cup of tea.")).to_be_visible()
        look(page, listening)
        page.get_by_role("button", name="Send the letter").click()
        expect(page.get_by_role("dialog").get_by_text("with a copy to Miriam Okafor")).to_be_visible()
        page.get_by_role("button", name="Send it", exact=True).click()
        expect(page.get_by_text("Sent. Whoever gets it")).to_be_visible()
        look(page, listening)
        explains(page, listening, pair)
    with bypassing():
        letter = Letter.objects.get()
        assert GuideMark.objects.filter(done_on__isnull=False).count() == 1
    for name in ("supervisor", "coachee"):
        with opened(chromium, 390, "light") as (page, listening):
            come_in(page, base, cast[name])
            page.goto(f"{base}/agreements/")
            look(page, listening)
            page.get_by_role("link", name="Welcome, from your coach").click()
            page.wait_for_url(f"**/letters/{letter.pk}/")
            expect(page.get_by_role("heading", name="How to answer")).to_be_visible()
            look(page, listening)
            with page.expect_download() as download:
                page.get_by_role("link", name="Download as PDF").click()
            assert download.value.suggested_filename == f"letter-{today():%Y-%m-%d}.pdf"
            if name == "coachee":
                page.goto(pair + "start/explanation/")
                expect(page.get_by_text("On the phone", exact=True).first).to_be_visible()
                look(page, listening)


def nothing_typed_is_lost(page: Page) -> None:
    """What was typed comes back after the page was loaded anew without saving."""
    text = page.get_by_label("The letter")
    text.fill(text.input_value() + "\n\nBring a cup of tea.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert "Bring a cup of tea." not in text.input_value()
    page.get_by_role("button", name="Bring it back").click()
    assert "Bring a cup of tea." in text.input_value()


def explains(page: Page, listening: Listening, pair: str) -> None:
    """By keyboard: a tick, and the day is today."""
    page.goto(pair)
    page.get_by_role("link", name="What the coach explains").click()
    tick = page.get_by_label("Coaching starts once the first online module is complete")
    expect(page.get_by_label("On which day").first).to_be_hidden()
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("On which day").first).to_be_visible()
    page.get_by_label("Note").first.fill("On the phone")
    look(page, listening)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_text("What was marked and changed, and by whom").click()
    look(page, listening)
    page.goto(pair)
    expect(page.get_by_text("1 of 4 done")).to_be_visible()
