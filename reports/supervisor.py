"""What the signed rules give a supervisor of one partnership, as one description: the page and the document are drawn
from it (B10, D8).

Row security decides what is in it. A section stands here where the terms speak of its class, whether or not there is a
row of it, so that nothing given and much withheld look the same.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, AgreementState, FocusPractice
from coaching.disclosure.classes import Part, RecordClass
from coaching.documents.sections import Section, item
from coaching.models import User
from coaching.services.people import today_in
from coaching.vocabulary import counted, terms
from cycles.models import Attendance, CheckIn, Cycle, PromiseReport, Release, VisitLog
from cycles.services.check_ins import next_check_ins
from cycles.services.pairs import agreed_of
from cycles.services.progress_reports import given_reports, reports_of
from cycles.services.promises import Promise, promises_of
from cycles.services.readers import Reader
from cycles.services.releases import releasable
from cycles.services.support import Support, find_support
from cycles.times import day_words, hours_words, minutes_words
from cycles.views import shown
from cycles.views.attendance import came_words
from cycles.views.plan_page import goal_rows
from cycles.views.release_words import released_rows
from cycles.views.report_words import report_row, said_lines
from cycles.views.support import check_in_words, month_words, promise_words

VISITS, ABSENCES, CHECK_INS, MONTHS, REPORTS = 60, 60, 12, 3, 12


def summary_of(reader: Reader, user: User, *, told: bool = True) -> list[Section]:
    """The sections, in the order in which they are read; without what is told by name, where not `told`.

    The number of queries does not depend on how much there is.
    """
    around = find_support(reader.partnership, user) if told else None
    found = [agreement_section(reader), _shared(reader)]
    found += [make(reader) for record_class, make in _GIVEN.items() if record_class in reader.given]
    if around is not None:
        found += [check_in_section(around), promise_section(around)]
    return [section for section in found if section]


def agreement_section(reader: Reader) -> Section:
    active = Agreement.objects.filter(partnership=reader.partnership, state=AgreementState.ACTIVE).values("pk").first()
    agreed, words = agreed_of(reader.partnership), terms(reader.framework)
    facts = [{"term": _("Who works together"), "value": reader.title}]
    if agreed:
        facts += [
            {"term": _("In force since"), "value": day_words(agreed.since)},
            {"term": _("How they meet"), "value": shown.mode_words(reader.framework, agreed.mode)},
        ]
        much = [counted(words, "cycle", agreed.cycles)] if agreed.cycles else []
        if agreed.hours:
            much.append(ngettext("%(n)d hour", "%(n)d hours", agreed.hours) % {"n": agreed.hours})
        if agreed.rhythm_days:
            much.append(_("every %(n)d days") % {"n": agreed.rhythm_days})
        if much:
            facts.append({"term": _("How much"), "value": shown.listed(much)})
        if agreed.ends_on:
            facts.append({"term": _("Until"), "value": day_words(agreed.ends_on)})
    url = reverse("agreement_detail", args=[active["pk"]]) if active else ""
    return Section("agreement", _("Agreement"), "agreement", facts=facts, url=url)


def _shared(reader: Reader) -> Section | None:
    """What was given item by item, where the terms have such a way."""
    signed = reader.partnership.terms_id
    if not signed or Part.SUPERVISOR not in releasable(signed):
        return None
    rows = Release.objects.filter(partnership=reader.partnership, audience=Part.SUPERVISOR)
    return Section(
        "shared",
        _("Shared with you"),
        "eye",
        items=[item(one["title"], one["lines"], _given_words(one)) for one in released_rows(rows)],
        empty=_("Nothing is shared with you now. Whoever is coached decides what you read, and you get a mail."),
        meaning=_("Whoever is coached chose this and its words for you. It is not for evaluation."),
    )


def _given_words(one: dict[str, Any]) -> str:
    words = [_("shared on %(day)s") % {"day": one["given"]}]
    if one["until"]:
        words.append(_("until %(day)s") % {"day": one["until"]})
    return " · ".join(words)


# ---- what is given in full ---------------------------------------------------------------------------------------
def _practices(reader: Reader) -> Section:
    texts = FocusPractice.objects.filter(partnership=reader.partnership).values_list("text", flat=True)
    title = capfirst(terms(reader.framework)["practices"])
    return Section("practices", title, "spark", items=[item(text) for text in texts], empty=_("None yet."))


def _goals(reader: Reader) -> Section:
    """With the steps and how it goes where the action plan is given, too: the database shows none otherwise."""
    items = []
    for goal in goal_rows(reader):
        lines = [{"label": _("Why it matters"), "text": goal["reason"]}] if goal["reason"] else []
        for step in goal["steps"]:
            state = _("done %(day)s") % {"day": step["done"]} if step["done"] else ""
            due = _("by %(day)s") % {"day": step["due"]} if step["due"] and not state else ""
            words = (step["text"], step["coachee_does"], step["coach_does"], state or due)
            text = "\n".join(word for word in words if word)
            lines.append({"label": _("Step %(n)d") % {"n": step["place"]}, "text": text})
        if goal["news"]:
            news = goal["news"]
            text = "\n".join(word for word in (news["label"], news["text"], news["day"]) if word)
            lines.append({"label": _("How it goes"), "text": text})
        items.append(item(goal["text"], lines, " · ".join(one for one in (goal["whose"], goal["label"]) if one)))
    with_plan = RecordClass.ACTION_PLAN in reader.given
    return Section(
        "goals",
        _("Goals and action plan") if with_plan else _("Goals"),
        "target",
        items=items,
        empty=_("No goals yet."),
        url=reverse("action_plan", args=[reader.partnership.pk]) if with_plan else "",
    )


def _log(reader: Reader) -> Section:
    logs = VisitLog.objects.filter(partnership=reader.partnership)
    words, minutes = terms(reader.framework), logs.aggregate(sum=Sum("minutes"))["sum"] or 0
    done = Cycle.objects.filter(partnership=reader.partnership, completed_on__isnull=False).count()
    rows = list(logs.order_by("-visited_on", "-pk").values_list("visited_on", "minutes")[:VISITS])
    facts = [
        {"term": _("Hours"), "value": hours_words(minutes)},
        {"term": _("Complete"), "value": counted(words, "cycle", done)},
    ]
    return Section(
        "log",
        capfirst(words["visits"]),
        "calendar",
        facts=facts if rows else [],
        items=[item(day_words(day), note=minutes_words(lasted)) for day, lasted in rows],
        empty=_("None yet."),
    )


def _attendance(reader: Reader) -> Section:
    rows = Attendance.objects.filter(partnership=reader.partnership)
    found = rows.values_list("planned_for", "kind", "minutes_late", "who_id")[:ABSENCES]
    return Section(
        "attendance",
        _("Attendance"),
        "clock",
        items=[
            item(day_words(day), note=" · ".join(one for one in (came_words(kind, late), reader.name_of(who)) if one))
            for day, kind, late, who in found
        ],
        empty=_("Everything went as planned."),
        url=reverse("attendance_list", args=[reader.partnership.pk]),
    )


def _reports(reader: Reader) -> Section | None:
    """What was given in words, newest first, with all that stands in it; none where the framework has no reports."""
    if not reports_of(reader.partnership):
        return None
    rows = given_reports(reader.partnership).filter(replaced_at=None).select_related("partnership")[:REPORTS]
    items = [
        item(row["title"], said_lines(row), _("by %(name)s") % {"name": row["by"]} if row["by"] else "")
        for row in map(report_row, rows)
    ]
    return Section(
        "reports",
        _("Reports"),
        "file",
        items=items,
        empty=_("No report was given yet."),
        url=reverse("progress_report_list", args=[reader.partnership.pk]),
    )


_GIVEN: dict[str, Callable[[Reader], Section | None]] = {
    RecordClass.PROGRESS_REPORT: _reports,
    RecordClass.PRACTICES: _practices,
    RecordClass.GOALS: _goals,
    RecordClass.LOG: _log,
    RecordClass.ATTENDANCE: _attendance,
}


# ---- what the parties tell each other ----------------------------------------------------------------------------
def check_in_section(around: Support) -> Section | None:
    """When the next is due and when the last were held; never what was said."""
    rules = around.rules
    if rules is None:
        return None
    ways = {one.key: str(one.label) for one in rules.ways}
    held = CheckIn.objects.filter(partnership=around.partnership, held_on__isnull=False).order_by("-held_on")
    found = next_check_ins([around.partnership.pk]).get(around.partnership.pk)
    coming = check_in_words(*found, today_in(around.partnership.program))["words"] if found else ""
    return Section(
        "check-ins",
        _("Check-ins"),
        "chat",
        facts=[{"term": _("Next check-in"), "value": coming}] if coming else [],
        items=[
            item(day_words(day), note=ways.get(way, way))
            for day, way in held.values_list("held_on", "way")[:CHECK_INS]
            if day
        ],
        empty=_("None was held yet."),
        url=reverse("support", args=[around.partnership.pk]) + "#check-ins",
    )


def promise_section(around: Support) -> Section | None:
    """The supervisor's own promises, with what each party said of them in the last months (A10)."""
    own = [one for one in promises_of(around.framework, around.partnership.format) if one.part == around.me.part]
    if not own or not around.signs:
        return None
    reports: dict[tuple[str, str], list[PromiseReport]] = {}
    clauses = {one.clause for one in own}
    for row in PromiseReport.objects.filter(partnership=around.partnership, clause__in=clauses)[:300]:
        reports.setdefault((row.clause, row.item), []).append(row)
    return Section(
        "promises",
        _("What you promised"),
        "check-circle",
        items=[_promise(around, one, reports.get((one.clause, one.item), [])) for one in own],
        url=reverse("support", args=[around.partnership.pk]),
    )


def _promise(around: Support, promise: Promise, rows: list[PromiseReport]) -> dict[str, Any]:
    months = sorted({row.month for row in rows}, reverse=True)[:MONTHS]
    lines = [
        {
            "label": month_words(month),
            "text": "\n".join(
                " · ".join(one for one in (around.name_of(row.user_id), str(row.get_kept_display()), row.words) if one)
                for row in rows
                if row.month == month
            ),
        }
        for month in months
    ]
    return item(promise_words(promise), lines, "" if lines else _("Nobody has said anything of it yet."))
