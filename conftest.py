"""Fixtures of the whole suite. Tests run on a real database as the web login; see tests/database.py."""

import gc
from collections.abc import Iterator

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from bin.lib import processes
from tests.browser import CHROMIUM, FLAGS
from tests.cast import Cast, Client, make_cast
from tests.database import Emptying, let_statements_live, let_tests_empty_tables, make_database
from tests.environment import NAME
from tests.mailbox import Mailbox
from tests.standing import Standing, commits, sign_both, wanted_by

RUNNING = "tests/running/"
"""Where the tests are that need the product in its own processes; elsewhere nobody knows the fixture."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers come last: their driver keeps a loop running in this thread, which sealing would stumble over.

    With them, and first of them, come the tests of the running product, which all go to one process.
    """
    items.sort(key=_place)
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium"))


def _place(item: pytest.Item) -> tuple[object, ...]:
    running, browser = RUNNING in item.nodeid, "playwright" in item.fixturenames
    story = getattr(item.module, "IN_ORDER", False)
    return running or browser, not running, browser, not story, commits(item), wanted_by(item)


class Together(LoadScopeScheduling):
    """Tests go one by one to whichever process is free, in order; those of the running product go to the same.

    To start it takes a quarter of a minute, and one process tells a story from its beginning to its end.
    """

    def _split_scope(self, nodeid: str) -> str:
        return RUNNING if RUNNING in nodeid else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Together:
    return Together(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tests that could not run are said out loud, with their number."""
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(report.longrepr)]
    if left_out:
        terminalreporter.write_line(
            f"!!  NO BROWSER: {len(left_out)} tests in a browser were SKIPPED.  sudo apt install chromium  !!",
            red=True,
            bold=True,
        )


# A test asks whether it holds, never how long it takes
hypothesis.settings.register_profile("alongside", deadline=None)
hypothesis.settings.load_profile("alongside")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database made by the product's own `provision`, once a run."""
    gc.disable()  # migrations make each model a hundred times; looking for what is left of them took a third of theirs
    with django_db_blocker.unblock():
        make_database()
    gc.enable()
    empty = Emptying(NAME)
    let_tests_empty_tables(empty)
    let_statements_live()
    gc.collect()
    gc.freeze()  # the product stays: looking through it for what is no longer used took a sixth of the time
    gc.set_threshold(20_000, 20, 50)  # and so did looking through the little that is left at every turn
    yield empty
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()


@pytest.fixture(scope="session")
def standing(django_db_setup) -> Standing:
    """What stands in the database between tests."""
    return Standing(django_db_setup)


@pytest.fixture(scope="class", autouse=True)  # before the transaction of a test begins, which is the function's
def _standing(request: pytest.FixtureRequest) -> None:
    item = request.node
    if not (
        {"db", "transactional_db", "running_stack"} & set(item.fixturenames) or item.get_closest_marker("django_db")
    ):
        return
    standing = request.getfixturevalue("standing")
    with request.getfixturevalue("django_db_blocker").unblock():
        standing.become(wanted_by(item))


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 where nobody listens."""
    return processes.free_port()


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.stop()


@pytest.fixture
def mailbox(mail_server, settings) -> Mailbox:
    """A mail server for mails that are sent in this process. The running product has its own: `stack.mailbox`."""
    mail_server.empty()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    return mail_server


@pytest.fixture(scope="session")
def chromium(playwright):
    """Debian's Chromium, one for the whole run."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def cast(request, db, standing) -> Cast:
    """Everybody, before anything is signed."""
    return make_cast() if commits(request.node) else standing.copy()


@pytest.fixture
def signed(request, cast) -> Cast:
    """Everybody, with both agreements signed by all."""
    if commits(request.node):
        sign_both(cast)
    return cast
