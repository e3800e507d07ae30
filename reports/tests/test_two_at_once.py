"""Figures while others write: one scheduler freezes a month, and no sum is torn (design section 8)."""

import datetime as dt
import threading
import time

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from agreements.tests.test_concurrency import at_once
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import Program
from cycles.models import VisitLog
from reports.models import FrozenMonth
from reports.periods import later, month_of
from reports.services.overview import overview
from reports.tests.world import bind_other_terms, make_pairs
from reports.ticks import freeze_months
from tests.cast import make_cast, today
from tests.database import as_worker, bypassing
from tests.environment import NAME, PRIVILEGED_URL

pytestmark = pytest.mark.django_db(transaction=True)

MONTH = later(today() - dt.timedelta(days=5), -1)
SOON = 20  # seconds


def another() -> psycopg.Connection:
    """A connection of the database's own operator."""
    return psycopg.connect(make_conninfo(PRIVILEGED_URL, dbname=NAME), autocommit=True)


def freeze() -> None:
    with as_worker(), acting_as(None):
        freeze_months()


def wait_for_a_lock(operator: psycopg.Connection) -> None:
    """Until somebody waits for what the operator holds."""
    until = time.monotonic() + SOON
    waits = "select exists (select from pg_locks where not granted and relation = 'reports_monthballot'::regclass)"
    while not operator.execute(waits).fetchone()[0]:
        assert time.monotonic() < until, "nobody waits"
        time.sleep(0.05)


def test_two_schedulers_freeze_once_what_no_writer_tears(db):
    cast = make_cast("pbc")
    with bypassing():
        begun = dt.datetime.combine(MONTH, dt.time(12), dt.UTC)
        Program.objects.filter(pk=cast.program.pk).update(created_at=begun)
    people = {"coach": cast["other_coach"], "supervisor": cast["supervisor"]}
    make_pairs(cast.program, 26, visits=2, starts_on=MONTH, **people)
    with another() as operator, another() as writer:
        operator.execute("begin")
        operator.execute("lock table reports_monthballot in access exclusive mode")  # read when the counting is done
        schedulers = threading.Thread(target=at_once, args=(freeze, freeze))
        schedulers.start()
        wait_for_a_lock(operator)
        writer.execute("set session_replication_role = replica")
        writer.execute("update cycles_visitlog set visited_on = visited_on - 90, minutes = 5")
        operator.execute("rollback")
        schedulers.join(SOON)
    assert not schedulers.is_alive()
    with bypassing():
        months = FrozenMonth.objects.filter(program=cast.program)
        assert sorted(months.values_list("audience", flat=True)) == [
            "coach_supervisor", "leadership", "regional_leadership",
        ]  # fmt: skip
        told = {one["key"]: one for one in months.get(audience="leadership").content["figures"]}
    assert told["visits"]["value"] == 50, "52 of 26 people, as they were when the counting began"
    assert told["hours"]["value"] == 5 * round(26 * (45 + 50) / 300)
    freeze()
    with bypassing():
        assert FrozenMonth.objects.count() == 3

    # The figures of a program that names are given of: every look agrees with itself, and in the end with the plain sum
    named = make_pairs(cast.program, 2, visits=1, starts_on=MONTH, **people)
    for pair in named:
        bind_other_terms(pair, Part.LEADERSHIP, {RecordClass.LOG: Form.ALL})
    with bypassing():
        VisitLog.objects.filter(partnership__in=named).update(minutes=45)
    stop, looks = threading.Event(), []

    def write() -> None:
        """Each change keeps the number of minutes to a visit, in two statements of one transaction."""
        with another() as writer:
            writer.execute("set session_replication_role = replica")
            keys = [pair.pk for pair in named]
            for turn in range(1, 60):
                day = MONTH + dt.timedelta(days=turn % 20)
                with writer.transaction():
                    for key in keys:
                        writer.execute(
                            "insert into cycles_visitlog select (jsonb_populate_record(v, jsonb_build_object("
                            "'id', gen_random_uuid(), 'visit_id', gen_random_uuid(), 'visited_on', %s::date))).* "
                            "from cycles_visitlog v where v.partnership_id = %s limit 1",
                            [day, key],
                        )
        stop.set()

    def line_now() -> tuple[int | None, int | None]:
        with acting_as(cast["leader"].pk):
            programs = list(Program.objects.select_related("framework_version").filter(pk=cast.program.pk))
            line = overview(programs=programs, part="leadership", period=month_of(MONTH))[cast.program.pk]
        return line.visits, line.minutes

    def look() -> None:
        while not stop.is_set():
            looks.append(line_now())

    assert line_now() == (2, 90)
    assert at_once(write, look) == [None, None]
    assert len(looks) > 2 and all(minutes == 45 * visits and visits % 2 == 0 for visits, minutes in looks), looks
    with bypassing():
        plain = VisitLog.objects.filter(partnership__in=named).count()
    assert line_now() == (plain, 45 * plain) == (120, 45 * 120)
