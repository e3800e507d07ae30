"""A piece of a draft as plain data: what answers one question of the plan, or what the pair made of one clause.

Pieces are what is suggested, and what is compared with what somebody saw before. A piece of a question is the answer
as `Plan.answers` keeps it, or a table of the columns that answer it; a piece of a clause is as in `Plan.clauses`.
"""

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agreements.models import Suggestion
from agreements.services.drafts import PlanDraft, Practice
from coaching.frameworks import FieldKind, Framework, canonical_json
from coaching.frameworks.structure import Clause, PlanField

Piece = Any
COLUMNS: dict[FieldKind, tuple[str, ...]] = {
    FieldKind.MODE: ("mode",),
    FieldKind.DOSE: ("cycles", "hours"),
    FieldKind.RHYTHM: ("rhythm_days", "rhythm_other"),
    FieldKind.DATES: ("starts_on", "ends_on"),
    FieldKind.CONTACT: ("concern_name", "concern_email", "concern_phone"),
    FieldKind.RESPONSE_DAYS: ("response_days",),
}
DAYS = frozenset(COLUMNS[FieldKind.DATES])
About = Suggestion.About


@dataclass(frozen=True)
class Place:
    """Where a piece belongs: a question that the framework asks in a format, or a clause that it leaves open."""

    key: str
    question: PlanField | None = None
    clause: Clause | None = None

    @property
    def about(self) -> str:
        """`Suggestion.about`."""
        return About.QUESTION if self.question else About.CLAUSE

    @property
    def name(self) -> str:
        """One name for both kinds, such as "question.mode"."""
        return f"{self.about}.{self.key}"

    @property
    def label(self) -> str:
        """The question, or the clause, in the active language."""
        return str(self.question.label if self.question else self.clause.text if self.clause else "")

    def of(self, draft: PlanDraft) -> Piece:
        """What a draft says here."""
        if self.question is None:
            return dict(draft.clauses.get(self.key, {}))
        if self.question.kind is FieldKind.PRACTICES:
            return [[one.text, str(one.from_list) if one.from_list else None] for one in draft.practices]
        names = COLUMNS.get(self.question.kind)
        if names is None:
            return draft.answers.get(self.key)
        return {name: _plain(getattr(draft, name)) for name in names}

    def into(self, draft: PlanDraft, piece: Piece) -> PlanDraft:
        """The draft with this piece in it, everything else as it was."""
        if self.question is None:
            return dataclasses.replace(draft, clauses=_with(draft.clauses, self.key, piece))
        if self.question.kind is FieldKind.PRACTICES:
            practices = tuple(Practice(text, uuid.UUID(one) if one else None) for text, one in piece or [])
            return dataclasses.replace(draft, practices=practices)
        if self.question.kind not in COLUMNS:
            return dataclasses.replace(draft, answers=_with(draft.answers, self.key, piece))
        return dataclasses.replace(draft, **{name: _typed(name, value) for name, value in piece.items()})


def places_of(framework: Framework, format_key: str) -> dict[str, Place]:
    """Every place of a format by its name, the questions first, in their order."""
    questions = [Place(one.key, question=one) for one in framework.plan_fields(format_key)]
    clauses = [Place(key, clause=one) for key, one in framework.open_clauses(format_key).items()]
    return {one.name: one for one in (*questions, *clauses)}


def pieces_of(framework: Framework, format_key: str, draft: PlanDraft) -> dict[str, Piece]:
    """What a draft says at every place, by name."""
    return {name: place.of(draft) for name, place in places_of(framework, format_key).items()}


def fingerprint(piece: Piece) -> str:
    """A short name for a piece, so that a page can say which one it showed."""
    return hashlib.sha256(canonical_json(piece).encode()).hexdigest()[:32]


def _with(given: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """`given` with `value` under `key`; without the key where there is no value."""
    rest = {name: one for name, one in given.items() if name != key}
    return rest if value in (None, "", [], {}) else {**rest, key: value}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name in DAYS and value else value
