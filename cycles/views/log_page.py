"""The page of a visit's log: what it is filled in with, what it says, and what happens when it is finished."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coaching.disclosure.classes import RecordClass
from coaching.requests import SignedIn
from cycles.forms.attendance import who_choices
from cycles.forms.conversations import of_the_guide
from cycles.forms.logs import VisitLogForm
from cycles.forms.visits import place_initial
from cycles.models import Cycle, LogDraft, Visit
from cycles.policies import Action, may
from cycles.services import Finished, LogEntry, NotReady, NotSigned, finish_unplanned_visit, finish_visit, overlapping
from cycles.services.attendance import grace_of
from cycles.services.audience import audience, while_written
from cycles.services.drafts import draft_of
from cycles.services.last_time import last_time
from cycles.services.pairs import Agreed, Pair, agreed_of, minutes_used, visit_modes
from cycles.services.progress import open_cycle, standing
from cycles.services.visit_steps import open_steps
from cycles.times import day_words, hours_words, moment_words, now_in, short_day
from cycles.views import shown
from cycles.views.file_list import draft_piece
from cycles.views.observations import focus_of, log_starts_from

UNTOUCHED = ("csrfmiddlewaretoken", "version", "entry")


class LogPage:
    """One person writing one log. `visit` is None when nobody had planned it.

    `names` are those of its addresses, for a planned visit and for one that nobody had planned. The guide to a
    conversation is another such page, with a form of its own, over the same draft.
    """

    template = "cycles/visit_log.html"
    kinds = ("visit", "new")
    names: Mapping[str, tuple[str, str]] = {
        "page": ("visit_log", "visit_log_new"),
        "guide": ("visit_converse", "visit_converse_new"),
        "finish": ("visit_finish", "visit_finish_new"),
        "save": ("visit_draft_save", "visit_draft_save_new"),
        "back": ("visit_detail", "partnership_detail"),
    }

    def __init__(self, request: SignedIn, pair: Pair, visit: Visit | None) -> None:
        self.request, self.pair, self.visit = request, pair, visit
        self.partnership = pair.partnership
        self.zone = visit.time_zone if visit else pair.zone

    # ---- what there is ------------------------------------------------------------------------------------------
    @cached_property
    def agreed(self) -> Agreed | None:
        return agreed_of(self.partnership)

    @cached_property
    def draft(self) -> LogDraft | None:
        return draft_of(partnership=self.partnership, visit=self.visit, by=self.request.user)

    @cached_property
    def next_visit(self) -> Visit | None:
        """The appointment that follows this one, if there is one already."""
        later = Visit.objects.filter(
            partnership=self.partnership, state=Visit.State.PLANNED, starts_at__gt=now_in(self.zone)
        )
        if self.visit:
            later = later.exclude(pk=self.visit.pk)
        return later.order_by("starts_at").first()

    def waiting(self) -> dict[str, str] | None:
        """An appointment that is over and not logged, for whoever is about to log the same visit as unplanned."""
        if self.visit:
            return None
        planned = Visit.objects.filter(partnership=self.partnership, state=Visit.State.PLANNED)
        visit = planned.filter(starts_at__lte=now_in(self.zone)).order_by("-starts_at").first()
        if visit is None:
            return None
        return {"url": reverse("visit_log", args=[visit.pk]), "when": moment_words(visit.starts_at)}

    @cached_property
    def entry(self) -> str:
        """The id that an unplanned visit will have, so that it is written once however often it is sent."""
        typed = self.request.POST.get("entry", "")
        try:
            return str(uuid.UUID(typed))
        except ValueError:
            return str(self.draft.pk if self.draft else uuid.uuid4())

    def make_form(self, data: Any, **options: Any) -> VisitLogForm:
        return VisitLogForm(data, **options)

    def entry_of(self, form: VisitLogForm) -> LogEntry:
        return form.entry()

    def address(self, name: str) -> str:
        planned, unplanned = self.names[name]
        return reverse(planned, args=[self.visit.pk]) if self.visit else reverse(unplanned, args=[self.partnership.pk])

    def title(self) -> str:
        return (_("Log the %(visit)s") if self.visit else _("Log a %(visit)s")) % self.pair.terms

    def more(self) -> dict[str, Any]:
        """What the template needs besides."""
        return {"guide_url": self.address("guide") if self.pair.framework.conversation else ""}

    def form(self, data: Any = None) -> VisitLogForm:
        form = self.make_form(
            data,
            framework=self.pair.framework,
            part=self.pair.me.part,
            modes=visit_modes(self.pair, self.agreed),
            zone=self.zone,
            late=who_choices(self.pair) if self.visit and grace_of(self.pair.framework) is not None else None,
            helping=shown.helping_words(self.pair.framework, self.partnership.format),
            steps=open_steps(self.partnership) if may(self.pair, Action.STEP_WRITE) else (),
            initial=self._initial() if data is None else None,
        )
        if self.next_visit:
            for name in ("plan_next", "next_on", "next_at", "next_which"):
                form.fields.pop(name)
        return form

    def _initial(self) -> dict[str, Any]:
        """The appointment, and over it what was typed before."""
        now = now_in(self.zone)
        day = min(self.visit.local_date, now.date()) if self.visit else now.date()
        initial: dict[str, Any] = {"visited_on": day}
        if self.visit:
            initial |= {
                "started": self.visit.local_time,
                "minutes": self.visit.planned_minutes,
                "mode": self.visit.mode,
                "helping": self.visit.kind == Visit.Kind.HELPING,
            } | place_initial(self.pair.framework, self.visit.place)
            initial |= log_starts_from(self.pair, self.visit)
        if self.agreed and self.agreed.rhythm_days:
            initial |= {
                "plan_next": True,
                "next_on": self._one_rhythm_on(day, now.date()),
                "next_at": initial.get("started"),
            }
        typed = dict(self.draft.data) if self.draft else {}
        for box in ("plan_next", "helping"):
            if box in typed:
                typed[box] = bool(typed[box])
        return initial | typed

    def _one_rhythm_on(self, day: dt.date, today: dt.date) -> dt.date:
        """The day of the next visit by the agreed rhythm; never one that is over."""
        assert self.agreed and self.agreed.rhythm_days
        step = dt.timedelta(days=self.agreed.rhythm_days)
        day += step
        while day <= today:
            day += step
        return day

    # ---- what is shown ------------------------------------------------------------------------------------------
    def show(self, form: VisitLogForm, *, conflicts: list[dict[str, str]] | None = None) -> HttpResponse:
        if self.agreed is None:
            return self.not_signed()
        planned, key = self.visit, self.visit.pk if self.visit else self.partnership.pk
        kind = self.kinds[0 if planned else 1]
        draft_key = f"alongside:draft:{self.request.user.pk}:{kind}:{key}"
        context = {
            "pair": self.pair,
            "words": self.pair.terms,
            "form": form,
            "visit": planned,
            "title": self.title(),
            "trail": shown.trail(self.pair, (self.title(), "")),
            "entry": self.entry,
            "version": self.draft.version if self.draft else 0,
            "draft": self.draft,
            "draft_key": draft_key,
            "typed": " ".join(self.draft.data) if self.draft else "",
            "address": self.address("page"),
            "blank_url": self.blank_url(),
            "finish_url": self.address("finish"),
            "save_url": self.address("save"),
            "back": self.address("back"),
            "usual_minutes": self.pair.framework.log.usual_minutes,
            "today": now_in(self.zone).date().isoformat(),
            "zone": self.zone.replace("_", " ") if self.zone != self.request.user.time_zone else "",
            "next_visit": self.next_visit and moment_words(self.next_visit.starts_at),
            "waiting": self.waiting(),
            "conflicts": conflicts,
            "cycle": self._cycle_words(),
            "focus": focus_of(self.pair, planned) if planned else None,
            "rule": str(self.pair.framework.lateness.text) if self.pair.framework.lateness else "",
            "as_last_time": self._as_last_time(form),
            "takes_files": self.pair.framework.log.attachments,
            **draft_piece(self.request, self.pair, planned),
            "sees": self._sees(),
            **self.more(),
        }
        return render(self.request, self.template, context)

    def blank_url(self) -> str:
        """The empty page that stands in for this one while there is no connection; nothing of the pair is in it."""
        language = translation.get_language() or "en"
        return reverse("log_blank", args=[self.partnership.framework_version_id, self.pair.me.part, language])

    def show_or_guide(self) -> HttpResponse:
        """The page; the guide instead, where the draft has words that only the guide shows."""
        if self.pair.framework.conversation and self.draft and of_the_guide(self.draft.data):
            return redirect(self.address("guide"))
        return self.show(self.form())

    def not_signed(self) -> HttpResponse:
        """Why a visit cannot be logged yet, and where that is put right."""
        context = {
            "pair": self.pair,
            "label": self.title(),
            "trail": shown.trail(self.pair, (self.title(), "")),
            "agreement": shown.agreement_of(self.pair),
        }
        return render(self.request, "cycles/visit_log_waits.html", context)

    def _cycle_words(self) -> dict[str, Any]:
        """Which cycle this visit belongs to, what it still needs, and whether it is more than was agreed (fault 29)."""
        cycle = open_cycle(self.partnership)
        number = cycle.number if cycle else self.partnership_cycles + 1
        planned = self.agreed.cycles if self.agreed else None
        so_far = standing(self.pair.framework, cycle)
        return {
            "number": number,
            "planned": planned,
            "beyond": bool(planned and number > planned),
            "done": [str(self.pair.framework.component(key).label) for key in so_far.done],
            "plan_url": reverse("plan_edit", args=[self.partnership.pk]),
        }

    def _as_last_time(self, form: VisitLogForm) -> str:
        """What one press fills in, as JSON by field; empty where there was no last time."""
        last = last_time(self.partnership, self.request.user)
        return json.dumps(form.as_last_time(last)) if last else ""

    @cached_property
    def partnership_cycles(self) -> int:
        return Cycle.objects.filter(partnership=self.partnership).count()

    def _sees(self) -> dict[str, Any]:
        return {
            "log": audience(self.pair, RecordClass.LOG),
            "attendance": audience(self.pair, RecordClass.ATTENDANCE),
            "detail": audience(self.pair, RecordClass.VISIT_DETAIL),
            "notes": audience(self.pair, RecordClass.NOTES),
            "steps": audience(self.pair, RecordClass.ACTION_PLAN),
            "draft": while_written(self.pair),
        }

    # ---- what is done -------------------------------------------------------------------------------------------
    def finish(self) -> HttpResponse:
        """Finish, or show the form again with what is wrong, or with what another tab has saved meanwhile."""
        if self.visit and self.visit.state == Visit.State.LOGGED:
            return redirect("visit_detail", self.visit.pk)
        if self.visit is None and (before := self._finished_before()):
            messages.info(self.request, _("This is logged already."))
            return redirect("visit_detail", before.pk)
        if self.template == LogPage.template and self.draft and of_the_guide(self.draft.data):
            messages.info(self.request, _("This conversation was prepared in the guide. Finish it there."))
            return redirect(self.address("guide"))
        form = self.form(self.request.POST)
        conflicts = self._conflicts(form)
        if conflicts or not form.is_valid():
            return self.show(form, conflicts=conflicts)
        try:
            finished = self._finish(form)
        except NotSigned:
            return self.not_signed()
        except NotReady:
            form.add_error(None, _("This could not be logged. Look at the day, the start and the minutes."))
            return self.show(form)
        self._say(finished)
        return redirect("visit_detail", finished.visit.pk)

    def _finished_before(self) -> Visit | None:
        """The visit that this very form has become already: its answer was lost on the way."""
        return Visit.objects.filter(pk=self.entry, partnership=self.partnership, state=Visit.State.LOGGED).first()

    def _finish(self, form: VisitLogForm) -> Finished:
        entry = self.entry_of(form)
        if self.visit:
            return finish_visit(visit=self.visit, by=self.request.user, data=entry)
        return finish_unplanned_visit(
            partnership=self.partnership, by=self.request.user, data=entry, entry=uuid.UUID(self.entry)
        )

    def _conflicts(self, form: VisitLogForm) -> list[dict[str, str]]:
        """What another tab has saved since this page was last in step with the draft (fault 31)."""
        if self.draft is None or str(self.draft.version) == self.request.POST.get("version"):
            return []
        found = []
        for name, theirs in self.draft.data.items():
            if name not in form.fields:
                continue
            many = isinstance(theirs, list)
            mine = self.request.POST.getlist(name) if many else self.request.POST.get(name, "").replace("\r\n", "\n")
            if (sorted(mine) if many else mine) != (sorted(theirs) if many else theirs):
                found.append(
                    {
                        "name": name,
                        "label": str(form.fields[name].label),
                        "text": shown.listed(theirs) if many else str(theirs),
                    }
                )
        return found

    def _say(self, finished: Finished) -> None:
        """What came of it, in words."""
        if finished.again:
            messages.info(self.request, _("This is logged already."))
            return
        words = self.pair.terms
        name = self.pair.others_names
        messages.success(self.request, _("Logged. %(name)s can read it now.") % {"name": name})
        if finished.completed:
            text = _("%(Cycle)s %(n)d is complete.") % {**words, "n": finished.cycle.number}
            messages.success(self.request, text)
        if finished.next_visit:
            when = moment_words(finished.next_visit.starts_at)
            messages.success(self.request, _("Next %(visit)s planned: %(when)s.") % {**words, "when": when})
        for warning in self._warnings(finished):
            messages.warning(self.request, warning)

    def _warnings(self, finished: Finished) -> Iterator[str]:
        agreed, visit, words = self.agreed, finished.visit, self.pair.terms
        if agreed and agreed.cycles and finished.cycle.number > agreed.cycles:
            yield _(
                "This is %(cycle)s %(n)d, and you agreed on %(planned)d. To go on, change the plan and sign it again."
            ) % {**words, "n": finished.cycle.number, "planned": agreed.cycles}
        if agreed and agreed.hours and (used := minutes_used(self.partnership)) > agreed.hours * 60:
            yield _("Your %(visits)s add up to %(used)s hours, and you agreed on %(planned)d.") % {
                **words,
                "used": hours_words(used),
                "planned": agreed.hours,
            }
        if agreed and not agreed.starts_on <= visit.local_date <= (agreed.ends_on or visit.local_date):
            yield _("This lies outside the time you agreed on, which is %(first)s to %(last)s.") % {
                "first": short_day(agreed.starts_on),
                "last": short_day(agreed.ends_on) if agreed.ends_on else _("open"),
            }
        minutes = visit.log.minutes if hasattr(visit, "log") else visit.planned_minutes
        others = overlapping(user=self.request.user, starts_at=visit.starts_at, minutes=minutes, besides=visit.pk)
        if others:
            yield _("You have something else at the same time: %(others)s.") % {
                "others": shown.listed(day_words(other.local_date) for other in others)
            }


@dataclass
class Refused:
    """A log that its writer may not finish any more, with the words that would be lost (fault 4)."""

    request: SignedIn
    status: int = 0

    def page(self) -> HttpResponse:
        texts = [
            {"name": name, "text": "\n".join(self.request.POST.getlist(name))}
            for name in self.request.POST
            if name not in UNTOUCHED and any(len(value) > 40 for value in self.request.POST.getlist(name))
        ]
        return render(self.request, "cycles/visit_log_refused.html", {"texts": texts}, status=self.status)


@contextmanager
def offer_text_back(request: SignedIn) -> Iterator[Refused]:
    """Whoever may not finish a log is shown their own words, the same for a visit that is hidden or not there."""
    refused = Refused(request)
    try:
        yield refused
    except Http404:
        refused.status = 404
    except PermissionDenied:
        refused.status = 403
