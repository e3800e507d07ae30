"""Coaching frameworks as data: the files in this folder, and what the rest of the product asks of them.

`from coaching.frameworks import stored` is what most callers need: it turns a `FrameworkVersion` into a `Framework`.
"""

from coaching.frameworks.errors import FrameworkError, Problem
from coaching.frameworks.framework import (
    Framework,
    Rule,
    canonical_json,
    terms_digest,
)
from coaching.frameworks.loader import FOLDER, from_dict, load_file, load_folder, ready_frameworks, stored
from coaching.frameworks.structure import (
    Anchor,
    Choose,
    DoseKind,
    Evaluation,
    FieldKind,
    GuideKind,
    Moment,
    Place,
    QuestionKind,
    Term,
)
from coaching.frameworks.table import DisclosureRow, DisclosureTable
from coaching.frameworks.text import LANGUAGES, Text, Word

__all__ = [
    "FOLDER",
    "LANGUAGES",
    "Anchor",
    "Choose",
    "DisclosureRow",
    "DisclosureTable",
    "DoseKind",
    "Evaluation",
    "FieldKind",
    "Framework",
    "FrameworkError",
    "GuideKind",
    "Moment",
    "Place",
    "Problem",
    "QuestionKind",
    "Rule",
    "Term",
    "Text",
    "Word",
    "canonical_json",
    "from_dict",
    "load_file",
    "load_folder",
    "ready_frameworks",
    "stored",
    "terms_digest",
]
