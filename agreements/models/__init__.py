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
from agreements.models.life import ClosingStep, Ending, Handover, Pause, Renegotiation
from agreements.models.plans import FocusPractice, Plan

__all__ = [
    "AgreedTerms",
    "Agreement",
    "AgreementState",
    "ClosingStep",
    "Ending",
    "FocusPractice",
    "Handover",
    "Pause",
    "Plan",
    "Renegotiation",
    "SealedDocument",
    "Signature",
    "SpokenCommitment",
    "Standing",
]
