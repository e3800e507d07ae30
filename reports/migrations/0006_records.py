"""A learner's own record of a partnership as a file, which no part in the program is asked for (A7)."""

import django.db.models.deletion
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import NOBODY, PERSON, WORKER, Policy
from coaching.migrating import QuickMigration

MINE = f"requester_id = {PERSON}"


def held(export: str) -> str:
    """SQL: the person holds the part that `export` was asked for in, or is or was coached in what it is the record of."""
    return (
        f"case when {export}.partnership_id is null then exists (select 1 from sec.my_memberships m "
        f"where m.program_id = {export}.program_id and m.part = {export}.part) "
        f"else {export}.kind = 'record' and exists (select 1 from sec.my_parties p "
        f"where p.partnership_id = {export}.partnership_id and p.part in ('coachee', 'peer')) end"
    )


HELD = (
    "exists (select 1 from public.reports_export e where e.id = reports_exportfile.export_id "
    f"and e.requester_id = {PERSON} and e.expires_at > now() and {held('e')})"
)

KEPT = """
create or replace function sec.keep_export() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.requester_id, new.program_id, new.partnership_id, new.part, new.kind, new.since, new.until, new.requested_at,
      new.expires_at) is distinct from
     (old.requester_id, old.program_id, old.partnership_id, old.part, old.kind, old.since, old.until, old.requested_at,
      old.expires_at) then
    raise exception 'an export stays what was asked for' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
"""


class Migration(QuickMigration):
    dependencies = [("coaching", "0010_ledger"), ("reports", "0005_freezing")]

    operations = [
        migrations.AddField(
            model_name="export",
            name="partnership",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="format",
            field=models.CharField(
                choices=[("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")], max_length=4
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("program", "Program report"),
                    ("numbers", "Numbers of a month"),
                    ("record", "Your record"),
                ],
                default="program",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "record"), ("partnership__isnull", True), _connector="XOR"),
                name="reports_record_of_a_partnership",
            ),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        Protect(
            "reports_exportfile",
            [Policy("own", "select", HELD), Policy("makes", "insert", check=HELD)],
        ),
        Protect(
            "reports_export",
            [
                Policy("own", "select", MINE),
                Policy("asks", "insert", check=f"{MINE} and {held('reports_export')}"),
                Policy("changes", "update", MINE, MINE),
                Policy("deletes", "delete", MINE),
                Policy("worker_forgets", "delete", f"{NOBODY} and expires_at <= now()", to=WORKER),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
    ]
