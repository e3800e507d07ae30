"""Each policy, replaced by `true`, must be noticed: a protection that no test misses protects nothing."""

import pytest
from django.db import connection, transaction

from coaching.disclosure.policies import OWNER, WEB, WORKER
from tests import probe
from tests.cast import NAMES
from tests.database import as_role
from tests.world import fill, furnish

WATCHERS = ("stranger", None, "administrator_elsewhere", "former_coach", "other_coach", "leader", "local_agency",
            "administrator", "supervisor", "coachee", "coach")  # fmt: skip
"""Those first who may do least: most policies are missed by the first of them, and nobody else is asked."""

HELD_TWICE = {
    "agreements_spokencommitment.writes (INSERT)": "its trigger, too, wants one who leads, where it may be",
    "agreements_sealeddocument.writes (INSERT)": "its trigger, too, wants an agreement that the writer sees as signed",
    "cycles_planreview.writes (INSERT)": "its trigger, too, wants two who coach each other",
    "cycles_release.writes (INSERT)": "its trigger, too, where nothing is released; cycles/tests/test_releases.py",
    "cycles_progressreport.writes (INSERT)": "its trigger, too, where the framework has no such report",
    "cycles_reportedplan.writes (INSERT)": "its trigger, too, wants a report that is being given",
    "cycles_profilerating.writes (INSERT)": "its trigger, too, without a profile; cycles/tests/test_profiles.py",
    "cycles_ratingrequest.writes (INSERT)": "the same; cycles/tests/test_profiles.py asks in another's name",
    "cycles_assessmentwords.writes (INSERT)": "its trigger, too, where none is kept; cycles/tests/test_assessments.py",
    "cycles_coachingareas.writes (INSERT)": "the same; cycles/tests/test_assessments.py chooses in another's name",
    "cycles_maskedcase.writes (INSERT)": "its trigger, too, wants somebody to ask; cycles/tests/test_cases.py",
    "cycles_surveyanswer.writes (INSERT)": "its trigger, too, wants a survey that its writer is asked",
    "agreements_paperscan.writes (INSERT)": "its trigger, too, wants the writer to be the one who puts it in",
}


def policies():
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname, cmd, roles::text, qual, with_check from pg_policies "
            "where schemaname = 'public' and policyname <> 'definer' order by 1, 2"
        )
        return cursor.fetchall()


def may(cast, name, table, key, command, role, samples):
    """What a watcher may do in a table, as a value to compare."""
    with probe.as_person(cast, name, role):
        match command:
            case "SELECT":
                return probe.read(table, key)
            case "UPDATE":
                return probe.change(table, *probe.constant(table))
            case "DELETE":
                return probe.remove(table)
            case "INSERT":
                return probe.insertable(table, key, samples)


@pytest.mark.django_db
def test_no_policy_could_be_true_unnoticed(signed):
    assert set(WATCHERS) - {None} <= set(NAMES)
    fill(signed)
    furnish(signed)
    unnoticed, before = [], {}
    keys = {table: probe.key_of(table) for table in probe.tables()}
    samples = {table: probe.rows_of(table)[:6] for table in keys}
    for table, policy, command, roles, using, check in policies():
        if "true" in (using, check) and (using or "true") == (check or "true"):
            continue  # already as wide as it can be, and meant so
        assert samples[table] or command == "INSERT", f"{table} has no row to try"
        role = WEB if WEB in roles else WORKER
        place = (table, keys[table], command, role, samples[table])
        seen = before.get((table, command, role)) or {name: may(signed, name, *place) for name in WATCHERS}
        before[table, command, role] = seen
        with transaction.atomic():
            with as_role(OWNER), connection.cursor() as cursor:
                using_sql = " using (true)" if using else ""
                check_sql = " with check (true)" if check else ""
                cursor.execute(f"alter policy {policy} on {table}{using_sql}{check_sql}")
            if all(may(signed, name, *place) == seen[name] for name in WATCHERS):
                unnoticed.append(f"{table}.{policy} ({command})")
            transaction.set_rollback(True)
    unnoticed = [name for name in unnoticed if name not in HELD_TWICE]
    assert not unnoticed, "\n".join(unnoticed)
