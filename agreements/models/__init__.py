"""Plans, agreements, signatures and seals. Import models from here."""

from agreements.models.agreements import (
    AgreedTerms,
    Agreement,
    AgreementState,
    SealedDocument,
    Signature,
    Standing,
    Way,
)
from agreements.models.commitments import SpokenCommitment
from agreements.models.drafting import PlanLook, Suggestion
from agreements.models.evidence import ConsentRecord, PaperScan, SealAttempt
from agreements.models.letters import Letter, LetterDraft
from agreements.models.life import ClosingStep, Ending, Handover, Pause, Renegotiation
from agreements.models.plans import FocusPractice, Plan

__all__ = [
    "AgreedTerms",
    "Agreement",
    "AgreementState",
    "ClosingStep",
    "ConsentRecord",
    "Ending",
    "FocusPractice",
    "Handover",
    "Letter",
    "LetterDraft",
    "PaperScan",
    "Pause",
    "Plan",
    "PlanLook",
    "Renegotiation",
    "SealAttempt",
    "SealedDocument",
    "Signature",
    "SpokenCommitment",
    "Standing",
    "Suggestion",
    "Way",
]
