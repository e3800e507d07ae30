"""Files that end before their seven days: stopped, deleted, and gone with the right to them (faults 54 and 55)."""

import pytest
from django.urls import reverse

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Mail, Membership, User
from coaching.services.outbox import compose
from reports import ticks
from reports.models import Export, ExportPiece
from reports.services import exports, fetch_file, make_export, stop_export
from reports.services.kept import RightsLost
from reports.tests.files import asked, content, detail, made, pairs
from reports.tests.world import bind_other_terms, days_ago
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

VISITS = Export.Kind.VISITS


def what_became_of(export: Export) -> tuple[str, str, int]:
    """Its state, why it failed, and how many pieces of it are kept."""
    with bypassing():
        export.refresh_from_db()
        return export.state, export.failure, ExportPiece.objects.filter(export=export).count()


def end(cast, who="leader") -> None:
    with bypassing():
        Membership.objects.filter(user=cast[who]).update(ends_on=days_ago(2))


def switch_off(cast) -> None:
    with bypassing():
        User.objects.filter(pk=cast["leader"].pk).update(is_active=False)


def share_less(cast) -> None:
    bind_other_terms(cast.partnership, Part.LEADERSHIP, {RecordClass.PRACTICES: Form.ALL})


def share_more(cast) -> None:
    bind_other_terms(cast.partnership, Part.LEADERSHIP, dict.fromkeys(RecordClass, Form.ALL))


def stop(cast) -> None:
    with acting_as(cast["leader"].pk):
        stop_export(export=Export.objects.get(requester=cast["leader"]), by=cast["leader"])


def test_its_requester_stops_what_is_under_way_and_deletes_what_is_there(client, signed):
    client.force_login(signed["leader"])
    waiting = asked(signed)
    page = client.get(detail(waiting)).content.decode()
    assert reverse("export_stop", args=[waiting.pk]) in page
    assert reverse("export_delete", args=[waiting.pk]) not in page
    assert client.post(reverse("export_delete", args=[waiting.pk])).headers["Location"] == detail(waiting)
    assert what_became_of(waiting)[0] == "waiting", "what is under way is stopped first"
    said = client.post(reverse("export_stop", args=[waiting.pk]), follow=True).content.decode()
    assert "You stopped it" in said and "hx-get" not in said
    with as_worker():
        make_export(export_id=waiting.pk, person_id=signed["leader"].pk)
    assert what_became_of(waiting) == ("failed", "stopped", 0)
    assert asked(signed).pk != waiting.pk, "asking again begins again"

    ready = made(signed, format="xlsx")
    page = client.get(detail(ready)).content.decode()
    assert f'action="{reverse("export_delete", args=[ready.pk])}" data-confirm="It is gone at once' in page
    client.post(reverse("export_stop", args=[ready.pk]))
    assert what_became_of(ready)[0] == "ready", "there is nothing to stop"
    assert client.post(reverse("export_delete", args=[ready.pk])).headers["Location"] == reverse("export_list")
    with bypassing():
        assert not Export.objects.filter(pk=ready.pk).exists()
        assert not ExportPiece.objects.exists()
        assert {"report_stopped", "report_deleted"} <= set(AuditEntry.objects.values_list("event", flat=True))
    with as_worker():
        assert compose(Mail.objects.get(kind="report_ready")) is None


@pytest.mark.parametrize("who", ["local_agency", "administrator", "coach"])
def test_nobody_else_stops_or_deletes_it(client, signed, who):
    ready, waiting = made(signed), asked(signed, format="xlsx")
    client.force_login(signed[who])
    for one in (ready, waiting):
        for name in ("export_stop", "export_delete"):
            assert client.post(reverse(name, args=[one.pk])).status_code == 404
    assert (what_became_of(ready)[0], what_became_of(waiting)[0]) == ("ready", "waiting")


@pytest.mark.parametrize(
    ("what", "failure"), [(end, "rights"), (switch_off, "rights"), (share_less, "terms"), (stop, "stopped")]
)
@pytest.mark.parametrize("kind", [Export.Kind.PROGRAM, VISITS])
def test_the_next_word_of_progress_stops_what_may_not_be_made_any_more(signed, monkeypatch, what, failure, kind):
    """Not only at its end: the long part of a sheet is not written for nobody."""
    pairs(signed, 3)
    monkeypatch.setattr(exports, "ROWS_A_STEP", 1)
    export = asked(signed, format="xlsx", kind=kind)
    say, said = exports._say_progress, []

    def and_then(one, percent):
        said.append(percent)
        if len(said) == 2:
            with as_worker():
                what(signed)
        say(one, percent)

    monkeypatch.setattr(exports, "_say_progress", and_then)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    assert len(said) == 2
    assert what_became_of(export) == ("failed", failure, 0)
    with bypassing():
        assert not Mail.objects.filter(kind="report_ready").exists()


def test_a_ready_file_goes_with_the_right_to_it(client, signed):
    ready, waiting, others = made(signed), asked(signed, format="xlsx"), made(signed, "local_agency", Part.LOCAL_AGENCY)
    with as_worker():
        ticks.forget()
    assert what_became_of(ready)[0] == "ready"
    end(signed)
    with as_worker():
        ticks.forget()
        ticks.forget()
    assert what_became_of(ready) == what_became_of(waiting) == ("failed", "rights", 0)
    assert what_became_of(others) == ("ready", "", 1)
    with bypassing():
        User.objects.filter(pk=signed["local_agency"].pk).update(is_active=False)
    with as_worker():
        ticks.forget()
    assert what_became_of(others) == ("failed", "rights", 0)
    client.force_login(signed["leader"])
    assert "The file stays closed" in client.get(detail(ready)).content.decode()


def test_a_ready_file_goes_when_an_agreement_gives_less_from_now_on(client, signed):
    kinds = {kind: made(signed, kind=kind) for kind in (Export.Kind.PROGRAM, VISITS)}
    agency = made(signed, "local_agency", Part.LOCAL_AGENCY)
    waiting = asked(signed, format="xlsx")
    share_more(signed)
    assert {what_became_of(one)[0] for one in kinds.values()} == {"ready"}, "more is no reason"
    assert what_became_of(agency) == ("failed", "terms", 0), "those terms give the agency nothing"
    share_less(signed)
    assert {what_became_of(one) for one in kinds.values()} == {("failed", "terms", 0)}
    assert what_became_of(waiting)[0] == "waiting", "it will be read under the new ones"
    client.force_login(signed["leader"])
    assert "An agreement has changed" in client.get(detail(kinds[VISITS])).content.decode()


def test_a_right_that_ends_while_a_file_is_fetched_breaks_it_off(client, signed, monkeypatch):
    monkeypatch.setattr("reports.services.kept.PIECE", 200)
    ready = made(signed)
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[ready.pk]))
    pieces = iter(answer.streaming_content)
    assert len(next(pieces)) == 200 < int(answer.headers["Content-Length"]) == len(content(ready))
    end(signed)
    with pytest.raises(RightsLost):
        next(pieces)
    with acting_as(signed["leader"].pk), pytest.raises(RightsLost):
        fetch_file(export=ready, by=signed["leader"])
