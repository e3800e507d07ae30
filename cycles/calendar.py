"""The calendar file of a visit: when, and what the framework calls it. No names, no place, no words of anybody."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from coaching.services.outbox import Attachment
from coaching.vocabulary import terms
from cycles.models import Visit
from cycles.services.pairs import framework_of

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def calendar_file(visit: Visit, *, method: str, attendee: str) -> Attachment:
    """An invitation (REQUEST) or its withdrawal (CANCEL) for one address, in UTC so that no calendar misreads it.

    The same visit keeps its UID; SEQUENCE counts its moves, so that calendars replace what they have (RFC 5546).
    """
    event = event_of(visit, cancelled=method == CANCEL, summary=word_of(visit))
    event.add("organizer", _organizer())
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["RSVP"] = "FALSE"
    event.add("attendee", guest, encode=False)
    if method == REQUEST:
        event.add_component(_reminder(visit))
    name = "cancelled.ics" if method == CANCEL else "visit.ics"
    return _attachment(name, method, [event])


def series_file(visits: Iterable[Visit]) -> Attachment:
    """Several appointments in one file, each an event of its own, as it stands now; PUBLISH, because an invitation may
    be about one only (RFC 5546).
    """
    events = []
    for visit in visits:
        event = event_of(visit, cancelled=visit.state in Visit.OFF, summary=word_of(visit))
        event.add("organizer", _organizer())
        if visit.state not in Visit.OFF:
            event.add_component(_reminder(visit))
        events.append(event)
    return _attachment("visits.ics", PUBLISH, events)


def feed_file(
    visits: Iterable[Visit],
    *,
    names: Mapping[uuid.UUID, str],
    places: Mapping[uuid.UUID, str],
    resting: Collection[uuid.UUID] = (),
) -> bytes:
    """A calendar to fetch: the same bytes as long as nothing changes. `names`: by partnership, `places`: by visit, both
    only where the owner of the calendar wants them in it. `resting`: partnerships that are paused, whose appointments
    may not take place.
    """
    events = []
    for visit in visits:
        name = names.get(visit.partnership_id)
        named = _("%(visit)s with %(name)s") % {"visit": word_of(visit), "name": name} if name else ""
        event = event_of(visit, summary=named, stamp=visit.created_at)
        if visit.partnership_id in resting and visit.state == Visit.State.PLANNED and not visit.is_past:
            event["status"] = "TENTATIVE"
        if place := places.get(visit.pk):
            event.add("location", place)
        events.append(event)
    calendar = calendar_of(events, method=PUBLISH)
    calendar.add("x-wr-calname", _("Coaching visits"))
    calendar.add("refresh-interval", dt.timedelta(hours=1))
    return calendar.to_ical()


def event_of(visit: Visit, *, cancelled: bool = False, summary: str = "", stamp: dt.datetime | None = None) -> Event:
    """When a visit is, in words for any framework unless `summary` says more. `stamp`: of the event; now, if none is
    given.
    """
    event = Event()
    event.add("uid", f"{visit.pk}@alongside")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", (stamp or timezone.now()).astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", visit.starts_at.astimezone(dt.UTC))
    event.add("dtend", visit.starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=visit.planned_minutes))
    event.add("summary", summary or _("Coaching visit"))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def word_of(visit: Visit) -> str:
    """What the framework of its pair calls it, as a title begins."""
    return terms(framework_of(visit.partnership.framework_version_id))["Visit"]


def calendar_of(events: Iterable[Event], *, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//coaching//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def _attachment(name: str, method: str, events: list[Event]) -> Attachment:
    content = calendar_of(events, method=method).to_ical()
    return Attachment(name=name, content=content, mime=f"text/calendar; method={method}")


def _organizer() -> vCalAddress:
    return vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")


def _reminder(visit: Visit) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", word_of(visit))
    alarm.add("trigger", dt.timedelta(hours=-1))
    return alarm
