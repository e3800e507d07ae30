"""The navigation of each part, and the parts a signed-in person holds. Upper rooms are named by their URLs only."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part
from coaching.models import Membership, Person

TODAY = (_("Today"), "home", "home")
"""The first page of everybody: what waits for them in the part they are in."""

# Part: (label, URL name, icon) of the pages after it; the first is where a part's own matters begin
PAGES: dict[str, tuple[tuple[Any, str, str], ...]] = {
    Part.COACH: (
        (_("Caseload"), "caseload", "people"),
        (_("Visits"), "visit_list", "calendar"),
        (_("Feedback"), "feedback", "chat"),
    ),
    Part.MENTOR_COACH: (
        (_("Caseload"), "caseload", "people"),
        (_("Requests"), "resource_list", "mail"),
        (_("Visits"), "visit_list", "calendar"),
        (_("Feedback"), "feedback", "chat"),
    ),
    Part.PEER: (
        (_("My coaching"), "my_coaching", "leaf"),
        (_("Visits"), "visit_list", "calendar"),
        (_("Surveys"), "survey_list", "chat"),
        (_("Feedback"), "feedback", "chat"),
    ),
    Part.COACHEE: ((_("My coaching"), "my_coaching", "leaf"), (_("Surveys"), "survey_list", "chat")),
    Part.SUPERVISOR: ((_("Agreements"), "supervised", "agreement"),),
    Part.COACH_SUPERVISOR: (
        (_("Concerns"), "concern_list", "shield"),
        (_("Requests"), "resource_list", "mail"),
        (_("Numbers"), "number_list", "chart"),
        (_("Advice"), "case_list", "chat"),
    ),
    Part.LEADERSHIP: ((_("Program"), "program_overview", "chart"), (_("Reports"), "export_list", "download")),
    Part.REGIONAL_LEADERSHIP: (
        (_("Programs"), "program_overview", "chart"),
        (_("Reports"), "export_list", "download"),
    ),
    Part.LOCAL_AGENCY: ((_("Programs"), "program_overview", "chart"), (_("Reports"), "export_list", "download")),
    Part.STATE_BUREAU: ((_("Programs"), "program_overview", "chart"), (_("Reports"), "export_list", "download")),
    Part.ADMINISTRATOR: ((_("Set-up"), "setup", "settings"),),
}


class Parts:
    """The parts of one signed-in person, and the one in whose context they are (fault 7). Read once a request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def held(self) -> list[str]:
        """In the order of `PAGES`; one query."""
        user = self.request.user
        assert user.is_authenticated
        mine = set(Membership.objects.filter(user_id=user.pk).now().values_list("part", flat=True))
        if user.may_start_programs:
            mine.add(Part.ADMINISTRATOR)
        return [part for part in PAGES if part in mine]

    @cached_property
    def current(self) -> str | None:
        chosen = self.request.session.get("part")
        return chosen if chosen in self.held else next(iter(self.held), None)

    @property
    def together(self) -> frozenset[str]:
        """The parts whose matters begin on the same page as those of the current one, so that they are one context."""
        first = PAGES[self.current][0] if self.current else None
        return frozenset(part for part, pages in PAGES.items() if pages[0] == first)

    def choose(self, part: str) -> bool:
        """Go on in the context of `part`; false when it is not held."""
        if part not in self.held:
            return False
        self.request.session["part"] = part
        self.__dict__["current"] = part
        return True


def parts_of(request: HttpRequest) -> Parts:
    """The parts of the person who asks, remembered for the request."""
    kept = request.__dict__  # Django's request has no place of its own for what is ours
    if "_parts" not in kept:
        kept["_parts"] = Parts(request)
    return kept["_parts"]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, `parts` (when there are several) and `person_name`; nothing for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    parts = parts_of(request)
    entries = (TODAY, *PAGES[parts.current]) if parts.current else ()
    pages = [(label, reverse(name), icon) for label, name, icon in entries]
    return {
        "navigation": [
            {"label": label, "url": url, "icon": icon, "current": _is_at(request.path, url)}
            for label, url, icon in pages
        ],
        "parts": [
            {"label": Part(part).label, "url": reverse("part_choose", args=[part]), "current": part == parts.current}
            for part in (parts.held if len(parts.held) > 1 else [])
        ],
        "person_name": Person.objects.filter(pk=user.pk).values_list("name", flat=True).first() or user.email,
    }


def _is_at(path: str, url: str) -> bool:
    """Whether a page belongs to an entry of the navigation; the first page is the beginning of every address."""
    return path == url or (url != reverse("home") and path.startswith(url))
