"""The log of a visit in Debian's Chromium: no word is lost, whatever happens; and no page of the pair has a fault."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agreements.models import FocusPractice
from coaching.disclosure.identity import acting_as
from cycles.models import Cycle, LogDraft, MandatoryReport, Note, VisitLog
from cycles.services import add_goal, add_step, record_level, record_progress
from cycles.services.pairs import find_pair
from cycles.tests.work import COMPONENTS, log, plan, the_pair
from tests.browser import come_in, opened, sign_in
from tests.cast import PASSWORD, today
from tests.database import bypassing
from tests.look import look

pytestmark = pytest.mark.browser

NOTE = "[name=note_focused_observation]"
STATE = "[data-log-state] [data-autosave]"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('alongside:draft'))"


def stored(name="note_focused_observation"):
    with bypassing():
        return [draft.data.get(name) for draft in LogDraft.objects.all()]


@pytest.fixture
def visit(signed):
    return plan(signed, days=-1)


@pytest.fixture
def phone(chromium, live_server, signed):
    """The coach's phone, signed in."""
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, signed["coach"])
        yield page
        for tab in page.context.pages:
            tab.goto("about:blank")  # what a page sends as it goes has arrived before the tables are emptied
        page.context.pages[0].wait_for_timeout(300)
        # A connection that was taken away on purpose is said to the console
        assert [text for text in listening.said if "net::ERR_" not in text] == []


@pytest.fixture
def log_url(live_server, visit):
    return live_server.url + reverse("visit_log", args=[visit.pk])


def nothing_is_kept(page):
    """The page that says so removes what was kept, in a moment."""
    page.wait_for_function(f"{KEPT}.length === 0")


def saved(page):
    expect(page.locator(STATE)).to_have_attribute("data-state", "saved")


# ---- saving by itself ------------------------------------------------------------------------------------------------
def test_words_save_by_themselves_and_closing_the_tab_loses_nothing(phone, log_url):
    phone.goto(log_url)
    phone.fill(NOTE, "She waited for the child.")
    phone.check("[name=components][value=focused_observation]")
    phone.click("[data-quick-value='45']")
    saved(phone)
    assert stored() == ["She waited for the child."]
    phone.fill(NOTE, "She waited for the child. And then")
    other = phone.context.new_page()  # the tab is closed before anything could be sent
    phone.close(run_before_unload=False)
    other.goto(log_url)
    expect(other.locator(NOTE)).to_have_value("She waited for the child. And then")
    expect(other.locator("[name=minutes]")).to_have_value("45")
    expect(other.locator("[name=components][value=focused_observation]")).to_be_checked()
    saved(other)
    assert stored() == ["She waited for the child. And then"]


def test_words_typed_before_the_scripts_have_come_are_kept(phone, log_url):
    on_its_way = []
    phone.route("**/js/visit-log.js", lambda route: on_its_way.append(route))
    phone.goto(log_url, wait_until="commit")
    phone.fill(NOTE, "Typed at once")
    assert len(on_its_way) == 1
    on_its_way[0].continue_()
    saved(phone)
    assert stored() == ["Typed at once"]


def test_without_a_connection_words_are_kept_on_the_phone_and_sent_later(phone, log_url):
    phone.goto(log_url)
    phone.context.set_offline(True)
    phone.fill(NOTE, "Written in the cellar.")
    expect(phone.locator(STATE)).to_have_attribute("data-state", "offline")
    expect(phone.locator(STATE)).to_contain_text("Kept on this device")
    phone.click("main form[data-visit-log] button[type=submit]")
    expect(phone.locator(NOTE)).to_have_value("Written in the cellar.")
    assert stored() == []
    expect(phone.locator("[data-log-queue]")).to_contain_text("not yet sent")
    phone.context.set_offline(False)
    expect(phone.locator(".messages")).to_contain_text("Logged.")  # the wish to finish had waited
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    with bypassing():
        assert Note.objects.get().text == "Written in the cellar."
    nothing_is_kept(phone)


