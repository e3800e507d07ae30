"""Who sees what before, during and after each change of state, by raw SQL for each audience; and what may be written.

The access matrix says who sees what is signed. Here the coaching rests, is agreed anew, ends, and gets another coach.
"""

import pytest
from django.db import connection
from django.utils import timezone

from agreements.models import Handover
from agreements.services import answer_handover, conclude, discontinue, hand_over, resume, write_closing_step
from agreements.tests.steps import sent, signed_by
from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB, WORKER
from coaching.models import Partnership, Party, User
from cycles.models import Goal
from tests import probe
from tests.cast import NAMES, Cast, today
from tests.database import bypassing
from tests.editions import a_newer_edition, adopt, the_pair
from tests.living import pictures, rest, seen, standing
from tests.probe import as_person, read
from tests.test_access_matrix import expected
from tests.world import disclosed_models

pytestmark = pytest.mark.django_db

STATUS = {"agreements_standing"}
AFTER_END = {model._meta.db_table for model in disclosed_models() if model.disclosure.after_end}
WRITERS = ("coach", "coachee", "supervisor", "administrator")


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("agreements.services.signing.start_soon", lambda task, **ids: None)


def goal_of_the_coach(cast: Cast) -> str:
    with acting_as(cast["coach"].pk):
        goal = Goal(partnership=cast.partnership, text="written now", created_by=cast["coach"])
        goal.save(force_insert=True)
    return str(goal.pk)


def end(cast: Cast, how: str) -> None:
    with acting_as(cast["coach"].pk):
        if how == "discontinued":
            discontinue(partnership=the_pair(cast), by=cast["coach"], words="over")
            return
        for step in the_pair(cast).framework.conclusion_for("expert"):
            write_closing_step(partnership=the_pair(cast), by=cast["coach"], key=step.key, done_on=today())
        conclude(partnership=the_pair(cast), by=cast["coach"])


# ---- a change of the agreement -----------------------------------------------------------------------------------
def another_edition(cast: Cast, *, without: tuple[str, str] | None = None, more: tuple[str, str, str] | None = None):
    """The framework with a rule less or more, chosen in the plan by the coachee."""
    fresh = a_newer_edition(cast, without=without, more=more)
    adopt(cast, fresh, by="coachee")
    return fresh


def test_a_change_that_narrows_takes_effect_at_its_last_signature_for_what_was_before_too(filled):
    before = pictures(filled)
    another_edition(filled, without=(Part.LEADERSHIP, RecordClass.GOALS))
    agreement = sent(filled, the_pair(filled))
    for name in ("coachee", "supervisor"):
        signed_by(filled, agreement, name)
        assert seen(filled, "leader", "cycles_goal"), "the former terms are in force until the last signature"
    signed_by(filled, agreement, "coach")
    after = pictures(filled)
    assert not after["leader"]["cycles_goal"]
    assert not after["leader"]["cycles_goalhistory"]
    own = {table for table in before["leader"] if not table.startswith(("cycles_goal", "agreements_"))}
    assert {table: after["leader"][table] for table in own} == {table: before["leader"][table] for table in own}
    for name in ("coach", "coachee", "local_agency", "state_bureau"):
        assert before[name]["cycles_goal"] == after[name]["cycles_goal"], name


def test_a_change_that_widens_widens_nothing_before_its_last_signature(filled):
    another_edition(filled, more=(Part.LEADERSHIP, RecordClass.NOTES, "all"))
    agreement = sent(filled, the_pair(filled))
    signed_by(filled, agreement, "coachee", "supervisor")
    assert not seen(filled, "leader", "cycles_note")
    signed_by(filled, agreement, "coach")
    assert seen(filled, "leader", "cycles_note")


