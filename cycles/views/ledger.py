"""Who was shown what about a pair: the ledger of disclosures, for the coachee and the coach (P2)."""

import datetime as dt
import io
import uuid
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.disclosure.classes import RecordClass
from coaching.documents.errors import PdfUnavailable, TooManyRows
from coaching.documents.pdf import render_pdf
from coaching.documents.sheets import Column, Kind, Table, table_html, write_csv
from coaching.models import LedgerEntry, Partnership
from coaching.requests import SignedIn
from cycles.models import HandedCase
from cycles.policies import Action, authorize
from cycles.services.audience import audience
from cycles.services.ledger import Line, Reader, entries_of, every_line, months_of, readers_of
from cycles.services.pairs import Pair
from cycles.times import short_day
from cycles.views import shown
from cycles.views.handing import handed_rows
from cycles.views.support import month_words

DAYS_NAMED = 3
"""So many days are named one by one; of more, the number and the last."""

Ground = LedgerEntry.Ground


@login_required
@require_GET
def partnership_ledger(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """By month and reader: the kinds of record, the days, the way and the ground; of one reader with `who`."""
    pair = _pair(request, pk)
    who = _who(request)
    page = _page(request.GET.get("page"))
    months, more = months_of(entries_of(pair.partnership, who), page)
    readers = readers_of(pair.partnership)
    grounds = _grounds(pair)
    context = {
        "pair": pair,
        "trail": shown.trail(pair, (_("Who was shown what"), "")),
        "sees": audience(pair, RecordClass.DISCLOSURE_RECORD),
        "months": [
            {"words": month_words(month), "readers": [_reader(one, pair, grounds) for one in rows]}
            for month, rows in months
        ],
        "handed": handed_rows(pair, [] if who or page > 1 else HandedCase.objects.filter(partnership=pk)),
        "handed_ground": grounds[Ground.AGREEMENT]["url"],
        "choices": [{"value": str(key), "name": name, "chosen": key == who} for key, name in readers],
        "is_filtered": who is not None,
        "path": request.path,
        "files": [
            {"label": label, "url": reverse("ledger_file", args=[pk, kind]) + _query(who)}
            for kind, label in (("pdf", "PDF"), ("csv", "CSV"))
        ]
        if months or HandedCase.objects.filter(partnership=pk).exists()
        else [],
        "newer_url": request.path + _query(who, page - 1) if page > 1 else "",
        "older_url": request.path + _query(who, page + 1) if more else "",
        "print_lines": [pair.others_names, pair.partnership.program.name],
    }
    return render(request, "cycles/ledger.html", context)


@login_required
@require_GET
def ledger_file(request: SignedIn, pk: uuid.UUID, kind: str) -> HttpResponse:
    """The same, line by line, as a file to keep. Their own record: fetching it is no disclosure."""
    pair = _pair(request, pk)
    who = _who(request)
    if kind not in ("csv", "pdf"):
        raise Http404
    table = _table(pair, entries_of(pair.partnership, who), with_handed=who is None)
    if kind == "csv":
        out = io.BytesIO()
        write_csv(table, out)
        content, content_type = out.getvalue(), "text/csv; charset=utf-8"
    else:
        try:
            body = format_html('<div class="dense">{}</div>', table_html(table))  # days stay whole
            content = render_pdf(body, title=table.title, language=get_language() or "en", made_at=timezone.now())
        except PdfUnavailable:
            messages.warning(request, _("PDF files cannot be made at the moment. You can print the page instead."))
            return redirect("partnership_ledger", pk)
        except TooManyRows as error:
            messages.warning(request, str(error))
            return redirect("partnership_ledger", pk)
        content_type = "application/pdf"
    name = f"who-was-shown-what-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _pair(request: SignedIn, pk: uuid.UUID) -> Pair:
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    return authorize(request.user, Action.READ, partnership)


def _who(request: SignedIn) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("who", ""))
    except ValueError:
        return None