def test_a_visit_is_logged_and_shared_in_one_go(phone, log_url, visit, signed):
    phone.goto(log_url)
    for key in COMPONENTS:
        phone.check(f"[name=components][value={key}]")
    phone.fill(NOTE, "She waited.")
    phone.click("summary:has-text('In the meeting')")
    phone.check("[name=strategies_in_meeting][value=other]")
    phone.fill("[name=named_in_meeting_other]", "Drew a map")
    phone.click("main form[data-visit-log] button[type=submit]")
    expect(phone.locator(".messages")).to_contain_text("June Whitehorse can read it now.")
    expect(phone.locator(".messages")).to_contain_text("Coaching cycle 1 is complete.")
    expect(phone.locator(".messages")).to_contain_text("Next coaching visit planned")
    expect(phone.locator("main")).to_contain_text("Drew a map")
    nothing_is_kept(phone)
    with bypassing():
        assert not LogDraft.objects.exists()
        assert VisitLog.objects.count() == 1


# ---- two tabs (fault 31) ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("choice", "becomes"),
    [("mine", "Second tab"), ("theirs", "First tab"), ("both", "Second tab\n\nFirst tab")],
)
def test_two_tabs_offer_both_texts(phone, log_url, choice, becomes):
    phone.goto(log_url)
    second = phone.context.new_page()
    second.goto(log_url)
    phone.fill(NOTE, "First tab")
    saved(phone)
    second.fill("[name=note_celebration]", "Only here")
    second.fill(NOTE, "Second tab")
    expect(second.locator(".conflict-text")).to_have_text("First tab")
    expect(second.locator(NOTE)).to_have_value("Second tab")
    expect(second.locator(STATE)).to_have_attribute("data-state", "conflict")
    second.reload()  # still both
    expect(second.locator(".conflict-text")).to_have_text("First tab")
    expect(second.locator(NOTE)).to_have_value("Second tab")
    second.click(f"[data-conflict-choose={choice}]")
    saved(second)
    assert stored() == [becomes]
    assert stored("note_celebration") == ["Only here"]


def test_what_another_tab_wrote_elsewhere_simply_appears(phone, log_url):
    phone.goto(log_url)
    second = phone.context.new_page()
    second.goto(log_url)
    phone.fill(NOTE, "First tab")
    saved(phone)
    second.fill("[name=note_celebration]", "Second tab")
    saved(second)
    expect(second.locator(NOTE)).to_have_value("First tab")
    assert (stored(), stored("note_celebration")) == (["First tab"], ["Second tab"])


def test_a_log_that_was_finished_in_another_tab_is_said(phone, log_url, signed):
    phone.goto(log_url)
    second = phone.context.new_page()
    second.goto(log_url)
    second.click("main form[data-visit-log] button[type=submit]")
    expect(second.locator(".messages")).to_be_visible()
    phone.fill(NOTE, "Too late")
    expect(phone.locator("[data-log-notice=finished]")).to_be_visible()
    expect(phone.locator(NOTE)).to_have_value("Too late")
    phone.click("[data-log-finished]")
    expect(phone.locator("main")).to_contain_text("Coaching log")


# ---- sessions (faults 42, 43) ----------------------------------------------------------------------------------------
def test_an_ended_session_keeps_the_words_until_one_has_signed_in_again(phone, log_url, live_server, signed):
    phone.goto(log_url)
    phone.context.clear_cookies()
    phone.fill(NOTE, "Still here.")
    expect(phone.locator("[data-log-notice=signed_out]")).to_be_visible()
    assert stored() == []
    with phone.context.expect_page() as again:
        phone.click("[data-log-notice=signed_out] a")
    again.value.fill("[name=login]", signed["coach"].email)
    again.value.fill("[name=password]", PASSWORD)
    again.value.click("main button[type=submit]:not([form])")
    expect(again.value.locator("main")).to_contain_text("go back to the one you were writing in")
    again.value.close()
    phone.bring_to_front()
    phone.type(NOTE, " More")
    saved(phone)
    expect(phone.locator("[data-log-notice=signed_out]")).to_be_hidden()
    assert stored() == ["Still here. More"]


