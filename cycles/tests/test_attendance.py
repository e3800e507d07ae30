"""Notice, lateness and who was there, by the framework's rule and without blame (D8, D9)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Handover
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Party, Program
from coaching.services.outbox import compose
from cycles.models import Attendance, AttendanceReason, Visit
from cycles.services import NotPlanned, cancel_visit, finish_visit, miss_visit
from cycles.services.attendance import notice_of
from cycles.services.pairs import find_pair
from cycles.tests.work import entry, finish, plan, the_pair, typed
from tests.cast import make_cast, sign_all, today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

EVERYBODY_ELSE = ["supervisor", "leader", "regional_leader", "local_agency", "coach_supervisor", "administrator",
                  "former_coach", "other_coach", "leader_elsewhere", "stranger"]  # fmt: skip


def signed_cast(framework="child-welfare"):
    cast = make_cast(framework)
    with bypassing():
        cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    return cast


@pytest.fixture
def welfare(db):
    return signed_cast()


def appointment(cast, *, days=3, **options):
    mode = cast.partnership.framework.visit_modes()[0].key
    visit = plan(cast, days=days, **options)
    with bypassing():
        Visit.objects.filter(pk=visit.pk).update(mode=mode)
    return visit


def cancel(client, cast, visit, *, by="coachee", who="coachee", seen="in_time", **options):
    client.force_login(cast[by])
    chosen = str(cast[who].pk) if who in cast.people else who
    answers = {"who": chosen, "reason": "", "seen": seen} | options
    return client.post(reverse("visit_cancel", args=[visit.pk]), answers)


def kept(visit):
    with bypassing():
        return Attendance.objects.filter(visit=visit).values_list("kind", "part", "minutes_late").first()


# ---- the rule -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "now", "in_time"),
    [
        # The session is on Mon, March 8, 2027, one day after the clocks went forward in New York
        ("America/New_York", "2027-03-07 23:59", True),
        ("America/New_York", "2027-03-08 00:00", False),
        ("America/Phoenix", "2027-03-07 23:59", True),
        ("America/Phoenix", "2027-03-08 00:00", False),
        ("Australia/Lord_Howe", "2027-03-07 23:59", True),
        ("Australia/Lord_Howe", "2027-03-08 00:00", False),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_visit_is(welfare, zone, now, in_time):
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    visit = Visit(local_date=dt.date(2027, 3, 8), local_time=dt.time(0, 30), time_zone=zone)
    with time_machine.travel(moment, tick=False):
        notice = notice_of(welfare.partnership.framework, visit)
    assert (notice.last_day, notice.in_time) == (dt.date(2027, 3, 7), in_time)


ZONES = st.sampled_from(["America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])


def test_in_time_is_every_moment_before_the_day_and_none_of_it(welfare):
    framework = welfare.partnership.framework

    @given(ZONES, st.dates(dt.date(2026, 1, 2), dt.date(2030, 1, 1)), st.integers(-3 * 86400, 3 * 86400))
    def holds(zone, day, seconds):
        midnight = dt.datetime.combine(day, dt.time(), tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
        moment = midnight + dt.timedelta(seconds=seconds)
        visit = Visit(local_date=day, local_time=dt.time(9), time_zone=zone)
        with time_machine.travel(moment, tick=False):
            assert notice_of(framework, visit).in_time == (seconds < 0)

    holds()


@pytest.mark.parametrize("framework", ["stars", "school", "conversations", "pbc"])
def test_where_the_framework_has_no_day_nothing_is_asked_or_shown(client, db, framework):
    cast = signed_cast(framework)
    visit = appointment(cast)
    client.force_login(cast["coach"])
    page = client.get(reverse("visit_cancel", args=[visit.pk])).content.decode()
    assert "In time" not in page and "Short notice" not in page
    log = client.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert 'name="late"' not in log and "Coming late" not in log
    assert cancel(client, cast, visit, by="coach", who="coach", seen="").status_code == 302
    assert kept(visit) == ("cancelled", "coach", None)


# ---- calling off --------------------------------------------------------------------------------------------------
@pytest.fixture
def on_the_day(monkeypatch):
    """The clock of the rule stands on the day of an appointment in three days; the database keeps its own."""
    then = dt.datetime.combine(today() + dt.timedelta(days=3), dt.time(0, 1))
    monkeypatch.setattr("cycles.services.attendance.now_in", lambda zone: then)


@pytest.mark.parametrize(
    ("days", "seen", "words", "kind"),
    [(4, "in_time", "In time", "in_time"), (3, "late", "Short notice", "short_notice")],
)
@pytest.mark.usefixtures("on_the_day")
def test_the_page_says_whether_it_is_in_time_before_one_confirms(client, welfare, days, seen, words, kind):
    visit = appointment(welfare, days=days)
    client.force_login(welfare["coachee"])
    page = client.get(reverse("visit_cancel", args=[visit.pk])).content.decode()
    assert words in page and "A session can be moved until the day before it." in page
    assert cancel(client, welfare, visit, seen=seen).status_code == 302
    assert kept(visit) == (kind, "coachee", None)


@pytest.mark.usefixtures("on_the_day")
def test_a_page_left_open_over_midnight_is_read_again(client, welfare):
    visit = appointment(welfare)
    answer = cancel(client, welfare, visit, seen="in_time", reason="My daughter is ill.")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "While this page was open" in page and "My daughter is ill." in page and 'value="late"' in page
    assert kept(visit) is None
    assert cancel(client, welfare, visit, seen="late").status_code == 302


@pytest.mark.usefixtures("on_the_day")
def test_a_closed_building_is_nobodys_notice(client, welfare):
    visit = appointment(welfare)
    assert cancel(client, welfare, visit, who="neither", seen="late").status_code == 302
    assert kept(visit) == ("cancelled", "", None)


@pytest.mark.parametrize("framework", ["stars", "child-welfare"])
@pytest.mark.parametrize("person", ["coach", "coachee"])
def test_both_of_the_pair_may_call_off(client, db, framework, person):
    cast = signed_cast(framework)
    visit = appointment(cast)
    seen = "in_time" if framework == "child-welfare" else ""
    assert cancel(client, cast, visit, by=person, who=person, seen=seen).status_code == 302
    with bypassing():
        assert {m.recipient_id for m in Mail.objects.filter(kind="visit_cancelled")} == {
            cast["coach"].pk, cast["coachee"].pk
        }  # fmt: skip


def test_the_learner_moves_a_session_where_the_framework_lets_them(client, welfare):
    visit = appointment(welfare)
    client.force_login(welfare["coachee"])
    address = reverse("visit_move", args=[visit.pk])
    assert "In time" in client.get(address).content.decode()
    mode = welfare.partnership.framework.visit_modes()[0].key
    day = today() + dt.timedelta(days=6)
    posted = {"local_date": day.isoformat(), "local_time": "10:00", "planned_minutes": "60", "mode": mode, "place": ""}
    assert client.post(address, posted).status_code == 302
    with bypassing():
        visit.refresh_from_db()
        assert visit.local_date == day
        told = Mail.objects.filter(kind="visit_moved").values_list("recipient_id", flat=True)
        assert set(told) == {welfare["coach"].pk, welfare["coachee"].pk}


@pytest.mark.parametrize("name", ["visit_cancel", "visit_missed"])
@pytest.mark.parametrize("person", EVERYBODY_ELSE)
def test_nobody_else_may(client, signed, person, name):
    visit = plan(signed, days=-1) if name == "visit_missed" else plan(signed)
    client.force_login(signed[person])
    assert client.post(reverse(name, args=[visit.pk]), {"who": "neither"}).status_code in (403, 404)
    with bypassing():
        visit.refresh_from_db()
    assert visit.state == "planned"


def test_it_is_called_off_once_whoever_is_first(welfare):
    visit = appointment(welfare)
    with acting_as(welfare["coach"].pk):
        cancel_visit(visit=visit, by=welfare["coach"])
    with acting_as(welfare["coachee"].pk), pytest.raises(NotPlanned):
        cancel_visit(visit=visit, by=welfare["coachee"])
    with bypassing():
        assert Attendance.objects.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance(
                partnership=welfare.partnership, visit=visit, planned_for=today(), kind="missed",
                recorded_at=timezone.now(),
            ).save(force_insert=True)  # fmt: skip


def test_a_person_of_another_pair_is_no_answer_to_who(client, welfare):
    visit = appointment(welfare)
    assert cancel(client, welfare, visit, who="other_coachee").status_code == 200
    assert kept(visit) is None


# ---- the reason, and who is given what -------------------------------------------------------------------------------
def test_the_reason_stays_with_the_pair_and_attendance_goes_where_it_was_signed(client, welfare):
    visit = appointment(welfare)
    cancel(client, welfare, visit, reason="My daughter\nis ill.")
    list_page = reverse("attendance_list", args=[welfare.partnership.pk])
    for person in ("coach", "coachee"):
        client.force_login(welfare[person])
        page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
        assert "My daughter is ill." in page and "Cancelled in time" in page
        assert "Cancelled in time" in client.get(list_page).content.decode()
    client.force_login(welfare["supervisor"])
    page = client.get(list_page).content.decode()
    assert "Cancelled in time" in page and "June Whitehorse" in page and "daughter" not in page
    assert list_page in client.get(reverse("supervised")).content.decode()
    client.force_login(welfare["regional_leader"])
    report = client.get(reverse("partnership_report", args=[welfare.partnership.pk]) + period()).content.decode()
    assert "Cancelled in time" in report and "Team Leader" in report and "daughter" not in report
    client.force_login(welfare["leader"])
    report = client.get(reverse("partnership_report", args=[welfare.partnership.pk]) + period())
    assert "Cancelled in time" not in report.content.decode()


def period():
    first, last = today() - dt.timedelta(days=30), today() + dt.timedelta(days=30)
    return f"?since={first}&until={last}"


@pytest.mark.parametrize(
    ("person", "rows"),
    [("coach", 1), ("coachee", 1), ("supervisor", 1), ("regional_leader", 1), ("leader", 0), ("local_agency", 0),
     ("coach_supervisor", 0), ("administrator", 0), ("other_supervisor", 0), ("stranger", 0)],
)  # fmt: skip
def test_the_database_gives_attendance_by_the_signed_terms_and_the_reason_to_nobody(client, welfare, person, rows):
    visit = appointment(welfare)
    cancel(client, welfare, visit, reason="Secret.")
    with acting_as(welfare[person].pk):
        assert Attendance.objects.count() == rows
        assert AttendanceReason.objects.count() == (1 if person in ("coach", "coachee") else 0)


@pytest.mark.parametrize("person", ["supervisor", "leader", "regional_leader", "other_coach", "stranger"])
def test_where_it_was_not_signed_nobody_is_told_that_there_is_a_list(client, signed, person):
    client.force_login(signed[person])
    assert client.get(reverse("attendance_list", args=[signed.partnership.pk])).status_code == 404


def test_attendance_is_not_rewritten(welfare):
    visit = appointment(welfare)
    with acting_as(welfare["coach"].pk):
        cancel_visit(visit=visit, by=welfare["coach"])
        with pytest.raises(ProgrammingError), transaction.atomic():
            Attendance.objects.update(kind="missed")
    with acting_as(welfare["supervisor"].pk), connection.cursor() as cursor:
        cursor.execute("delete from cycles_attendance")
        assert cursor.rowcount == 0


# ---- not there, and late -------------------------------------------------------------------------------------------
def test_nobody_came_and_the_other_is_told_without_blame(client, welfare):
    visit = appointment(welfare, days=-1)
    client.force_login(welfare["coach"])
    answer = client.post(reverse("visit_missed", args=[visit.pk]), {"who": str(welfare["coachee"].pk)})
    assert answer.status_code == 302
    assert kept(visit) == ("missed", "coachee", None)
    with bypassing():
        (mail,) = Mail.objects.filter(kind="visit_missed")
    assert mail.recipient_id == welfare["coachee"].pk
    with as_worker():
        text = compose(mail).body
    assert "did not take place" in text and welfare.name("coach") not in text
    client.force_login(welfare["coachee"])
    page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert "Did not take place" in page


def test_what_is_still_to_come_cannot_have_been_missed(client, welfare):
    visit = appointment(welfare)
    client.force_login(welfare["coach"])
    answer = client.post(reverse("visit_missed", args=[visit.pk]), {"who": "neither"})
    assert answer.url == reverse("visit_cancel", args=[visit.pk])
    with acting_as(welfare["coach"].pk), pytest.raises(NotPlanned):
        miss_visit(visit=visit, by=welfare["coach"])


@pytest.mark.parametrize(
    ("minutes", "row"), [("9", None), ("10", None), ("11", ("late", "coachee", 11)), ("45", ("late", "coachee", 45))]
)
def test_up_to_ten_minutes_count_as_on_time(client, welfare, minutes, row):
    visit = appointment(welfare, days=-1, at=dt.time(9, 30))
    client.force_login(welfare["coach"])
    mode = welfare.partnership.framework.visit_modes()[0].key
    answers = typed(late=str(welfare["coachee"].pk), minutes_late=minutes, mode=mode, components=[], place="")
    assert client.post(finish(visit), answers).status_code == 302
    assert kept(visit) == row
    page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert ("Began" in page) == bool(row)


def test_who_came_late_is_asked_with_the_minutes(client, welfare):
    visit = appointment(welfare, days=-1, at=dt.time(9, 30))
    client.force_login(welfare["coach"])
    mode = welfare.partnership.framework.visit_modes()[0].key
    answer = client.post(finish(visit), typed(late=str(welfare["coachee"].pk), mode=mode, components=[], place=""))
    assert "Say by how many minutes." in answer.content.decode()


def test_what_took_place_after_all_is_no_absence(welfare):
    visit = appointment(welfare, days=-1)
    with acting_as(welfare["coachee"].pk):
        pair = find_pair(the_pair(welfare.partnership), welfare["coachee"])
        miss_visit(visit=visit, by=welfare["coachee"], who=pair.others[0], reason="I waited.")
    mode = welfare.partnership.framework.visit_modes()[0].key
    with acting_as(welfare["coach"].pk):
        finish_visit(visit=visit, by=welfare["coach"], data=entry(mode=mode))
    assert kept(visit) is None


def test_who_has_left_is_named_by_their_part(client, welfare):
    visit = appointment(welfare)
    cancel(client, welfare, visit, by="coach", who="coach")
    with bypassing():
        Party.objects.filter(partnership=welfare.partnership, user=welfare["coach"]).update(left_at=timezone.now())
    client.force_login(welfare["supervisor"])
    page = client.get(reverse("attendance_list", args=[welfare.partnership.pk])).content.decode()
    assert "Rosa Delgado" not in page and "coach" in page


@pytest.mark.parametrize(("classes", "words"), [(["attendance"], True), (["log", "notes"], False)])
def test_a_new_coach_reads_of_before_what_the_learner_shows(client, signed, classes, words):
    with bypassing():
        visit = Visit(
            partnership=signed.other_partnership, state="missed", starts_at=timezone.now(), local_date=today(),
            local_time=dt.time(9), time_zone="America/Denver", planned_by=signed["other_coach"],
        )  # fmt: skip
        visit.save(force_insert=True)
        Attendance(
            partnership=signed.other_partnership, visit=visit, planned_for=today(), kind="missed",
            who=signed["other_coachee"], part="coachee", recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
        Handover(
            partnership=signed.partnership, former=signed.other_partnership, user=signed["coachee"],
            made_at=timezone.now(), answered_at=timezone.now(), classes=classes,
        ).save(force_insert=True)  # fmt: skip
    client.force_login(signed["coach"])
    page = client.get(reverse("former_record", args=[signed.partnership.pk])).content.decode()
    assert ("Did not take place" in page) == words


@pytest.mark.parametrize("rows", [1, 300])
def test_the_list_costs_the_same_with_many(client, welfare, rows, django_assert_max_num_queries):
    day, now = today(), timezone.now()
    with bypassing():
        program = Program.objects.get(pk=welfare.program.pk)
        visits = [
            Visit(
                partnership=welfare.partnership, state="missed", starts_at=now - dt.timedelta(days=n), local_date=day,
                local_time=dt.time(9), time_zone=program.time_zone, planned_by=welfare["coach"],
            )
            for n in range(1, rows + 1)
        ]  # fmt: skip
        Visit.objects.bulk_create(visits)
        Attendance.objects.bulk_create(
            Attendance(
                partnership=welfare.partnership, visit=visit, planned_for=day, kind="missed",
                who=welfare["coachee"], part="coachee", recorded_at=now,
            )
            for visit in visits
        )  # fmt: skip
    client.force_login(welfare["supervisor"])
    address = reverse("attendance_list", args=[welfare.partnership.pk])
    client.get(address)
    with django_assert_max_num_queries(17):
        client.get(address)
