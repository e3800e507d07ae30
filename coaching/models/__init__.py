"""The base tables. Import models from here."""

from coaching.models.audit import AuditEntry
from coaching.models.choices import MailChoice
from coaching.models.frameworks import DisclosureRule, FrameworkVersion, Terms
from coaching.models.history import History
from coaching.models.outbox import Mail
from coaching.models.partnerships import Partnership, Party
from coaching.models.people import Contact, Person, User
from coaching.models.profiles import ProgramProfile
from coaching.models.programs import Agency, Membership, Program, ProgramPractice, Site
from coaching.models.roster import RosterUpload

# After the others: it is about a partnership, and what such tables inherit is made of them
from coaching.models.ledger import LedgerEntry  # isort: skip

__all__ = [
    "Agency",
    "AuditEntry",
    "Contact",
    "DisclosureRule",
    "FrameworkVersion",
    "History",
    "LedgerEntry",
    "Mail",
    "MailChoice",
    "Membership",
    "Partnership",
    "Party",
    "Person",
    "Program",
    "ProgramPractice",
    "ProgramProfile",
    "RosterUpload",
    "Site",
    "Terms",
    "User",
]
