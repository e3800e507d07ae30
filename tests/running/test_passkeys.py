"""Signing in without a password, and what the browser keeps after signing out: in Debian's Chromium, as it really runs.

The passkey is kept by Chromium's own virtual authenticator (the WebAuthn domain of its debugging protocol).
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import opened, sign_in
from tests.cast import PASSWORD, make_people
from tests.database import bypassing

pytestmark = pytest.mark.browser

PEOPLE = {"reader": "Wilma Osei"}
A_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def reader(stack) -> str:
    """The address of somebody with a password."""
    with stack.inside(), bypassing():
        return make_people(PEOPLE)["reader"].email


@pytest.fixture
def window(chromium, stack):
    """A phone whose console stays silent: a broken content policy would be said there."""
    with opened(chromium, 390, "light") as (page, listening):
        yield page
        assert listening.said == []


class Authenticator:
    """The place in the phone where its passkeys lie."""

    def __init__(self, page: Page) -> None:
        self.line = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": A_PHONE})["authenticatorId"]

    def keys(self) -> list[dict]:
        return self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def lose(self) -> None:
        self.line.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


def add_a_passkey(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]:not([form])")
    page.fill("[name=name]", "My phone")
    expect(page.locator("[name=passwordless]")).to_be_checked()  # or the door would not open with it
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda address: "/add/" not in address)


def sign_out(page: Page) -> None:
    page.click(".menu-user summary")
    page.click(".menu-user form[data-clears-drafts] button")
    page.wait_for_url("**/accounts/login/**")


def test_a_passkey_is_made_and_opens_the_door(stack, reader, window):
    phone = Authenticator(window)
    sign_in(window, stack.url, reader, PASSWORD)
    add_a_passkey(window, stack.url)
    [key] = phone.keys()
    assert key["rpId"] == "localhost"
    window.goto(f"{stack.url}/accounts/2fa/webauthn/")
    expect(window.locator("main")).to_contain_text("My phone")
    sign_out(window)

    window.click("#passkey_login")
    window.wait_for_url(lambda address: "/login/" not in address)
    window.goto(f"{stack.url}/profile/")
    expect(window.locator("[name=name]")).to_have_value("Wilma Osei")


def test_with_a_passkey_the_password_alone_is_not_enough(stack, reader, window, chromium):
    Authenticator(window)
    sign_in(window, stack.url, reader, PASSWORD)
    add_a_passkey(window, stack.url)
    with opened(chromium, 1280, "light") as (elsewhere, _):
        sign_in(elsewhere, stack.url, reader, PASSWORD)
        assert "/2fa/authenticate/" in elsewhere.url
        elsewhere.goto(f"{stack.url}/profile/")
        assert "/2fa/authenticate/" in elsewhere.url


def test_a_passkey_that_is_lost_is_explained(stack, reader, window):
    phone = Authenticator(window)
    sign_in(window, stack.url, reader, PASSWORD)
    add_a_passkey(window, stack.url)
    sign_out(window)
    phone.lose()
    window.click("#passkey_login")
    expect(window.locator("[data-passkey-note]")).to_be_visible()
    assert "/login/" in window.url


def test_back_shows_no_page_after_signing_out(stack, reader, window):
    """Fault 48."""
    sign_in(window, stack.url, reader, PASSWORD)
    for path in ("/profile/", "/accounts/sessions/"):
        window.goto(stack.url + path)
        expect(window.locator("body")).to_contain_text("Wilma Osei")
    sign_out(window)
    for _step in range(3):
        window.go_back(wait_until="load")
        assert "/login/" in window.url
        assert "Wilma" not in window.content()
