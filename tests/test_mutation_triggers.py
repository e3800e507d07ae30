"""Each trigger of ours, put out of action, must be noticed: a guard that no test misses guards nothing.

What there is to try comes from the database's own list: a trigger without an attempt fails here.
"""

from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction

from coaching.disclosure.policies import OWNER, WEB
from tests import probe
from tests.cast import Cast
from tests.database import as_role, bypassing
from tests.world import disclosed_models, fill, furnish

pytestmark = pytest.mark.django_db

WRITERS = ("coach", "coachee", "supervisor", "administrator")
ANEW = "00000000-0000-4000-8000-00000000000a"


@dataclass(frozen=True)
class Attempt:
    """What somebody of the cast tries (None: a function of the definer), and what is looked at after it.

    `sql`: a statement, or several with "; " between them.
    """

    by: str | None
    sql: str
    see: str = "select 'it went through'"


def copied(table: str, changes: str) -> str:
    """An insert of the pair's newest row anew, with some values changed: pairs of name and SQL, separated by commas."""
    return (
        f"insert into {table} select (jsonb_populate_record(null::{table}, to_jsonb(t) || "
        f"jsonb_build_object('id', '{ANEW}', {changes}))).* from {table} t where partnership_id = %(pair)s limit 1"
    )


def of_the_new(table: str, column: str) -> str:
    return f"select {column}::text from {table} where id = '{ANEW}'"


