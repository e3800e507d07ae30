"""Ratings with an edition in the program's own words (C2)."""

import django.db.models.deletion
from django.db import migrations, models

from coaching.disclosure.policies import DEFINER
from coaching.migrating import Together

PROFILE = """(
        select e as p from jsonb_array_elements(v.content -> 'profiles') e where new.own_edition_id is null
        union all
        select o.content from public.coaching_programprofile o
        where o.id = new.own_edition_id and o.program_id = s.program_id and o.published_at is not null)"""
"""The profile that is rated with: one of the framework version, or one in use of the program."""

SEC = f"""
create or replace function sec.keep_rating() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = new.framework_version_id
      cross join lateral {PROFILE} p
      join public.coaching_party a on a.partnership_id = s.id and a.user_id = new.author_id
        and a.part = new.author_part and a.left_at is null
      join public.coaching_party r on r.partnership_id = s.id and r.user_id = new.rated_id and r.part = p ->> 'of'
      where s.id = new.partnership_id
        and p ->> 'key' = new.profile and (p ->> 'edition')::int = new.edition
        and case new.view
          when 'self' then a.user_id = r.user_id and coalesce(p -> 'raters', '[]') ? a.part
          when 'other' then a.user_id <> r.user_id and coalesce(p -> 'raters', '[]') ? a.part
          when 'observer' then case
            when new.observer_name <> '' then coalesce(p -> 'noted_by', '[]') ? a.part
            else a.user_id <> r.user_id and coalesce(p -> 'observers', '[]') ? a.part end
          else false end
        and case when new.replaces_id is null then v.id = s.framework_version_id else exists (
          select from public.cycles_profilerating o
          where o.id = new.replaces_id and o.partnership_id = s.id and o.author_id = new.author_id
            and o.framework_version_id = v.id and o.profile = new.profile and o.edition = new.edition
            and o.own_edition_id is not distinct from new.own_edition_id
            and o.view = new.view and o.rated_id = new.rated_id) end) then
    raise exception 'this is not rated so by this person' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;

create or replace function sec.keep_rating_request() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      cross join lateral {PROFILE} p
      join public.coaching_party a on a.partnership_id = s.id and a.user_id = new.asked_id and a.left_at is null
      where s.id = new.partnership_id and v.id = new.framework_version_id
        and p ->> 'key' = new.profile and (p ->> 'edition')::int = new.edition
        and (coalesce(p -> 'raters', '[]') ? a.part or coalesce(p -> 'observers', '[]') ? a.part)) then
    raise exception 'this person does not rate' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
"""


def own_edition() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.programprofile"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0009_program_profiles"),
        ("cycles", "0021_profiles_and_assessments"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(model_name=name, name="own_edition", field=own_edition())
                for name in ("profilerating", "ratingdraft", "ratingrequest")
            ]
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
