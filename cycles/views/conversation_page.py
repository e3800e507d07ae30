"""The guide to a conversation: the page of a log in the order in which the two talk, on one screen or step by step."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import Asks, Conversation
from coaching.requests import SignedIn
from cycles.forms.conversations import ConversationForm
from cycles.models import Visit
from cycles.policies import Action, may
from cycles.services import LogEntry
from cycles.services.audience import audience
from cycles.services.conversations import before, open_goals, preparing
from cycles.services.pairs import Pair
from cycles.times import short_day
from cycles.views.log_page import LogPage


class ConversationPage(LogPage):
    """One person running one conversation. What is typed goes into the same draft as the log's, and ends in its record.

    Raises Http404 where the framework has no guide.
    """

    template = "cycles/visit_converse.html"
    kinds = ("guide", "guide-new")
    names: Mapping[str, tuple[str, str]] = {
        **LogPage.names,
        "page": ("visit_converse", "visit_converse_new"),
        "finish": ("visit_converse_finish", "visit_converse_finish_new"),
    }

    def __init__(self, request: SignedIn, pair: Pair, visit: Visit | None) -> None:
        if pair.framework.conversation is None:
            raise Http404
        super().__init__(request, pair, visit)

    @cached_property
    def guide(self) -> Conversation:
        assert self.pair.framework.conversation
        return self.pair.framework.conversation

    @cached_property
    def goals(self) -> list[Any]:
        return open_goals(self.partnership)

    def make_form(self, data: Any, **options: Any) -> ConversationForm:
        return ConversationForm(
            data,
            guide=self.guide,
            preparing=preparing(self.pair),
            goals=self.goals,
            writes_steps=may(self.pair, Action.GOAL_WRITE) and may(self.pair, Action.STEP_WRITE),
            **options,
        )

    def entry_of(self, form: Any) -> LogEntry:
        return form.entry(conversation=form.conversation())

    def blank_url(self) -> str:
        """There is no empty guide: without a connection, it goes on in the tab that is open."""
        return ""

    def more(self) -> dict[str, Any]:
        feedback = self.pair.framework.feedback
        return {
            "guide": self.guide,
            "preparing": preparing(self.pair),
            "goals": [goal.text for goal in self.goals],
            "last": self._last(),
            "feedback": str(feedback.meaning) if feedback else "",
            "sees_goals": audience(self.pair, RecordClass.GOALS),
        }

    def _last(self) -> dict[str, str] | None:
        """The conversation before, to look at while preparing (E1, E3)."""
        part = next((part for part in self.guide.parts if Asks.FOCUS in part.asks), None)
        sections = self.pair.framework.note_sections(by=self.pair.me.part)
        section = next((one.key for one in sections if part and one.component == part.component), "")
        last = before(self.partnership, focus_section=section)
        if last is None:
            return None
        return {
            "url": reverse("visit_detail", args=[last.visit.pk]),
            "day": short_day(last.visit.local_date),
            "chosen": last.chosen,
            "reason": last.reason,
        }

    def title(self) -> str:
        return _("The conversation")
