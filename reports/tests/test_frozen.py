"""Frozen months: what is frozen is true, happens once, stays, and is read by whom the signed agreements name."""

import csv
import datetime as dt
import io
import re
from collections import Counter

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import FocusPractice
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import REPORT
from coaching.models import Party, Program, ProgramPractice, Site
from cycles.models import (
    Attendance,
    Cycle,
    Goal,
    ProfileRating,
    SurveyBallot,
    SurveyEdition,
    SurveyRelease,
    SurveyTurn,
    Visit,
    VisitDetail,
    VisitLog,
)
from reports.models import Export, FrozenMonth, MonthBallot
from reports.numbers import numbers_of
from reports.periods import later
from reports.services import make_export
from reports.tests.world import bind_other_terms, make_pairs
from reports.ticks import freeze_months
from tests.cast import make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.surveyed import CONTENT, QUESTIONS

pytestmark = pytest.mark.django_db

MONTH = later(today() - dt.timedelta(days=5), -1)
LAST = later(MONTH, 1) - dt.timedelta(days=1)
INSIDE = (Part.LEADERSHIP, Part.REGIONAL_LEADERSHIP, Part.COACH_SUPERVISOR)


def raw(program) -> dict[tuple[str, str], tuple[int, int, int]]:
    """What the database counts before anything is protected: people, those who have it, the amount."""
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(
            "select figure, cell, people, counted, amount from sec.month_figures(%s, %s, %s)", [program.pk, MONTH, LAST]
        )
        return {(figure, cell): numbers for figure, cell, *numbers in cursor.fetchall()}


def freeze() -> None:
    with as_worker(), acting_as(None):
        freeze_months()


def frozen(program, audience=Part.LEADERSHIP, month=MONTH) -> dict[str, dict]:
    with bypassing():
        row = FrozenMonth.objects.get(program=program, audience=audience, month=month)
    return {one["key"]: one for one in row.content["figures"]}


def cells(figure) -> dict[str, int | None]:
    return {cell["key"]: cell["value"] for cell in figure["cells"]}


@pytest.fixture
def crowd(db):
    """A program of 26 pairs at two sites, with a month of work, and one pair whose agreement waits."""
    cast = make_cast("pbc")
    coach, supervisor = cast["other_coach"], cast["supervisor"]
    with bypassing():
        Program.objects.filter(pk=cast.program.pk).update(created_at=dt.datetime.combine(MONTH, dt.time(12), dt.UTC))
        Program.objects.filter(pk=cast.elsewhere.pk).update(created_at=dt.datetime.combine(MONTH, dt.time(12), dt.UTC))
        sites = [Site(program=cast.program, name=name) for name in ("North", "South")]
        Site.objects.bulk_create(sites)
        listed = [ProgramPractice(program=cast.program, text=name, category=name) for name in ("Calm", "Play")]
        ProgramPractice.objects.bulk_create(listed)
    pairs = []
    for site, count in zip(sites, (14, 12), strict=True):
        pairs += make_pairs(
            cast.program, count, coach=coach, supervisor=supervisor, site=site, visits=2, starts_on=MONTH
        )
    make_pairs(cast.program, 1, coach=coach, supervisor=supervisor, signed=False, starts_on=MONTH)
    with bypassing():
        before = dt.datetime.combine(MONTH, dt.time(12), dt.UTC)
        FocusPractice.objects.filter(program=cast.program).update(written_at=before)
        Goal.objects.filter(program=cast.program).update(created_at=before)
        for number, pair in enumerate(pairs):
            FocusPractice.objects.filter(partnership=pair, position=0).update(from_list=listed[number % 2])
            Goal.objects.filter(partnership=pair).update(area="language" if number < 13 else "thinking")
            visits = list(Visit.objects.filter(partnership=pair).order_by("local_date"))
            VisitDetail(
                partnership=pair, visit=visits[0], author=coach, started=dt.time(9),
                mode="in_person" if number < 15 else "virtual", strategies=["in_setting.observing"],
            ).save(force_insert=True)  # fmt: skip
            if number < 3:
                Attendance(
                    partnership=pair, visit=visits[1], planned_for=visits[1].local_date, kind="missed",
                    recorded_at=before,
                ).save(force_insert=True)  # fmt: skip
    cast.pairs = pairs
    return cast


