"""The product in its own processes, and the stories told in it.

Where a file says `IN_ORDER`, each test is a step of a story, and stops the rest when it fails.
"""

from collections.abc import Iterator

import pytest

from tests.running.people import Story
from tests.stack import Stack

STACK = pytest.StashKey[Stack]()
STOPPED = pytest.StashKey[str]()
LINES = 40  # of each log, shown with a test that failed


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """A test that failed brings the last lines of the product's logs, and ends its story."""
    report = yield
    if report.failed and getattr(item.module, "IN_ORDER", False):
        item.parent.stash.setdefault(STOPPED, item.name)
    stack = item.config.stash.get(STACK, None)
    if stack and report.failed and "running_stack" in item.fixturenames:
        for log in sorted(stack.folder.glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-LINES:]
            report.sections.append((f"{log} (last lines)", "\n".join(lines)))
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    if stopped := item.parent.stash.get(STOPPED, None):
        pytest.skip(f"the journey stopped at {stopped}")


@pytest.fixture(scope="session")
def running_stack(request, tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Stack]:
    """The product in its real processes, started by the first test that wants it."""
    stack = Stack(tmp_path_factory.mktemp("stack"), django_db_blocker.unblock)
    request.config.stash[STACK] = stack
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def stack(running_stack) -> Stack:
    """The running product, emptied."""
    if not running_stack.worker.runs():
        running_stack.restart_worker()
    running_stack.empty()
    return running_stack


@pytest.fixture(scope="module")
def told(running_stack, chromium, tmp_path_factory):
    """One story a file, from an empty product to its end."""
    running_stack.empty()
    story = Story(running_stack, chromium, tmp_path_factory.mktemp("downloads"))
    running_stack.scheduler.start()
    yield story
    running_stack.scheduler.stop()
    story.close()


@pytest.fixture
def story(told) -> Story:
    """The story so far. After each step every console must have stayed silent."""
    yield told
    said = [text for person in told.people.values() for text in person.console()]
    assert said == [], "a page broke the content policy or a script of ours failed"
