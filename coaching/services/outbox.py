"""The outbox: a mail is a row in the transaction of its event, and is sent by the minute tick (design section 7)."""

import datetime as dt
import enum
import smtplib
import time
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from coaching.disclosure.identity import acting_as
from coaching.models.choices import MailChoice
from coaching.models.outbox import Mail
from coaching.models.people import Contact, Person, User
from coaching.services.choices import GATHERED, stop_path
from coaching.services.sent import remember, sent_before

log = structlog.get_logger()

ATTEMPTS = 8
A_TICK = 45  # seconds that one tick sends; what is left is due at the next
A_BATCH = 50  # mails whose recipients are looked up together


class Kind(enum.StrEnum):
    """Every kind of mail; settings.MAILS names the function that words it."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the name of a mail
    SUGGESTION_WAITING = "suggestion_waiting"
    AGREEMENT_WAITING = "agreement_waiting"
    SIGNATURE_DUE = "signature_due"
    AGREEMENT_SIGNED = "agreement_signed"
    AGREEMENT_CLOSED = "agreement_closed"
    AGREEMENT_EXPIRED = "agreement_expired"
    COACHING_RESTS = "coaching_rests"
    PAUSE_LOOK_AGAIN = "pause_look_again"
    COACHING_ENDED = "coaching_ended"
    RENEGOTIATION = "renegotiation"
    HANDOVER_ASKED = "handover_asked"
    COMMITMENT_RECORDED = "commitment_recorded"
    COMMITMENT_CONTESTED = "commitment_contested"
    AGREEMENT_SCANNED = "agreement_scanned"
    SCAN_CONTESTED = "scan_contested"
    LETTER_WAITING = "letter_waiting"
    VISIT_PLANNED = "visit_planned"
    VISIT_MOVED = "visit_moved"
    MOVE_ASKED = "move_asked"
    MOVE_DECLINED = "move_declined"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_MISSED = "visit_missed"
    SERIES_PLANNED = "series_planned"
    SERIES_MOVED = "series_moved"
    SERIES_CANCELLED = "series_cancelled"
    VISIT_TOMORROW = "visit_tomorrow"
    VISIT_LOGGED = "visit_logged"
    LOG_MISSING = "log_missing"
    DRAFT_LEFT = "draft_left"
    CYCLE_DUE = "cycle_due"
    GOAL_STALLED = "goal_stalled"
    PROMISE_DUE = "promise_due"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_DUE = "question_due"
    SURVEY_OPENED = "survey_opened"
    SURVEY_WAITING = "survey_waiting"
    RESOURCE_ASKED = "resource_asked"
    RESOURCE_NEWS = "resource_news"
    RESOURCE_DUE = "resource_due"
    CHECK_IN_PLANNED = "check_in_planned"
    CHECK_IN_DUE = "check_in_due"
    PROGRESS_ASKED = "progress_asked"
    PROGRESS_ANSWERED = "progress_answered"
    PLAN_REVIEWED = "plan_reviewed"
    PROGRESS_REPORT_GIVEN = "progress_report_given"
    RELEASE_PROPOSED = "release_proposed"
    RELEASE_ANSWERED = "release_answered"
    RELEASE_GIVEN = "release_given"
    RATING_ASKED = "rating_asked"
    RATING_FINISHED = "rating_finished"
    AREAS_CHOSEN = "areas_chosen"
    PLAN_COPIED = "plan_copied"
    CONCERN_WAITING = "concern_waiting"
    CONCERN_ANSWERED = "concern_answered"
    CASE_WAITING = "case_waiting"
    CASE_ANSWERED = "case_answered"
    REPORT_READY = "report_ready"
    MONTH_TOLD = "month_told"
    DIGEST = "digest"


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class Letter:
    """The words of one mail: that something waits, and a link. No content and no name of a third party."""

    subject: str
    lines: tuple[str, ...]
    action: str
    url: str
    attachments: tuple[Attachment, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # lines of a list, each with its own address


def enqueue(
    kind: Kind,
    *,
    subject_id: uuid.UUID,
    recipient_id: uuid.UUID,
    occurrence: str = "",
    due_at: dt.datetime | None = None,
) -> None:
    """Put a mail into the outbox, once a (kind, subject, recipient, occurrence), due now or at `due_at` (UTC)."""
    Mail.objects.bulk_create(
        [
            Mail(
                kind=kind,
                subject_id=subject_id,
                recipient_id=recipient_id,
                occurrence=occurrence,
                due_at=due_at or timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )


def link(path: str) -> str:
    """An absolute address of this site."""
    return settings.SITE_URL + path


def enqueue_many(mails: Iterable[Mail]) -> None:
    """The same for many at once, in one statement: what a minute brings may be thousands."""
    rows = [(one.kind, one.subject_id, one.recipient_id, one.occurrence, one.due_at) for one in mails]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [list(column) for column in zip(*rows, strict=True)])


_PUT = """
insert into coaching_mail (id, kind, subject_id, recipient_id, occurrence, due_at, state, attempts, error)
select gen_random_uuid(), one.*, 'due', 0, ''
from unnest(%s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[]) one
on conflict do nothing
"""


@dataclass(frozen=True)
class Recipient:
    """To whom a mail goes, as they are when it goes out: where to, and how they have chosen each topic."""

    user: User
    address: str
    chosen: dict[str, str]


def recipients(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Recipient]:
    """Those of them who are still with us. Three queries, as the worker."""
    users = User.objects.filter(is_active=True).in_bulk(user_ids)
    addresses = dict(Contact.objects.filter(pk__in=users).values_list("pk", "email"))
    chosen: dict[uuid.UUID, dict[str, str]] = {}
    for user_id, topic, how in MailChoice.objects.filter(user__in=users).values_list("user_id", "topic", "how"):
        chosen.setdefault(user_id, {})[topic] = how
    return {key: Recipient(user, addresses.get(key) or user.email, chosen.get(key, {})) for key, user in users.items()}


def send_due() -> int:
    """Send what is due, one transaction a mail over one connection, and say how many went out.

    A worker that is killed leaves at most the one mail it was sending to be sent again (fault 57); rows that another
    worker holds are passed over, so that two ticks send nothing twice (fault 61). What went out before the
    database was brought back from a copy is only marked (fault 69). Recipients are looked up for a batch.
    """
    sent, ends = 0, time.monotonic() + A_TICK
    with get_connection() as mailer:
        while time.monotonic() < ends:
            due = Mail.objects.filter(state=Mail.State.DUE, due_at__lte=timezone.now()).order_by("due_at")
            batch = list(due[:A_BATCH])
            known = recipients({mail.recipient_id for mail in batch}) if batch else {}
            before = sent_before(batch)
            outcomes = [
                _mark(mail) if str(mail.pk) in before else _send(mailer, mail, known.get(mail.recipient_id))
                for mail in batch
            ]
            sent += sum(outcome or 0 for outcome in outcomes)
            if not any(outcome is not None for outcome in outcomes):
                break
    return sent


_HOLD = """
select set_config('synchronous_commit', 'off', true) from coaching_mail
where id = %s and state = 'due' and due_at <= %s for update skip locked
"""
"""Not waiting for the disk: when the database server itself breaks down, the last mails before may be sent again."""


@transaction.atomic
def _send(mailer: Any, mail: Mail, to: Recipient | None) -> int | None:
    """1 when the mail went out, 0 when it did not, None when somebody else has it or had it."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [mail.pk, timezone.now()])
        if cursor.fetchone() is None:
            return None
    try:
        message = compose(mail, to)
    except Exception as error:  # words that cannot be made must not stop the others
        log.exception("mail_not_composed", kind=mail.kind, mail=str(mail.pk))
        return _retry(mail, type(error).__name__)
    if message is None:
        mail.state = Mail.State.DROPPED
        mail.save(update_fields=["state"])
        return 0
    try:
        mailer.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        return (
            _fail(mail, f"SMTP {codes[0]}") if all(code >= 500 for code in codes) else _retry(mail, f"SMTP {codes[0]}")
        )
    except smtplib.SMTPResponseException as error:
        mailer.close()
        named = f"SMTP {error.smtp_code}"
        return _fail(mail, named) if error.smtp_code >= 500 else _retry(mail, named)
    except OSError as error:
        mailer.close()
        return _retry(mail, type(error).__name__)
    remember(mail)
    _sent(mail)
    return 1


