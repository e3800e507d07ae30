"""A finished log is put right by whoever finished it, marked, and with what it said kept (fault 32)."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry
from cycles.models import Visit, VisitDetail, VisitLog
from cycles.tests.work import log, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

FACTS = ("visited_on", "started", "minutes", "mode", "place", "strategies_in_setting")


def corrected(**options):
    """What the form posts: the facts of a log as they are typed, and nothing else of it."""
    data = typed(**options)
    return {name: data[name] for name in {*FACTS, *options}}


def test_a_log_is_put_right_and_says_what_it_said_before(client, signed):
    visit = log(signed)
    address, page = (reverse(name, args=[visit.pk]) for name in ("visit_log_correct", "visit_detail"))
    client.force_login(signed["coach"])
    assert address in client.get(page).content.decode()
    form = client.get(address).content.decode()
    assert f'value="{visit.local_date.isoformat()}"' in form
    with bypassing():
        before = VisitLog.objects.get(visit=visit)

    wrong = client.post(address, corrected(minutes="1500", place="other", place_named="The <b> porch"))
    assert wrong.status_code == 200
    assert 'value="1500"' in wrong.content.decode()
    assert "The &lt;b&gt; porch" in wrong.content.decode()

    right = corrected(minutes="75", started="08:15", mode="virtual", visited_on=visit.local_date.isoformat())
    for _twice in range(2):  # once more is no second correction
        assert client.post(address, right).status_code == 302
    with bypassing():
        after, detail = VisitLog.objects.get(visit=visit), VisitDetail.objects.get(visit=visit)
        visit.refresh_from_db()
        assert AuditEntry.objects.filter(event="log_corrected").count() == 1
    assert (after.minutes, detail.mode, visit.local_time.isoformat()) == (75, "virtual", "08:15:00")
    assert (after.cycle_id, after.finished_at) == (before.cycle_id, before.finished_at)
    assert visit.state == Visit.State.LOGGED

    client.force_login(signed["coachee"])
    shown = client.get(page).content.decode()
    assert "75 minutes" in shown
    assert f"{before.minutes} minutes" in shown
    assert shown.count("Corrected on") == 2
    assert address not in shown
    assert client.get(address).status_code == 403


def test_the_database_keeps_who_corrects_what_and_that_it_is_marked(signed):
    visit = log(signed)
    table = "cycles_visitlog"
    tries = [
        (signed["coach"], f"update {table} set minutes = 5"),  # not marked
        (signed["coachee"], f"update {table} set minutes = 5, corrected_at = now()"),
        (signed["coach"], f"update {table} set finished_at = now(), corrected_at = now()"),
        (signed["coach"], "update cycles_visitdetail set visit_id = gen_random_uuid(), corrected_at = now()"),
    ]
    for person, statement in tries:
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(person.pk):
            connection.cursor().execute(f"{statement} where partnership_id = %s", [signed.partnership.pk])
    with acting_as(signed["coachee"].pk), connection.cursor() as cursor:
        cursor.execute("update cycles_visitdetail set mode = 'x', corrected_at = now()")
        assert cursor.rowcount == 0
    with bypassing():
        assert VisitLog.objects.get(visit=visit).corrected_at is None


def test_a_day_to_come_is_refused_at_its_field(client, signed):
    visit = log(signed)
    client.force_login(signed["coach"])
    day = today().replace(year=today().year + 1).isoformat()
    answer = client.post(reverse("visit_log_correct", args=[visit.pk]), corrected(visited_on=day))
    assert "This day is still to come" in answer.content.decode()
