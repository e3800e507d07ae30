"""The ways to sign, in Debian's Chromium: drawn, in person on one device, on paper; and checked by the code."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from agreements import ticks
from agreements.codes import in_fours, paper_code
from agreements.models import AgreementState, SealedDocument
from agreements.tests.browsing import in_the_worker, signs
from agreements.tests.steps import looked_up, places, sent, signed_by
from agreements.tests.test_paper import today
from tests.browser import WIDTHS, come_in, opened
from tests.cast import PASSWORD
from tests.database import bypassing
from tests.look import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet")]


def draw(page: Page, *lines: tuple[tuple[float, float], ...]) -> None:
    """Draw lines given in parts of the canvas."""
    canvas = page.locator("[data-mark-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for line in lines:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()


def strokes(page: Page) -> int:
    return page.evaluate("JSON.parse(document.querySelector('[name=mark]').value || '[]').length")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_mark_is_drawn_undone_cleared_and_kept(chromium, live_server, cast, width):
    agreement = sent(cast)
    with opened(chromium, width, "light") as (page, listening):
        come_in(page, live_server.url, cast["coachee"])
        page.goto(f"{live_server.url}/agreements/{agreement.pk}/sign/")
        expect(page.get_by_role("button", name="Clear the drawing")).to_be_disabled()
        draw(page, ((0.1, 0.2), (0.5, 0.8)), ((0.5, 0.8), (0.9, 0.2)), ((0.2, 0.5), (0.3, 0.5)))
        assert strokes(page) == 3
        expect(page.locator("[data-mark-state]")).to_have_text("Something is drawn.")
        page.get_by_role("button", name="Undo the last line").click()
        assert strokes(page) == 2
        page.get_by_role("button", name="Clear the drawing").press("Enter")
        assert strokes(page) == 0
        draw(page, ((0.1, 0.2), (0.5, 0.8), (0.9, 0.2)))
        look(page, listening)
        page.get_by_role("button", name="Sign the agreement").click()  # nothing else is filled in: the mark stays
        expect(page.get_by_role("heading", name="3 things need another look")).to_be_visible()
        assert strokes(page) == 1
        signs(page, "June Whitehorse")
        expect(page.get_by_role("img", name="Mark drawn by June Whitehorse")).to_be_visible()
        look(page, listening)
    (stroke,) = places(agreement)["coachee"].mark
    assert stroke[0] in range(50, 70) and len(stroke) > 8


def test_who_uses_the_keyboard_just_types(chromium, live_server, cast):
    agreement = sent(cast)
    with opened(chromium, 1280, "light") as (page, _listening):
        come_in(page, live_server.url, cast["coachee"])
        page.goto(f"{live_server.url}/agreements/{agreement.pk}/sign/")
        page.get_by_label("Type your full name").focus()
        page.keyboard.type("June Whitehorse")
        page.keyboard.press("Tab")
        expect(page.get_by_label(re.compile("I have read this agreement"))).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Thank you. You have signed.")).to_be_visible()
    assert places(agreement)["coachee"].mark == []


def signs_in_here(page: Page, email: str) -> None:
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]:not([form])")


def test_two_people_sign_in_person_on_one_device(chromium, live_server, cast, sealing):
    agreement = sent(cast)
    signed_by(cast, agreement, "supervisor")
    address = f"{live_server.url}/agreements/{agreement.pk}/"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{address}sign/")
        signs(page, "Rosa Delgado")
        look(page, listening)
        page.get_by_role("button", name="Sign me out and hand the device over").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.go_back()
        page.wait_for_load_state()
        expect(page.get_by_text("Rosa Delgado")).to_have_count(0)
        page.goto(f"{address}sign/")
        signs_in_here(page, cast["coachee"].email)
        expect(page.get_by_text("This is somebody else's device")).to_be_visible()
        look(page, listening)
        page.get_by_label("Type your full name").fill("June Whitehorse")
        page.get_by_label(re.compile("I have read this agreement")).check()
        page.get_by_label(re.compile("I agree to sign")).check()
        page.get_by_role("button", name="Sign the agreement").click()
        expect(page.get_by_text("Please hand the device back")).to_be_visible()
        page.go_back()
        page.wait_for_load_state()
        expect(page.get_by_text("June Whitehorse")).to_have_count(0)
        page.goto(address)
        signs_in_here(page, cast["coach"].email)
        expect(page.get_by_text("Rosa Delgado was signed in on it before and handed it over.")).to_be_visible()
    assert looked_up(agreement).state == AgreementState.ACTIVE


def test_a_signed_paper_is_put_in_and_checked_by_the_code(chromium, live_server, cast, sealing, tmp_path):
    agreement = sent(cast)
    signed_by(cast, agreement, "supervisor", "coach")
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    (tmp_path / "scan.pdf").write_bytes(out.getvalue())
    code = in_fours(paper_code(agreement.digest))
    address = f"{live_server.url}/agreements/{agreement.pk}/"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(address)
        page.get_by_role("link", name="Print it to sign by hand").click()
        expect(page.get_by_text(f"Version 1 · code {code}")).to_be_visible()
        look(page, listening)
        page.goto(address)
        page.get_by_role("link", name="Put in a signed paper").click()
        page.get_by_role("button", name="Put in the paper").click()
        look(page, listening)
        page.get_by_label(re.compile("June Whitehorse")).check()
        page.get_by_label("Code on the printed copy").fill(code.lower())
        page.get_by_label("Day on the paper").fill(today().isoformat())
        page.get_by_label("Name on the paper").fill("June W.")
        page.get_by_label(re.compile("I have the signed paper")).check()
        page.set_input_files("input[type=file]", tmp_path / "scan.pdf")
        page.get_by_role("button", name="Put in the paper").click()
        expect(page.get_by_text("counts as a signature on paper")).to_be_visible()
        look(page, listening)
    assert looked_up(agreement).state == AgreementState.ACTIVE
    in_the_worker(ticks.seal_what_is_left)
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coachee"])
        page.goto(address)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the scan").click()
        assert download.value.path().read_bytes() == out.getvalue()
        expect(page.get_by_role("button", name="This is not my signature")).to_be_visible()
        look(page, listening)
        page.goto(f"{live_server.url}/electronic-records/")
        look(page, listening)
        page.get_by_role("button", name="Take back my consent").click()
        page.get_by_role("button", name="Sign on paper", exact=True).click()
        expect(page.get_by_text("You are asked to sign on paper", exact=True)).to_be_visible()
        look(page, listening)
    with bypassing():
        document_code = SealedDocument.objects.get().code
    with opened(chromium, 390, "light") as (page, listening):
        page.goto(f"{live_server.url}/verify/")
        page.get_by_label("The code on the last page").fill(in_fours(document_code).lower())
        page.get_by_role("button", name="Check the code").click()
        expect(page.get_by_role("heading", name="A document with this code was sealed here")).to_be_visible()
        expect(page.get_by_text("1 of them was given on paper")).to_be_visible()
        look(page, listening)
        page.get_by_label("The code on the last page").fill("ABCD-EFGH")
        page.get_by_role("button", name="Check the code").click()
        expect(page.get_by_role("heading", name="This code is not known here")).to_be_visible()
        look(page, listening)
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["administrator"])
        page.goto(f"{live_server.url}/setup/{cast.program.pk}/documents/")
        look(page, listening)
