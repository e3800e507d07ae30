"""What the browser tests share: where Chromium is, and what is wrong with a page that is open."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Browser, BrowserContext, Page

from coaching.models import User
from tests.cast import fresh_session

CHROMIUM = os.environ.get("CHROMIUM")  # found, or installed, by bin/test
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {390: 844, 1280: 800}  # pixels: a phone, a desk
SCHEMES = ("light", "dark")
PAPER = {"light": "rgb(250, 246, 238)", "dark": "rgb(19, 25, 24)"}
PATIENCE = 20_000  # milliseconds

OVERFLOWING = "document.documentElement.scrollWidth > innerWidth"

# Links in running text may be small (WCAG 2.5.8); a row that is pressed as a whole has its link stretched over it
SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select, textarea')].filter((one) => {
  const box = one.getBoundingClientRect(), look = getComputedStyle(one);
  if (!box.width || look.visibility === 'hidden' || one.matches('.skip-link, [type=hidden]')) return false;
  if (one.matches('a') && one.closest('p, .prose, .row-main, .trail, td, th, .error-summary, dd, li')
      && !one.closest('nav')) return false;
  const target = one.matches('[type=radio], [type=checkbox]') ? one.closest('label').getBoundingClientRect() : box;
  return target.height < 43.5 || target.width < 43.5;
}).map((one) => one.outerHTML.slice(0, 120))"""


class Listening:
    """What the page said to the console while it was open; a broken content policy is said there."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "the server responded with a status of" not in text:
            self.said.append(text)


CLOSED: dict[tuple[Browser, int, str], list[BrowserContext]] = defaultdict(list)
"""Windows that were cleared, to be opened again: they still have our sheets, scripts and letters at hand."""


@contextmanager
def opened(browser: Browser, width: int, scheme: str, **options: object) -> Iterator[tuple[Page, Listening]]:
    """A browser window of this width that wishes for this theme, without a cookie or anything kept."""
    closed = [] if options else CLOSED[browser, width, scheme]
    context = closed.pop() if closed else _new_context(browser, width, scheme, **options)
    page = context.new_page()
    try:
        yield page, Listening(page)
    finally:
        if options:
            context.close()
        else:
            _clear(context)
            closed.append(context)


def _new_context(browser: Browser, width: int, scheme: str, **options: object) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme, reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE)
    return context


def _clear(context: BrowserContext) -> None:
    """Nobody is signed in any more, no page is open, and nothing that a page kept is left."""
    driver = context.new_cdp_session(context.pages[0] if context.pages else context.new_page())
    driver.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    for page in context.pages:
        page.close()
    context.clear_cookies()
    context.unroute_all()
    context.set_offline(False)


def on_paper(page: Page, scheme: str) -> None:
    """Wait for the colours of this theme: a sheet whose media begins to match is applied a moment later."""
    page.wait_for_function("paper => getComputedStyle(document.body).backgroundColor === paper", arg=PAPER[scheme])


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    """By the form, as a person does."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]:not([form])")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def come_in(page: Page, base: str, user: User) -> None:
    """Signed in a moment ago, where a test is about something else. The page is left where it was."""
    page.context.add_cookies([{"name": "sessionid", "value": fresh_session(user), "url": base}])


def axe_faults(page: Page, *, but: str = "") -> list[str]:
    """What axe finds on the open page by all its rules, `but` for one. It is brought into a page once."""
    page.wait_for_load_state()  # a click that led here does not wait for it
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], "rules": {but: {"enabled": False}} if but else {}}
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{page.url} axe {violation['id']}: {node['target']} {' '.join(node['failureSummary'].split())}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def faults_of(page: Page, listening: Listening) -> list[str]:
    """Everything wrong with the open page: axe, what sticks out sideways, small targets on a phone, the console."""
    faults = axe_faults(page)
    if page.evaluate(OVERFLOWING):
        faults.append(f"{page.url} is wider than the screen")
    if page.viewport_size["width"] < 600:
        faults += [f"{page.url} small: {html}" for html in page.evaluate(SMALL)]
    faults += [f"{page.url} console: {text}" for text in listening.said]
    listening.said.clear()
    return faults
