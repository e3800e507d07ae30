"""Fixtures of the base's tests."""

import pytest

from coaching.tests.frameworks import ours


@pytest.fixture(scope="module")
def stars():
    return ours("stars")


@pytest.fixture
def content(stars):
    """The content of stars, free to spoil."""
    return stars.content


@pytest.fixture
def admin(client, cast):
    """The administrator's browser."""
    client.force_login(cast["administrator"])
    return client
