"""A commitment that was spoken stands in for a signature, where the framework lets it and nobody contests it (C4)."""

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
from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, SIGNS, Disclosure
from coaching.migrating import QuickMigration

SEC = f"""
-- Written down by one who leads, for another who is asked to sign, where the framework lets that part speak (C4). The
-- one who gave it confirms it; nothing else of it changes by hand.
create function sec.keep_commitment() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    if old.answer <> '' or new.answer <> 'confirmed' or new.remark <> ''
       or (new.agreement_id, new.user_id, new.part, new.digest, new.said_on, new.way, new.recorded_by_id, new.recorded_at)
          is distinct from
          (old.agreement_id, old.user_id, old.part, old.digest, old.said_on, old.way, old.recorded_by_id, old.recorded_at) then
      raise exception 'a spoken commitment is confirmed or contested once' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if new.answer <> '' or new.recorded_by_id is distinct from sec.person() or new.user_id = new.recorded_by_id
     or not exists (select from sec.my_parties p where p.partnership_id = new.partnership_id and p.left_at is null
          and p.part in ('coach', 'mentor_coach', 'peer'))
     or not exists (
       select from public.agreements_agreement a
       join public.agreements_signature g on g.agreement_id = a.id
       join public.coaching_partnership s on s.id = a.partnership_id
       join public.coaching_frameworkversion v on v.id = s.framework_version_id
       cross join lateral jsonb_array_elements(v.content -> 'formats') m
       where a.id = new.agreement_id and a.partnership_id = new.partnership_id and a.state = 'out'
         and a.expires_at > now() and a.digest = new.digest
         and g.user_id = new.user_id and g.part = new.part and g.signed_at is null
         and m ->> 'key' = s.format and m -> 'verbal' ? new.part) then
    raise exception 'no spoken commitment can stand in here' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert or update on public.agreements_spokencommitment
  for each row execute function sec.keep_commitment();
grant execute on function sec.keep_commitment() to {LOGINS}, {DEFINER};

set role {DEFINER};
-- Whether a commitment that was spoken stands in for the signature of this person: the framework lets their part commit
-- aloud, it was written down for this very text, and it is not contested.
create function sec.spoken_for(agreement uuid, person uuid, held text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from public.agreements_spokencommitment k
    join public.agreements_agreement a on a.id = k.agreement_id
    join public.coaching_partnership s on s.id = a.partnership_id
    join public.coaching_frameworkversion v on v.id = s.framework_version_id
    cross join lateral jsonb_array_elements(v.content -> 'formats') m
    where a.id = agreement and k.user_id = person and k.part = held and k.answer <> 'contested'
      and k.digest is not distinct from a.digest and m ->> 'key' = s.format and m -> 'verbal' ? held)
$$;
revoke all on function sec.spoken_for(uuid, uuid, text) from public;

-- The last signature, or the last spoken commitment that stands in for one; somebody has to have signed.
create or replace function sec.activate_agreement(agreement uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  a public.agreements_agreement;
  s public.coaching_partnership;
  f record;
begin
  select g.* into a from public.agreements_agreement g where g.id = agreement for update;
  if not found or a.state <> 'out' or a.expires_at <= now()
     or encode(sha256(convert_to(a.text, 'UTF8')), 'hex') is distinct from a.digest
     or not exists (select from sec.my_parties p where p.partnership_id = a.partnership_id and p.left_at is null) then
    return false;
  end if;
  select p.* into s from public.coaching_partnership p where p.id = a.partnership_id for update;
  select v.terms_id, array(select jsonb_array_elements_text(m -> 'must_sign')) as must_sign into f
  from public.coaching_frameworkversion v, jsonb_array_elements(v.content -> 'formats') m
  where v.id = s.framework_version_id and m ->> 'key' = s.format;
  if not found or cardinality(f.must_sign) = 0 or a.rules_id is distinct from f.terms_id then
    return false;
  end if;
  if exists (select from unnest(f.must_sign) part where not exists (
        select from public.coaching_party q where q.partnership_id = s.id and q.part = part and q.left_at is null))
     or not exists (select from public.agreements_signature g
        where g.agreement_id = a.id and g.signed_at is not null and g.digest is not distinct from a.digest)
     or exists (select from public.coaching_party q
        where q.partnership_id = s.id and q.left_at is null and q.part = any (f.must_sign)
          and not exists (select from public.agreements_signature g
            where g.agreement_id = a.id and g.user_id = q.user_id and g.part = q.part
              and g.signed_at is not null and g.digest is not distinct from a.digest)
          and not sec.spoken_for(a.id, q.user_id, q.part)) then
    return false;
  end if;
  update public.agreements_agreement set state = 'superseded' where partnership_id = s.id and state = 'active';
  update public.agreements_agreedterms set in_force = false where partnership_id = s.id and in_force;
  update public.agreements_agreement set state = 'active', activated_at = now() where id = a.id;
  update public.agreements_agreedterms set in_force = true where agreement_id = a.id;
  update public.agreements_standing set state = 'signed', since = now() where partnership_id = s.id;
  perform sec.rebind(s.id, f.terms_id);
  return true;
end $$;

-- "I did not say that": by the one who is said to have committed. An agreement that came into force by it and not by
-- their signature is in force no more; the one before it is again, or nothing leaves the pair.
create function sec.contest_commitment(commitment uuid, words text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  k public.agreements_spokencommitment;
  a public.agreements_agreement;
  b public.agreements_agreement;
begin
  select g.* into a from public.agreements_agreement g
  where g.id = (select c.agreement_id from public.agreements_spokencommitment c
                where c.id = commitment and c.user_id = sec.person()) for update;
  if not found or not exists (select from sec.my_parties p where p.partnership_id = a.partnership_id and p.left_at is null) then
    return false;
  end if;
  select c.* into k from public.agreements_spokencommitment c where c.id = commitment for update;
  if k.answer <> '' then
    return false;
  end if;
  update public.agreements_spokencommitment set answer = 'contested', answered_at = now(), remark = left(words, 300)
  where id = k.id;
  if a.state <> 'active' or exists (select from public.agreements_signature g
      where g.agreement_id = a.id and g.user_id = k.user_id and g.part = k.part and g.signed_at is not null) then
    return true;
  end if;
  update public.agreements_agreement set state = 'withdrawn', closed_reason = 'contested' where id = a.id;
  update public.agreements_agreedterms set in_force = false where agreement_id = a.id;
  select g.* into b from public.agreements_agreement g
  where g.partnership_id = a.partnership_id and g.state = 'superseded' and g.number < a.number
  order by g.number desc limit 1;
  if found then
    update public.agreements_agreement set state = 'active' where id = b.id;
    update public.agreements_agreedterms set in_force = true where agreement_id = b.id;
    perform sec.rebind(a.partnership_id, b.rules_id);
  else
    update public.agreements_standing set state = 'drafting', since = now()
    where partnership_id = a.partnership_id and state in ('signed', 'paused');
    perform sec.rebind(a.partnership_id, null);
  end if;
  return true;
end $$;
revoke all on function sec.contest_commitment(uuid, text) from public;
grant execute on function sec.contest_commitment(uuid, text) to {LOGINS};
set role {OWNER};
"""


