"""What a series would come to, shown before anything is written; and moving what is left of one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.requests import SignedIn
from coaching.vocabulary import counted
from cycles.forms.visits import PlanVisit
from cycles.models import Visit
from cycles.services import Changed, NotPlanned, move_later
from cycles.services.pairs import Pair, agreed_of
from cycles.services.series import Alike, Occurrence, digest_of, foresee
from cycles.times import clock_words, day_words, moment_words
from cycles.views import shown


def foreseen(
    request: SignedIn, pair: Pair, form: PlanVisit, days: Sequence[Any], visits: Sequence[Visit] = ()
) -> list[Occurrence]:
    """What these days would come to, by what stands in the form. Call when it is valid."""
    data = form.cleaned_data
    return foresee(
        user=request.user,
        partnership=pair.partnership,
        days=days,
        at=data["local_time"],
        zone=form.zone,
        minutes=data["planned_minutes"],
        which=data["which"],
        visits=visits,
    )


def preview(occurrences: Sequence[Occurrence], *, kept: Sequence[str] | None = None) -> dict[str, Any]:
    """The days with what is to be known of each. `kept`: those that are ticked; at first all without trouble."""
    rows = [_row(one, kept) for one in occurrences]
    return {"rows": rows, "shown": digest_of(occurrences), "count": sum(1 for row in rows if row["kept"])}


def _row(one: Occurrence, kept: Sequence[str] | None) -> dict[str, Any]:
    notes = []
    if one.clocks:
        notes.append(
            _("The clocks have changed by then, from %(before)s to %(after)s. The time on the clock stays the same.")
            % {"before": one.clocks[0], "after": one.clocks[1]}
        )
    if one.twice:
        notes.append(_("The clocks go back that night, and this time comes twice. The first one is meant."))
    if one.starts_at is None:
        notes.append(_("The clocks go forward that night, and this time does not exist. Plan this day by itself."))
    trouble = bool(one.clashes) or one.starts_at is None
    if one.clashes:
        times = shown.listed(moment_words(moment) for moment in one.clashes)
        notes.append(_("Something is planned at that time already: %(others)s.") % {"others": times})
    value = one.day.isoformat()
    return {
        "value": value,
        "day": day_words(one.day),
        "time": clock_words(timezone.localtime(one.starts_at).time()) if one.starts_at else "",
        "was": day_words(one.visit.local_date) if one.visit else "",
        "notes": notes,
        "trouble": trouble,
        "possible": one.starts_at is not None,
        "kept": one.starts_at is not None and (not trouble if kept is None else value in kept),
    }


def move_page(request: SignedIn, pair: Pair, visit: Visit, form: PlanVisit, later: list[Visit]) -> Any:
    """Move this and all later ones: what comes of it is shown first, and done once that is confirmed.

    Answers a redirect when it is done, else the preview for the page.
    """
    by = form.cleaned_data["local_date"] - visit.local_date
    occurrences = foreseen(request, pair, form, [one.local_date + by for one in later], later)
    agreed = agreed_of(pair.partnership)
    if agreed and agreed.ends_on and occurrences[-1].day > max(agreed.ends_on, later[-1].local_date):
        form.add_error(
            "local_date",
            _("You agreed on coaching until %(day)s, and the last one would be later.")
            % {"day": day_words(agreed.ends_on)},
        )
        return None
    if any(one.starts_at is None for one in occurrences):
        form.add_error("local_time", _("On one of these days the clocks skip this time. Choose another time."))
    look = preview(occurrences)
    if form.errors or request.POST.get("shown") != look["shown"]:
        return look
    return _move(request, pair, visit, form, occurrences) or look


def _move(
    request: SignedIn, pair: Pair, visit: Visit, form: PlanVisit, occurrences: list[Occurrence]
) -> HttpResponse | None:
    try:
        moved = move_later(visit=visit, by=request.user, occurrences=occurrences, alike=alike_of(form))
    except (Changed, NotPlanned):
        messages.warning(request, changed_words())
        return None
    count = {"count": counted(pair.terms, "visit", moved)}
    text = ngettext("%(count)s is moved.", "%(count)s are moved.", moved) % count
    messages.success(request, f"{text} {_('You both get one mail about all of them.')}")
    return redirect("partnership_visits", visit.partnership_id)


def alike_of(form: PlanVisit) -> Alike:
    """What stands in the form of all appointments of the series. Call when it is valid."""
    return Alike(**{name: form.cleaned_data[name] for name in ("local_time", "mode", "place", "planned_minutes")})


def changed_words() -> str:
    return _("The plan has changed since this page was made. Nothing was done. Look at the days again.")
