"""The guide to a conversation: the log of a visit, asked in the order in which the two talk (E1 to E7)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from coaching.frameworks.structure import Asks, Conversation, ConversationPart, Guide
from cycles.forms.fields import WordsField, date_field
from cycles.forms.logs import VisitLogForm
from cycles.models import Goal
from cycles.services.conversations import ConversationEntry, NewStep

QUESTIONS = range(1, 6)
FOCUSES = range(1, 5)
STEPS = range(1, 4)
ANEW = "new"
OWN = ("entry_points", "prepared", "question_", "focus_", "new_", "steps_goal", "goal_anew")
"""The beginnings of the names of the fields that only the guide has."""


def of_the_guide(typed: dict[str, Any]) -> bool:
    """Whether a draft holds something that only the guide asks: the plain log would not show it."""
    return any(value for name, value in typed.items() if name.startswith(OWN))


class ConversationForm(VisitLogForm):
    """Everything of the log, and what the guide asks besides. `goals` are those that a new step can stand under."""

    def __init__(
        self,
        *args: Any,
        guide: Conversation,
        preparing: Sequence[Guide],
        goals: Sequence[Goal],
        writes_steps: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.guide, self.preparing, self.writes_steps = guide, preparing, writes_steps
        points = [(point.key, str(point.label)) for point in guide.entry_points]
        self._many("entry_points", _("Where you begin"), points)
        items = [(f"{one.key}.{item.key}", str(item.text)) for one in preparing for item in one.items]
        self._many("prepared", _("What you have prepared"), items)
        for number in QUESTIONS:
            label = _("Your question %(n)d") % {"n": number}
            self.fields[f"question_{number}"] = WordsField(label=label, at_most=300, required=False)
        if self._asked(Asks.FOCUS):
            self._add_focus()
        if self._asked(Asks.STEPS) and writes_steps:
            self._add_steps(goals)

    def _many(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )

    def _asked(self, what: Asks) -> ConversationPart | None:
        return next((part for part in self.guide.parts if what in part.asks), None)

    def _add_focus(self) -> None:
        for number in FOCUSES:
            label = _("Focus %(n)d that came up") % {"n": number}
            self.fields[f"focus_{number}"] = WordsField(label=label, at_most=300, required=False)
        self.fields["focus_chosen"] = forms.ChoiceField(
            label=_("The one you agreed on"),
            required=False,
            choices=[(str(number), _("Focus %(n)d") % {"n": number}) for number in FOCUSES],
            widget=forms.RadioSelect,
        )

    def _add_steps(self, goals: Sequence[Goal]) -> None:
        for number in STEPS:
            words = {
                "text": (_("Step %(n)d") % {"n": number}, 1000),
                "does": (_("Who does what"), 300),
                "needs": (_("What is needed"), 300),
            }
            for name, (label, at_most) in words.items():
                self.fields[f"new_{number}_{name}"] = WordsField(label=label, at_most=at_most, required=False)
            self.fields[f"new_{number}_due"] = date_field(label=_("By when"), required=False)
            self.fields[f"new_{number}_quick"] = forms.BooleanField(label=_("A quick win"), required=False)
            self.fields[f"new_{number}_ready"] = forms.BooleanField(
                label=_("What is needed is in hand"), required=False
            )
            others = [(str(n), _("Step %(n)d") % {"n": n}) for n in STEPS if n != number]
            self.fields[f"new_{number}_after"] = forms.ChoiceField(
                label=_("What comes first"), required=False, choices=[("", _("Nothing has to")), *others]
            )
        self.fields["steps_goal"] = forms.ChoiceField(
            label=_("The goal that these steps serve"),
            required=False,
            choices=[*((str(goal.pk), goal.text) for goal in goals), (ANEW, _("A new goal"))],
            initial=str(goals[0].pk) if goals else ANEW,
            widget=forms.RadioSelect,
        )
        self.fields["goal_anew"] = WordsField(label=_("The new goal"), at_most=1000, required=False)

    # ---- what the page draws ------------------------------------------------------------------------------------
    def parts(self) -> list[dict[str, Any]]:
        """Each part of the conversation with its words, its boxes for notes and what is decided in it."""
        ticked = self["components"].value() or ()
        notes = self.note_fields()
        return [
            {
                "part": part,
                "key": part.component,
                "component": self.framework.component(part.component),
                "done": part.component in ticked,
                "carries": {kind.value: True for kind in part.carries},
                "asks": {kind.value: True for kind in part.asks},
                "notes": [box for section, box in notes if section.component == part.component],
            }
            for part in self.guide.parts
        ]

    def further_notes(self) -> list[Any]:
        """Boxes for notes that belong to no part of the conversation."""
        components = {part.component for part in self.guide.parts}
        return [box for section, box in self.note_fields() if section.component not in components]

    def question_fields(self) -> list[Any]:
        return [self[f"question_{number}"] for number in QUESTIONS]

    def focus_fields(self) -> list[Any]:
        return [self[f"focus_{number}"] for number in FOCUSES if f"focus_{number}" in self.fields]

    def new_steps(self) -> list[dict[str, Any]]:
        """The boxes of each new step, and whether it stands open."""
        if not self.writes_steps:
            return []
        names = ("text", "does", "needs", "due", "quick", "ready", "after")
        rows: list[dict[str, Any]] = []
        for number in STEPS:
            boxes = {name: self[f"new_{number}_{name}"] for name in names}
            is_open = number == 1 or any(box.value() or box.errors for box in boxes.values())
            rows.append({**boxes, "number": number, "open": is_open})
        return rows

    # ---- what is wrong ------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_focus(cleaned)
        if self.writes_steps:
            self._clean_steps(cleaned)
        return cleaned

    def _clean_focus(self, cleaned: dict[str, Any]) -> None:
        """One of those that were named, with the reason (E5)."""
        part = self._asked(Asks.FOCUS)
        if part is None:
            return
        named = [str(number) for number in FOCUSES if cleaned.get(f"focus_{number}")]
        if not named:
            return
        chosen = cleaned.get("focus_chosen") or (named[0] if len(named) == 1 else "")
        if chosen not in named:
            self.add_error("focus_chosen", _("Choose the one that you agreed on, out of those you named."))
            return
        cleaned["focus_chosen"] = chosen
        reasons = [section.key for section, _box in self.note_fields() if section.component == part.component]
        if reasons and not any(cleaned.get(f"note_{key}", "").strip() for key in reasons):
            self.add_error(f"note_{reasons[0]}", _("Write why you agreed on this focus."))

    def _clean_steps(self, cleaned: dict[str, Any]) -> None:
        written = []
        for number in STEPS:
            values = [cleaned.get(f"new_{number}_{name}") for name in ("does", "needs", "due", "quick", "ready")]
            if cleaned.get(f"new_{number}_text"):
                written.append(str(number))
            elif any(values):
                self.add_error(f"new_{number}_text", _("Write what the step is."))
        for one in written:
            after = cleaned.get(f"new_{one}_after")
            if after and after not in written:
                self.add_error(f"new_{one}_after", _("That step is empty. Choose another, or none."))
        if written and not self._goal_words(cleaned) and cleaned.get("steps_goal") in (ANEW, "", None):
            self.add_error("goal_anew", _("Write the goal that these steps serve, or name a focus."))

    def _goal_words(self, cleaned: dict[str, Any]) -> str:
        """The words of a new goal: those written, else the focus that was chosen."""
        return cleaned.get("goal_anew") or self._focus(cleaned)

    @staticmethod
    def _focus(cleaned: dict[str, Any]) -> str:
        chosen = cleaned.get("focus_chosen")
        return cleaned.get(f"focus_{chosen}", "") if chosen else ""

    # ---- what comes of it ---------------------------------------------------------------------------------------
    def conversation(self) -> ConversationEntry:
        """The conversation as it was filled in. Call when the form is valid."""
        data = self.cleaned_data
        goal = data.get("steps_goal", "")
        return ConversationEntry(
            entry_points=data["entry_points"],
            prepared=data["prepared"],
            questions=[data[f"question_{number}"] for number in QUESTIONS if data[f"question_{number}"]],
            focuses=[data[f"focus_{number}"] for number in FOCUSES if data.get(f"focus_{number}")],
            chosen=self._focus(data),
            goal=uuid.UUID(goal) if goal and goal != ANEW else None,
            anew=self._goal_words(data),
            steps=self._steps(data) if self.writes_steps else (),
        )

    @staticmethod
    def _steps(data: dict[str, Any]) -> list[NewStep]:
        written = [number for number in STEPS if data.get(f"new_{number}_text")]
        return [
            NewStep(
                text=data[f"new_{number}_text"],
                coachee_does=data[f"new_{number}_does"],
                resources=data[f"new_{number}_needs"],
                due_on=data[f"new_{number}_due"],
                quick_win=data[f"new_{number}_quick"],
                ready=data[f"new_{number}_ready"],
                after=written.index(int(after)) if (after := data[f"new_{number}_after"]) else None,
            )
            for number in written
        ]