@pytest.mark.parametrize("how", ["declined", "withdrawn", "expired"])
def test_a_change_that_fails_changes_nothing_for_anybody(filled, how):
    before = pictures(filled)
    another_edition(filled, without=(Part.LEADERSHIP, RecordClass.GOALS))
    agreement = sent(filled, the_pair(filled))
    signed_by(filled, agreement, "coachee")
    with bypassing():
        type(agreement).objects.filter(pk=agreement.pk).update(state=how)
    after = pictures(filled)
    for name in NAMES:
        for relation, ids in before[name].items():
            assert ids <= after[name][relation], (name, relation)
            if not relation.startswith("agreements_"):
                assert ids == after[name][relation], (name, relation)


# ---- a pause -----------------------------------------------------------------------------------------------------
def test_while_paused_and_after_it_everybody_sees_what_was_signed(filled):
    before = pictures(filled)
    rest(filled)
    during = pictures(filled)
    fresh = goal_of_the_coach(filled)
    for name in NAMES:
        own = {relation: ids for relation, ids in during[name].items() if not relation.startswith("agreements_pause")}
        assert all(own[relation] >= ids for relation, ids in before[name].items() if relation in own), name
        assert bool(during[name]["agreements_pause"]) == (name in ("coach", "coachee")), name
        assert bool(during[name]["agreements_pausehistory"]) == (name in ("coach", "coachee")), name
        with as_person(filled, name, WEB):
            sees = fresh in read("cycles_goal", "id")
        assert sees == (name in ("coach", "coachee", "leader", "local_agency", "state_bureau")), name
    with acting_as(filled["coach"].pk):
        resume(partnership=the_pair(filled), by=filled["coach"])
    assert standing(filled) == "signed"
    after = pictures(filled)
    for name in NAMES:
        for relation, ids in during[name].items():
            assert ids <= after[name][relation], (name, relation)


def test_leadership_and_the_administrator_learn_that_it_rests_and_agencies_do_not(filled):
    rest(filled)
    knows = {}
    for name in NAMES:
        with as_person(filled, name, WEB), connection.cursor() as cursor:
            cursor.execute("select state from agreements_standing where partnership_id = %s", [filled.partnership.pk])
            knows[name] = cursor.fetchone()
    told = {name for name, row in knows.items() if row == ("paused",)}
    assert told == {"coach", "coachee", "supervisor", "leader", "regional_leader", "administrator"}
    assert not [row for row in knows.values() if row not in (None, ("paused",))]


# ---- the end -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["concluded", "discontinued"])
def test_after_the_end_all_keep_what_they_had_and_get_nothing_new(filled, how):
    before = pictures(filled)
    end(filled, how)
    assert standing(filled) == how
    after = pictures(filled)
    for name in NAMES:
        for relation, ids in before[name].items():
            assert ids <= after[name][relation], (name, relation)
            if not relation.startswith(("agreements_ending", "agreements_closingstep", "agreements_standing")):
                assert ids == after[name][relation], (name, relation)
        assert bool(after[name]["agreements_ending"]) == (name in ("coach", "coachee", "supervisor")), name
    for model in disclosed_models():
        table = model._meta.db_table
        if table in ("agreements_handover", "agreements_pause", "agreements_renegotiation"):
            continue
        for name in ("coach", "coachee", "leader", "local_agency"):
            assert after[name][table] == expected(filled, model, name), (table, name)


@pytest.mark.parametrize("how", ["concluded", "discontinued"])
@pytest.mark.parametrize("role", [WEB, WORKER])
def test_after_the_end_the_database_lets_nobody_write(filled, how, role):
    end(filled, how)
    samples = {model._meta.db_table: probe.rows_of(model._meta.db_table) for model in disclosed_models()}
    pair = str(filled.partnership.pk)
    for name in WRITERS:
        for table, rows in samples.items():
            rows = [row for row in rows if pair in row]
            if table in AFTER_END or not rows:
                continue
            column, value = probe.constant(table)
            with as_person(filled, name, role):
                with_pair = f"{value} where partnership_id = '{pair}'"
                assert probe.change(table, column, with_pair) in ("0 rows", "refused") or "has ended" in probe.change(
                    table, column, with_pair
                ), (name, table)
                gone = probe._try(f"delete from {table} where partnership_id = '{pair}'")
                assert gone in ("0 rows", "refused") or "has ended" in gone, (name, table)
                for said in probe.insertable(table, "id", rows[:2]).values():
                    assert said != "inserted", (name, table)


