"""The bytes of an export move to a table of their own, which only the requester reads while they hold the part."""

import datetime as dt

import django.db.models.deletion
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import DEFINER, LOGINS, NOBODY, PERSON, WORKER, Policy
from coaching.migrating import QuickMigration

MINE = f"requester_id = {PERSON}"
ASKED_IN_OWN_PART = (
    f"{MINE} and exists (select 1 from sec.my_memberships m "
    "where m.program_id = reports_export.program_id and m.part = reports_export.part)"
)
HELD = (
    "exists (select 1 from public.reports_export e "
    "join sec.my_memberships m on m.program_id = e.program_id and m.part = e.part "
    f"where e.id = reports_exportfile.export_id and e.requester_id = {PERSON} and e.expires_at > now())"
)

# Whoever may delete the export may not always see its file, so the database takes the file along itself
TOGETHER = """
alter table reports_exportfile add constraint reports_exportfile_of_its_export
foreign key (export_id) references reports_export (id) on delete cascade
"""

# What a file was made as decides who may fetch it, so it stays as it was asked for
KEPT = f"""
create function sec.keep_export() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.requester_id, new.program_id, new.part, new.since, new.until, new.requested_at, new.expires_at) is distinct from
     (old.requester_id, old.program_id, old.part, old.since, old.until, old.requested_at, old.expires_at) then
    raise exception 'an export stays what was asked for' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.reports_export for each row execute function sec.keep_export();
revoke all on function sec.keep_export() from public;
grant execute on function sec.keep_export() to {LOGINS}, {DEFINER};
"""


class Migration(QuickMigration):
    dependencies = [("reports", "0002_disclosure")]

    operations = [
        migrations.CreateModel(
            name="ExportFile",
            fields=[
                (
                    "export",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="reports.export",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(TOGETHER, migrations.RunSQL.noop),
        Protect(
            "reports_exportfile",
            [Policy("own", "select", HELD), Policy("makes", "insert", check=HELD)],
        ),
        Protect(
            "reports_export",
            [
                Policy("own", "select", MINE),
                Policy("asks", "insert", check=ASKED_IN_OWN_PART),
                Policy("changes", "update", MINE, MINE),
                Policy("deletes", "delete", MINE),
                Policy("worker_forgets", "delete", f"{NOBODY} and expires_at <= now()", to=WORKER),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        migrations.RemoveField(model_name="export", name="content"),
        migrations.AddField(model_name="export", name="attempts", field=models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            model_name="export",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("rights", "You no longer have the part in this program that you asked in."),
                    (
                        "no_pdf",
                        "PDF files cannot be made at the moment. Choose Excel or CSV, or ask your administrator.",
                    ),
                    ("too_long", "The report has too many rows for this kind of file. Choose CSV."),
                    (
                        "error",
                        "The report could not be made. Ask for it again, or tell your administrator.",
                    ),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="since",
            field=models.DateField(default=dt.date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="export",
            name="until",
            field=models.DateField(default=dt.date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(model_name="export", name="worked_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "working"])),
                fields=["requested_at"],
                name="reports_export_to_make",
            ),
        ),
        migrations.AddIndex(
            model_name="export", index=models.Index(fields=["expires_at"], name="reports_export_to_forget")
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="reports_export_until_after_since"
            ),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
