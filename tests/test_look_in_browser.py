"""The look in Debian's Chromium: every component, the sign-in, one's own account, and the pages for faults."""

import pytest

from tests.browser import WIDTHS, come_in, faults_of, on_paper, opened, sign_in
from tests.cast import PASSWORD
from tests.look import faults_in_every_look, look
from tests.look_urls import FAULTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.look_urls"),
]

OUTSIDE = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-set-password/",
    "/accounts/inactive/",
    "/who-sees-what/",
    *(f"/fault/{name}/" for name in (*FAULTS, "500")),
]
INSIDE = [
    "/gallery/",
    "/profile/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/not-there/",
]


def test_no_page_has_a_fault(chromium, live_server, cast):
    with opened(chromium, 390, "light") as (page, listening):
        for path in OUTSIDE:
            page.goto(live_server.url + path)
            look(page, listening)
        come_in(page, live_server.url, cast["administrator"])
        for path in INSIDE:
            page.goto(live_server.url + path)
            look(page, listening)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_menus_have_no_fault_when_they_are_open(chromium, live_server, cast, width):
    faults = []
    with opened(chromium, width, "light") as (page, listening):
        page.goto(f"{live_server.url}/accounts/login/")
        page.click(".menu-preferences summary")
        faults += faults_of(page, listening)
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/gallery/")
        page.click(".menu-user summary")
        faults += faults_of(page, listening)
        page.keyboard.press("Escape")
        assert page.locator("details[open]").count() == 0
        page.locator("#forms .btn-danger").click()
        faults += faults_of(page, listening)
    assert faults == []


def test_the_colours_are_chosen_by_hand_and_kept(chromium, live_server, db):
    with opened(chromium, 1280, "light") as (page, _):
        page.goto(f"{live_server.url}/accounts/login/")
        page.click(".menu-preferences summary")
        page.click("[data-theme-set=dark]")
        on_paper(page, "dark")
        page.reload()
        on_paper(page, "dark")
        page.click(".menu-preferences summary")
        page.click("[data-theme-set=auto]")
        on_paper(page, "light")
    with opened(chromium, 1280, "dark") as (page, _):
        page.goto(f"{live_server.url}/accounts/login/")
        page.click(".menu-preferences summary")
        page.click("[data-theme-set=light]")
        page.reload()
        on_paper(page, "light")


def test_the_keyboard_skips_to_the_page_and_reaches_the_wrong_field(chromium, live_server, cast):
    with opened(chromium, 1280, "light") as (page, _):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/gallery/#")
        assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
        page.locator("[data-error-summary] a").nth(2).press("Enter")
        assert page.evaluate("document.activeElement.id") == "id_minutes"
        page.goto(f"{live_server.url}/who-sees-what/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('header') === null")


def test_a_question_comes_before_what_cannot_be_undone_and_a_form_goes_once(chromium, live_server, cast):
    with opened(chromium, 1280, "light") as (page, _):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/gallery/")
        sent = []
        page.route("**/gallery/", lambda route: (sent.append(route.request.method), route.fulfill(status=204)))
        throw_away = page.locator("#forms .btn-danger")
        throw_away.click()
        page.click("#confirm [value=no]")
        throw_away.click()
        page.keyboard.press("Escape")
        assert sent == []
        throw_away.click()
        page.click("#confirm [value=yes]")
        page.wait_for_timeout(300)
        assert sent == ["POST"]
        page.evaluate("() => { const b = document.querySelector('#wrong [type=submit]'); b.click(); b.click(); }")
        page.wait_for_timeout(300)
        assert sent == ["POST", "POST"]


def test_signing_out_leaves_no_draft_on_the_device(chromium, live_server, cast):
    with opened(chromium, 390, "light") as (page, _):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/profile/")
        page.evaluate(
            """async () => {
              localStorage.setItem("alongside:draft:1", "a note");
              const request = indexedDB.open("alongside-drafts");
              await new Promise((done) => { request.onsuccess = done; });
              request.result.close();
            }"""
        )
        page.click(".menu-user summary")
        page.click(".menu-user form[data-clears-drafts] button")
        page.wait_for_url("**/accounts/login/**")
        left = page.evaluate(
            "async () => [Object.keys(localStorage), (await indexedDB.databases()).map((d) => d.name)]"
        )
        assert left == [[], []]


def test_signing_in_and_out_works_without_scripts(chromium, live_server, cast):
    with opened(chromium, 390, "light", java_script_enabled=False) as (page, _):
        sign_in(page, live_server.url, cast["administrator"].email, PASSWORD)
        assert page.locator(".menu-user").count() == 1
        page.click(".menu-user summary")
        page.click(".menu-user form[data-clears-drafts] button")
        assert page.locator("[name=login]").count() == 1


def test_a_fault_is_found_in_whatever_look_it_shows_and_as_often_as_it_is_there(chromium, live_server, cast):
    """The look leaves out what it has measured before: never what is new, nor what was found wrong."""
    with opened(chromium, 390, "light") as (page, _):
        page.goto(f"{live_server.url}/who-sees-what/")
        assert faults_in_every_look(page) == []
        page.evaluate("document.querySelector('main h1').style.color = 'rgb(60, 60, 60)'")
        for _again in range(2):
            found = faults_in_every_look(page)
            assert [fault.split()[1:3] for fault in found] == [["390", "dark:"], ["1280", "dark:"]]
        page.evaluate("document.querySelector('main h1').removeAttribute('style')")
        page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<img src=x id=one>')")
        assert [fault for fault in faults_in_every_look(page) if "image-alt" in fault]
