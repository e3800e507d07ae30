"""What stands committed in the test database, so that tests that need the same people need not make them each.

A test still runs in a transaction of its own that is rolled back, and gets its own copies of the objects. Tests come in
the order nothing, everybody, everybody signed, so each is made once in a process.
"""

import copy
import enum

import pytest
from django.db import connection

from coaching.disclosure.policies import OWNER
from tests.cast import Cast, make_cast, sign_all
from tests.database import as_role, bypassing
from tests.stack import STAYS


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

    def __init__(self) -> None:
        self.state = State.NOTHING
        self.cast: Cast | None = None

    def become(self, state: State) -> None:
        if state < self.state:
            self._empty()
        if state >= State.EVERYBODY and self.cast is None:
            self.cast = make_cast()
        if state == State.SIGNED and self.state < State.SIGNED:
            sign_both(self.cast)
        self.state = state

    def copy(self) -> Cast:
        return copy.deepcopy(self.cast)

    def _empty(self) -> None:
        with as_role(OWNER), connection.cursor() as cursor:
            cursor.execute(
                "select string_agg(quote_ident(relname), ', ') from pg_class where relkind = 'r' "
                "and relnamespace = 'public'::regnamespace and relname !~ %s",
                [STAYS],
            )
            cursor.execute(f"truncate {cursor.fetchone()[0]}")
        self.cast = None


def sign_both(cast: Cast) -> None:
    """Both partnerships of the cast, signed by all."""
    with bypassing():
        for partnership in (cast.partnership, cast.other_partnership):
            cast.agreements[partnership.pk] = sign_all(partnership)
