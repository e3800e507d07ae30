"""Another time for an appointment: proposed by one of a pair, decided by the other."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import coaching.models.history
from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import QuickMigration

SEC = f"""
-- What was proposed stays as it was. Nobody accepts or declines their own, and nobody takes back another's.
create function sec.keep_proposal() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if to_jsonb(new) - array['terms_id', 'program_id', 'written_at', 'state', 'answered_by_id', 'answered_at']
     is distinct from to_jsonb(old) - array['terms_id', 'program_id', 'written_at', 'state', 'answered_by_id', 'answered_at'] then
    raise exception 'a proposal stays as it was made' using errcode = 'insufficient_privilege';
  end if;
  if old.state <> 'open' or new.answered_by_id is distinct from sec.person()
     or new.state in ('accepted', 'declined') and old.author_id = sec.person()
     or new.state = 'withdrawn' and old.author_id <> sec.person()
     or new.state not in ('accepted', 'declined', 'withdrawn', 'lapsed') then
    raise exception 'this proposal is not theirs to answer so' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.cycles_moveproposal for each row execute function sec.keep_proposal();
grant execute on function sec.keep_proposal() to {LOGINS}, {DEFINER};
"""
BACK = """
drop trigger b_keep on public.cycles_moveproposal;
drop function sec.keep_proposal();
"""


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0014_visits_end_with_the_coaching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MoveProposalHistory",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "pgh_person",
                    models.UUIDField(db_default=coaching.models.history.ActingPerson(), editable=False, null=True),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("local_date", models.DateField()),
                ("local_time", models.TimeField()),
                ("which", models.CharField(blank=True, max_length=8)),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.program",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.terms",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MoveProposal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("local_date", models.DateField()),
                ("local_time", models.TimeField()),
                ("which", models.CharField(blank=True, max_length=8)),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.program",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.terms",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="cycles.visit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("visit",), name="cycles_one_open_proposal"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="moveproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cycles_moveproposalhistory" ("answered_at", "answered_by_id", "author_id", "id", "local_date", "local_time", "made_at", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "sequence", "starts_at", "state", "terms_id", "visit_id", "which", "written_at") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."author_id", NEW."id", NEW."local_date", NEW."local_time", NEW."made_at", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."sequence", NEW."starts_at", NEW."state", NEW."terms_id", NEW."visit_id", NEW."which", NEW."written_at"); RETURN NULL;',
                    hash="2fd228c8e2a9509f664b9cd5c4bf4994e178df36",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b1152",
                    table="cycles_moveproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="moveproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."local_date" IS DISTINCT FROM (NEW."local_date") OR OLD."local_time" IS DISTINCT FROM (NEW."local_time") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."which" IS DISTINCT FROM (NEW."which"))',
                    func='INSERT INTO "cycles_moveproposalhistory" ("answered_at", "answered_by_id", "author_id", "id", "local_date", "local_time", "made_at", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "sequence", "starts_at", "state", "terms_id", "visit_id", "which", "written_at") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."author_id", NEW."id", NEW."local_date", NEW."local_time", NEW."made_at", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."sequence", NEW."starts_at", NEW."state", NEW."terms_id", NEW."visit_id", NEW."which", NEW."written_at"); RETURN NULL;',
                    hash="22b561fa203666fe72eebce12a4f7c2bd86724c7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4186b",
                    table="cycles_moveproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="moveproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cycles_moveproposalhistory" ("answered_at", "answered_by_id", "author_id", "id", "local_date", "local_time", "made_at", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "sequence", "starts_at", "state", "terms_id", "visit_id", "which", "written_at") VALUES (OLD."answered_at", OLD."answered_by_id", OLD."author_id", OLD."id", OLD."local_date", OLD."local_time", OLD."made_at", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."sequence", OLD."starts_at", OLD."state", OLD."terms_id", OLD."visit_id", OLD."which", OLD."written_at"); RETURN NULL;',
                    hash="bd3a171195f0df0a428f53b5ccc9fff38e1f4e95",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d2a93",
                    table="cycles_moveproposal",
                    when="AFTER",
                ),
            ),
        ),
        Disclose("cycles_moveproposal", Disclosure(RecordClass.VISIT_DETAIL, leaves="false", inserts="author")),
        migrations.RunSQL(SEC, BACK),
    ]