def test_a_month_is_frozen_once_as_it_was_and_read_by_those_it_is_for(crowd):
    program = crowd.program
    with bypassing():
        of_signed = {"partnership__terms__isnull": False, "program": program}
        logs = VisitLog.objects.filter(visited_on__range=(MONTH, LAST), **of_signed)
        learners = Party.objects.filter(part="coachee", program=program, partnership__in=[p.pk for p in crowd.pairs])
        people = learners.values("user").distinct().count()
        visits, minutes = logs.count(), sum(logs.values_list("minutes", flat=True))
        cycles = Cycle.objects.filter(completed_on__range=(MONTH, LAST), **of_signed).count()
        by_site = Counter()
        for site, spent in logs.values_list("partnership__site__name", "minutes"):
            by_site[site] += spent
    counted = raw(program)
    assert (people, visits, cycles) == (26, 52, 26)
    assert counted["visits", ""] == [people, 26, visits]
    assert counted["hours", ""] == [people, 26, minutes]
    assert counted["cycles", ""] == [people, 26, cycles]
    assert counted["sites", "North"] == [14, 14, by_site["North"]]
    assert counted["sites", "Main Street"] == counted["sites", ""] == [0, 0, 0]
    assert counted["practices", "Calm"][:2] == counted["practices", "Play"][:2] == [26, 13]
    assert counted["modes", "in_person"][:2] == [26, 15]
    assert counted["attendance", "missed"][:2] == [26, 3]
    assert counted["goals", "language"][:2] == [26, 13]
    late = 26 if MONTH + dt.timedelta(days=28) < LAST else 0  # completed after two weeks, and due after two more
    assert counted["rhythm", "overdue"] == [26, late, 0]
    assert counted["rhythm", "in_time"] == [26, 26 - late, 0]

    freeze()
    told = frozen(program)
    assert told["visits"] == {"key": "visits", "people": 25, "value": 50}
    assert told["hours"]["value"] == 5 * round(minutes / 300)
    for one in ("modes", "practices"):
        for cell in cells(told[one]).values():
            assert cell is None or 10 <= cell <= 15, "15 and 11 of 26, or 13: with chance"
    assert cells(told["attendance"]) == {"called_off": None, "missed": None}, "three of 26 are too few"
    assert cells(told["strategies"])["in_setting.observing"] is None, "everybody: too much alike"
    assert cells(told["rhythm"]) == {"in_time": None, "overdue": None}
    assert cells(told["sites"]) == {"": None, "Main Street": None, "North": 20, "South": 20}
    assert "survey" not in told and not frozen(program, Part.REGIONAL_LEADERSHIP)

    # What is put right later is in no frozen month, and a second scheduler makes no second one
    with bypassing():
        VisitLog.objects.filter(program=program).update(minutes=1)
    freeze()
    assert frozen(program) == told
    with bypassing():
        assert FrozenMonth.objects.filter(program=program).count() == len(INSIDE)
    for statement in ("update reports_frozenmonth set content = '{}'", "delete from reports_frozenmonth"):
        with bypassing(), pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            connection.cursor().execute(statement)

    # By row security alone, whatever the question
    readers = {"leader": 1, "regional_leader": 1, "coach_supervisor": 1, "leader_elsewhere": 1}
    for name in ("coach", "coachee", "supervisor", "administrator", "local_agency", "state_bureau", "stranger"):
        readers[name] = 0
    for name, number in readers.items():
        with acting_as(crowd[name].pk):
            rows = list(FrozenMonth.objects.values_list("program", "audience"))
        assert len(rows) == number, name
        assert {program for program, _audience in rows} <= {
            crowd.elsewhere.pk if name == "leader_elsewhere" else program.pk
        }
        assert {audience for _program, audience in rows} <= {crowd.parts.get(name, Part.LEADERSHIP)}
    with as_worker(), acting_as(None):
        assert not FrozenMonth.objects.exists()
        for call in ("month_figures(null, null, null)", "protect_figures(null)"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"select sec.{call}")


