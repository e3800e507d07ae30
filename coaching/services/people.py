"""Enrolling people: an account, a name, a contact and a part in a program, by its administrator."""

import datetime as dt
import uuid
import zoneinfo

from django.db import connection, transaction
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.models import Agency, Contact, Membership, Person, Program, Site, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue


def today_in(program: Program) -> dt.date:
    """The date it is in the program's time zone."""
    return day_in(program, timezone.now())


def day_in(program: Program, moment: dt.datetime) -> dt.date:
    """The date that a moment has in the program's time zone."""
    return moment.astimezone(zoneinfo.ZoneInfo(program.time_zone)).date()


def account_of(email: str) -> uuid.UUID | None:
    """The account that signs in with this address; None where there is none, and for all but administrators."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.account_of(%s)", [email])
        return cursor.fetchone()[0]


def sort_name(name: str) -> str:
    """Last word first and case folded, so that names sort as people look for them."""
    words = name.split()
    return " ".join([*words[-1:], *words[:-1]]).casefold()[:120]


@transaction.atomic
def enrol(
    *,
    program: Program,
    email: str,
    name: str,
    part: Part | str,
    by: User,
    phone: str = "",
    external_id: str = "",
    site: Site | None = None,
    agency: Agency | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    language: str = "",
    invite: bool = True,
) -> Membership:
    """Give a person a part in a program, making their account when the address is new.

    The answer is the same whether the address was known or not (fault 77). `starts_on` and `ends_on` are dates in the
    program's zone. An invitation goes out unless `invite` is false or the part has already ended.
    """
    email = User.objects.normalize_email(email)
    user_id = account_of(email)
    if user_id is None:
        user = User(email=email, language=language or program.language, time_zone=program.time_zone)
        user.set_unusable_password()
        user.save(force_insert=True)
        user_id = user.pk
        Person(user_id=user_id, name=name, sort_name=sort_name(name)).save(force_insert=True)
        Contact(user_id=user_id, email=email, phone=phone).save(force_insert=True)
    membership = Membership.objects.filter(user_id=user_id, program=program, part=part, ends_on=None).first()
    if membership is None:
        membership = Membership(
            user_id=user_id,
            program=program,
            part=part,
            site=site,
            agency=agency,
            external_id=external_id,
            starts_on=starts_on or today_in(program),
            ends_on=ends_on,
        )
        membership.save(force_insert=True)
        record(Event.PERSON_ENROLLED, target=membership, by=by)
    if invite and (ends_on is None or ends_on >= today_in(program)):
        invite_again(user_id=user_id, by=by)
    return membership


def invite_again(*, user_id: uuid.UUID, by: User) -> None:
    """Send the invitation. Whether it is still wanted is looked up at sending: who has joined gets none."""
    now = timezone.now()
    User.objects.filter(pk=user_id, joined_at=None).update(invited_at=now)
    enqueue(Kind.INVITATION, subject_id=user_id, recipient_id=user_id, occurrence=f"{now:%Y-%m-%dT%H:%M}")
    record(Event.PERSON_INVITED, target=User(pk=user_id), by=by)


@transaction.atomic
def end_part(*, membership: Membership, on: dt.date, by: User) -> None:
    """End a part on a date in the program's zone; the person sees nothing of the program from the next day on."""
    membership.ends_on = max(on, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    record(Event.PART_ENDED, target=membership, by=by)


@transaction.atomic
def save_profile(*, user: User, name: str, phone: str, language: str, time_zone: str) -> None:
    """What a person says about themselves. Names in signed agreements stay as they were signed."""
    Person.objects.filter(pk=user.pk).update(name=name, sort_name=sort_name(name))
    Contact.objects.filter(pk=user.pk).update(phone=phone)
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
