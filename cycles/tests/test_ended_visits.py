"""What was planned beyond the end of a coaching is called off by its end; a pause only asks (ADR 21)."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from icalendar import Calendar

from agreements.services import conclude, discontinue, hand_over, pause, write_closing_step
from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.models import Visit
from cycles.services import plan_series
from cycles.services.series import Alike, foresee
from cycles.tests.work import log, plan, the_pair
from tests.cast import today
from tests.database import as_role, bypassing

pytestmark = pytest.mark.django_db


def page_of(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def end(cast, how):
    by = cast["administrator" if how == "handed_over" else "coach"]
    with acting_as(by.pk):
        pair = the_pair(cast.partnership)
        if how == "concluded":
            for step in pair.framework.conclusion_for(pair.format):
                write_closing_step(partnership=pair, by=by, key=step.key, done_on=today())
            conclude(partnership=pair, by=by)
        elif how == "discontinued":
            discontinue(partnership=pair, by=by, words="We end here.")
        else:
            hand_over(partnership=pair, to=cast["other_coach"].pk, by=by)


def states():
    with bypassing():
        return dict(Visit.objects.values_list("pk", "state"))


def mails_of_the_end():
    with bypassing():
        return list(Mail.objects.filter(kind__in=("visit_cancelled", "series_cancelled")).order_by("kind"))


def off_events(mail):
    with acting_as(mail.recipient_id):
        message = compose(mail)
    assert "The coaching has ended." in message.body
    part = next(one for one in message.message().walk() if one.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")


@pytest.mark.parametrize("how", ["concluded", "discontinued", "handed_over"])
def test_the_end_calls_off_what_is_to_come_and_takes_it_out_of_lists_and_calendars(client, signed, how):
    over, single = plan(signed, days=-2), plan(signed, days=3)
    logged = log(signed, 9)
    days = [today() + dt.timedelta(weeks=n) for n in (1, 2, 3)]
    with acting_as(signed["coach"].pk):
        pair = the_pair(signed.partnership)
        alike = Alike(local_time=dt.time(9), mode="virtual", place="video_call", planned_minutes=60)
        seen = foresee(
            user=signed["coach"], partnership=pair, days=days, at=dt.time(9), zone="America/Denver", minutes=60
        )
        series = plan_series(partnership=pair, by=signed["coach"], occurrences=seen, alike=alike)
    end(signed, how)
    after = {over.pk: "planned", logged.pk: "logged", single.pk: "ended"} | {one.pk: "ended" for one in series}
    assert states() == after
    told = mails_of_the_end()
    both = {signed["coach"].pk, signed["coachee"].pk}
    assert [(mail.kind, mail.subject_id) for mail in told] == [("series_cancelled", series[0].series)] * 2 + [
        ("visit_cancelled", single.pk)
    ] * 2
    assert {mail.recipient_id for mail in told} == both
    assert [len(off_events(mail)) for mail in told] == [3, 3, 1, 1]
    assert {str(event["status"]) for mail in told for event in off_events(mail)} == {"CANCELLED"}
    with as_role("alongside_definer"), connection.cursor() as cursor:
        cursor.execute("select sec.call_off_visits(%s)", [signed.partnership.pk])
    assert states() == after
    assert len(mails_of_the_end()) == 4
    client.force_login(signed["coach"])
    page = page_of(client, "visit_list")
    assert page.count("Called off: the coaching ended") == 4
    assert "Nothing is planned." in page and reverse("visit_log", args=[over.pk]) not in page
    client.post(reverse("calendar_settings"), {"step": "make"})
    client.force_login(signed["coachee"])
    assert "Called off: the coaching ended" in page_of(client, "visit_detail", single.pk)


def test_a_pause_calls_nothing_off_and_asks_both(client, signed):
    visit = plan(signed, days=5)
    with acting_as(signed["coachee"].pk):
        pair = the_pair(signed.partnership)
        pause(partnership=pair, by=signed["coachee"], reason="A new class.", look_again_on=today() + dt.timedelta(9))
    assert states() == {visit.pk: "planned"}
    for person, first in (("coach", "caseload"), ("coachee", "home")):
        client.force_login(signed[person])
        assert "1 coaching visit planned in the pause" in page_of(client, first)
        page = page_of(client, "partnership_detail", signed.partnership.pk)
        assert "Planned, and paused" in page
        assert reverse("visit_cancel", args=[visit.pk]) in page
    with bypassing():
        mails = set(Mail.objects.filter(subject_id=visit.pk).values_list("kind", flat=True))
    assert mails == {"visit_planned"}
    client.post(reverse("visit_cancel", args=[visit.pk]), {"who": "neither", "reason": ""})
    assert states() == {visit.pk: "cancelled"}