def test_another_person_on_that_tab_does_not_get_the_words(phone, log_url, live_server, signed):
    phone.goto(log_url)
    phone.context.clear_cookies()
    phone.fill(NOTE, "Mine alone")
    expect(phone.locator("[data-log-notice=signed_out]")).to_be_visible()
    other = phone.context.new_page()
    sign_in(other, live_server.url, signed["other_coach"].email, PASSWORD)
    phone.bring_to_front()
    phone.type(NOTE, "!")
    expect(phone.locator("[data-log-notice=other_person]")).to_be_visible()
    expect(phone.locator(NOTE)).to_have_count(0)
    assert "Mine alone" not in phone.content()
    assert stored() == []
    # Back comes the one who wrote it
    other.context.clear_cookies()
    sign_in(other, live_server.url, signed["coach"].email, PASSWORD)
    other.goto(log_url)
    expect(other.locator(NOTE)).to_have_value("Mine alone!")


def test_signing_out_leaves_no_words_on_the_device(phone, log_url):
    phone.goto(log_url)
    phone.route("**/log/draft/", lambda route: route.abort())
    phone.fill(NOTE, "Not for the next one")
    expect(phone.locator(STATE)).to_have_attribute("data-state", "offline")
    assert "Not for the next one" in json.dumps(phone.evaluate("({...localStorage})"))
    phone.click(".menu-user summary")
    phone.click("form[data-clears-drafts] button")
    phone.wait_for_url("**/accounts/login/")
    assert phone.evaluate(KEPT) == []


# ---- what cannot be kept (faults 33, 35, 36) ---------------------------------------------------------------------
def test_a_note_that_is_far_too_long_stays_in_the_page_and_its_limit_is_named(phone, log_url):
    phone.goto(log_url)
    phone.evaluate(
        "selector => { const box = document.querySelector(selector); box.value = 'word '.repeat(40000);"
        " box.dispatchEvent(new Event('input', {bubbles: true})); }",
        NOTE,
    )
    expect(phone.locator(STATE)).to_have_attribute("data-state", "saved", timeout=30_000)  # drawing it takes a while
    phone.click("main form[data-visit-log] button[type=submit]")
    told = phone.locator("#id_note_focused_observation_error")
    expect(told).to_contain_text("At most 20000 characters fit here", timeout=30_000)
    assert phone.evaluate("selector => document.querySelector(selector).value.length", NOTE) >= 199_999


def test_a_control_character_is_said_at_its_field_while_writing(phone, log_url):
    phone.goto(log_url)
    phone.evaluate(
        "selector => { const box = document.querySelector(selector); box.value = 'a\\u0007b';"
        " box.dispatchEvent(new Event('input', {bubbles: true})); }",
        NOTE,
    )
    expect(phone.locator("[data-log-field-error]")).to_contain_text("cannot be kept")
    phone.fill(NOTE, "ab")
    saved(phone)
    expect(phone.locator("[data-log-field-error]")).to_have_count(0)


def test_a_script_is_shown_as_text(phone, log_url, visit, live_server):
    phone.goto(log_url)
    phone.fill(NOTE, "<script>document.title='taken'</script><img src=x onerror=alert(1)>")
    saved(phone)
    phone.click("main form[data-visit-log] button[type=submit]")
    expect(phone.locator("main")).to_contain_text("<script>document.title='taken'</script>")
    assert "taken" not in phone.title()


def test_what_is_wrong_is_reached_from_the_top(phone, log_url):
    phone.goto(log_url)
    phone.fill("[name=minutes]", "0")
    phone.click("main form[data-visit-log] button[type=submit]")
    phone.click("[data-error-summary] a")
    assert phone.evaluate("document.activeElement.name") == "minutes"


