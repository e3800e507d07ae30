"""Fixtures of the tests of the work."""

import pytest

from cycles.models import Visit
from cycles.tests.work import conversations_pair, plan
from tests.cast import Cast


@pytest.fixture
def coach(client, signed):
    """The coach's browser."""
    client.force_login(signed["coach"])
    return client


@pytest.fixture
def pair(db) -> Cast:
    """A pair that works by conversations, and puts files into its logs."""
    return conversations_pair()


@pytest.fixture
def visit(pair) -> Visit:
    """A visit of that pair, which is over and not logged."""
    return plan(pair, days=-1)
