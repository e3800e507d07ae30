"""Fixtures of the whole suite. Tests run on a real database as the web login; see tests/database.py."""

import pytest

from tests.cast import Cast, Client, make_cast, sign_all
from tests.database import let_tests_empty_tables, make_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database made by the product's own `provision`, once a run."""
    with django_db_blocker.unblock():
        make_database()
    let_tests_empty_tables()
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def cast(db) -> Cast:
    """Everybody, before anything is signed."""
    return make_cast()


@pytest.fixture
def signed(cast) -> Cast:
    """Everybody, with both agreements signed by all."""
    for partnership in (cast.partnership, cast.other_partnership):
        cast.agreements[partnership.pk] = sign_all(partnership)
    return cast
