"""A program's own editions of practice profiles (C2): drafts of the administrator, and what is in use."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import DEFINER, LOGINS, PERSON, Policy

ADMINISTERS = (
    "exists (select 1 from sec.my_memberships m "
    "where m.program_id = coaching_programprofile.program_id and m.part = 'administrator')"
)

SEC = f"""
-- What is in use keeps its words; it can be offered no more, or again.
create function sec.keep_program_profile() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (
      (new.program_id, new.key, new.edition, new.made_by_id, new.made_at)
        is distinct from (old.program_id, old.key, old.edition, old.made_by_id, old.made_at)
      or old.published_at is not null and (new.content, new.basis, new.published_at)
        is distinct from (old.content, old.basis, old.published_at)) then
    raise exception 'the words of an edition in use do not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.coaching_programprofile
  for each row execute function sec.keep_program_profile();
grant execute on function sec.keep_program_profile() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0008_identity_without_pattern")]

    operations = [
        migrations.CreateModel(
            name="ProgramProfile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                ("edition", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("basis", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="profiles", to="coaching.program"
                    ),
                ),
            ],
            options={
                "ordering": ["key", "-edition"],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "key", "edition"), name="coaching_profile_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", True)),
                        fields=("program", "key"),
                        name="coaching_profile_one_draft",
                    ),
                ],
            },
        ),
        Protect(
            "coaching_programprofile",
            [
                # A text about no person, like those of frameworks: who once rated with it reads it for good
                Policy("in_use", "select", f"published_at is not null and {PERSON} is not null"),
                Policy("drafts", "select", ADMINISTERS),
                Policy("writes", "insert", check=ADMINISTERS),
                Policy("changes", "update", ADMINISTERS, ADMINISTERS),
                Policy("deletes", "delete", f"published_at is null and {ADMINISTERS}"),
            ],
        ),
        migrations.RunSQL(SEC, "drop function if exists sec.keep_program_profile() cascade"),
    ]
