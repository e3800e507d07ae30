"""Drafting together: what one suggests another answers, nothing is overwritten unseen, and what is new is marked."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from agreements.models import Agreement, AgreementState, FocusPractice, Plan, PlanLook, Suggestion
from agreements.services import (
    Answered,
    OpenSuggestions,
    Outdated,
    accept_suggestion,
    decline_suggestion,
    send_for_signature,
    withdraw_suggestion,
)
from agreements.tests.steps import looked_up, plan_as_posted, sent, signed_by
from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from tests.cast import NAMES, make_cast
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def suggested(client, cast, key="cycles", *, by="coachee", **answers) -> Suggestion:
    """A suggestion made on its page."""
    client.force_login(cast[by])
    url = reverse("suggestion_make", args=[cast.partnership.pk, key])
    answer = client.post(url, {"cycles": "12", "reason": "We are many.", **answers})
    assert answer.status_code == 302, answer.content.decode()
    with bypassing():
        return Suggestion.objects.get(state="open")


def now(suggestion) -> Suggestion:
    with bypassing():
        return Suggestion.objects.get(pk=suggestion.pk)


def plan_of(cast) -> Plan:
    with bypassing():
        return Plan.objects.get(partnership=cast.partnership)


def page(client, cast, name, route="plan_edit", pk=None):
    client.force_login(cast[name])
    return client.get(reverse(route, args=[pk or cast.partnership.pk]))


def verdict(client, cast, name, suggestion, verdict, **other):
    """What pressing one of the buttons on the page of a suggestion does."""
    shown = page(client, cast, name, "suggestion_detail", suggestion.pk).context
    posted = {"verdict": verdict, "seen": shown["seen"], "withdraws": shown["out"].pk if shown["out"] else ""}
    return client.post(reverse("suggestion_detail", args=[suggestion.pk]), posted | other)


def test_a_suggestion_stands_beside_the_answer_and_changes_nothing_yet(client, cast):
    suggestion = suggested(client, cast)
    assert plan_of(cast).cycles == 8
    theirs = page(client, cast, "coach").content.decode()
    for words in ("June Whitehorse suggests", "12 coaching cycles", "We are many.", "Suggestions wait for your answer"):
        assert words in theirs
    mine = page(client, cast, "coachee").content.decode()
    assert "You suggest" in mine
    assert "Suggestions wait for your answer" not in mine
    assert (suggestion.value, suggestion.basis["cycles"]) == ({"cycles": 12, "hours": None}, 8)


def test_accepted_it_stands_in_the_plan(client, cast):
    suggestion = suggested(client, cast)
    assert verdict(client, cast, "coach", suggestion, "accept").status_code == 302
    assert (plan_of(cast).cycles, plan_of(cast).mode) == (12, "both")
    assert (now(suggestion).state, now(suggestion).closed_by_id) == ("accepted", cast["coach"].pk)


@pytest.mark.parametrize(
    ("key", "posted", "said"),
    [
        ("mode", {"mode": "virtual"}, "mode"),
        ("rhythm", {"rhythm": "other", "rhythm_other": "Each Monday", "rhythm_days": "7"}, "rhythm_other"),
        ("time_frame", {"starts_on": "2027-01-04", "ends_on": "2027-06-01"}, "ends_on"),
        ("coach_supervisor_contact", {"concern_name": "Ana Sol", "concern_phone": "555 0101"}, "concern_name"),
    ],
)
def test_each_kind_of_question_can_be_suggested_and_accepted(client, cast, key, posted, said):
    suggestion = suggested(client, cast, key, **posted)
    assert verdict(client, cast, "coach", suggestion, "accept").status_code == 302
    assert str(getattr(plan_of(cast), said)) == posted[said]


def test_the_list_of_practices_can_be_suggested_and_keeps_its_rows(client, cast):
    with bypassing():
        before = {one.text: one.pk for one in FocusPractice.objects.filter(partnership=cast.partnership)}
    texts = [*before, "Sings each morning"]
    rows = {f"practices-{number}-text": text for number, text in enumerate(texts)}
    rows |= {"practices-TOTAL_FORMS": len(texts), "practices-INITIAL_FORMS": 0}
    suggestion = suggested(client, cast, "practices", **rows)
    assert "Sings each morning" in page(client, cast, "coach").content.decode()
    verdict(client, cast, "coach", suggestion, "accept")
    with bypassing():
        after = {one.text: one.pk for one in FocusPractice.objects.filter(partnership=cast.partnership)}
    assert set(after) == set(texts)
    assert all(after[text] == pk for text, pk in before.items())


def test_declined_with_a_word_it_changes_nothing_and_the_author_reads_the_word(client, cast):
    suggestion = suggested(client, cast)
    verdict(client, cast, "coach", suggestion, "decline", words="Eight is what we have time for.")
    assert (plan_of(cast).cycles, now(suggestion).state) == (8, "declined")
    assert "Eight is what we have time for." in page(client, cast, "coachee").content.decode()
    assert "Eight is what" in page(client, cast, "coachee", "suggestion_detail", suggestion.pk).content.decode()


def test_its_author_takes_it_back_and_cannot_accept_it(client, cast):
    suggestion = suggested(client, cast)
    assert verdict(client, cast, "coachee", suggestion, "accept").status_code == 409
    assert (plan_of(cast).cycles, now(suggestion).state) == (8, "open")
    assert verdict(client, cast, "coachee", suggestion, "withdraw").status_code == 302
    assert now(suggestion).state == "withdrawn"
    assert verdict(client, cast, "coach", suggestion, "accept").status_code == 409
    assert plan_of(cast).cycles == 8


def test_an_outdated_suggestion_is_shown_as_that_and_overwrites_nothing_unseen(client, cast):
    suggestion = suggested(client, cast)
    shown = page(client, cast, "coach", "suggestion_detail", suggestion.pk).context
    client.post(reverse("plan_edit", args=[cast.partnership.pk]), plan_as_posted(cast, cycles="10"))
    stale = {"verdict": "accept", "seen": shown["seen"], "withdraws": ""}
    answer = client.post(reverse("suggestion_detail", args=[suggestion.pk]), stale)
    assert answer.status_code == 409
    assert "The plan was changed while you were looking at it" in answer.content.decode()
    assert (plan_of(cast).cycles, now(suggestion).state) == (10, "open")
    again = page(client, cast, "coach", "suggestion_detail", suggestion.pk).content.decode()
    for words in (
        "The plan was changed after this was suggested",
        "8 coaching cycles",
        "10 coaching cycles",
        "12 coaching cycles",
    ):
        assert words in again
    assert "Outdated" in page(client, cast, "coach").content.decode()
    # Having seen what it replaces, one may accept it all the same
    assert verdict(client, cast, "coach", suggestion, "accept").status_code == 302
    assert plan_of(cast).cycles == 12


def test_another_answer_meanwhile_does_not_make_it_outdated(client, cast):
    suggestion = suggested(client, cast)
    client.force_login(cast["coach"])
    client.post(reverse("plan_edit", args=[cast.partnership.pk]), plan_as_posted(cast, mode="virtual"))
    assert not page(client, cast, "coach", "suggestion_detail", suggestion.pk).context["row"]["outdated"]
    assert verdict(client, cast, "coach", suggestion, "accept").status_code == 302
    assert (plan_of(cast).cycles, plan_of(cast).mode) == (12, "virtual")


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"cycles": "17"}, "16"),
        ({"cycles": "8"}, "This is what the plan says already"),
        ({"reason": "x" * 1001}, "At most 1000"),
    ],
)
def test_what_cannot_be_suggested_is_said_and_nothing_typed_is_lost(client, cast, posted, said):
    client.force_login(cast["coachee"])
    url = reverse("suggestion_make", args=[cast.partnership.pk, "cycles"])
    answer = client.post(url, {"cycles": "9", "reason": "Because it is right.", **posted})
    text = answer.content.decode()
    assert said in text
    assert posted.get("reason", "Because it is right.") in text
    with bypassing():
        assert not Suggestion.objects.exists()


def test_others_of_the_pair_get_one_mail_a_day(client, cast):
    suggested(client, cast)
    client.post(reverse("suggestion_make", args=[cast.partnership.pk, "mode"]), {"mode": "virtual", "reason": ""})
    with bypassing():
        assert Suggestion.objects.count() == 2
        mails = Mail.objects.filter(kind="suggestion_waiting")
        assert [one.recipient_id for one in mails] == [cast["coach"].pk]


@pytest.mark.parametrize(
    "name", ["supervisor", "leader", "local_agency", "state_bureau", "administrator", "former_coach", "stranger"]
)
def test_nobody_besides_the_pair_learns_that_there_is_one(client, cast, name):
    suggestion = suggested(client, cast)
    for route, args in (
        ("suggestion_detail", [suggestion.pk]),
        ("suggestion_make", [cast.partnership.pk, "cycles"]),
        ("clause_list", [cast.partnership.pk]),
    ):
        client.force_login(cast[name])
        assert client.get(reverse(route, args=args)).status_code == 404
        assert client.post(reverse(route, args=args)).status_code in (404, 405)
    with acting_as(cast[name].pk):
        assert not Suggestion.objects.exists()


def test_a_supervisor_who_signs_sees_the_text_and_no_suggestion(client, cast):
    suggested(client, cast, reason="Foxglove")
    with acting_as(cast["coach"].pk):
        told_of = list(Suggestion.objects.values_list("pk", flat=True))
        agreement = send_for_signature(partnership=cast.partnership, by=cast["coach"], told_of=told_of)
    shown = page(client, cast, "supervisor", "agreement_sign", agreement.pk).content.decode()
    assert "8 coaching cycles" in shown
    assert "12 coaching cycles" not in shown
    assert "Foxglove" not in shown


# ---- sending with open suggestions -------------------------------------------------------------------------------
def send(client, cast, name="coach", **posted):
    preview = page(client, cast, name, "agreement_preview")
    given = {"digest": preview.context["digest"], "told_of": [row["pk"] for row in preview.context["suggestions"]]}
    return client.post(reverse("agreement_send", args=[cast.partnership.pk]), given | posted, follow=True)


def test_sending_asks_what_becomes_of_open_suggestions(client, cast):
    suggestion = suggested(client, cast)
    assert "What becomes of the open suggestions?" in page(client, cast, "coach", "agreement_preview").content.decode()
    assert "Say first what becomes of them" in send(client, cast).content.decode()
    with bypassing():
        assert not Agreement.objects.exists()
    send(client, cast, open="keep")
    assert now(suggestion).state == "open"
    with bypassing():
        assert Agreement.objects.get().state == AgreementState.OUT


def test_set_aside_one_s_own_is_taken_back_and_that_of_others_declined(client, cast):
    theirs = suggested(client, cast)
    client.force_login(cast["coach"])
    client.post(reverse("suggestion_make", args=[cast.partnership.pk, "mode"]), {"mode": "virtual"})
    send(client, cast, open="set_aside")
    with bypassing():
        states = dict(Suggestion.objects.values_list("author_id", "state"))
    assert states == {cast["coachee"].pk: "declined", cast["coach"].pk: "withdrawn"}
    assert now(theirs).closed_words == "The agreement was sent for signature without this."


def test_one_that_came_meanwhile_is_not_passed_over(client, cast):
    suggested(client, cast)
    with acting_as(cast["coach"].pk), pytest.raises(OpenSuggestions):
        send_for_signature(partnership=cast.partnership, by=cast["coach"], told_of=[uuid.uuid4()], set_aside=True)


def test_accepting_takes_back_what_is_out_and_says_so_first(client, cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    suggestion = suggested(client, cast)
    assert "taken back" in page(client, cast, "coach", "suggestion_detail", suggestion.pk).content.decode()
    assert verdict(client, cast, "coach", suggestion, "accept", withdraws="").status_code == 409
    assert looked_up(agreement).state == AgreementState.OUT
    assert verdict(client, cast, "coach", suggestion, "accept").status_code == 302
    assert looked_up(agreement).state == AgreementState.WITHDRAWN


# ---- what is new -------------------------------------------------------------------------------------------------
def test_what_changed_since_i_last_looked_is_marked_until_i_say_that_i_have_seen_it(client, cast):
    assert page(client, cast, "coachee").context["new"] == []
    client.force_login(cast["coach"])
    client.get(reverse("plan_edit", args=[cast.partnership.pk]))
    client.post(reverse("plan_edit", args=[cast.partnership.pk]), plan_as_posted(cast, cycles="10"))
    assert page(client, cast, "coach").context["new"] == []
    shown = page(client, cast, "coachee")
    assert [one["url"] for one in shown.context["new"]] == ["#cycles"]
    assert "It said before:" in shown.content.decode()
    assert "8 coaching cycles" in shown.content.decode()
    assert f"{NAMES['coach']} saved the plan last." in shown.content.decode()
    # What one writes oneself is not new, and does not hide what the other wrote
    client.post(reverse("plan_edit", args=[cast.partnership.pk]), plan_as_posted(cast, cycles="10", mode="virtual"))
    assert [one["url"] for one in page(client, cast, "coachee").context["new"]] == ["#cycles"]
    client.post(reverse("plan_seen", args=[cast.partnership.pk]))
    assert page(client, cast, "coachee").context["new"] == []


def test_what_somebody_has_seen_is_theirs_alone(client, cast):
    page(client, cast, "coachee")
    for name in ("coach", "supervisor", "leader", "administrator", "stranger"):
        with acting_as(cast[name].pk):
            assert not PlanLook.objects.exists()
    with acting_as(cast["coachee"].pk):
        assert PlanLook.objects.count() == 1


# ---- kept by the database ----------------------------------------------------------------------------------------
CLOSE = "update agreements_suggestion set state = %s, closed_at = now(), closed_by_id = %s where state = 'open'"


@pytest.mark.parametrize(
    ("name", "state", "closed_by", "goes"),
    [
        ("coach", "accepted", "coach", True), ("coach", "declined", "coach", True),
        ("coachee", "withdrawn", "coachee", True), ("coachee", "accepted", "coachee", False),
        ("coachee", "declined", "coachee", False), ("coach", "withdrawn", "coach", False),
        ("coach", "declined", "coachee", False), ("supervisor", "declined", "supervisor", False),
        ("stranger", "declined", "stranger", False),
    ],
)  # fmt: skip
def test_the_database_lets_another_answer_and_the_author_take_back(client, cast, name, state, closed_by, goes):
    suggestion = suggested(client, cast)
    assert changed(cast, name, CLOSE, state, cast[closed_by].pk) == goes
    assert now(suggestion).state == (state if goes else "open")


@pytest.mark.parametrize(
    "change",
    [
        "value = '{\"cycles\": 16, \"hours\": null}'", "basis = '{}'", "reason = 'Another'", "key = 'mode'",
        "made_at = now() - interval '1 day'",
    ],
)  # fmt: skip
def test_the_database_keeps_what_was_suggested(client, cast, change):
    suggested(client, cast)
    for name in ("coach", "coachee"):
        assert not changed(cast, name, f"update agreements_suggestion set {change}")
    assert not changed(cast, "coach", "update agreements_suggestion set author_id = (select sec.person())")


def test_the_database_lets_nobody_answer_twice(client, cast):
    suggestion = suggested(client, cast)
    assert changed(cast, "coach", CLOSE, "declined", cast["coach"].pk)
    again = CLOSE.replace("where state = 'open'", "")
    assert not changed(cast, "coach", again, "accepted", cast["coach"].pk)
    with acting_as(cast["coach"].pk), pytest.raises(Answered):
        decline_suggestion(suggestion=suggestion, by=cast["coach"])
    with acting_as(cast["coachee"].pk), pytest.raises(Answered):
        withdraw_suggestion(suggestion=suggestion, by=cast["coachee"])
    with acting_as(cast["coach"].pk), pytest.raises(Outdated):
        accept_suggestion(suggestion=suggestion, by=cast["coach"], seen="")


def changed(cast, name, sql, *params) -> bool:
    """Whether a statement of somebody who is signed in changes a row."""
    with acting_as(cast[name].pk):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.rowcount > 0
        except DatabaseError:
            return False


@pytest.mark.parametrize("format", ["peer", "self"])
def test_in_every_format_the_others_of_the_draft_answer(client, format):
    cast = make_cast("pbc", format)
    url = reverse("suggestion_make", args=[cast.partnership.pk, "communication"])
    author, other = ("coach", "mentor_coach") if format == "peer" else ("coachee", "mentor_coach")
    client.force_login(cast[author])
    assert client.post(url, {"answer_communication": "Each Friday.", "reason": ""}).status_code == 302
    with bypassing():
        suggestion = Suggestion.objects.get()
    assert verdict(client, cast, other, suggestion, "accept").status_code == 302
    assert plan_of(cast).answers["communication"] == "Each Friday."
