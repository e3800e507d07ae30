"""A written report as it is read: the same sections for the page, the preview before it is given, and the PDF (D8)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.documents.sections import Section, item
from coaching.frameworks import Framework
from coaching.frameworks.text import Text
from coaching.vocabulary import counted, terms
from cycles.models import Attendance, GoalProgress, ProgressReport
from cycles.services.pairs import framework_of
from cycles.times import hours_words
from cycles.views import shown

Content = dict[str, Any]
Plan = list[dict[str, Any]] | None
SAID = "said-"
"""How the keys of sections begin that somebody wrote."""


def day_of(day: dt.date) -> str:
    """With the year: a report is read for long."""
    return date_format(day, "DATE_FORMAT")


def _iso_words(iso: str) -> str:
    return day_of(dt.date.fromisoformat(iso)) if iso else ""


def in_words(text: dict[str, str]) -> str:
    """A kept text in the language of the reader."""
    return str(Text(**text))


def sections_of(framework: Framework, content: Content, plan: Plan) -> list[Section]:
    """What was written, question by question, and what stood on that day. `plan`: None for whoever is not given it."""
    facts = content["facts"]
    found = [_who_and_what(framework, facts)]
    found += [
        Section(f"{SAID}{one['key']}", in_words(one["question"]), items=[item(one["text"])])
        for one in content["sections"]
    ]
    found += [section for section in _stood(framework, facts, plan) if section]
    return found


def headline_of(content: Content) -> dict[str, str]:
    """The section that is read first: its question and its words."""
    sections = content["sections"]
    one = next((one for one in sections if one["key"] == content["headline"]), None) or sections[0]
    return {"title": in_words(one["question"]), "text": one["text"]}


def title_of(report: ProgressReport) -> str:
    return _("%(report)s of %(day)s") % {"report": in_words(report.content["label"]), "day": day_of(report.given_on)}


def people_of(content: Content) -> str:
    """Who works together, as on that day."""
    return shown.listed(dict.fromkeys(one["name"] for one in content["facts"]["people"]))


def author_of(report: ProgressReport) -> str:
    people = report.content["facts"]["people"]
    return next((one["name"] for one in people if one["part"] == report.author_part), "")


def report_row(report: ProgressReport, *, with_plan: bool = True) -> dict[str, Any]:
    """A report in a list, with all that stands in it. How its goals go, too, where row security gives that."""
    plan = getattr(report, "plan", None) if with_plan else None
    framework = framework_of(report.partnership.framework_version_id)
    return {
        "id": report.pk,
        "url": reverse("progress_report", args=[report.pk]),
        "title": title_of(report),
        "who": people_of(report.content),
        "by": author_of(report),
        "headline": headline_of(report.content),
        "replaced": report.replaced_at is not None,
        "replaces": _iso_words(report.content.get("replaces", "")),
        "sections": sections_of(framework, report.content, plan.content if plan else None),
    }


def said_lines(row: dict[str, Any]) -> list[dict[str, str]]:
    """Of a report's row what was written, as lines: without what stood there by itself."""
    return [
        {"label": one.title, "text": "\n".join(words["title"] for words in one.items)}
        for one in row["sections"]
        if one.key.startswith(SAID)
    ]


# ---- what stood there by itself ----------------------------------------------------------------------------------
def _who_and_what(framework: Framework, facts: Content) -> Section:
    rows = [
        {"term": capfirst(shown.part_word(framework, one["part"])), "value": one["name"]} for one in facts["people"]
    ]
    agreed = facts.get("agreement") or {}
    if agreed:
        rows.append({"term": _("In force since"), "value": _iso_words(agreed["since"])})
        if agreed["until"]:
            rows.append({"term": _("Until"), "value": _iso_words(agreed["until"])})
        rows.append({"term": _("How they meet"), "value": shown.mode_words(framework, agreed["mode"])})
        much = [counted(terms(framework), "cycle", agreed["cycles"])] if agreed["cycles"] else []
        if agreed["hours"]:
            much.append(ngettext("%(n)d hour", "%(n)d hours", agreed["hours"]) % {"n": agreed["hours"]})
        if much:
            rows.append({"term": _("How much was agreed"), "value": shown.listed(much)})
    return Section("about", _("Who works together"), "people", facts=rows)


def _stood(framework: Framework, facts: Content, plan: Plan) -> Iterator[Section | None]:
    words = terms(framework)
    if "practices" in facts:
        items = [item(text) for text in facts["practices"]]
        yield Section("practices", capfirst(words["practices"]), "spark", items=items, empty=_("None yet."))
    if "goals" in facts:
        title = _("Goals") if plan is None else _("Goals and action plan")
        yield Section("goals", title, "target", items=_goals(framework, facts, plan), empty=_("No goals yet."))
    if "sessions" in facts:
        held = facts["sessions"]
        rows = [
            {"term": capfirst(words["visits"]), "value": str(held["held"])},
            {"term": _("Hours"), "value": hours_words(held["minutes"])},
        ]
        if held["cycles"]:
            rows.append({"term": _("Complete"), "value": counted(words, "cycle", held["cycles"])})
        if held["held"]:
            both = {"first": _iso_words(held["first"]), "last": _iso_words(held["last"])}
            rows.append({"term": _("From and to"), "value": _("%(first)s to %(last)s") % both})
        yield Section("sessions", _("What took place"), "calendar", facts=rows)
    if "attendance" in facts:
        came = [
            {"term": str(kind.label), "value": str(facts["attendance"][kind.value])}
            for kind in Attendance.Kind
            if kind.value in facts["attendance"]
        ]
        empty = _("Everything went as planned.")
        yield Section("attendance", _("Attendance"), "clock", facts=came, empty=empty)


def _goals(framework: Framework, facts: Content, plan: Plan) -> list[dict[str, Any]]:
    areas = {one.key: str(one.label) for one in framework.goal_areas}
    return [
        item(
            goal["text"],
            _how_it_goes(plan[place]) if plan and place < len(plan) else [],
            " · ".join(filter(None, [areas.get(goal["area"], ""), _("Set aside for now") if goal["aside"] else ""])),
        )
        for place, goal in enumerate(facts["goals"])
    ]


def _how_it_goes(goal: dict[str, Any]) -> list[dict[str, str]]:
    lines = []
    if goal["news"]:
        said = f"{GoalProgress.Kind(goal['news']).label}, {_iso_words(goal['seen_on'])}"
        lines.append({"label": _("How it goes"), "text": said})
    for number, step in enumerate(goal["steps"], start=1):
        state = ""
        if step["done_on"]:
            state = _("done %(day)s") % {"day": _iso_words(step["done_on"])}
        elif step["due_on"]:
            state = _("by %(day)s") % {"day": _iso_words(step["due_on"])}
        text = "\n".join(filter(None, [step["text"], state]))
        lines.append({"label": _("Step %(n)d") % {"n": number}, "text": text})
    return lines
