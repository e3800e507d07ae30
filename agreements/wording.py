"""The words of an agreement: a framework, a plan and the people become one structured content, in one language.

The content is plain data and holds every word that is signed, so that it reads the same after frameworks, translations
and names have changed; under "answers" the plan's answers as they were chosen, for the product to go by.
`agreements.rendering` turns it into the canonical text, the page and the paper.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import answers
from agreements.answers import Said
from agreements.clauses import point_of
from agreements.models import Plan
from coaching.disclosure.classes import PAIR, SUB_CLASSES, Form, Part, RecordClass
from coaching.frameworks import Framework
from coaching.frameworks import structure as s
from coaching.models import Agency

STRUCTURE = 1
"""The version of the structure of `content`; `rendering` reads every version that was ever signed."""

Block = dict[str, Any]


@dataclass(frozen=True)
class Signer:
    """Somebody of the partnership: the part, and the name at the time of writing."""

    part: str
    name: str


@dataclass(frozen=True)
class Matter:
    """All that goes into an agreement, read from the database by the service that makes it."""

    framework: Framework
    format: str
    number: int
    program: str
    site: str
    people: Sequence[Signer]
    plan: Plan
    practices: Sequence[str]
    agencies: Sequence[tuple[str, str]]  # (part, name)


def compose(matter: Matter, language: str) -> dict[str, Any]:
    """The content of the agreement in `language`, a code such as "en"."""
    with translation.override(language):
        content = _Composer(matter, language).content()
    return _tidied(content) | {"answers": _chosen(matter)}


def _communication(matter: Matter) -> dict[str, Any] | None:
    """How the parties keep each other informed (B3), in the words of the plan: for the pages of all of them."""
    asked = matter.framework.communication_field(matter.format)
    words = said(asked, matter.plan, matter.framework, matter.practices) if asked else ""
    if asked is None or not words:
        return None
    return {"label": str(asked.label), "lines": [words] if isinstance(words, str) else words}


def _chosen(matter: Matter) -> dict[str, Any]:
    """The answers that were given, by the key of the question, without words."""
    asked = matter.framework.plan_fields(matter.format)
    days = {field.key: matter.plan.response_days for field in asked if field.kind is s.FieldKind.RESPONSE_DAYS}
    return {**matter.plan.answers, **days}


def _tidied(node: Any) -> Any:
    """Every text on one line and in its composed form: no line break can pretend to be another clause."""
    if isinstance(node, str):
        return unicodedata.normalize("NFC", " ".join(node.split()))
    if isinstance(node, dict):
        return {key: _tidied(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_tidied(value) for value in node]
    return node


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def joined(names: Iterable[str]) -> str:
    """ "Rosa, June and Miriam"."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def mode_words(plan: Plan, framework: Framework) -> str:
    """How visits happen (A2, C6, D7); empty while it is not chosen."""
    return joined(str(mode.label) for mode in framework.modes_of(plan.mode))


def dose_words(plan: Plan, framework: Framework) -> str:
    """How many cycles or hours (A3, D7), empty while it is not said; how long it lasts where none are counted."""
    if not framework.dose.is_counted:
        return str(framework.dose.question)
    if plan.hours:
        return ngettext("%(hours)d hour", "%(hours)d hours", plan.hours) % {"hours": plan.hours}
    if not plan.cycles:
        return ""
    word = framework.term(s.Term.CYCLE, translation.get_language() or "en")
    return f"{plan.cycles} {word.one if plan.cycles == 1 else word.many}"


def rhythm_words(plan: Plan, framework: Framework) -> str:
    """How often (A4): the framework's words, or the pair's own with the days; empty while it is not chosen."""
    if plan.rhythm_other and plan.rhythm_days:
        days = ngettext("every %(days)d day", "every %(days)d days", plan.rhythm_days) % {"days": plan.rhythm_days}
        return f"{plan.rhythm_other} ({days})"
    option = next((one for one in framework.rhythm.options if one.days == plan.rhythm_days), None)
    return str(option.label) if option else ""


