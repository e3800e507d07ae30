"""Reports as files: who fetches them, and for how long."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, LedgerEntry, Membership
from reports.models import Export, ExportPiece
from reports.services import fetch_file
from reports.services.kept import KEPT, Expired, RightsLost
from reports.tests.files import asked, content, detail, made, move
from reports.tests.world import days_ago
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("format", "kind"),
    [
        ("pdf", "application/pdf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_is_fetched_as_it_was_made(client, signed, format, kind):
    export = made(signed, format=format)
    client.force_login(signed["leader"])
    with bypassing():
        assert not LedgerEntry.objects.exists(), "made is not shown"
    assert f"Download as {export.get_format_display()}" in client.get(detail(export)).content.decode()
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.status_code == 200
    assert answer.getvalue() == content(export)
    assert int(answer.headers["Content-Length"]) == len(content(export))
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with bypassing():
        entry = AuditEntry.objects.get(event="report_downloaded")
        export.refresh_from_db()
        lines = LedgerEntry.objects.filter(partnership=signed.partnership, reader=signed["leader"])
        assert ("practices", "file", "agreement") in lines.values_list("record_class", "way", "ground")
    assert (entry.target_id, entry.person_id) == (export.pk, signed["leader"].pk)
    assert export.downloaded_at is not None


@pytest.mark.parametrize(
    "who", ["local_agency", "state_bureau", "leader_elsewhere", "administrator", "coach", "stranger"]
)
def test_another_persons_file_is_a_missing_page(client, signed, who):
    export = made(signed)
    client.force_login(signed[who])
    for name in ("export_detail", "export_download"):
        assert client.get(reverse(name, args=[export.pk])).status_code == 404
    assert "Program report" not in client.get(reverse("export_list")).content.decode()


def test_rights_lost_before_the_download_are_said(client, signed):
    """Fault 55: refused by the product with words, and by the database whatever the product does."""
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.status_code == 403
    assert "You no longer have the part" in answer.content.decode()
    assert "Download as" not in client.get(detail(export)).content.decode()
    with acting_as(signed["leader"].pk):
        assert Export.objects.filter(pk=export.pk).exists()
        assert not ExportPiece.objects.exists()
        with pytest.raises(RightsLost):
            fetch_file(export=export, by=signed["leader"])


def test_another_part_in_the_program_does_not_open_the_file(client, signed):
    """Who was leader and is coach now fetches nothing of the leader's."""
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
        Membership.objects.create(user=signed["leader"], program=signed.program, part=Part.COACH, starts_on=days_ago(5))
    client.force_login(signed["leader"])
    assert client.get(reverse("export_download", args=[export.pk])).status_code == 403


def test_the_same_part_in_another_program_does_not_open_the_file(client, signed):
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
        Membership.objects.create(
            user=signed["leader"], program=signed.elsewhere, part=Part.LEADERSHIP, starts_on=days_ago(5)
        )
    client.force_login(signed["leader"])
    assert client.get(reverse("export_download", args=[export.pk])).status_code == 403
    text = client.get(reverse("export_list")).content.decode()
    assert "A program that you have left" in text
    assert "Prairie" not in text


def test_an_expired_file_is_said_to_be_gone(client, signed):
    export = made(signed)
    move(export, expires_at=timezone.now() - dt.timedelta(hours=1))
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.status_code == 410
    assert "seven days" in answer.content.decode()
    with acting_as(signed["leader"].pk):
        assert not ExportPiece.objects.exists(), "the database does not show it either"
        export = Export.objects.get(pk=export.pk)
        with pytest.raises(Expired):
            fetch_file(export=export, by=signed["leader"])


def test_a_file_that_is_not_there_yet_leads_to_its_progress(client, signed):
    export = asked(signed)
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.headers["Location"] == detail(export)
    move(export, state="working", progress=40)
    html = client.get(detail(export)).content.decode()
    assert 'aria-live="polite"' in html
    assert "40 %" in html
    piece = client.get(detail(export), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "40 %" in piece
    assert "hx-get" in piece
    move(export, state="failed", failure="no_pdf")
    piece = client.get(detail(export), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in piece, "nothing more to wait for"
    assert "PDF files cannot be made" in piece


def test_the_list_shows_what_was_made_in_the_part_one_is_in(client, signed):
    made(signed)
    with bypassing():
        Membership.objects.create(
            user=signed["leader"], program=signed.program, part=Part.LOCAL_AGENCY, starts_on=days_ago(5)
        )
    client.force_login(signed["leader"])
    client.get(reverse("part_choose", args=["leadership"]))
    assert "Program report" in client.get(reverse("export_list")).content.decode()
    client.get(reverse("part_choose", args=["local_agency"]))
    assert "No reports yet" in client.get(reverse("export_list")).content.decode()


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_list_takes_the_same_queries_for_any_number(client, signed, count, django_assert_max_num_queries):
    now = timezone.now()
    with bypassing():
        Export.objects.bulk_create(
            Export(
                program=signed.program, requester=signed["leader"], part=Part.LEADERSHIP, format="csv", language="en",
                since=days_ago(9), until=days_ago(0), requested_at=now - dt.timedelta(minutes=number),
                expires_at=now + KEPT,
            )
            for number in range(count)
        )  # fmt: skip
    client.force_login(signed["leader"])
    with django_assert_max_num_queries(12):
        html = client.get(reverse("export_list")).content.decode()
    assert html.count('role="rowheader"') == min(count, 20)
    assert ('rel="next"' in html) == (count > 20)