class Migration(QuickMigration):
    dependencies = [
        ("agreements", "0006_who_signs_reads_the_text"),
        ("coaching", "0003_practices_leave_the_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SpokenCommitmentHistory",
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
                    "part",
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
                ("digest", models.CharField(max_length=64)),
                ("said_on", models.DateField(verbose_name="the day on which it was said")),
                (
                    "way",
                    models.CharField(
                        choices=[("in_person", "In person"), ("phone", "By phone"), ("video", "By video")],
                        max_length=12,
                        verbose_name="how it was said",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("confirmed", "Confirmed"), ("contested", "Contested")], max_length=12
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="what is not right")),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
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
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SpokenCommitment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "part",
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
                ("digest", models.CharField(max_length=64)),
                ("said_on", models.DateField(verbose_name="the day on which it was said")),
                (
                    "way",
                    models.CharField(
                        choices=[("in_person", "In person"), ("phone", "By phone"), ("video", "By video")],
                        max_length=12,
                        verbose_name="how it was said",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("confirmed", "Confirmed"), ("contested", "Contested")], max_length=12
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="what is not right")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spoken", to="agreements.agreement"
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "user", "part"), name="agreements_spoken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="agreements_spoken_answer_has_its_time",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="spokencommitment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_spokencommitmenthistory" ("agreement_id", "answer", "answered_at", "digest", "id", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "recorded_by_id", "remark", "said_on", "terms_id", "user_id", "way", "written_at") VALUES (NEW."agreement_id", NEW."answer", NEW."answered_at", NEW."digest", NEW."id", NEW."part", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."recorded_at", NEW."recorded_by_id", NEW."remark", NEW."said_on", NEW."terms_id", NEW."user_id", NEW."way", NEW."written_at"); RETURN NULL;',
                    hash="37df7f1a29ef28388d8ce9420429faeda7f50e2d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ac47d",
                    table="agreements_spokencommitment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="spokencommitment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."remark" IS DISTINCT FROM (NEW."remark") OR OLD."said_on" IS DISTINCT FROM (NEW."said_on") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."way" IS DISTINCT FROM (NEW."way"))',
                    func='INSERT INTO "agreements_spokencommitmenthistory" ("agreement_id", "answer", "answered_at", "digest", "id", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "recorded_by_id", "remark", "said_on", "terms_id", "user_id", "way", "written_at") VALUES (NEW."agreement_id", NEW."answer", NEW."answered_at", NEW."digest", NEW."id", NEW."part", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."recorded_at", NEW."recorded_by_id", NEW."remark", NEW."said_on", NEW."terms_id", NEW."user_id", NEW."way", NEW."written_at"); RETURN NULL;',
                    hash="c879f21b0f8c9c08c3397ea818a8557695e4c2bb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_394f0",
                    table="agreements_spokencommitment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="spokencommitment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_spokencommitmenthistory" ("agreement_id", "answer", "answered_at", "digest", "id", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "recorded_by_id", "remark", "said_on", "terms_id", "user_id", "way", "written_at") VALUES (OLD."agreement_id", OLD."answer", OLD."answered_at", OLD."digest", OLD."id", OLD."part", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."recorded_at", OLD."recorded_by_id", OLD."remark", OLD."said_on", OLD."terms_id", OLD."user_id", OLD."way", OLD."written_at"); RETURN NULL;',
                    hash="2ad001c625102cde64ef1dde6413a9400961f3ce",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_faacc",
                    table="agreements_spokencommitment",
                    when="AFTER",
                ),
            ),
        ),
        Disclose("agreements_spokencommitment", Disclosure(RecordClass.AGREEMENT, signers=SIGNS, updates="own")),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
