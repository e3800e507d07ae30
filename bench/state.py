"""A state full of invented people, written by the database itself: programs, partnerships, two years of visits.

Everything is named by a rule, so that a measurement finds it again without asking: `id_of("coach", "hundred", 0)`.
"""

import argparse
import hashlib
import uuid
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import make_conninfo

FIRST = ["Ada", "Noor", "Tomasz", "Lupe", "Björk", "Ngozi", "Sven", "Mei", "Oskar", "Ximena", "Rui", "Zofia", "Anouk"]
LAST = ["Marsh", "Quispe", "Łoś", "Adeyemi", "Holm", "Tanaka", "Ferrer", "Novak", "Yellowtail", "Osei", "Lindgren"]
PRACTICES = ["Follows the child's lead in play", "Gives each child time to answer before helping"]


@dataclass(frozen=True)
class Shape:
    """A program: its key, how many partnerships it has, how many coaches share them, and how many visits each has;
    None, as many as were asked for.
    """

    key: str
    pairs: int
    coaches: int = 1
    visits: int | None = None


SPECIAL = (
    Shape("one", 1),
    Shape("hundred", 100),
    Shape("twenty", 20, 2),
    Shape("two-hundred", 200, 20),
    Shape("ten", 20, visits=10),
    Shape("thousand", 20, visits=1000),
    Shape("three-hundred", 300, 30),
)
"""Programs of fixed size. Those of the state have the keys "0", "1", …; the bureau holds its part in all of these."""


def id_of(*words: str | int) -> uuid.UUID:
    """The id of a thing by its kind, the key of its program, and its number; `sec.bench_id` says the same in SQL."""
    return uuid.UUID(hashlib.md5("/".join(map(str, words)).encode(), usedforsecurity=False).hexdigest())


