"""Without a connection, in Debian's Chromium: the tab is closed and opened again, and the log arrives exactly once."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cycles.models import LogDraft, Note, Visit, VisitLog
from cycles.tests.work import log, plan
from tests.browser import come_in, opened, sign_in
from tests.cast import NAMES, PASSWORD, today
from tests.database import bypassing
from tests.look import look

pytestmark = pytest.mark.browser

NOTE = "[name=note_focused_observation]"
FINISH = "main form[data-visit-log] button[type=submit]:not([form])"
QUEUE = "[data-log-queue]"
BLANK_FINISH = "form[data-log-blank] button[type=submit]"
READY = """async (path) => {
  const paths = await caches.open("alongside-private-paths");
  return Boolean(await paths.match(path));
}"""
EVERYTHING_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push([name, new URL(request.url).pathname, await (await cache.match(request)).text()]);
    }
  }
  return found;
}"""


@pytest.fixture
def device(chromium, live_server, signed):
    """A phone of its own, on which the coach is signed in."""
    with opened(chromium, 390, "light", service_workers="allow") as (page, listening):
        come_in(page, live_server.url, signed["coach"])
        yield page, listening
        page.context.set_offline(False)


@pytest.fixture
def phone(device):
    return device[0]


@pytest.fixture
def visit(signed):
    return plan(signed, days=-1)


def ready(page, url: str) -> None:
    """Open a log with a connection, until the device could open it without one."""
    page.goto(url)
    path = "/" + url.split("/", 3)[3]
    until(page, READY, path)


def until(page, script: str, *arguments: str) -> None:
    """Wait until what a script promises is so; the browser's own waiting does not wait for promises."""
    for _turn in range(100):
        if page.evaluate(script, *arguments):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def reopened(page, url: str):
    """The tab is closed, and the address opened in another one."""
    other = page.context.new_page()
    page.close()
    other.goto(url)
    return other


def logged():
    with bypassing():
        return VisitLog.objects.count(), [note.text for note in Note.objects.all()]


def fill_in(page, words: str, *, whole: bool = False) -> None:
    page.fill(NOTE, words)
    page.click("[data-quick-value='45']")
    if whole:
        page.fill("[name=visited_on]", (today() - dt.timedelta(days=1)).isoformat())
        page.fill("[name=started]", "09:30")
        page.check("[name=mode][value=in_person]")


def test_a_log_is_opened_written_and_finished_without_a_connection_and_arrives_once(device, live_server, visit, signed):
    phone, listening = device
    url = live_server.url + reverse("visit_log", args=[visit.pk])
    ready(phone, url)
    phone.context.set_offline(True)
    phone.fill(NOTE, "Written in the cellar,")
    expect(phone.locator("[data-log-state] [data-autosave]")).to_have_attribute("data-state", "offline")
    blank = reopened(phone, url)
    expect(blank.locator("[data-blank-words=here]")).to_be_visible()
    expect(blank.locator(NOTE)).to_have_value("Written in the cellar,")
    assert not [name for name in NAMES.values() if name in blank.content()]
    listening.said.clear()
    look(blank, listening)
    fill_in(blank, "Written in the cellar, and on the stairs.")
    blank.click(BLANK_FINISH)
    expect(blank.locator("[data-blank-words=waits]")).to_contain_text("Saved on this device, not yet sent")
    again = reopened(blank, url)
    expect(again.locator("[data-blank-words=waits]")).to_be_visible()
    assert logged() == (0, [])
    again.context.set_offline(False)
    again.wait_for_url(live_server.url + reverse("visit_detail", args=[visit.pk]))
    expect(again.locator(".messages")).to_contain_text("Logged")
    assert logged() == (1, ["Written in the cellar, and on the stairs."])
    assert again.evaluate("Object.keys(localStorage)") == ["alongside:person"]
    again.goto(url)
    expect(again.locator("main")).to_contain_text("Coaching log")
    assert logged()[0] == 1
    with bypassing():
        assert Visit.objects.filter(partnership=signed.partnership, state="planned").count() == 0  # none was asked for


def test_a_visit_that_nobody_had_planned_is_written_once(phone, live_server, signed):
    url = live_server.url + reverse("visit_log_new", args=[signed.partnership.pk])
    ready(phone, url)
    phone.context.set_offline(True)
    blank = reopened(phone, url)
    fill_in(blank, "By the road", whole=True)
    blank.click(BLANK_FINISH)
    expect(blank.locator("[data-blank-words=waits]")).to_be_visible()
    with bypassing():
        assert not LogDraft.objects.exists()
    second = blank.context.new_page()  # two tabs want to send it
    second.goto(url)
    expect(second.locator("[data-blank-words=waits]")).to_be_visible()
    blank.context.set_offline(False)
    for page in (second, blank):
        page.bring_to_front()
        expect(page.locator("[data-blank-words]")).to_have_count(0, timeout=20_000)
    for _turn in range(100):
        if logged()[0]:
            break
        blank.wait_for_timeout(100)
    blank.wait_for_timeout(1000)  # long enough for a second one
    assert logged() == (1, ["By the road"])


