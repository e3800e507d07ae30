"""The plan: both of the pair write it, nobody else sees it, and neither loses a word to the other (A1 to A4, A16)."""

import uuid

import pytest
from django.urls import reverse

from agreements.models import AgreementState, FocusPractice, Plan, Standing
from agreements.tests.steps import looked_up, plan_as_posted, sent, signed_by, signed_by_all
from coaching.models import AuditEntry, Partnership, ProgramPractice
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast):
    return reverse("plan_edit", args=[cast.partnership.pk])


def saved(cast):
    with bypassing():
        plan = Plan.objects.get(partnership=cast.partnership)
        return plan, list(FocusPractice.objects.filter(partnership=cast.partnership).values_list("text", flat=True))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coach", 200), ("coachee", 200), ("supervisor", 404), ("leader", 404), ("local_agency", 404),
        ("state_bureau", 404), ("administrator", 404), ("former_coach", 404), ("other_coach", 404), ("stranger", 404),
    ],
)  # fmt: skip
def test_only_the_pair_opens_the_plan(client, cast, address, name, status):
    client.force_login(cast[name])
    answer = client.get(address)
    assert answer.status_code == status
    assert (b"Follows the child" in answer.content) == (status == 200)


def test_a_visitor_is_asked_to_sign_in(client, cast, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["coach", "coachee"])
def test_either_of_the_pair_saves_it(client, cast, address, name):
    client.force_login(cast[name])
    posted = plan_as_posted(cast, mode="virtual", cycles="16", practices=["Waits five seconds", "Names feelings"])
    assert client.post(address, posted).status_code == 302
    plan, practices = saved(cast)
    assert (plan.mode, plan.cycles, plan.rhythm_days, plan.version) == ("virtual", 16, 14, 2)
    assert practices == ["Waits five seconds", "Names feelings"]
    assert plan.updated_by_id == cast[name].pk
    with bypassing():
        assert AuditEntry.objects.filter(event="plan_saved", person=cast[name]).count() == 1


def test_guidance_says_that_a_practice_is_never_ticked_off(client, cast, address):
    client.force_login(cast["coach"])
    page = client.get(address).content.decode()
    assert "there is no box to tick" in page
    assert "checkbox" not in page