def day_words(day: dt.date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def dates_words(plan: Plan) -> str:
    """From when to when; a day that is not decided is left out."""
    days = {"first": day_words(plan.starts_on), "last": day_words(plan.ends_on)}
    if days["first"] and days["last"]:
        return _("%(first)s to %(last)s") % days
    if days["first"]:
        return _("from %(first)s") % days
    return _("until %(last)s") % days if days["last"] else ""


def contact_words(plan: Plan) -> str:
    """The person a concern can go to (A16): name, email, phone; what is known of it."""
    return ", ".join(filter(None, (plan.concern_name, plan.concern_email, plan.concern_phone)))


def response_words(plan: Plan) -> str:
    """Within how many days a question is answered (C7); empty while it is not agreed."""
    days = plan.response_days
    return ngettext("within %(days)d day", "within %(days)d days", days) % {"days": days} if days else ""


def said(field: s.PlanField, plan: Plan, framework: Framework, practices: Sequence[str]) -> Said:
    """What a plan answers to one question of the framework, in the active language; empty while it is open."""
    match field.kind:
        case s.FieldKind.PRACTICES:
            return list(practices)
        case s.FieldKind.MODE:
            return mode_words(plan, framework)
        case s.FieldKind.DOSE:
            return dose_words(plan, framework)
        case s.FieldKind.RHYTHM:
            return rhythm_words(plan, framework)
        case s.FieldKind.DATES:
            return dates_words(plan)
        case s.FieldKind.CONTACT:
            return contact_words(plan)
        case s.FieldKind.RESPONSE_DAYS:
            return response_words(plan)
    return answers.words(field, plan.answers.get(field.key), framework)


class _Composer:
    """Runs within the language of the agreement, so that `str()` of a framework's text speaks it."""

    def __init__(self, matter: Matter, language: str) -> None:
        self.matter, self.language = matter, language
        self.framework = matter.framework
        self.format = self.framework.format(matter.format)
        self.table = self.framework.disclosure_table(language)

    def content(self) -> dict[str, Any]:
        matter, framework = self.matter, self.framework
        return {
            "structure": STRUCTURE,
            "language": self.language,
            "title": str(framework.agreement.title),
            "version": _("Version %(number)d") % {"number": matter.number},
            "program": matter.program,
            "signers": [{"part": one.part, "word": self._part(one.part), "name": one.name} for one in matter.people],
            "summary": self._summary(),
            "communication": _communication(matter),
            "sections": [
                self._parties(),
                self._purpose(),
                *self._shared(s.Place.OPENING),
                self._plan(),
                *self._promises(),
                *self._shared(s.Place.CONFIDENTIALITY),
                self._concerns(),
                self._who_sees_what(),
                *self._shared(s.Place.CLOSING),
            ],
        }

    # ---- the summary, which comes first ------------------------------------------------------------------------
    def _summary(self) -> list[dict[str, Any]]:
        return [
            _section("agree", _("What you agree to"), [_facts(self._in_short()), self._judging()]),
            _section("see", _("Who will see what"), self._seen_in_short()),
            _section("change", _("If you change your mind"), [_list(self._ways_out())]),
        ]

    def _in_short(self) -> list[tuple[str, str]]:
        matter, plan = self.matter, self.matter.plan
        practice = self.framework.term(s.Term.PRACTICE, self.language)
        count = len(matter.practices)
        what, when = [f"{count} {practice.one if count == 1 else practice.many}"], [dates_words(plan)]
        (what if self.framework.dose.is_counted else when).append(dose_words(plan, self.framework))
        how = [mode_words(plan, self.framework), rhythm_words(plan, self.framework)]
        rows = [
            (_("Who"), joined(f"{one.name} ({self._part(one.part, plain=True)})" for one in matter.people)),
            (_("What"), ", ".join(filter(None, what))),
            (_("How"), ". ".join(filter(None, how))),
            (_("When"), ". ".join(filter(None, when))),
            (_("Your own words"), self._own_words()),
        ]
        return [(term, value) for term, value in rows if value]

    def _own_words(self) -> str:
        count = len(self.matter.plan.clauses.keys() & self.framework.open_clauses(self.format.key).keys())
        words = ngettext(
            "%(count)d clause is worded or added to by you. It is marked in the text.",
            "%(count)d clauses are worded or added to by you. They are marked in the text.",
            count,
        )
        return words % {"count": count} if count else ""

    def _judging(self) -> Block:
        if self.framework.agreement.evaluation is s.Evaluation.NONE:
            return _text(_("Coaching is there to help. It is not an evaluation, and nobody is graded."))
        return _text(_("This coaching belongs to a plan for somebody's work. The agreement says how."))

    def _seen_in_short(self) -> list[Block]:
        pair = joined(one.name for one in self.matter.people if one.part in PAIR)
        rows = [(pair, _("The record of their coaching, from the first day."))]
        for audience in self.table.audiences:
            rows.append((self._audience(audience), self._given_in_short(audience)))
        return [
            _text(_("Until everyone has signed, others see only that an agreement is being made.")),
            _text(_("After everyone has signed:")),
            _facts(rows),
            _text(_("Nobody else sees anything. One exception: what the law says must be reported.")),
        ]

    def _given_in_short(self, audience: Part) -> str:
        given: dict[Form, list[str]] = {}
        for who, record_class, form in self.framework.rules:
            whole = self.framework.form(audience, RecordClass.AGREEMENT) is Form.ALL
            if who == audience and not (whole and record_class in SUB_CLASSES):
                label = str(self.framework.record(record_class).label).lower()
                is_text = record_class is RecordClass.AGREEMENT
                given.setdefault(form, []).append(_("this agreement, with the plan in it") if is_text else label)
        parts = []
        for form in Form:
            if form in given:
                what = joined(given[form])
                words = self.framework.form_words(form, self.language)
                parts.append(capitalised(what) if form is Form.ALL else f"{words}: {what}")
        return ". ".join(parts) + "."

    def _audience(self, audience: Part) -> str:
        """An audience by its people or agencies where they are known by name."""
        names = [one.name for one in self.matter.people if one.part == audience]
        names += [name for part, name in self.matter.agencies if part == audience]
        word = capitalised(self.framework.words(audience, self.language).one)
        return f"{word} ({joined(names)})" if names else word

    def _ways_out(self) -> list[str]:
        return [
            _("You do not have to sign. Say what you would like to be different."),
            _("Once all have signed, no word changes, and not who sees what, unless all sign anew."),
            _("You can end the coaching. What was shared until then stays shared. Nothing new is added."),
        ]

    # ---- the sections -----------------------------------------------------------------------------------------
    def _parties(self) -> Block:
        rows = [(self._part(one.part), one.name) for one in self.matter.people]
        rows += [(_("Program"), self.matter.program)]
        if self.matter.site:
            rows += [(_("Site"), self.matter.site)]
        version = {"name": str(self.framework.name), "number": self.framework.number}
        rows += [
            (_("Kind of coaching"), str(self.format.label)),
            (_("Framework"), _("%(name)s, edition %(number)d") % version),
        ]
        return _section("parties", _("Who agrees"), [_facts(rows)])

    def _purpose(self) -> Block:
        return _section("purpose", _("What this is for"), [_text(self.framework.agreement.purpose.text)])

    def _plan(self) -> Block:
        heading = capitalised(self.framework.term(s.Term.PLAN, self.language).one)
        plan, practices = self.matter.plan, self.matter.practices
        asked = self.framework.plan_fields(self.format.key)
        rows = [(str(field.label), said(field, plan, self.framework, practices)) for field in asked]
        return _section("plan", heading, [_facts((term, value) for term, value in rows if value)])

    def _promises(self) -> list[Block]:
        sections = []
        # A part may promise one thing in one format and another in the next: each part comes once
        for part in dict.fromkeys(promised.part for promised in self.framework.commitments):
            commitment = self.framework.commitment(part, self.format.key)
            names = [one.name for one in self.matter.people if one.part == part]
            if commitment is None or not names:
                continue
            blocks = [_text(commitment.opening), self._clauses(commitment.clauses)]
            if commitment.closing:
                blocks.append(_text(commitment.closing.text))
            word = capitalised(self._word(part, many=len(names) > 1))
            sections.append(_section(f"promise_{part}", f"{word}: {joined(names)}", blocks))
        return sections

    def _shared(self, place: s.Place) -> list[Block]:
        return [
            _section(
                section.key,
                str(section.heading),
                [*([_text(section.intro.text)] if section.intro else []), self._clauses(section.clauses)],
            )
            for section in self.framework.sections_at(place, self.format.key)
        ]

    def _clauses(self, clauses: Iterable[s.Clause]) -> Block:
        own = self.matter.plan.clauses
        points = [point_of(one, own.get(one.key)) for one in clauses]
        return {"kind": "list", "ordered": False, "points": points}

    def _concerns(self) -> Block:
        blocks: list[Block] = []
        for route in self.framework.routes_for(self.format.key):
            steps = [str(step.text) for step in route.steps]
            blocks += [_text(route.intro), _list(steps, ordered=route.in_order)]
        if (field := self.framework.contact_field) and (contact := contact_words(self.matter.plan)):
            blocks.append(_facts([(str(field.label), contact)]))
        return _section("concerns", str(self.framework.concerns.heading), blocks)

    def _who_sees_what(self) -> Block:
        pair = joined(self._word(one.part, many=one.least > 1) for one in self.format.parties if one.part in PAIR)
        rows = [
            [{"text": row.label, "note": row.meaning}, {"text": row.parties}, {"text": self._others(row)}]
            for row in self.table.rows
        ]
        blocks = [
            _text(self.framework.agreement.who_sees_what),
            _table([_("Record"), capitalised(pair), _("Others")], rows),
        ]
        if remarks := [remark for row in self.table.rows for remark in row.remarks]:
            blocks.append(_list(remarks))
        if agencies := self._agencies():
            blocks += [_text(_("The agencies of this program are:")), _facts(agencies)]
        return _section("who_sees_what", _("Who will see what"), blocks)

    def _others(self, row: Any) -> str:
        given: dict[str, list[str]] = {}
        for heading, form, cell in zip(self.table.headings, row.forms, row.cells, strict=True):
            if form is not None:
                given.setdefault(cell, []).append(heading)
        if not given:
            return _("Nobody")
        return " ".join(f"{capitalised(joined(who))}: {cell[:1].lower() + cell[1:]}." for cell, who in given.items())

    def _agencies(self) -> list[tuple[str, str]]:
        rows = []
        for audience in self.table.audiences:
            if audience in Agency.Kind.values:
                names = [name for part, name in self.matter.agencies if part == audience]
                none = _("None is named today. One that the program names later sees what this table gives to it.")
                rows.append((capitalised(self.framework.words(audience, self.language).one), joined(names) or none))
        return rows

    def _part(self, part: str, *, plain: bool = False) -> str:
        word = self._word(part)
        return word if plain else capitalised(word)

    def _word(self, part: str, *, many: bool = False) -> str:
        words = self.framework.words(part, self.language)
        return words.many if many else words.one


# ---- blocks -------------------------------------------------------------------------------------------------------
def _section(key: str, heading: str, blocks: Iterable[Block]) -> Block:
    return {"key": key, "heading": heading, "blocks": [block for block in blocks if block]}


def _text(text: object) -> Block:
    return {"kind": "text", "text": str(text)}


def _list(points: Iterable[str], *, ordered: bool = False) -> Block:
    """Points with nothing under them."""
    return {"kind": "list", "ordered": ordered, "points": [{"text": text, "under": []} for text in points]}


def _facts(rows: Iterable[tuple[str, str | list[str]]]) -> Block:
    """Terms with one value, or with several."""
    return {
        "kind": "facts",
        "rows": [{"term": term, "value" if isinstance(value, str) else "lines": value} for term, value in rows],
    }


def _table(head: Sequence[str], rows: Sequence[Any]) -> Block:
    return {"kind": "table", "head": list(head), "rows": list(rows)}
