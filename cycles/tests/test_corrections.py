"""A finished log is put right by whoever finished it, marked, and with what it said kept (fault 32)."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry
from cycles.models import Cycle, CycleComponent, Visit, VisitDetail, VisitLog
from cycles.tests.work import COMPONENTS, log, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

FACTS = ("visited_on", "started", "minutes", "mode", "place", "strategies_in_setting", "components")


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


def test_a_component_ticked_by_mistake_is_taken_back_and_the_cycle_follows(client, signed):
    """A6: complete only while each is recorded, or left out for a reason. What was changed is said to both."""
    first = log(signed, 9)
    address, page = (reverse(name, args=[first.pk]) for name in ("visit_log_correct", "visit_detail"))
    facts = {"visited_on": first.local_date.isoformat()}

    def complete():
        with bypassing():
            return [day is not None for day in Cycle.objects.order_by("number").values_list("completed_on", flat=True)]

    client.force_login(signed["coach"])
    assert complete() == [True]
    assert "left_out" not in client.get(address).content.decode()
    back = client.post(address, corrected(components=list(COMPONENTS[:2]), **facts), follow=True).content.decode()
    assert complete() == [False] and "open again" in back
    again = client.post(address, corrected(**facts), follow=True).content.decode()
    assert complete() == [True] and "is complete." in again

    # Once the next has begun, this one cannot open again: what is missing was left out, and why
    log(signed, 1, components=COMPONENTS[:1])
    assert complete() == [True, False]
    mistaken = corrected(components=[COMPONENTS[0]], minutes="75", **facts)
    asked = client.post(address, mistaken).content.decode()
    assert "Say why it was left out" in asked and 'value="75"' in asked
    nothing = client.post(address, mistaken | {"components": [], "left_out": "No time"}).content.decode()
    assert "Leave one of them ticked" in nothing
    with bypassing():  # neither of them wrote anything
        assert set(CycleComponent.objects.filter(visit=first).values_list("key", flat=True)) == set(COMPONENTS)
        assert VisitLog.objects.get(visit=first).minutes != 75
    assert client.post(address, mistaken | {"left_out": "The children slept"}).status_code == 302
    assert complete() == [True, False]
    with bypassing():
        reasons = CycleComponent.objects.filter(visit=None).values_list("key", "waived_reason")
        assert set(reasons) == {(key, "The children slept") for key in COMPONENTS[1:]}

    client.force_login(signed["coachee"])
    shown = client.get(page).content.decode()
    assert shown.count("Taken back: Reflection and feedback") == 2
    assert shown.count("Added: Reflection and feedback") == 1
    assert "Corrected on" in shown and address not in shown
    with acting_as(signed["coachee"].pk), pytest.raises(DatabaseError), transaction.atomic():
        CycleComponent.objects.filter(visit=first).delete()
    with acting_as(signed["coachee"].pk), pytest.raises(DatabaseError), transaction.atomic():
        CycleComponent(
            partnership=signed.partnership, cycle=first.log.cycle, key="x", visit=first, recorded_by=signed["coachee"],
            recorded_at=first.log.finished_at,
        ).save(force_insert=True)  # fmt: skip