def test_before_the_end_the_same_rows_can_be_written(filled):
    """The refusal is the end's, not something else's."""
    assert goal_of_the_coach(filled)
    end(filled, "discontinued")
    with as_person(filled, "coach", WEB):
        said = probe.insertable("cycles_goal", "id", probe.rows_of("cycles_goal")[:1])
    assert all("has ended" in one for one in said.values())


@pytest.mark.parametrize("sql", [
    "update agreements_standing set state = 'signed' where partnership_id = %s",
    "update agreements_standing set state = 'drafting' where partnership_id = %s",
    "update agreements_standing set state = 'paused' where partnership_id = %s",
])  # fmt: skip
@pytest.mark.parametrize("state", ["signed", "paused", "discontinued"])
def test_nobody_sets_the_standing_by_hand(filled, sql, state):
    if state == "paused":
        rest(filled)
    elif state == "discontinued":
        end(filled, "discontinued")
    for name in WRITERS:
        with as_person(filled, name, WEB):
            probe._try(sql.replace("%s", f"'{filled.partnership.pk}'"))
    assert standing(filled) == state
    for name in WRITERS:
        with as_person(filled, name, WEB):
            said = probe._try(sql.replace("%s", f"'{filled.partnership.pk}'"))
        assert said in ("0 rows", "refused") or "stopped" in said or f"'{state}'" in sql, (name, said)


