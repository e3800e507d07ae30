"""What the browser tests share: where Chromium is, and what is wrong with a page that is open."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Browser, Page, expect

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
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
PATIENCE = 10_000  # milliseconds

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


@contextmanager
def opened(browser: Browser, width: int, scheme: str, **options: object) -> Iterator[tuple[Page, Listening]]:
    """A fresh browser window of this width that wishes for this theme."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme, reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    try:
        yield page, Listening(page)
    finally:
        context.close()


def on_paper(page: Page, scheme: str) -> None:
    """Wait for the colours of this theme: a sheet whose media begins to match is applied a moment later."""
    expect(page.locator("body")).to_have_css("background-color", PAPER[scheme])


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    """By the form, as a person does."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]:not([form])")
    page.wait_for_load_state("networkidle")


def axe_faults(page: Page, *rules: str) -> list[str]:
    """What axe finds on the open page: by all its rules, or by those named. It is brought into a page once."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{page.url} axe {violation['id']}: {node['target']} {' '.join(node['failureSummary'].split())}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def faults_of(page: Page, listening: Listening, *rules: str) -> list[str]:
    """Everything wrong with the open page: axe, what sticks out sideways, small targets on a phone, the console."""
    faults = axe_faults(page, *rules)
    if page.evaluate(OVERFLOWING):
        faults.append(f"{page.url} is wider than the screen")
    if page.viewport_size["width"] < 600:
        faults += [f"{page.url} small: {html}" for html in page.evaluate(SMALL)]
    faults += [f"{page.url} console: {text}" for text in listening.said]
    listening.said.clear()
    return faults
