"""Attendance in the report of a program: counted by kind, for the parts that are given it in full, and for no other."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from cycles.models import Attendance, Visit
from reports.periods import Period
from reports.services import program_figures
from reports.services.figures import texts_of
from reports.services.files import write_report
from tests.cast import make_cast, sign_all, today
from tests.database import bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db

WHY = "Marigold-notes"


@pytest.fixture
def welfare(db):
    cast = make_cast("child-welfare")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    fill(cast)  # two are logged, and one that the coachee missed, with a reason
    now = timezone.now()
    with bypassing():
        for days, kind, part in (
            (2, "in_time", "coach"), (3, "in_time", "coachee"), (4, "in_time", "coachee"), (5, "cancelled", ""),
            (6, "short_notice", "coachee"), (7, "late", "coach"), (900, "short_notice", "coach"),
        ):  # fmt: skip
            visit = Visit(
                partnership=cast.partnership, state="cancelled", starts_at=now - dt.timedelta(days=days),
                local_date=today() - dt.timedelta(days=days), local_time=dt.time(9), time_zone="America/Denver",
                planned_by=cast["coach"],
            )  # fmt: skip
            visit.save(force_insert=True)
            Attendance(
                partnership=cast.partnership, visit=visit, planned_for=visit.local_date, kind=kind, part=part,
                who=cast[part] if part else None, minutes_late=15 if kind == "late" else None, recorded_at=now,
            ).save(force_insert=True)  # fmt: skip
    return cast


def file_of(cast, who, part, format):
    period = Period(today() - dt.timedelta(days=365), today())
    with acting_as(cast[who].pk):
        figures = program_figures(program=cast.program, part=part, period=period)
        texts = texts_of(program=cast.program, part=part)
        out = io.BytesIO()
        write_report(figures, texts, out, format=format, requested_at=timezone.now())
        return out.getvalue()


def test_regional_leadership_counts_attendance_by_kind_and_never_reads_why(client, welfare):
    client.force_login(welfare["regional_leader"])
    days = {"since": today() - dt.timedelta(days=365), "until": today()}
    page = client.get(reverse("program_report", args=[welfare.program.pk]), days).content.decode()
    table = page.partition("What became of coaching sessions")[2].partition("</table>")[0]
    cells = " ".join(" ".join(part.partition(">")[2].split()) for part in table.split("<") if ">" in part).split()
    said = " ".join(cells)
    for line in (
        "Held – – – 2",
        "Cancelled in time 1 2 0 3",
        "Cancelled at short notice 0 1 0 1",
        "Cancelled 0 0 1 1",
        "Did not take place 0 1 0 1",
        "Began late 1 0 0 1",
    ):
        assert line in said, (line, said)
    assert "Called off by one of the two later than that." in page
    assert WHY not in page
    rows = list(
        csv.DictReader(
            io.StringIO(file_of(welfare, "regional_leader", Part.REGIONAL_LEADERSHIP, "csv").decode("utf-8-sig"))
        )
    )
    row = next(one for one in rows if one["Did not take place: Team Leader"] == "1")
    assert (row["Cancelled in time: coach"], row["Cancelled in time: Team Leader"]) == ("1", "2")
    assert row["Cancelled: neither of them"] == "1"
    for format in ("pdf", "xlsx", "csv"):
        assert WHY.encode() not in file_of(welfare, "regional_leader", Part.REGIONAL_LEADERSHIP, format)


@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_whoever_is_given_counts_alone_or_nothing_sees_none_of_it_until_releases_are_frozen(client, welfare, who):
    client.force_login(welfare[who])
    page = client.get(reverse("program_report", args=[welfare.program.pk])).content.decode()
    assert "at short notice" not in page and "Did not take place" not in page
    if who == "leader":
        assert b"short notice" not in file_of(welfare, who, Part.LEADERSHIP, "csv")
