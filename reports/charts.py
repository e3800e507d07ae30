"""The charts of a report, described once for the page and for the PDF. The drawing is coaching/charts.py's."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.vocabulary import counted, terms
from reports.figures import ProgramFigures

STEPS = 4
"""Between nothing and all, the plans are counted in so many equal steps."""


def program_charts(figures: ProgramFigures) -> list[dict[str, Any]]:
    """Return what can be drawn of these figures, in order; nothing is drawn of a class that is not given."""
    wanted = (dose_chart(figures), *month_charts(figures), site_chart(figures), practice_chart(figures))
    return [chart for chart in wanted if chart]


def dose_chart(figures: ProgramFigures) -> dict[str, Any] | None:
    """How many partnerships have done how much of their plan (dose against plan)."""
    shares = [row.share for row in figures.rows if row.share is not None]
    if not shares:
        return None
    labels = [_("None yet"), _("Up to ¼"), _("Up to ½"), _("Up to ¾"), _("Over ¾"), _("All")]
    counts = [0] * len(labels)
    for share in shares:
        counts[_step(share)] += 1
    half = sum(1 for share in shares if share >= 0.5)
    return {
        "title": _("How much of the plan is done"),
        "summary": ngettext(
            "%(half)s of %(count)s partnership has done at least half of its plan.",
            "%(half)s of %(count)s partnerships have done at least half of their plan.",
            len(shares),
        )
        % {"half": half, "count": len(shares)},
        "labels": labels,
        "label_heading": _("Done of what was planned"),
        "series": [{"label": _("Partnerships"), "values": counts}],
    }


def _step(share: float) -> int:
    """The place of a share among the labels of the chart."""
    if share <= 0:
        return 0
    return STEPS + 1 if share >= 1 else min(int(share * STEPS - 1e-9), STEPS - 1) + 1


def month_charts(figures: ProgramFigures) -> list[dict[str, Any]]:
    """Visits and minutes by month; two charts, because their numbers have different units."""
    if not figures.months:
        return []
    words = terms(figures.program.framework)
    labels = [date_format(month.first, "M Y" if len(figures.months) <= 6 else "M y") for month in figures.months]
    shared = {"labels": labels, "label_heading": _("Month")}
    visits, minutes = figures.total("visits"), figures.total("minutes")
    return [
        {
            **shared,
            "title": _("%(Visits)s by month") % words,
            "summary": _("%(count)s in the period.") % {"count": counted(words, "visit", visits)},
            "series": [{"label": words["Visits"], "values": [month.visits for month in figures.months]}],
        },
        {
            **shared,
            "title": _("Minutes by month"),
            "summary": ngettext("%(count)s minute in the period.", "%(count)s minutes in the period.", minutes)
            % {"count": minutes},
            "series": [{"label": _("Minutes"), "values": [month.minutes for month in figures.months]}],
        },
    ]


def site_chart(figures: ProgramFigures) -> dict[str, Any] | None:
    """Whether coaching reaches each site alike: minutes for each partnership."""
    sites = figures.by_site() if figures.months else []
    if not sites:
        return None
    return {
        "title": _("Minutes for each partnership, by site"),
        "summary": _("The minutes of the period, divided by the number of partnerships at the site."),
        "labels": [site.name or _("No site") for site in sites],
        "label_heading": _("Site"),
        "series": [
            {"label": _("Minutes for each partnership"), "values": [round(site.minutes_each) for site in sites]}
        ],
        "lying": True,
    }


def practice_chart(figures: ProgramFigures) -> dict[str, Any] | None:
    """The practices that most partnerships work on."""
    if not figures.most_used:
        return None
    return {
        "title": _("Practices most in focus"),
        "summary": _("Practices in the very same words are counted as one. At most ten are shown."),
        "labels": [text for text, used in figures.most_used],
        "label_heading": _("Practice"),
        "series": [{"label": _("Partnerships"), "values": [used for text, used in figures.most_used]}],
        "lying": True,
    }
