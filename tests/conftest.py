"""Fixtures of the guarantees of the whole product."""

import pytest
from django.db import connection

from tests.cast import Cast
from tests.database import bypassing
from tests.world import fill


@pytest.fixture
def filled(signed) -> Cast:
    """A signed pair with work, but for the rows that the changes of this file write themselves."""
    rows = fill(signed)
    with bypassing(), connection.cursor() as cursor:
        for name in ("ending", "pause", "asked", "handover", "suggestion"):
            cursor.execute(f"delete from {rows[name]._meta.db_table} where id = %s", [rows[name].pk])
    return signed
