"""Row security of the base: the signed identity, the lookups that policies use, and the policies of the base tables."""

from django.db import migrations

from coaching.disclosure.operations import LeaveOpen, Protect
from coaching.disclosure.policies import DEFINER, DOOR, HISTORY_WRITING, LOGINS, NOBODY, OWNER, PERSON, WORKER, Policy

ADMINISTERS = "exists (select 1 from sec.my_memberships m where m.program_id = {} and m.part = 'administrator')"
ADMINISTERS_ANY = "exists (select 1 from sec.my_memberships m where m.part = 'administrator')"
MAY_START = f"exists (select 1 from coaching_user u where u.id = {PERSON} and u.may_start_programs)"
GIVEN_BY_TERMS = """exists (select 1 from sec.my_memberships m
    join public.coaching_disclosurerule r on r.audience = m.part
    where m.program_id = {0}.program_id and r.terms_id = {0}.terms_id and r.form = 'all'
      and m.part <> 'supervisor' and r.record_class <> 'agreement_status')"""

SEC = f"""
-- My own parts. Views of the definer, so that policies which use them meet no policy again.
create view sec.my_parties with (security_barrier) as
  select partnership_id, program_id, part, joined_at, left_at,
         part in ('coach', 'coachee', 'peer', 'mentor_coach') as pair
  from public.coaching_party where user_id = {PERSON};
create view sec.my_memberships with (security_barrier) as
  select program_id, part from public.coaching_membership
  where user_id = {PERSON} and starts_on <= current_date and (ends_on is null or ends_on >= current_date);

-- The people whose names I may read: my parties, the parties of partnerships of which I am given any class by
-- signed terms, and the members of programs that I administer.
create view sec.my_people with (security_barrier) as
  select q.user_id from public.coaching_party q join sec.my_parties mine on mine.partnership_id = q.partnership_id
  union all
  select q.user_id from public.coaching_party q where {GIVEN_BY_TERMS.format("q")}
  union all
  select n.user_id from public.coaching_membership n
  join sec.my_memberships a on a.program_id = n.program_id and a.part = 'administrator';

-- The members of programs that I administer, and the programs I started that have an administrator by now.
create view sec.my_members with (security_barrier) as
  select n.user_id from public.coaching_membership n
  join sec.my_memberships a on a.program_id = n.program_id and a.part = 'administrator';
create view sec.my_started with (security_barrier) as
  select g.id as program_id from public.coaching_program g
  where g.created_by_id = {PERSON}
    and exists (select 1 from public.coaching_membership n where n.program_id = g.id and n.part = 'administrator');

-- Those whose addresses I may read: parties of a partnership that both of us are still in, and people I administer.
create view sec.my_contacts with (security_barrier) as
  select q.user_id from public.coaching_party q
  join sec.my_parties mine on mine.partnership_id = q.partnership_id and mine.left_at is null
  where q.left_at is null
  union all
  select user_id from sec.my_members;

-- Whether somebody already signs in with this address, for an administrator who enrols them; null for anybody else.
create function sec.account_of(address text) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if {ADMINISTERS_ANY} or {MAY_START.replace("coaching_user", "public.coaching_user")} then
    return (select u.id from public.coaching_user u where lower(u.email) = lower(address));
  end if;
  return null;
end $$;

-- Program and terms of a record are the partnership's, whatever the writer says.
create function sec.stamp() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    new.partnership_id := old.partnership_id;
  end if;
  select p.program_id, p.terms_id into new.program_id, new.terms_id
  from public.coaching_partnership p where p.id = new.partnership_id;
  return new;
end $$;

-- Terms are bound by signatures (the definer's function of the agreements) and by nothing else.
create function sec.keep_terms() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.terms_id is distinct from (case when tg_op = 'UPDATE' then old.terms_id end) and current_user <> '{DEFINER}' then
    raise exception 'terms are bound by signatures alone' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger a_terms before insert or update on public.coaching_partnership for each row execute function sec.keep_terms();
create trigger a_stamp before insert or update on public.coaching_party for each row execute function sec.stamp();

-- A password or an address is changed by its owner, or at the door with a link that proves the address.
create function sec.keep_credentials() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.password is distinct from old.password or new.email is distinct from old.email)
     and sec.person() is distinct from old.id and sec.person() is distinct from {DOOR} then
    raise exception 'credentials belong to their owner' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger a_credentials before update on public.coaching_user for each row execute function sec.keep_credentials();

-- When terms change, every record of the partnership follows in the same transaction, histories included.
create function sec.rebind(partnership uuid, terms uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare t record;
begin
  update public.coaching_partnership p set terms_id = terms where p.id = partnership and p.terms_id is distinct from terms;
  for t in
    select c.relname from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'coaching_partnership'
      and (select count(*) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
           and a.attname in ('partnership_id', 'program_id', 'terms_id')) = 3
  loop
    execute format('update public.%I set terms_id = $2 where partnership_id = $1 and terms_id is distinct from $2', t.relname)
    using partnership, terms;
  end loop;
end $$;

revoke all on function sec.account_of(text), sec.stamp(), sec.keep_terms(), sec.keep_credentials(), sec.rebind(uuid, uuid) from public;
grant execute on function sec.account_of(text), sec.stamp(), sec.keep_terms(), sec.keep_credentials() to {LOGINS}, {DEFINER};
grant select on sec.my_parties, sec.my_memberships, sec.my_people, sec.my_contacts, sec.my_members, sec.my_started to {LOGINS};

-- Last, because whoever no longer owns a thing cannot grant it
alter view sec.my_parties owner to {DEFINER};
alter view sec.my_memberships owner to {DEFINER};
alter view sec.my_people owner to {DEFINER};
alter view sec.my_members owner to {DEFINER};
alter view sec.my_started owner to {DEFINER};
alter view sec.my_contacts owner to {DEFINER};
alter function sec.account_of(text) owner to {DEFINER};
alter function sec.stamp() owner to {DEFINER};
alter function sec.rebind(uuid, uuid) owner to {DEFINER};
set role {DEFINER};
grant execute on function sec.stamp() to {OWNER};
set role {OWNER};
"""

