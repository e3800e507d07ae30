"""Asking for another time."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from cycles.forms.visits import WhenForm


class AskMove(WhenForm):
    """Another time for an appointment that is `now` planned."""

    def __init__(self, *args: Any, now: dt.datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.starts_at == self.now:
            self.add_error("local_date", _("It is planned for this time already. Choose another."))
        return cleaned