ATTEMPTS = {
    "coaching_partnership.a_terms": Attempt(
        "administrator", "update coaching_partnership set terms_id = null where id = %(pair)s"
    ),
    "coaching_partnership.a_edition": Attempt(
        "administrator", "update coaching_partnership set format = 'peer' where id = %(pair)s"
    ),
    "coaching_partnership.d_files": Attempt(
        None,
        "update reports_export set state = 'ready' where program_id = %(program)s; "
        "update coaching_partnership set terms_id = null where id = %(pair)s",
        "select count(*)::text from reports_export where failure = 'terms'",
    ),
    "coaching_party.c_keep": Attempt(
        "administrator",
        "update coaching_party set user_id = %(stranger)s where partnership_id = %(pair)s and user_id = %(coach)s",
    ),
    "coaching_party.b_ends": Attempt(
        "administrator",
        "update coaching_party set ends_at = '2000-01-01' where partnership_id = %(pair)s and user_id = %(coach)s",
        "select ends_at::text from coaching_party where partnership_id = %(pair)s and user_id = %(coach)s",
    ),
    "coaching_user.a_credentials": Attempt(
        "administrator", "update coaching_user set email = 'mine@example.org' where id = %(coach)s"
    ),
    "coaching_user.z_no_stand_in": Attempt(
        "coach", "select sec.stand_in(%(pair)s, 'supervisor'); set constraints all immediate"
    ),
    "coaching_membership.b_moments": Attempt(
        "administrator",
        "update coaching_membership set ends_on = '2030-01-31' where user_id = %(coach)s",
        "select ends_at::text from coaching_membership where user_id = %(coach)s",
    ),
    "coaching_membership.c_places": Attempt(
        "administrator",
        "update coaching_membership set ends_on = '2030-01-31' where user_id = %(coach)s",
        "select ends_at::text from coaching_party where partnership_id = %(pair)s and user_id = %(coach)s",
    ),
    "coaching_program.c_dates": Attempt(
        "administrator",
        "update coaching_program set time_zone = 'Asia/Tokyo' where id = %(program)s",
        "select begins_at::text from coaching_membership where user_id = %(coach)s",
    ),
    "coaching_programpractice.a_forget": Attempt(
        "administrator",
        "delete from coaching_programpractice where program_id = %(program)s",
        "select count(*) from agreements_focuspractice where from_list_id is not null",
    ),
    "agreements_signature.b_keep": Attempt(
        "coachee", "update agreements_signature set typed_name = 'Another' where user_id = %(coachee)s"
    ),
    "agreements_signature.b_open": Attempt(
        "coach", copied("agreements_signature", "'part', 'peer', 'signed_at', now()")
    ),
    "agreements_agreement.b_keep": Attempt(
        "coach", "update agreements_agreement set text = 'Another' where partnership_id = %(pair)s"
    ),
    "agreements_agreement.b_open": Attempt(
        "coach", copied("agreements_agreement", "'number', 9, 'state', 'superseded'")
    ),
    "agreements_agreement.a_edition": Attempt(
        "coach",
        copied("agreements_agreement", "'number', 9, 'state', 'out', 'edition_id', null"),
        of_the_new("agreements_agreement", "edition_id"),
    ),
    "agreements_agreedterms.b_keep": Attempt(
        "coach", "update agreements_agreedterms set cycles = 16 where partnership_id = %(pair)s"
    ),
    "agreements_agreedterms.b_open": Attempt("coach", copied("agreements_agreedterms", "'in_force', true")),
    "agreements_standing.b_keep": Attempt(
        "coach", "update agreements_standing set state = 'drafting' where partnership_id = %(pair)s"
    ),
    "cycles_cyclecomponent.b_keep": Attempt(
        "coachee", "delete from cycles_cyclecomponent where partnership_id = %(pair)s and visit_id is not null"
    ),
    "cycles_handedcase.b_keep": Attempt("coach", copied("cycles_handedcase", "'adviser', 'family'")),
    "cycles_release.b_keep": Attempt(
        "coachee", "update cycles_release set title = 'Another' where partnership_id = %(pair)s and ended_at is null"
    ),
    "cycles_releaseproposal.b_keep": Attempt(
        "coachee", "update cycles_releaseproposal set reason = 'Another' where partnership_id = %(pair)s"
    ),
    "cycles_progressreport.b_keep": Attempt("coach", copied("cycles_progressreport", "'replaces_id', null")),
    "cycles_progressreport.c_final": Attempt(
        None, "update cycles_progressreport set content = '{}' where partnership_id = %(pair)s"
    ),
    "cycles_progressreport.replace": Attempt(
        None,
        "insert into cycles_progressreport select (jsonb_populate_record(null::cycles_progressreport, to_jsonb(t) || "
        f"jsonb_build_object('id', '{ANEW}', 'replaces_id', t.id))).* from cycles_progressreport t "
        "where partnership_id = %(pair)s and replaced_at is null",
        "select count(*)::text from cycles_progressreport where replaced_at is null",
    ),
    "cycles_reportedplan.b_keep": Attempt(
        "coach",
        "insert into cycles_reportedplan select (jsonb_populate_record(null::cycles_reportedplan, to_jsonb(t) || "
        f"jsonb_build_object('id', '{ANEW}', 'report_id', r.id))).* "
        "from cycles_reportedplan t, cycles_progressreport r "
        "where t.partnership_id = %(pair)s and r.partnership_id = %(pair)s and r.replaced_at is not null",
    ),
    "cycles_reportedplan.c_final": Attempt(
        None, "update cycles_reportedplan set content = '[]' where partnership_id = %(pair)s"
    ),
    "cycles_surveyanswer.b_keep": Attempt(
        "coachee", "update cycles_surveyanswer set turn_id = '" + ANEW + "' where author_id = %(coachee)s"
    ),
    "agreements_sealeddocument.b_keep": Attempt("coach", copied("agreements_sealeddocument", "'code', 'X'")),
    "agreements_paperscan.b_keep": Attempt("coach", copied("agreements_paperscan", "'digest', 'x'")),
    "agreements_spokencommitment.b_keep": Attempt(
        "coachee", "update agreements_spokencommitment set way = 'video' where user_id = %(coachee)s"
    ),
    "agreements_handover.b_keep": Attempt(
        "coachee", "update agreements_handover set made_at = '2000-01-01' where user_id = %(coachee)s"
    ),
    "agreements_letter.b_readers": Attempt(
        "coach", copied("agreements_letter", "'key', 'introduction'"), of_the_new("agreements_letter", "reader_ids")
    ),
    "agreements_letter.b_keep": Attempt(
        None, "update agreements_letter set text = 'Another' where partnership_id = %(pair)s"
    ),
    "agreements_letter.keep": Attempt("coach", copied("agreements_letter", "'author_id', author_id")),
    "agreements_plan.keep": Attempt(
        "coach",
        """update agreements_plan set clauses = '{"none": {"addition": "x", "language": "en"}}'"""
        " where partnership_id = %(pair)s",
    ),
    "agreements_suggestion.keep": Attempt(
        "coach", copied("agreements_suggestion", "'about', 'question', 'key', 'none', 'author_id', %(coach)s::uuid")
    ),
    "agreements_suggestion.b_keep": Attempt(
        "coach", "update agreements_suggestion set written_at = '2000-01-01' where partnership_id = %(pair)s"
    ),
    "cycles_promisereport.b_readers": Attempt(
        "coachee",
        copied("cycles_promisereport", "'month', '2026-08-01', 'reader_ids', jsonb_build_array(%(stranger)s)"),
        of_the_new("cycles_promisereport", "reader_ids"),
    ),
    "cycles_promisereport.keep": Attempt("coachee", copied("cycles_promisereport", "'month', '2026-08-01'")),
    "cycles_checkin.b_readers": Attempt(
        "coach",
        "update cycles_checkin set reader_ids = '{}' where partnership_id = %(pair)s",
        "select reader_ids::text from cycles_checkin where partnership_id = %(pair)s order by 1",
    ),
    "cycles_checkin.keep": Attempt(
        "coach",
        copied(
            "cycles_checkin",
            "'user_id', %(coach)s, 'held_on', '2026-09-22', 'way', 'phone', 'took_part', "
            "jsonb_build_array(%(coach)s, %(coachee)s), 'recorded_by_id', %(coach)s",
        ),
    ),
    "cycles_checkinoutcome.keep": Attempt("coachee", copied("cycles_checkinoutcome", "'user_id', %(coachee)s")),
    "cycles_progressquestion.b_readers": Attempt(
        "supervisor", copied("cycles_progressquestion", "'reader_ids', jsonb_build_array(%(supervisor)s)")
    ),
    "cycles_progressquestion.keep": Attempt("supervisor", copied("cycles_progressquestion", "'text', 'Another'")),
    "cycles_progressanswer.b_readers": Attempt("coachee", copied("cycles_progressanswer", "'text', 'Another'")),
    "cycles_progressanswer.keep": Attempt("coachee", copied("cycles_progressanswer", "'text', 'Another'")),
    "cycles_datatalk.b_readers": Attempt(
        "supervisor",
        "update cycles_datatalk set about = 'Another' where partnership_id = %(pair)s",
        "select about from cycles_datatalk where partnership_id = %(pair)s",
    ),
    "cycles_datatalk.keep": Attempt("supervisor", copied("cycles_datatalk", "'about', 'Another'")),
    "cycles_maskedcase.b_keep": Attempt(
        "coach", copied("cycles_maskedcase", "'user_id', %(coach)s, 'helper_ids', jsonb_build_array(%(stranger)s)")
    ),
    "cycles_maskedcase.tell": Attempt(
        None,
        "delete from coaching_ledgerentry where ground = 'masked'; "
        + copied("cycles_maskedcase", "'user_id', %(coach)s"),
        "select count(*)::text from coaching_ledgerentry where ground = 'masked'",
    ),
    "cycles_caseword.b_keep": Attempt("coach", copied("cycles_caseword", "'user_id', %(coachee)s")),
    "cycles_mandatoryreport.b_keep": Attempt(
        "coach", "update cycles_mandatoryreport set made_on = '2026-01-01' where user_id = %(coach)s"
    ),
    "cycles_resourcerequest.b_readers": Attempt(
        "coach",
        copied("cycles_resourcerequest", "'user_id', %(coach)s, 'reader_ids', jsonb_build_array(%(stranger)s)"),
        of_the_new("cycles_resourcerequest", "reader_ids"),
    ),
    "cycles_resourcerequest.keep": Attempt(
        "coachee", copied("cycles_resourcerequest", "'user_id', %(coachee)s, 'part', 'coachee'")
    ),
    "cycles_resourcenews.b_readers": Attempt(
        "coach",
        copied(
            "cycles_resourcenews",
            "'user_id', %(coach)s, 'what', 'said', 'day', null, 'reader_ids', jsonb_build_array(%(stranger)s)",
        ),
        of_the_new("cycles_resourcenews", "reader_ids"),
    ),
    "cycles_resourcenews.keep": Attempt("coach", copied("cycles_resourcenews", "'user_id', %(coach)s")),
    "cycles_planreview.b_readers": Attempt("coach", copied("cycles_planreview", "'user_id', %(coach)s")),
    "coaching_programprofile.b_keep": Attempt(
        "administrator",
        "update coaching_programprofile set basis = '{}' where program_id = %(program)s and published_at is not null",
    ),
    "cycles_profilerating.keep": Attempt("coach", copied("cycles_profilerating", "'author_id', %(coach)s")),
    "cycles_ratingrequest.keep": Attempt(
        "coach", copied("cycles_ratingrequest", "'author_id', %(coach)s, 'profile', 'another'")
    ),
    "cycles_assessmentwords.keep": Attempt("coach", copied("cycles_assessmentwords", "'user_id', %(coach)s")),
    "cycles_coachingareas.keep": Attempt("coach", copied("cycles_coachingareas", "'user_id', %(coach)s")),
    "cycles_planreview.keep": Attempt("coach", copied("cycles_planreview", "'user_id', %(coach)s")),
    "cycles_concernstep.b_readers": Attempt(
        "coach", "update cycles_concernstep set text = 'Another' where partnership_id = %(pair)s"
    ),
    "cycles_concernstep.keep": Attempt(
        "coach", copied("cycles_concernstep", "'concern', '00000000-0000-4000-8000-00000000000b', 'step', 'none'")
    ),
    "cycles_concernword.b_readers": Attempt(
        "coach",
        copied("cycles_concernword", "'user_id', %(coach)s, 'reader_ids', jsonb_build_array(%(coach)s, %(stranger)s)"),
        of_the_new("cycles_concernword", "reader_ids"),
    ),
    "cycles_concernword.keep": Attempt(
        "coach",
        "update cycles_concernstep set closed_at = now() where partnership_id = %(pair)s; "
        + copied("cycles_concernword", "'user_id', %(coach)s"),
    ),
    "agreements_standing.end_visits": Attempt(
        None,
        "update agreements_standing set state = 'concluded' where partnership_id = %(pair)s",
        "select count(*) from cycles_visit where state = 'ended'",
    ),
    "cycles_visitlog.b_keep": Attempt(
        "coach", "update cycles_visitlog set minutes = 5 where partnership_id = %(pair)s"
    ),
    "cycles_visitdetail.b_keep": Attempt(
        "coach", "update cycles_visitdetail set place = 'Elsewhere' where partnership_id = %(pair)s"
    ),
    "cycles_moveproposal.b_keep": Attempt(
        "coachee",
        "update cycles_moveproposal set state = 'accepted', answered_by_id = author_id where partnership_id = %(pair)s",
    ),
    "cycles_surveyrelease.c_month": Attempt(
        None,
        "update cycles_surveyturn set waits_in_id = (select id from cycles_surveyrelease where month is null limit 1) "
        "where partnership_id = %(pair)s; "
        "update cycles_surveyrelease set month = '2026-10-01', results = '{}' where month is null",
        see="select count(*) from reports_monthballot",
    ),
    "reports_frozenmonth.b_keep": Attempt(None, "update reports_frozenmonth set content = '{}'"),
    "reports_export.b_keep": Attempt("leader", "update reports_export set part = 'state_bureau'"),
}