def test_the_report_login_reads_frozen_months_and_nothing_else(crowd):
    freeze()
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'v') and relnamespace in "
            "('public'::regnamespace, 'sec'::regnamespace) and has_table_privilege(%s, oid, 'select, insert, update')",
            [REPORT],
        )
        assert cursor.fetchall() == [("reports_frozenmonth",)]
        cursor.execute("select has_schema_privilege(%s, 'public', 'usage')", [REPORT])
        assert cursor.fetchone() == (True,)
        cursor.execute("select has_table_privilege(%s, 'reports_frozenmonth', 'insert, update, delete')", [REPORT])
        assert cursor.fetchone() == (False,)


def test_only_pairs_that_signed_for_counts_are_in_a_number(crowd):
    """Neither whose terms give nothing, nor whose give all: they are on the page by name, and could be subtracted."""
    for pair in crowd.pairs[:2]:
        bind_other_terms(pair, Part.LEADERSHIP, {RecordClass.LOG: Form.ALL, RecordClass.GOALS: Form.COUNTS})
    counted = raw(crowd.program)
    assert counted["visits", ""][:2] == [24, 24]
    assert counted["goals", "language"][:2] == [26, 13]
    assert counted["modes", "in_person"][:2] == [24, 13]
    assert counted["sites", "North"][0] == 12


def test_a_small_program_has_an_empty_month_whatever_its_people_do(client, crowd):
    """Non-interference where the sign must hide: nine people with a month of work, and the same nine without any."""
    program = crowd.program
    with bypassing():
        few = [pair.pk for pair in crowd.pairs[9:]]
        past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        Party.objects.filter(partnership__in=few).update(joined_at=past, left_at=past)
    seen = []
    for change in (None, "work", "words"):
        with transaction.atomic():
            with bypassing():
                if change == "work":
                    Attendance.objects.filter(program=program).delete()
                    VisitDetail.objects.filter(program=program).delete()
                    VisitLog.objects.filter(program=program).delete()
                    Cycle.objects.filter(program=program, completed_on__isnull=False).update(
                        completed_on=dt.date(2030, 1, 1)
                    )
                elif change == "words":
                    Goal.objects.filter(program=program).update(area="body")
                    FocusPractice.objects.filter(program=program).delete()
                    Attendance.objects.filter(program=program).update(kind="cancelled")
            freeze()
            pages = []
            for who in ("leader", "regional_leader", "coach_supervisor"):
                client.force_login(crowd[who])
                pages.append(body_of(client.get(reverse("program_numbers", args=[program.pk]))))
            with bypassing():
                content = list(FrozenMonth.objects.filter(program=program).order_by("audience").values_list("content"))
            seen.append((content, pages))
            transaction.set_rollback(True)
    assert seen[0] == seen[1] == seen[2]
    assert "Too few people for numbers that protect them" in seen[0][1][0]


def body_of(answer) -> str:
    assert answer.status_code == 200
    html = answer.content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", html[html.index("<main") : html.index("</main>")])


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body_of(answer)))


