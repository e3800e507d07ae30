"""Fixtures of the tests of the work."""

import pytest


@pytest.fixture
def coach(client, signed):
    """The coach's browser."""
    client.force_login(signed["coach"])
    return client
