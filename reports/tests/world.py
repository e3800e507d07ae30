"""Many partnerships at once, with work in them, for tests of lists, figures and files. Invented people only."""

import datetime as dt
import itertools
import uuid
import zoneinfo

from django.db import connection
from django.utils import timezone

from agreements.models import AgreedTerms, Agreement, AgreementState, FocusPractice, Standing
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.models import DisclosureRule, Partnership, Party, Person, Program, Site, Terms, User
from coaching.services.people import sort_name
from cycles.models import Cycle, Goal, Visit, VisitLog
from tests.cast import today
from tests.database import as_role, bypassing

FIRST = ["Ada", "Noor", "Tomasz", "Lupe", "Björk", "Ngozi", "Sven", "Mei", "Oskar", "Ximena", "Rui", "Zofia"]
LAST = ["Marsh", "Quispe", "Łoś", "Adeyemi", "Holm", "Tanaka", "Ferrer", "Novak", "Yellowtail", "Osei", "Lindgren"]
PRACTICES = [
    "Follows the child's lead in play",
    "Gives each child time to answer before helping",
    "Names feelings as they happen",
    "Tells children what comes next",
    "Asks open questions at meals",
]


def days_ago(count: int) -> dt.date:
    """A date relative to today, because what is due and in force is counted from today."""
    return today() - dt.timedelta(days=count)


def make_pairs(
    program: Program,
    count: int,
    *,
    coach: User,
    supervisor: User,
    signed: bool = True,
    visits: int = 3,
    site: Site | None = None,
    planned: int = 8,
    starts_on: dt.date | None = None,
) -> list[Partnership]:
    """Make `count` partnerships of one coach: each with two practices, a goal, and `visits` logged visits two weeks
    apart, of which every second completes a cycle; the first is on `starts_on`, or 84 days ago. Unsigned ones wait."""
    starts_on = starts_on or days_ago(84)
    names = [
        f"{first} {last}" for last, first in itertools.islice(itertools.cycle(itertools.product(LAST, FIRST)), count)
    ]
    now = timezone.now()
    with bypassing():
        users = [
            User(id=uuid.uuid4(), email=f"{uuid.uuid4().hex}@example.org", password="!", joined_at=now) for _ in names
        ]
        User.objects.bulk_create(users)
        Person.objects.bulk_create(
            Person(user=user, name=name, sort_name=sort_name(name)) for user, name in zip(users, names, strict=True)
        )
        version = program.framework_version
        pairs = [Partnership(program=program, framework_version=version, format="expert", site=site) for _ in users]
        Partnership.objects.bulk_create(pairs)
        Party.objects.bulk_create(
            Party(partnership=pair, program=program, user=person, part=part, joined_at=now)
            for pair, user in zip(pairs, users, strict=True)
            for part, person in ((Part.COACHEE, user), (Part.COACH, coach), (Part.SUPERVISOR, supervisor))
        )
        states = Standing.State
        Standing.objects.bulk_create(
            Standing(partnership=pair, state=states.SIGNED if signed else states.WAITING, since=now) for pair in pairs
        )
        _add_words(pairs, coach)
        add_work(pairs, coach, visits=visits, starts_on=starts_on)
        if signed:
            sign(pairs, coach, planned=planned, starts_on=starts_on)
    return pairs


def _add_words(pairs: list[Partnership], coach: User) -> None:
    FocusPractice.objects.bulk_create(
        FocusPractice(partnership=pair, text=PRACTICES[(number + turn) % len(PRACTICES)], position=turn)
        for number, pair in enumerate(pairs)
        for turn in range(2)
    )
    Goal.objects.bulk_create(
        Goal(partnership=pair, text="Every child answers in their own time at circle.", created_by=coach)
        for pair in pairs
    )


