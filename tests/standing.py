"""What stands committed in the test database, so that tests that need the same people need not make them each.

A test still runs in a transaction of its own that is rolled back, and gets its own copies of the objects. Tests come in
the order nothing, everybody, everybody signed, so each is made once in a process.
"""

import enum
import pickle

import pytest

from tests.cast import Cast, make_cast, sign_all
from tests.database import Emptying, bypassing


class State(enum.IntEnum):
    """What a test finds in the database when it begins."""

    NOTHING = 0
    EVERYBODY = 1
    SIGNED = 2


def wanted_by(item: pytest.Item) -> State:
    """Tests with real commits and tests of the running product begin with nothing and make what they need."""
    needs = set(item.fixturenames)
    if commits(item) or not {"cast", "signed"} & needs:
        return State.NOTHING
    return State.SIGNED if "signed" in needs else State.EVERYBODY


def commits(item: pytest.Item) -> bool:
    marks = item.iter_markers("django_db")
    return bool({"transactional_db", "playwright", "running_stack"} & set(item.fixturenames)) or any(
        mark.kwargs.get("transaction") for mark in marks
    )


class Standing:
    """The database of this process between two tests."""

    def __init__(self, empty: Emptying) -> None:
        self.empty = empty
        self.state = State.NOTHING
        self.cast: Cast | None = None
        self.kept = b""  # the same people, to be taken out anew for each test

    def become(self, state: State) -> None:
        if state < self.state:
            self.empty()
            self.cast = None
        if state >= State.EVERYBODY and self.cast is None:
            self.cast = make_cast()
        if state == State.SIGNED and self.state < State.SIGNED:
            sign_both(self.cast)
        if state != self.state:
            self.kept = pickle.dumps(self.cast)
        self.state = state

    def copy(self) -> Cast:
        return pickle.loads(self.kept)  # noqa: S301  our own, written a moment before


def sign_both(cast: Cast) -> None:
    """Both partnerships of the cast, signed by all."""
    with bypassing():
        for partnership in (cast.partnership, cast.other_partnership):
            cast.agreements[partnership.pk] = sign_all(partnership)
