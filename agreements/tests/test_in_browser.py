"""From the plan to the signed document in Debian's Chromium, as each person, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from agreements import ticks
from agreements.models import Agreement, AgreementState, FocusPractice
from agreements.tests.browsing import in_the_worker, signs
from agreements.tests.steps import looked_up
from coaching.models import ProgramPractice
from tests.browser import Listening, come_in, opened
from tests.cast import PASSWORD
from tests.database import bypassing
from tests.look import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet")]


def practices(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("textarea").all()]


def test_from_the_plan_to_the_signed_document(chromium, live_server, cast, sealing, tmp_path):
    base = live_server.url
    with bypassing():
        ProgramPractice(program=cast.program, text="Kneels to the child's height", category="Closeness").save(
            force_insert=True
        )
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["coach"])
        page.goto(f"{base}/partnerships/{cast.partnership.pk}/plan/")
        look(page, listening)
        change_the_list(page)
        look(page, listening)
        page.get_by_role("button", name="Save and look it over").click()
        expect(page.get_by_role("heading", name="Look the agreement over")).to_be_visible()
        look(page, listening)
        page.get_by_role("button", name="Send it for signature").click()
        page.get_by_role("button", name="Send it", exact=True).click()
        expect(page.get_by_text("Sent. Everyone who signs gets a mail.")).to_be_visible()
        look(page, listening)
    with bypassing():
        agreement = Agreement.objects.get()
        texts = [one.text for one in FocusPractice.objects.filter(partnership=cast.partnership)]
    assert texts == ["Gives each child time to answer", "Kneels to the child's height", "Names feelings"]
    for name in ("supervisor", "coachee", "coach"):
        with opened(chromium, 390, "light") as (page, listening):
            come_in(page, base, cast[name])
            page.goto(f"{base}/agreements/")
            if name == "supervisor":
                look(page, listening)
            page.get_by_role("link", name="June Whitehorse and Rosa Delgado").click()
            if name == "supervisor":
                look_at_mistakes(page, listening)
            signs(page, cast.name(name))
    assert looked_up(agreement).state == AgreementState.ACTIVE
    in_the_worker(ticks.seal_what_is_left)
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, base, cast["supervisor"])
        page.goto(f"{base}/agreements/{agreement.pk}/")
        look(page, listening)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the signed document").click()
        download.value.save_as(tmp_path / "agreement.pdf")
    with opened(chromium, 390, "light") as (page, listening):
        page.goto(f"{base}/verify/")
        page.set_input_files("input[type=file]", tmp_path / "agreement.pdf")
        page.get_by_role("button", name="Check the file").click()
        expect(page.get_by_role("heading", name="Sealed here, and unaltered")).to_be_visible()
        look(page, listening)


def change_the_list(page: Page) -> None:
    """Add, write, pick, move and remove without the page being loaded anew, by keyboard where it matters."""
    page.evaluate("window.notLoadedAnew = true")
    page.get_by_role("button", name="Write another practice").click()
    expect(page.locator("textarea").nth(2)).to_be_focused()
    page.keyboard.type("Names feelings")
    page.get_by_label("Or pick from the program's list").select_option("Kneels to the child's height")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("textarea")).to_have_count(4)
    page.get_by_role("button", name="Up, practice 4").click()
    expect(page.get_by_role("button", name="Up, practice 3")).to_be_focused()
    expect(page.locator("#practices-said")).to_have_text("The practice is now number 3.")
    page.get_by_role("button", name="Remove, practice 1").click()
    expect(page.locator("textarea")).to_have_count(3)
    assert practices(page) == ["Gives each child time to answer", "Kneels to the child's height", "Names feelings"]
    assert page.evaluate("window.notLoadedAnew")


def look_at_mistakes(page: Page, listening: Listening) -> None:
    look(page, listening)
    page.get_by_role("button", name="Sign the agreement").click()
    expect(page.get_by_role("heading", name="3 things need another look")).to_be_visible()
    look(page, listening)


def test_the_list_of_practices_works_without_scripts(chromium, live_server, cast):
    with opened(chromium, 390, "light", java_script_enabled=False) as (page, _listening):
        come_in(page, live_server.url, cast["coachee"])
        page.goto(f"{live_server.url}/partnerships/{cast.partnership.pk}/plan/")
        page.locator("[name=concern_phone]").fill("555 0199")
        page.get_by_role("button", name="Down, practice 1").click()
        assert practices(page)[0] == "Gives each child time to answer"
        assert page.locator("[name=concern_phone]").input_value() == "555 0199"
        page.get_by_role("button", name="Save and stay here").click()
        expect(page.get_by_text("Saved.")).to_be_visible()


def test_enter_in_a_field_saves_and_does_not_move_a_practice(chromium, live_server, cast):
    with opened(chromium, 1280, "light") as (page, _listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/partnerships/{cast.partnership.pk}/plan/")
        page.locator("[name=cycles]").fill("9")
        page.locator("[name=cycles]").press("Enter")
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert practices(page)[0] == "Follows the child's lead in play"
        assert page.locator("[name=cycles]").input_value() == "9"


def test_two_writers_are_shown_both_texts(chromium, live_server, cast):
    with opened(chromium, 390, "light") as (page, listening), opened(chromium, 390, "light") as (other, _heard):
        for one, name in ((page, "coach"), (other, "coachee")):
            come_in(one, live_server.url, cast[name])
            one.goto(f"{live_server.url}/partnerships/{cast.partnership.pk}/plan/")
        other.locator("[name=cycles]").fill("11")
        other.get_by_role("button", name="Save and stay here").click()
        expect(other.get_by_text("Saved.")).to_be_visible()
        page.locator("[name=cycles]").fill("5")
        page.get_by_role("button", name="Save and stay here").click()
        expect(page.get_by_text("June Whitehorse saved the plan while you were writing")).to_be_visible()
        expect(page.get_by_text("11 coaching cycles")).to_be_visible()
        assert page.locator("[name=cycles]").input_value() == "5"
        look(page, listening)
        page.get_by_role("button", name="Save and stay here").click()
        expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_session_that_ended_while_writing_loses_no_word(chromium, live_server, cast):
    address = f"{live_server.url}/partnerships/{cast.partnership.pk}/plan/"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(address)
        page.get_by_role("button", name="Write another practice").click()
        page.locator("textarea").nth(2).fill("Names feelings")
        page.locator("[name=cycles]").fill("9")
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Save and stay here").click()
        page.fill("[name=login]", cast["coach"].email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]:not([form])")
        expect(page.get_by_text("You typed something that was not saved")).to_be_visible()
        look(page, listening)
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator("textarea")).to_have_count(3)
        assert (practices(page)[2], page.locator("[name=cycles]").input_value()) == ("Names feelings", "9")
        page.get_by_role("button", name="Save and stay here").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.goto(address)
        expect(page.get_by_text("You typed something that was not saved")).to_be_hidden()


def test_words_of_one_person_are_not_offered_to_the_next_on_that_tab(chromium, live_server, cast):
    address = f"{live_server.url}/partnerships/{cast.partnership.pk}/plan/"
    with opened(chromium, 390, "light") as (page, _listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(address)
        page.locator("[name=cycles]").fill("9")
        page.context.clear_cookies(name="sessionid")
        come_in(page, live_server.url, cast["coachee"])
        page.goto(address)
        expect(page.locator("[name=cycles]")).to_have_value("8")
        expect(page.get_by_text("You typed something that was not saved")).to_be_hidden()
