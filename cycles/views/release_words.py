"""Items that can be given, in words: what exactly somebody outside the pair would read of each (B10)."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import FACT_CLASSES, Fact, Guide
from cycles.models import (
    Celebration,
    Cycle,
    GettingToKnow,
    Goal,
    NeedsAssessment,
    Note,
    PracticeLevel,
    ProfileRating,
    ProgressReport,
    VisitDetail,
    VisitLog,
)
from cycles.models.releases import Item
from cycles.services.pairs import Pair
from cycles.services.profiles import edition_of
from cycles.services.releases import Key, Line, Words, every_row, rows_of
from cycles.times import day_words, minutes_words, short_day
from cycles.views import shown
from cycles.views.report_words import sections_of, title_of

AT_MOST = 400
"""Records of one kind that are looked through; the newest."""


@dataclass(frozen=True)
class Shareable:
    """One item of `learner`, as it would be read."""

    key: Key
    learner: uuid.UUID
    words: Words

    @property
    def excerpt(self) -> str:
        return " · ".join(line["text"] for line in self.words.lines)[:140]

    def holds(self, wanted: str) -> bool:
        """Whether a word is in it."""
        text = " ".join([self.words.title, *(line["text"] for line in self.words.lines)])
        return wanted.casefold() in text.casefold()


def shareable(
    pair: Pair, kinds: Iterable[Item], learners: Iterable[uuid.UUID], classes: frozenset[str]
) -> Iterator[Shareable]:
    """The items of these learners, kind by kind. `classes`: what the audience is given, by release. A query a kind."""
    for learner in learners:
        for kind in kinds:
            for row in rows_of(pair, kind, learner)[:AT_MOST]:
                words = Words(*_WORDS[kind](pair, row, classes))
                if words.lines:
                    yield Shareable(Key(kind, row.pk), learner, words)


def words_of_all(pair: Pair, kind: Item) -> Iterator[Words]:
    """Every record of a kind as the pair reads it. One query, and for plans two more."""
    every_class = frozenset(RecordClass.values)
    for row in every_row(pair, kind):
        words = Words(*_WORDS[kind](pair, row, every_class))
        if words.lines:
            yield words


def item_of(pair: Pair, key: Key, learner: uuid.UUID, classes: frozenset[str]) -> Shareable | None:
    """One of them; None where it is gone, or is not this learner's to give."""
    row = rows_of(pair, key.kind, learner).filter(pk=key.source_id).first()
    if row is None:
        return None
    return Shareable(key, learner, Words(*_WORDS[key.kind](pair, row, classes)))


def _line(label: str, text: str) -> list[Line]:
    return [{"label": label, "text": text}] if text else []


def _practice(pair: Pair, row: Any, classes: frozenset[str]) -> tuple[str, list[Line]]:
    word = capfirst(pair.terms["practice"])
    return word, _line(word, row.text)


def _goal(pair: Pair, row: Goal, classes: frozenset[str]) -> tuple[str, list[Line]]:
    areas = {one.key: str(one.label) for one in pair.framework.goal_areas}
    return _("Goal"), [
        *_line(_("What we want to reach"), row.text),
        *_line(_("What it is about"), areas.get(row.area, "")),
    ]


def _plan(pair: Pair, row: Goal, classes: frozenset[str]) -> tuple[str, list[Line]]:
    """Why a goal matters, its steps and how it goes; the goal itself only where it is given, too."""
    grounds, news = getattr(row, "grounds", None), next(iter(row.progress.all()), None)
    lines = _line(_("Goal"), row.text) if RecordClass.GOALS in classes else []
    lines += _line(_("Why it matters"), grounds.reason if grounds else "")
    for number, step in enumerate(sorted(row.steps.all(), key=lambda one: (one.position, str(one.pk))), start=1):
        words = [step.text, step.coachee_does, step.coach_does]
        if step.done_on:
            words.append(_("done %(day)s") % {"day": short_day(step.done_on)})
        elif step.due_on:
            words.append(_("by %(day)s") % {"day": short_day(step.due_on)})
        lines += _line(_("Step %(n)d") % {"n": number}, "\n".join(word for word in words if word))
    if news:
        said = [str(news.get_kind_display()), news.text, day_words(news.seen_on)]
        lines += _line(_("How it goes"), "\n".join(word for word in said if word))
    return _("Action plan"), lines


def _log(pair: Pair, row: VisitLog, classes: frozenset[str]) -> tuple[str, list[Line]]:
    title = _("%(visit)s of %(day)s") % {"visit": capfirst(pair.terms["visit"]), "day": day_words(row.visited_on)}
    return title, [
        *_line(_("How long"), minutes_words(row.minutes)),
        *_line(capfirst(pair.terms["cycle"]), str(row.cycle.number)),
    ]


def _cycle(pair: Pair, row: Cycle, classes: frozenset[str]) -> tuple[str, list[Line]]:
    title = _("%(cycle)s %(n)d") % {"cycle": capfirst(pair.terms["cycle"]), "n": row.number}
    return title, _line(_("Complete since"), day_words(row.completed_on) if row.completed_on else "")