def test_leadership_reads_the_month_on_the_page_of_the_program_and_in_files(client, crowd):
    freeze()
    earlier = later(MONTH, -1)
    with bypassing():
        known = FrozenMonth.objects.get(program=crowd.program, audience=Part.LEADERSHIP)
        figures = [one | {"value": 35} if one["key"] == "visits" else one for one in known.content["figures"]]
        FrozenMonth(
            program=crowd.program, audience=Part.LEADERSHIP, month=earlier, content={"figures": figures},
            frozen_at=known.frozen_at,
        ).save(force_insert=True)  # fmt: skip
    client.force_login(crowd["leader"])
    report = reverse("program_report", args=[crowd.program.pk])
    newest = text_of(client.get(report))
    for said in ("50 Coaching sessions", "Hours of coaching by site", "North", "Too few, or too much alike",
                 "They are frozen some days after the month"):  # fmt: skip
        assert said in newest, said
    assert "35 Coaching sessions" in text_of(client.get(report, {"month": earlier.isoformat()}))
    for wrong in ("2020-01-01", "nonsense", "2026-99-99", ""):
        assert "50 Coaching sessions" in text_of(client.get(report, {"month": wrong}))
    with CaptureQueriesContext(connection) as queries:
        client.get(report)
    assert len([one for one in queries if "reports_frozenmonth" in one["sql"]]) == 1

    # Files say the same, and are refused like any other to whoever may not read them
    url = reverse("numbers_request", args=[crowd.program.pk])
    assert client.post(url, {"month": "2020-01-01", "format": "csv"}, follow=True).status_code == 200
    with bypassing():
        assert not Export.objects.exists()
    files = {}
    for kind in ("csv", "xlsx", "pdf"):
        answer = client.post(url, {"month": MONTH.isoformat(), "format": kind})
        with bypassing():
            export = Export.objects.get(format=kind)
        assert answer.headers["Location"] == reverse("export_detail", args=[export.pk])
        with as_worker():
            make_export(export_id=export.pk, person_id=crowd["leader"].pk)
        files[kind] = client.get(reverse("export_download", args=[export.pk])).getvalue()
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert ["Coaching sessions", "", "50", "coaching sessions", "25"] in [row[:5] for row in rows]
    assert any(row[:3] == ["Attendance", "Did not take place", "Too few, or too much alike"] for row in rows)
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"]), read_only=True).worksheets[0]
    assert ("Coaching sessions", 50) in {(row[0], row[2]) for row in sheet.iter_rows(values_only=True)}
    with pypdfium2.PdfDocument(files["pdf"]) as document:
        words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Every number of the month" in words and "Too few, or too much alike" in words
    with pikepdf.open(io.BytesIO(files["pdf"])) as document:
        assert "/StructTreeRoot" in document.Root

    for who, status in (("regional_leader", 200), ("coach_supervisor", 200), ("coach", 404), ("local_agency", 404),
                        ("leader_elsewhere", 404), ("administrator", 404), ("stranger", 404)):  # fmt: skip
        client.force_login(crowd[who])
        assert client.get(reverse("program_numbers", args=[crowd.program.pk])).status_code == status, who
        assert client.post(url, {"month": MONTH.isoformat(), "format": "csv"}).status_code == (
            302 if status == 200 else 404
        )
    client.force_login(crowd["local_agency"])
    assert "Too few" not in text_of(client.get(report))


def answered_groups(cast) -> None:
    """Three coaches with five answers each, released in the month: scale, choice that all give, and words."""
    with bypassing():
        options = [{"key": "yes", "label": {"en": "Yes"}}, {"key": "no", "label": {"en": "No"}}]
        choice = {"key": "again", "kind": "choice", "text": {"en": "Again?"}, "options": options}
        content = CONTENT | {"questions": [*QUESTIONS, choice]}
        edition = SurveyEdition(program=cast.program, key="coaching", number=1, content=content, made_at=timezone.now())
        edition.save(force_insert=True)
        for group, subject in enumerate(("coach", "other_coach", "former_coach")):
            release = SurveyRelease(program=cast.program, subject=cast[subject], edition=edition)
            release.save(force_insert=True)
            for number, pair in enumerate(cast.pairs[5 * group : 5 * group + 5]):
                author = Party.objects.get(partnership=pair, part="coachee").user
                SurveyTurn(
                    partnership=pair, author=author, subject=cast[subject], edition=edition, key="coaching",
                    asked_on=MONTH, closes_on=LAST, is_open=False, answered=True, waits_in=release,
                ).save(force_insert=True)  # fmt: skip
                SurveyBallot(
                    release=release, answers={"how": "5" if number else "1", "again": "yes", "words": "Marigold"}
                ).save(force_insert=True)


