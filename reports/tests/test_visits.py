"""Every visit as a file: by row security and the rules of one part, and never whole in memory."""

import csv
import io
import tracemalloc

import openpyxl
import pytest
from django.urls import reverse

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import LedgerEntry, Person, Site
from cycles.models import Cycle
from reports.models import Export
from reports.services import kept, make_export
from reports.tests.files import PERIOD, asked, content, made, pairs
from reports.tests.world import add_work, bind_other_terms, days_ago, many_visits
from tests.cast import make_cast, sign_all
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


def visits(cast, who="leader", part=Part.LEADERSHIP, format="csv", **options) -> Export:
    return made(cast, who, part, format, kind=Export.Kind.VISITS, **options)


def lines_of(export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(export).decode("utf-8-sig"))))


def test_each_logged_visit_is_a_line_of_what_the_log_gives(cast):
    """Day, who met, minutes and the number of a complete cycle; nothing else (A13)."""
    with bypassing():
        site = Site.objects.create(program=cast.program, name="=East Room")
    (pair,) = pairs(cast, visits=3, site=site)
    pairs(cast, signed=False)
    (unshared,) = pairs(cast)
    bind_other_terms(unshared, Part.LEADERSHIP, {RecordClass.PRACTICES: Form.ALL})
    with bypassing():
        Person.objects.filter(user__parties__partnership=pair, user__parties__part="coachee").update(name="+1 Ada")
        cycles = dict(Cycle.objects.filter(partnership=pair).values_list("completed_on", "number"))
    export = visits(cast)
    head, *lines = lines_of(export)
    assert head == ["Day", "Coachee", "Coach", "Site", "Minutes", "Coaching cycle"]
    coach = cast.name("other_coach")
    ours = [line for line in lines if line[1] == "'+1 Ada"]
    assert ours == [
        [f"{days_ago(84 - 14 * turn)}", "'+1 Ada", coach, "'=East Room", str(45 + 5 * turn), ["1", "1", ""][turn]]
        for turn in range(3)
    ]
    assert None in cycles, "the open cycle does not leave the pair"
    assert len(lines) == 3, "neither of who has not signed, nor of who does not share the log"
    assert export.filename.startswith("coaching-log-") and export.size == len(content(export))
    book = openpyxl.load_workbook(io.BytesIO(content(visits(cast, format="xlsx"))))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == head
    assert [
        (row[0].date().isoformat(), *map(str, row[1:5])) for row in sheet.iter_rows(min_row=2, values_only=True)
    ] == [tuple(line[:5]) for line in lines]
    assert all(cell.data_type != "f" for one in book for line in one.iter_rows() for cell in line)
    assert "Period: " + PERIOD.words in [row[0] for row in book.worksheets[1].values]
    assert [content(visits(cast)), content(visits(cast))] == [content(export)] * 2, "the same whenever it is asked for"


def test_it_is_asked_for_where_the_report_is_and_told_in_the_ledger(client, signed):
    with bypassing():
        add_work([signed.partnership], signed["coach"], visits=2, starts_on=days_ago(50))
    page = reverse("program_report", args=[signed.program.pk])
    ask = reverse("visits_request", args=[signed.program.pk])
    days = {"since": days_ago(60).isoformat(), "until": days_ago(0).isoformat()}
    client.force_login(signed["leader"])
    assert ask in client.get(page).content.decode()
    for wrong in ({"format": "pdf", **days}, {"format": "csv"}):
        assert client.post(ask, wrong).headers["Location"] == page
    detail = client.post(ask, {"format": "csv", **days}).headers["Location"]
    with bypassing():
        export = Export.objects.get()
    assert (export.kind, export.part, str(export.since)) == ("visits", "leadership", days["since"])
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    assert "Download as CSV" in client.get(detail).content.decode()
    with bypassing():
        LedgerEntry.objects.all().delete()
    fetched = client.get(reverse("export_download", args=[export.pk]))
    assert fetched.streaming and fetched.getvalue() == content(export)
    with bypassing():
        told = LedgerEntry.objects.filter(partnership=signed.partnership, reader=signed["leader"])
        assert set(told.values_list("record_class", "way")) == {("log", "file")}


def test_regional_leadership_is_offered_it_where_the_framework_gives_them_the_log(client, db):
    welfare = make_cast("child-welfare")
    sign_all(welfare.partnership)
    client.force_login(welfare["regional_leader"])
    ask = reverse("visits_request", args=[welfare.program.pk])
    assert ask in client.get(reverse("program_report", args=[welfare.program.pk])).content.decode()
    days = {"since": days_ago(60), "until": days_ago(0)}
    assert client.post(ask, {"format": "xlsx", **days}).status_code == 302
    client.force_login(welfare["leader"])
    assert ask not in client.get(reverse("program_report", args=[welfare.program.pk])).content.decode()
    assert client.post(ask, {"format": "xlsx", **days}).status_code == 403


def test_memory_is_the_same_for_ten_times_the_visits(cast, monkeypatch):
    """Making and fetching: what is in memory at a time is pieces of the file, whose size is made small here."""
    monkeypatch.setattr(kept, "PIECE", 20_000)
    (pair,) = pairs(cast, visits=0)

    def peaks(format: str) -> tuple[int, int, int]:
        export = asked(cast, format=format, kind=Export.Kind.VISITS)
        tracemalloc.start()
        with as_worker():
            make_export(export_id=export.pk, person_id=cast["leader"].pk)
        making = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        with acting_as(cast["leader"].pk):
            export.refresh_from_db()
            pieces = kept.fetch_file(export=export, by=cast["leader"])
            tracemalloc.start()
            size = sum(len(piece()) for piece in pieces)
        serving = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size == export.size
        return making, serving, size

    peaks("xlsx")  # what is only needed once
    found = {}
    for more in (400, 3_600):
        many_visits(pair, more)
        for format in ("csv", "xlsx"):
            found.setdefault(format, []).append(peaks(format))
    for format, (few, many) in found.items():
        assert many[2] > 5 * few[2], format
        assert many[0] < 1.2 * few[0] + 200_000, format
        assert many[1] < 1.2 * few[1] + 50_000, format
