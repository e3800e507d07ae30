"""A part lasts until its last day is over where the program is, whatever day it is elsewhere. Places end with it."""

import datetime as dt
import zoneinfo

import pytest
from django.db import connection
from django.utils import timezone

from coaching import ticks
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Membership, Partnership, Party, Program, User
from coaching.navigation import Parts
from coaching.services.people import end_part, today_in
from coaching.services.programs import save_program
from cycles.models import Goal
from tests.cast import Cast
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

ZONES = ["America/Denver", "Asia/Tokyo", "Etc/GMT+12", "Pacific/Kiritimati"]
"""West and east of Greenwich, and the two ends of the earth: one of these is always in another day than Greenwich."""
DAY = dt.timedelta(days=1)


def move(cast: Cast, zone: str) -> Program:
    """The program of the cast, in another zone; done by its administrator."""
    with acting_as(cast["administrator"].pk):
        program = Program.objects.get(pk=cast.program.pk)
        save_program(program=program, name=program.name, time_zone=zone, language=program.language)
    return program


def lasts(cast: Cast, name: str, *, until: dt.date | None = None, since: dt.date | None = None) -> None:
    """What the roster or the administrator writes: a last day, or a first one."""
    with acting_as(cast["administrator"].pk):
        part = Membership.objects.get(user=cast[name], program=cast.program)
        part.ends_on, part.starts_on = until, since or part.starts_on
        part.save()


def programs(cast: Cast, name: str) -> set:
    """The programs in which somebody holds a part now: by row security, and by our own words."""
    with acting_as(cast[name].pk), connection.cursor() as cursor:
        cursor.execute("select program_id from sec.my_memberships")
        rows = {row[0] for row in cursor.fetchall()}
        assert rows == set(Membership.objects.filter(user=cast[name]).now().values_list("program_id", flat=True))
    return rows


def test_one_of_the_zones_is_in_another_day():
    now = timezone.now()
    assert {now.astimezone(zoneinfo.ZoneInfo(zone)).date() for zone in ZONES} != {now.date()}


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_day_counts_whole_and_the_next_not_at_all(signed, zone):
    today = today_in(move(signed, zone))
    lasts(signed, "leader", until=today)
    assert programs(signed, "leader") == {signed.program.pk}
    with acting_as(signed["leader"].pk):
        assert Partnership.objects.exists()
    lasts(signed, "leader", until=today - DAY)
    assert programs(signed, "leader") == set()
    with acting_as(signed["leader"].pk):
        assert not Partnership.objects.exists()


@pytest.mark.parametrize("zone", ZONES)
def test_the_first_day_counts_whole_and_the_one_before_not_at_all(signed, zone):
    today = today_in(move(signed, zone))
    lasts(signed, "leader", since=today)
    assert programs(signed, "leader") == {signed.program.pk}
    lasts(signed, "leader", since=today + DAY)
    assert programs(signed, "leader") == set()


@pytest.mark.parametrize(("zone", "day", "moment"), [
    ("America/Denver", dt.date(2026, 11, 30), dt.datetime(2026, 12, 1, 7, tzinfo=dt.UTC)),
    ("America/Denver", dt.date(2027, 6, 30), dt.datetime(2027, 7, 1, 6, tzinfo=dt.UTC)),
    ("Asia/Tokyo", dt.date(2026, 11, 30), dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC)),
    # Where the clock skips midnight, the day ends all the same
    ("Africa/Cairo", dt.date(2027, 4, 29), dt.datetime(2027, 4, 29, 22, tzinfo=dt.UTC)),
])  # fmt: skip
def test_the_moment_is_midnight_after_the_last_day_there(signed, zone, day, moment):
    move(signed, zone)
    lasts(signed, "coach", until=day)
    with bypassing():
        assert Membership.objects.get(user=signed["coach"]).ends_at == moment
        assert Party.objects.get(user=signed["coach"], partnership=signed.partnership).ends_at == moment


def test_a_program_that_moves_takes_its_days_along(signed):
    lasts(signed, "coach", until=dt.date(2030, 1, 31))
    move(signed, "Asia/Tokyo")
    with bypassing():
        assert Membership.objects.get(user=signed["coach"]).ends_at.isoformat() == "2030-01-31T15:00:00+00:00"
        assert Party.objects.get(user=signed["coach"]).ends_at.isoformat() == "2030-01-31T15:00:00+00:00"


