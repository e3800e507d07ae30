"""How practices grow and what is known of strengths and needs: kept by day, read by those who are given it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from agreements.models import FocusPractice
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.services.people import today_in
from cycles.models import GettingToKnow, LevelNote, NeedsAssessment, PracticeLevel
from cycles.services import WrittenMeanwhile, record_level, save_answers
from cycles.services.answers import NotAsked, words_of
from cycles.services.goals import NotYet
from cycles.services.growth import NoSuchLevel
from cycles.services.meanwhile import stamp_of
from cycles.services.pairs import find_pair
from cycles.tests.test_goals import signed_cast
from cycles.tests.work import the_pair
from tests.database import bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

MARKED = "Marigold: she waited at lunch, too"
EVERY = pytest.mark.parametrize("framework", ["stars", "school", "child-welfare", "conversations"])


def practice_of(cast):
    with bypassing():
        return FocusPractice.objects.filter(partnership=cast.partnership).first()


def level_by(cast, name, level="trying", *, days=0, note=""):
    practice = practice_of(cast)
    with acting_as(cast[name].pk):
        return record_level(
            pair=find_pair(the_pair(cast.partnership), cast[name]),
            practice=practice,
            by=cast[name],
            level=level,
            seen_on=today_in(cast.program) - dt.timedelta(days=days),
            note=note,
        )


# ---- levels --------------------------------------------------------------------------------------------------------
@EVERY
def test_the_level_stays_with_the_pair_where_the_list_of_practices_leaves_it(framework):
    """A13: the level is an assessment, the words beside it are a note; the matrix gives them to hardly anybody."""
    cast = signed_cast(framework)
    level_by(cast, "coach", note=MARKED)
    readers = {"cycles_practicelevel": set(), "cycles_levelnote": set(), "agreements_focuspractice": set()}
    for table, found in readers.items():
        for name in ("coach", "coachee", "supervisor", "leader", "regional_leader", "local_agency", "state_bureau",
                     "administrator", "former_coach", "stranger"):  # fmt: skip
            with as_person(cast, name, WEB):
                if read(table, "id"):
                    found.add(name)
    pair = {"coach", "coachee"}
    assert readers["cycles_levelnote"] == pair
    assert readers["cycles_practicelevel"] == (pair | {"supervisor"} if framework == "child-welfare" else pair)
    if framework == "stars":
        assert readers["agreements_focuspractice"] >= {"leader", "local_agency", "state_bureau"}


def test_both_say_where_they_see_it_and_both_read_it(client, signed):
    """A1: a level over time, and no "done"."""
    practice, today = practice_of(signed), today_in(signed.program)
    address = reverse("practice_growth", args=[practice.pk])
    for name, level, note in (("coach", "using", MARKED), ("coachee", "trying", "")):
        client.force_login(signed[name])
        answer = client.post(address, {"level": level, "seen_on": today.isoformat(), "note": note})
        assert answer.url == address + "?saved=1"
    page = client.get(address).content.decode()
    for words in ("<svg", "Using it", "Trying it out", MARKED, "You", signed.name("coach")):
        assert words in page
    assert "Done" not in page
    listed = client.get(reverse("growth_list", args=[signed.partnership.pk])).content.decode()
    assert address in listed
    assert f"{signed.name('coach')}, " in listed


def test_a_second_time_on_one_day_puts_the_first_right(signed):
    level_by(signed, "coach", "trying", note="one")
    level_by(signed, "coach", "using", note="")
    level_by(signed, "coachee", "trying")
    with bypassing():
        assert sorted(PracticeLevel.objects.values_list("level", flat=True)) == ["trying", "using"]
        assert LevelNote.objects.get().text == ""
        assert LevelNote.pgh_event_model.objects.filter(text="one").exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 302), ("coachee", 302), ("supervisor", 404), ("leader", 404), ("other_coach", 404), ("stranger", 404)],
)
def test_who_records_a_level(client, signed, person, status):
    address = reverse("practice_growth", args=[practice_of(signed).pk])
    client.force_login(signed[person])
    typed = {"level": "using", "seen_on": today_in(signed.program).isoformat()}
    assert client.post(address, typed).status_code == status
    with bypassing():
        assert PracticeLevel.objects.exists() == (status == 302)


def test_a_coordinator_reads_the_levels_and_no_words_beside_them(client):
    cast = signed_cast("child-welfare")
    level_by(cast, "coach", note=MARKED)
    client.force_login(cast["supervisor"])
    address = reverse("practice_growth", args=[practice_of(cast).pk])
    page = client.get(address).content.decode()
    assert "Trying it out" in page
    assert MARKED not in page
    assert "growth-form" not in page
    assert client.post(address, {"level": "using", "seen_on": "2026-01-01"}).status_code == 404


@pytest.mark.parametrize(("level", "seen_on", "problem"), [("done", "", NoSuchLevel), ("using", "2999-01-01", NotYet)])
def test_an_unknown_level_and_a_day_to_come_are_refused(client, signed, level, seen_on, problem):
    practice, coach = practice_of(signed), signed["coach"]
    day = dt.date.fromisoformat(seen_on) if seen_on else today_in(signed.program)
    client.force_login(coach)
    answer = client.post(reverse("practice_growth", args=[practice.pk]), {"level": level, "seen_on": day.isoformat()})
    assert answer.status_code == 200
    with acting_as(coach.pk), pytest.raises(problem):
        pair = find_pair(the_pair(signed.partnership), coach)
        record_level(pair=pair, practice=practice, by=coach, level=level, seen_on=day)


def test_a_practice_that_is_off_the_plan_keeps_what_was_seen_of_it(client, signed):
    level_by(signed, "coach", note=MARKED)
    practice = practice_of(signed)
    with acting_as(signed["coach"].pk):
        practice_id, text = practice.pk, practice.text
        FocusPractice.objects.filter(pk=practice.pk).delete()
    client.force_login(signed["coachee"])
    page = client.get(reverse("growth_list", args=[signed.partnership.pk])).content.decode()
    assert "Worked on before" in page
    address = reverse("practice_growth", args=[practice_id])
    assert address in page
    page = client.get(address).content.decode()
    assert escape(text) in page
    assert MARKED in page
    assert client.post(address, {"level": "using", "seen_on": "2026-01-01"}).status_code == 200
    with bypassing():
        assert PracticeLevel.objects.count() == 1


# ---- strengths and needs -------------------------------------------------------------------------------------------
def questions_of(cast):
    return cast.partnership.framework.start_questions("expert")[0]


@EVERY
def test_coach_and_coachee_write_it_together_and_each_day_is_kept(client, framework):
    """B4, D16."""
    cast = signed_cast(framework)
    guide, today = questions_of(cast), today_in(cast.program)
    address = reverse("questions_answer", args=[cast.partnership.pk, guide.key])
    first, second = guide.items[0].key, guide.items[1].key
    earlier = (today - dt.timedelta(days=9)).isoformat()
    client.force_login(cast["coach"])
    assert client.post(address, {"looked_on": earlier, f"answer_{first}": MARKED}).status_code == 302
    client.force_login(cast["coachee"])
    page = client.get(address)
    assert MARKED in page.content.decode()
    seen = page.context["form"]["seen"].value()
    typed = {"looked_on": earlier, f"answer_{first}": MARKED, f"answer_{second}": "more quiet", "seen": seen}
    assert client.post(address, typed).status_code == 302
    page = client.get(address + "?anew=1")
    assert "more quiet" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    client.post(address, {"looked_on": today.isoformat(), f"answer_{second}": "enough quiet", "seen": seen})
    page = client.get(address).content.decode()
    for words in (MARKED, "more quiet", "enough quiet"):
        assert words in page
    table = GettingToKnow if guide.record_class == "notes" else NeedsAssessment
    with bypassing():
        assert table.objects.filter(partnership=cast.partnership).count() == 2
    for name, status in (
        ("supervisor", 200 if framework == "child-welfare" else 404),
        ("leader", 404),
        ("stranger", 404),
    ):
        client.force_login(cast[name])
        answer = client.get(address)
        assert answer.status_code == status
        assert (MARKED in answer.content.decode()) == (status == 200)
        assert client.post(address, {"looked_on": earlier}).status_code == 404


def test_two_who_write_at_once_lose_nothing(client, signed):
    guide, today = questions_of(signed), today_in(signed.program)
    address = reverse("questions_answer", args=[signed.partnership.pk, guide.key])
    key = guide.items[0].key
    client.force_login(signed["coachee"])
    seen = client.get(address).context["form"]["seen"].value()
    with acting_as(signed["coach"].pk):
        save_answers(
            partnership=the_pair(signed.partnership), guide=guide, by=signed["coach"], looked_on=today,
            answers={key: "theirs"},
        )  # fmt: skip
    typed = {"looked_on": today.isoformat(), f"answer_{key}": "mine", "seen": seen}
    answer = client.post(address, typed)
    assert answer.status_code == 409
    for words in ("theirs", "mine", "Nothing is lost"):
        assert words in answer.content.decode()
    renewed = answer.context["form"]["seen"].value()
    assert client.post(address, typed | {"seen": renewed}).status_code == 302
    with bypassing():
        assert words_of(GettingToKnow.objects.get(), guide)[key] == "mine"


def test_an_unknown_question_and_a_day_to_come_are_refused_by_the_service(signed):
    guide, today = questions_of(signed), today_in(signed.program)
    with acting_as(signed["coach"].pk):
        pair = the_pair(signed.partnership)
        with pytest.raises(NotAsked):
            save_answers(partnership=pair, guide=guide, by=signed["coach"], looked_on=today, answers={"gossip": "x"})
        with pytest.raises(NotYet):
            save_answers(partnership=pair, guide=guide, by=signed["coach"], looked_on=dt.date(2999, 1, 1), answers={})
        stale = stamp_of({"needs": "other"})
        save_answers(partnership=pair, guide=guide, by=signed["coach"], looked_on=today, answers={"needs": "x"})
        with pytest.raises(WrittenMeanwhile):
            save_answers(
                partnership=pair, guide=guide, by=signed["coach"], looked_on=today, answers={"needs": "y"}, seen=stale
            )


# ---- cost ----------------------------------------------------------------------------------------------------------
def test_growth_costs_the_same_with_one_three_and_three_hundred_levels(client, signed):
    practice = practice_of(signed)
    client.force_login(signed["coach"])
    counts, have, now = {}, 0, timezone.now()
    for wanted in (1, 3, 300):
        with bypassing():
            levels = [
                PracticeLevel(
                    partnership=signed.partnership, practice=practice, wording=practice.text, level="using",
                    seen_on=now.date() - dt.timedelta(days=n), author=signed["coach"], author_part="coach",
                    recorded_at=now,
                )
                for n in range(have, wanted)
            ]  # fmt: skip
            PracticeLevel.objects.bulk_create(levels)
            LevelNote.objects.bulk_create(
                LevelNote(partnership=signed.partnership, level=level, author=signed["coach"], text="x")
                for level in levels
            )
        have = wanted
        for name, key in (("growth_list", signed.partnership.pk), ("practice_growth", practice.pk)):
            client.get(reverse(name, args=[key]))  # what is read once in a process
            with CaptureQueriesContext(connection) as found:
                assert client.get(reverse(name, args=[key])).status_code == 200
            counts[name, wanted] = len(found)
    for name in ("growth_list", "practice_growth"):
        assert counts[name, 1] == counts[name, 3] == counts[name, 300], counts
    print(counts)