def _detail(pair: Pair, row: VisitDetail, classes: frozenset[str]) -> tuple[str, list[Line]]:
    framework = pair.framework
    words = {"visit": pair.terms["visit"], "day": day_words(row.visit.local_date)}
    lines = [
        *_line(_("How"), shown.mode_words(framework, row.mode)),
        *_line(_("Where"), shown.place_words(framework, row.place)),
    ]
    for group in shown.strategy_words(framework, row.strategies, row.strategies_other):
        lines += _line(group["label"], shown.listed(group["words"]))
    return _("How the %(visit)s of %(day)s took place") % words, lines


def _note(pair: Pair, row: Note, classes: frozenset[str]) -> tuple[str, list[Line]]:
    section = shown.section_words(pair.framework, row.component)
    title = _("%(section)s, %(day)s") % {"section": section, "day": day_words(row.visit.local_date)}
    return title, _line(_("In the words of %(name)s") % {"name": _by(pair, row.author_id)}, row.text)


def _celebration(pair: Pair, row: Celebration, classes: frozenset[str]) -> tuple[str, list[Line]]:
    title = _("Something to celebrate, %(day)s") % {"day": day_words(row.seen_on)}
    return title, _line(_("In the words of %(name)s") % {"name": _by(pair, row.author_id)}, row.text)


def _level(pair: Pair, row: PracticeLevel, classes: frozenset[str]) -> tuple[str, list[Line]]:
    label = next((str(one.label) for one in pair.framework.practices.levels if one.key == row.level), row.level)
    title = _("How far a practice has grown, %(day)s") % {"day": day_words(row.seen_on)}
    practice = _line(capfirst(pair.terms["practice"]), row.wording) if RecordClass.PRACTICES in classes else []
    return title, [*practice, *_line(_by(pair, row.author_id), label)]


def _answers(pair: Pair, row: GettingToKnow | NeedsAssessment, classes: frozenset[str]) -> tuple[str, list[Line]]:
    guide = _guide(pair, row.guide)
    asked = {item.key: str(item.text) for item in guide.items} if guide else {}
    label = str(guide.label) if guide else _("Questions of the start")
    lines = [line for key, text in row.answers.items() for line in _line(asked.get(key, key), str(text))]
    return _("%(section)s, %(day)s") % {"section": label, "day": day_words(row.looked_on)}, lines


def _guide(pair: Pair, key: str) -> Guide | None:
    try:
        return pair.framework.guide(key)
    except KeyError:
        return None


def _rating(pair: Pair, row: ProfileRating, classes: frozenset[str]) -> tuple[str, list[Line]]:
    profile = edition_of(row)
    title = _("%(section)s, %(day)s") % {"section": str(profile.label), "day": day_words(row.rated_on)}
    lines = _line(_("Seen by"), row.observer_name or _by(pair, row.author_id))
    for function in profile.functions:
        level = profile.level_of(function, row.states)
        lines += _line(str(function.label), str(level.label) if level else "")
    return title, lines


def _report(pair: Pair, row: ProgressReport, classes: frozenset[str]) -> tuple[str, list[Line]]:
    """What was written, and of what stood there by itself that whose class is given, too."""
    facts = {
        key: value
        for key, value in row.content["facts"].items()
        if key == "people" or FACT_CLASSES[Fact(key)] in classes
    }
    plan = getattr(row, "plan", None) if RecordClass.ACTION_PLAN in classes else None
    content = row.content | {"facts": facts}
    lines: list[Line] = []
    for section in sections_of(pair.framework, content, plan.content if plan else None):
        words = [f"{one['term']}: {one['value']}" for one in section.facts]
        for one in section.items:
            words += [one["title"], *(f"{line['label']}: {line['text']}" for line in one["lines"])]
        lines += _line(section.title, "\n".join(words))
    return title_of(row), lines


def _by(pair: Pair, user_id: uuid.UUID) -> str:
    """The name of one of the pair: those who read it know them."""
    return pair.name_of(user_id) or _("Somebody who has left")


_WORDS: dict[Item, Callable[[Pair, Any, frozenset[str]], tuple[str, list[Line]]]] = {
    Item.PRACTICE: _practice,
    Item.GOAL: _goal,
    Item.PLAN: _plan,
    Item.LOG: _log,
    Item.CYCLE: _cycle,
    Item.DETAIL: _detail,
    Item.NOTE: _note,
    Item.CELEBRATION: _celebration,
    Item.KNOWN: _answers,
    Item.LEVEL: _level,
    Item.NEEDS: _answers,
    Item.RATING: _rating,
    Item.REPORT: _report,
}


def released_rows(releases: Iterable[Any]) -> list[dict[str, Any]]:
    """What was given, as it is read: title, lines, the day it was given and the last day."""
    return [
        {
            "id": one.pk,
            "title": one.title,
            "lines": one.content,
            "given": day_words(timezone.localtime(one.given_at).date()),
            "until": day_words(one.until) if one.until else "",
        }
        for one in releases
    ]


def over_words(release: Any, today: dt.date) -> str:
    """Why it is not read any more; empty while it is."""
    if release.ended_at:
        return _("Ended on %(day)s") % {"day": day_words(timezone.localtime(release.ended_at).date())}
    if release.until and release.until < today:
        return _("Over since %(day)s") % {"day": day_words(release.until)}
    return ""
