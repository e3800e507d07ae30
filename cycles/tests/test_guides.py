"""What was explained at the start, and when: marked by the coach, read by the other, kept when it is taken back."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import AuditEntry
from coaching.services.people import today_in
from cycles.models import GuideMark
from cycles.services.guides import Mark, MarkedMeanwhile, NotOnTheList, save_marks
from cycles.tests.work import the_pair
from tests.cast import NAMES, make_cast, sign_all
from tests.database import bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

WHICH = [("school", "beginning"), ("child-welfare", "explanation"), ("child-welfare", "first_meeting")]
MARKED = "Marigold: she asked what stays between us"


@pytest.fixture
def school(db):
    return make_cast("school")


def page_of(cast, key: str = "beginning") -> str:
    return reverse("guide_detail", args=[cast.partnership.pk, key])


def typed(cast, key: str = "beginning", **done: tuple[object, str]) -> dict[str, object]:
    """What the form posts: `item=(day, note)` for what is ticked."""
    with bypassing():
        rows = {row.item: row for row in GuideMark.objects.filter(partnership=cast.partnership, guide=key)}
    posted: dict[str, object] = {}
    for item in cast.partnership.framework.guide(key).items:
        posted[f"was_{item.key}"] = rows[item.key].marked_at.isoformat() if item.key in rows else ""
        if item.key in done:
            day, note = done[item.key]
            posted |= {f"done_{item.key}": "on", f"day_{item.key}": day, f"note_{item.key}": note}
    return posted


@pytest.mark.parametrize(("framework", "key"), WHICH)
def test_the_coach_marks_each_item_on_a_day_and_the_coachee_reads_it(client, framework, key):
    """C3, D2, D4: done today unless another day is given."""
    cast = make_cast(framework)
    today = today_in(cast.program)
    items = [item.key for item in cast.partnership.framework.guide(key).items]
    client.force_login(cast["coach"])
    assert page_of(cast, key) in client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    page = client.get(page_of(cast, key)).content.decode()
    assert page.count(f'value="{today}"') == len(items)
    day = today - dt.timedelta(days=3)
    answer = client.post(page_of(cast, key), typed(cast, key, **{items[0]: (day, MARKED), items[1]: (today, "")}))
    assert answer.url == page_of(cast, key) + "?saved=1"
    with bypassing():
        kept = dict(GuideMark.objects.filter(partnership=cast.partnership).values_list("item", "done_on"))
        assert AuditEntry.objects.filter(event="guide_marked").count() == 2
    assert kept == {items[0]: day, items[1]: today}
    client.force_login(cast["coachee"])
    assert MARKED in client.get(page_of(cast, key)).content.decode()
    pair = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    assert f"2 of {len(items)} done" in pair


def test_a_mark_is_taken_back_and_its_history_stays(client, school):
    today = today_in(school.program)
    client.force_login(school["coach"])
    client.post(page_of(school), typed(school, process_described=(today, MARKED)))
    client.post(page_of(school), typed(school))
    with bypassing():
        row = GuideMark.objects.get(partnership=school.partnership)
    assert (row.done_on, row.note) == (None, "")
    for name in ("coach", "coachee"):
        client.force_login(school[name])
        page = client.get(page_of(school)).content.decode()
        assert "Taken back" in page
        assert MARKED in page


@pytest.mark.parametrize(
    ("day", "said"),
    [("2999-01-01", "still to come"), ("", "Give the day"), ("someday", "not a day of the calendar")],
)
def test_a_day_that_cannot_be_is_said_at_the_field(client, school, day, said):
    client.force_login(school["coach"])
    answer = client.post(page_of(school), typed(school, process_described=(day, "kept words")))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "kept words" in answer.content.decode()
    with bypassing():
        assert not GuideMark.objects.exists()


@pytest.mark.parametrize(
    ("name", "reads", "marks"),
    [("coach", 200, 302), ("coachee", 200, 403), ("former_coach", 200, 403), ("supervisor", 404, 404),
     ("leader", 404, 404), ("administrator", 404, 404), ("other_coach", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_marks(client, school, name, reads, marks):
    client.force_login(school["coach"])
    today = today_in(school.program)
    client.post(page_of(school), typed(school, asked_successes=(today, MARKED)))
    posted = typed(school, asked_challenges=(today, ""))
    client.force_login(school[name])
    answer = client.get(page_of(school))
    assert answer.status_code == reads
    assert (MARKED in answer.content.decode()) == (name in ("coach", "coachee"))
    assert client.post(page_of(school), posted).status_code == marks


@pytest.mark.parametrize("key", ["nothing", "preparation", "reflection_meeting"])
def test_a_list_that_is_no_checklist_of_the_start_has_no_page(client, school, key):
    client.force_login(school["coach"])
    assert client.get(page_of(school, key)).status_code == 404


@pytest.mark.parametrize("framework", ["school", "child-welfare"])
def test_it_stays_with_the_pair_before_and_after_signing(framework):
    """Of the class of notes, which neither framework gives to anybody (the matrix)."""
    cast = make_cast(framework)
    guide = cast.partnership.framework.start_checklists("expert")[0]
    with acting_as(cast["coach"].pk):
        mark = {guide.items[0].key: Mark(today_in(cast.program), MARKED)}
        save_marks(partnership=the_pair(cast.partnership), guide=guide, by=cast["coach"], wanted=mark, seen={})
    for signed in (False, True):
        if signed:
            sign_all(cast.partnership)
        for table in ("cycles_guidemark", "cycles_guidemarkhistory"):
            seen = set()
            for name in NAMES:
                with as_person(cast, name, WEB):
                    if read(table, "id"):
                        seen.add(name)
            assert seen == {"coach", "coachee"}, (table, signed)


def test_an_unknown_item_or_a_day_to_come_is_refused_by_the_service(school):
    guide, today = school.partnership.framework.guide("beginning"), today_in(school.program)
    for wanted in ({"gossip": Mark(today)}, {"process_described": Mark(today + dt.timedelta(days=1))}):
        with acting_as(school["coach"].pk), pytest.raises(NotOnTheList):
            save_marks(
                partnership=the_pair(school.partnership), guide=guide, by=school["coach"], wanted=wanted, seen={}
            )


def test_a_page_from_before_does_not_take_back_what_was_marked_since(client, school):
    client.force_login(school["coach"])
    today = today_in(school.program)
    old = typed(school, process_described=(today, "from the old page"))
    client.post(page_of(school), typed(school, process_described=(today, "from the new page")))
    answer = client.post(page_of(school), old)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "from the old page" in page
    assert "from the new page" in page


@pytest.mark.django_db(transaction=True)
def test_marked_in_two_windows_at_once_is_marked_once():
    cast = make_cast("school")
    guide, today = cast.partnership.framework.guide("beginning"), today_in(cast.program)
    barrier, results = threading.Barrier(2), []

    def mark(note: str) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            with acting_as(cast["coach"].pk):
                wanted = {"process_described": Mark(today, note)}
                results.append(
                    save_marks(
                        partnership=the_pair(cast.partnership), guide=guide, by=cast["coach"], wanted=wanted, seen={}
                    )
                )
        except Exception as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=mark, args=(note,)) for note in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(results) == {1, MarkedMeanwhile}
    with bypassing():
        assert GuideMark.objects.count() == 1


# ---- coaching starts after ---------------------------------------------------------------------------------------
def plan_visit_on(client, cast, day: dt.date, **other):
    posted = {
        "local_date": day, "local_time": "09:30", "planned_minutes": 60, "mode": "phone", "place": "",
    }  # fmt: skip
    return client.post(reverse("visit_plan", args=[cast.partnership.pk]), posted | other)


def starting(cast, day: dt.date) -> None:
    from agreements.models import Plan

    with bypassing():
        plan = Plan.objects.get(partnership=cast.partnership)
        plan.answers["first_module_date"] = day.isoformat()
        plan.save()


def test_a_visit_before_coaching_starts_is_warned_of_and_can_be_planned(client):
    """D3: coaching starts after the first module; a first meeting can be earlier."""
    cast = make_cast("child-welfare")
    start = today_in(cast.program) + dt.timedelta(days=20)
    starting(cast, start)
    client.force_login(cast["coach"])
    pair = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    assert "Coaching starts after" in pair
    plan = client.get(reverse("plan_edit", args=[cast.partnership.pk])).content.decode()
    assert "Coaching starts after" in plan
    answer = plan_visit_on(client, cast, start)
    assert answer.status_code == 200
    assert "Before coaching starts" in answer.content.decode()
    assert "Two at once" not in answer.content.decode()
    assert plan_visit_on(client, cast, start, anyway="on").status_code == 302
    assert plan_visit_on(client, cast, start + dt.timedelta(days=1)).status_code == 302


def test_where_no_day_is_asked_for_nothing_is_said(client, school):
    client.force_login(school["coach"])
    pair = client.get(reverse("partnership_detail", args=[school.partnership.pk])).content.decode()
    assert "Coaching starts after" not in pair