def test_finishing_waits_on_the_open_page_and_can_be_taken_back(phone, live_server, visit):
    phone.goto(live_server.url + reverse("visit_log", args=[visit.pk]))
    phone.context.set_offline(True)
    fill_in(phone, "Not yet")
    phone.click(FINISH)
    expect(phone.locator(QUEUE)).to_contain_text("Saved on this device, not yet sent")
    phone.click("[data-log-queue-undo]")
    expect(phone.locator(QUEUE)).to_be_hidden()
    phone.context.set_offline(False)
    expect(phone.locator("[data-log-state] [data-autosave]")).to_have_attribute("data-state", "saved")
    assert logged()[0] == 0
    phone.context.set_offline(True)
    phone.fill(NOTE, "Now")
    phone.click(FINISH)
    expect(phone.locator(QUEUE)).to_be_visible()
    phone.context.set_offline(False)
    phone.wait_for_url(live_server.url + reverse("visit_detail", args=[visit.pk]))
    assert logged() == (1, ["Now"])


def test_with_an_ended_session_one_signs_in_again_and_nothing_is_lost(phone, live_server, visit, signed):
    url = live_server.url + reverse("visit_log", args=[visit.pk])
    ready(phone, url)
    phone.context.set_offline(True)
    blank = reopened(phone, url)
    fill_in(blank, "Before the session ended")
    blank.click(BLANK_FINISH)
    blank.context.clear_cookies()
    blank.context.set_offline(False)
    blank.wait_for_url(re.compile("/accounts/login/"))
    blank.fill("[name=login]", signed["coach"].email)
    blank.fill("[name=password]", PASSWORD)
    blank.click("main button[type=submit]:not([form])")
    blank.wait_for_url(live_server.url + reverse("visit_detail", args=[visit.pk]))
    assert logged() == (1, ["Before the session ended"])


def test_another_person_on_the_device_sees_and_sends_nothing_of_it(phone, live_server, visit, signed):
    url = live_server.url + reverse("visit_log", args=[visit.pk])
    ready(phone, url)
    phone.context.set_offline(True)
    blank = reopened(phone, url)
    fill_in(blank, "Mine alone")
    blank.click(BLANK_FINISH)
    blank.goto("about:blank")
    blank.context.clear_cookies()
    blank.context.set_offline(False)
    sign_in(blank, live_server.url, signed["other_coach"].email, PASSWORD)
    expect(blank.locator("[data-unsent]")).to_be_hidden()
    blank.context.set_offline(True)
    other = reopened(blank, url)
    expect(other.locator("[data-blank-words=not-here]")).to_be_visible()
    assert "Mine alone" not in other.content()
    expect(other.locator(NOTE)).to_be_hidden()
    other.context.set_offline(False)
    other.context.clear_cookies()
    sign_in(other, live_server.url, signed["coach"].email, PASSWORD)
    expect(other.locator("[data-unsent]")).to_contain_text("Kept on this device, not yet sent")
    assert logged()[0] == 0
    other.click("[data-unsent] a")
    other.wait_for_url(live_server.url + reverse("visit_detail", args=[visit.pk]))
    assert logged() == (1, ["Mine alone"])


def test_what_is_kept_holds_no_word_of_anybody_and_goes_at_signing_out(phone, live_server, visit, signed):
    log(signed, 3, notes={"focused_observation": "She waited for the child."})
    url = live_server.url + reverse("visit_log", args=[visit.pk])
    ready(phone, url)
    phone.fill(NOTE, "Only for the two of us")
    phone.goto(live_server.url + reverse("partnership_detail", args=[signed.partnership.pk]))
    kept = phone.evaluate(EVERYTHING_KEPT)
    assert {name for name, _path, _text in kept} == {"alongside-shell", "alongside-private-paths"}
    assert "/static/css/cycles.css" in {path for _name, path, _text in kept}
    for name, path, text in kept:
        assert path.startswith(("/static/", "/log/")) or name == "alongside-private-paths", path
        assert not [word for word in (*NAMES.values(), "She waited", "Only for the two", signed["coach"].email)
                    if word in text], path  # fmt: skip
    phone.click(".menu-user summary")
    phone.click(".menu-user form[data-clears-drafts] button")
    phone.wait_for_url(re.compile("/accounts/login/"))
    until(phone, "async () => !(await caches.keys()).length && !Object.keys(localStorage).length")
    phone.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        phone.goto(url)
