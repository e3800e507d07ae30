"""The access matrix by raw SQL: each person, each table with content, before and after signing (design section 4a)."""

import pytest
from django.db import connection

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.policies import WEB, WORKER
from tests.cast import ELSEWHERE, FRAMEWORKS, NAMES, PARTS, make_cast, sign_all, today
from tests.database import bypassing
from tests.matrix import EXPECTED, SUPERVISOR_SIGNS
from tests.probe import as_person, read, read_all, with_histories
from tests.world import disclosed_models, fill

pytestmark = pytest.mark.django_db

EVERY_FRAMEWORK = pytest.mark.parametrize(("framework", "format"), FRAMEWORKS)
DRAFTS = {"agreements_plan", "agreements_suggestion"}  # what is being drafted; what is in force is the agreement


def everything(model, partnership):
    with bypassing():
        return frozenset(str(pk) for pk in model.objects.filter(partnership=partnership).values_list("pk", flat=True))


def authored(model, cast, name):
    with bypassing():
        rows = model.objects.filter(partnership=cast.partnership, author=cast[name])
        return frozenset(str(pk) for pk in rows.values_list("pk", flat=True))


def addressed(model, cast, name):
    """The letters that name this person as a reader."""
    with bypassing():
        rows = model.objects.filter(partnership=cast.partnership, reader_ids__contains=[cast[name].pk])
        return frozenset(str(pk) for pk in rows.values_list("pk", flat=True))


LEAVES = {
    "cycles_cycle": {"completed_on__isnull": False},
    "cycles_progressreport": {"replaced_at": None},
    "cycles_reportedplan": {"replaced_at": None},
}


def complete(model, partnership):
    """What an audience may be given of a class: a cycle when it is complete, a report that was not put right."""
    table = model._meta.db_table
    if table not in LEAVES:
        return everything(model, partnership)
    with bypassing():
        rows = model.objects.filter(partnership=partnership, **LEAVES[table])
        return frozenset(str(pk) for pk in rows.values_list("pk", flat=True))


def released(cast, model, part):
    """The copies that are given to this part, where the matrix gives it their class by release."""
    with bypassing():
        rows = model.objects.filter(partnership=cast.partnership, audience=part or "", ended_at=None)
        classes = dict(rows.values_list("pk", "record_class"))
    forms = EXPECTED[cast.version.key].get(part, {})
    return frozenset(str(pk) for pk, what in classes.items() if forms.get(RecordClass(what)) == Form.RELEASE)


def expected(cast, model, name):
    """The rows of `cast.partnership` (signed) that the matrix gives this person."""
    part = cast.parts.get(name)
    table, record_class = model._meta.db_table, model.disclosure.record_class
    if model.disclosure.author_only:
        return authored(model, cast, name)
    if model.disclosure.addressed:
        return addressed(model, cast, name)
    if name in cast.pair:
        return everything(model, cast.partnership)
    if model.disclosure.released:
        return released(cast, model, part) if name not in ELSEWHERE and name != "other_supervisor" else frozenset()
    if name in ELSEWHERE or part is None or table in DRAFTS or name == "other_supervisor":
        return frozenset()
    form = EXPECTED[cast.version.key].get(part, {}).get(record_class)
    return complete(model, cast.partnership) if form == Form.ALL else frozenset()


def what_each_sees(cast, relations):
    """By name and relation, the keys of the rows that each of the cast reads."""
    found = {}
    for name in NAMES:
        with as_person(cast, name, WEB):
            found[name] = read_all(relations)
    return found


@EVERY_FRAMEWORK
def test_each_person_reads_what_was_signed_and_nothing_else(db, framework, format):
    cast = make_cast(framework, format)
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    sign_all(cast.other_partnership)
    fill(cast)
    wrong, known = {}, with_histories(model._meta.db_table for model in disclosed_models())
    sees = what_each_sees(cast, known)
    for model in disclosed_models():
        table = model._meta.db_table
        of_pair = everything(model, cast.partnership)
        assert of_pair, f"the world has no row of {table}"
        for name in NAMES:
            right = expected(cast, model, name)
            for relation in {table, f"{table}history"} & known:
                seen = sees[name][relation] & of_pair
                if seen != right:
                    wrong[name, relation] = (len(seen), len(right))
    assert not wrong


@EVERY_FRAMEWORK
def test_before_all_have_signed_outsiders_see_only_that_an_agreement_waits(db, framework, format):
    """And a supervisor the text, where they are one of those who sign it."""
    cast = make_cast(framework, format)
    with bypassing():
        agreement = sign_all(cast.partnership)
        with connection.cursor() as cursor:
            cursor.execute("select sec.rebind(%s, null)", [cast.partnership.pk])
        type(agreement).objects.filter(pk=agreement.pk).update(state="out")
    fill(cast)
    sees = what_each_sees(cast, {model._meta.db_table for model in disclosed_models()})
    waiting = {"leader", "regional_leader", "administrator"}
    signs = framework in SUPERVISOR_SIGNS
    for model in disclosed_models():
        table = model._meta.db_table
        of_pair = everything(model, cast.partnership)
        for name in NAMES:
            if name in cast.pair:
                continue
            seen = sees[name][table] & of_pair
            if model.disclosure.addressed:
                assert seen == addressed(model, cast, name), f"{name} sees another's {table}"
            elif table == "agreements_standing":
                assert bool(seen) == (name in waiting or (name == "supervisor" and signs)), name
            elif model.disclosure.signers and name == "supervisor" and signs:
                assert seen == of_pair, table
            else:
                assert not seen, f"{name} sees {table}"