# ---- the look ----------------------------------------------------------------------------------------------------
@pytest.fixture
def addresses(signed):
    """Every page of this room, with work on it, by who opens it."""
    past = log(signed, 20, notes={"focused_observation": "She waited.", "celebration": "A minute!"})
    log(signed, 6, components=COMPONENTS[:1], strategies=["in_setting.observing"])
    planned, waiting = plan(signed, days=4), plan(signed, days=-1)
    with acting_as(signed["coach"].pk):
        goal = add_goal(partnership=the_pair(signed.partnership), by=signed["coach"], text="Wait longer")
        step = add_step(
            goal=goal, by=signed["coach"], text="Count to ten", coachee_does="counts", coach_does="films",
            resources="the timer on the wall", due_on=today() + dt.timedelta(days=20),
        )  # fmt: skip
        record_progress(goal=goal, by=signed["coach"], kind="stalled", text="No time", seen_on=today())
        coach_pair = find_pair(the_pair(signed.partnership), signed["coach"])
        practice = FocusPractice.objects.filter(partnership=signed.partnership).first()
        for days, level in ((9, "trying"), (2, "using")):
            record_level(
                pair=coach_pair, practice=practice, by=signed["coach"], level=level, note="She waited.",
                seen_on=today() - dt.timedelta(days=days),
            )  # fmt: skip
        note, current = Note.objects.get(component="celebration"), Cycle.objects.get(completed_on=None)
    pair = signed.partnership.pk
    both = [
        reverse("partnership_detail", args=[pair]),
        reverse("partnership_visits", args=[pair]),
        reverse("visit_detail", args=[past.pk]),
        reverse("visit_detail", args=[planned.pk]),
        reverse("action_plan", args=[pair]),
        reverse("growth_list", args=[pair]),
        reverse("practice_growth", args=[practice.pk]),
        reverse("questions_answer", args=[pair, "getting_to_know"]),
        reverse("goal_progress", args=[goal.pk]),
        reverse("celebration_add", args=[pair]),
        reverse("goal_edit", args=[goal.pk]),
        reverse("step_edit", args=[step.pk]),
    ]
    return {
        "coach": [
            reverse("caseload"),
            reverse("visit_list"),
            *both,
            reverse("visit_log", args=[waiting.pk]),
            reverse("visit_log_new", args=[pair]),
            reverse("visit_plan", args=[pair]),
            reverse("visit_move", args=[planned.pk]),
            reverse("visit_cancel", args=[planned.pk]),
            reverse("note_correct", args=[note.pk]),
            reverse("component_waive", args=[current.pk, COMPONENTS[1]]),
            reverse("goal_add", args=[pair]),
            reverse("step_add", args=[goal.pk]),
        ],
        "coachee": [
            reverse("my_coaching"),
            *both,
            reverse("visit_reflect", args=[past.pk, "coachee_reflection"]),
            reverse("signed_in_again"),
        ],
    }


@pytest.mark.parametrize("person", ["coach", "coachee"])
def test_no_page_of_the_pair_has_a_fault(chromium, live_server, signed, addresses, person):
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, signed[person])
        for address in addresses[person]:
            page.goto(live_server.url + address)
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            look(page, listening)


def test_a_mandatory_report_is_shown_by_its_own_button(phone, live_server, signed):
    """The link to put it right, which a row stretches over itself, must not lie over the button (A8)."""
    phone.goto(live_server.url + reverse("duty", args=[signed.partnership.pk]))
    phone.get_by_label("Police or sheriff").check()
    phone.get_by_label("Only I").check()
    phone.get_by_role("button", name="Keep day and agency").click()
    phone.get_by_role("button", name="Show it to").click()
    phone.get_by_role("button", name="Show it", exact=True).click()
    expect(phone.get_by_role("button", name="Show it to")).to_have_count(0)
    with bypassing():
        assert MandatoryReport.objects.get().reader_ids == sorted([signed["coach"].pk, signed["coachee"].pk])
