"""People and partnerships as the set-up pages show them: texts, tones and addresses, made once in the view."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part
from coaching.forms.setup import AGENCY_PARTS, part_choices
from coaching.models import Program
from coaching.roster.partnerships import PairVerdict
from coaching.roster.practices import PracticeRow
from coaching.roster.verdicts import RowVerdict
from coaching.services.directory import Enrolled
from coaching.services.roster import Judged


def printable(text: str) -> str:
    """What was searched for, without what no name holds and no database takes."""
    return "".join(character for character in text if character.isprintable()).strip()


def part_names(program: Program) -> dict[str, str]:
    """Every part of the framework with its name, agencies' included."""
    names = dict(part_choices(program))
    return names | {part.value: str(part.label) for part in AGENCY_PARTS if part in program.framework.parts}


def person_row(program: Program, person: Enrolled, names: dict[str, str]) -> dict[str, Any]:
    """A person as the pages show them: texts and addresses, made once."""
    label, tone = invitation_state(person)
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "url": reverse("person_setup", args=[program.pk, person.id]),
        "state": label,
        "tone": tone,
        "may_invite": person.joined_at is None and not person.is_over,
        "was_invited": person.invited_at is not None,
        "parts": [_part_row(program, part, names) for part in person.parts],
    }


def _part_row(program: Program, part: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    place = part["site__name"] or part["agency__name"] or ""
    since = date_format(part["starts_on"], "DATE_FORMAT")
    if part["ends_on"] is None:
        time = _("since %(date)s") % {"date": since}
    elif part["is_over"]:
        time = _("left on %(date)s") % {"date": date_format(part["ends_on"], "DATE_FORMAT")}
    else:
        time = _("until %(date)s") % {"date": date_format(part["ends_on"], "DATE_FORMAT")}
    return {
        "name": names.get(part["part"], part["part"]),
        "place": place,
        "time": time,
        "external_id": part["external_id"],
        "is_over": part["is_over"],
        "end_url": "" if part["ends_on"] else reverse("part_end", args=[program.pk, part["id"]]),
    }


def invitation_state(person: Enrolled) -> tuple[str, str]:
    """Where somebody stands: words and tone of the pill."""
    if person.is_over:
        return _("Has left"), "neutral"
    if person.joined_at:
        return _("Joined"), "good"
    if person.is_undelivered:
        return _("Invitation came back"), "bad"
    if person.invited_at:
        day = date_format(localtime(person.invited_at), "MONTH_DAY_FORMAT")
        return _("Invited on %(date)s") % {"date": day}, "wait"
    return _("Not invited"), "warn"


def pager(page: Page, **keep: str) -> dict[str, str]:
    """What the pager component needs; the filters stay in the address."""

    def url(number: int) -> str:
        return "?" + urlencode({name: value for name, value in (*keep.items(), ("page", str(number))) if value})

    return {
        "newer_url": url(page.previous_page_number()) if page.has_previous() else "",
        "older_url": url(page.next_page_number()) if page.has_next() else "",
        "summary": _("%(first)d to %(last)d of %(all)d")
        % {"first": page.start_index(), "last": page.end_index(), "all": page.paginator.count},
    }


def partnership_rows(program: Program, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Partnerships as the pages show them: texts and addresses, made once."""
    language = (get_language() or "en")[:2]
    words = {part.value: capfirst(program.framework.words(part, language).one) for part in program.framework.parts}
    labels = {one.key: one.label.in_language(language) for one in program.framework.formats}
    standings = import_string(settings.PARTNERSHIP_STANDINGS)([row["id"] for row in rows], program=program)
    return [
        {
            "title": " · ".join(_names(row, Part.COACHEE, Part.PEER) or _names(row, *Part)),
            "format": labels.get(row["format"], row["format"]),
            "site": row["site__name"] or "",
            "since": date_format(localtime(row["created_at"]), "DATE_FORMAT"),
            **standings[row["id"]],
            "parties": [
                {
                    "name": party["user__person__name"],
                    "part": words.get(party["part"], party["part"]),
                    "url": reverse("person_setup", args=[program.pk, party["user_id"]]),
                    "left": party["left_at"] and date_format(localtime(party["left_at"]), "DATE_FORMAT"),
                    "leave_url": reverse("party_leave", args=[program.pk, party["id"]]),
                }
                for party in row["parties"]
            ],
        }
        for row in rows
    ]


def _names(row: dict[str, Any], *parts: Part) -> list[str]:
    return [party["user__person__name"] for party in row["parties"] if party["part"] in parts and not party["left_at"]]


VERDICT_TONES = {
    "new": "good",
    "ended": "neutral",
    "reworded": "info",
    "already_here": "info",
    "duplicate": "warn",
    "left_out": "neutral",
    "invalid": "bad",
}


def verdict_rows(verdicts: Sequence[Judged], names: dict[str, str]) -> list[dict[str, Any]]:
    """Every row of a roster for the preview; built by hand because there may be 5,000."""
    return [
        {
            "line": one.line,
            "name": one.values.name,
            "email": one.values.email,
            "part": names.get(one.values.part, ""),
            "site": one.values.site,
            "verdict": one.verdict.label,
            "tone": VERDICT_TONES[one.verdict.value],
            "may": one.is_importable,
            "notes": [text for _field, text in (*one.problems, *one.remarks)],
        }
        for one in verdicts
        if isinstance(one, RowVerdict)
    ]


def pair_verdict_rows(verdicts: Sequence[Judged]) -> list[dict[str, Any]]:
    """Every row of the sheet of partnerships for the preview."""
    return [
        {
            "line": one.line,
            "coaches": ", ".join(one.values.leaders),
            "learners": ", ".join(one.values.learners),
            "supervisor": one.values.supervisor,
            "verdict": one.verdict.label,
            "tone": VERDICT_TONES[one.verdict.value],
            "may": one.is_importable,
            "notes": [text for _field, text in (*one.problems, *one.remarks)],
        }
        for one in verdicts
        if isinstance(one, PairVerdict)
    ]


def practice_rows(verdicts: Sequence[Judged]) -> list[dict[str, Any]]:
    """Every row of a sheet of practices for the preview."""
    return [
        {
            "line": one.line,
            "text": one.values.text,
            "category": one.values.category,
            "replaces": one.values.replaces,
            "verdict": one.verdict.label,
            "tone": VERDICT_TONES[one.verdict.value],
            "may": one.is_importable,
            "notes": [text for _field, text in (*one.problems, *one.remarks)],
        }
        for one in verdicts
        if isinstance(one, PracticeRow)
    ]