def test_a_supervisor_who_signs_sees_the_text_to_sign_and_no_work(cast):
    """Before the last signature the supervisor reads the agreement as a party who is asked to sign it."""
    agreement = sign_all(cast.partnership)
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("select sec.rebind(%s, null)", [cast.partnership.pk])
    rows = fill(cast)
    with as_person(cast, "supervisor", WEB):
        assert read("agreements_letter", "id") == {str(rows["copied_letter"].pk)}
        assert read("agreements_agreement", "id") == {str(agreement.pk)}
        for model in disclosed_models():
            if model.disclosure.record_class not in (RecordClass.AGREEMENT, RecordClass.AGREEMENT_STATUS):
                assert not read(model._meta.db_table, "id"), model


def test_who_left_sees_what_was_written_before_and_nothing_after(signed):
    rows = fill(signed)
    with bypassing():
        type(rows["note"]).objects.filter(pk=rows["note"].pk).update(
            written_at=signed.partnership.created_at.replace(year=2020)
        )
    with as_person(signed, "former_coach", WEB):
        assert read("cycles_note", "id") == {str(rows["note"].pk)}
        assert not read("cycles_goal", "id")


def test_the_worker_without_a_person_sees_dates_and_no_words(signed):
    fill(signed)
    with as_person(signed, None, WORKER):
        seen = {table for table, keys in read_all(model._meta.db_table for model in disclosed_models()).items() if keys}
    assert seen == {"cycles_visit"}


@pytest.mark.parametrize("name", ["leader", "coachee", "stranger"])
def test_the_worker_with_a_person_sees_what_that_person_sees(signed, name):
    fill(signed)
    relations = [model._meta.db_table for model in disclosed_models()]
    with as_person(signed, name, WEB):
        over_web = read_all(relations)
    with as_person(signed, name, WORKER):
        assert read_all(relations) == over_web


def test_two_parts_of_one_person_give_what_each_gives(signed):
    """A supervisor who is also leadership sees what each part gives them, no more."""
    from coaching.models import Membership

    fill(signed)
    with bypassing():
        Membership(
            user=signed["supervisor"],
            program=signed.program,
            part=Part.LEADERSHIP,
            starts_on=today(),
        ).save(force_insert=True)
    with as_person(signed, "supervisor", WEB):
        seen = read_all(model._meta.db_table for model in disclosed_models())
    for model in disclosed_models():
        table = model._meta.db_table
        both = expected(signed, model, "supervisor") | expected(signed, model, "leader")
        assert seen[table] & everything(model, signed.partnership) == both, table


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("coach", {"coach", "coachee", "supervisor", "former_coach"}),
        ("coachee", {"coach", "coachee", "supervisor", "former_coach"}),
        ("supervisor", {"coach", "coachee", "supervisor", "former_coach"}),
        ("leader", {"coach", "coachee", "supervisor", "former_coach", "other_coach", "other_coachee",
                    "other_supervisor", "leader"}),
        ("local_agency", {"coach", "coachee", "supervisor", "former_coach", "other_coach", "other_coachee",
                          "other_supervisor", "local_agency"}),
        ("coach_supervisor", {"coach_supervisor"}),
        ("leader_elsewhere", {"leader_elsewhere"}),
        ("stranger", {"stranger"}),
        ("administrator", set(PARTS)),
    ],
)  # fmt: skip
def test_names_are_for_those_who_meet_them(signed, name, sees):
    with as_person(signed, name, WEB):
        assert read("coaching_person", "user_id") == {str(signed[other].pk) for other in sees}


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("coach", {"coach", "coachee", "supervisor"}),
        ("leader", {"leader"}),
        ("local_agency", {"local_agency"}),
        ("former_coach", {"former_coach"}),
        ("administrator", set(PARTS)),
    ],
)
def test_addresses_are_for_ones_own_parties_and_the_administrator(signed, name, sees):
    with as_person(signed, name, WEB):
        assert read("coaching_contact", "user_id") == {str(signed[other].pk) for other in sees}
        accounts = set(PARTS) if name == "administrator" else {name}
        assert read("coaching_user", "id") == {str(signed[other].pk) for other in accounts}


def test_leadership_knows_no_names_before_signing(cast):
    with as_person(cast, "leader", WEB):
        assert read("coaching_person", "user_id") == {str(cast["leader"].pk)}
        assert not read("coaching_partnership", "id")
        assert not read("coaching_party", "id")
