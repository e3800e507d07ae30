"""The test database: made and migrated the way the product's is, then used as the web login."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg._preparing import PrepareManager
from psycopg.conninfo import make_conninfo

from coaching import connections
from coaching.disclosure.policies import DEFINER, OWNER, WEB, WORKER
from coaching.provisioning import make_roles, provision
from tests.environment import NAME, PATTERN, PRIVILEGED_URL, RUN, TEST_LOGIN, TEST_PASSWORD


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """A stretch of the running transaction under another role of the database."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            before = cursor.fetchone()[0]
            cursor.execute(f"set local role {role}")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute(f"set local role {before}")


def bypassing():
    """Build and inspect: every row is seen and may be written, as no part of the product can."""
    return as_role(DEFINER)


def as_worker():
    """What the worker's login sees and does."""
    return as_role(WORKER)


@contextmanager
def alone_on_the_server() -> Iterator[psycopg.Connection]:
    """Roles belong to the whole server: of several processes, one provisions at a time."""
    with psycopg.connect(make_conninfo(PRIVILEGED_URL, dbname="postgres"), autocommit=True) as server:
        server.execute("select pg_advisory_lock(7210426)")
        yield server


def make_database(name: str = NAME) -> None:
    """Drop what is there, provision anew with the product's own command, and let the test login take the roles.

    Where several processes share the tests, the first provisions a pattern, and each works in a copy.
    """
    with alone_on_the_server() as server:
        if RUN and not _is_of_this_run(server, PATTERN):
            _make_empty(server, PATTERN)
            _provision(PATTERN)
            server.execute(f"comment on database \"{PATTERN}\" is '{RUN}'")
        _make_empty(server, name, pattern=PATTERN if RUN else "template1")
        _provision(name, made=bool(RUN))


def _make_empty(server: psycopg.Connection, name: str, *, pattern: str = "template1") -> None:
    server.execute(f'drop database if exists "{name}" with (force)')
    server.execute(f'create database "{name}" template "{pattern}"')


def _is_of_this_run(server: psycopg.Connection, name: str) -> bool:
    query = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    return server.execute(query, [name]).fetchone() == (RUN,)


def _provision(name: str, *, made: bool = False) -> None:
    """`made`: all is there but the rights to the database itself, which no copy has."""
    privileged = psycopg.conninfo.conninfo_to_dict(PRIVILEGED_URL)
    ours = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        USER=privileged.get("user", "postgres"), PASSWORD=privileged.get("password", ""), NAME=name, OPTIONS={}
    )
    make_roles() if made else provision(verbosity=0)
    connection.close()
    connection.settings_dict.update(ours)
    with psycopg.connect(make_conninfo(PRIVILEGED_URL, dbname=name), autocommit=True) as server:
        known = server.execute("select 1 from pg_roles where rolname = %s", [TEST_LOGIN]).fetchone()
        if not known:
            server.execute(f"create role {TEST_LOGIN} login noinherit password '{TEST_PASSWORD}'")
        server.execute(f"grant {WEB}, {WORKER}, {OWNER}, {DEFINER} to {TEST_LOGIN}")
        server.execute(f'grant connect on database "{name}" to {TEST_LOGIN}')


PROVISIONED = ("coaching_disclosurerule", "coaching_frameworkversion", "coaching_terms")
STAYS = "^(django_migrations|django_content_type|coaching_(frameworkversion|terms|disclosurerule).*)$"
"""Tables that stay as provisioning has filled them, and of those in `PROVISIONED` the rows that it has put there."""

MUCH = 32 * 1024 * 1024  # bytes of rows that are gone, from which on it is quicker to begin with new files

EMPTY = f"""
do $$
declare
  used regclass[];
  one regclass;
  names text;
  size bigint;
begin
  select array_agg(oid::regclass) filter (where pg_relation_size(oid) > 0), string_agg(oid::regclass::text, ', '),
         sum(pg_relation_size(oid))
  into used, names, size
  from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '{STAYS}';
  if size > {MUCH} then
    execute 'truncate ' || names;
    return;
  end if;
  execute format('lock table %s in share row exclusive mode', names);  -- whoever still writes is waited for
  foreach one in array coalesce(used, '{{}}') loop
    execute format('delete from %s', one);
  end loop;
end $$
"""


class Emptying:
    """Brings a database back to how provisioning left it: nobody and nothing but the frameworks.

    Made before anybody writes there. Most tables are empty between two tests, and truncating each of 140 gives it a
    new file, which takes half a second; so rows are deleted, by a superuser whom neither rules nor triggers meet.
    """

    def __init__(self, name: str) -> None:
        self.address = make_conninfo(PRIVILEGED_URL, dbname=name)
        with psycopg.connect(self.address) as database:
            self.kept = {table: _ids(database, table) for table in PROVISIONED}

    def __call__(self) -> None:
        with psycopg.connect(self.address) as database:
            database.execute("set session_replication_role = replica")
            database.execute(EMPTY)
            for table, ids in self.kept.items():
                database.execute(f"delete from {table} where id <> all (%s)", [ids])


def _ids(database: psycopg.Connection, table: str) -> list[uuid.UUID]:
    return [row[0] for row in database.execute(f"select id from {table}")]


def let_tests_empty_tables(empty: Emptying) -> None:
    """Tests with real commits end by emptying tables; nothing is made anew afterwards."""
    DatabaseOperations.execute_sql_flush = lambda self, sql_list: empty()
    flush.emit_post_migrate_signal = lambda *args, **kwargs: None


def let_statements_live() -> None:
    """Keep what is prepared from test to test: to plan the policies anew for each took a fifth of the time.

    psycopg forgets it all at a rollback, with which each test ends, since a table could have been made and be gone. No
    test reads such a table; what is dropped or altered is still heeded. A sweep over all pages sends some 3,000.
    """
    connections.KEPT = 4000
    plain = PrepareManager._should_discard

    def but_for_rollbacks(self: PrepareManager, prep: Any, results: Sequence[Any]) -> bool:
        return plain(self, prep, [one for one in results if not (one.command_status or b"").startswith(b"ROLLBACK")])

    PrepareManager._should_discard = but_for_rollbacks


assert settings.DATABASES["default"]["NAME"] == NAME
