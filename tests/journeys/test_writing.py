"""No word of a log is lost or shown to somebody else, whatever happens to the session, the tab or the line."""

import pytest
from playwright.sync_api import Page, expect

from tests.cast import NAMES, PASSWORD, make_cast, sign_all
from tests.journeys.people import Person, Story

pytestmark = pytest.mark.browser

FIRST = "Marigold table: four children answered."
SECOND = " One of them for the first time."
NOTE = "main [name=note_focused_observation]"


@pytest.fixture(scope="module", autouse=True)
def pair(told):
    """A pair that has signed, and the coach of another pair."""
    with told.stack.inside():
        cast = make_cast()
        sign_all(cast.partnership)
    told.paths["log"] = f"/partnerships/{cast.partnership.pk}/log/"
    told.people["coach"] = told.person(NAMES["coach"], cast["coach"].email, "phone", "light", PASSWORD)
    told.people["other"] = told.person(NAMES["other_coach"], cast["other_coach"].email, "desk", "light", PASSWORD)


@pytest.fixture
def rosa(story: Story) -> Person:
    """The coach, at an empty log on her phone."""
    coach = story.people["coach"]
    story.stack.rows("delete from cycles_logdraft")
    coach.page.evaluate("localStorage.clear()") if coach.page.url.startswith("http") else None
    coach.open(story.paths["log"])
    if "/login/" in coach.page.url:
        coach.give_password()
        coach.page.wait_for_url(f"**{story.paths['log']}")
    coach.page.fill(NOTE, FIRST)
    is_saved(coach.page)
    return coach


def is_saved(page: Page) -> None:
    expect(page.locator("[data-autosave]")).to_have_attribute("data-state", "saved", timeout=15_000)


def goes_on(page: Page, words: str) -> None:
    page.locator(NOTE).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_a_session_that_ends_while_writing_is_renewed_in_place(story, rosa):
    """Fault 42: sign in again in another tab, come back, and go on; the text is whole."""
    story.end_all_sessions()
    goes_on(rosa.page, SECOND)
    notice = rosa.page.locator("[data-log-notice=signed_out]")
    expect(notice).to_be_visible(timeout=15_000)
    rosa.look()
    writing = rosa.page
    with rosa.context.expect_page() as opened:
        notice.get_by_role("link").click()
    rosa.page = opened.value
    rosa.give_password()
    rosa.sees("Your words are still there")
    rosa.look()
    rosa.page.close()
    rosa.page = writing
    writing.bring_to_front()
    writing.evaluate("window.dispatchEvent(new Event('focus'))")
    is_saved(writing)
    expect(notice).to_be_hidden()
    writing.reload()
    expect(writing.locator(NOTE)).to_have_value(FIRST + SECOND)


def test_words_are_withheld_from_whoever_signs_in_next(story, rosa):
    """Fault 43: the draft stays on the device, under the name of its writer."""
    story.end_all_sessions()
    goes_on(rosa.page, SECOND)
    expect(rosa.page.locator("[data-log-notice=signed_out]")).to_be_visible(timeout=15_000)
    lionel = story.people["other"]
    visitor = rosa.context.new_page()
    visitor.goto(f"{story.stack.url}/accounts/login/")
    visitor.fill("main [name=login]", lionel.email)
    visitor.fill("main [name=password]", PASSWORD)
    visitor.click("main button[type=submit]:not([form])")
    visitor.wait_for_url(lambda address: "/login/" not in address)
    visitor.close()
    goes_on(rosa.page, " And more.")
    expect(rosa.page.locator("[data-log-notice=other_person]")).to_be_visible(timeout=15_000)
    assert FIRST not in rosa.page.content()
    assert rosa.page.locator(NOTE).count() == 0
    rosa.look()
    assert rosa.page.goto(story.stack.url + story.paths["log"]).status == 404
    story.end_all_sessions()
    rosa.open(story.paths["log"])
    rosa.give_password()
    expect(rosa.page.locator(NOTE)).to_have_value(FIRST + SECOND + " And more.")
    is_saved(rosa.page)


def test_two_tabs_keep_both_texts(story, rosa):
    """Fault 31."""
    other = rosa.context.new_page()
    other.goto(story.stack.url + story.paths["log"])
    expect(other.locator(NOTE)).to_have_value(FIRST)
    goes_on(rosa.page, SECOND)
    is_saved(rosa.page)
    other.fill(NOTE, "Quite different words.")
    conflict = other.locator(".conflict")
    expect(conflict).to_contain_text(FIRST + SECOND, timeout=15_000)
    expect(other.locator(NOTE)).to_have_value("Quite different words.")
    rosa.page, first = other, rosa.page
    rosa.look()
    rosa.page = first
    conflict.get_by_role("button", name="Keep both").click()
    is_saved(other)
    other.close()
    rosa.page.reload()
    expect(rosa.page.locator(NOTE)).to_have_value(f"Quite different words.\n\n{FIRST}{SECOND}")


def test_a_dead_line_keeps_the_words_on_the_device(story, rosa):
    rosa.context.set_offline(True)
    goes_on(rosa.page, SECOND)
    expect(rosa.page.locator("[data-autosave]")).to_have_attribute("data-state", "offline", timeout=15_000)
    [(there,)] = story.stack.rows("select data::text from cycles_logdraft")
    assert SECOND not in there
    rosa.context.set_offline(False)
    is_saved(rosa.page)
    [(there,)] = story.stack.rows("select data::text from cycles_logdraft")
    assert SECOND in there
    rosa.console()  # that a request found no line is said in the console


def test_another_coach_cannot_open_the_log(story, rosa):
    lionel = story.people["other"]
    lionel.sign_in()
    lionel.is_refused(story.paths["log"])