FUNCTIONS = {
    "pause_partnership": ("'x', current_date + 9", {"coach", "coachee"}),
    "ask_anew": ("'plan', 'x'", {"coach", "coachee", "supervisor"}),
    "end_partnership": ("'discontinued', 'x'", {"coach", "coachee", "supervisor"}),
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_parties_of_today_may_call_the_functions(filled, function):
    arguments, may = FUNCTIONS[function]
    can = set()
    for name in NAMES:
        with as_person(filled, name, WEB), connection.cursor() as cursor:
            cursor.execute("savepoint before")
            cursor.execute(f"select sec.{function}(%s, {arguments})", [filled.partnership.pk])
            if cursor.fetchone()[0]:
                can.add(name)
            cursor.execute("rollback to savepoint before")
    assert can == may


def test_the_end_is_not_concluded_with_a_step_left(filled):
    with as_person(filled, "coach", WEB), connection.cursor() as cursor:
        cursor.execute("select sec.end_partnership(%s, 'concluded', '')", [filled.partnership.pk])
        assert cursor.fetchone() == (False,)
    assert standing(filled) == "signed"


# ---- another coach -----------------------------------------------------------------------------------------------
@pytest.fixture
def handed_over(filled) -> Handover:
    with acting_as(filled["administrator"].pk):
        partnership = Partnership.objects.select_related("framework_version", "program").get(pk=filled.partnership.pk)
        hand_over(partnership=partnership, to=filled["other_coach"].pk, by=filled["administrator"])
    with bypassing():
        return Handover.objects.get(former=filled.partnership)


def answer(cast: Cast, handover: Handover, *classes: str) -> None:
    with acting_as(cast["coachee"].pk):
        answer_handover(handover=handover, by=cast["coachee"], classes=classes)


def reads_of_before(cast: Cast, name: str) -> set[str]:
    """The tables of which a person reads rows of the former partnership."""
    return {relation for relation, ids in pictures(cast, [name])[name].items() if ids}


def test_until_the_coachee_answers_the_new_coach_sees_nothing_of_before(filled, handed_over):
    assert reads_of_before(filled, "other_coach") == set()
    answer(filled, handed_over)
    assert reads_of_before(filled, "other_coach") == set()


@pytest.mark.parametrize("record_class", [
    RecordClass.PRACTICES, RecordClass.GOALS, RecordClass.ACTION_PLAN, RecordClass.LOG, RecordClass.VISIT_DETAIL,
    RecordClass.NOTES,
])  # fmt: skip
def test_the_new_coach_reads_class_by_class_what_is_given_and_changes_none_of_it(filled, handed_over, record_class):
    answer(filled, handed_over, record_class)
    given = {
        model._meta.db_table
        for model in disclosed_models()
        if model.disclosure.record_class == record_class
        and not (model.disclosure.author_only or model.disclosure.addressed or model.disclosure.released)
        and model.disclosure.leaves != "false"
    }
    known = set(probe.tables())
    copies = {relation for table in given for relation in (table, f"{table}history") if relation in known}
    assert reads_of_before(filled, "other_coach") == copies
    for table in given:
        with as_person(filled, "other_coach", WEB):
            column, value = probe.constant(table)
            pair = f"where partnership_id = '{filled.partnership.pk}'"
            assert probe.change(table, column, f"{value} {pair}") in ("0 rows", "refused"), table
            assert probe._try(f"delete from {table} {pair}") in ("0 rows", "refused"), table
    for name in ("other_coachee", "stranger", "mentor_coach", "former_coach"):
        assert not reads_of_before(filled, name) & given, name
    answer(filled, handed_over)
    assert reads_of_before(filled, "other_coach") == set(), "taken back"


def test_a_cycle_that_was_not_complete_is_not_shown(filled, handed_over):
    answer(filled, handed_over, RecordClass.LOG)
    with as_person(filled, "other_coach", WEB), connection.cursor() as cursor:
        cursor.execute("select count(*), count(completed_on) from cycles_cycle where partnership_id = %s",
                       [filled.partnership.pk])  # fmt: skip
        assert cursor.fetchone() == (1, 1)


def test_a_new_coach_who_leaves_reads_nothing_of_before_any_more(filled, handed_over):
    answer(filled, handed_over, RecordClass.NOTES)
    assert reads_of_before(filled, "other_coach")
    with bypassing():
        Party.objects.filter(partnership=handed_over.partnership, user=filled["other_coach"]).update(
            left_at=timezone.now()
        )
    assert reads_of_before(filled, "other_coach") == set()


def test_only_the_coachee_answers(filled, handed_over):
    for name in ("other_coach", "coach", "supervisor", "administrator", "stranger"):
        with as_person(filled, name, WEB):
            said = probe._try(f"update agreements_handover set classes = '[\"notes\"]', answered_at = now() "
                              f"where id = '{handed_over.pk}'")  # fmt: skip
        assert said in ("0 rows", "refused"), name
    with as_person(filled, "coachee", WEB):
        said = probe._try(f"update agreements_handover set former_id = partnership_id where id = '{handed_over.pk}'")
    assert "does not change" in said


def test_the_former_people_keep_what_they_had_and_the_administrator_sees_no_answer(filled, handed_over):
    answer(filled, handed_over, RecordClass.NOTES)
    for name in ("coach", "coachee"):
        assert "cycles_note" in reads_of_before(filled, name), name
    with as_person(filled, "administrator", WEB):
        assert str(handed_over.pk) not in read("agreements_handover", "id")
        assert str(handed_over.pk) not in read("agreements_handoverhistory", "id")
    assert {table for table in reads_of_before(filled, "administrator") if not table.endswith("history")} == STATUS


def test_who_is_put_into_a_running_pair_is_refused_by_the_database(filled):
    """An administrator makes a new partnership; nobody comes into records of before by a place in the old one."""
    pair, program = filled.partnership.pk, filled.program.pk
    new: User = filled["other_coach"]
    with as_person(filled, "administrator", WEB):
        for part in ("coach", "coachee", "supervisor"):
            said = probe._try(
                "insert into coaching_party (id, partnership_id, program_id, user_id, part, joined_at) values "
                f"(gen_random_uuid(), '{pair}', '{program}', '{new.pk}', '{part}', now())"
            )
            assert "filled before" in said, part
        said = probe._try(f"update coaching_party set user_id = '{new.pk}' where partnership_id = '{pair}'")
        assert "stopped" in said
        again = probe._try(f"update coaching_party set left_at = null where partnership_id = '{pair}'")
        assert "stopped" in again
