"""Through the pages: declining, sending again, pausing, agreeing anew, concluding, ending, handing over."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.life import MAY, OVER, PERMITS, WORDS, Action, State
from agreements.models import Agreement, AgreementState, ClosingStep, Ending, Handover, Pause, Renegotiation, Standing
from agreements.tests.steps import looked_up, sent, signed_by, signed_by_all
from coaching.disclosure.classes import PARTY_PARTS
from coaching.models import Mail, Party, Program, User
from coaching.services.people import today_in
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parents[2] / "docs" / "agreements.md"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("agreements.services.signing.start_soon", lambda task, **ids: None)


def state(cast) -> str:
    with bypassing():
        return Standing.objects.get(partnership=cast.partnership).state


def post(client, cast, who: str, name: str, *args, **data):
    client.force_login(cast[who])
    return client.post(reverse(name, args=args), data)


def page(client, cast, who: str, name: str, *args) -> str:
    client.force_login(cast[who])
    return client.get(reverse(name, args=args), follow=True).content.decode()


def mails(kind: str) -> set[str]:
    with bypassing():
        return set(Mail.objects.filter(kind=kind).values_list("recipient__email", flat=True))


# ---- the table ---------------------------------------------------------------------------------------------------
def table() -> str:
    """The table of docs/agreements.md, as the code has it."""
    states = list(State)
    rows = [
        "| what | who | " + " | ".join(str(one.label).lower() for one in states) + " |",
        "|---" * (len(states) + 2) + "|",
    ]
    for action in Action:
        who = ", ".join(part.value.replace("_", " ") for part in PARTY_PARTS if action in MAY[part])
        cells = ["yes" if action in PERMITS[one] else "" for one in states]
        rows.append(f"| {WORDS[action]} | {who} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def test_the_table_in_the_documents_is_the_one_in_force():
    assert table() in TABLE.read_text(), table()


def test_every_state_is_in_the_table_and_the_end_permits_nothing():
    assert set(PERMITS) == set(State)
    assert all(not PERMITS[one] for one in OVER)
    assert set(WORDS) == set(Action)


# ---- declining ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["coachee", "supervisor", "coach"])
def test_any_signer_declines_with_a_reason_and_the_others_are_told_neutrally(client, cast, who):
    agreement = sent(cast)
    signed_by(cast, agreement, *({"coachee", "supervisor"} - {who}))
    assert (
        post(client, cast, who, "agreement_decline", agreement.pk, words="Too many cycles for me.").status_code == 302
    )
    found = looked_up(agreement)
    assert (found.state, found.closed_words, found.closed_by_id) == (
        "declined",
        "Too many cycles for me.",
        cast[who].pk,
    )
    assert state(cast) == State.DRAFTING
    assert mails("agreement_closed") == {cast[one].email for one in {"coach", "coachee", "supervisor"} - {who}}
    for reader in ("coach", "coachee", "supervisor"):
        assert "Too many cycles for me." in page(client, cast, reader, "agreement_detail", agreement.pk)


def test_declining_without_a_reason_keeps_the_request(client, cast):
    agreement = sent(cast)
    answer = post(client, cast, "coachee", "agreement_decline", agreement.pk, words="  ")
    assert "so that the others understand" in answer.content.decode()
    assert looked_up(agreement).state == AgreementState.OUT


def test_a_declined_version_explains_itself_and_can_be_sent_again(client, cast):
    agreement = sent(cast)
    post(client, cast, "supervisor", "agreement_decline", agreement.pk, words="No release time.")
    client.force_login(cast["coachee"])
    answer = client.get(reverse("agreement_sign", args=[agreement.pk]))
    assert (answer.status_code, "will not be signed" in answer.content.decode()) == (410, True)
    assert reverse("agreement_preview", args=[cast.partnership.pk]) in page(
        client, cast, "coach", "agreement_detail", agreement.pk
    )
    assert sent(cast).number == 2


def test_a_declined_change_leaves_the_former_terms_in_force(client, cast):
    first = signed_by_all(cast)
    second = sent(cast)
    post(client, cast, "coachee", "agreement_decline", second.pk, words="Not this.")
    assert (looked_up(first).state, state(cast)) == (AgreementState.ACTIVE, State.SIGNED)


# ---- sending again, and expiry -----------------------------------------------------------------------------------
def test_a_request_is_mailed_again_once_an_hour(client, cast):
    agreement = sent(cast)
    post(client, cast, "coach", "agreement_resend", agreement.pk)
    with bypassing():
        assert not Mail.objects.filter(occurrence__startswith="resent").exists()
        # The database keeps the moment of sending; a test may look at a request of yesterday
        long_ago = timezone.now() - dt.timedelta(hours=2)
        Agreement.objects.filter(pk=agreement.pk).update(resent_at=long_ago)
    signed_by(cast, agreement, "supervisor")
    post(client, cast, "coachee", "agreement_resend", agreement.pk)
    post(client, cast, "coach", "agreement_resend", agreement.pk)
    with bypassing():
        again = Mail.objects.filter(occurrence__startswith="resent").values_list("recipient__email", flat=True)
        assert sorted(again) == [cast["coach"].email, cast["coachee"].email]
    assert post(client, cast, "supervisor", "agreement_resend", agreement.pk).status_code == 403


def test_an_expired_request_is_said_plainly_and_sent_again_from_the_same_plan(client, cast):
    agreement = sent(cast)
    with bypassing():
        Agreement.objects.filter(pk=agreement.pk).update(state="expired")
    text = page(client, cast, "coach", "agreement_detail", agreement.pk)
    assert "Time to sign has run out" in text
    assert "Look it over and send it again" in text
    assert "send it again" not in page(client, cast, "coachee", "agreement_detail", agreement.pk)


# ---- what a change says ------------------------------------------------------------------------------------------
def test_every_signer_sees_the_change_against_what_is_in_force_and_not_against_what_was_withdrawn(client, cast):
    from agreements.models import Plan

    first = signed_by_all(cast)
    for cycles in (5, 12):
        with bypassing():
            Plan.objects.filter(partnership=cast.partnership).update(cycles=cycles)
        second = sent(cast)
        if cycles == 5:
            post(client, cast, "coach", "agreement_withdraw", second.pk, words="Wrong number.")
    for who in ("coach", "coachee", "supervisor"):
        text = page(client, cast, who, "agreement_sign", second.pk)
        assert f"What changes against version {first.number}, which is in force" in text
        assert "<del>8</del> coaching cycles" in text
        assert "<ins>12</ins> coaching cycles" in text
        compared = page(client, cast, who, "agreement_compare", second.pk)
        assert "<ins>12</ins>" in compared
    withdrawn = Agreement.objects.filter(number=2)
    with bypassing():
        other = withdrawn.get().pk
    client.force_login(cast["coach"])
    text = client.get(
        reverse("agreement_compare", args=[first.pk]), {"with": str(other), "whole": "1"}
    ).content.decode()
    assert "<ins>5</ins>" in text
    assert "version-same" in text
    client.force_login(cast["other_coach"])
    assert client.get(reverse("agreement_compare", args=[first.pk])).status_code == 404


# ---- pausing -----------------------------------------------------------------------------------------------------
def later(days: int = 14) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


@pytest.mark.parametrize("who", ["coach", "coachee"])
def test_either_of_the_pair_pauses_and_goes_on(client, cast, who):
    agreement = signed_by_all(cast)
    post(client, cast, who, "partnership_pause", cast.partnership.pk, reason="A new class.", look_again_on=later())
    assert state(cast) == State.PAUSED
    other = {"coach": "coachee", "coachee": "coach"}[who]
    assert mails("coaching_rests") == {cast[other].email}
    assert "A new class." in page(client, cast, other, "agreement_detail", agreement.pk)
    seen = page(client, cast, "supervisor", "agreement_detail", agreement.pk)
    assert "The coaching is paused" in seen
    assert "A new class." not in seen
    assert post(client, cast, other, "partnership_resume", cast.partnership.pk).status_code == 302
    assert state(cast) == State.SIGNED


def test_a_pause_wants_a_reason_and_a_day_to_come(client, cast):
    signed_by_all(cast)
    answer = post(client, cast, "coach", "partnership_pause", cast.partnership.pk, reason="", look_again_on=later(-1))
    assert "Choose a day after today" in answer.content.decode()
    assert state(cast) == State.SIGNED


def test_the_day_of_a_pause_is_the_programs_and_not_the_readers(client, cast):
    signed_by_all(cast)
    with bypassing():
        Program.objects.update(time_zone="Pacific/Pago_Pago")
        User.objects.update(time_zone="Pacific/Kiritimati")  # 25 hours ahead: another day at every moment
    tomorrow = today_in(Program(time_zone="Pacific/Pago_Pago")) + dt.timedelta(days=1)
    post(client, cast, "coach", "partnership_pause", cast.partnership.pk, reason="Rest.", look_again_on=tomorrow)
    assert state(cast) == State.PAUSED


def test_while_paused_the_plan_stays_and_a_request_can_still_be_answered(client, cast):
    signed_by_all(cast)
    change = sent(cast)
    post(client, cast, "coach", "partnership_pause", cast.partnership.pk, reason="Ill.", look_again_on=later())
    assert "cannot be changed as things stand" in page(client, cast, "coach", "plan_edit", cast.partnership.pk)
    signed_by(cast, change, "coachee", "supervisor", "coach")
    assert (looked_up(change).state, state(cast)) == (AgreementState.ACTIVE, State.PAUSED)


def test_nothing_is_paused_before_all_have_signed(client, cast):
    answer = post(client, cast, "coach", "partnership_pause", cast.partnership.pk, reason="x", look_again_on=later())
    assert answer.status_code == 302
    assert state(cast) == State.DRAFTING
    with bypassing():
        assert not Pause.objects.exists()


# ---- agreeing anew -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["coach", "coachee", "supervisor"])
def test_any_party_asks_to_agree_anew_and_it_ends_with_keeping_it(client, cast, who):
    agreement = signed_by_all(cast)
    post(
        client, cast, who, "partnership_renegotiate", cast.partnership.pk, about="goal", words="The first goal stalls."
    )
    others = {"coach", "coachee", "supervisor"} - {who}
    assert mails("renegotiation") == {cast[one].email for one in others}
    for one in others:
        assert "The first goal stalls." in page(client, cast, one, "agreement_detail", agreement.pk)
    post(client, cast, sorted(others)[0], "partnership_keep", cast.partnership.pk)
    with bypassing():
        assert Renegotiation.objects.get().outcome == "kept"
    assert looked_up(agreement).state == AgreementState.ACTIVE


def test_a_request_to_agree_anew_ends_with_the_new_signatures(client, cast):
    signed_by_all(cast)
    post(
        client, cast, "supervisor", "partnership_renegotiate", cast.partnership.pk, about="plan", words="Fewer cycles."
    )
    change = sent(cast)
    signed_by(cast, change, "coachee", "supervisor")
    with bypassing():
        assert Renegotiation.objects.get().ended_at is None
    signed_by(cast, change, "coach")
    with bypassing():
        assert Renegotiation.objects.get().outcome == "signed"


def test_one_request_at_a_time(client, cast):
    signed_by_all(cast)
    for words in ("One.", "Two."):
        post(client, cast, "coach", "partnership_renegotiate", cast.partnership.pk, about="plan", words=words)
    with bypassing():
        assert Renegotiation.objects.get().words == "One."


# ---- the end -----------------------------------------------------------------------------------------------------
def do_the_steps(client, cast, who: str = "coach") -> None:
    yesterday = (today() - dt.timedelta(days=1)).isoformat()
    for step in cast.partnership.framework.conclusion_for("expert")[:-1]:
        post(
            client,
            cast,
            who,
            "closing_step",
            cast.partnership.pk,
            step.key,
            outcome="done",
            done_on=yesterday,
            words="Good.",
        )
    last = cast.partnership.framework.conclusion_for("expert")[-1].key
    post(client, cast, who, "closing_step", cast.partnership.pk, last, outcome="left_out", waived_reason="No time.")


def test_it_is_concluded_when_each_step_is_done_or_left_out(client, cast):
    agreement = signed_by_all(cast)
    post(client, cast, "coach", "partnership_conclude", cast.partnership.pk, words="")
    assert state(cast) == State.SIGNED
    do_the_steps(client, cast)
    assert "No time." in page(client, cast, "coachee", "partnership_conclude", cast.partnership.pk)
    post(client, cast, "coachee", "partnership_conclude", cast.partnership.pk, words="Thank you both.")
    assert state(cast) == State.CONCLUDED
    assert mails("coaching_ended") == {cast["coach"].email, cast["supervisor"].email}
    for who in ("coach", "coachee", "supervisor"):
        assert "Thank you both." in page(client, cast, who, "agreement_detail", agreement.pk)


def test_a_step_left_out_wants_a_reason_and_a_done_one_a_day(client, cast):
    signed_by_all(cast)
    for wrong in ({"outcome": "left_out"}, {"outcome": "done"}, {"outcome": "done", "done_on": later(1)}, {}):
        answer = post(client, cast, "coach", "closing_step", cast.partnership.pk, "look_back", **wrong)
        assert answer.status_code == 200
    with bypassing():
        assert not ClosingStep.objects.exists()


@pytest.mark.parametrize("who", ["coach", "coachee", "supervisor"])
@pytest.mark.parametrize("is_signed", [True, False])
def test_any_party_ends_it_openly_with_a_note(client, cast, who, is_signed):
    agreement = signed_by_all(cast) if is_signed else sent(cast)
    out = sent(cast) if is_signed else agreement
    post(client, cast, who, "partnership_end", cast.partnership.pk, words="I move away.")
    assert state(cast) == State.DISCONTINUED
    assert (looked_up(out).state, looked_up(out).closed_reason) == (AgreementState.WITHDRAWN, "ended")
    assert mails("coaching_ended") == {cast[one].email for one in {"coach", "coachee", "supervisor"} - {who}}
    for one in ("coach", "coachee", "supervisor"):
        assert "I move away." in page(client, cast, one, "agreement_detail", agreement.pk)


def test_after_the_end_every_page_of_change_leads_back(client, cast):
    signed_by_all(cast)
    post(client, cast, "coach", "partnership_end", cast.partnership.pk, words="Over.")
    leads_back = ("plan_edit", "agreement_preview", "partnership_pause", "partnership_renegotiate", "partnership_end")
    for name in (*leads_back, "partnership_conclude"):
        client.force_login(cast["coach"])
        assert client.get(reverse(name, args=[cast.partnership.pk])).status_code == 302, name
    assert post(client, cast, "coach", "goal_add", cast.partnership.pk, text="One more").status_code == 403
    text = page(client, cast, "coachee", "partnership_detail", cast.partnership.pk)
    assert "Nothing new is added" in text
    with bypassing():
        assert Ending.objects.get().words == "Over."


# ---- another coach -----------------------------------------------------------------------------------------------
def test_the_administrator_hands_over_and_the_coachee_decides(client, cast):
    signed_by_all(cast)
    answer = post(
        client, cast, "administrator", "partnership_hand_over", cast.program.pk, cast.partnership.pk,
        person=str(cast["other_coach"].pk),
    )  # fmt: skip
    assert answer.status_code == 302
    assert state(cast) == State.HANDED_OVER
    with bypassing():
        handover = Handover.objects.get()
        there = set(Party.objects.filter(partnership=handover.partnership).values_list("part", "user_id"))
        assert there == {("coach", cast["other_coach"].pk), ("coachee", cast["coachee"].pk),
                         ("supervisor", cast["supervisor"].pk)}  # fmt: skip
    new = handover.partnership_id
    assert mails("handover_asked") == {cast["coachee"].email}
    assert "Decide what your new coach may see" in page(client, cast, "coachee", "home")
    assert "Nothing is shown yet" in page(client, cast, "other_coach", "former_record", new)
    assert "Follows the child" not in page(client, cast, "other_coach", "former_record", new)
    may_read = "You may read about the time before"
    assert may_read not in page(client, cast, "other_coach", "partnership_detail", new)
    post(client, cast, "coachee", "handover_answer", new, classes=["practices"])
    assert may_read in page(client, cast, "other_coach", "partnership_detail", new)
    assert may_read not in page(client, cast, "coachee", "partnership_detail", new)
    assert "Follows the child" in page(client, cast, "other_coach", "former_record", new)
    assert "Decide what your new coach may see" not in page(client, cast, "coachee", "home")
    post(client, cast, "coachee", "handover_answer", new, choice="none", classes=["practices"])
    assert "Follows the child" not in page(client, cast, "other_coach", "former_record", new)
    assert may_read not in page(client, cast, "other_coach", "partnership_detail", new)
    for who in ("other_coach", "supervisor", "coach", "administrator"):
        client.force_login(cast[who])
        assert client.get(reverse("handover_answer", args=[new])).status_code == 404, who


def test_nobody_is_offered_a_handover_to_who_is_there_already(client, cast):
    text = page(client, cast, "administrator", "partnership_hand_over", cast.program.pk, cast.partnership.pk)
    assert cast.name("other_coach") in text
    assert f'value="{cast["coach"].pk}"' not in text
