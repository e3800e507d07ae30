"""A person's own record of one partnership, to take along: as a document to read, and as every row that they read (A7).

Row security decides what is in it. Records of mandatory reports never go into a file (A8).
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, ForeignKey, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coaching.disclosure.models import Disclosed
from coaching.documents.sections import Section, item
from coaching.models import Partnership, Person, User
from cycles.models import MandatoryReport, PairQuestion, VisitFile
from cycles.models.releases import Item
from cycles.services.pairs import Pair
from cycles.services.readers import Reader, find_reader
from cycles.services.releases import Words
from cycles.services.support import find_support
from cycles.times import day_words
from cycles.views.release_words import words_of_all
from reports.record_rest import sections_around
from reports.supervisor import agreement_section, check_in_section, promise_section

NEVER = (MandatoryReport,)
"""What stays out of every file (A8)."""

OURS = frozenset({"partnership", "program", "terms"})
"""Columns that say the same of every row, or what only the database needs."""


def record_html(partnership: Partnership, user: User, *, asked_at: dt.datetime) -> tuple[str, str]:
    """The document as HTML, and its title, in the language that is active. Raises LookupError for no party."""
    reader = find_reader(partnership, user)
    if reader is None or reader.pair is None:
        raise LookupError("no party of this partnership")
    title = _("My coaching with %(name)s") % {"name": reader.title}
    context = {
        "title": title,
        "program": partnership.program.name,
        "when": date_format(timezone.localtime(asked_at), "DATETIME_FORMAT"),  # with the year, by which others are told
        "sections": [one for one in _sections(reader, reader.pair, user) if one and (one.items or one.facts)],
    }
    return render_to_string("reports/record_document.html", context), title


# ---- as it is read -----------------------------------------------------------------------------------------------
def _sections(reader: Reader, pair: Pair, user: User) -> Iterator[Section | None]:
    around = find_support(pair.partnership, user)
    yield agreement_section(reader)
    yield _of(pair, "practices", capfirst(pair.terms["practices"]), Item.PRACTICE, Item.LEVEL)
    yield _of(pair, "know", _("Strengths and needs"), Item.KNOWN, Item.NEEDS)
    yield _of(pair, "goals", _("Goals and action plan"), Item.PLAN)
    yield _of(pair, "cycles", capfirst(pair.terms["cycles"]), Item.CYCLE)
    yield _of(pair, "log", capfirst(pair.terms["visits"]), Item.LOG, Item.DETAIL)
    yield _of(pair, "notes", _("Notes"), Item.NOTE, Item.CELEBRATION)
    yield _of(pair, "ratings", _("Ratings"), Item.RATING)
    yield Section("questions", _("Questions"), "chat", items=list(_questions(pair)))
    yield from sections_around(pair, user)
    stay = _("The files themselves are not in this document. Take the record as a ZIP file to have them, too.")
    yield Section("files", _("Photos and PDFs"), "file", items=list(_files(pair)), meaning=stay)
    if around is not None:
        yield check_in_section(around)
        yield promise_section(around)


def _of(pair: Pair, key: str, title: str, *kinds: Item) -> Section:
    rows = [words for kind in kinds for words in words_of_all(pair, kind)]
    return Section(key, title, "", items=[_bare(one) for one in rows])


def _bare(words: Words) -> dict[str, Any]:
    """One thing; without its title where that says no more than the heading over it."""
    if [line["label"] for line in words.lines] == [words.title]:
        return item(words.lines[0]["text"])
    return item(words.title, words.lines)


def _questions(pair: Pair) -> Iterator[dict[str, Any]]:
    rows = PairQuestion.objects.filter(partnership=pair.partnership).prefetch_related("answers")
    for one in rows:
        asked = {"name": pair.name_of(one.asked_by_id), "day": day_words(one.asked_on)}
        lines = [{"label": _("%(name)s asked, %(day)s") % asked, "text": one.text}]
        lines += [
            {
                "label": _("%(name)s answered, %(day)s")
                % {"name": pair.name_of(answer.author_id), "day": day_words(answer.answered_on)},
                "text": answer.text,
            }
            for answer in one.answers.all()
        ]
        yield item(_("Question"), lines)


def _files(pair: Pair) -> Iterator[dict[str, Any]]:
    rows = VisitFile.objects.filter(partnership=pair.partnership, replaced_by=None).order_by("visit__local_date", "pk")
    for caption, mime, day in rows.values_list("caption", "mime", "visit__local_date"):
        yield item(caption or str(VisitFile.Mime(mime).label), note=day_words(day))


# ---- as rows -----------------------------------------------------------------------------------------------------
def write_rows(partnership: Partnership, user: User, *, asked_at: dt.datetime) -> bytes:
    """Every row of this partnership that the person reads, by table, as JSON: UTF-8, times in UTC, days as they are.

    People are ids, and named once. The same data and moment of request give the same bytes.
    """
    people: set[Any] = set()
    tables = {
        model._meta.label_lower: rows
        for model in sorted(_models(), key=lambda one: one._meta.label_lower)
        if (rows := [_row(model, values, people) for values in _readable(model, partnership)])
    }
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    content = {
        "made_for": str(user.pk),
        "asked_at": asked_at,
        "program": partnership.program.name,
        "framework": partnership.program.framework.key,
        "partnership": str(partnership.pk),
        "people": {str(one): names[one] for one in sorted(people, key=str) if one in names},
        "records": tables,
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _models() -> Iterator[type[Disclosed]]:
    for model in apps.get_models():
        if issubclass(model, Disclosed) and model not in NEVER:
            yield model


def _readable(model: type[Disclosed], partnership: Partnership) -> QuerySet[Disclosed, dict[str, Any]]:
    names = [field.attname for field in _told(model)]
    return model._default_manager.filter(partnership=partnership).order_by("written_at", "pk").values(*names)


def _told(model: type[Disclosed]) -> "list[Field[Any, Any]]":
    """The columns that are told: all but bytes and what is ours."""
    return [one for one in model._meta.concrete_fields if one.name not in OURS and not isinstance(one, BinaryField)]


def _row(model: type[Disclosed], values: dict[str, Any], people: set[Any]) -> dict[str, Any]:
    for one in _told(model):
        if isinstance(one, ForeignKey) and one.related_model is User and values[one.attname]:
            people.add(values[one.attname])
    return values
