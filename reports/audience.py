"""What one part is given, whatever else the person who holds it is (faults 7 and 8).

Row security shows a person the union of everything that their parts give them. A page or a file is made in one part,
so it asks with the rules of that part alone. The rules are read from the same rows that row security reads.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.models import DisclosureRule, Partnership, Party

Row = TypeVar("Row", bound=Disclosed)

REPORTING_PARTS = (Part.LEADERSHIP, Part.REGIONAL_LEADERSHIP, Part.LOCAL_AGENCY, Part.STATE_BUREAU)
"""The parts of a program that reports are made for."""

PARTS_TOLD_OF_WAITING = (Part.ADMINISTRATOR, Part.LEADERSHIP, Part.REGIONAL_LEADERSHIP)
"""Who learns that an agreement waits before it is signed; the same parts as in the policy "waiting"."""


Known = Mapping[uuid.UUID, Collection[str]]
"""What `classes_given_to` has said of all terms: then a million rows are not joined with the rules again."""


def readable_as(
    part: str, model: type[Row], *, programs: Iterable[uuid.UUID], known: Known | None = None
) -> QuerySet[Row]:
    """Return the rows of `model` in `programs` that are given to `part` in full, with names.

    These are the rows of partnerships whose signed terms say so; what `part` gets masked, as counts or by release is
    not among them. The caller has made sure that the reader holds `part` in each of the programs.
    """
    rows = model._default_manager.filter(program__in=list(programs))
    spec = model.disclosure
    if spec.author_only:
        return rows.none()
    if spec.status and part in PARTS_TOLD_OF_WAITING:
        return rows
    rows = rows.filter(terms__in=_terms_that_give(part, spec.record_class, known=known))
    if spec.leaves == "true":
        return rows
    # The condition under which a row leaves its pair at all stands in the model, and is not written down again here
    return rows.filter(RawSQL(spec.leaves, (), output_field=BooleanField()))  # noqa: S611  constants of the models


def partnerships_given_to(
    part: str, *, programs: Iterable[uuid.UUID], known: Known | None = None
) -> QuerySet[Partnership]:
    """Return the partnerships in `programs` of which signed terms give `part` any record in full."""
    return Partnership.objects.filter(program__in=list(programs), terms__in=_terms_that_give(part, known=known))


def parties_given_to(part: str, *, programs: Iterable[uuid.UUID]) -> QuerySet[Party]:
    """Return the people's places in those partnerships."""
    return Party.objects.filter(program__in=list(programs), terms__in=_terms_that_give(part))


def classes_given_to(part: str, *, terms: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, frozenset[str]]:
    """Return, for each of `terms`, the record classes that it gives to `part` in full.

    Without `terms`, for all that give it any: terms are shared by all who signed the same, so there are few.
    """
    found: dict[uuid.UUID, set[str]] = defaultdict(set, {one: set() for one in terms or ()})
    rules = DisclosureRule.objects.filter(audience=part, form=Form.ALL)
    if terms is not None:
        rules = rules.filter(terms__in=list(found))
    for one, record_class in rules.values_list("terms_id", "record_class"):
        found[one].add(record_class)
    return {one: frozenset(classes) for one, classes in found.items()}


def _terms_that_give(
    part: str, record_class: str | None = None, *, known: Known | None = None
) -> QuerySet[DisclosureRule, Any] | list[uuid.UUID]:
    """The signed terms under which `part` is given this class in full; without a class, anything but a bare status."""
    if known is not None:
        wanted = {record_class} if record_class else set(RecordClass) - {RecordClass.AGREEMENT_STATUS}
        return [one for one, classes in known.items() if not wanted.isdisjoint(classes)]
    rules: QuerySet[DisclosureRule] = DisclosureRule.objects.filter(audience=part, form=Form.ALL)
    if record_class is None:
        rules = rules.exclude(record_class=RecordClass.AGREEMENT_STATUS)
    else:
        rules = rules.filter(record_class=record_class)
    return rules.values("terms")
