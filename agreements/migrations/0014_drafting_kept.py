"""The database keeps what no party may tailor, and whose word closes a suggestion, whoever writes and how."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS

SEC = f"""
-- What may be done with a clause in this partnership: 'wording', 'addition', or null for one that stays as it is.
create function sec.open_clause(partnership uuid, wanted text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c ->> 'open'
  from public.coaching_partnership s
  join public.coaching_frameworkversion v on v.id = s.framework_version_id
  cross join lateral jsonb_array_elements((v.content -> 'commitments') || (v.content -> 'sections')) g
  cross join lateral jsonb_array_elements(g -> 'clauses') c
  where s.id = partnership and c ->> 'key' = wanted and not coalesce((c ->> 'locked')::boolean, false)
  limit 1
$$;

-- Only what the framework leaves open is tailored: mandatory clauses have no words but the framework's.
create function sec.keep_clauses() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare own record; way text;
begin
  if tg_op = 'UPDATE' and new.clauses is not distinct from old.clauses then
    return null;
  end if;
  for own in select key, value from jsonb_each(new.clauses) loop
    way := sec.open_clause(new.partnership_id, own.key);
    if way is null or way <> 'wording' and own.value ? 'wording' then
      raise exception 'the framework does not leave the clause % open to this', own.key
        using errcode = 'insufficient_privilege';
    end if;
  end loop;
  return null;
end $$;
-- After the row's own policies have said whose row it may be
create trigger keep after insert or update on public.agreements_plan for each row execute function sec.keep_clauses();

-- A suggestion is for something that can be otherwise, and begins open.
create function sec.keep_suggested() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare way text;
begin
  if new.about = 'clause' then
    way := sec.open_clause(new.partnership_id, new.key);
    if way is null or way <> 'wording' and new.value ? 'wording' then
      raise exception 'the framework does not leave the clause % open to this', new.key
        using errcode = 'insufficient_privilege';
    end if;
  elsif not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      cross join lateral jsonb_array_elements(v.content -> 'plan') q
      where s.id = new.partnership_id and q ->> 'key' = new.key) then
    raise exception 'the plan has no question %', new.key using errcode = 'insufficient_privilege';
  end if;
  if current_user <> '{DEFINER}' and new.state <> 'open' then
    raise exception 'a suggestion begins open' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.agreements_suggestion for each row execute function sec.keep_suggested();

-- What was suggested stays as it was. It is closed once: by its author, who takes it back, or by another of the pair.
create function sec.keep_suggestion() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare answer text[] := array['terms_id', 'state', 'closed_at', 'closed_by_id', 'closed_words'];
begin
  if to_jsonb(new) - answer is distinct from to_jsonb(old) - answer then
    raise exception 'what was suggested does not change' using errcode = 'insufficient_privilege';
  end if;
  if current_user <> '{DEFINER}'
     and (new.state, new.closed_at, new.closed_by_id, new.closed_words)
         is distinct from (old.state, old.closed_at, old.closed_by_id, old.closed_words)
     and (old.state <> 'open' or new.state = 'open' or new.closed_by_id is distinct from sec.person()
          or (new.state = 'withdrawn') is distinct from (old.author_id is not distinct from sec.person())) then
    raise exception 'a suggestion is answered once, by another of the pair, or taken back by its author'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.agreements_suggestion
  for each row execute function sec.keep_suggestion();

revoke all on function sec.open_clause(uuid, text), sec.keep_clauses(), sec.keep_suggested(), sec.keep_suggestion() from public;
grant execute on function sec.open_clause(uuid, text), sec.keep_clauses(), sec.keep_suggested(), sec.keep_suggestion()
  to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0013_drafting")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
