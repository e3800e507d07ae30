"""A survey on a phone, question by question, and what a coach sees of many, in Debian's Chromium."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from cycles import survey_ticks
from cycles.models import SurveyAnswer, SurveyEdition, SurveyRelease
from cycles.tests.work import log
from tests.browser import come_in, opened
from tests.cast import make_cast, sign_all
from tests.database import as_worker, bypassing
from tests.look import look
from tests.surveyed import LONG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_survey_is_answered_on_a_phone_and_read_as_a_group(chromium, live_server, db):
    cast = make_cast("conversations", "expert")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    log(cast, 1, components=("follow_up",))
    with as_worker():
        survey_ticks.open_surveys()
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coachee"])
        page.goto(live_server.url)
        page.get_by_role("link", name="Give feedback: How the conversation was").click()
        look(page, listening)
        expect(page.get_by_text("Question 1 of 3")).to_be_visible()
        page.get_by_role("radio", name="4").check()
        expect(page.locator("[data-autosave][data-state=saved]")).to_be_visible()
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("group", name="The coaching gives me what I need.")).to_be_focused()
        # A question more, because of this answer; and nothing is lost without a connection
        page.get_by_role("radio", name="2").check()
        expect(page.get_by_text("Question 2 of 4")).to_be_visible()
        page.context.set_offline(True)
        page.get_by_role("button", name="Next").click()
        page.get_by_role("checkbox", name="Clear next steps").check()
        expect(page.get_by_text("No connection. Kept on this device until you are back.")).to_be_visible()
        page.context.set_offline(False)
        expect(page.locator("[data-autosave][data-state=saved]")).to_be_visible()
        listening.said.clear()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("textbox").fill("More time <b>to think</b>")
        look(page, listening)
        page.get_by_role("button", name="Show the whole page").click()
        expect(page.get_by_label("Clear next steps")).to_be_checked()
        look(page, listening)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Thank you. Your answers are sent.")).to_be_visible()
        look(page, listening)
    with bypassing():
        assert SurveyAnswer.objects.get().answers == {
            "useful": 4, "my_needs": 2, "missing": ["steps"], "what_to_change": "More time <b>to think</b>"
        }  # fmt: skip
        edition = SurveyEdition.objects.get()
        for month, high in ((9, "half"), (10, "most")):
            told = [
                {"key": "useful", "cells": {"low": "few", "middle": "few", "high": high}},
                {"key": "my_needs", "cells": {"low": "quarter", "middle": "few", "high": "half"}},
                {"key": "missing"},
                {"key": "what_to_change", "comments": ["Slower, please.", LONG, "<b>bold</b>", "ok", "More films."]},
            ]
            SurveyRelease(
                program=cast.program, subject=cast["coach"], edition=edition, month=dt.date(2026, month, 1),
                results={"questions": told},
            ).save(force_insert=True)  # fmt: skip
    with opened(chromium, 390, "dark") as (page, listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(f"{live_server.url}/feedback/")
        expect(page.get_by_role("heading", name="How the conversation was, October 2026")).to_be_visible()
        expect(page.get_by_text("<b>bold</b>").first).to_be_visible()
        expect(page.get_by_text("Not shown: too few answers, or too much alike.").first).to_be_visible()
        look(page, listening)
        page.get_by_label("What will you change?").fill("I will leave more time.")
        page.get_by_role("button", name="Tell those I coach").click()
        expect(page.get_by_text("Said. Everybody you coach reads it")).to_be_visible()
