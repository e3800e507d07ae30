"""Cases for advice without names (A9): who reads them is found here, and the ledger is told when one is sent."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import Together

SEC = f"""
-- The signed terms give a coach's supervisor each of these classes without names, or it is refused; that is all that
-- "masked" opens, and it opens the copy, never the record.
create function sec.keep_case() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  new.taken_back_at := null;
  new.helper_ids := array(
    select c from sec.coach_supervisors_of(new.partnership_id) c where c <> new.user_id order by 1);
  new.reader_ids := array(
    select new.user_id union select unnest(new.helper_ids)
    union select q.user_id from public.coaching_party q
    where q.partnership_id = new.partnership_id and q.left_at is null and q.part in ('coachee', 'peer')
    order by 1);
  if cardinality(new.helper_ids) = 0
     or not exists (select from public.coaching_party q where q.partnership_id = new.partnership_id
       and q.user_id = new.user_id and q.part = new.part and q.part in ('coach', 'mentor_coach', 'peer')
       and q.left_at is null)
     or exists (select from jsonb_array_elements(new.parts) given where not exists (
       select from public.coaching_partnership p join public.coaching_disclosurerule r on r.terms_id = p.terms_id
       where p.id = new.partnership_id and r.audience = 'coach_supervisor' and r.form = 'masked'
         and r.record_class = given ->> 'record_class')) then
    raise exception 'the signed agreement gives nobody this without names' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert on public.cycles_maskedcase for each row execute function sec.keep_case();

create function sec.tell_case() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.coaching_ledgerentry (id, partnership_id, written_at, reader_id, reader_name, office, part,
    record_class, way, ground, shown_on, first_at, last_at)
  select gen_random_uuid(), new.partnership_id, now(), h, coalesce(n.name, ''), '', 'coach_supervisor', c.record_class,
    'sent', 'masked', (now() at time zone g.time_zone)::date, now(), now()
  from unnest(new.helper_ids) h
  left join public.coaching_person n on n.user_id = h
  join public.coaching_program g on g.id = new.program_id
  cross join (select distinct e ->> 'record_class' as record_class from jsonb_array_elements(new.parts) e) c
  on conflict (partnership_id, shown_on, reader_id, part, record_class, way, ground) do update set last_at = now();
  return null;
end $$;
create trigger tell after insert on public.cycles_maskedcase for each row execute function sec.tell_case();

-- A word is read by those who read the case, and said by the one who sent it or by one who is asked.
create function sec.keep_case_word() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  select c.reader_ids into new.reader_ids from public.cycles_maskedcase c
  where c.id = new.case_id and c.partnership_id = new.partnership_id and c.taken_back_at is null
    and (new.user_id = c.user_id or new.user_id = any (c.helper_ids));
  if new.reader_ids is null then
    raise exception 'this is not theirs to say' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert on public.cycles_caseword for each row execute function sec.keep_case_word();

-- Taken back by the one who sent it: the case and all that was said of it stay with those who work together.
create function sec.take_back_case(of uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare helpers uuid[];
begin
  update public.cycles_maskedcase c set taken_back_at = now(),
    reader_ids = array(select r from unnest(c.reader_ids) r where r <> all (c.helper_ids))
  where c.id = take_back_case.of and c.user_id = sec.person() and c.taken_back_at is null
  returning c.helper_ids into helpers;
  if helpers is null then
    return false;
  end if;
  update public.cycles_caseword w set reader_ids = array(select r from unnest(w.reader_ids) r where r <> all (helpers))
  where w.case_id = take_back_case.of;
  return true;
end $$;

revoke all on function sec.take_back_case(uuid), sec.tell_case() from public;
grant execute on function sec.take_back_case(uuid) to {LOGINS};
grant execute on function sec.tell_case(), sec.keep_case(), sec.keep_case_word() to {LOGINS}, {DEFINER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.take_back_case(uuid) owner to {DEFINER};
alter function sec.tell_case() owner to {DEFINER};
"""

DRAFT = Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="author", deletes="author")
CASE = Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="own", updates="nobody")
WORD = Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="routed", updates="nobody")


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0010_ledger"),
        ("cycles", "0026_duty"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="MaskedCase",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("user_name", models.CharField(max_length=120)),
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
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "helper_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("question", models.TextField(max_length=6000, verbose_name="question")),
                        ("parts", models.JSONField(default=list)),
                        ("sent_at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
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
                        "ordering": ["-sent_at"],
                        "indexes": [models.Index(fields=["partnership", "-sent_at"], name="cycles_case_of")],
                    },
                ),
                migrations.CreateModel(
                    name="CaseWord",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("user_name", models.CharField(max_length=120)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("text", models.TextField(max_length=5000, verbose_name="your words")),
                        ("said_at", models.DateTimeField()),
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="words",
                                to="cycles.maskedcase",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["said_at"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseDraft",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "classes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=24), default=list, size=None
                            ),
                        ),
                        ("question", models.TextField(blank=True, max_length=4000, verbose_name="question")),
                        ("hidden", models.JSONField(default=dict)),
                        ("kept", models.JSONField(default=list)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "author",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("partnership", "author"), name="cycles_case_one_draft")
                        ],
                    },
                ),
            ]
        ),
        Disclose("cycles_casedraft", DRAFT, history=False),
        Disclose("cycles_maskedcase", CASE, history=False),
        Disclose("cycles_caseword", WORD, history=False),
        migrations.RunSQL(
            SEC,
            "drop function if exists sec.take_back_case(uuid), sec.tell_case(), sec.keep_case(), sec.keep_case_word() cascade;",
        ),
    ]