NAMED = "exists (select 1 from sec.my_people k where k.user_id = {}.user_id)"
OWN_OR_DOOR = f"user_id = {PERSON} or {PERSON} = {DOOR}"


def own(table: str) -> Protect:
    """A sign-in table of a library: its person's own rows, and the door's."""
    policies = [
        Policy("reads", "select", OWN_OR_DOOR),
        Policy("writes", "insert", check=OWN_OR_DOOR),
        Policy("changes", "update", OWN_OR_DOOR, OWN_OR_DOOR),
        Policy("deletes", "delete", OWN_OR_DOOR),
    ]
    return Protect(table, policies)


def of_program(table: str) -> Protect:
    """Set-up of a program: read by its members, written by its administrators."""
    administers = ADMINISTERS.format(f"{table}.program_id")
    return Protect(
        table,
        [
            Policy(
                "reads",
                "select",
                f"exists (select 1 from sec.my_memberships m where m.program_id = {table}.program_id)",
            ),
            Policy("writes", "insert", check=administers),
            Policy("changes", "update", administers, administers),
            Policy("deletes", "delete", administers),
            Policy("worker_facts", "select", NOBODY, to=WORKER),
        ],
    )


def history(table: str) -> Protect:
    """A history that no page reads: written by its trigger alone, read by the operators of the database."""
    return Protect(f"{table}history", HISTORY_WRITING)


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0001_initial"),
        ("account", "__latest__"),
        ("mfa", "__latest__"),
        ("usersessions", "__latest__"),
        ("sessions", "__latest__"),
        ("auth", "__latest__"),
        ("pghistory", "__latest__"),
    ]

    operations = [
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
        LeaveOpen("coaching_terms", "select"),
        LeaveOpen("coaching_disclosurerule", "select"),
        LeaveOpen("coaching_frameworkversion", "select"),
        LeaveOpen("django_session", "select, insert, update, delete"),
        LeaveOpen("django_content_type", "select"),
        own("account_emailaddress"),
        Protect("account_emailconfirmation", []),
        own("mfa_authenticator"),
        own("usersessions_usersession"),
        Protect(
            "coaching_user",
            [
                Policy("own", "select", f"id = {PERSON} or {PERSON} = {DOOR}"),
                Policy(
                    "administrator",
                    "select",
                    "exists (select 1 from sec.my_members n where n.user_id = coaching_user.id)",
                ),
                Policy("enrols", "insert", check=ADMINISTERS_ANY),
                Policy(
                    "changes", "update", f"id = {PERSON} or {PERSON} = {DOOR}", f"id = {PERSON} or {PERSON} = {DOOR}"
                ),
                Policy(
                    "administers",
                    "update",
                    "exists (select 1 from sec.my_members n where n.user_id = coaching_user.id)",
                    "exists (select 1 from sec.my_members n where n.user_id = coaching_user.id)",
                ),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        Protect(
            "coaching_person",
            [
                Policy("own", "select", OWN_OR_DOOR),
                Policy("known", "select", NAMED.format("coaching_person")),
                Policy("enrols", "insert", check=ADMINISTERS_ANY),
                Policy("changes", "update", OWN_OR_DOOR, OWN_OR_DOOR),
                Policy(
                    "administers",
                    "update",
                    "exists (select 1 from sec.my_members n where n.user_id = coaching_person.user_id)",
                    "exists (select 1 from sec.my_members n where n.user_id = coaching_person.user_id)",
                ),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        Protect(
            "coaching_contact",
            [
                Policy("own", "select", OWN_OR_DOOR),
                Policy(
                    "near",
                    "select",
                    "exists (select 1 from sec.my_contacts k where k.user_id = coaching_contact.user_id)",
                ),
                Policy("enrols", "insert", check=ADMINISTERS_ANY),
                Policy("changes", "update", OWN_OR_DOOR, OWN_OR_DOOR),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        Protect(
            "coaching_program",
            [
                Policy(
                    "members",
                    "select",
                    "exists (select 1 from sec.my_memberships m where m.program_id = coaching_program.id)",
                ),
                Policy(
                    "parties",
                    "select",
                    "exists (select 1 from sec.my_parties p where p.program_id = coaching_program.id)",
                ),
                Policy("starter", "select", f"created_by_id = {PERSON}"),
                Policy("starts", "insert", check=f"created_by_id = {PERSON} and {MAY_START}"),
                Policy(
                    "changes",
                    "update",
                    ADMINISTERS.format("coaching_program.id"),
                    ADMINISTERS.format("coaching_program.id"),
                ),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        of_program("coaching_site"),
        of_program("coaching_agency"),
        of_program("coaching_programpractice"),
        Protect(
            "coaching_membership",
            [
                Policy("own", "select", f"user_id = {PERSON}"),
                Policy("administrator", "select", ADMINISTERS.format("coaching_membership.program_id")),
                Policy("administers", "insert", check=ADMINISTERS.format("coaching_membership.program_id")),
                Policy(
                    "starts",
                    "insert",
                    check=f"user_id = {PERSON} and part = 'administrator' and exists "
                    f"(select 1 from coaching_program p where p.id = coaching_membership.program_id and p.created_by_id = {PERSON}) "
                    "and not exists (select 1 from sec.my_started a where a.program_id = coaching_membership.program_id)",
                ),
                Policy(
                    "changes",
                    "update",
                    ADMINISTERS.format("coaching_membership.program_id"),
                    ADMINISTERS.format("coaching_membership.program_id"),
                ),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        Protect(
            "coaching_partnership",
            [
                Policy(
                    "parties",
                    "select",
                    "exists (select 1 from sec.my_parties p where p.partnership_id = coaching_partnership.id)",
                ),
                Policy("administrator", "select", ADMINISTERS.format("coaching_partnership.program_id")),
                Policy("terms", "select", GIVEN_BY_TERMS.format("coaching_partnership")),
                Policy("makes", "insert", check=ADMINISTERS.format("coaching_partnership.program_id")),
                Policy(
                    "changes",
                    "update",
                    ADMINISTERS.format("coaching_partnership.program_id"),
                    ADMINISTERS.format("coaching_partnership.program_id"),
                ),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        Protect(
            "coaching_party",
            [
                Policy("own", "select", f"user_id = {PERSON}"),
                Policy(
                    "parties",
                    "select",
                    "exists (select 1 from sec.my_parties p where p.partnership_id = coaching_party.partnership_id)",
                ),
                Policy("administrator", "select", ADMINISTERS.format("coaching_party.program_id")),
                Policy("terms", "select", GIVEN_BY_TERMS.format("coaching_party")),
                Policy("makes", "insert", check=ADMINISTERS.format("coaching_party.program_id")),
                Policy(
                    "changes",
                    "update",
                    ADMINISTERS.format("coaching_party.program_id"),
                    ADMINISTERS.format("coaching_party.program_id"),
                ),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        Protect(
            "coaching_mail",
            [
                # An administrator learns that an invitation could not be delivered, and of no other mail
                Policy(
                    "invitations",
                    "select",
                    "kind = 'invitation' and exists (select 1 from sec.my_members n where n.user_id = recipient_id)",
                ),
                Policy("writes", "insert", check=f"{PERSON} is not null or current_user = '{WORKER}'"),
                Policy("worker_facts", "select", "true", to=WORKER),
                Policy("worker_marks", "update", "true", "true", to=WORKER),
            ],
        ),
        Protect(
            "coaching_auditentry",
            [
                Policy("own", "select", f"person_id = {PERSON}"),
                Policy("writes", "insert", check="true"),
            ],
        ),
        Protect(
            "coaching_rosterupload",
            [
                Policy("reads", "select", ADMINISTERS.format("coaching_rosterupload.program_id")),
                Policy("writes", "insert", check=ADMINISTERS.format("coaching_rosterupload.program_id")),
                Policy(
                    "changes",
                    "update",
                    ADMINISTERS.format("coaching_rosterupload.program_id"),
                    ADMINISTERS.format("coaching_rosterupload.program_id"),
                ),
                Policy("deletes", "delete", ADMINISTERS.format("coaching_rosterupload.program_id")),
                Policy("worker_deletes", "delete", NOBODY, to=WORKER),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
        history("coaching_user"),
        history("coaching_person"),
        history("coaching_contact"),
        history("coaching_program"),
        history("coaching_agency"),
        history("coaching_programpractice"),
        history("coaching_membership"),
        history("coaching_partnership"),
        history("coaching_party"),
    ]
