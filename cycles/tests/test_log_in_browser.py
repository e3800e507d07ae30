"""The log on a phone in few presses, files without leaving the page, and the guide step by step."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agreements.models import FocusPractice
from coaching.disclosure.identity import acting_as
from cycles.models import ActionStep, Conversation, DraftFile, ResourceRequest, VisitDetail, VisitFile, VisitLog
from cycles.services import add_goal, add_step
from cycles.tests.test_files import photo
from cycles.tests.work import COMPONENTS, conversations_pair, log, plan, the_pair
from tests.browser import come_in, opened
from tests.cast import make_cast, sign_all, today
from tests.database import bypassing
from tests.look import look

pytestmark = pytest.mark.browser

FINISH = "main form[data-visit-log] button[type=submit]:not([form])"
SAVED = "[data-log-state] [data-autosave][data-state=saved]"
MOST = 12


class Presses:
    """A page as a finger uses it: every press and every field that is typed into counts."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def press(self, selector: str) -> None:
        self.page.click(selector)
        self.count += 1

    def write(self, selector: str, words: str) -> None:
        self.page.fill(selector, words)
        self.count += 1


@pytest.fixture
def window(chromium):
    with opened(chromium, 390, "light") as (page, listening):
        yield page, listening
        assert listening.said == []


def test_a_returning_coach_logs_a_visit_with_at_most_twelve_presses(window, live_server, signed):
    page, _listening = window
    log(signed, 14, strategies=["in_setting.observing", "in_meeting.video"], preparation=15, billable=True)
    visit = plan(signed, days=-1)
    with acting_as(signed["coach"].pk):
        practice = FocusPractice.objects.filter(partnership=signed.partnership).first()
        goal = add_goal(partnership=the_pair(signed.partnership), by=signed["coach"], text="Wait", practice=practice)
        step = add_step(goal=goal, by=signed["coach"], text="Count to ten")
    come_in(page, live_server.url, signed["coach"])
    page.goto(live_server.url + reverse("caseload"))
    phone = Presses(page)
    phone.press("a:has-text('June Whitehorse')")
    phone.press(f"main a[href='{reverse('visit_log', args=[visit.pk])}']")
    phone.press("[data-same-fill]")
    phone.press(f"label:has([name=step_{step.pk.hex}][value=done])")
    for key in COMPONENTS:
        phone.press(f"label:has([name=components][value={key}])")
    phone.write("[name=note_focused_observation]", "She waited for the child, four times of nine.")
    phone.write("[name=note_reflection_and_feedback]", "We looked at the numbers together.")
    phone.press(FINISH)
    expect(page.locator(".messages")).to_contain_text("June Whitehorse can read it now.")
    assert phone.count <= MOST, phone.count
    with bypassing():
        detail = VisitDetail.objects.get(visit=visit)
        step.refresh_from_db()
        assert VisitLog.objects.get(visit=visit).minutes == 45
    assert detail.strategies == ["in_setting.observing", "in_meeting.video"]
    assert (detail.preparation_minutes, detail.billable) == (15, True)
    assert step.done_on


def test_as_last_time_can_be_undone_and_is_saved_like_words(window, live_server, signed):
    page, _listening = window
    log(signed, 14, strategies=["in_meeting.video"], mode="virtual", place="video_call")
    come_in(page, live_server.url, signed["coach"])
    url = live_server.url + reverse("visit_log_new", args=[signed.partnership.pk])
    page.goto(url)
    page.fill("[name=minutes]", "30")
    part = page.locator(f"[name=components][value={COMPONENTS[1]}]")
    page.fill(f"[name=note_{COMPONENTS[1]}]", "She waited.")
    expect(part).to_be_checked()  # who writes of a part did it
    part.uncheck()
    page.fill(f"[name=note_{COMPONENTS[1]}]", "No time for it.")
    expect(part).not_to_be_checked()  # and says so once
    page.click("[data-same-fill]")
    expect(page.locator("[name=minutes]")).to_have_value("45")
    expect(page.locator("[name=mode][value=virtual]")).to_be_checked()
    expect(page.locator("[name=strategies_in_meeting][value=video]")).to_be_checked()
    page.click("[data-same-undo]")
    expect(page.locator("[name=minutes]")).to_have_value("30")
    expect(page.locator("[name=mode][value=virtual]")).not_to_be_checked()
    page.click("[data-same-fill]")
    page.wait_for_selector(SAVED)
    page.goto(url)
    expect(page.locator("[name=place]")).to_have_value("video_call")