@transaction.atomic
def _mark(mail: Mail) -> int | None:
    """It went out before; that it did is all that is written."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [mail.pk, timezone.now()])
        if cursor.fetchone() is None:
            return None
    log.info("mail_sent_before", kind=mail.kind, mail=str(mail.pk))
    _sent(mail)
    return 0


def _sent(mail: Mail) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update coaching_mail set state = 'sent', sent_at = %s, error = '' where id = %s", [timezone.now(), mail.pk]
        )


def _retry(mail: Mail, reason: str) -> int:
    """Try again in 2, 4, 8 … minutes; give up after `ATTEMPTS`."""
    mail.attempts += 1
    if mail.attempts >= ATTEMPTS:
        return _fail(mail, reason)
    mail.due_at = timezone.now() + dt.timedelta(minutes=2**mail.attempts)
    mail.error = reason[:200]
    mail.save(update_fields=["attempts", "due_at", "error"])
    return 0


def _fail(mail: Mail, reason: str) -> int:
    mail.state, mail.error = Mail.State.FAILED, reason[:200]
    mail.save(update_fields=["state", "error", "attempts"])
    log.error("mail_failed", kind=mail.kind, mail=str(mail.pk), reason=reason)
    return 0


def compose(mail: Mail, to: Recipient | None = None) -> EmailMultiAlternatives | None:
    """The message as it stands now, or None when it is not wanted any more. `to` is looked up where it is not given."""
    to = to or recipients([mail.recipient_id]).get(mail.recipient_id)
    if to is None:
        return None
    topic = settings.MAIL_TOPICS.get(mail.kind, "")
    if topic and to.chosen.get(topic, MailChoice.How.NOW) != MailChoice.How.NOW:
        return None  # it stands in a digest, or is not wanted
    user, address = to.user, to.address
    with acting_as(user.pk), translation.override(user.language), timezone.override(user.time_zone):
        letter: Letter | None = import_string(settings.MAILS[mail.kind])(mail, user)
        if letter is None:
            return None
        stop = stop_path(user.pk, GATHERED if mail.kind == Kind.DIGEST else topic)
        context = {
            "subject": letter.subject,
            "name": Person.objects.filter(pk=user.pk).values_list("name", flat=True).first() or "",
            "lines": letter.lines,
            "action_label": letter.action,
            "action_url": letter.url,
            "links": letter.links,
            "site_url": settings.SITE_URL,
            "stop_url": link(stop) if stop else "",
            "choices_url": link(reverse("mail_choices")) if stop else "",
        }
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string("emails/base.txt", context),
            to=[address],
            headers={
                "Message-ID": f"<{mail.pk}.{mail.attempts}@alongside>",
                "Auto-Submitted": "auto-generated",
                **(_one_press(link(stop)) if stop else {}),
            },
        )
        message.attach_alternative(render_to_string("emails/base.html", context), "text/html")
        for attachment in letter.attachments:
            message.attach(attachment.name, attachment.content, attachment.mime)
    return message


def _one_press(url: str) -> dict[str, str]:
    """By which a mail program offers to stop these mails without opening one (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
