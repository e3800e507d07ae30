"""The first step of the journey in Debian's Chromium: a program, its roster, a partnership, agencies, practices."""

import pathlib

import pytest
from playwright.sync_api import expect

from coaching.models import Program, User
from tests.browser import come_in, opened
from tests.database import bypassing
from tests.look import look

pytestmark = pytest.mark.browser

ROSTER = pathlib.Path(__file__).parent / "data" / "roster.csv"
PAIRS = """Coach email,Coachee email,Supervisor email
june@example.org,marisol.quintero@example.org,sol@example.org
june@example.org,nobody@example.org,sol@example.org
"""
PRACTICES = """Emotional support:
- Greets each child by name at the door
- Gives each child time to answer
Language:
- Names what children do
"""


class Walk:
    """A walk through pages, each looked at."""

    def __init__(self, page, listening, base):
        self.page, self.listening, self.base = page, listening, base

    def to(self, path):
        self.page.goto(path if path.startswith("http") else self.base + path)
        self.look()

    def send(self, label):
        """Press the button with this label and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).click()
        self.look()

    def look(self):
        look(self.page, self.listening)


def test_the_administrator_sets_a_program_up(chromium, live_server, cast):
    with bypassing():
        User.objects.filter(pk=cast["administrator"].pk).update(may_start_programs=True)
    with opened(chromium, 390, "light") as (page, listening):
        come_in(page, live_server.url, cast["administrator"])
        walk = Walk(page, listening, live_server.url)
        walk.to("/setup/start/")
        page.get_by_label("Name of the program").fill("Bitterroot Early Learning")
        page.get_by_label("STARS to Quality").check()
        walk.send("Start the program")
        program = page.url
        _import_people(walk, program)
        _make_partnerships(walk, program)
        _name_agencies(walk, program)
        _list_practices(walk, program)
        walk.to(program)
        expect(page.get_by_text("Done", exact=True)).to_have_count(3)
    with bypassing():
        assert Program.objects.filter(name="Bitterroot Early Learning").count() == 1


def _import_people(walk, program):
    page = walk.page
    walk.to(f"{program}import/")
    page.get_by_label("File").set_input_files(ROSTER)
    walk.send("Read the file")
    page.get_by_label("Rows without a part").select_option("coachee")
    walk.send("Show me the rows")
    expect(page.get_by_role("row")).to_have_count(10)
    expect(page.get_by_text("The row is the same as line 10")).to_be_visible()
    page.get_by_role("checkbox", name="Theo Lindqvist").uncheck()
    walk.send("Import only the chosen rows")
    expect(page.get_by_text("You did not choose this row.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these rows (CSV)").click()
    assert "Theo" in pathlib.Path(download.value.path()).read_text(encoding="utf-8-sig")
    walk.to(f"{program}people/")
    expect(page.get_by_role("link", name="Marisol Quintero")).to_be_visible()
    page.get_by_role("link", name="Marisol Quintero").click()
    walk.look()


def _make_partnerships(walk, program):
    page = walk.page
    walk.to(f"{program}partnerships/add/")
    for label, name in (("Coach", "June Okafor"), ("Supervisor", "Sol Reyes")):
        page.get_by_label(label, exact=True).select_option(label=name)
    walk.send("Make the partnership")
    expect(page.get_by_text("One thing needs another look")).to_be_visible()
    walk.to(f"{program}partnerships/import/")
    page.get_by_label("File").set_input_files({"name": "pairs.csv", "mimeType": "text/csv", "buffer": PAIRS.encode()})
    walk.send("Read the file")
    expect(page.get_by_text("nobody@example.org is not in this program")).to_be_visible()
    walk.send("Make this partnership")
    walk.to(f"{program}partnerships/")
    expect(page.get_by_text("Being drafted", exact=True)).to_be_visible()


def _name_agencies(walk, program):
    page = walk.page
    walk.to(f"{program}agencies/")
    page.get_by_label("Local resource-and-referral agency").check()
    page.get_by_label("Name of the agency").fill("Bitterroot Child Care Resources")
    walk.send("Name this agency")
    page.get_by_label("Name", exact=True).fill("Priya Raman")
    page.get_by_label("Email").fill("priya@example.org")
    walk.send("Invite")
    expect(page.get_by_role("link", name="Priya Raman")).to_be_visible()


def _list_practices(walk, program):
    page = walk.page
    walk.to(f"{program}practices/add/")
    page.get_by_label("Practices").fill(PRACTICES)
    walk.send("Add these practices")
    page.get_by_role("link", name="Gives each child time to answer").click()
    walk.look()
    page.get_by_role("button", name="Remove from the list").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Gives each child time to answer")).to_have_count(0)
