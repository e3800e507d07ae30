"""What waits for an administrator: a program to start, its next step, and what needs a look. No content, no names."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from coaching.disclosure.classes import Part
from coaching.models import Program
from coaching.services.directory import administered_by, progress_of
from coaching.views.setup import steps_of, warnings_of
from coaching.waiting import Wait, Waiting, Who

PROGRAMS = 10


def to_set_up(who: Who) -> Iterator[Wait]:
    """The next step of each program that is being set up, and its warnings."""
    if Part.ADMINISTRATOR not in who.parts:
        return
    mine = administered_by(who.user)[:PROGRAMS]
    if not mine and who.user.may_start_programs:
        yield Wait(text=_("Start your program"), url=reverse("program_start"))
    for program in Program.objects.select_related("framework_version").filter(pk__in=[one["id"] for one in mine]):
        progress = progress_of(program)
        for warning in warnings_of(program, progress):
            yield Wait(text=warning["text"], url=warning["url"], when=program.name if len(mine) > 1 else "")
        following = next((step for step in steps_of(program, progress) if step["is_next"]), None)
        if following:
            yield Wait(text=following["label"], url=following["url"], when=program.name if len(mine) > 1 else "")


TO_SET_UP = Waiting(to_set_up, "settings", ngettext_lazy("%(n)d step of the set-up", "%(n)d steps of the set-up", "n"))
