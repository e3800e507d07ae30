"""The report of a month by a link: told once, on its day, to who holds the part, and with nothing in it."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Membership
from coaching.services.outbox import Kind, compose
from coaching.waiting import Who
from reports.models import FrozenMonth
from reports.monthly import month_url, my_months, new_months
from reports.periods import later
from reports.ticks import tell_of_months
from tests.cast import today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

MONTH_TOLD = today().replace(day=1)
NEXT = later(MONTH_TOLD, 1)
BY_NAME = ["leader", "leader_elsewhere", "local_agency", "state_bureau"]
BY_COUNT = ["coach_supervisor", "regional_leader"]


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=zoneinfo.ZoneInfo("America/Denver"))


def told(cast, moment: dt.datetime) -> list[str]:
    """Who has a mail in the outbox after the minute of `moment`, which comes twice."""
    with time_machine.travel(moment, tick=False), as_worker(), acting_as(None):
        tell_of_months()
        tell_of_months()
    with bypassing():
        mails = list(Mail.objects.filter(kind=Kind.MONTH_TOLD).values_list("recipient", flat=True))
    return sorted(name for name, user in cast.people.items() for mail in mails if mail == user.pk)


def freeze(program, month: dt.date, moment: dt.datetime) -> None:
    with bypassing():
        FrozenMonth.objects.bulk_create(
            FrozenMonth(program=program, audience=part, month=month, content={"figures": []}, frozen_at=moment)
            for part in (Part.LEADERSHIP, Part.REGIONAL_LEADERSHIP, Part.COACH_SUPERVISOR)
        )


def test_a_report_of_a_month_is_told_once_on_its_day_to_who_holds_the_part(client, signed):
    third, frozen_on = NEXT + dt.timedelta(days=2), NEXT + dt.timedelta(days=5)
    before, too_late = at(third, 6, 59), at(third + dt.timedelta(days=3), 7)
    assert told(signed, before) == told(signed, too_late) == []
    # A program that began in the month itself has nothing to tell of the one before it
    assert told(signed, at(MONTH_TOLD + dt.timedelta(days=2), 7)) == []
    assert told(signed, at(third, 7)) == BY_NAME
    assert told(signed, at(third + dt.timedelta(days=2), 12)) == BY_NAME  # and not again
    freeze(signed.program, later(MONTH_TOLD, -1), at(frozen_on, 2))  # kept back: only the newest is told
    freeze(signed.program, MONTH_TOLD, at(frozen_on, 2))
    assert told(signed, at(frozen_on, 23)) == BY_NAME
    everybody = sorted(BY_NAME + BY_COUNT)
    assert told(signed, at(frozen_on + dt.timedelta(days=1), 7)) == everybody

    # The mail says that it is there, and the link opens the month in the part
    with bypassing():
        mails = {mail.recipient_id: mail for mail in Mail.objects.filter(kind=Kind.MONTH_TOLD)}
    with as_worker():
        letters = {name: compose(mails[signed[name].pk]) for name in everybody}
    month = MONTH_TOLD.strftime("%B %Y")
    assert {letter.subject for letter in letters.values()} == {f"The report of {month} is there"}
    for name, letter in letters.items():
        part = signed.parts.get(name, Part.LEADERSHIP)
        assert month_url(part, MONTH_TOLD) in letter.body
        assert signed.program.name not in letter.body
        client.force_login(signed[name])
        page = client.get(month_url(part, MONTH_TOLD), follow=True)
        assert page.status_code == 200 and page.redirect_chain, name
        assert MONTH_TOLD.isoformat() in page.request["QUERY_STRING"]
        wrong = [month_url(Part.COACH, MONTH_TOLD), reverse("month_report", args=[part, "2026-13"])]
        assert [client.get(one).status_code for one in wrong] == [404, 404]

    # What was told is new for a week on the first page of the part and in a digest, and never another's
    with time_machine.travel(at(third, 8), tick=False):
        for name in (*BY_NAME, "regional_leader", "coach", "administrator"):
            with acting_as(signed[name].pk):
                assert {one.user_id for one in my_months()} == ({signed[name].pk} if name in BY_NAME else set())
        with acting_as(signed["leader"].pk):
            assert [one.url for one in new_months(Who(signed["leader"]))] == [month_url(Part.LEADERSHIP, MONTH_TOLD)]
            assert not list(new_months(Who(signed["leader"], {Part.COACH_SUPERVISOR})))
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from sec.months_to_tell(now(), 7, '{}', '{}')")
    with acting_as(None):
        assert not my_months()


def test_who_leaves_the_part_is_told_nothing(client, signed):
    third = NEXT + dt.timedelta(days=2)
    with bypassing():  # left by its day, and before the mail goes out
        Membership.objects.filter(user=signed["local_agency"]).update(ends_on=NEXT)
    assert told(signed, at(third, 7)) == ["leader", "leader_elsewhere", "state_bureau"]
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=today() - dt.timedelta(days=1))
        mail = Mail.objects.get(kind=Kind.MONTH_TOLD, recipient=signed["leader"])
    with as_worker():
        assert compose(mail) is None
    client.force_login(signed["leader"])
    assert client.get(month_url(Part.LEADERSHIP, MONTH_TOLD)).status_code == 404
