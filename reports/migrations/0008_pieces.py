"""Files are kept by the piece, so that none is ever whole in memory; and every visit is a kind of file (ADR 0033)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import DEFINER, OWNER, PERSON, Policy
from coaching.migrating import QuickMigration

HELD = (
    "exists (select 1 from public.reports_export e where e.id = reports_exportpiece.export_id "
    f"and e.requester_id = {PERSON} and e.expires_at > now() and case when e.partnership_id is null then "
    "exists (select 1 from sec.my_memberships m where m.program_id = e.program_id and m.part = e.part) "
    "else e.kind = 'record' and exists (select 1 from sec.my_parties p "
    "where p.partnership_id = e.partnership_id and p.part in ('coachee', 'peer')) end)"
)

# Whoever may delete the export may not always see its file, so the database takes the pieces along itself. What is
# packed already is not packed again. Files that are there become one piece.
TOGETHER = """
alter table reports_exportpiece add constraint reports_exportpiece_of_its_export
foreign key (export_id) references reports_export (id) on delete cascade;
alter table reports_exportpiece alter column content set storage external;
"""
MOVED = f"""
grant select on reports_exportfile to {DEFINER};
set role {DEFINER};
insert into public.reports_exportpiece (id, export_id, position, content)
select gen_random_uuid(), export_id, 0, content from public.reports_exportfile;
update public.reports_export e set size = length(f.content) from public.reports_exportfile f where f.export_id = e.id;
set role {OWNER};
"""


class Migration(QuickMigration):
    dependencies = [("reports", "0007_months_told")]

    operations = [
        migrations.CreateModel(
            name="ExportPiece",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "export",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="pieces",
                        to="reports.export",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("export", "position"), name="reports_exportpiece_once")
                ],
            },
        ),
        migrations.AddField(model_name="export", name="size", field=models.PositiveBigIntegerField(default=0)),
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("program", "Program report"),
                    ("visits", "Coaching log"),
                    ("numbers", "Numbers of a month"),
                    ("record", "Your record"),
                ],
                default="program",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("rights", "You no longer have the part in this program that you asked in."),
                    (
                        "terms",
                        "An agreement has changed, and the file would say more than it allows. "
                        "Ask for the report again.",
                    ),
                    ("stopped", "You stopped it. Ask for it again when you need it."),
                    (
                        "no_pdf",
                        "PDF files cannot be made at the moment. Choose Excel or CSV, or ask your administrator.",
                    ),
                    ("too_long", "The report has too many rows for this kind of file. Choose CSV."),
                    ("error", "The report could not be made. Ask for it again, or tell your administrator."),
                ],
                max_length=12,
            ),
        ),
        Protect(
            "reports_exportpiece",
            [Policy("own", "select", HELD), Policy("makes", "insert", check=HELD)],
        ),
        migrations.RunSQL(TOGETHER + MOVED, migrations.RunSQL.noop),
        migrations.DeleteModel(name="ExportFile"),
    ]
