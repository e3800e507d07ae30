"""Reports in words (D8, D19): who writes which and when, that what was given stays, and what is put right."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import QuickMigration

SEC = f"""
-- A report is one that the framework has for this format, by one whom it names, once all have signed; after the end only
-- the one that is owed then. That one is given once; what is put right is one's own and stands still.
create function sec.keep_progress_report() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare moment text;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  select d ->> 'moment' into moment
  from public.coaching_partnership p
  join public.coaching_frameworkversion v on v.id = p.framework_version_id
  cross join lateral jsonb_array_elements(v.content -> 'documents') d
  join public.coaching_party q on q.partnership_id = p.id and q.user_id = new.author_id and q.part = new.author_part
    and q.left_at is null
  where p.id = new.partnership_id and p.terms_id is not null and d ->> 'key' = new.key
    and d ->> 'record_class' = 'progress_report' and d -> 'by' ? q.part
    and (coalesce(d -> 'formats', '[]') = '[]' or d -> 'formats' ? p.format)
  limit 1;
  if moment is null then
    raise exception 'the framework has no such report by this person' using errcode = 'insufficient_privilege';
  end if;
  if moment <> 'conclusion' and exists (select from public.agreements_standing s
      where s.partnership_id = new.partnership_id and s.state in ('concluded', 'discontinued', 'handed_over')) then
    raise exception 'this coaching has ended, nothing new is written' using errcode = 'insufficient_privilege';
  end if;
  if new.replaces_id is null and moment = 'conclusion' and exists (select from public.cycles_progressreport r
      where r.partnership_id = new.partnership_id and r.key = new.key)
     or new.replaces_id is not null and not exists (select from public.cycles_progressreport r
      where r.id = new.replaces_id and r.partnership_id = new.partnership_id and r.key = new.key
        and r.author_id = new.author_id and r.replaced_at is null) then
    raise exception 'this report was given before' using errcode = 'insufficient_privilege';
  end if;
  new.given_at := now();
  new.replaced_at := null;
  return new;
end $$;
create trigger b_keep before insert on public.cycles_progressreport
  for each row execute function sec.keep_progress_report();

-- How the goals go is kept with its report, in the same transaction and by the same person.
create function sec.keep_reported_plan() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (new.replaced_at is not null or not exists (
      select from public.cycles_progressreport r where r.id = new.report_id and r.partnership_id = new.partnership_id
        and r.author_id = new.author_id and r.given_at = now())) then
    raise exception 'this belongs to a report that is being given' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert on public.cycles_reportedplan
  for each row execute function sec.keep_reported_plan();

-- What was given stays as it was given, whoever asks; only whose it is by the terms, and that it was put right, moves on.
create function sec.keep_report_as_given() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare free text[] := array['terms_id', 'program_id', 'written_at', 'replaced_at'];
begin
  if to_jsonb(new) - free is distinct from to_jsonb(old) - free
     or old.replaced_at is not null and new.replaced_at is distinct from old.replaced_at then
    raise exception 'a report stays as it was given' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger c_final before update on public.cycles_progressreport
  for each row execute function sec.keep_report_as_given();
create trigger c_final before update on public.cycles_reportedplan
  for each row execute function sec.keep_report_as_given();

create function sec.replace_progress_report() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.cycles_progressreport set replaced_at = now() where id = new.replaces_id;
  update public.cycles_reportedplan set replaced_at = now() where report_id = new.replaces_id;
  return null;
end $$;
create trigger replace after insert on public.cycles_progressreport
  for each row when (new.replaces_id is not null) execute function sec.replace_progress_report();

