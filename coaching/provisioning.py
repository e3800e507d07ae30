"""The database made ready: roles, rights, tables as their owner, the identity key, the frameworks.

Run with the address of a role that may create roles; the product itself never runs with it.
"""

import os

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from coaching.disclosure.identity import pads
from coaching.disclosure.policies import DEFINER, OWNER, REPORT, WEB, WORKER

LOGINS = {WEB: "WEB_PASSWORD", WORKER: "WORKER_PASSWORD", REPORT: "REPORT_PASSWORD"}


def provision(*, verbosity: int = 1) -> None:
    """Everything from an empty database to one that the product can start on. Running it again changes nothing.

    Passwords of the logins are read from the environment (WEB_PASSWORD, WORKER_PASSWORD, REPORT_PASSWORD);
    a login whose password is not given keeps the one it has.
    """
    make_roles()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f"set role {OWNER}")
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("load_frameworks", verbosity=verbosity)
    with connection.cursor() as cursor:
        cursor.execute(f"reset role; set role {DEFINER}")
        store_identity_key(cursor)
        cursor.execute("reset role")
    connection.close()


def make_roles() -> None:
    """Owner and definer without login, the three logins that own and bypass nothing, and the schema of rules."""
    with connection.cursor() as cursor:
        cursor.execute("select rolname from pg_roles")
        existing = {row[0] for row in cursor.fetchall()}
        for role in (OWNER, DEFINER):
            if role not in existing:
                # noinherit: the owner may hand tables to the definer and is still met by row security
                cursor.execute(f"create role {role} nologin noinherit")
        for role, variable in LOGINS.items():
            if role not in existing:
                cursor.execute(f"create role {role} login noinherit nocreatedb nocreaterole")
            if password := os.environ.get(variable):
                cursor.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
        cursor.execute("select current_user, current_database()")
        me, database = cursor.fetchone()
        cursor.execute(f"grant {DEFINER} to {OWNER}")
        cursor.execute(sql.SQL(f"grant {OWNER}, {DEFINER} to {{}}").format(sql.Identifier(me)))
        name = sql.Identifier(database)
        cursor.execute(sql.SQL("revoke all on database {} from public").format(name))
        cursor.execute(
            sql.SQL(f"grant connect on database {{}} to {OWNER}, {DEFINER}, {WEB}, {WORKER}, {REPORT}").format(name)
        )
        cursor.execute(f"create schema if not exists sec authorization {OWNER}")
        cursor.execute("revoke all on schema public from public")
        cursor.execute(f"grant usage, create on schema public to {OWNER}")
        cursor.execute(f"grant usage on schema public to {DEFINER}, {WEB}, {WORKER}, {REPORT}")
        cursor.execute(f"set role {OWNER}")
        cursor.execute(f"grant usage, create on schema sec to {DEFINER}")
        cursor.execute(f"grant usage on schema sec to {WEB}, {WORKER}")
        cursor.execute("reset role")


def store_identity_key(cursor) -> None:
    """What the database needs to check identities; a changed key replaces the old one at once."""
    inner, outer = pads(settings.IDENTITY_KEY)
    cursor.execute(
        "delete from sec.identity_key where (inner_pad, outer_pad) is distinct from (%s, %s)", [inner, outer]
    )
    cursor.execute(
        "insert into sec.identity_key (inner_pad, outer_pad) "
        "select %s, %s where not exists (select from sec.identity_key)",
        [inner, outer],
    )
