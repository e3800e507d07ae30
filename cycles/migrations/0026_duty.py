"""That a mandatory report was made: day and agency, for its author until they show it (A8)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure

SEC = f"""
-- Who reads it is found here: its author, and with `shared` those who work with them today. It is shown once and for
-- good, and otherwise never changed; what puts another entry right is read by those who read that one.
create function sec.keep_duty() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare before public.cycles_mandatoryreport;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    if (to_jsonb(new) - array['shared', 'reader_ids', 'program_id', 'terms_id'])
       is distinct from (to_jsonb(old) - array['shared', 'reader_ids', 'program_id', 'terms_id'])
       or old.shared and not new.shared then
      raise exception 'what is recorded stays' using errcode = 'insufficient_privilege';
    end if;
  else
    if not exists (select from public.coaching_party q where q.partnership_id = new.partnership_id
        and q.user_id = new.user_id and q.part in ('coach', 'coachee', 'peer', 'mentor_coach') and q.left_at is null) then
      raise exception 'only those who work together record this' using errcode = 'insufficient_privilege';
    end if;
    if new.corrects_id is not null then
      select r.* into before from public.cycles_mandatoryreport r
      where r.id = new.corrects_id and r.user_id = new.user_id and r.partnership_id = new.partnership_id;
      if before.id is null then
        raise exception 'only its author puts an entry right' using errcode = 'insufficient_privilege';
      end if;
      new.shared := new.shared or before.shared;
    end if;
  end if;
  new.reader_ids := array(
    select new.user_id
    union select unnest(coalesce(before.reader_ids, '{{}}'))
    union select unnest(case when tg_op = 'UPDATE' then old.reader_ids else '{{}}' end)
    union select q.user_id from public.coaching_party q
    where new.shared and q.partnership_id = new.partnership_id and q.left_at is null
      and q.part in ('coach', 'coachee', 'peer', 'mentor_coach')
    order by 1);
  return new;
end $$;
create trigger b_keep before insert or update on public.cycles_mandatoryreport
  for each row execute function sec.keep_duty();
grant execute on function sec.keep_duty() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0010_ledger"),
        ("cycles", "0025_stand_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MandatoryReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "reader_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, editable=False, size=None
                    ),
                ),
                ("made_on", models.DateField(verbose_name="day")),
                (
                    "agency",
                    models.CharField(
                        choices=[
                            ("hotline", "The state's hotline"),
                            ("child_protection", "Child protection or child welfare"),
                            ("adult_protection", "Adult protective services"),
                            ("police", "Police or sheriff"),
                            ("licensing", "Licensing agency"),
                            ("other", "Another agency that the law names"),
                        ],
                        max_length=20,
                        verbose_name="agency",
                    ),
                ),
                ("shared", models.BooleanField(default=False)),
                ("is_mistake", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="cycles.mandatoryreport",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_mistake", False), ("corrects__isnull", False), _connector="OR"),
                        name="cycles_duty_mistake_of_another",
                    )
                ],
            },
        ),
        Disclose(
            "cycles_mandatoryreport",
            Disclosure(RecordClass.DISCLOSURE_RECORD, addressed=True, inserts="own", updates="own", after_end=True),
            history=False,
        ),
        migrations.RunSQL(SEC, "drop function if exists sec.keep_duty() cascade;"),
    ]
