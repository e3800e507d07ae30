"""More sections of one's own record: what the parties write and ask around the work, as the reader knows it (A7)."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.models import Letter
from coaching.disclosure.classes import RecordClass
from coaching.documents.sections import Section, item
from coaching.models import Person, User
from cycles.models import (
    AssessmentWords,
    Attendance,
    AttendanceReason,
    CoachingAreas,
    MaskedCase,
    ObservationFocus,
    ResourceNews,
    ResourceRequest,
)
from cycles.services.pairs import Pair
from cycles.services.progress_reports import given_reports
from cycles.services.resources import kind_words
from cycles.times import day_words
from cycles.views import shown
from cycles.views.attendance import came_words
from cycles.views.report_words import report_row, said_lines
from cycles.views.resources import news_words

Lines = list[dict[str, str]]


def sections_around(pair: Pair, user: User) -> Iterator[Section]:
    """Assessments, observations, attendance, letters, requests, cases and reports; each a few queries."""
    yield Section("assessments", _("Assessments"), items=list(_assessments(pair)))
    yield Section("observations", _("Observations"), items=list(_observations(pair)))
    yield Section("attendance", _("Attendance"), items=list(_attendance(pair)))
    yield Section("letters", _("Letters"), items=list(_letters(pair)))
    yield Section("requests", _("What was asked for"), items=list(_requests(pair, user)))
    yield Section("cases", _("Advice without names"), items=list(_cases(pair)))
    yield Section("reports", _("Reports"), items=list(_reports(pair)))


def _lines(*pairs: tuple[str, str]) -> Lines:
    return [{"label": label, "text": text} for label, text in pairs if text]


def _assessments(pair: Pair) -> Iterator[dict[str, Any]]:
    """All that was ever written, area by area, the newest first, and each choice of areas (D5, D10)."""
    rows = list(AssessmentWords.objects.filter(partnership=pair.partnership).order_by("assessment", "-kept_at", "-pk"))
    chosen = list(CoachingAreas.objects.filter(partnership=pair.partnership).order_by("-kept_at", "-pk"))
    writers = {one.user_id for one in rows} | {one.user_id for one in chosen}
    names = dict(Person.objects.filter(pk__in=writers).values_list("pk", "name"))
    areas = {one.key: str(one.label) for one in pair.framework.domains}
    labels = {one.key: str(one.label) for one in pair.framework.assessments}
    asked = {(one.key, each.key): str(each.text) for one in pair.framework.assessments for each in one.items}
    for row in rows:
        title = [labels.get(row.assessment, row.assessment), areas.get(row.area, row.area)]
        wanted = [key for assessment, key in asked if assessment == row.assessment]
        keys = sorted(row.answers, key=lambda key: (wanted.index(key) if key in wanted else len(wanted), key))
        lines = _lines(*((asked.get((row.assessment, key), key), row.answers[key]) for key in keys))
        yield item(" · ".join(filter(None, title)), lines, _by(names.get(row.user_id, ""), row.kept_at))
    for choice in chosen:
        words = shown.listed(areas.get(key, key) for key in choice.areas)
        lines = _lines((_("Chosen for the coaching"), words), (_("Why these"), choice.reason))
        label = labels.get(choice.assessment, choice.assessment)
        yield item(label, lines, _by(names.get(choice.user_id, ""), choice.kept_at))


def _observations(pair: Pair) -> Iterator[dict[str, Any]]:
    rows = ObservationFocus.objects.filter(partnership=pair.partnership).select_related("visit")
    fields = ("what", "moment", "way", "shared", "debrief", "collected")
    known = {one.name: one for one in ObservationFocus._meta.concrete_fields}
    labels = {name: capfirst(str(known[name].verbose_name)) for name in fields}
    for row in rows.order_by("-visit__local_date", "pk"):
        texts = {name: getattr(row, name) for name in fields} | {"way": row.get_way_display()}
        yield item(day_words(row.visit.local_date), _lines(*((labels[name], texts[name]) for name in fields)))


def _attendance(pair: Pair) -> Iterator[dict[str, Any]]:
    reasons = dict(AttendanceReason.objects.filter(partnership=pair.partnership).values_list("visit_id", "text"))
    for row in Attendance.objects.filter(partnership=pair.partnership).order_by("-planned_for", "pk"):
        said = [came_words(row.kind, row.minutes_late), pair.name_of(row.who_id) if row.who_id else ""]
        lines = _lines(
            (_("What became of it"), " · ".join(filter(None, said))), (_("Why"), reasons.get(row.visit_id, ""))
        )
        yield item(day_words(row.planned_for), lines)


def _letters(pair: Pair) -> Iterator[dict[str, Any]]:
    for row in Letter.objects.filter(partnership=pair.partnership).order_by("-sent_at", "pk"):
        yield item(row.subject, _lines((_("Letter"), row.text)), _by(row.author_name, row.sent_at))


def _requests(pair: Pair, user: User) -> Iterator[dict[str, Any]]:
    news: dict[Any, list[ResourceNews]] = {}
    for one in ResourceNews.objects.filter(partnership=pair.partnership).order_by("said_at", "pk"):
        news.setdefault(one.request_id, []).append(one)
    rows = ResourceRequest.objects.filter(partnership=pair.partnership).select_related("partnership__program")
    for row in rows.order_by("-asked_at", "pk"):
        lines = _lines((kind_words(row), row.text))
        for one in news.get(row.pk, []):
            said = news_words(one, user)
            lines += _lines((_by(said["by"], one.said_at), "\n".join(filter(None, [said["label"], said["text"]]))))
        yield item(_by(row.user_name, row.asked_at), lines)


def _cases(pair: Pair) -> Iterator[dict[str, Any]]:
    """As they went: without names."""
    rows = MaskedCase.objects.filter(partnership=pair.partnership).prefetch_related("words").order_by("-sent_at", "pk")
    for row in rows:
        lines = _lines((_("Question"), row.question))
        lines += _lines(*((str(RecordClass(one["record_class"]).label), one["text"]) for one in row.parts))
        lines += _lines(*((_by(word.user_name, word.said_at), word.text) for word in row.words.all()))
        yield item(_by(row.user_name, row.sent_at), lines)


def _reports(pair: Pair) -> Iterator[dict[str, Any]]:
    """What was given, with what was put right since; what stands in each by itself is in its own sections."""
    for row in map(report_row, given_reports(pair.partnership).select_related("partnership", "plan")):
        note = " · ".join(filter(None, [row["by"], _("Put right since") if row["replaced"] else ""]))
        yield item(row["title"], said_lines(row), note)


def _by(name: str, moment: Any) -> str:
    """Who and when."""
    return ", ".join(filter(None, [name, day_words(timezone.localtime(moment).date())]))
