"""A coach's own hours, as a page and as files to hand in. Nobody else has this page."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.documents.errors import PdfUnavailable, TooManyRows
from coaching.documents.sheets import Kind, Table, table_html, write_csv, write_xlsx
from coaching.models import Person
from coaching.requests import SignedIn
from cycles.times import hours_words, short_day
from reports import hours as own
from reports import presentation as show
from reports.forms import chosen_period
from reports.models import Export
from reports.services.files import CONTENT_TYPES, finished_pdf

SHOWN = 50
"""Visits listed on the page, the newest first; the files hold all."""

FORMATS = (Export.Format.PDF, Export.Format.XLSX, Export.Format.CSV)


@login_required
@require_GET
def own_hours(request: SignedIn) -> HttpResponse:
    """The visits of a period with the time around them, by month and by partnership. Eight queries, however many."""
    _check(request)
    period, form = chosen_period(request.GET, today=timezone.localdate())
    entries, places = own.entries_of(request.user, period), own.places_of(request.user)
    sums = own.sums_of(entries)
    label = {key: place.label for key, place in places.items()}
    rows = own.list_table(
        reversed(entries[-SHOWN:]), lambda one: label.get(one.partnership_id, ""), period=period, name=""
    )
    with_whom = [
        {
            "number": place.label,
            "names": ", ".join(place.names),
            "url": reverse("partnership_detail", args=[key]),
            "funding_url": reverse("funding", args=[key]),
        }
        for key, place in places.items()
        if any(one.partnership_id == key for one in entries)
    ]
    context = {
        "periods": show.period_choices(request.path, period, form),
        "headline": [
            {"label": words, "value": hours_words(minutes)}
            for words, minutes in (
                (_("Hours of visits"), sums.minutes),
                (_("Hours of preparation and follow-up"), sums.preparation + sums.follow_up),
                (_("Hours together"), sums.all),
                (_("Hours that are billable"), sums.billable),
            )
        ],
        "payers": _on_page(_by_payer(entries)) if any(one.payer for one in entries) else None,
        "called_off": own.CALLED_OFF,
        "months": _on_page(own.sums_table(own.month_groups(entries), title=_("By month"), head=_("Month"))),
        "partnerships": _on_page(_by_partnership(entries, lambda one: label.get(one.partnership_id, ""))),
        "visits": _on_page(rows, footer=False),
        "left_out": max(len(entries) - SHOWN, 0),
        "with_whom": with_whom,
        "is_empty": not entries,
        "formats": [(one.value, one.label) for one in FORMATS],
        "period": period,
        "print_lines": [period.words],
    }
    return render(request, "reports/hours.html", context)


@login_required
@require_GET
def hours_file(request: SignedIn) -> HttpResponse:
    """The same as a PDF, Excel or CSV file: with numbers instead of names, or initials where `initials` is ticked.

    The same bytes for the same data on one day (U8). It is the coach's own: fetching it is no disclosure.
    """
    _check(request)
    asked = request.GET.get("format", "")
    if asked not in FORMATS:
        raise Http404
    today = timezone.localdate()
    period, form = chosen_period(request.GET, today=today)
    if form.errors:  # the page says what is wrong with the days
        return redirect(f"{reverse('own_hours')}?{request.GET.urlencode()}")
    entries, places = own.entries_of(request.user, period), own.places_of(request.user)
    with_initials = request.GET.get("initials") == "on"
    labels = {key: place.initials if with_initials else place.label for key, place in places.items()}
    name = Person.objects.filter(pk=request.user.pk).values_list("name", flat=True).first() or request.user.email

    def whom(one: own.Entry) -> str:
        return labels.get(one.partnership_id, "")

    table = own.list_table(entries, whom, period=period, name=name)
    try:
        if asked == Export.Format.PDF:
            content = _pdf(table, entries, whom, today=today, zone=timezone.get_current_timezone_name())
        else:
            out = io.BytesIO()
            (write_xlsx if asked == Export.Format.XLSX else write_csv)(table, out)
            content = out.getvalue()
    except (PdfUnavailable, TooManyRows) as error:
        unavailable = _("PDF files cannot be made at the moment. You can print the page instead.")
        messages.warning(request, str(error) if isinstance(error, TooManyRows) else unavailable)
        days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
        return redirect(reverse("own_hours") + "?" + urlencode(days))
    filename = f"hours-{period.since:%Y-%m-%d}-{period.until:%Y-%m-%d}.{asked}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(content, CONTENT_TYPES[Export.Format(asked)], headers=headers)


def _check(request: SignedIn) -> None:
    """Raises Http404 for whoever neither leads nor led anybody."""
    if not own.keeps_hours(request.user):
        raise Http404


def _by_partnership(entries: list[own.Entry], whom: Callable[[own.Entry], str]) -> Table:
    groups: dict[Any, str] = {one.partnership_id: whom(one) for one in entries}
    found = [(groups[key], sums) for key, sums in own.by(entries, lambda one: one.partnership_id)]
    return own.sums_table(sorted(found, key=_natural), title=_("By partnership"), head=_("With"))


def _by_payer(entries: list[own.Entry]) -> Table:
    return own.sums_table(own.payer_groups(entries), title=_("By who pays"), head=_("Paid by"))


def _natural(group: tuple[str, own.Sums]) -> tuple[int, str]:
    """Partnership 2 before partnership 10."""
    return len(group[0]), group[0]


def _pdf(
    table: Table, entries: list[own.Entry], whom: Callable[[own.Entry], str], *, today: dt.date, zone: str
) -> bytes:
    title = _("Hours of coaching")
    parts: list[SafeString] = [
        *([table_html(_by_payer(entries))] if any(one.payer for one in entries) else []),
        table_html(own.sums_table(own.month_groups(entries), title=_("By month"), head=_("Month"))),
        table_html(_by_partnership(entries, whom)),
        table_html(replace(table, filters=(), notes=())),
    ]
    context = {"title": title, "facts": table.filters, "notes": table.notes, "parts": parts}
    html = render_to_string("reports/hours_document.html", context)
    return finished_pdf(html, title, dt.datetime.combine(today, dt.time(), tzinfo=ZoneInfo(zone)))


def _on_page(table: Table, *, footer: bool = True) -> dict[str, Any]:
    """A table for the page; its last line is the sum of the others."""
    rows = [[_cell(row.get(column.key)) for column in table.columns] for row in table.rows]
    return {
        "caption": table.title,
        "columns": [
            {"label": column.label, "numeric": column.kind in (Kind.INTEGER, Kind.MINUTES)} for column in table.columns
        ],
        "rows": rows[:-1] if footer else rows,
        "footer": rows[-1] if footer else None,
    }


def _cell(value: Any) -> Any:
    if isinstance(value, dt.date):
        return short_day(value)
    return "–" if value is None or value == "" else value
