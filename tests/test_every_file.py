"""Every file that the product hands out, in one go: inert, inside its margins, and the same bytes twice.

Everything that people or programs are called, and what they wrote, begins like a formula and is long (faults 3, 49).
"""

import csv
import io
import itertools
import json
import zipfile

import openpyxl
import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements.models import FocusPractice, Letter
from bench.lines.agreement_pdf import an_agreement, drawn
from coaching.disclosure.classes import Part
from coaching.documents.sheets import FORMULA
from coaching.models import Agency, LedgerEntry, Partnership, Person, Program, Site
from cycles.models import Goal
from reports.models import Export
from reports.periods import Period
from reports.tests.files import PERIOD, content, made
from tests.cast import Client
from tests.database import bypassing
from tests.world import fill, furnish

pytestmark = pytest.mark.django_db

HOSTILE = '=HYPERLINK("http://127.0.0.1/");@SUM(1+1)'
LONG = "Xochiquetzalpillitlahtocapanecayotzintli" * 3
"""A word that fits no line."""

SHEETS, PAGES = ("csv", "xlsx"), "pdf"


def make_hostile(cast) -> None:
    """Names and words of everybody as somebody would write them who means harm."""
    with bypassing():
        site = Site.objects.filter(program=cast.program).first()
        Partnership.objects.filter(pk=cast.partnership.pk).update(site=site)
        for number, one in enumerate(Person.objects.order_by("user__email")):
            Person.objects.filter(pk=one.pk).update(name=f"{'=+@-'[number % 4]}{number} {LONG[:60]}")
        Program.objects.filter(pk=cast.program.pk).update(name=f"+{LONG[:110]}")
        for model, sign in ((Site, "\t="), (Agency, "@")):
            for number, one in enumerate(model.objects.order_by("name")):
                model.objects.filter(pk=one.pk).update(name=f"{sign}{number} {LONG[:90]}")
        for number, one in enumerate(FocusPractice.objects.all()):
            FocusPractice.objects.filter(pk=one.pk).update(text=f"{HOSTILE} {number} {LONG}")
        Goal.objects.update(text=f"-1 {HOSTILE} {LONG}")


def exports_of(cast) -> dict[str, bytes]:
    """Each kind that the worker makes, in each format of it."""
    month = Period(*[PERIOD.since.replace(year=2026, month=9, day=day) for day in (1, 30)], "month")
    learner = {"who": "coachee", "part": Part.COACHEE, "kind": Export.Kind.RECORD, "partnership": cast.partnership}
    asked = {
        "report": ({}, (*SHEETS, PAGES)),
        "visits": ({"kind": Export.Kind.VISITS}, SHEETS),
        "numbers": ({"kind": Export.Kind.NUMBERS, "period": month}, (*SHEETS, PAGES)),
        "record": (learner, (PAGES, "json")),
    }
    found = {}
    for name, (options, formats) in asked.items():
        for format in formats:
            export = made(cast, format=format, **options)
            assert export.state == "ready", (name, format, export.failure)
            found[f"{name}.{format}"] = content(export)
    return found


def pages_of(cast) -> dict[str, bytes]:
    """Each file that a page hands out by itself."""
    partnership = cast.partnership.pk
    addresses = {
        "hours.{}": ("coach", (*SHEETS, PAGES), reverse("hours_file") + "?format={}&initials=on"),
        "ledger.{}": (
            "coachee",
            ("csv", PAGES),
            reverse("ledger_file", args=[partnership, "kind"]).replace("kind", "{}"),
        ),
    }
    with bypassing():
        letter = Letter.objects.filter(partnership=partnership).first()
    if letter:
        addresses["letter.{}"] = ("coachee", (PAGES,), reverse("letter_pdf", args=[letter.pk]))
    found = {}
    for name, (person, formats, address) in addresses.items():
        client = Client()
        client.force_login(cast[person])
        for format in formats:
            answer = client.get(address.format(format))
            assert answer.status_code == 200, (name, format, answer.status_code)
            found[name.format(format)] = answer.content
    found["summary.pdf"] = summary_of(cast)
    found["agreement.pdf"] = drawn(*an_agreement())[1]
    return found


def summary_of(cast) -> bytes:
    client = Client()
    client.force_login(cast["supervisor"])
    return client.get(reverse("supervisor_summary_pdf", args=[cast.partnership.pk])).content


def test_every_file_is_inert_inside_its_margins_and_the_same_twice(signed):
    fill(signed)
    furnish(signed)
    make_hostile(signed)
    with time_machine.travel(timezone.now(), tick=False):
        with bypassing():
            shown = {"reader_name": f"=4 {LONG}"[:120], "office": "@5"}
            assert LedgerEntry.objects.filter(partnership=signed.partnership).update(**shown)
        summary_of(signed)  # what it shows is in the ledger from now on
        found = {**exports_of(signed), **pages_of(signed)}
        again = {**exports_of(signed), **pages_of(signed)}
    assert [name for name in again if found[name] != again[name]] == [], "the same data and moment, other bytes"
    for name, data in found.items():
        if name.endswith(SHEETS):
            assert [cell for cell in cells_of(name, data) if FORMULA.match(cell)] == [], name
        if name.endswith(PAGES):
            for number, flaws in enumerate(flaws_of(data), start=1):
                assert not flaws, f"{name}, page {number}: {flaws}"
    held = {name for name in found if name.endswith(SHEETS) and "Xochi" in text_of(name, found[name])}
    assert held >= {"report.csv", "report.xlsx", "visits.csv", "visits.xlsx"}, "or it was looked past what is hostile"
    assert json.loads(found["record.json"])["records"]
    for name in ("report.xlsx", "visits.xlsx"):
        assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(found[name])).infolist()} == {1980}


def cells_of(name: str, data: bytes) -> list[str]:
    """What a spreadsheet would take for words; of a CSV also as it is cut at other separators. Numbers are none."""
    if name.endswith("xlsx"):
        cells = [
            cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row
        ]
        assert all(cell.data_type != "f" for cell in cells), name
        return [cell.value for cell in cells if isinstance(cell.value, str)]
    text = data.decode("utf-8-sig")
    cut = (csv.reader(io.StringIO(text, newline=""), delimiter=one) for one in ",;|\t")
    return [cell for cell in itertools.chain.from_iterable(itertools.chain(*cut)) if not is_number(cell)]


def is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "").isdigit()


def text_of(name: str, data: bytes) -> str:
    return "\n".join(cells_of(name, data))


MARGINS = (42, 34, 42, 20)
"""Points at the left, the top, the right and the bottom that stay white, of the 57 to 68 of the style sheet."""

FOOT = 62
"""Points at the bottom in which the running foot stands."""


def flaws_of(pdf: bytes) -> list[list[str]]:
    """What is wrong with each page as it would be printed: nothing on it, or ink where paper is cut."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=1, grayscale=True).to_pil().point(lambda light: 255 if light < 200 else 0)
        width, height = picture.size
        left, top, right, bottom = MARGINS
        ink = picture.getbbox() or (0, 0, 0, 0)
        body = picture.crop((0, 0, width, height - FOOT))
        flaws = [] if sum(body.histogram()[128:]) > 60 else ["empty"]
        if ink[0] < left or ink[1] < top or ink[2] > width - right or ink[3] > height - bottom:
            flaws.append(f"ink at {ink} of {picture.size}")
        found.append(flaws)
    return found
