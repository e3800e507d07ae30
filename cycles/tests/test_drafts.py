"""Autosave: what is being written is its author's alone, saved in one statement, and never lost to another tab."""

import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.models import Party
from cycles.models import LogDraft, Note, Visit, VisitLog
from cycles.services import DraftConflict, save_draft
from cycles.tests.work import plan, the_pair, typed
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(signed):
    return plan(signed, days=-1)


def save(client, address, person, version, *, entry=None, **fields):
    """What the page sends a few seconds after the last key."""
    body = {"person": str(person.pk), "version": version, "fields": fields, "entry": entry}
    return client.post(address, json.dumps(body), content_type="application/json")


def address_of(visit):
    return reverse("visit_draft_save", args=[visit.pk])


def plain(answer):
    """The page without the token that differs each time."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", answer.content.decode())


def stored():
    with bypassing():
        return LogDraft.objects.get()


# ---- one tab ---------------------------------------------------------------------------------------------------------
def test_changed_fields_alone_are_saved_and_counted(coach, signed, visit):
    first = save(coach, address_of(visit), signed["coach"], 0, minutes="45", components=["goals_and_plan"])
    assert first.json()["version"] == 1
    second = save(coach, address_of(visit), signed["coach"], 1, note_celebration="Hooray")
    assert second.json()["version"] == 2
    assert stored().data == {"minutes": "45", "components": ["goals_and_plan"], "note_celebration": "Hooray"}


def test_a_save_is_one_write_and_a_small_answer(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, minutes="45")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = save(coach, address_of(visit), signed["coach"], 1, note_celebration="Word " * 500)
    about_drafts = [query["sql"] for query in queries if "cycles_" in query["sql"]]
    assert len(about_drafts) == 1
    assert about_drafts[0].strip().startswith("update cycles_logdraft")
    assert len(answer.content) <= 300


def test_the_page_opens_with_what_was_typed(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, minutes="37", strategies_in_meeting=["video"], plan_next=[])
    page = coach.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert 'value="37"' in page
    assert 'name="version" value="1"' in page
    assert page.count("checked") == 2  # the mode of the appointment, and the strategy


def test_the_draft_of_an_unplanned_visit_is_nobody_elses_and_no_visit(client, signed):
    client.force_login(signed["coach"])
    address = reverse("visit_draft_save_new", args=[signed.partnership.pk])
    entry = str(uuid.uuid4())
    assert save(client, address, signed["coach"], 0, entry=entry, minutes="45").status_code == 200
    assert save(client, address, signed["coach"], 1, entry=entry, minutes="50").json()["version"] == 2
    with bypassing():
        assert not Visit.objects.exists()
        assert str(LogDraft.objects.get().pk) == entry
    page = client.get(reverse("visit_log_new", args=[signed.partnership.pk])).content.decode()
    assert f'name="entry" value="{entry}"' in page
    assert "A log to finish" in client.get(reverse("caseload")).content.decode()
    assert client.post(reverse("visit_draft_discard", args=[signed.partnership.pk])).status_code == 302
    with bypassing():
        assert not LogDraft.objects.exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 200), ("coachee", 403), ("supervisor", 404), ("leader", 404), ("administrator", 404),
     ("former_coach", 404), ("other_coach", 404), ("stranger", 404)],
)  # fmt: skip
def test_only_the_coach_writes(client, signed, visit, person, status):
    client.force_login(signed[person])
    assert save(client, address_of(visit), signed[person], 0, minutes="45").status_code == status


@pytest.mark.parametrize("person", ["coachee", "supervisor", "leader", "administrator", "other_coach"])
def test_nobody_changes_the_draft_of_another(client, signed, visit, person):
    client.force_login(signed["coach"])
    save(client, address_of(visit), signed["coach"], 0, minutes="45")
    client.force_login(signed[person])
    assert save(client, address_of(visit), signed[person], 1, minutes="1").status_code in (403, 404)
    assert stored().data == {"minutes": "45"}


def test_the_coachee_sees_nothing_of_a_draft(client, signed, visit):
    pages = [
        reverse("my_coaching"),
        reverse("partnership_detail", args=[signed.partnership.pk]),
        reverse("visit_detail", args=[visit.pk]),
    ]
    client.force_login(signed["coachee"])
    before = [plain(client.get(page)) for page in pages]
    with acting_as(signed["coach"].pk):
        for one in (visit, None):
            save_draft(
                partnership=the_pair(signed.partnership), visit=one, by=signed["coach"],
                fields={"note_celebration": "Marigold"},
            )  # fmt: skip
    assert [plain(client.get(page)) for page in pages] == before


# ---- two tabs (fault 31) ---------------------------------------------------------------------------------------------
def test_two_tabs_get_both_texts_and_nothing_is_overwritten(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, note_celebration="From the first")
    answer = save(coach, address_of(visit), signed["coach"], 0, note_celebration="From the second", minutes="45")
    assert answer.status_code == 409
    assert answer.json()["version"] == 1
    assert answer.json()["fields"] == {"note_celebration": "From the first"}
    assert stored().data == {"note_celebration": "From the first"}
    again = save(coach, address_of(visit), signed["coach"], 1, note_celebration="Both", minutes="45")
    assert again.json()["version"] == 2


def test_a_tab_that_fell_behind_gets_both_texts(coach, signed, visit):
    for version in range(3):
        save(coach, address_of(visit), signed["coach"], version, minutes=str(40 + version))
    answer = save(coach, address_of(visit), signed["coach"], 1, minutes="99")
    assert (answer.status_code, answer.json()["version"], answer.json()["fields"]) == (409, 3, {"minutes": "42"})


def test_finishing_in_one_tab_does_not_swallow_what_another_has_saved(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, note_celebration="Said in the other tab")
    data = typed(version="0", note_celebration="Said here")
    answer = coach.post(reverse("visit_finish", args=[visit.pk]), data)
    page = answer.content.decode()
    assert "Another tab has saved other words" in page
    assert "Said in the other tab" in page
    assert "Said here" in page
    assert 'name="version" value="1"' in page
    with bypassing():
        assert not VisitLog.objects.exists()
    assert coach.post(reverse("visit_finish", args=[visit.pk]), data | {"version": "1"}).status_code == 302
    with bypassing():
        assert Note.objects.get(component="celebration").text == "Said here"


def test_a_tab_that_says_the_same_finishes_without_a_question(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, note_celebration="The same\nwords")
    data = typed(version="0", note_celebration="The same\r\nwords")
    assert coach.post(reverse("visit_finish", args=[visit.pk]), data).status_code == 302


def test_what_is_typed_after_finishing_elsewhere_is_told_where_the_log_is(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, minutes="45")
    coach.post(reverse("visit_finish", args=[visit.pk]), typed(version="1", minutes="45"))
    answer = save(coach, address_of(visit), signed["coach"], 1, minutes="50")
    assert (answer.status_code, answer.json()) == (409, {"finished": reverse("visit_detail", args=[visit.pk])})
    data = typed()
    coach.post(reverse("visit_finish_new", args=[signed.partnership.pk]), data)
    address = reverse("visit_draft_save_new", args=[signed.partnership.pk])
    answer = save(coach, address, signed["coach"], 0, entry=data["entry"], minutes="50")
    assert answer.json() == {"finished": reverse("visit_detail", args=[data["entry"]])}


def test_a_draft_that_is_gone_is_asked_for_whole(coach, signed, visit):
    answer = save(coach, address_of(visit), signed["coach"], 7, minutes="45")
    assert (answer.status_code, answer.json()["version"], answer.json()["fields"]) == (409, 0, {})
    assert save(coach, address_of(visit), signed["coach"], 0, minutes="45").status_code == 200


def test_the_service_raises_what_the_page_is_told(signed, visit):
    pair = None
    with acting_as(signed["coach"].pk):
        pair = the_pair(signed.partnership)
        save_draft(partnership=pair, visit=visit, by=signed["coach"], fields={"minutes": "45"})
        with pytest.raises(DraftConflict) as conflict:
            save_draft(partnership=pair, visit=visit, by=signed["coach"], fields={"minutes": "1"})
    assert conflict.value.data == {"minutes": "45"}


# ---- sessions (faults 4, 42, 43) -------------------------------------------------------------------------------------
def test_an_ended_session_is_said_and_not_answered_with_a_page(client, signed, visit):
    answer = save(client, address_of(visit), signed["coach"], 0, minutes="45")
    assert (answer.status_code, answer.json()) == (401, {"signed_out": True})


def test_a_page_of_somebody_else_saves_nothing(client, signed, visit):
    client.force_login(signed["coachee"])
    answer = save(client, address_of(visit), signed["coach"], 0, minutes="45")
    assert (answer.status_code, answer.json()) == (403, {"other_person": True})
    with bypassing():
        assert not LogDraft.objects.exists()


def test_the_page_is_made_for_one_person_and_its_words_are_kept_under_their_name(client, signed, visit):
    client.force_login(signed["coach"])
    page = client.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert f'data-draft-key="alongside:draft:{signed["coach"].pk}:visit:{visit.pk}"' in page


def test_a_coach_who_was_taken_off_saves_nothing_more(coach, signed, visit):
    save(coach, address_of(visit), signed["coach"], 0, minutes="45")
    with bypassing():
        Party.objects.filter(partnership=signed.partnership, user=signed["coach"]).update(left_at=timezone.now())
    assert save(coach, address_of(visit), signed["coach"], 1, minutes="50").status_code == 403
    assert stored().data == {"minutes": "45"}


# ---- what cannot be kept (faults 33, 35) -----------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\ud800"])
def test_control_characters_are_a_fault_of_their_field(coach, signed, visit, text):
    answer = save(coach, address_of(visit), signed["coach"], 0, note_celebration=text, minutes="45")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["note_celebration"]
    with bypassing():
        assert not LogDraft.objects.exists()


def test_a_note_of_a_megabyte_is_kept_as_a_draft(coach, signed, visit):
    words = "x" * 1_048_576
    assert save(coach, address_of(visit), signed["coach"], 0, note_celebration=words).status_code == 200
    assert words in coach.get(reverse("visit_log", args=[visit.pk])).content.decode()


def test_more_than_that_is_refused_without_harm(coach, signed, visit):
    answer = save(coach, address_of(visit), signed["coach"], 0, note_celebration="x" * 4_100_000)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        "not json",
        '{"person": "x", "version": "y", "fields": {}}',
        '{"person": "x", "version": -1, "fields": {}}',
        '{"person": "x", "version": 1, "fields": []}',
        '{"person": "x", "version": 1, "fields": {"__proto__": "x"}}',
        '{"person": "x", "version": 1, "fields": {"minutes": {"a": 1}}}',
        '{"person": "x", "version": 1, "fields": {}, "entry": "no id"}',
    ],
)
def test_what_is_no_draft_is_refused(coach, visit, body):
    answer = coach.post(address_of(visit), body, content_type="application/json")
    assert answer.status_code == 400