def add_work(pairs: list[Partnership], coach: User, *, visits: int, starts_on: dt.date) -> None:
    """Log `visits` visits two weeks apart, of 45, 50, 55 … minutes; every second completes a cycle."""
    zone = zoneinfo.ZoneInfo("America/Denver")
    appointments, cycles, logs = [], [], []
    for pair in pairs:
        cycle = None
        for turn in range(visits):
            day = starts_on + dt.timedelta(days=14 * turn)
            if turn % 2 == 0:
                cycle = Cycle(partnership=pair, number=turn // 2 + 1, started_on=day)
                cycles.append(cycle)
            else:
                cycle.completed_on = day
            visit = Visit(
                partnership=pair,
                state=Visit.State.LOGGED,
                starts_at=dt.datetime.combine(day, dt.time(10), tzinfo=zone),
                local_date=day,
                local_time=dt.time(10),
                time_zone=zone.key,
                planned_by=coach,
            )
            appointments.append(visit)
            logs.append(
                VisitLog(
                    partnership=pair,
                    visit=visit,
                    cycle=cycle,
                    visited_on=day,
                    minutes=45 + 5 * turn,
                    finished_at=visit.starts_at,
                )
            )
    Cycle.objects.bulk_create(cycles)
    Visit.objects.bulk_create(appointments)
    VisitLog.objects.bulk_create(logs)


def many_visits(pair: Partnership, count: int) -> None:
    """Log `count` visits more, all on one day, in an open cycle. Written by the database itself, for its speed."""
    with bypassing():
        cycle, _made = Cycle.objects.get_or_create(
            partnership=pair, completed_on=None, number=1, started_on=days_ago(10)
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "with new as (insert into cycles_visit (id, partnership_id, written_at, state, starts_at, local_date, "
                "local_time, time_zone, planned_minutes, mode, place, kind, sequence, created_at, planned_by_id) "
                "select gen_random_uuid(), q.partnership_id, now(), 'logged', now(), %s, '09:30', 'UTC', 60, '', '', "
                "'coaching', 0, now(), q.user_id from generate_series(1, %s), coaching_party q "
                "where q.partnership_id = %s and q.part = 'coach' returning id) select array_agg(id) from new",
                [days_ago(10), count, pair.pk],
            )
            cursor.execute(
                "insert into cycles_visitlog (id, partnership_id, written_at, visit_id, cycle_id, visited_on, minutes, "
                "finished_at) select gen_random_uuid(), %s, now(), unnest(%s::uuid[]), %s, %s, 45, now()",
                [pair.pk, cursor.fetchone()[0], cycle.pk, days_ago(10)],
            )


def sign(pairs: list[Partnership], coach: User, *, planned: int, starts_on: dt.date) -> None:
    """Bring the agreements of `pairs` into force and bind the terms of their framework to every record."""
    now = timezone.now()
    agreements = [
        Agreement(
            partnership=pair,
            number=1,
            state=AgreementState.ACTIVE,
            language="en",
            text="The agreement in full.",
            content={},
            digest="0" * 64,
            rules=pair.framework_version.terms,
            sent_at=now,
            sent_by=coach,
            expires_at=now + dt.timedelta(days=30),
            activated_at=now,
        )
        for pair in pairs
    ]
    Agreement.objects.bulk_create(agreements)
    AgreedTerms.objects.bulk_create(
        AgreedTerms(
            partnership=agreement.partnership,
            agreement=agreement,
            mode="both",
            cycles=planned,
            rhythm_days=14,
            starts_on=starts_on,
            ends_on=days_ago(-180),
            in_force=True,
        )
        for agreement in agreements
    )
    with connection.cursor() as cursor:
        for pair in pairs:
            cursor.execute("select sec.rebind(%s, %s)", [pair.pk, pair.framework_version.terms_id])
            pair.refresh_from_db()


def bind_other_terms(pair: Partnership, part: Part, rules: dict[RecordClass, Form]) -> Terms:
    """Let the agreement of `pair` have been signed with other rules: what `part` is given, and nobody else anything."""
    with as_role("alongside_owner"):
        terms = Terms.objects.create(digest=uuid.uuid4().hex * 2)
        DisclosureRule.objects.bulk_create(
            DisclosureRule(terms=terms, audience=part, record_class=record_class, form=form)
            for record_class, form in rules.items()
        )
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("select sec.rebind(%s, %s)", [pair.pk, terms.pk])
    return terms
