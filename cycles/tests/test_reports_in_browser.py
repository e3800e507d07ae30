"""A coach writes a report that saves itself, looks at it and gives it, in Debian's Chromium (D8)."""

import pytest
from playwright.sync_api import expect

from cycles.models import ProgressReport, ProgressReportDraft
from tests.browser import come_in, opened
from tests.cast import make_cast, sign_all
from tests.database import bypassing
from tests.look import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_coach_writes_in_two_tabs_and_gives_a_report(chromium, live_server, db):
    cast = make_cast("child-welfare")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    listed = f"{live_server.url}/partnerships/{cast.partnership.pk}/progress-reports/"
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["coach"])
        page.goto(listed)
        page.get_by_role("link", name="Progress report").click()
        page.get_by_label("Next steps").fill("Written here")
        saved = page.locator("[data-autosave][data-state=saved]")
        expect(saved).to_be_visible()
        other = page.context.new_page()
        other.goto(f"{listed}progress_report/")
        other.get_by_label("Next steps").fill("Written there")
        expect(other.locator("[data-autosave][data-state=saved]")).to_be_visible()
        other.close()
        page.get_by_label("Next steps").fill("Written here again")
        page.get_by_role("button", name="Keep both").click()
        page.get_by_label("Recommendations").fill("Keep the <b>weekly</b> debrief.")
        page.locator("details.more summary").click()
        look(page, listening)
        expect(saved).to_be_visible()
        page.get_by_role("button", name="See it as it will be read").click()
        expect(page.get_by_text("Keep the <b>weekly</b> debrief.")).to_be_visible()
        expect(page.get_by_text("Written there")).to_be_visible()
        look(page, listening)
        page.get_by_role("button", name="Give the report").click()
        page.get_by_role("button", name="Give it", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Progress report of")
        look(page, listening)
        page.goto(listed)
        page.locator("details.more summary").click()
        look(page, listening)
    with bypassing():
        report = ProgressReport.objects.get()
        assert not ProgressReportDraft.objects.exists()
    said = {one["key"]: one["text"] for one in report.content["sections"]}
    assert said["next_steps"] == "Written here again\n\nWritten there"
