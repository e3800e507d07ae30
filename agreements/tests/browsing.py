"""What the browser tests of this room share: to sign, to do what the worker does."""

import re
import threading
from collections.abc import Callable

from django.db import connection
from playwright.sync_api import Page, expect

from tests.database import as_worker


def signs(page: Page, name: str) -> None:
    page.get_by_label("Type your full name").fill(name)
    page.get_by_label(re.compile("I have read this agreement")).check()
    page.get_by_label(re.compile("I agree to sign")).check()
    page.get_by_role("button", name="Sign the agreement").click()
    expect(page.get_by_text("Thank you. You have signed.")).to_be_visible()


def in_the_worker(step: Callable[[], None]) -> None:
    """In a thread of its own, because the browser's loop runs in this one and sealing brings another."""

    def run() -> None:
        with as_worker():
            step()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
