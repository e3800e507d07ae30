"""What somebody would like a plan to say, before it is saved."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from agreements.answers import Answer
from agreements.clauses import Own


@dataclass(frozen=True)
class Practice:
    """A practice of focus in the pair's words; `from_list` where it was picked from the program's list (A1)."""

    text: str
    from_list: uuid.UUID | None = None


@dataclass(frozen=True)
class PlanDraft:
    """All that a plan says, as somebody would like it to be. Days are whole days; what is not decided yet is empty.

    The fields are those of Plan; `answers` has no key for what is not answered, `clauses` none for what stands as the
    framework has it.
    """

    mode: str = ""
    cycles: int | None = None
    hours: int | None = None
    rhythm_days: int | None = None
    rhythm_other: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    concern_name: str = ""
    concern_email: str = ""
    concern_phone: str = ""
    response_days: int | None = None
    answers: Mapping[str, Answer] = dataclasses.field(default_factory=dict)
    clauses: Mapping[str, Own] = dataclasses.field(default_factory=dict)
    practices: tuple[Practice, ...] = ()


FIELDS = tuple(one.name for one in dataclasses.fields(PlanDraft) if one.name != "practices")
