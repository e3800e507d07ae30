"""Mails in plain words, for the page on which each person chooses: the topics of settings.MAIL_TOPICS, and the rest."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import LEADING, PAIR, PARTY_PARTS, Part

LEADS = (*LEADING, Part.PEER)
LEARNS = (Part.COACHEE, Part.PEER)
OFFICES = (Part.LEADERSHIP, Part.REGIONAL_LEADERSHIP, Part.LOCAL_AGENCY, Part.STATE_BUREAU)


@dataclass(frozen=True)
class Topic:
    """Reminders that a person chooses together. `parts`: who can get them at all."""

    label: Any
    help: Any
    parts: Collection[Part]


TOPICS: dict[str, Topic] = {
    "visits": Topic(_("The next visit"), _("The day before a visit."), PAIR),
    "records": Topic(_("Visits to log"), _("A visit is over and not logged, or a log was begun and left."), LEADS),
    "rhythm": Topic(_("The next cycle"), _("The rhythm you agreed on says that it is time."), LEADS),
    "signatures": Topic(
        _("An agreement still waits for you"),
        _("You were asked to sign and have not yet. The first request always comes."),
        PARTY_PARTS,
    ),
    "questions": Topic(
        _("A question to answer, or something to bring"),
        _("The day by which you promised it has come."),
        (*PAIR, Part.COACH_SUPERVISOR),
    ),
    "surveys": Topic(_("A survey to answer"), _("A short survey about your coaching is open."), LEARNS),
    "check_ins": Topic(
        _("Check-ins and promises"), _("A check-in is due, or a month of promises is over."), PARTY_PARTS
    ),
    "goals": Topic(_("A goal that stands still"), _("There was no news of a goal for a long time."), PARTY_PARTS),
    "reading": Topic(_("A record to read"), _("The record of your visit is finished."), PAIR),
    "shared": Topic(
        _("Something that was shared with you"),
        _("Somebody who is coached has decided to show you something."),
        (Part.SUPERVISOR,),
    ),
    "reports": Topic(
        _("The report of a month"),
        _("Once a month, when it can be read."),
        (*OFFICES, Part.COACH_SUPERVISOR),
    ),
}


@dataclass(frozen=True)
class Always:
    """Mails that always come, and why. `parts`: to whom they can come; none: to everybody."""

    label: Any
    reason: Any
    kinds: frozenset[str]
    parts: Collection[Part] = ()


ALWAYS = (
    Always(
        _("Invitations and passwords"),
        _("You need them to get in, and to notice when somebody else tries to."),
        frozenset({"invitation", "password_reset"}),
    ),
    Always(
        _("Agreements: to sign, signed, changed, paused or ended"),
        _("They say what binds you and who may see what. You have a right to know it at once."),
        frozenset(
            {
                "agreement_waiting",
                "agreement_signed",
                "agreement_closed",
                "agreement_expired",
                "agreement_scanned",
                "scan_contested",
                "commitment_recorded",
                "commitment_contested",
                "coaching_rests",
                "pause_look_again",
                "coaching_ended",
                "renegotiation",
                "handover_asked",
                "plan_copied",
            }
        ),
        PARTY_PARTS,
    ),
    Always(
        _("Visits and check-ins that are planned, moved or cancelled"),
        _("Otherwise one of you stands before a closed door. They carry the file for your calendar."),
        frozenset(
            {
                "visit_planned",
                "visit_moved",
                "move_asked",
                "move_declined",
                "visit_cancelled",
                "visit_missed",
                "series_planned",
                "series_moved",
                "series_cancelled",
                "check_in_planned",
            }
        ),
        PARTY_PARTS,
    ),
    Always(
        _("Something in confidence"),
        _("Somebody needs you, and nobody else can answer."),
        frozenset({"concern_waiting", "concern_answered"}),
        (*PARTY_PARTS, Part.COACH_SUPERVISOR),
    ),
    Always(
        _("Somebody asks you, answers you or writes to you"),
        _("A person waits for you at the other end."),
        frozenset(
            {
                "question_asked",
                "question_answered",
                "resource_asked",
                "resource_news",
                "plan_reviewed",
                "rating_asked",
                "rating_finished",
                "areas_chosen",
                "progress_asked",
                "progress_answered",
                "progress_report_given",
                "release_proposed",
                "release_answered",
                "suggestion_waiting",
                "letter_waiting",
                "case_waiting",
                "case_answered",
            }
        ),
        (*PARTY_PARTS, Part.COACH_SUPERVISOR, Part.STATE_BUREAU),
    ),
    Always(
        _("A report that you asked for"),
        _("It comes once, when the report is ready."),
        frozenset({"report_ready"}),
        OFFICES,
    ),
)
BY_CHOICE = frozenset({"digest"})
"""Sent only to whoever chose it."""
