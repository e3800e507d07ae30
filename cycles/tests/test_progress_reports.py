"""Reports in words (D8, D19): the coach's alone until given, then final, and read by those who are given the class."""

import datetime as dt
import json
import re

import pypdfium2
import pytest
import time_machine
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import ClosingStep
from agreements.services import closing_steps, conclude, write_closing_step
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.documents.pdf import pdf_available
from coaching.models import LedgerEntry, Mail, Partnership
from coaching.services.outbox import compose
from coaching.waiting import Who, waits_of
from cycles.models import ProgressReport, ProgressReportDraft, ReportedPlan
from cycles.models.releases import Item
from cycles.services import add_goal, add_step
from cycles.services import give as release
from cycles.services.pairs import find_pair
from cycles.services.releases import Key
from cycles.tests.work import the_pair
from cycles.views.release_words import item_of
from tests.cast import Cast, make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

GOAL, STEP = "Marigold: ask before telling", "Larkspur: one question each"
SAID = {"progress": "Two of three sessions began well.", "recommendations": "Foxglove: keep the weekly debrief."}
OUTSIDE = ("leader", "local_agency", "state_bureau", "coach_supervisor", "administrator", "other_coach", "stranger")


def at_work(framework: str) -> Cast:
    cast = make_cast(framework)
    sign_all(cast.partnership)
    with acting_as(cast["coach"].pk):
        goal = add_goal(partnership=the_pair(cast.partnership), by=cast["coach"], text=GOAL)
        add_step(goal=goal, by=cast["coach"], text=STEP, due_on=today())
    return cast


def write_url(cast: Cast, key: str = "progress_report", page: str = "write") -> str:
    return reverse(f"progress_report_{page}", args=[cast.partnership.pk, key])


def _partnership(cast: Cast) -> str:
    return reverse("partnership_report", args=[cast.partnership.pk])


def stamp_on(answer) -> str:
    return re.search(r'name="stamp" value="(\w+)"', answer.content.decode())[1]


def give(client, cast: Cast, words: dict[str, str], key: str = "progress_report") -> ProgressReport:
    """What the coach does on the pages: write, look, give."""
    client.force_login(cast["coach"])
    with bypassing():
        draft = ProgressReportDraft.objects.filter(partnership=cast.partnership, key=key).first()
    answer = client.post(write_url(cast, key), words | {"version": draft.version if draft else 0})
    assert answer.status_code == 302, answer.content.decode()
    look = client.get(answer.url)
    given = client.post(answer.url, {"stamp": stamp_on(look)})
    assert given.status_code == 302, given.content.decode()
    with bypassing():
        return ProgressReport.objects.latest("given_at")


def waits(cast: Cast, name: str) -> list[str]:
    with acting_as(cast[name].pk):
        return [found.wait.text for found in waits_of(Who(cast[name]))]


