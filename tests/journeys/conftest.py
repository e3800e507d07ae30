"""A story in a browser. Where a file says `IN_ORDER`, each test is a step, and stops the rest when it fails."""

import pytest

from tests.journeys.people import Story

STOPPED = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.failed and getattr(item.module, "IN_ORDER", False):
        item.parent.stash.setdefault(STOPPED, item.name)
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    if stopped := item.parent.stash.get(STOPPED, None):
        pytest.skip(f"the journey stopped at {stopped}")


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
