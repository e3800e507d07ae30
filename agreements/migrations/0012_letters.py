"""Letters that the sender finishes (D2): read by whom the framework names, and by nobody else."""

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
-- Who reads a letter is never said by the one who writes it: its author, and those present whom the framework names.
create function sec.keep_letter_readers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' then
    new.reader_ids := array(
      select distinct q.user_id
      from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      cross join lateral jsonb_array_elements(coalesce(v.content -> 'letters', '[]')) l
      join public.coaching_party q on q.partnership_id = s.id and q.left_at is null
      where s.id = new.partnership_id and l ->> 'key' = new.key
        and (q.user_id = new.author_id or l -> 'to' ? q.part or coalesce(l -> 'copy_to', '[]') ? q.part)
      order by 1);
  end if;
  return new;
end $$;
create trigger b_readers before insert on public.agreements_letter for each row execute function sec.keep_letter_readers();

-- A letter is sent by the part that the framework lets send it, to somebody of each part that it goes to; and what was
-- sent stays as it was, whoever would like it otherwise. Only the terms follow the partnership's.
create function sec.keep_letter() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if to_jsonb(new) - 'terms_id' is distinct from to_jsonb(old) - 'terms_id' then
      raise exception 'a letter that was sent does not change' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if current_user <> '{DEFINER}' and (new.author_id is distinct from sec.person() or not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      cross join lateral jsonb_array_elements(coalesce(v.content -> 'letters', '[]')) l
      where s.id = new.partnership_id and l ->> 'key' = new.key
        and exists (select from public.coaching_party q where q.partnership_id = s.id and q.left_at is null
                    and q.user_id = new.author_id and q.part = l ->> 'sender')
        and not exists (select from jsonb_array_elements_text(l -> 'to') wanted (part)
                        where not exists (select from public.coaching_party q
                          where q.partnership_id = s.id and q.left_at is null and q.part = wanted.part
                            and q.user_id <> new.author_id)))) then
    raise exception 'the framework has no such letter for this person to send' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.agreements_letter for each row execute function sec.keep_letter();
-- After the row's own policies have said whose row it may be
create trigger keep after insert on public.agreements_letter for each row execute function sec.keep_letter();
grant execute on function sec.keep_letter_readers(), sec.keep_letter() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0011_life_kept"),
        ("coaching", "0004_places_are_filled_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("author_name", models.CharField(max_length=120)),
                (
                    "reader_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, editable=False, size=None
                    ),
                ),
                ("recipients", models.JSONField(default=list)),
                ("key", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=5)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("sent_at", models.DateTimeField()),
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
            ],
            options={
                "ordering": ["-sent_at"],
                "indexes": [models.Index(fields=["partnership", "-sent_at"], name="agreements_letter_of")],
            },
        ),
        migrations.CreateModel(
            name="LetterDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=5)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "author", "key"), name="agreements_letter_draft_once"
                    )
                ],
            },
        ),
        Disclose(
            "agreements_letterdraft",
            Disclosure(RecordClass.AGREEMENT, author_only=True, inserts="author", updates="author", deletes="author"),
            history=False,
        ),
        Disclose(
            "agreements_letter",
            Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="author", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
