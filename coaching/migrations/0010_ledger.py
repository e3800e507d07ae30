"""The ledger of disclosures: a table that one function of the definer writes, and the pair reads."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, DOOR, LOGINS, Disclosure

LINE = """
  insert into public.coaching_ledgerentry as kept (id, partnership_id, written_at, reader_id, reader_name, office, part,
    record_class, way, ground, shown_on, first_at, last_at)
  select gen_random_uuid(), p.id, now(), $1, coalesce($7, ''), coalesce((
      select a.name from public.coaching_membership m join public.coaching_agency a on a.id = m.agency_id
      where m.user_id = $1 and m.program_id = p.program_id and m.part = given.part
        and m.begins_at <= now() and (m.ends_at is null or m.ends_at > now()) limit 1), ''),
    given.part, $2, $3, given.ground, (now() at time zone g.time_zone)::date, now(), now()
  from public.coaching_partnership p
  join public.coaching_program g on g.id = p.program_id
"""

KEPT = """
  order by p.id
  on conflict (partnership_id, shown_on, reader_id, part, record_class, way, ground)
  do update set last_at = excluded.last_at where kept.last_at < excluded.last_at - interval '10 minutes'
"""

NOT_OWN = """not exists (select from public.coaching_party own where own.partnership_id = p.id and own.user_id = $1
      and own.part in ('coach', 'coachee', 'peer', 'mentor_coach'))"""

BY_RULE = f"""{LINE}
  cross join lateral (
    select found.part, found.ground from (
      select m.part, 'agreement' as ground from sec.my_memberships m
      join public.coaching_disclosurerule r on r.audience = m.part and r.terms_id = p.terms_id
        and r.record_class = $2 and r.form = 'all'
      where m.program_id = p.program_id and m.part <> 'supervisor'
      union all
      select s.part, 'agreement' from sec.my_parties s
      join public.coaching_disclosurerule r on r.audience = s.part and r.terms_id = p.terms_id
        and r.record_class = $2 and r.form = 'all'
      where s.partnership_id = p.id and s.part = 'supervisor' and s.left_at is null
      union all
      select $5, 'handover' from sec.my_former f where f.partnership_id = p.id and f.record_class = $2
    ) found
    order by found.part is distinct from $5, found.part limit 1
  ) given
  where (p.id = any ($4) or p.program_id = any ($4)
      or $6 and p.id in (select s.partnership_id from sec.my_parties s where s.part = 'supervisor' and s.left_at is null)
      or p.id in (select named.partnership_id from public.%1$I named where named.id = any ($4)))
    and {NOT_OWN}
    and exists (select from public.%1$I record where record.partnership_id = p.id)
  {KEPT}"""
"""Of each partnership that the answer is about: what its signed terms give to a part of the reader, if there is any."""

TO_THEM = f"""{LINE}
  cross join lateral (
    select coalesce((select s.part from sec.my_parties s where s.partnership_id = p.id and s.left_at is null limit 1), $5)
      as part, 'addressed' as ground
  ) given
  where {NOT_OWN}
    and exists (select from public.%1$I record where record.partnership_id = p.id
      and $1 = any (record.reader_ids)
      and $1::text is distinct from coalesce(to_jsonb(record) ->> 'user_id', to_jsonb(record) ->> 'author_id')
      and ($6 or p.id = any ($4) or p.program_id = any ($4) or record.id = any ($4))
      and exists (select from public.coaching_party learner where learner.partnership_id = p.id
        and learner.part in ('coachee', 'peer') and learner.user_id = any (record.reader_ids)))
    and (p.id = any ($4) or p.program_id = any ($4)
      or p.id in (select named.partnership_id from public.%1$I named where named.id = any ($4))
      or $6 and (p.id in (select s.partnership_id from sec.my_parties s where s.left_at is null)
        or p.program_id in (select m.program_id from sec.my_memberships m where m.part = 'coach_supervisor')))
  {KEPT}"""
"""Of each partnership that the answer is about: what somebody wrote to the reader, if a learner reads it, too."""

AS_RELEASED = LINE.replace("given.part, $2, $3", "given.part, given.record_class, $3")

GIVEN = f"""{AS_RELEASED}
  cross join lateral (
    select distinct found.part, record.record_class, 'release' as ground
    from public.%1$I record
    join public.coaching_disclosurerule r on r.terms_id = record.terms_id and r.record_class = record.record_class
      and r.audience = record.audience and r.form = 'release'
    join (
      select s.part from sec.my_parties s where s.partnership_id = p.id and s.part = 'supervisor' and s.left_at is null
      union
      select m.part from sec.my_memberships m where m.program_id = p.program_id and m.part <> 'supervisor'
    ) found on found.part = r.audience
    where record.partnership_id = p.id and record.ended_at is null
      and (record.until is null or record.until >= (now() at time zone g.time_zone)::date)
  ) given
  where (p.id = any ($4) or p.program_id = any ($4)
      or $6 and p.id in (select s.partnership_id from sec.my_parties s where s.part = 'supervisor' and s.left_at is null)
      or p.id in (select named.partnership_id from public.%1$I named where named.id = any ($4)))
    and {NOT_OWN}
  {KEPT}"""
"""Of each partnership that the answer is about: the classes of what a learner has given the reader, item by item."""

SEC = f"""
-- What left a pair, written down for the one who was shown it: the acting person, whatever the caller says. Without
-- ids it was about all that they supervise or are asked about.
create function sec.shown(tables text[], classes text[], given text[], ids uuid[], everywhere boolean,
  held text, way text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := sec.person();
  my_name text;
  lines integer;
  total integer := 0;
begin
  if me is null or me = {DOOR} then
    return 0;
  end if;
  select n.name into my_name from public.coaching_person n where n.user_id = me;
  for i in 1 .. coalesce(array_length(tables, 1), 0) loop
    if not exists (select from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relname = tables[i] and c.relnamespace = 'public'::regnamespace and a.attname = 'terms_id')
       or classes[i] in ('concern', 'disclosure_record') then
      raise exception 'nothing of this is told in the ledger' using errcode = 'insufficient_privilege';
    end if;
    execute format(case given[i] when 'written' then $to_them${TO_THEM}$to_them$ when 'released' then $given${GIVEN}$given$
      else $rule${BY_RULE}$rule$ end, tables[i])
    using me, classes[i], way, ids, held, everywhere, my_name;
    get diagnostics lines = row_count;
    total := total + lines;
  end loop;
  return total;
end $$;
revoke all on function sec.shown(text[], text[], text[], uuid[], boolean, text, text) from public;
grant execute on function sec.shown(text[], text[], text[], uuid[], boolean, text, text) to {LOGINS};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.shown(text[], text[], text[], uuid[], boolean, text, text) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0009_program_profiles")]

    operations = [
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("reader_name", models.CharField(max_length=120)),
                ("office", models.CharField(blank=True, max_length=160)),
                ("part", models.CharField(choices=Part.choices, max_length=24)),
                ("record_class", models.CharField(choices=RecordClass.choices, max_length=24)),
                (
                    "way",
                    models.CharField(
                        choices=[("page", "On a page"), ("file", "In a file"), ("sent", "Sent")], max_length=8
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("agreement", "The agreement that was signed by all"),
                            ("addressed", "It was written to them"),
                            ("handover", "You let the new coach read it"),
                            ("release", "You shared it"),
                            ("masked", "Without names, for advice"),
                        ],
                        max_length=12,
                    ),
                ),
                ("shown_on", models.DateField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
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
                    "reader",
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
            ],
            options={
                "ordering": ["-shown_on", "-last_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "shown_on", "reader", "part", "record_class", "way", "ground"),
                        name="coaching_ledger_once_a_day",
                    )
                ],
            },
        ),
        Disclose(
            "coaching_ledgerentry",
            Disclosure(RecordClass.DISCLOSURE_RECORD, inserts="nobody", updates="nobody", after_end=True),
            history=False,
        ),
        migrations.RunSQL(SEC, "drop function sec.shown(text[], text[], text[], uuid[], boolean, text, text);"),
    ]