def test_a_report_from_its_first_word_to_its_correction(client):
    cast = at_work("child-welfare")
    save, typed = write_url(cast, page="save"), {"recommendations": SAID["recommendations"]}
    body = {"person": str(cast["coach"].pk), "version": 0, "fields": typed}
    client.force_login(cast["coach"])
    saved = client.post(save, json.dumps(body), content_type="application/json")
    assert saved.json()["version"] == 1
    other = client.post(save, json.dumps(body), content_type="application/json")
    assert other.status_code == 409 and other.json()["fields"] == typed  # a second tab: both texts, none lost
    for name in ("coachee", "supervisor", "regional_leader", "leader"):
        client.force_login(cast[name])
        assert client.get(write_url(cast)).status_code == (403 if name == "coachee" else 404), name
        assert b"Foxglove" not in client.get(reverse("progress_report_list", args=[cast.partnership.pk])).content
        with as_person(cast, name, WEB):
            assert not read("cycles_progressreportdraft", "id")

    # What is given is what was looked at
    client.force_login(cast["coach"])
    page = write_url(cast, page="give")
    look = client.get(page)
    assert all(one in look.content.decode() for one in (GOAL, STEP, "Foxglove"))
    with acting_as(cast["coach"].pk):
        add_goal(partnership=the_pair(cast.partnership), by=cast["coach"], text="Meanwhile")
    again = client.post(page, {"stamp": stamp_on(look)})
    assert b"Meanwhile" in again.content and not ProgressReport.objects.exists()
    report = give(client, cast, SAID)
    with bypassing():
        assert not ProgressReportDraft.objects.exists()
        mails = list(Mail.objects.filter(kind="progress_report_given"))
    assert {mail.recipient_id for mail in mails} == {cast["coachee"].pk, cast["supervisor"].pk}
    for mail in mails:
        with as_worker():
            message = compose(mail)
        assert "Foxglove" not in message.body and str(report.pk) in message.body

    # Who reads it, and how much of it
    detail, file = (reverse(name, args=[report.pk]) for name in ("progress_report", "progress_report_pdf"))
    assert "Read the report: Progress report" in waits(cast, "coachee")
    for name, with_steps in (("coachee", True), ("supervisor", True), ("regional_leader", False)):
        client.force_login(cast[name])
        for url in (detail, reverse("progress_report_list", args=[cast.partnership.pk])):
            html = client.get(url).content.decode()
            assert "Foxglove" in html and GOAL in html and (STEP in html) == with_steps, (name, url)
    assert "Read the report: Progress report" not in waits(cast, "coachee")
    for name in OUTSIDE:
        client.force_login(cast[name])
        answers = [client.get(url).status_code for url in (detail, file)]
        assert answers == [404, 404] and client.get(write_url(cast)).status_code == 404, name
        with as_person(cast, name, WEB):
            assert not read("cycles_progressreport", "id") and not read("cycles_reportedplan", "id"), name
    with bypassing():
        told = set(LedgerEntry.objects.filter(record_class="progress_report").values_list("reader_id", flat=True))
    assert told == {cast["supervisor"].pk, cast["regional_leader"].pk}
    client.force_login(cast["regional_leader"])
    for url in (reverse("program_report", args=[cast.program.pk]), _partnership(cast)):
        html = client.get(url).content.decode()
        assert "Foxglove" in html and STEP not in html
    client.force_login(cast["leader"])
    assert b"Foxglove" not in client.get(reverse("program_report", args=[cast.program.pk])).content
    client.force_login(cast["coachee"])
    for audience, page in (("supervisor", "supervisor_summary"), ("regional_leadership", "partnership_report")):
        for one in (page, "progress_report_list"):
            seen = client.get(reverse("seen_as", args=[cast.partnership.pk, audience, one])).content.decode()
            assert "Foxglove" in seen and (STEP in seen) == (audience == "supervisor"), (audience, one)
    if pdf_available():
        client.force_login(cast["supervisor"])
        first = client.get(file).content
        text = "".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(first))
        assert "Foxglove" in text and "Larkspur" in text and client.get(file).content == first

    # Final: a correction is another, which outside the pair stands in its place
    with acting_as(cast["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        ProgressReport.objects.update(content={})
    with bypassing(), pytest.raises(DatabaseError), transaction.atomic():
        ReportedPlan.objects.update(content=[])
    client.force_login(cast["coachee"])
    correct = reverse("progress_report_correct", args=[report.pk])
    assert client.post(correct).status_code == 403
    client.force_login(cast["coach"])
    assert b"Foxglove" in client.get(client.post(correct).url).content
    newer = give(client, cast, SAID | {"recommendations": "Bluebell: every other week is enough."})
    assert newer.replaces_id == report.pk
    assert client.get(detail).status_code == 200
    for name in ("supervisor", "regional_leader"):
        client.force_login(cast[name])
        assert client.get(detail).status_code == 404
        assert b"Bluebell" in client.get(reverse("progress_report", args=[newer.pk])).content
    before = queries_of_the_list(client, cast)
    give(client, cast, SAID)
    assert queries_of_the_list(client, cast) == before  # however many there are


def queries_of_the_list(client, cast: Cast) -> int:
    client.force_login(cast["coach"])
    with CaptureQueriesContext(connection) as found:
        client.get(reverse("progress_report_list", args=[cast.partnership.pk]))
        return len(found)


def test_the_report_at_the_end_is_owed_and_does_its_step(client):
    cast = at_work("child-welfare")
    owed = "Write the report: Report at the end"
    assert owed not in waits(cast, "coach")
    with bypassing():
        cast.partnership.refresh_from_db()
    client.force_login(cast["coach"])
    page = client.get(reverse("partnership_conclude", args=[cast.partnership.pk])).content.decode()
    assert write_url(cast, "final_report") in page and "Evaluation of the coaching" in page
    for step, _done in closing_steps(cast.partnership):
        by = cast["coach"]
        with acting_as(by.pk):
            write_closing_step(
                partnership=cast.partnership, by=by, key=step.key, done_on=None, waived_reason="it follows"
            )
    with acting_as(cast["coach"].pk):
        conclude(partnership=cast.partnership, by=cast["coach"])
    assert owed in waits(cast, "coach") and owed not in waits(cast, "coachee")
    client.force_login(cast["coach"])
    assert client.get(write_url(cast)).status_code == 403  # no other report once it has ended
    report = give(client, cast, {"recommendations": "Foxglove"}, "final_report")
    assert owed not in waits(cast, "coach")
    assert client.get(write_url(cast, "final_report")).status_code == 302
    client.force_login(cast["supervisor"])
    assert b"Foxglove" in client.get(reverse("progress_report", args=[report.pk])).content
    with time_machine.travel(timezone.now() + dt.timedelta(days=90)):
        assert owed not in waits(cast, "coach")


def test_given_before_the_end_it_is_a_step_done(client):
    cast = at_work("child-welfare")
    give(client, cast, {"recommendations": "Foxglove"}, "final_report")
    with bypassing():
        step = ClosingStep.objects.get(partnership=cast.partnership)
    assert (step.key, step.done_on) == ("final_report", today())
    with acting_as(cast["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        ProgressReport.objects.create(
            partnership=cast.partnership,
            author=cast["coach"],
            author_part="coach",
            key="final_report",
            content={},
            given_on=today(),
            given_at=timezone.now(),
        )  # a second that is none of the first


def test_where_a_framework_has_none_nothing_of_it_is_there(client):
    cast = at_work("stars")
    for name in ("coach", "coachee"):
        client.force_login(cast[name])
        assert client.get(write_url(cast)).status_code == 404
        assert client.get(reverse("progress_report_list", args=[cast.partnership.pk])).status_code == 404
        page = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content
        assert b"progress-reports" not in page
    with acting_as(cast["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        ProgressReport.objects.create(
            partnership=Partnership.objects.get(pk=cast.partnership.pk),
            author=cast["coach"],
            author_part="coach",
            key="progress_report",
            content={},
            given_on=today(),
            given_at=timezone.now(),
        )


def test_where_it_is_given_by_release_the_learner_decides(client):
    """Practice-based coaching: a supervisor reads the words that the coachee gives, and not that there is a report."""
    cast = at_work("pbc")
    report = give(client, cast, {"progress": "Foxglove", "helped": ""})
    client.force_login(cast["supervisor"])
    listed = reverse("progress_report_list", args=[cast.partnership.pk])
    assert client.get(reverse("progress_report", args=[report.pk])).status_code == 404
    assert client.get(listed).status_code == 404
    summary = reverse("supervisor_summary", args=[cast.partnership.pk])
    assert b"Foxglove" not in client.get(summary).content
    client.force_login(cast["coachee"])
    page = reverse("release_give", args=[cast.partnership.pk, "supervisor"]) + f"?item=report:{report.pk}"
    assert b"Foxglove" in client.get(page).content
    with acting_as(cast["coachee"].pk):
        pair = find_pair(the_pair(cast.partnership), cast["coachee"])
        key, classes = Key(Item.REPORT, report.pk), frozenset({"progress_report"})
        words = item_of(pair, key, cast["coachee"].pk, classes).words
        assert GOAL not in str(words)  # goals are not among the classes that are given here
        release(pair=pair, by=cast["coachee"], audience="supervisor", items={key: words})
    client.force_login(cast["supervisor"])
    assert b"Foxglove" in client.get(summary).content
    assert client.get(reverse("progress_report", args=[report.pk])).status_code == 404
