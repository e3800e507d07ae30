"""From a signed agreement to its end in Debian's Chromium: changed, paused, agreed anew, concluded; and handed over."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Agreement, Handover, Standing
from agreements.tests.browsing import signs
from agreements.tests.steps import looked_up, signed_by_all
from tests.browser import come_in, opened
from tests.cast import sign_all, today
from tests.database import bypassing
from tests.look import look
from tests.world import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet")]


def state(cast) -> str:
    with bypassing():
        return Standing.objects.get(partnership=cast.partnership).state


def day(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def test_changed_seen_word_by_word_signed_and_concluded(chromium, live_server, cast):
    first = signed_by_all(cast)
    base, pair = live_server.url, cast.partnership.pk
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coach"])
        page.goto(f"{base}/agreements/{first.pk}/")
        look(page, listening)
        page.get_by_role("link", name="Change the agreement").click()
        page.locator("[name=cycles]").fill("12")
        page.get_by_role("button", name="Save and look it over").click()
        page.get_by_role("button", name="Send it for signature").click()
        page.get_by_role("button", name="Send it", exact=True).click()
        expect(page.get_by_text("Sent. Everyone who signs gets a mail.")).to_be_visible()
        look(page, listening)
        page.get_by_role("link", name="Take it back").click()
        look(page, listening)
    with bypassing():
        change = Agreement.objects.get(number=2)
    for name in ("supervisor", "coachee", "coach"):
        with opened(chromium, 390, "light") as (page, listening):
            come_in(page, base, cast[name])
            page.goto(f"{base}/agreements/{change.pk}/sign/")
            expect(page.locator("del", has_text="8").first).to_be_visible()
            expect(page.locator("ins", has_text="12").first).to_be_visible()
            if name == "supervisor":
                look(page, listening)
                assert looked_up(first).state == "active"
                page.goto(f"{base}/agreements/{change.pk}/compare/?whole=1")
                look(page, listening)
                page.goto(f"{base}/agreements/{change.pk}/decline/")
                look(page, listening)
                page.goto(f"{base}/agreements/{change.pk}/sign/")
            signs(page, cast.name(name))
    assert (looked_up(first).state, looked_up(change).state) == ("superseded", "active")
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coach"])
        pauses(page, listening, f"{base}/agreements/{change.pk}/")
        concludes(page, listening, f"{base}/agreements/{change.pk}/")
        assert state(cast) == "concluded"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coachee"])
        for path in ("/my-coaching/", f"/partnerships/{pair}/", f"/agreements/{change.pk}/"):
            page.goto(base + path)
            look(page, listening)
        expect(page.get_by_text("Thank you for everything.")).to_be_visible()


def pauses(page: Page, listening, agreement: str) -> None:
    page.goto(agreement)
    page.get_by_role("link", name="Pause the coaching").click()
    look(page, listening)
    page.get_by_label("Why do you pause?").fill("A new class began.")
    page.get_by_label("When do you look at it again?").fill(day(20))
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text("A new class began.")).to_be_visible()
    look(page, listening)
    page.get_by_role("button", name="Go on with the coaching").click()
    expect(page.get_by_text("You go on. The rhythm counts from today.")).to_be_visible()
    page.get_by_role("link", name="Ask to agree anew").click()
    look(page, listening)
    page.get_by_label("A goal").check()
    page.get_by_label("What would you like to change, and why?").fill("It stalls.")
    page.get_by_role("button", name="Ask the others").click()
    expect(page.get_by_text("It stalls.")).to_be_visible()
    look(page, listening)
    page.get_by_role("button", name="We keep it").click()
    page.get_by_role("dialog").get_by_role("button", name="We keep it").click()
    expect(page.get_by_text("Kept as it is.")).to_be_visible()
    page.get_by_role("link", name="End the coaching early").click()
    look(page, listening)


def concludes(page: Page, listening, agreement: str) -> None:
    page.goto(agreement)
    page.get_by_role("link", name="Conclude the coaching").click()
    look(page, listening)
    for number, step in enumerate(("Look back together", "Feedback on the coaching", "What comes next")):
        page.get_by_role("link", name=step).click()
        if number == 0:
            page.get_by_role("button", name="Save").click()
            look(page, listening)
        if number == 2:
            page.get_by_label("We leave it out").check()
            page.get_by_label("Why do you leave it out?").fill("We ran out of time.")
        else:
            page.get_by_label("We did it").check()
            page.get_by_label("What came of it?").fill("Good things.")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    look(page, listening)
    page.get_by_label("A last word to the others").fill("Thank you for everything.")
    page.get_by_role("button", name="Conclude the coaching").click()
    page.get_by_role("button", name="Conclude", exact=True).click()
    expect(page.get_by_text("Your coaching is concluded.")).to_be_visible()
    look(page, listening)


def test_handed_over_and_the_coachee_decides(chromium, live_server, cast):
    base = live_server.url
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    rows = fill(cast)
    with bypassing():
        for name in ("ending", "handover"):
            type(rows[name]).objects.filter(pk=rows[name].pk).delete()
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["administrator"])
        page.goto(f"{base}/setup/{cast.program.pk}/partnerships/")
        page.get_by_text("3 people").first.click()
        look(page, listening)
        page.goto(f"{base}/setup/{cast.program.pk}/partnerships/{cast.partnership.pk}/hand-over/")
        look(page, listening)
        page.get_by_label("Coach", exact=True).select_option(label=cast.name("other_coach"))
        page.get_by_role("button", name="Hand over").click()
        expect(page.get_by_text("Handed over.")).to_be_visible()
    with bypassing():
        new = Handover.objects.get(former=cast.partnership).partnership_id
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coachee"])
        page.goto(f"{base}/partnerships/{new}/")
        page.get_by_role("link", name="Decide").click()
        look(page, listening)
        page.get_by_role("button", name="All of it").click()
        expect(page.get_by_text("Your coach can read all of it, and change nothing.")).to_be_visible()
        look(page, listening)
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["other_coach"])
        page.goto(f"{base}/partnerships/{new}/before/")
        expect(page.get_by_text("she waited longer each time").first).to_be_visible()
        look(page, listening)