HELD_TWICE = {
    "cycles_promisereport.keep": "every party of this framework signs; cycles/tests/test_support.py has another",
    "cycles_progressquestion.b_readers": "its other trigger refuses it as well, in a framework without check-ins",
    "cycles_planreview.b_readers": "the same without peers; cycles/tests/test_peers.py has two",
    "agreements_letter.b_readers": "its other trigger refuses the letter as well, in a framework that has none",
}


class _TakeBack(Exception):
    pass


def triggers() -> set[tuple[str, str]]:
    """(table, name) of every trigger that runs a function of ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
            "join pg_proc f on f.oid = t.tgfoid where not t.tgisinternal and f.pronamespace = 'sec'::regnamespace"
        )
        return set(cursor.fetchall())


def tried(cast: Cast, attempt: Attempt) -> str:
    """What comes of an attempt, taken back."""
    names = {"pair": cast.partnership.pk, "program": cast.program.pk, "elsewhere": cast.elsewhere.pk}
    names |= {name: user.pk for name, user in cast.people.items()}
    identity = probe.as_person(cast, attempt.by, WEB) if attempt.by else bypassing()
    try:
        with transaction.atomic():
            with identity:
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        for statement in attempt.sql.split("; "):
                            cursor.execute(statement, names)
                        done = f"{cursor.rowcount} rows: "
                except DatabaseError as error:
                    return str(error).splitlines()[0]
            with bypassing(), connection.cursor() as cursor:
                cursor.execute(attempt.see, names)
                raise _TakeBack(done + str(cursor.fetchall()))
    except _TakeBack as taken:
        return str(taken)


def without(table: str, trigger: str, look) -> object:
    """What `look` finds while a trigger is out of action."""
    found = None
    try:
        with transaction.atomic():
            with as_role(OWNER), connection.cursor() as cursor:
                cursor.execute(f"alter table {table} disable trigger {trigger}")
            found = look()
            raise _TakeBack
    except _TakeBack:
        return found


@pytest.fixture
def world(signed) -> Cast:
    fill(signed)
    furnish(signed)
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(
            "update agreements_focuspractice set from_list_id = (select id from coaching_programpractice where"
            " program_id = %s limit 1)", [signed.program.pk]
        )  # fmt: skip
        cursor.execute("set constraints all immediate")  # a waiting one would hold the tables against us
    return signed


def test_every_trigger_has_an_attempt():
    ours = {f"{table}.{name}" for table, name in triggers() if name not in ("a_stamp", "a_open")}
    assert ours == set(ATTEMPTS)


def test_no_guard_could_be_missing_unnoticed(world):
    unnoticed = []
    for key, attempt in ATTEMPTS.items():
        table, trigger = key.split(".")
        kept = tried(world, attempt)
        if without(table, trigger, lambda attempt=attempt: tried(world, attempt)) == kept:
            unnoticed.append(f"{key}: {kept}")
    unnoticed = [one for one in unnoticed if one.partition(":")[0] not in HELD_TWICE]
    assert not unnoticed, "\n".join(unnoticed)


def test_no_stamp_could_be_missing_unnoticed(world):
    unnoticed = []
    for table in sorted(table for table, name in triggers() if name == "a_stamp"):
        attempt = Attempt(
            None,
            f"update {table} set program_id = %(elsewhere)s where partnership_id = %(pair)s",
            f"select program_id::text, count(*) from {table} group by 1 order by 1",
        )
        kept = tried(world, attempt)
        if without(table, "a_stamp", lambda attempt=attempt: tried(world, attempt)) == kept:
            unnoticed.append(f"{table}: {kept}")
    assert not unnoticed, "\n".join(unnoticed)


def test_no_end_could_be_missing_unnoticed(world):
    """Once the coaching has ended nothing is written, by whoever could before."""
    specs = {model._meta.db_table: model.disclosure for model in disclosed_models()}
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("update agreements_standing set state = 'discontinued'")
        cursor.execute("set constraints all immediate")
    unnoticed = []
    for table in sorted(table for table, name in triggers() if name == "a_open"):
        if (specs[table].inserts, specs[table].updates, specs[table].deletes) == ("nobody", "nobody", "nobody"):
            continue  # written by functions of the database alone, which ask for themselves
        key, samples = probe.key_of(table), probe.rows_of(table)[:3]
        column, value = probe.constant(table)

        def look(table=table, key=key, samples=samples, change=(column, value)) -> list[object]:
            seen: list[object] = []
            for name in WRITERS:
                with probe.as_person(world, name, WEB):
                    seen += [probe.change(table, *change), probe.remove(table), probe.insertable(table, key, samples)]
            return seen

        if look() == without(table, "a_open", look):
            unnoticed.append(table)
    assert not unnoticed, "\n".join(unnoticed)