def test_a_plan_can_be_saved_half_done(client, cast, address):
    with bypassing():
        FocusPractice.objects.filter(partnership=cast.partnership).delete()
        Plan.objects.filter(partnership=cast.partnership).delete()
    client.force_login(cast["coach"])
    assert client.get(address).status_code == 200
    posted = {"version": "0", "withdraws": "", "practices-TOTAL_FORMS": "1", "practices-INITIAL_FORMS": "0"}
    assert client.post(address, posted | {"practices-0-text": "Names feelings"}).status_code == 302
    plan, practices = saved(cast)
    assert (plan.mode, plan.cycles, plan.version, practices) == ("", None, 1, ["Names feelings"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cycles": "17"}, "16"),
        ({"cycles": "0"}, "1"),
        ({"cycles": "many"}, "whole number"),
        ({"rhythm": "other", "rhythm_other": "", "rhythm_days": "9"}, "Fill this in too"),
        ({"rhythm": "other", "rhythm_other": "Each Monday", "rhythm_days": "121"}, "120"),
        ({"ends_on": "2026-01-01"}, "comes before the first day"),
        ({"mode": "by pigeon"}, "not in the list"),
        ({"concern_email": "not an address"}, "not an email address"),
        ({"concern_name": "Ines\x07"}, "cannot be read"),
        ({"practices": ["Names feelings", "names feelings"]}, "in the list already"),
        ({"practices": ["x" * 301]}, "300"),
        ({"practices": ["Turned \N{RIGHT-TO-LEFT OVERRIDE} round"]}, "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost_or_saved(client, cast, address, wrong, said):
    client.force_login(cast["coach"])
    posted = plan_as_posted(cast, **{"cycles": "7", "concern_phone": "kept as typed", **wrong})
    answer = client.post(address, posted)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "kept as typed" in page
    assert saved(cast)[0].cycles == 8


def test_another_rhythm_is_kept_in_words_and_days(client, cast, address):
    client.force_login(cast["coach"])
    posted = plan_as_posted(cast, rhythm="other", rhythm_other="Three times a month", rhythm_days="10")
    client.post(address, posted)
    plan, _practices = saved(cast)
    assert (plan.rhythm_other, plan.rhythm_days) == ("Three times a month", 10)
    assert "Three times a month" in client.get(address).content.decode()


def test_words_of_every_script_come_back_as_they_were_typed(client, cast, address):
    practices = ["Reads aloud 📚 every day", "يسأل ثم ينتظر", "Zoë naïvely łódź", "<script>alert(1)</script>"]
    client.force_login(cast["coach"])
    client.post(address, plan_as_posted(cast, practices=practices))
    assert saved(cast)[1] == practices
    page = client.get(address).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


# ---- the list of practices ---------------------------------------------------------------------------------------
@pytest.fixture
def listed(cast):
    with bypassing():
        one = ProgramPractice(program=cast.program, text="Kneels to the child's height", category="Closeness")
        one.save(force_insert=True)
    return one


def rows(answer) -> list[str]:
    return [form.initial.get("text", "") for form in answer.context["practices"]]


@pytest.mark.parametrize(
    ("press", "expected"),
    [
        ("add", ["A", "B", "C", ""]),
        ("up-2", ["A", "C", "B"]),
        ("up-0", ["A", "B", "C"]),
        ("down-0", ["B", "A", "C"]),
        ("remove-1", ["A", "C"]),
        ("remove-9", ["A", "B", "C"]),
        ("nonsense", ["A", "B", "C"]),
        ("pick", ["A", "B", "C"]),
    ],
)
def test_the_list_changes_without_saving_and_without_losing_the_rest(client, cast, address, press, expected):
    client.force_login(cast["coach"])
    posted = plan_as_posted(cast, practices=["A", "B", "C"], list=press, concern_name="Half typed")
    whole = client.post(address, posted)
    assert rows(whole) == expected
    assert "Half typed" in whole.content.decode()
    part = client.post(address, posted, headers={"HX-Request": "true"})
    assert rows(part) == expected
    assert b"<html" not in part.content
    assert saved(cast)[1] == ["Follows the child's lead in play", "Gives each child time to answer"]


def test_a_practice_is_picked_from_the_programs_list_and_remembers_it(client, cast, address, listed):
    client.force_login(cast["coachee"])
    answer = client.post(address, plan_as_posted(cast, practices=["A"], list="pick", pick=str(listed.pk)))
    assert rows(answer) == ["A", listed.text]
    posted = plan_as_posted(cast, practices=["A", listed.text])
    client.post(address, posted | {"practices-1-from_list": str(listed.pk)})
    with bypassing():
        assert FocusPractice.objects.get(text=listed.text).from_list_id == listed.pk
    client.post(
        address, plan_as_posted(cast, practices=["A", "Kneels down"]) | {"practices-1-from_list": str(listed.pk)}
    )
    with bypassing():
        assert FocusPractice.objects.get(text="Kneels down").from_list_id is None


def test_a_reworded_practice_stays_the_same_row_and_so_keeps_its_goals(client, cast, address):
    with bypassing():
        before = dict(FocusPractice.objects.filter(partnership=cast.partnership).values_list("text", "pk"))
    client.force_login(cast["coach"])
    second = list(before)[1]
    client.post(address, plan_as_posted(cast, practices=[second, "Follows the child's lead all day"]))
    with bypassing():
        after = dict(FocusPractice.objects.filter(partnership=cast.partnership).values_list("text", "pk"))
    assert after[second] == before[second]
    assert list(after) == [second, "Follows the child's lead all day"]
    client.post(address, plan_as_posted(cast, practices=["Gives each child time and looks", *list(after)[1:]]))
    with bypassing():
        assert FocusPractice.objects.get(text="Gives each child time and looks").pk == before[second]


# ---- two who write at once -----------------------------------------------------------------------------------------
def test_the_second_to_save_gets_both_texts_and_loses_neither(client, cast, address):
    mine = plan_as_posted(cast, cycles="5", practices=["Mine alone"])
    client.force_login(cast["coachee"])
    client.post(address, plan_as_posted(cast, cycles="11", practices=["Theirs alone"]))
    client.force_login(cast["coach"])
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert cast.name("coachee") in page
    for words in ("Mine alone", "Theirs alone", "11 coaching cycles", "5 coaching cycles"):
        assert words in page
    assert saved(cast)[0].cycles == 11
    again = mine | {"version": answer.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    plan, practices = saved(cast)
    assert (plan.cycles, practices) == (5, ["Mine alone"])


def test_saving_what_is_saved_already_is_no_conflict(client, cast, address):
    posted = plan_as_posted(cast, cycles="11")
    client.force_login(cast["coach"])
    client.post(address, posted)
    assert client.post(address, posted).status_code == 302
    assert saved(cast)[0].version == 2


# ---- while it is out for signature (fault 16) ----------------------------------------------------------------------
@pytest.mark.parametrize("signers", [(), ("coachee",), ("coachee", "supervisor")])
def test_a_change_takes_the_agreement_back_and_the_page_says_so_first(client, cast, address, signers):
    agreement = sent(cast)
    signed_by(cast, agreement, *signers)
    client.force_login(cast["coach"])
    page = client.get(address).content.decode()
    assert "out for signature" in page
    assert f"Signed so far: {len(signers)} of 3" in page
    client.post(address, plan_as_posted(cast, withdraws=str(agreement.pk), cycles="9"))
    assert looked_up(agreement).state == AgreementState.WITHDRAWN
    assert looked_up(agreement).closed_reason == "plan_changed"
    with bypassing():
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.DRAFTING
    again = sent(cast)
    assert (again.number, again.state) == (2, AgreementState.OUT)
    assert "9 coaching cycles" in again.text


def test_saving_without_a_change_takes_nothing_back(client, cast, address):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    client.post(address, plan_as_posted(cast, withdraws=str(agreement.pk)))
    assert looked_up(agreement).state == AgreementState.OUT


def test_a_change_is_held_back_until_its_writer_was_told_that_it_went_out(client, cast, address):
    posted = plan_as_posted(cast, cycles="9")
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    answer = client.post(address, posted)
    assert answer.status_code == 409
    assert "was sent while you were writing" in answer.content.decode()
    assert looked_up(agreement).state == AgreementState.OUT
    assert saved(cast)[0].cycles == 8
    assert answer.context["form"]["cycles"].value() == "9"
    told = posted | {"withdraws": answer.context["form"]["withdraws"].value()}
    assert client.post(address, told).status_code == 302
    assert looked_up(agreement).state == AgreementState.WITHDRAWN


def test_a_change_after_all_have_signed_leaves_what_was_signed_in_force(client, cast, address):
    agreement = signed_by_all(cast)
    client.force_login(cast["coach"])
    assert "stays in force" in client.get(address).content.decode()
    client.post(address, plan_as_posted(cast, cycles="3"))
    assert looked_up(agreement).state == AgreementState.ACTIVE
    with bypassing():
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.SIGNED


def test_an_id_of_nothing_is_not_found(client, cast):
    client.force_login(cast["coach"])
    assert client.get(reverse("plan_edit", args=[uuid.uuid4()])).status_code == 404


def test_the_plan_costs_the_same_with_a_long_list(client, cast, address, django_assert_max_num_queries):
    with bypassing():
        Partnership.objects.get(pk=cast.partnership.pk)
        ProgramPractice.objects.bulk_create(
            ProgramPractice(program=cast.program, text=f"Practice {number}") for number in range(300)
        )
    client.force_login(cast["coach"])
    with django_assert_max_num_queries(32):
        assert client.get(address).status_code == 200
