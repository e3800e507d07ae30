"""The catalogue of the database: no table without a policy, no login that owns or bypasses, no rule by hand."""

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from coaching.disclosure.document import document
from coaching.disclosure.guard import UNSAFE, unsafe_reasons
from coaching.disclosure.open_tables import OPEN_TABLES
from coaching.disclosure.policies import DEFINER, OWNER, REPORT, WEB, WORKER, disclose, disclose_history
from coaching.management.commands.disclosure_document import PATH
from tests.database import as_role
from tests.environment import NAME, PRIVILEGED_URL
from tests.world import disclosed_models

pytestmark = pytest.mark.django_db


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall()


def test_every_table_has_forced_row_security_or_a_reason():
    rows = ask(
        "select relname, relrowsecurity, relforcerowsecurity, (select count(*) from pg_policy where polrelid = c.oid) "
        "from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    )
    assert len(rows) > 40
    bare = {name for name, on, forced, policies in rows if not (on and forced and policies)}
    assert bare == set(OPEN_TABLES)


def test_views_of_the_definer_are_barriers_and_nothing_else_is_a_view():
    rows = ask(
        "select n.nspname, c.relname, pg_get_userbyid(c.relowner), coalesce(c.reloptions::text, '') "
        "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')"
    )
    assert rows
    for schema, _name, owner, options in rows:
        assert (schema, owner) == ("sec", DEFINER)
        assert "security_barrier=true" in options


def test_logins_own_nothing_and_bypass_nothing():
    for role in (WEB, WORKER, REPORT):
        (row,) = ask(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit from pg_roles where rolname = %s",
            role,
        )
        assert row == (False, False, False, False, False)
        assert ask("select count(*) from pg_class where relowner = %s::regrole", role) == [(0,)]
        assert ask(
            "select pg_has_role(%s, %s, 'member') or pg_has_role(%s, %s, 'member')", role, OWNER, role, DEFINER
        ) == [(False,)]


def test_no_login_may_create_anything():
    for role in (WEB, WORKER, REPORT):
        for schema in ("public", "sec"):
            assert ask("select has_schema_privilege(%s, %s, 'create')", role, schema) == [(False,)]
        assert ask("select has_database_privilege(%s, current_database(), 'temporary')", role) == [(False,)]


def test_functions_of_the_definer_fix_their_search_path_and_are_not_for_everybody():
    rows = ask(
        "select p.proname, p.prosecdef, coalesce(p.proconfig::text, ''), coalesce(p.proacl::text, '{=X') "
        "from pg_proc p where p.pronamespace = 'sec'::regnamespace"
    )
    assert len(rows) > 8
    for name, _definer, config, acl in rows:
        # Those that write fire the history's triggers, which name no schema; nobody may create anything in public
        paths = ("search_path=pg_catalog, pg_temp", "search_path=pg_catalog, public, pg_temp")
        assert any(path in config for path in paths), name
        assert "{=X" not in acl or name.startswith(("keep_", "begin_")), f"{name} may be run by everybody"


def test_a_login_cannot_read_the_identity_key():
    for role in (WEB, WORKER):
        assert ask("select has_table_privilege(%s, 'sec.identity_key', 'select')", role) == [(False,)]


@pytest.mark.parametrize("model", disclosed_models(), ids=lambda model: model._meta.label)
def test_the_policies_in_force_are_those_the_model_declares(model):
    """Writing them again from the model's own declaration changes nothing, for the table and for its history."""
    table = model._meta.db_table
    history = f"{table}history"

    def policies(name):
        return ask(
            "select policyname, cmd, roles::text, qual, with_check from pg_policies where tablename = %s order by 1",
            name,
        )

    has_history = bool(policies(history))
    before = policies(table), policies(history)
    assert before[0]
    with as_role(OWNER), connection.cursor() as cursor:
        for statement in disclose(table, model.disclosure):
            cursor.execute(statement)
        for statement in disclose_history(history, model.disclosure) if has_history else []:
            cursor.execute(statement)
    assert (policies(table), policies(history)) == before


def test_every_disclosed_table_stamps_program_and_terms():
    rows = dict(ask("select tgrelid::regclass::text, count(*) from pg_trigger where tgname = 'a_stamp' group by 1"))
    assert {model._meta.db_table for model in disclosed_models()} <= set(rows)


def test_the_product_refuses_a_login_that_is_too_strong():
    """Asked over the privileged connection, the guard names what is wrong; over the web login, nothing."""
    with psycopg.connect(make_conninfo(PRIVILEGED_URL, dbname=NAME)) as strong:
        reasons = strong.execute(UNSAFE).fetchone()[0]
    assert any("superuser" in reason or "member" in reason for reason in reasons)
    # The suite's own login may take every role, and is refused for that and for nothing else
    assert unsafe_reasons() == ["is a member of the owner's role"]


def test_the_document_of_who_sees_what_is_true():
    assert PATH.read_text() == document(), "run `manage.py disclosure_document`"
