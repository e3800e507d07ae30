"""Whose goal it is, what of an observation is collected, and looks at each other's plans (B7)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import Together

SEC = f"""
-- A look at a plan is read by the one who wrote it and the one whose plan it is, whoever says otherwise.
create function sec.keep_review_readers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' then
    new.reader_ids := array[new.user_id, new.learner_id];
  end if;
  return new;
end $$;
create trigger b_readers before insert on public.cycles_planreview
  for each row execute function sec.keep_review_readers();

-- The two coach each other today, in a format in which the framework has them look through each other's plans.
create function sec.keep_review_of_peers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      join public.coaching_party p on p.partnership_id = s.id and p.left_at is null and p.user_id = new.user_id
      join public.coaching_party q on q.partnership_id = s.id and q.left_at is null and q.user_id = new.learner_id
      where s.id = new.partnership_id and p.part = 'peer' and q.part = 'peer'
        and v.content -> 'peers' -> 'formats' ? s.format) then
    raise exception 'these two do not coach each other' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
-- After the row's own policies have said whose row it may be
create trigger keep after insert on public.cycles_planreview
  for each row execute function sec.keep_review_of_peers();
grant execute on function sec.keep_review_readers(), sec.keep_review_of_peers() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0015_moves_proposed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="PlanReview",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("strong", models.TextField(max_length=2000, verbose_name="what is strong")),
                        ("asks", models.TextField(blank=True, max_length=2000, verbose_name="what I would ask")),
                        ("agreed", models.BooleanField(verbose_name="agreed")),
                        ("reviewed_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["partnership", "-reviewed_at"], name="cycles_review_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("user", models.F("learner")), _negated=True),
                                name="cycles_review_of_another",
                            )
                        ],
                        "ordering": ["-reviewed_at"],
                    },
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="goal",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="goal",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="goal",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="observationfocus",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="observationfocus",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="observationfocus",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="goal",
                    name="learner",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="goalhistory",
                    name="learner",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="observationfocus",
                    name="collected",
                    field=models.CharField(
                        blank=True, default="", max_length=500, verbose_name="which data is collected"
                    ),
                ),
                migrations.AddField(
                    model_name="observationfocus",
                    name="kept_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="observationfocus",
                    name="learner",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="observationfocushistory",
                    name="collected",
                    field=models.CharField(
                        blank=True, default="", max_length=500, verbose_name="which data is collected"
                    ),
                ),
                migrations.AddField(
                    model_name="observationfocushistory",
                    name="kept_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="observationfocushistory",
                    name="learner",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalhistory" ("area", "created_at", "created_by_id", "id", "learner_id", "partnership_id", "pgh_created_at", "pgh_label", "position", "practice_id", "program_id", "set_aside_at", "terms_id", "text", "written_at") VALUES (NEW."area", NEW."created_at", NEW."created_by_id", NEW."id", NEW."learner_id", NEW."partnership_id", NOW(), \'insert\', NEW."position", NEW."practice_id", NEW."program_id", NEW."set_aside_at", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="6eda62fcb91a50d1221a6e4f4c7e7f8d9a9d66bd",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d7d98",
                            table="cycles_goal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."area" IS DISTINCT FROM (NEW."area") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."learner_id" IS DISTINCT FROM (NEW."learner_id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."set_aside_at" IS DISTINCT FROM (NEW."set_aside_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "cycles_goalhistory" ("area", "created_at", "created_by_id", "id", "learner_id", "partnership_id", "pgh_created_at", "pgh_label", "position", "practice_id", "program_id", "set_aside_at", "terms_id", "text", "written_at") VALUES (NEW."area", NEW."created_at", NEW."created_by_id", NEW."id", NEW."learner_id", NEW."partnership_id", NOW(), \'update\', NEW."position", NEW."practice_id", NEW."program_id", NEW."set_aside_at", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="163a8dcbea299c2a3af59165180749e1a72f52a2",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e9bc8",
                            table="cycles_goal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalhistory" ("area", "created_at", "created_by_id", "id", "learner_id", "partnership_id", "pgh_created_at", "pgh_label", "position", "practice_id", "program_id", "set_aside_at", "terms_id", "text", "written_at") VALUES (OLD."area", OLD."created_at", OLD."created_by_id", OLD."id", OLD."learner_id", OLD."partnership_id", NOW(), \'delete\', OLD."position", OLD."practice_id", OLD."program_id", OLD."set_aside_at", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="ff3199ea147afaf4a945b4447e6c9545f979df26",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9f158",
                            table="cycles_goal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="observationfocus",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_observationfocushistory" ("collected", "debrief", "id", "kept_by_id", "learner_id", "moment", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "saved_at", "saved_by_id", "shared", "terms_id", "visit_id", "way", "what", "written_at") VALUES (NEW."collected", NEW."debrief", NEW."id", NEW."kept_by_id", NEW."learner_id", NEW."moment", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."saved_at", NEW."saved_by_id", NEW."shared", NEW."terms_id", NEW."visit_id", NEW."way", NEW."what", NEW."written_at"); RETURN NULL;',
                            hash="c8eb9ee4187251aad0ec4e84dcd18182427805dd",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_858b7",
                            table="cycles_observationfocus",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="observationfocus",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."collected" IS DISTINCT FROM (NEW."collected") OR OLD."debrief" IS DISTINCT FROM (NEW."debrief") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kept_by_id" IS DISTINCT FROM (NEW."kept_by_id") OR OLD."learner_id" IS DISTINCT FROM (NEW."learner_id") OR OLD."moment" IS DISTINCT FROM (NEW."moment") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id") OR OLD."shared" IS DISTINCT FROM (NEW."shared") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."way" IS DISTINCT FROM (NEW."way") OR OLD."what" IS DISTINCT FROM (NEW."what"))',
                            func='INSERT INTO "cycles_observationfocushistory" ("collected", "debrief", "id", "kept_by_id", "learner_id", "moment", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "saved_at", "saved_by_id", "shared", "terms_id", "visit_id", "way", "what", "written_at") VALUES (NEW."collected", NEW."debrief", NEW."id", NEW."kept_by_id", NEW."learner_id", NEW."moment", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."saved_at", NEW."saved_by_id", NEW."shared", NEW."terms_id", NEW."visit_id", NEW."way", NEW."what", NEW."written_at"); RETURN NULL;',
                            hash="38a9e65fa551527290fdb3db83da13ca05644b80",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dc8a9",
                            table="cycles_observationfocus",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="observationfocus",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_observationfocushistory" ("collected", "debrief", "id", "kept_by_id", "learner_id", "moment", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "saved_at", "saved_by_id", "shared", "terms_id", "visit_id", "way", "what", "written_at") VALUES (OLD."collected", OLD."debrief", OLD."id", OLD."kept_by_id", OLD."learner_id", OLD."moment", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."saved_at", OLD."saved_by_id", OLD."shared", OLD."terms_id", OLD."visit_id", OLD."way", OLD."what", OLD."written_at"); RETURN NULL;',
                            hash="d70c04f6573440e19d9e36d7c91d995b0d0a31f6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_cdd2c",
                            table="cycles_observationfocus",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose(
            "cycles_planreview",
            Disclosure(RecordClass.NOTES, addressed=True, inserts="own", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(SEC, "drop function if exists sec.keep_review_readers(), sec.keep_review_of_peers() cascade"),
    ]
