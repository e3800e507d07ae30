"""How far a pair is with what it agreed on: cycles of cycles, hours of hours, or what was done where no number is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cycles.times import hours_words


def progress_of(
    words: Mapping[str, str], *, cycles: int | None, hours: int | None, done: int, minutes: int
) -> dict[str, Any] | None:
    """What components/progress.html draws; None where no number is agreed. `done` are cycles."""
    if hours:
        text = _("%(used)s of %(planned)d hours") % {"used": hours_words(minutes), "planned": hours}
        return {"done": minutes, "all": hours * 60, "text": text, "label": _("Hours used"), "segments": False}
    if cycles:
        text = _("%(done)d of %(planned)d") % {"done": done, "planned": cycles}
        return {"done": done, "all": cycles, "text": text, "label": _("%(Cycles)s done") % words, "segments": True}
    return None
