"""People in a journey: each has a browser of their own, a device, a theme, and does everything on pages."""

import datetime as dt
import re
import time
import zoneinfo
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Download, Page, expect

from tests.browser import PATIENCE, WIDTHS, Listening
from tests.look import faults_in_every_look
from tests.stack import Stack

PASSWORD = "harbour velvet tuesday 41"
SLOW = 60  # seconds: what the worker does on a machine that has other work
DEVICES = {
    "phone": {"viewport": {"width": 390, "height": WIDTHS[390]}, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": WIDTHS[1280]}},
}


def zone_in_the_afternoon() -> str:
    """A time zone where it is after five in the afternoon now: reminders go out at three, whenever the tests run."""
    ahead = 17 - dt.datetime.now(dt.UTC).hour
    ahead = ahead - 24 if ahead > 12 else ahead
    return f"Etc/GMT{-ahead:+}" if ahead else "Etc/GMT"


@dataclass
class Person:
    """Somebody with a browser open. Their tab is `page`; what its console says is heard."""

    name: str
    email: str
    url: str
    context: BrowserContext
    scheme: str
    page: Page = field(init=False)
    heard: list[Listening] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.new_tab()

    def new_tab(self) -> Page:
        self.page = self.context.new_page()
        self.heard.append(Listening(self.page))
        return self.page

    @property
    def path(self) -> str:
        """Where they are, within this site."""
        return self.page.url.removeprefix(self.url)

    # ---- what people do --------------------------------------------------------------------------------------------
    def open(self, path: str) -> None:
        """Go to an address of this site, or to a link from a mail."""
        self.page.goto(path if path.startswith("http") else self.url + path)

    def press(self, words: str) -> None:
        """Press the first button or link with these words."""
        named = {"name": re.compile(re.escape(words), re.IGNORECASE)}
        both = self.page.get_by_role("button", **named).or_(self.page.get_by_role("link", **named))
        both.first.click()

    def agree(self) -> None:
        """Say yes to the question that comes before what cannot be undone."""
        self.page.click("#confirm [value=yes]")

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)

    def choose(self, **values: str) -> None:
        """In a list or a row of choices: by its value."""
        for name, value in values.items():
            control = self.page.locator(f"main [name={name}]")
            if control.first.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            else:
                self.page.check(f"main [name={name}][value='{value}']")

    def pick(self, name: str, words: str) -> None:
        """In a list: by the words that are shown."""
        options = self.page.locator(f"select[name={name}] option").filter(has_text=words)
        self.page.select_option(f"select[name={name}]", options.first.get_attribute("value"))

    def download(self, words: str) -> Download:
        with self.page.expect_download() as waiting:
            self.press(words)
        return waiting.value

    def sign_in(self) -> None:
        self.open("/accounts/login/")
        self.fill(login=self.email, password=PASSWORD)
        self.page.click("main button[type=submit]:not([form])")
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def show_that_it_is_me(self) -> None:
        """Give the password again where it is asked for: after ten minutes, before a signature."""
        self.page.wait_for_url(lambda address: not address.endswith("/sign/"))
        if "/reauthenticate/" in self.page.url:
            self.fill(password=PASSWORD)
            self.page.click("main button[type=submit]:not([form])")
            self.press("Sign the agreement")

    # ---- what people see -------------------------------------------------------------------------------------------
    def sees(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one, ignore_case=True, use_inner_text=True)

    def sees_nothing_of(self, *words: str) -> None:
        """Not on the page, nor in its source."""
        source = self.page.content()
        for one in words:
            assert one not in source, f"{self.name} can read {one!r} on {self.page.url}"

    def is_refused(self, path: str, status: int = 404) -> None:
        answer = self.page.goto(self.url + path)
        assert answer.status == status, f"{self.name} got {answer.status} at {path}"

    def look(self) -> None:
        """The open page has no fault in either theme at either width: axe, contrast, nothing sticks out sideways."""
        faults = faults_in_every_look(self.page, back_to=self.scheme)
        assert not faults, "\n".join(faults)

    def console(self) -> list[str]:
        said = [f"{self.name}: {text}" for one in self.heard for text in one.said]
        for one in self.heard:
            one.said.clear()
        return said


class Story:
    """The people of one journey through one running product, and what later steps must know of earlier ones."""

    def __init__(self, stack: Stack, browser: Browser, folder: Path) -> None:
        self.stack, self.browser, self.folder = stack, browser, folder
        self.people: dict[str, Person] = {}
        self.zone = zone_in_the_afternoon()
        self.paths: dict[str, str] = {}
        self.files: dict[str, Path] = {}

    def person(self, name: str, email: str = "", device: str = "desk", scheme: str = "light") -> Person:
        """The person of this name; the first time with an address, on a device, in a theme."""
        if name not in self.people:
            context = self.browser.new_context(
                **DEVICES[device], color_scheme=scheme, reduced_motion="reduce", accept_downloads=True
            )
            context.set_default_timeout(PATIENCE)
            self.people[name] = Person(name, email, self.stack.url, context, scheme)
        return self.people[name]

    def today(self) -> dt.date:
        """In the program's time zone."""
        return dt.datetime.now(zoneinfo.ZoneInfo(self.zone)).date()

    def let_two_days_pass(self) -> None:
        """Tomorrow's visit was yesterday: the clock of several processes cannot be turned, the appointment can."""
        self.stack.rows("update cycles_visit set starts_at = starts_at - interval '2 d', local_date = local_date - 2")

    def wait_for(self, query: str) -> None:
        """Until the worker has done what this question to the database finds."""
        ends = time.monotonic() + SLOW
        while not self.stack.rows(query):
            assert time.monotonic() < ends, f"nothing came of it: {query}"
            time.sleep(0.2)

    def keep(self, name: str, download: Download) -> Path:
        path = self.folder / download.suggested_filename
        download.save_as(path)
        self.files[name] = path
        return path

    def close(self) -> None:
        for person in self.people.values():
            person.context.close()
