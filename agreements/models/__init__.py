"""Plans, agreements, signatures and seals. Import models from here."""

from agreements.models.agreements import (
    AgreedTerms,
    Agreement,
    AgreementState,
    SealedDocument,
    Signature,
    Standing,
)
from agreements.models.commitments import SpokenCommitment
from agreements.models.letters import Letter, LetterDraft
from agreements.models.plans import FocusPractice, Plan

__all__ = [
    "AgreedTerms",
    "Agreement",
    "AgreementState",
    "FocusPractice",
    "Letter",
    "LetterDraft",
    "Plan",
    "SealedDocument",
    "Signature",
    "SpokenCommitment",
    "Standing",
]
