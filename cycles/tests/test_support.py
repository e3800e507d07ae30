"""What the parties tell each other: check-ins, promises seen from two sides, data to the learner first (A10, B10)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Plan
from agreements.services import pause
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.daily import remind_of_check_ins
from cycles.models import CheckIn, CheckInOutcome, PromiseReport
from cycles.services.check_ins import next_check_ins, plan_check_in, record_check_in
from cycles.services.promises import find_promise, promises_of, report_promise
from cycles.services.support import Support, find_support
from cycles.tests.work import the_pair
from tests.cast import FRAMEWORKS, NAMES, Cast, make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

DENVER = zoneinfo.ZoneInfo("America/Denver")
WORDS = "Marigold: the substitute was ill"
DAY = dt.timedelta(days=1)


def signed_cast(framework: str, format: str = "expert", days: int = 0) -> Cast:
    """A pair whose agreement all have signed so many days ago."""
    cast = make_cast(framework, format)
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(starts_on=today() - dt.timedelta(days=99))
    signed_at = timezone.now() if not days else at(today() - dt.timedelta(days=days), "12:00")
    with time_machine.travel(signed_at, tick=False):
        cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    return cast


@pytest.fixture
def pbc(db) -> Cast:
    return signed_cast("pbc")


def around(cast: Cast, name: str) -> Support:
    support = find_support(the_pair(cast.partnership), cast[name])
    assert support is not None
    return support


def page(cast: Cast) -> str:
    return reverse("support", args=[cast.partnership.pk])


def held(cast: Cast, name: str = "supervisor", days_ago: int = 0, words: str = "", **options) -> CheckIn:
    with acting_as(cast[name].pk):
        support = around(cast, name)
        others = [one.user_id for one in support.checked_in]
        values = {"held_on": today() - dt.timedelta(days=days_ago), "way": "phone", "with_ids": others, "words": words}
        return record_check_in(support=support, by=cast[name], **(values | options))


def due(cast: Cast) -> tuple[dt.date, bool] | None:
    with acting_as(cast["supervisor"].pk):
        return next_check_ins([cast.partnership.pk]).get(cast.partnership.pk)


def tick(moment: dt.datetime) -> None:
    with time_machine.travel(moment, tick=False), as_worker():
        remind_of_check_ins()


def at(day: dt.date, clock: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=DENVER)


# ---- check-ins ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("framework", "days"), [("pbc", 30), ("child-welfare", 7)])
def test_a_check_in_is_due_by_the_rhythm_from_the_signature_on(framework, days):
    cast = signed_cast(framework, days=40)
    assert due(cast) == (today() + dt.timedelta(days=days - 40), False)
    held(cast, days_ago=2)
    assert due(cast) == (today() + dt.timedelta(days=days - 2), False)


@pytest.mark.parametrize("framework", ["stars", "school", "conversations"])
def test_where_the_framework_has_none_there_is_no_check_in(client, framework):
    cast = signed_cast(framework)
    assert due(cast) is None
    client.force_login(cast["coach"])
    for name in ("check_in_plan", "check_in_record", "progress_ask", "data_talk_add"):
        assert client.get(reverse(name, args=[cast.partnership.pk])).status_code == 404
    assert "Check-ins</h2>" not in client.get(page(cast)).content.decode()


@pytest.mark.parametrize(("days", "said"), [(29, ""), (30, "due today"), (33, "3 days overdue")])
def test_due_and_overdue_stand_on_the_supervisors_first_page(client, days, said):
    pbc = signed_cast("pbc", days=days)
    client.force_login(pbc["supervisor"])
    first = client.get(reverse("home")).content.decode()
    assert f"{page(pbc)}#check-ins" in first
    assert said in first
    assert ("status-warn" in first) == ("overdue" in said)
    held(pbc)
    assert not said or said not in client.get(reverse("home")).content.decode()


def test_whoever_took_part_writes_it_down_and_all_read_it(client, pbc):
    client.force_login(pbc["coachee"])
    form = reverse("check_in_record", args=[pbc.partnership.pk])
    posted = {"held_on": today().isoformat(), "way": "phone", "took_part": [str(pbc["supervisor"].pk)]}
    assert client.post(form, posted | {"took_part": []}).status_code == 200
    assert client.post(form, posted | {"way": "pigeon"}).status_code == 200
    assert client.post(form, posted | {"words": WORDS}).status_code == 302
    for name in ("coach", "coachee", "supervisor"):
        client.force_login(pbc[name])
        read_page = client.get(page(pbc)).content.decode()
        assert "phone" in read_page
        assert "June Whitehorse" in read_page or name == "coachee"
    with bypassing():
        row = CheckIn.objects.get()
        assert set(row.took_part) == {pbc["coachee"].pk, pbc["supervisor"].pk}
        assert not CheckInOutcome.objects.exists()  # the matrix gives this supervisor the plan by release only


def test_what_was_agreed_is_written_where_the_matrix_gives_the_plan(client):
    cast = signed_cast("child-welfare")
    client.force_login(cast["supervisor"])
    form = reverse("check_in_record", args=[cast.partnership.pk])
    assert "What was agreed" in client.get(form).content.decode()
    others = [str(cast[name].pk) for name in ("coach", "coachee")]
    posted = {"held_on": today().isoformat(), "way": "phone", "took_part": others, "words": WORDS}
    assert client.post(form, posted).status_code == 302
    for name in NAMES:
        with as_person(cast, name, WEB):
            assert bool(read("cycles_checkinoutcome", "id")) == (name in ("coach", "coachee", "supervisor")), name


def test_the_database_refuses_words_where_the_supervisor_is_not_given_the_plan(pbc):
    row = held(pbc)
    for name in ("supervisor", "coach"):
        with acting_as(pbc[name].pk), pytest.raises(ProgrammingError), transaction.atomic():
            CheckInOutcome(partnership=pbc.partnership, check_in=row, user=pbc[name], words=WORDS).save(
                force_insert=True
            )


def test_a_planned_day_is_told_and_counts_until_it_is_over(client, pbc):
    client.force_login(pbc["supervisor"])
    day = today() + dt.timedelta(days=35)
    form = reverse("check_in_plan", args=[pbc.partnership.pk])
    assert client.post(form, {"planned_on": (today() - DAY).isoformat()}).status_code == 200
    assert client.post(form, {"planned_on": day.isoformat()}).status_code == 302
    assert due(pbc) == (day, True)
    with bypassing():
        mails = list(Mail.objects.filter(kind="check_in_planned"))
    assert {mail.recipient_id for mail in mails} == {pbc["coach"].pk, pbc["coachee"].pk}
    with as_worker():
        message = compose(mails[0])
    assert message.subject == "A check-in is planned"
    for name in ("Miriam", "June Whitehorse and", pbc.program.name):
        assert name not in message.body
    held(pbc)
    with as_worker():
        assert compose(mails[0]) is None
    with bypassing():
        assert CheckIn.objects.count() == 1  # what was planned is what was held


def test_the_supervisor_is_reminded_three_times_and_not_once_it_is_held():
    pbc = signed_cast("pbc", days=5)
    day = due(pbc)[0]
    tick(at(day, "08:59"))
    with bypassing():
        assert not Mail.objects.filter(kind="check_in_due").exists()
    for days in (0, 0, 3, 6, 9):
        tick(at(day + dt.timedelta(days=days), "09:01"))
    with bypassing():
        mails = list(Mail.objects.filter(kind="check_in_due"))
    assert [mail.recipient_id for mail in mails] == [pbc["supervisor"].pk] * 3
    with as_worker():
        message = compose(mails[0])
        assert message.subject == "Your monthly check-in is due"
        for word in ("June", "Rosa", pbc.program.name):
            assert word not in message.body
    held(pbc)
    with as_worker():
        assert compose(mails[0]) is None


def test_nothing_is_due_while_it_rests(client):
    pbc = signed_cast("pbc", days=40)
    with acting_as(pbc["coach"].pk):
        pause(
            partnership=the_pair(pbc.partnership),
            by=pbc["coach"],
            reason="ill",
            look_again_on=today() + dt.timedelta(days=9),
        )
    assert due(pbc) is None
    tick(at(today(), "09:00"))
    with bypassing():
        assert not Mail.objects.filter(kind="check_in_due").exists()
    client.force_login(pbc["supervisor"])
    assert "overdue" not in client.get(reverse("home")).content.decode()


def test_what_the_worker_is_told_is_what_the_page_says(pbc):
    for prepare in (lambda: None, lambda: held(pbc, days_ago=1), lambda: _plan(pbc, 50)):
        prepare()
        with as_worker(), connection.cursor() as cursor:
            cursor.execute(
                "select distinct due_on from sec.check_ins_to_remind(%s, %s) where subject_id = %s",
                [today() - dt.timedelta(days=99), today() + dt.timedelta(days=99), pbc.partnership.pk],
            )
            assert cursor.fetchall() == [(due(pbc)[0],)]


def _plan(cast: Cast, days: int) -> CheckIn:
    with acting_as(cast["coach"].pk):
        support = around(cast, "coach")
        return plan_check_in(support=support, by=cast["coach"], planned_on=today() + dt.timedelta(days=days))


# ---- promises ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("framework", "format"), FRAMEWORKS)
def test_every_framework_has_promises_to_follow(framework, format):
    cast = make_cast(framework, format)
    keys = [one.key for one in promises_of(cast.partnership.framework, format)]
    assert keys
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("framework", "keys"),
    [
        ("stars", {"supervisor_provides.release_time", "supervisor_provides.private_space"}),
        ("pbc", {"supervisor_coverage", "supervisor_coach_not_pulled", "supervisor_check_ins"}),
        ("child-welfare", {"supervisor_debrief", "coach_documents"}),
    ],
)
def test_the_promises_of_the_source_are_followed(framework, keys):
    """Release time, private space (A10), coverage, the coach not pulled (B10), the weekly debrief (D10)."""
    assert keys <= {one.key for one in promises_of(make_cast(framework).partnership.framework, "expert")}


@pytest.mark.parametrize("name", ["coach", "coachee", "supervisor"])
def test_each_party_says_how_it_was_and_all_who_signed_read_it(client, name):
    """In stars, too, whose supervisor is given no notes: this was told to them."""
    cast = signed_cast("stars")
    client.force_login(cast[name])
    form = reverse("promise_report", args=[cast.partnership.pk, "supervisor_provides.release_time"])
    month = today().replace(day=1)
    posted = {"month": month.isoformat(), "kept": "not_kept", "words": WORDS}
    assert client.post(form, posted).status_code == 302
    for reader in ("coach", "coachee", "supervisor"):
        client.force_login(cast[reader])
        assert WORDS in client.get(page(cast)).content.decode()
    for other in NAMES:
        with as_person(cast, other, WEB):
            for table in ("cycles_promisereport", "cycles_promisereporthistory"):
                assert bool(read(table, "id")) == (other in ("coach", "coachee", "supervisor")), (other, table)


def test_two_views_stand_side_by_side_and_each_puts_right_its_own(client):
    cast = signed_cast("stars")
    for name, kept in (("coachee", "not_kept"), ("supervisor", "kept"), ("supervisor", "partly")):
        with acting_as(cast[name].pk):
            support = around(cast, name)
            promise = find_promise(support.framework, "expert", "supervisor_provides.private_space")
            report_promise(support=support, by=cast[name], promise=promise, month=today(), kept=kept, words=kept)
    with bypassing(), connection.cursor() as cursor:
        assert dict(PromiseReport.objects.values_list("user", "kept")) == {
            cast["coachee"].pk: "not_kept",
            cast["supervisor"].pk: "partly",
        }
        cursor.execute("select count(*) from cycles_promisereporthistory")
        assert cursor.fetchone() == (3,)
    with as_person(cast, "supervisor", WEB), connection.cursor() as cursor:
        cursor.execute("update cycles_promisereport set kept = 'kept'")
        assert cursor.rowcount == 1


def test_nobody_says_who_reads_it_or_in_whose_name(client):
    cast = signed_cast("stars")
    values = {"clause": "supervisor_systems", "month": today().replace(day=1), "kept": "kept", "part": "coach"}
    with acting_as(cast["coach"].pk):
        PromiseReport(
            partnership=cast.partnership,
            user=cast["coach"],
            reader_ids=[cast["leader"].pk],
            reported_at=at(today(), "10:00"),
            **values,
        ).save(force_insert=True)
    with bypassing():
        readers = set(PromiseReport.objects.get().reader_ids)
    assert readers == {cast[name].pk for name in ("coach", "coachee", "supervisor")}
    with acting_as(cast["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        PromiseReport(
            partnership=cast.partnership, user=cast["supervisor"], reported_at=at(today(), "10:00"), **values
        ).save(force_insert=True)


def test_a_supervisor_who_signs_nothing_hears_and_tells_nothing(client):
    cast = signed_cast("school")
    client.force_login(cast["supervisor"])
    assert client.get(page(cast)).status_code == 404
    assert page(cast) not in client.get(reverse("supervised")).content.decode()
    with acting_as(cast["supervisor"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        PromiseReport(
            partnership=cast.partnership, user=cast["supervisor"], clause="coach_answers", month=today().replace(day=1),
            kept="kept", part="supervisor", reported_at=at(today(), "10:00"),
        ).save(force_insert=True)  # fmt: skip


def test_before_all_have_signed_there_is_nothing_to_tell(client):
    cast = make_cast("stars")
    client.force_login(cast["coach"])
    assert "Nothing can be added here now" in client.get(page(cast)).content.decode()
    form = reverse("promise_report", args=[cast.partnership.pk, "supervisor_systems"])
    assert client.get(form).status_code == 403
    with acting_as(cast["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        PromiseReport(
            partnership=cast.partnership, user=cast["coach"], clause="supervisor_systems", month=today().replace(day=1),
            kept="kept", part="coach", reported_at=at(today(), "10:00"),
        ).save(force_insert=True)  # fmt: skip


def test_an_unknown_promise_has_no_page(client, pbc):
    client.force_login(pbc["coach"])
    for key in ("supervisor_no_use", "nothing", "supervisor_coverage.x"):
        assert client.get(reverse("promise_report", args=[pbc.partnership.pk, key])).status_code == 404


# ---- pages -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("framework", ["stars", "pbc", "child-welfare"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("coach", 200), ("coachee", 200), ("supervisor", 200), ("former_coach", 404), ("leader", 404),
     ("administrator", 404), ("coach_supervisor", 404), ("other_supervisor", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_has_the_page(client, framework, name, status):
    cast = signed_cast(framework)
    client.force_login(cast[name])
    assert client.get(page(cast)).status_code == status
