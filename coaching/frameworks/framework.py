"""A framework, read and checked: everything a program of coaching decides, and small questions to ask of it."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from coaching.disclosure.classes import AUDIENCES, Form, Part, RecordClass
from coaching.frameworks import structure as s
from coaching.frameworks.reading import FRAMEWORK_KEY, Flag, Integer, Keyed, Many, String, Table, TextReader, read
from coaching.frameworks.table import DisclosureRow, DisclosureTable
from coaching.frameworks.text import Text, Word

Rule = tuple[Part, RecordClass, Form]
"""(audience, record class, form): this audience is given records of this class in this form."""


RENEGOTIATE = "renegotiate"
"""The key of the item, in any phase, by which a framework says how a goal is agreed on anew."""

CELEBRATION = "celebration"
"""The key of the section of the log's notes in which something is celebrated (B6)."""


class HasKey(Protocol):
    @property
    def key(self) -> str: ...


Named = TypeVar("Named", bound=HasKey)


def canonical_json(content: Any) -> str:
    """The one way to write `content` as JSON: keys sorted, no spaces, characters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def terms_digest(rules: Iterable[Rule]) -> str:
    """The content address of a set of rules: 64 hex digits, the same for the same rules in any order."""
    plain = sorted({(str(audience), str(record_class), str(form)) for audience, record_class, form in rules})
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One version of a framework. Made by `from_dict` and `load_file` only, which check it."""

    key: str = read(String(FRAMEWORK_KEY, "child-welfare"))
    number: int = read(Integer(1, 9999))
    ready: bool = read(Flag())
    name: Text = read(TextReader())
    summary: Text = read(TextReader())
    vocabulary: s.Vocabulary = read(Table(s.Vocabulary))
    formats: tuple[s.Format, ...] = read(Many(Table(s.Format), least=1))
    agreement: s.AgreementText = read(Table(s.AgreementText))
    commitments: tuple[s.Commitment, ...] = read(Many(Table(s.Commitment), least=1))
    sections: tuple[s.Section, ...] = read(Many(Table(s.Section), least=1))
    concerns: s.Concerns = read(Table(s.Concerns))
    plan: tuple[s.PlanField, ...] = read(Many(Table(s.PlanField), least=1))
    practices: s.Practices = read(Table(s.Practices))
    modes: s.Modes = read(Table(s.Modes))
    dose: s.Dose = read(Table(s.Dose))
    rhythm: s.Rhythm = read(Table(s.Rhythm))
    cycle: s.CycleForm = read(Table(s.CycleForm))
    log: s.LogForm = read(Table(s.LogForm))
    feedback: s.Feedback = read(Table(s.Feedback))
    surveys: tuple[s.Survey, ...] = read(Many(Table(s.Survey)), default=())
    reminders: tuple[s.Reminder, ...] = read(Many(Table(s.Reminder), least=1))
    records: tuple[tuple[RecordClass, s.RecordWords], ...] = read(
        Keyed(RecordClass, Table(s.RecordWords), all_required=True)
    )
    forms: s.FormWords = read(Table(s.FormWords))
    disclosure: tuple[tuple[Part, tuple[tuple[RecordClass, Form], ...]], ...] = read(s.MATRIX)
    remarks: tuple[s.Remark, ...] = read(Many(Table(s.Remark)), default=())
    check_in: s.CheckIn | None = read(Table(s.CheckIn), default=None)
    lateness: s.Lateness | None = read(Table(s.Lateness), default=None)
    visits: s.Visits | None = read(Table(s.Visits), default=None)
    peers: s.Peers | None = read(Table(s.Peers), default=None)
    resources: s.Resources | None = read(Table(s.Resources), default=None)
    response: s.Response | None = read(Table(s.Response), default=None)
    separation: s.Separation | None = read(Table(s.Separation), default=None)
    conversation: s.Conversation | None = read(Table(s.Conversation), default=None)
    phases: tuple[s.Phase, ...] = read(Many(Table(s.Phase)), default=())
    guides: tuple[s.Guide, ...] = read(Many(Table(s.Guide)), default=())
    profiles: tuple[s.Profile, ...] = read(Many(Table(s.Profile)), default=())
    domains: tuple[s.Domain, ...] = read(Many(Table(s.Domain)), default=())
    goals: s.Goals | None = read(Table(s.Goals), default=None)
    assessments: tuple[s.Assessment, ...] = read(Many(Table(s.Assessment)), default=())
    letters: tuple[s.Letter, ...] = read(Many(Table(s.Letter)), default=())
    documents: tuple[s.Document, ...] = read(Many(Table(s.Document)), default=())
    conclusion: tuple[s.ConclusionStep, ...] = read(Many(Table(s.ConclusionStep)), default=())
    canonical: str = field(default="", repr=False)

    # ---- content and words ------------------------------------------------------------------------------------
    @property
    def content(self) -> dict[str, Any]:
        """The framework as plain data, as it stands in the file: a fresh copy each time."""
        plain: dict[str, Any] = json.loads(self.canonical)
        return plain

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the content, 64 hex digits."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def text(self, node: Text | dict[str, str], language: str) -> str:
        """A text of the framework in `language`; English where that language is missing."""
        text = Text(**node) if isinstance(node, dict) else node
        return text.in_language(language)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that people can hold in a program of this framework."""
        return tuple(part for part, _ in self.vocabulary.parts)

    def words(self, part: Part | str, language: str) -> Word:
        """What this framework calls a part, for one and for many. Raises KeyError for a part it does not have."""
        return self._word(_lookup(self.vocabulary.parts, Part(part)), language)

    def term(self, term: s.Term | str, language: str) -> Word:
        """What this framework calls a visit, a cycle, a practice, a goal, a step, a plan, a setting."""
        return self._word(_lookup(self.vocabulary.terms, s.Term(term)), language)

    @staticmethod
    def _word(words: s.Words, language: str) -> Word:
        return Word(words.one.in_language(language), words.many.in_language(language))

    # ---- the agreement ----------------------------------------------------------------------------------------
    def format(self, key: str) -> s.Format:
        return _find(self.formats, key, "format")

    def commitment(self, part: Part | str, format_key: str) -> s.Commitment | None:
        """What this part promises in this format, with only the clauses of this format; None if it promises nothing."""
        for commitment in self.commitments:
            if commitment.part == part and _is_for(commitment.formats, format_key):
                return dataclasses.replace(commitment, clauses=_clauses_of(commitment.clauses, format_key))
        return None

    def clauses_for(self, part: Part | str, format_key: str | None = None) -> tuple[s.Clause, ...]:
        """The clauses that this part promises, of one format or of all."""
        return tuple(
            clause
            for commitment in self.commitments
            if commitment.part == part and _is_for(commitment.formats, format_key)
            for clause in _clauses_of(commitment.clauses, format_key)
        )

    def advisers(self, format_key: str) -> dict[str, Text]:
        """Whom the coach may ask for advice without names, as the text that all sign says it (A9)."""
        items = (item for clause in self.clauses_in(format_key) for item in clause.items)
        return {item.advises.value: item.text for item in items if item.advises}

    def sections_at(self, place: s.Place | str, format_key: str | None = None) -> tuple[s.Section, ...]:
        """The shared sections that stand at one place of the agreement, with the clauses of this format."""
        return tuple(
            dataclasses.replace(section, clauses=_clauses_of(section.clauses, format_key))
            for section in self.sections
            if section.place == place and _is_for(section.formats, format_key)
        )

    def section(self, key: str) -> s.Section:
        return _find(self.sections, key, "section")

    @property
    def clauses(self) -> tuple[s.Clause, ...]:
        """Every clause: those of each part, then those of the shared sections."""
        promised = tuple(clause for commitment in self.commitments for clause in commitment.clauses)
        return promised + tuple(clause for section in self.sections for clause in section.clauses)

    def clause(self, key: str) -> s.Clause:
        return _find(self.clauses, key, "clause")

    def clauses_in(self, format_key: str) -> tuple[s.Clause, ...]:
        """The clauses of this format: those of each part, then those of the shared sections."""
        promised = [clause for part in Part for clause in self.clauses_for(part, format_key)]
        shared = [section for place in s.Place for section in self.sections_at(place, format_key)]
        return (*promised, *(clause for section in shared for clause in section.clauses))

    def open_clauses(self, format_key: str) -> dict[str, s.Clause]:
        """The clauses of this format that the pair may tailor, by key."""
        return {one.key: one for one in self.clauses_in(format_key) if one.open and not one.locked}

    def routes_for(self, format_key: str) -> tuple[s.Route, ...]:
        """The concern routes of this format."""
        return tuple(route for route in self.concerns.routes if _is_for(route.formats, format_key))

    def route(self, raised_by: Part | str, format_key: str | None = None) -> s.Route:
        """The way of a concern that this part has. Raises KeyError if the framework names none."""
        for route in self.concerns.routes:
            if route.raised_by == raised_by and _is_for(route.formats, format_key):
                return route
        raise KeyError(f"{self.key} has no concern route for {raised_by}")

    @property
    def codes(self) -> frozenset[str]:
        """Every requirement code that the content names anywhere."""
        return frozenset(_codes(self.content))

    def conclusion_for(self, format_key: str) -> tuple[s.ConclusionStep, ...]:
        """The steps by which coaching of this format is concluded, in order."""
        return tuple(step for step in self.conclusion if _is_for(step.formats, format_key))

    @property
    def renegotiating(self) -> s.Item | None:
        """What the framework says of a goal that stalls and is agreed on anew (D18), where it says something."""
        items = (item for phase in self.phases for item in phase.items)
        return next((item for item in items if item.key == RENEGOTIATE), None)

    # ---- the plan ---------------------------------------------------------------------------------------------
    def plan_fields(self, format_key: str) -> tuple[s.PlanField, ...]:
        """The questions of the plan form in this format, in order."""
        return tuple(field for field in self.plan if _is_for(field.formats, format_key))

    def plan_field(self, key: str) -> s.PlanField:
        return _find(self.plan, key, "plan field")

    def coaching_starts_field(self, format_key: str) -> s.PlanField | None:
        """The question whose day must be over before coaching starts (D3), if there is one."""
        return next((field for field in self.plan_fields(format_key) if field.starts_coaching), None)

    def communication_field(self, format_key: str) -> s.PlanField | None:
        """The question whose answer is the plan for communication (B3), if there is one."""
        return next((field for field in self.plan_fields(format_key) if field.communication), None)

    @property
    def contact_field(self) -> s.PlanField | None:
        """The field for the contact that the agreement must carry (A16), if there is one."""
        return next((field for field in self.plan if field.kind is s.FieldKind.CONTACT), None)

    def mode(self, key: str) -> s.Mode:
        return _find(self.modes.options, key, "mode")

    def modes_of(self, agreed: str) -> tuple[s.Mode, ...]:
        """The modes that a plan or its terms name: `agreed` is their keys with spaces between them."""
        return tuple(self.mode(key) for key in agreed.split())

    def domain(self, key: str) -> s.Domain:
        return _find(self.domains, key, "domain")

    def visit_modes(self, agreed: Iterable[str] | None = None) -> tuple[s.Mode, ...]:
        """The modes that a single visit can have: those agreed on, with one that combines others opened up.

        Without `agreed`, all of them.
        """
        single = tuple(mode for mode in self.modes.options if not mode.combines)
        if agreed is None:
            return single
        wanted = {key for name in agreed for key in (self.mode(name).combines or (name,))}
        return tuple(mode for mode in single if mode.key in wanted)

    @property
    def goal_areas(self) -> tuple[s.Domain, ...]:
        """What a goal can be about: school readiness, or the domains (B8, D6); none where goals have no areas."""
        return (self.goals.areas or self.domains) if self.goals else ()

    def goal_area(self, key: str) -> s.Domain:
        return _find(self.goal_areas, key, "area of goals")

    def rhythm_option(self, key: str) -> s.RhythmOption:
        return _find(self.rhythm.options, key, "rhythm")

    def practice_level(self, key: str) -> s.Level:
        return _find(self.practices.levels, key, "level")

    # ---- the work ---------------------------------------------------------------------------------------------
    @property
    def components(self) -> tuple[s.Component, ...]:
        return self.cycle.components

    def component(self, key: str) -> s.Component:
        return _find(self.components, key, "component")

    def place(self, key: str) -> s.Option:
        return _find(self.log.places, key, "place")

    def strategy_group(self, key: str) -> s.StrategyGroup:
        return _find(self.log.strategies, key, "strategy group")

    def strategy(self, group: str, key: str) -> s.Option:
        return _find(self.strategy_group(group).options, key, "strategy")

    def note_section(self, key: str) -> s.NoteSection:
        return _find(self.log.notes, key, "note section")

    @property
    def celebrating(self) -> s.NoteSection | None:
        """The section of the log in which something is celebrated (B6), where there is one."""
        return next((section for section in self.log.notes if section.key == CELEBRATION), None)

    def note_sections(self, *, by: Part | str) -> tuple[s.NoteSection, ...]:
        """The note sections that this part writes."""
        return tuple(section for section in self.log.notes if by in section.by)

    def survey(self, key: str) -> s.Survey:
        return _find(self.surveys, key, "survey")

    def reminder(self, key: str) -> s.Reminder:
        return _find(self.reminders, key, "reminder")

    def reminders_at(self, anchor: s.Anchor | str) -> tuple[s.Reminder, ...]:
        return tuple(reminder for reminder in self.reminders if reminder.anchor == anchor)

    def guide(self, key: str) -> s.Guide:
        return _find(self.guides, key, "guide")

    def profile(self, key: str, edition: int) -> s.Profile:
        for profile in self.profiles:
            if (profile.key, profile.edition) == (key, edition):
                return profile
        raise KeyError(f"no edition {edition} of profile {key!r}")

    def assessment(self, key: str) -> s.Assessment:
        return _find(self.assessments, key, "assessment")

    def start_checklists(self, format_key: str) -> tuple[s.Guide, ...]:
        """The lists of what is gone through when coaching starts, and marked with its day (C3, D2, D4)."""
        wanted = (s.Moment.START, s.GuideKind.CHECKLIST)
        return tuple(
            one for one in self.guides if (one.moment, one.kind) == wanted and _is_for(one.formats, format_key)
        )

    def start_questions(self, format_key: str) -> tuple[s.Guide, ...]:
        """The lists of questions by which people get to know each other and what is needed (B4, D16)."""
        wanted = (s.Moment.START, s.GuideKind.PROMPTS)
        return tuple(
            one for one in self.guides if (one.moment, one.kind) == wanted and _is_for(one.formats, format_key)
        )

    def letters_for(self, format_key: str) -> tuple[s.Letter, ...]:
        """The letters that can be written in this format."""
        parts = set(self.format(format_key).parts)
        return tuple(one for one in self.letters if one.sender in parts and parts.issuperset(one.to))

    def letter(self, key: str) -> s.Letter:
        return _find(self.letters, key, "letter")

    def document(self, key: str) -> s.Document:
        return _find(self.documents, key, "document")

    def reports_for(self, format_key: str) -> tuple[s.Document, ...]:
        """The reports that are written in this format (D8)."""
        return tuple(one for one in self.documents if one.is_written and _is_for(one.formats, format_key))

    # ---- disclosure -------------------------------------------------------------------------------------------
    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, by audience and class in the matrix's order. A sentence that is not here means no."""
        return tuple(
            (audience, record_class, form) for audience, column in self.disclosure for record_class, form in column
        )

    @property
    def terms_digest(self) -> str:
        """The content address of this framework's rules."""
        return terms_digest(self.rules)

    def form(self, audience: Part | str, record_class: RecordClass | str) -> Form | None:
        """In what form this audience is given this class once all have signed; None for not at all."""
        wanted = (Part(audience), RecordClass(record_class))
        return next((form for who, what, form in self.rules if (who, what) == wanted), None)

    def seen_by(self, record_class: RecordClass | str) -> tuple[tuple[Part, Form], ...]:
        """The audiences that are given this class, with the form: what the badge "who sees this" says."""
        return tuple((who, form) for who, what, form in self.rules if what == record_class)

    def record(self, record_class: RecordClass | str) -> s.RecordWords:
        """The plain words for a record class."""
        words: s.RecordWords = _lookup(self.records, RecordClass(record_class))
        return words

    def form_words(self, form: Form | str | None, language: str) -> str:
        """The plain words for a form; None is nothing."""
        words: Text = getattr(self.forms, "nothing" if form is None else Form(form).value)
        return words.in_language(language)

    def remarks_on(self, record_class: RecordClass | str, audience: Part | str | None = None) -> tuple[s.Remark, ...]:
        """The conditions on a class; with `audience`, those for it and those for everybody."""
        return tuple(
            remark
            for remark in self.remarks
            if remark.record_class == record_class and (audience is None or remark.audience in (None, audience))
        )

    def disclosure_table(self, language: str) -> DisclosureTable:
        """Who sees what, as the agreement prints it: a column for each audience that is given anything."""
        audiences = tuple(audience for audience in AUDIENCES if any(who == audience for who, _, _ in self.rules))
        return DisclosureTable(
            audiences=audiences,
            headings=tuple(self.words(audience, language).one for audience in audiences),
            rows=tuple(self._disclosure_row(record_class, audiences, language) for record_class in RecordClass),
        )

    def _disclosure_row(self, record_class: RecordClass, audiences: tuple[Part, ...], language: str) -> DisclosureRow:
        words = self.record(record_class)
        forms = tuple(self.form(audience, record_class) for audience in audiences)
        return DisclosureRow(
            record_class=record_class,
            label=words.label.in_language(language),
            meaning=words.meaning.in_language(language),
            parties=words.parties.in_language(language),
            cells=tuple(self.form_words(form, language) for form in forms),
            forms=forms,
            remarks=tuple(remark.text.in_language(language) for remark in self.remarks_on(record_class)),
        )


def _find(entries: Iterable[Named], key: str, what: str) -> Named:
    for entry in entries:
        if entry.key == key:
            return entry
    raise KeyError(f"no {what} {key!r}")


def _lookup(pairs: Iterable[tuple[Any, Any]], wanted: object) -> Any:
    for key, value in pairs:
        if key == wanted:
            return value
    raise KeyError(f"nothing for {wanted!s}")


def _is_for(formats: tuple[str, ...], format_key: str | None) -> bool:
    return format_key is None or not formats or format_key in formats


def _clauses_of(clauses: tuple[s.Clause, ...], format_key: str | None) -> tuple[s.Clause, ...]:
    return tuple(clause for clause in clauses if _is_for(clause.formats, format_key))


def _codes(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "codes":
                yield from value
            else:
                yield from _codes(value)
    elif isinstance(node, list):
        for value in node:
            yield from _codes(value)