def make(url: str, *, programs: int = 40, pairs: int = 50, visits: int = 50, long: int = 400) -> None:
    """Fill the provisioned database that `url` names as a superuser: `programs` programs of `pairs` partnerships each
    in the state, and `visits` logged visits in every partnership, two weeks apart, the last of them within ten days.
    `long`: partnerships of 50 visits in the one program whose visits are made a file.

    Written under the definer's role with triggers asleep: two hundred thousand rows need no history of their making.
    """
    shapes = [*SPECIAL, Shape("long", long, max(long // 10, 1), 50)]
    state = {str(number) for number in range(programs)}
    shapes += (Shape(str(number), pairs, max(pairs // 10, 1)) for number in range(programs))
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("set session_replication_role = replica")
        database.execute(HELPERS)
        insert = "insert into bench_program values (%s, %s, %s, %s, %s)"
        with database.cursor() as cursor, database.transaction():
            rows = [(one.key, one.pairs, one.coaches, one.key in state, one.visits or visits) for one in shapes]
            cursor.executemany(insert, rows)
            cursor.execute(PAIRS)
            cursor.execute("set local role alongside_definer")
            values = {"first": FIRST, "last": LAST, "practices": PRACTICES}
            for statement in filter(str.strip, ROWS.split(";")):
                cursor.execute(statement, values)
        database.execute("vacuum analyze")
        # One backend does all the work of a query, so that its processor time is all there is
        database.execute(f'alter database "{database.info.dbname}" set max_parallel_workers_per_gather = 0')


HELPERS = """
create temp table bench_program (key text primary key, pairs int, coaches int, of_state boolean, visits int);
create temp table bench_pair
  (key text, n int, id uuid, program uuid, terms uuid, coach uuid, coachee uuid, sup uuid, visits int);
create or replace function pg_temp.uid(variadic words text[]) returns uuid
  immutable language sql as $$ select md5(array_to_string(words, '/'))::uuid $$;
grant select on bench_program, bench_pair to alongside_definer;
"""

PAIRS = """
insert into bench_pair
select p.key, n, pg_temp.uid('pair', p.key, n::text), pg_temp.uid('program', p.key), v.terms_id,
       pg_temp.uid('coach', p.key, (n % p.coaches)::text), pg_temp.uid('coachee', p.key, n::text),
       pg_temp.uid('supervisor', p.key), p.visits
from bench_program p, generate_series(0, p.pairs - 1) n,
     (select terms_id from coaching_frameworkversion where key = 'stars' order by number desc limit 1) v
"""

# `%%` is the remainder. A cycle takes four visits; every seventh pair has a past visit that is not logged yet.
ROWS = """
with someone(id) as (
  select coach from bench_pair union select coachee from bench_pair union select sup from bench_pair
  union select pg_temp.uid(part, key) from bench_program, unnest(array['leader', 'administrator']) part
  union select pg_temp.uid('bureau')
)
insert into coaching_user (id, email, password, is_active, language, time_zone, may_start_programs, joined_at)
select id, id || '@example.org', '!', true, 'en', 'America/Denver', false, now() from someone;

insert into coaching_person (user_id, name, sort_name)
select id, first || ' ' || last, lower(last || ' ' || first)
from (select id, (%(first)s::text[])[1 + abs(hashtext(id::text) %% array_length(%(first)s::text[], 1))] as first,
                 (%(last)s::text[])[1 + abs(hashtext('x' || id) %% array_length(%(last)s::text[], 1))] as last
      from coaching_user) named;

insert into coaching_contact (user_id, email, phone) select id, email, '' from coaching_user;

insert into coaching_program (id, name, time_zone, language, created_at, created_by_id, framework_version_id)
select pg_temp.uid('program', p.key), 'Program ' || p.key, 'America/Denver', 'en', now(),
       pg_temp.uid('administrator', p.key),
       (select id from coaching_frameworkversion where key = 'stars' order by number desc limit 1)
from bench_program p;

with held as (
  select distinct coach as user_id, program, 'coach' as part from bench_pair
  union all select coachee, program, 'coachee' from bench_pair
  union all select distinct sup, program, 'supervisor' from bench_pair
  union all select pg_temp.uid('leader', key), pg_temp.uid('program', key), 'leadership' from bench_program
  union all select pg_temp.uid('administrator', key), pg_temp.uid('program', key), 'administrator' from bench_program
  union all select pg_temp.uid('bureau'), pg_temp.uid('program', key), 'state_bureau' from bench_program where of_state
)
insert into coaching_membership (id, user_id, program_id, part, external_id, starts_on, begins_at, created_at)
select md5(user_id || '/' || program || part)::uuid, user_id, program, part, '', current_date - 900,
       now() - interval '900 days', now()
from held;

insert into coaching_partnership (id, format, created_at, framework_version_id, program_id, terms_id)
select b.id, 'expert', now() - interval '900 days', p.framework_version_id, b.program, b.terms
from bench_pair b join coaching_program p on p.id = b.program;

insert into coaching_party (id, partnership_id, program_id, terms_id, user_id, part, joined_at)
select md5(b.id || '/' || q.part)::uuid, b.id, b.program, b.terms, q.user_id, q.part, now() - interval '900 days'
from bench_pair b,
     lateral (values ('coach', b.coach), ('coachee', b.coachee), ('supervisor', b.sup)) q(part, user_id);

insert into agreements_standing (id, partnership_id, program_id, terms_id, written_at, state, since)
select md5('standing' || id)::uuid, id, program, terms, now(), 'signed', now() - interval '880 days' from bench_pair;

insert into agreements_agreement (id, partnership_id, program_id, terms_id, written_at, number, state, language, text,
  content, digest, rules_id, sent_at, sent_by_id, expires_at, activated_at, closed_reason,
  closed_words)
select md5('agreement' || id)::uuid, id, program, terms, now() - interval '890 days', 1, 'active', 'en',
       'The agreement in full.', '{}', md5(id::text), terms, now() - interval '890 days', coach, now(),
       now() - interval '880 days', '', ''
from bench_pair;

insert into agreements_agreedterms (id, partnership_id, program_id, terms_id, written_at, agreement_id, mode, cycles,
  rhythm_days, rhythm_other, starts_on, ends_on, in_force)
select md5('terms' || id)::uuid, id, program, terms, now(), md5('agreement' || id)::uuid, 'both',
       greatest(16, visits / 2), 56, '', current_date - 880, current_date + 180, true
from bench_pair;

insert into agreements_focuspractice (id, partnership_id, program_id, terms_id, written_at, text, position)
select md5('practice' || id || '/' || place)::uuid, id, program, terms, now(), practice, place
from bench_pair, unnest(%(practices)s::text[]) with ordinality as one(practice, place);

insert into cycles_goal (id, partnership_id, program_id, terms_id, written_at, text, area, position, created_at,
  created_by_id)
select md5('goal' || id)::uuid, id, program, terms, now(), 'Every child answers in their own time at circle.', '', 0,
       now(), coach
from bench_pair;

insert into cycles_cycle (id, partnership_id, program_id, terms_id, written_at, number, started_on, completed_on)
select md5('cycle' || id || '/' || c)::uuid, id, program, terms, now(), c + 1,
       current_date - 1 - n %% 10 - 14 * (visits - 1 - 4 * c),
       case when 4 * c + 3 < visits then current_date - 1 - n %% 10 - 14 * (visits - 4 - 4 * c) end
from bench_pair, generate_series(0, (visits - 1) / 4) c;

insert into cycles_visit (id, partnership_id, program_id, terms_id, written_at, state, starts_at, local_date,
  local_time, time_zone, planned_minutes, mode, place, kind, sequence, created_at, planned_by_id)
select pg_temp.uid('visit', key, n::text, v::text), id, program, terms, at, 'logged', at, at::date, time '09:30',
       'America/Denver', 60, 'in_person', 'classroom', 'coaching', 0, at, coach
from bench_pair, generate_series(0, visits - 1) v,
     lateral (
       select current_date - 1 - n %% 10 - 14 * (visits - 1 - v) + time '15:00' + n %% 12 * interval '30 min'
     ) w(at)
union all
select pg_temp.uid('planned', key, n::text), id, program, terms, now(), 'planned', at, at::date, time '09:30',
       'America/Denver', 60, 'in_person', 'classroom', 'coaching', 0, now(), coach
from bench_pair,
     lateral (select current_date + case when n %% 7 = 3 then -1 else 3 + n %% 11 end + time '15:30') w(at);

insert into cycles_visitlog (id, partnership_id, program_id, terms_id, written_at, visit_id, cycle_id, visited_on,
  minutes, finished_at)
select md5('log' || pg_temp.uid('visit', key, n::text, v::text))::uuid, id, program, terms, now(),
       pg_temp.uid('visit', key, n::text, v::text), md5('cycle' || id || '/' || v / 4)::uuid,
       current_date - 1 - n %% 10 - 14 * (visits - 1 - v), 30 + (n + v) %% 45, now()
from bench_pair, generate_series(0, visits - 1) v;
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.state", description=__doc__)
    parser.add_argument("--programs", type=int, default=40, help="programs of the state (40)")
    parser.add_argument("--pairs", type=int, default=50, help="partnerships in each of them (50)")
    parser.add_argument("--visits", type=int, default=50, help="logged visits in each partnership (50)")
    parser.add_argument("--long", type=int, default=400, help="partnerships of 50 visits in one long program (400)")
    sizes = vars(parser.parse_args())

    import django

    django.setup()
    from tests.database import make_database
    from tests.environment import NAME, PRIVILEGED_URL

    make_database(NAME)
    make(make_conninfo(PRIVILEGED_URL, dbname=NAME), **sizes)


if __name__ == "__main__":
    main()
