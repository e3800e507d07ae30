"""The calendar file of a visit: when, and nothing else. No names, no place, no words of anybody."""

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from coaching.services.outbox import Attachment
from cycles.models import Visit

REQUEST, CANCEL = "REQUEST", "CANCEL"


def calendar_file(visit: Visit, *, method: str, attendee: str) -> Attachment:
    """An invitation (REQUEST) or its withdrawal (CANCEL) for one address, in UTC so that no calendar misreads it.

    The same visit keeps its UID; SEQUENCE counts its moves, so that calendars replace what they have (RFC 5546).
    """
    event = Event()
    event.add("uid", f"{visit.pk}@alongside")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", timezone.now().astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", visit.starts_at.astimezone(dt.UTC))
    event.add("dtend", visit.starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=visit.planned_minutes))
    event.add("summary", _("Coaching visit"))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["RSVP"] = "FALSE"
    event.add("attendee", guest, encode=False)
    if method == REQUEST:
        event.add_component(_reminder())
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//coaching//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    name = "cancelled.ics" if method == CANCEL else "visit.ics"
    return Attachment(name=name, content=calendar.to_ical(), mime=f"text/calendar; method={method}")


def _reminder() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Coaching visit"))
    alarm.add("trigger", dt.timedelta(hours=-1))
    return alarm
