"""A case without names, taken along for somebody whom the signed text names; the pair reads that it was (A9)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, Disclosure

SEC = f"""
-- By the coach who asked, before it is taken back, and only for somebody whom the signed edition of the framework names.
create function sec.keep_handed_case() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  select array(select distinct e ->> 'record_class' from jsonb_array_elements(c.parts) e order by 1) into new.classes
  from public.cycles_maskedcase c
  join public.coaching_partnership p on p.id = c.partnership_id and p.terms_id is not null
  join public.coaching_frameworkversion v on v.id = p.framework_version_id
  where c.id = new.case_id and c.partnership_id = new.partnership_id and c.user_id = new.user_id
    and c.taken_back_at is null
    and jsonb_path_exists(v.content, '$.**.items[*] ? (@.advises == $whom)', jsonb_build_object('whom', new.adviser));
  if new.classes is null then
    raise exception 'the signed text names nobody of this kind' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert on public.cycles_handedcase for each row execute function sec.keep_handed_case();
"""

HANDED = Disclosure(RecordClass.DISCLOSURE_RECORD, leaves="false", inserts="own", updates="nobody")


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0010_ledger"),
        ("cycles", "0032_who_pays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandedCase",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("adviser", models.CharField(max_length=24)),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, editable=False, size=None
                    ),
                ),
                ("handed_on", models.DateField()),
                ("handed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handed", to="cycles.maskedcase"
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
                "ordering": ["-handed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "adviser", "handed_on"), name="cycles_handed_once_a_day")
                ],
            },
        ),
        Disclose("cycles_handedcase", HANDED, history=False),
        migrations.RunSQL(SEC, "drop function sec.keep_handed_case() cascade"),
    ]
