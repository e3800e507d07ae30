"""The vocabulary of disclosure: who a person is, what a record is, and in what form it is given.

Every rule of who sees what is a sentence of three words from this file: an audience (a `Part`), a `RecordClass`
and a `Form`. A sentence that is not said means no. The rules themselves are data: they stand in the framework
files under `coaching/frameworks/`, are printed in the agreement, and bind when it is signed.

The values are stored in the database and in framework files. Never change one; add a new one.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """What a person is in a partnership or in a program. A set, never a rank."""

    COACH = "coach", _("Coach")
    COACHEE = "coachee", _("Coachee")
    PEER = "peer", _("Peer")
    SUPERVISOR = "supervisor", _("Supervisor")
    MENTOR_COACH = "mentor_coach", _("Mentor coach")
    LEADERSHIP = "leadership", _("Program leadership")
    REGIONAL_LEADERSHIP = "regional_leadership", _("Regional leadership")
    LOCAL_AGENCY = "local_agency", _("Local agency")
    STATE_BUREAU = "state_bureau", _("State bureau")
    COACH_SUPERVISOR = "coach_supervisor", _("Coach's supervisor")
    ADMINISTRATOR = "administrator", _("Program administrator")


class RecordClass(TextChoices):
    """What a record is about. Each member is one row of the disclosure matrix.

    Matrix row            | class                | what it holds
    --------------------- | -------------------- | ------------------------------------------------------------------
    agreement             | AGREEMENT            | the signed text, the plan terms, the signatures
    agreement, for        | AGREEMENT_TERMS      | what leadership may read of it: cycles or hours, rhythm, mode
    leadership            | AGREEMENT_STATUS     | that an agreement waits or is signed, and nothing else
    practices             | PRACTICES            | the practices of focus; not how far each has grown
    goals                 | GOALS                | the shared goals
    action_plan           | ACTION_PLAN          | why a goal matters, its steps with their owners, how it goes
    log                   | LOG                  | visit date, visit minutes, number of completed cycles (A13)
    attendance            | ATTENDANCE           | late, cancelled, missed
    visit_detail          | VISIT_DETAIL         | mode, place, strategies used; the appointment
    notes                 | NOTES                | what was observed, thought, said, celebrated; getting to know
    assessment            | ASSESSMENT           | PDA, PPDP areas, practice profile, the levels of a practice (A1)
    survey                | SURVEY               | answers about the coaching
    progress_report       | PROGRESS_REPORT      | the written report on progress
    concern               | CONCERN              | a concern, for those on its route only
    disclosure_record     | DISCLOSURE_RECORD    | what was given to whom, without its content

    Two classes have no row of their own: the matrix gives leadership a part of the agreement ("signed or not, and
    terms"), and row security hides rows, not columns, so each part is a class and a table of its own.
    """

    AGREEMENT = "agreement", _("Agreement")
    AGREEMENT_TERMS = "agreement_terms", _("Agreement terms")
    AGREEMENT_STATUS = "agreement_status", _("Agreement signed or not")
    PRACTICES = "practices", _("Practices of focus")
    GOALS = "goals", _("Goals")
    ACTION_PLAN = "action_plan", _("Action plan")
    LOG = "log", _("Coaching log")
    ATTENDANCE = "attendance", _("Attendance")
    VISIT_DETAIL = "visit_detail", _("Visit details")
    NOTES = "notes", _("Notes")
    ASSESSMENT = "assessment", _("Assessments")
    SURVEY = "survey", _("Survey answers")
    PROGRESS_REPORT = "progress_report", _("Progress reports")
    CONCERN = "concern", _("Concerns")
    DISCLOSURE_RECORD = "disclosure_record", _("Record of what was shared")


class Form(TextChoices):
    """How much of a record an audience is given. There is no member for "nothing": a missing rule says that."""

    ALL = "all", _("All of it, with names")
    RELEASE = "release", _("Only what the coachee releases")
    MASKED = "masked", _("Without names")
    COUNTS = "counts", _("Counts only")


SUB_CLASSES = frozenset({RecordClass.AGREEMENT_TERMS, RecordClass.AGREEMENT_STATUS})
"""The two classes cut out of the matrix row `agreement`."""

MATRIX_CLASSES = tuple(record_class for record_class in RecordClass if record_class not in SUB_CLASSES)
"""The thirteen rows of the matrix, in its order."""

PAIR = (Part.COACH, Part.COACHEE, Part.PEER, Part.MENTOR_COACH)
"""The parts of the column "parties": they see the record because it is theirs, without a rule."""

LEADING = (Part.COACH, Part.MENTOR_COACH)
"""The parts that another person can take over, and that leave the learner where they are."""

PARTY_PARTS = (*PAIR, Part.SUPERVISOR)
"""The parts a person can hold in one partnership. The supervisor signs as a party and reads as an audience."""

AUDIENCES = (
    Part.SUPERVISOR,
    Part.LEADERSHIP,
    Part.REGIONAL_LEADERSHIP,
    Part.LOCAL_AGENCY,
    Part.STATE_BUREAU,
    Part.COACH_SUPERVISOR,
    Part.ADMINISTRATOR,
)
"""The parts that a rule can speak of, in the order of the matrix's columns."""
