"""The log of a visit, made of what the framework asks (A6, A13, P1)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.disclosure.classes import Part
from coaching.forms.explained import ExplainedChoices
from coaching.frameworks import Framework
from coaching.frameworks.structure import Mode, NoteSection, StrategyGroup
from coaching.vocabulary import terms
from cycles.forms.around import NO, YES, AroundFields
from cycles.forms.attendance import LateFields
from cycles.forms.fields import NotesField, WordsField, date_field, minutes_field, time_field
from cycles.forms.visits import PlaceFields, ask_which, place_initial, set_helping, skipped_words, which_field
from cycles.models import ActionStep
from cycles.services.last_time import LastTime
from cycles.services.logs import LogEntry
from cycles.times import FIRST, TimeSkipped, now_in, to_utc

NAMES_LENGTH = 200
"""Characters for all strategies with names of their own, a line each."""


class VisitLogForm(AroundFields, LateFields, PlaceFields):
    """Everything that is written down about a visit, on one page.

    `initial` may be a draft: what was typed, by the names of the fields. Times are wall times in `zone`. `late`: who
    can have come late, as (id, name), where the framework asks.
    """

    visited_on = date_field(label=gettext_lazy("Day"))
    started = time_field(label=gettext_lazy("Start"))
    minutes = minutes_field(label=gettext_lazy("Minutes"))
    mode = forms.ChoiceField(label=gettext_lazy("How you met"), widget=forms.RadioSelect)
    components = ExplainedChoices(
        label=gettext_lazy("What you did together"),
        required=False,
    )
    helping = forms.BooleanField(required=False)
    plan_next = forms.BooleanField(required=False)
    next_on = date_field(label=gettext_lazy("Day"), required=False)
    next_at = time_field(label=gettext_lazy("Start"), required=False)
    next_which = which_field()

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        part: Part | str,
        modes: tuple[Mode, ...],
        zone: str,
        late: list[tuple[str, str]] | None = None,
        helping: dict[str, str] | None = None,
        steps: Sequence[ActionStep] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.framework, self.part, self.zone = framework, part, zone
        self.set_around(framework.log.time, steps)
        self.set_places(framework)
        self.set_people(late)
        set_helping(self, helping)
        self.fields["next_at"].widget.attrs["data-follows"] = "started"
        self.fields["plan_next"].label = _("Plan the next %(visit)s") % terms(framework)
        self._choices("mode", [(mode.key, str(mode.label)) for mode in modes])
        if len(modes) == 1:
            self.fields["mode"].initial = modes[0].key
        self._choices("components", [(c.key, str(c.label)) for c in framework.components])
        components = self.fields["components"]
        assert isinstance(components, ExplainedChoices)
        components.option_help = {c.key: str(c.meaning) for c in framework.components}
        for group in framework.log.strategies:
            self._add_strategies(group)
        for section in framework.note_sections(by=part):
            note = NotesField(label=str(section.label), required=False)
            if section.component:
                note.widget.attrs["data-ticks"] = section.component
            self.fields[f"note_{section.key}"] = note

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _add_strategies(self, group: StrategyGroup) -> None:
        self.fields[f"strategies_{group.key}"] = forms.MultipleChoiceField(
            label=str(group.label),
            choices=[(option.key, str(option.label)) for option in group.options],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        length = NAMES_LENGTH // max(1, len(list(self._named_options()))) - 1
        for option in group.options:
            if option.named:
                self.fields[f"named_{group.key}_{option.key}"] = WordsField(
                    label=_("What was it?"), at_most=length, required=False
                )

    def _named_options(self) -> Iterator[tuple[StrategyGroup, Any]]:
        for group in self.framework.log.strategies:
            for option in group.options:
                if option.named:
                    yield group, option

    # ---- what the page draws ------------------------------------------------------------------------------------
    def strategy_groups(self) -> list[dict[str, Any]]:
        """Each group with its boxes, the names that belong to it, and how many are ticked."""
        return [
            {
                "key": group.key,
                "boxes": self[f"strategies_{group.key}"],
                "named": [
                    {"field": self[f"named_{group.key}_{option.key}"], "when": f"strategies_{group.key}={option.key}"}
                    for option in group.options
                    if option.named
                ],
                "chosen": len(self[f"strategies_{group.key}"].value() or ()),
                "wrong": any(
                    self.errors.get(name)
                    for name in (
                        f"strategies_{group.key}",
                        *(f"named_{group.key}_{option.key}" for option in group.options if option.named),
                    )
                )
                if self.is_bound
                else False,
            }
            for group in self.framework.log.strategies
        ]

    def note_fields(self) -> list[tuple[NoteSection, BoundField]]:
        """Each section of notes that this part writes, with its box."""
        return [(section, self[f"note_{section.key}"]) for section in self.framework.note_sections(by=self.part)]

    # ---- what is wrong ------------------------------------------------------------------------------------------
    def clean_visited_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["visited_on"]
        today = now_in(self.zone).date()
        if day > today:
            raise forms.ValidationError(_("This day is still to come. Write the day on which it took place."))
        if day < today - dt.timedelta(days=731):
            raise forms.ValidationError(_("That is more than two years ago. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_start(cleaned)
        self._clean_strategies(cleaned)
        if cleaned.get("helping") and cleaned.get("components"):
            self.add_error("components", _("Helping out counts no part. Untick the parts, or that it was helping out."))
        if cleaned.get("plan_next"):
            self._clean_next(cleaned)
        return cleaned

    def _clean_start(self, cleaned: dict[str, Any]) -> None:
        day, start, now = cleaned.get("visited_on"), cleaned.get("started"), now_in(self.zone)
        if day and start and (day, start) > (now.date(), now.time()):
            self.add_error("started", _("This time is still to come. Write when it began."))
        elif day and start:
            try:
                to_utc(day, start, self.zone, which=FIRST)
            except TimeSkipped as skipped:
                self.add_error("started", skipped_words(skipped))

    def _clean_strategies(self, cleaned: dict[str, Any]) -> None:
        for group in self.framework.log.strategies:
            chosen = cleaned.get(f"strategies_{group.key}") or []
            alone = [option for option in group.options if option.exclusive and option.key in chosen]
            if alone and len(chosen) > 1:
                self.add_error(
                    f"strategies_{group.key}",
                    _("“%(none)s” does not go with another choice.") % {"none": alone[0].label},
                )
            for option in group.options:
                name = f"named_{group.key}_{option.key}"
                if option.named and option.key in chosen and name in cleaned and not cleaned[name]:
                    self.add_error(name, _("Write what it was."))

    def _clean_next(self, cleaned: dict[str, Any]) -> None:
        for name in ("next_on", "next_at"):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("Say when, or leave this out."))
        day, today = cleaned.get("next_on"), now_in(self.zone).date()
        if day and not today <= day <= today + dt.timedelta(days=800):
            self.add_error("next_on", _("Choose a day from today on."))
        starts_at = ask_which(self, day="next_on", at="next_at", which="next_which", zone=self.zone)
        if starts_at and day == today and starts_at <= now_in(self.zone):
            self.add_error("next_at", _("This time is over."))

    @property
    def asks_which(self) -> bool:
        widget = self.fields["next_which"].widget
        return isinstance(widget, forms.RadioSelect) and bool(list(widget.choices))

    # ---- what comes of it ---------------------------------------------------------------------------------------
    def entry(self, **more: Any) -> LogEntry:
        """The visit as it was filled in, with what another form has asked besides. Call when the form is valid."""
        data = self.cleaned_data
        is_next = bool(data.get("plan_next"))
        late, minutes_late = self.lateness()
        return LogEntry(
            components=data["components"],
            notes={section.key: data[f"note_{section.key}"] for section in self.framework.note_sections(by=self.part)},
            next_on=data["next_on"] if is_next else None,
            next_at=data["next_at"] if is_next else None,
            next_which=data.get("next_which", "") if is_next else "",
            helping=bool(data.get("helping")),
            late=late,
            minutes_late=minutes_late,
            steps=self.step_news(),
            **self.facts(),
            **more,
        )

    def facts(self) -> dict[str, Any]:
        """When the visit was, how long, and how it took place: the part of an entry that is put right afterwards."""
        data = self.cleaned_data
        return {
            "visited_on": data["visited_on"],
            "started": data["started"],
            "minutes": data["minutes"],
            "mode": data["mode"],
            "place": data.get("place", ""),
            "strategies": [
                f"{group.key}.{key}"
                for group in self.framework.log.strategies
                for key in data[f"strategies_{group.key}"]
            ],
            "named": {
                f"{group.key}.{option.key}": data[f"named_{group.key}_{option.key}"]
                for group, option in self._named_options()
            },
            **self.time_around(),
        }

    # ---- as last time -------------------------------------------------------------------------------------------
    def as_last_time(self, last: LastTime) -> dict[str, Any]:
        """What fills these fields in as they were on the last visit: texts by name, lists for boxes to tick."""
        values: dict[str, Any] = {"mode": last.mode, "minutes": str(last.minutes or "")}
        values |= {"place_named": ""} | place_initial(self.framework, last.place)
        values |= {
            "preparation_minutes": str(last.preparation or ""),
            "follow_up_minutes": str(last.follow_up or ""),
            "billable": {True: YES, False: NO, None: ""}[last.billable],
        }
        names = iter(last.named)
        for group in self.framework.log.strategies:
            chosen = [option for option in group.options if f"{group.key}.{option.key}" in last.strategies]
            values[f"strategies_{group.key}"] = [option.key for option in chosen]
            for option in group.options:
                if option.named:
                    values[f"named_{group.key}_{option.key}"] = next(names, "") if option in chosen else ""
        return {name: value for name, value in values.items() if name in self.fields}


class LogCorrectionForm(VisitLogForm):
    """What can be put right in a finished log: when it was, how long, how it took place, and which components did.

    `helped`: it only helped out, so it has none. `closed`: its cycle is complete and a later one has begun; whatever
    would be missing then was left out, for a reason that is asked for here (fault 32).
    """

    left_out = WordsField(
        label=gettext_lazy("Why was it left out?"),
        at_most=300,
        required=False,
        help_text=gettext_lazy(
            "Only where you untick something that took place on no other day before the next began."
        ),
    )

    def __init__(self, *args: Any, helped: bool, closed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in list(self.fields):
            if name in ("helping", "plan_next", "next_on", "next_at", "next_which") or name.startswith("note_"):
                del self.fields[name]
        if helped:
            del self.fields["components"]
        if helped or not closed:
            del self.fields["left_out"]

    def entry(self, **more: Any) -> LogEntry:
        return LogEntry(components=self.cleaned_data.get("components", ()), **self.facts(), **more)