revoke all on function sec.replace_progress_report() from public;
grant execute on function sec.keep_progress_report(), sec.keep_reported_plan(), sec.keep_report_as_given(),
  sec.replace_progress_report() to {LOGINS}, {DEFINER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.replace_progress_report() owner to {DEFINER};
"""

DRAFT = Disclosure(
    RecordClass.PROGRESS_REPORT,
    author_only=True,
    inserts="author",
    updates="author",
    deletes="author",
    after_end=True,
)
NOT_REPLACED = "replaced_at is null"
REPORT = Disclosure(
    RecordClass.PROGRESS_REPORT, leaves=NOT_REPLACED, inserts="author", updates="nobody", after_end=True
)
PLAN = Disclosure(RecordClass.ACTION_PLAN, leaves=NOT_REPLACED, inserts="author", updates="nobody", after_end=True)
READ = Disclosure(RecordClass.PROGRESS_REPORT, author_only=True, inserts="author", updates="nobody", after_end=True)


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0010_ledger"),
        ("cycles", "0028_logs_corrected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "author_part",
                    models.CharField(
                        choices=[
                            ("coach", "Coach"),
                            ("coachee", "Coachee"),
                            ("peer", "Peer"),
                            ("supervisor", "Supervisor"),
                            ("mentor_coach", "Mentor coach"),
                            ("leadership", "Program leadership"),
                            ("regional_leadership", "Regional leadership"),
                            ("local_agency", "Local agency"),
                            ("state_bureau", "State bureau"),
                            ("coach_supervisor", "Coach's supervisor"),
                            ("administrator", "Program administrator"),
                        ],
                        max_length=24,
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("content", models.JSONField()),
                ("given_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-given_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ProgressReportDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("answers", models.JSONField(default=dict)),
                ("replaces", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ProgressReportRead",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReportedPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("content", models.JSONField()),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="release",
            name="cycles_release_of_its_class",
        ),
        migrations.AlterField(
            model_name="release",
            name="kind",
            field=models.CharField(
                choices=[
                    ("practice", "Practice of focus"),
                    ("goal", "Goal"),
                    ("plan", "Action plan"),
                    ("log", "Coaching log"),
                    ("cycle", "Cycle"),
                    ("detail", "Visit details"),
                    ("note", "Note"),
                    ("celebration", "Celebration"),
                    ("known", "Getting to know"),
                    ("level", "Level of a practice"),
                    ("needs", "Strengths and needs"),
                    ("rating", "Rating"),
                    ("report", "Progress report"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="releaseproposal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("practice", "Practice of focus"),
                    ("goal", "Goal"),
                    ("plan", "Action plan"),
                    ("log", "Coaching log"),
                    ("cycle", "Cycle"),
                    ("detail", "Visit details"),
                    ("note", "Note"),
                    ("celebration", "Celebration"),
                    ("known", "Getting to know"),
                    ("level", "Level of a practice"),
                    ("needs", "Strengths and needs"),
                    ("rating", "Rating"),
                    ("report", "Progress report"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "practice"), ("record_class", "practices")),
                    models.Q(("kind", "goal"), ("record_class", "goals")),
                    models.Q(("kind", "plan"), ("record_class", "action_plan")),
                    models.Q(("kind", "log"), ("record_class", "log")),
                    models.Q(("kind", "cycle"), ("record_class", "log")),
                    models.Q(("kind", "detail"), ("record_class", "visit_detail")),
                    models.Q(("kind", "note"), ("record_class", "notes")),
                    models.Q(("kind", "celebration"), ("record_class", "notes")),
                    models.Q(("kind", "known"), ("record_class", "notes")),
                    models.Q(("kind", "level"), ("record_class", "assessment")),
                    models.Q(("kind", "needs"), ("record_class", "assessment")),
                    models.Q(("kind", "rating"), ("record_class", "assessment")),
                    models.Q(("kind", "report"), ("record_class", "progress_report")),
                    _connector="OR",
                ),
                name="cycles_release_of_its_class",
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="program",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.program",
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cycles.progressreport",
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="terms",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.terms",
            ),
        ),
        migrations.AddField(
            model_name="progressreportdraft",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="progressreportdraft",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="progressreportdraft",
            name="program",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.program",
            ),
        ),
        migrations.AddField(
            model_name="progressreportdraft",
            name="terms",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.terms",
            ),
        ),
        migrations.AddField(
            model_name="progressreportread",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="progressreportread",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="progressreportread",
            name="program",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.program",
            ),
        ),
        migrations.AddField(
            model_name="progressreportread",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="cycles.progressreport"
            ),
        ),
        migrations.AddField(
            model_name="progressreportread",
            name="terms",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.terms",
            ),
        ),
        migrations.AddField(
            model_name="reportedplan",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportedplan",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="reportedplan",
            name="program",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.program",
            ),
        ),
        migrations.AddField(
            model_name="reportedplan",
            name="report",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="cycles.progressreport"
            ),
        ),
        migrations.AddField(
            model_name="reportedplan",
            name="terms",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.terms",
            ),
        ),
        migrations.AddIndex(
            model_name="progressreport",
            index=models.Index(fields=["partnership", "-given_at"], name="cycles_report_of"),
        ),
        migrations.AddIndex(
            model_name="progressreport",
            index=models.Index(fields=["program", "-given_at"], name="cycles_report_in"),
        ),
        migrations.AddConstraint(
            model_name="progressreportdraft",
            constraint=models.UniqueConstraint(fields=("partnership", "author", "key"), name="cycles_report_one_draft"),
        ),
        migrations.AddConstraint(
            model_name="progressreportread",
            constraint=models.UniqueConstraint(fields=("report", "author"), name="cycles_report_read_once"),
        ),
        Disclose("cycles_progressreportdraft", DRAFT, history=False),
        Disclose("cycles_progressreport", REPORT, history=False),
        Disclose("cycles_reportedplan", PLAN, history=False),
        Disclose("cycles_progressreportread", READ, history=False),
        migrations.RunSQL(
            SEC,
            "drop function if exists sec.keep_progress_report(), sec.keep_reported_plan(), sec.keep_report_as_given(),"
            " sec.replace_progress_report() cascade;",
        ),
    ]