def _page(text: str | None) -> int:
    """A page that there can be (fault 73)."""
    return min(max(int(text), 1), 1000) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _query(who: uuid.UUID | None, page: int = 1) -> str:
    wanted = ([f"who={who}"] if who else []) + ([f"page={page}"] if page > 1 else [])
    return f"?{'&'.join(wanted)}" if wanted else ""


def _grounds(pair: Pair) -> dict[str, dict[str, str]]:
    """Where each ground is read: the agreement, or what was decided about the time before."""
    decided = reverse("former_record", args=[pair.partnership.pk])
    urls = {Ground.AGREEMENT: shown.agreement_of(pair)["url"], Ground.HANDOVER: decided}
    return {ground: {"label": ground_words(ground), "url": urls.get(ground, "")} for ground in Ground}


def ground_words(ground: str) -> str:
    """Why it was shown, in plain words."""
    return str(Ground(ground).label)


def _reader(reader: Reader, pair: Pair, grounds: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "name": reader.name or _("Somebody without a name"),
        "part": ", ".join(filter(None, [pair.word(reader.part), reader.office])),
        "lines": [
            {
                "what": get_text_list(_class_words(line.classes), _("and")),
                "when": _days(line),
                "way": str(LedgerEntry.Way(line.way).label),
                "ground": grounds[line.ground],
            }
            for line in reader.lines.values()
        ],
    }


def _class_words(classes: Iterable[str]) -> list[str]:
    return [str(RecordClass(one).label) for one in classes]


def _days(line: Line) -> str:
    """The days, or how many and the last of them."""
    days = sorted(line.days)
    if len(days) <= DAYS_NAMED:
        return get_text_list([short_day(day) for day in days], _("and"))
    return ngettext("on %(n)d day, the last %(day)s", "on %(n)d days, the last %(day)s", len(days)) % {
        "n": len(days),
        "day": short_day(days[-1]),
    }


def _table(pair: Pair, entries: Any, *, with_handed: bool) -> Table:
    """One line for each day, reader and kind of record; and for each case without names that was taken along."""
    rows = [_row(one, pair) for one in every_line(entries)]
    if with_handed:
        handed = handed_rows(pair, HandedCase.objects.filter(partnership=pair.partnership))
        rows = sorted(
            [*rows, *(line for one in handed for line in _handed(one))], key=lambda row: row["day"], reverse=True
        )
    return Table(
        title=_("Who was shown what"),
        columns=[
            Column("day", _("Day"), Kind.DATE),
            Column("who", _("Who")),
            Column("part", _("Part")),
            Column("what", _("What"), note=_("The kind of record. This list holds no word of what stands in it.")),
            Column("how", _("How")),
            Column("why", _("Why")),
            Column("last", _("Last look"), Kind.DATETIME, _("To about ten minutes: many looks on a day are one line.")),
        ],
        rows=rows,
        filters=[(_("You work with"), pair.others_names), (_("Program"), pair.partnership.program.name)],
        notes=[_("What the people who work together see themselves is not in this list.")],
        time_zone=zoneinfo.ZoneInfo(pair.zone),
    )


def _handed(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A case that was taken along, a line for each kind of record in it."""
    handed: HandedCase = row["handed"]
    return [
        {
            "day": handed.handed_on,
            "who": row["whom"],
            "part": "",
            "what": str(RecordClass(one).label),
            "how": _("Handed on by the coach"),
            "why": ground_words(Ground.MASKED),
            "last": handed.handed_at,
        }
        for one in handed.classes
    ]


def _row(entry: LedgerEntry, pair: Pair) -> dict[str, str | dt.date | dt.datetime]:
    return {
        "day": entry.shown_on,
        "who": entry.reader_name,
        "part": ", ".join(filter(None, [pair.word(entry.part), entry.office])),
        "what": str(RecordClass(entry.record_class).label),
        "how": str(LedgerEntry.Way(entry.way).label),
        "why": ground_words(entry.ground),
        "last": entry.last_at,
    }