# ---- places in partnerships --------------------------------------------------------------------------------------
def goals(cast: Cast, name: str) -> int:
    with acting_as(cast[name].pk):
        return Goal.objects.count()


def write_goal(cast: Cast, text: str) -> None:
    with acting_as(cast["coachee"].pk):
        Goal(partnership=cast.partnership, text=text, created_by=cast["coachee"]).save(force_insert=True)


def place(cast: Cast, name: str) -> Party:
    with bypassing():
        return Party.objects.get(user=cast[name], partnership=cast.partnership)


@pytest.mark.parametrize("zone", ZONES)
def test_on_the_day_after_the_last_nobody_has_to_do_anything(signed, zone):
    """No tick has run, no administrator has looked: row security knows the moment."""
    program = move(signed, zone)
    write_goal(signed, "of the last day")
    lasts(signed, "coach", until=today_in(program))
    assert goals(signed, "coach") == 1
    assert Party.objects.filter(pk=place(signed, "coach").pk).present().count() == 0  # read without an identity
    lasts(signed, "coach", until=today_in(program) - DAY)
    assert goals(signed, "coach") == 0, "it was written after the last day"
    with acting_as(signed["coach"].pk):
        assert not Party.objects.filter(user=signed["coach"], partnership=signed.partnership).present()
        with pytest.raises(Exception, match="row-level security"):
            Goal(partnership=signed.partnership, text="late", created_by=signed["coach"]).save(force_insert=True)


def test_who_has_left_keeps_what_was_written_before(signed):
    yesterday = today_in(signed.program) - DAY
    write_goal(signed, "of before")
    with bypassing():
        Goal.objects.update(written_at=timezone.now() - 3 * DAY)
    write_goal(signed, "of after")
    lasts(signed, "coach", until=yesterday)
    assert goals(signed, "coach") == 1
    assert goals(signed, "coachee") == 2


def test_a_supervisor_whose_part_has_ended_reads_no_agreement(signed):
    from agreements.models import Agreement

    def texts() -> int:
        with acting_as(signed["supervisor"].pk):
            return Agreement.objects.count()

    assert texts() == 1
    lasts(signed, "supervisor", until=today_in(signed.program) - DAY)
    assert texts() == 0


def test_the_tick_writes_down_who_has_left_and_nobody_else(signed):
    lasts(signed, "coach", until=today_in(signed.program) - DAY)
    lasts(signed, "coachee", until=today_in(signed.program))
    ended = place(signed, "coach").ends_at
    with as_worker():
        ticks.leave_places()
        ticks.leave_places()
    assert place(signed, "coach").left_at == max(ended, place(signed, "coach").joined_at)
    assert place(signed, "coachee").left_at is None


def test_another_part_of_the_same_kind_holds_the_place(signed):
    lasts(signed, "coach", until=today_in(signed.program) - DAY)
    with acting_as(signed["administrator"].pk):
        Membership(
            user=signed["coach"], program=signed.program, part=Part.COACH, starts_on=today_in(signed.program)
        ).save(force_insert=True)
    assert place(signed, "coach").ends_at is None
    write_goal(signed, "now")
    assert goals(signed, "coach") == 1


@pytest.mark.parametrize("name", ["administrator", "coach"])
def test_nobody_moves_the_moment_by_hand(signed, name):
    lasts(signed, "coach", until=today_in(signed.program) - DAY)
    before = place(signed, "coach").ends_at
    with acting_as(signed[name].pk), connection.cursor() as cursor:
        cursor.execute("update coaching_party set ends_at = null where user_id = %s", [signed["coach"].pk])
        cursor.execute("update coaching_membership set ends_at = null where user_id = %s", [signed["coach"].pk])
    assert place(signed, "coach").ends_at == before
    assert programs(signed, "coach") == set()


def test_an_ended_part_is_no_part_to_go_on_in(signed, rf):
    def held() -> list[str]:
        request = rf.get("/")
        request.user = User.objects.get(pk=signed["leader"].pk)
        return Parts(request).held

    with acting_as(signed["leader"].pk):
        assert held() == [Part.LEADERSHIP]
    with acting_as(signed["administrator"].pk):
        part = Membership.objects.get(user=signed["leader"])
        end_part(membership=part, on=today_in(signed.program) - DAY, by=signed["administrator"])
    with acting_as(signed["leader"].pk):
        assert held() == []
