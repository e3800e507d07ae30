"""Reports as files: who asks for them, how they are made, and what time does to them."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.documents.errors import PdfUnavailable
from coaching.models import AuditEntry, Mail, Membership
from coaching.services.outbox import compose
from reports import tasks, ticks
from reports.models import Export, ExportPiece
from reports.periods import Period
from reports.services import exports, make_export, request_export
from reports.services.exports import ATTEMPTS, left_behind
from reports.services.kept import KEPT, forget_expired
from reports.tests.files import FORMATS, PERIOD, asked, content, detail, made, move, pairs
from reports.tests.world import days_ago
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


# ---- asking ------------------------------------------------------------------------------------------------------
def days(period=PERIOD) -> dict[str, str]:
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("leader", 302), ("local_agency", 302), ("state_bureau", 302), ("regional_leader", 403),
        ("leader_elsewhere", 404), ("coach", 404), ("coachee", 404), ("supervisor", 404), ("administrator", 404),
        ("stranger", 404),
    ],
)  # fmt: skip
def test_who_may_ask_for_a_file(client, signed, who, status):
    client.force_login(signed[who])
    answer = client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days()})
    assert answer.status_code == status
    with bypassing():
        assert Export.objects.filter(requester=signed[who]).count() == (1 if status == 302 else 0)


def test_asking_is_a_post_and_ids_must_be_right(client, signed):
    client.force_login(signed["leader"])
    assert client.get(reverse("export_request", args=[signed.program.pk])).status_code == 405
    assert client.post(reverse("export_request", args=[signed.elsewhere.pk]), {"format": "csv"}).status_code == 404
    assert client.post("/program/nonsense/file/", {"format": "csv"}).status_code == 404


@pytest.mark.parametrize(
    "posted",
    [
        {"format": "exe", **days()},
        {"format": "csv"},
        {"format": "csv", "since": "2026-09-02", "until": "2026-09-01"},
        {"format": "csv", "since": "0001-01-01", "until": "9999-12-31"},
    ],
)
def test_a_wrong_request_makes_nothing_and_says_so(client, signed, posted):
    client.force_login(signed["leader"])
    answer = client.post(reverse("export_request", args=[signed.program.pk]), posted, follow=True)
    assert "could not be asked for" in answer.content.decode()
    with bypassing():
        assert not Export.objects.exists()


def test_a_posted_part_or_owner_is_ignored(client, signed):
    """Fault 75."""
    client.force_login(signed["local_agency"])
    foreign = {"part": "leadership", "requester": str(signed["leader"].pk), "program": str(signed.elsewhere.pk)}
    client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days(), **foreign})
    with bypassing():
        export = Export.objects.get()
    assert (export.part, export.requester_id, export.program_id) == (
        Part.LOCAL_AGENCY, signed["local_agency"].pk, signed.program.pk,
    )  # fmt: skip


def test_asking_twice_is_asking_once(signed):
    assert asked(signed).pk == asked(signed).pk
    assert asked(signed, format="pdf").pk != asked(signed).pk
    assert asked(signed, period=Period(days_ago(9), days_ago(0))).pk != asked(signed).pk


def test_asking_is_written_down(signed):
    export = asked(signed)
    with bypassing():
        entry = AuditEntry.objects.get(event="report_requested")
    assert (entry.target_id, entry.person_id) == (export.pk, signed["leader"].pk)


def test_asking_starts_the_worker_once_it_is_certain(client, signed, monkeypatch, django_capture_on_commit_callbacks):
    started = []
    monkeypatch.setattr(tasks.make_export, "apply_async", lambda kwargs, **options: started.append(kwargs))
    client.force_login(signed["leader"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days()})
    with bypassing():
        export = Export.objects.get()
    assert started == [{"export_id": str(export.pk), "person_id": str(signed["leader"].pk)}]


def test_a_broker_that_is_away_is_no_error(client, signed, monkeypatch, django_capture_on_commit_callbacks):
    def away(**options):
        raise OperationalError

    monkeypatch.setattr(tasks.make_export, "apply_async", away)
    client.force_login(signed["leader"])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days()})
    assert answer.status_code == 302


# ---- making ------------------------------------------------------------------------------------------------------
def test_the_task_makes_the_file_and_a_second_run_changes_nothing(signed):
    export = asked(signed)
    ids = {"export_id": str(export.pk), "person_id": str(signed["leader"].pk)}
    with as_worker():
        tasks.make_export(**ids)
    first = content(export)
    with as_worker():
        tasks.make_export(**ids)
    with bypassing():
        export.refresh_from_db()
        assert Mail.objects.filter(kind="report_ready").count() == 1
    assert (export.state, export.progress, export.attempts) == ("ready", 100, 1)
    assert content(export) == first
    assert export.filename.startswith("program-report-")
    assert "Prairie" not in export.filename


def test_nobody_else_can_have_it_made(signed):
    export = asked(signed)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["local_agency"].pk)
        make_export(export_id=uuid.uuid4(), person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert export.state == "waiting"


def test_a_part_lost_before_the_making_makes_no_file(signed):
    export = asked(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "rights")
        assert not ExportPiece.objects.exists()
        assert not Mail.objects.filter(kind="report_ready").exists()


def test_a_part_lost_while_it_is_made_makes_no_file(signed, monkeypatch):
    export = asked(signed)
    write = exports.write_report

    def and_then(*args, **kwargs):
        with bypassing():
            Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
        return write(*args, **kwargs)

    monkeypatch.setattr(exports, "write_report", and_then)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "rights")
        assert not ExportPiece.objects.exists()


def test_what_cannot_be_made_says_why(signed, monkeypatch):
    def no_pango(*args, **kwargs):
        raise PdfUnavailable

    monkeypatch.setattr(exports, "write_report", no_pango)
    export = made(signed, format="pdf")
    assert (export.state, export.failure) == ("failed", "no_pdf")


def test_an_unforeseen_error_is_tried_again_and_then_set_aside(signed, monkeypatch):
    """Fault 64."""

    def broken(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(exports, "write_report", broken)
    export = asked(signed)
    for attempt in range(1, ATTEMPTS + 1):
        with as_worker():
            make_export(export_id=export.pk, person_id=signed["leader"].pk)
        with bypassing():
            export.refresh_from_db()
        assert export.attempts == attempt
        assert export.state == ("failed" if attempt == ATTEMPTS else "working")
        move(export, worked_at=timezone.now() - dt.timedelta(minutes=3))
    assert export.failure == "error"


def test_an_export_that_takes_its_worker_down_is_given_up(signed):
    export = asked(signed)
    move(export, state="working", attempts=ATTEMPTS, worked_at=timezone.now() - dt.timedelta(minutes=3))
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "error")


def test_progress_is_saved_on_the_way(cast, monkeypatch):
    pairs(cast, 4, visits=0)
    monkeypatch.setattr(exports, "PROGRESS_STEPS", 4)
    seen = []
    say = exports._say_progress

    def watch(export, percent):
        seen.append(percent)
        say(export, percent)

    monkeypatch.setattr(exports, "_say_progress", watch)
    monkeypatch.setattr(exports, "ROWS_A_STEP", 1)
    made(cast)
    assert seen == sorted(seen)
    assert seen[0] == exports.READ
    assert seen[-1] == exports.WRITTEN
    assert len(seen) == 5


def test_a_maker_that_was_overtaken_leaves_the_file_of_the_other(signed, monkeypatch):
    export = asked(signed)
    write = exports.write_report

    def slowly(*args, **kwargs):
        monkeypatch.setattr(exports, "write_report", write)
        move(export, worked_at=timezone.now() - dt.timedelta(minutes=3))
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
        args[2].write(b"late")

    monkeypatch.setattr(exports, "write_report", slowly)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.attempts) == ("ready", 2)
        assert Mail.objects.filter(kind="report_ready").count() == 1
    assert content(export) != b"late"


# ---- what time brings --------------------------------------------------------------------------------------------
def test_the_tick_finds_what_was_left_for_two_minutes(signed, monkeypatch, django_capture_on_commit_callbacks):
    started = []
    monkeypatch.setattr(tasks.make_export, "apply_async", lambda kwargs, **options: started.append(kwargs["export_id"]))
    waits, stands_still, fresh = (asked(signed, format=one) for one in FORMATS)
    at_work = asked(signed, "local_agency", Part.LOCAL_AGENCY)
    move(waits, requested_at=timezone.now() - dt.timedelta(minutes=3))
    move(stands_still, state="working", worked_at=timezone.now() - dt.timedelta(minutes=3))
    move(at_work, state="working", worked_at=timezone.now())
    with as_worker(), django_capture_on_commit_callbacks(execute=True):
        ticks.resume()
        ticks.resume()
    assert set(started) == {str(waits.pk), str(stands_still.pk)}
    assert str(fresh.pk) not in started


def test_a_crashed_making_is_finished_by_another_worker(signed):
    export = asked(signed)
    move(export, state="working", attempts=1, progress=20, worked_at=timezone.now() - dt.timedelta(minutes=3))
    with as_worker():
        assert left_behind() == [(export.pk, signed["leader"].pk)]
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
        assert left_behind() == []
    assert content(export)


def test_after_seven_days_it_is_forgotten_with_its_file(signed):
    old, new = made(signed), made(signed, format="xlsx")
    move(old, expires_at=timezone.now() - dt.timedelta(hours=1))
    with as_worker():
        ticks.forget()
        ticks.forget()
    with bypassing():
        assert list(Export.objects.values_list("pk", flat=True)) == [new.pk]
        assert list(ExportPiece.objects.values_list("export", flat=True)) == [new.pk]


def test_a_file_is_kept_for_seven_days(signed):
    export = asked(signed)
    assert export.expires_at - export.requested_at == KEPT == dt.timedelta(days=7)


# ---- the database ------------------------------------------------------------------------------------------------
def test_the_worker_reads_the_facts_of_exports_without_an_identity_and_not_their_bytes(signed):
    made(signed)
    with as_worker(), acting_as(None):
        assert Export.objects.count() == 1
        assert not ExportPiece.objects.exists()


@pytest.mark.parametrize("field", ["part", "program_id", "requester_id", "expires_at", "since", "requested_at"])
def test_an_export_stays_what_was_asked_for(signed, field):
    """Or a file of a lost part could be fetched in another one."""
    export = asked(signed)
    values = {
        "part": "coach",
        "program_id": signed.elsewhere.pk,
        "requester_id": signed["local_agency"].pk,
        "expires_at": timezone.now() + dt.timedelta(days=99),
        "since": days_ago(999),
        "requested_at": timezone.now() - dt.timedelta(days=9),
    }
    with acting_as(signed["leader"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**{field: values[field]})


def test_nobody_asks_in_a_part_that_is_not_theirs(signed):
    with acting_as(signed["local_agency"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        request_export(
            program=signed.program, part=Part.LEADERSHIP, by=signed["local_agency"], format="csv", period=PERIOD
        )


# ---- mail --------------------------------------------------------------------------------------------------------
def test_the_mail_says_that_it_is_ready_and_nothing_else(signed):
    export = made(signed)
    with as_worker():
        message = compose(Mail.objects.get(kind="report_ready"))
    words = message.subject + message.body + message.alternatives[0][0]
    assert message.to == [signed["leader"].email]
    assert detail(export) in words
    for content_word in ("Prairie", signed.name("coachee"), signed.name("coach"), "minutes", "Follows"):
        assert content_word not in words
    assert not message.attachments


def test_no_mail_for_what_is_gone_or_closed(signed):
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    with as_worker():
        assert compose(Mail.objects.get(kind="report_ready")) is None
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=None)
    move(export, expires_at=timezone.now() - dt.timedelta(hours=1))
    with as_worker():
        forget_expired()
        assert compose(Mail.objects.get(kind="report_ready")) is None