def test_a_photo_is_put_in_and_taken_back_without_leaving_the_page(window, live_server, transactional_db):
    page, listening = window
    pair = conversations_pair()
    visit = plan(pair, days=-1)
    come_in(page, live_server.url, pair["coach"])
    page.goto(live_server.url + reverse("visit_log", args=[visit.pk]))
    page.fill("[name=note_successes]", "Still here afterwards")
    given = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.set_input_files("#id_file", given)
    page.fill("#id_caption", "Her wall")
    page.click("button:has-text('Put it in')")
    expect(page.locator(".file a")).to_have_text("Her wall")
    assert page.evaluate("document.querySelector('.file-picture').decode().then(() => true)")
    expect(page.locator("[name=note_successes]")).to_have_value("Still here afterwards")
    page.set_input_files("#id_file", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"})
    page.click("button:has-text('Put it in')")
    expect(page.locator("[data-files] [role=alert]")).to_contain_text("no PDF and no photo")
    page.click(".file button:has-text('Take it back')")
    expect(page.locator(".file")).to_have_count(0)
    with bypassing():
        assert not DraftFile.objects.exists()
    page.set_input_files("#id_file", given)
    page.fill("#id_caption", "Her wall")
    page.click("button:has-text('Put it in')")
    expect(page.locator(".file")).to_have_count(1)
    look(page, listening)
    page.fill("[name=started]", "09:30")
    page.check("[name=mode][value=in_person]")
    page.fill("[name=minutes]", "30")
    page.click(FINISH)
    expect(page.locator(".messages")).to_contain_text("Logged")
    expect(page.locator(".file-words > a")).to_have_text("Her wall")
    look(page, listening)
    with bypassing():
        assert VisitFile.objects.count() == 1


def test_the_guide_is_run_by_keyboard_saves_by_itself_and_ends_in_the_record(window, live_server, transactional_db):
    page, listening = window
    pair = conversations_pair()
    visit = plan(pair, days=-1)
    come_in(page, live_server.url, pair["coach"])
    page.goto(live_server.url + reverse("visit_converse", args=[visit.pk]))
    page.fill("[name=question_1]", "What went well?")
    look(page, listening)

    def go_on() -> None:
        page.focus("[data-guide-next]")
        page.keyboard.press("Enter")

    go_on()
    expect(page.locator("#part_follow_up")).to_be_focused()
    expect(page.locator("#prepare")).to_be_hidden()
    expect(page.locator("#part_follow_up [data-own-questions] li")).to_have_text("What went well?")
    page.focus("#done_follow_up")
    page.keyboard.press("Space")
    for _part in range(3):
        go_on()
    page.fill("[name=focus_1]", "Calm starts")
    page.fill("[name=focus_2]", "Waiting")
    page.fill("[name=note_focus]", "It fits the goal.")
    page.focus("[name=focus_2]")
    page.keyboard.press("Enter")  # finishes nothing
    page.check("[name=focus_chosen][value='2']")
    go_on()
    page.fill("[name=new_1_text]", "Count to five")
    look(page, listening)
    page.wait_for_selector(SAVED)
    page.go_back()
    expect(page.locator("#part_focus")).to_be_visible()
    page.reload()
    expect(page.locator("[name=focus_1]")).to_have_value("Calm starts")
    page.click("[data-guide-view]")
    expect(page.locator("#wrap_up")).to_be_visible()
    page.click(FINISH)
    expect(page.locator(".messages")).to_contain_text("Logged")
    expect(page.locator("main")).to_contain_text("Count to five")
    with bypassing():
        assert Conversation.objects.get().chosen == "Waiting"
        assert ActionStep.objects.get().goal.text == "Waiting"


def test_one_who_coaches_herself_writes_her_own_observation_on_a_phone(window, live_server, transactional_db):
    """The log by one who is no coach: it saves itself, is finished, and the mentor coach reads it and brings things."""
    page, listening = window
    cast = make_cast("pbc", "self")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    here = live_server.url + reverse("partnership_detail", args=[cast.partnership.pk])
    come_in(page, live_server.url, cast["coachee"])
    page.goto(here)
    page.click(f"main a[href='{reverse('visit_log_new', args=[cast.partnership.pk])}']")
    page.fill("[name=visited_on]", (today() - dt.timedelta(days=1)).isoformat())
    page.fill("[name=started]", "09:30")
    page.fill("[name=minutes]", "30")
    page.click("label:has([name=mode][value=in_person])")
    page.click("label:has([name=components][value=focused_observation])")
    page.fill("[name=note_focused_observation]", "On my own film I wait.")
    page.fill("[name=next_at]", "09:30")
    expect(page.locator(SAVED)).to_be_visible()
    page.reload()
    expect(page.locator("[name=note_focused_observation]")).to_have_value("On my own film I wait.")
    page.click(FINISH)
    expect(page.locator(".messages")).to_contain_text("Pauline Brandt can read it now.")
    page.goto(here)
    page.click(f"main a[href='{reverse('resource_ask', args=[cast.partnership.pk])}']")
    page.click("label:has([name=kind][value=visit])")
    page.fill("[name=text]", "Come and see one change of diapers.")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Not answered yet")
    look(page, listening)
    with bypassing():
        request = ResourceRequest.objects.get()
    come_in(page, live_server.url, cast["mentor_coach"])
    page.goto(live_server.url + reverse("resource_list"))
    page.click(f"main a[href='{reverse('resource_detail', args=[request.pk])}']")
    page.click("label:has([name=what][value=promised])")
    page.fill("[name=day]", (today() + dt.timedelta(days=3)).isoformat())
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Promised by")