def test_surveys_are_told_of_a_program_and_never_of_a_coach(client, crowd):
    answered_groups(crowd)
    whole = []
    for odd_one in (None, crowd.pairs[0]):
        with transaction.atomic():
            if odd_one:
                bind_other_terms(odd_one, Part.LEADERSHIP, {RecordClass.SURVEY: Form.COUNTS})
            with bypassing():
                SurveyRelease.objects.filter(program=crowd.program).update(month=MONTH, results={})
                kept = list(MonthBallot.objects.values_list("answers", flat=True))
            freeze()
            with bypassing():
                assert not MonthBallot.objects.exists(), "forgotten once the month is frozen"
                content = {
                    one.audience: one.content["surveys"] for one in FrozenMonth.objects.filter(program=crowd.program)
                }
            pages = {}
            for who in ("leader", "regional_leader", "coach_supervisor"):
                client.force_login(crowd[who])
                pages[who] = text_of(client.get(reverse("program_numbers", args=[crowd.program.pk])))
            whole.append((kept, content, pages))
            transaction.set_rollback(True)
    kept, content, pages = whole[0]
    assert len(kept) == 15 and all(set(answers) == {"how", "again"} for answers in kept), "without anybody's words"
    (survey,) = content[Part.LEADERSHIP]
    assert content[Part.REGIONAL_LEADERSHIP] == content[Part.COACH_SUPERVISOR] == [survey]
    told = {one["key"]: one.get("cells") for one in survey["questions"]}
    assert told == {"how": {"low": "quarter", "middle": "few", "high": "most"}, "again": None}, "all said yes"
    for page in pages.values():
        assert "How is it?" in page and "Three quarters or more" in page and "Marigold" not in page
        assert "Too few, or too much alike: Again?" in page
    # Where one has not signed for it, their group is not in it, and two coaches are too few
    kept, content, pages = whole[1]
    assert len(kept) == 10 and set(map(str, content.values())) == {"[]"}
    assert all("Nothing to show of this month." in page for page in pages.values())


def test_levels_of_a_profile_are_those_that_follow_from_the_items(db):
    """Of each coach the newest rating counts, as it was put right; its levels are those the pair reads."""
    cast = make_cast("school")
    sign_all(cast.partnership)
    profile = cast.partnership.framework.profile("implementation_coaching", 1)
    names = sorted(profile.item_names)
    before = dt.datetime.combine(MONTH, dt.time(12), dt.UTC)
    with bypassing():
        expected: Counter[tuple[str, str]] = Counter()
        for number, name in enumerate(("coach", "other_coach", "former_coach", "leader")):
            states = {
                item: ("in_place", "in_part", "missing")[(turn * number // 2) % 3] for turn, item in enumerate(names)
            }
            if number == 3:
                states.pop(names[0])  # not rated to the end: no level
            for day, found in ((0, dict.fromkeys(names, "missing")), (1, states)):
                ProfileRating(
                    partnership=cast.partnership, framework_version=cast.version, profile=profile.key, edition=1,
                    view="self", author=cast[name], rated=cast[name], rated_on=MONTH + dt.timedelta(days=day),
                    states=found, author_part=Part.COACH, finished_at=before,
                ).save(force_insert=True)  # fmt: skip
            for function in profile.functions:
                if level := profile.level_of(function, states):
                    expected[function.key, level.key] += 1
    counted = raw(cast.program)
    for function in profile.functions:
        for level in profile.levels:
            _people, having, _amount = counted[f"levels.implementation_coaching.1.{function.key}", level.key]
            assert having == expected[function.key, level.key], (function.key, level.key)
    freeze_all = {"figures": [{"key": f"levels.implementation_coaching.1.{profile.functions[0].key}", "people": 25,
                               "cells": [{"key": "close", "value": 15}, {"key": "far", "value": None}]}]}  # fmt: skip
    (number,) = numbers_of(FrozenMonth(content=freeze_all, month=MONTH), cast.partnership.framework)
    assert [(line.label, line.value) for line in number.lines] == [
        ("Far from proficient", None), ("Close to proficient", 15),
    ]  # fmt: skip
