"""A coach's own hours: counted right, as a page and as files, theirs alone and without a name."""

import csv
import datetime as dt
import io
import uuid

import openpyxl
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.documents.pdf import pdf_available
from cycles.models import Attendance, Funding, VisitDetail
from cycles.tests.work import log, many, plan
from tests.cast import make_cast, sign_all, today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

PAGE = "/hours/"


def test_a_coach_reads_and_hands_in_their_own_hours(client, signed):
    log(signed, 3, minutes=50, preparation=30, follow_up=10, billable=True)
    log(signed, 2, minutes=45, billable=False)
    log(signed, 1, minutes=40)
    visit = plan(signed)
    with bypassing():
        Attendance(
            visit=visit, partnership=signed.partnership, planned_for=today(), kind="short_notice",
            who=signed["coachee"], part="coachee", recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    days = {"since": str(today() - dt.timedelta(days=9)), "until": str(today())}
    file = reverse("hours_file")

    # Nobody else has the page, and what another logged is on none
    for name in ("coachee", "supervisor", "leader", "administrator", "mentor_coach", "stranger"):
        client.force_login(signed[name])
        assert [client.get(PAGE).status_code, client.get(file, {"format": "csv"}).status_code] == [404, 404], name
    client.force_login(signed["other_coach"])
    assert "No hours in these days" in client.get(PAGE, days).content.decode()

    client.force_login(signed["coach"])
    assert PAGE in client.get(reverse("caseload")).content.decode()
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = client.get(PAGE, days)
    text = page.content.decode()
    assert [one["value"] for one in page.context["headline"]] == ["2.2", "0.7", "2.9", "1.5"]
    assert page.context["partnerships"]["footer"] == ["All", 3, 135, 30, 10, 175, 90, 0]
    assert page.context["visits"]["rows"][0][1:] == [
        "Partnership 1", "Cancelled at short notice", "–", "–", "–", "–", "–", 0, "–",
    ]  # fmt: skip
    assert "June Whitehorse" in text and "Partnership 1" in text
    wrong = client.get(file, {"format": "csv", "since": "2026-09-09", "until": "2026-09-01"}, follow=True)
    assert wrong.redirect_chain and "The last day is before the first" in wrong.content.decode()
    assert client.get(file, days | {"format": "exe"}).status_code == 404

    # The files: a number instead of a name, or initials where the coach wants them
    def fetched(**asked: str) -> bytes:
        first, second = (client.get(file, days | asked).content for _ in range(2))
        assert first == second
        return first

    rows = list(csv.DictReader(io.StringIO(fetched(format="csv").decode("utf-8-sig"))))
    assert [(row["Visit time"], row["Preparation"], row["Together"], row["Billable"]) for row in rows] == [
        ("50", "30", "90", "yes"), ("45", "0", "45", "no"), ("40", "0", "40", "not said"), ("", "", "", ""),
    ]  # fmt: skip
    assert {row["With"] for row in rows} == {"Partnership 1"}
    initials = csv.DictReader(io.StringIO(fetched(format="csv", initials="on").decode("utf-8-sig")))
    assert {row["With"] for row in initials} == {"J. W."}
    book = openpyxl.load_workbook(io.BytesIO(fetched(format="xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert 90 in cells and "Partnership 1" in cells
    texts = [" ".join(str(cell) for cell in cells), fetched(format="csv").decode()]
    if pdf_available():
        pdf = pypdfium2.PdfDocument(fetched(format="pdf"))
        texts.append(" ".join(one.get_textpage().get_text_bounded() for one in pdf))
        assert "By month" in texts[-1] and "175" in texts[-1] and "Rosa Delgado" in texts[-1]
    assert not [word for word in ("June", "Whitehorse", "J. W.") for text in texts if word in text]

    many(signed, 5)
    with CaptureQueriesContext(connection) as more:
        client.get(PAGE, {"period": "quarter"})
    assert len(more) == len(few)

    # What somebody else of the pair logged is theirs
    with bypassing():
        detail = VisitDetail.objects.select_related("visit__log").get(preparation_minutes=30)
        visit, row = detail.visit, detail.visit.log
        visit.pk, row.pk, detail.pk = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
        row.visit, detail.visit, detail.author = visit, visit, signed["coachee"]
        for one in (visit, row, detail):
            one.save(force_insert=True)
    assert client.get(PAGE, days).context["partnerships"]["footer"] == ["All", 3, 135, 30, 10, 175, 90, 0]


def test_hours_by_who_pays_for_them(client, db):
    """Said for a pair from a day on, read by the two, and in every file; what a late cancellation counts, too (P1)."""
    signed = make_cast("child-welfare")
    sign_all(signed.partnership)
    log(signed, 5, minutes=60, preparation=15, billable=True)
    log(signed, 2, minutes=45, billable=True)
    for at, ago in ((10, 1), (15, 9)):
        visit = plan(signed, at=dt.time(at), planned_minutes=45)
        with bypassing():
            Attendance(
                visit=visit, partnership=signed.partnership, planned_for=today() - dt.timedelta(days=ago),
                kind="short_notice", who=signed["coachee"], part="coachee", recorded_at=timezone.now(),
            ).save(force_insert=True)  # fmt: skip
    page, days = reverse("funding", args=[signed.partnership.pk]), {"since": str(today() - dt.timedelta(days=9))}
    days["until"] = str(today())

    def say(payer: str, ago: int, short_notice: str = "nothing"):
        since = str(today() - dt.timedelta(days=ago))
        return client.post(page, {"payer": payer, "since": since, "short_notice": short_notice})

    client.force_login(signed["coach"])
    assert "By who pays" not in client.get(PAGE, days).content.decode()
    wrong = client.post(page, {"payer": "Title <II>", "since": "1999-01-01", "short_notice": "half"}).content.decode()
    assert "Check the year" in wrong and "Title &lt;II&gt;" in wrong
    for said in (("Distrct", 5), ("District", 5), ("Title <II>", 3, "half")):  # the later word for a day counts
        assert say(*said).status_code == 302
    assert '<option value="District">' in client.get(page).content.decode()
    table = client.get(PAGE, days).context["payers"]
    assert [*table["rows"], table["footer"]] == [
        ["District", 1, 60, 15, 0, 75, 75, 0], ["Title <II>", 1, 45, 0, 0, 45, 45, 23],
        ["Nobody was named", 0, 0, 0, 0, 0, 0, 0], ["All", 2, 105, 15, 0, 120, 120, 23],
    ]  # fmt: skip
    file = reverse("hours_file")
    rows = list(csv.DictReader(io.StringIO(client.get(file, days | {"format": "csv"}).content.decode("utf-8-sig"))))
    assert [(row["Paid by"], row["Called off, paid"]) for row in rows] == [
        ("", "0"), ("District", ""), ("Title <II>", ""), ("Title <II>", "23"),
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(client.get(file, days | {"format": "xlsx"}).content))
    assert "District" in [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    if pdf_available():
        pdf = pypdfium2.PdfDocument(client.get(file, days | {"format": "pdf"}).content)
        assert "By who pays" in " ".join(one.get_textpage().get_text_bounded() for one in pdf)

    # The coachee reads it and says nothing; nobody else finds it, whatever they are given of the log
    client.force_login(signed["coachee"])
    read = client.get(page).content.decode()
    assert "Title &lt;II&gt;" in read and "<form method" not in read.partition("<main")[2].partition("</main")[0]
    assert page in client.get(reverse("partnership_detail", args=[signed.partnership.pk])).content.decode()
    assert say("Mine", 1).status_code == 403
    for name in ("supervisor", "leader", "local_agency", "state_bureau", "administrator", "other_coach", "stranger"):
        client.force_login(signed[name])
        assert client.get(page).status_code == 404, name
    with acting_as(signed["leader"].pk):
        assert not Funding.objects.exists()
