"""A learner's own record as a file: all that she reads of one partnership, and nothing else (A7, A8)."""

import json

import pypdfium2
import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.documents.pdf import pdf_available
from coaching.models import Mail
from cycles.models import MandatoryReport
from reports.models import Export
from reports.services import make_export, request_export
from reports.tests.files import PERIOD, content, move
from tests.beginnings import marked
from tests.database import as_worker, bypassing
from tests.probe import as_person, read_all
from tests.world import disclosed_models, fill

pytestmark = pytest.mark.django_db


def asked_for(client, cast, format, name="coachee"):
    """The file that one asks for on the page, made by the worker."""
    client.force_login(cast[name])
    answer = client.post(reverse("own_record", args=[cast.partnership.pk]), {"format": format})
    assert answer.status_code == 302, answer.content
    with bypassing():
        export = Export.objects.filter(requester=cast[name], format=format).latest("requested_at")
    with as_worker():
        make_export(export_id=export.pk, person_id=cast[name].pk)
    with bypassing():
        export.refresh_from_db()
    return export


def test_a_learner_takes_her_whole_record_and_nobody_else_does(client, signed):
    fill(signed)
    page = reverse("own_record", args=[signed.partnership.pk])
    for name in ("coach", "former_coach", "supervisor", "leader", "local_agency", "administrator", "stranger"):
        client.force_login(signed[name])
        assert client.get(page).status_code == client.post(page, {"format": "json"}).status_code == 404, name
    with acting_as(signed["coach"].pk):
        MandatoryReport.objects.update(shared=True)

    export = asked_for(client, signed, "json")
    assert "csv" not in client.get(page).content.decode()
    assert client.post(page, {"format": "csv"}).status_code == 200
    assert export.state == Export.State.READY
    found = json.loads(content(export))
    tables = {model._meta.db_table: model._meta.label_lower for model in disclosed_models()}
    with as_person(signed, "coachee", WEB):
        there = read_all(tables)
        assert MandatoryReport.objects.exists()
    with bypassing():
        rows = {
            one._meta.db_table: one._default_manager.filter(partnership=signed.partnership)
            for one in disclosed_models()
        }
        mine = {
            table: {str(pk) for pk in all_of_it.filter(pk__in=there[table]).values_list("pk", flat=True)}
            for table, all_of_it in rows.items()
        }
    told = {table: {row["id"] for row in found["records"].get(label, [])} for table, label in tables.items()}
    assert mine.pop("cycles_mandatoryreport") and not told.pop("cycles_mandatoryreport")
    assert told == mine
    assert "hotline" not in content(export).decode()
    assert found["people"][str(signed["coach"].pk)]

    # It is fetched as other files are, and told of in a mail without a word of it
    client.force_login(signed["coachee"])
    download = reverse("export_download", args=[export.pk])
    assert client.get(download).content == content(export)
    with bypassing():
        assert Mail.objects.filter(kind="report_ready", recipient=signed["coachee"]).exists()
    client.force_login(signed["coach"])
    assert client.get(download).status_code == 404


def test_the_document_holds_what_is_written_and_no_report_of_a_duty(client, signed):
    if not pdf_available():
        pytest.skip("WeasyPrint needs Pango, which is not on this machine")
    fill(signed)
    first = content(asked_for(client, signed, "pdf"))
    text = " ".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(first))
    text = " ".join(text.split())
    for record_class in (RecordClass.GOALS, RecordClass.ACTION_PLAN, RecordClass.NOTES, RecordClass.VISIT_DETAIL):
        assert marked(record_class).strip() in text, record_class
    assert "hotline" not in text


def test_the_database_gives_a_record_to_a_learner_alone(signed):
    common = {"program": signed.program, "partnership": signed.partnership, "period": PERIOD, "format": "json"}
    for name, part in (("coach", Part.COACH), ("supervisor", Part.COACHEE), ("leader", Part.LEADERSHIP)):
        with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(signed[name].pk):
            request_export(part=part, by=signed[name], kind=Export.Kind.RECORD, **common)
    with acting_as(signed["coachee"].pk):
        export = request_export(part=Part.COACHEE, by=signed["coachee"], kind=Export.Kind.RECORD, **common)
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(signed["coachee"].pk):
        Export.objects.filter(pk=export.pk).update(kind="program", partnership=None)
    move(export, format="json")
