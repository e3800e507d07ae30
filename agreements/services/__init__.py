"""What can be done with plans and agreements. Import from here."""

from agreements.services.documents import seal
from agreements.services.matter import Problem, matter_of, next_number, what_is_missing
from agreements.services.plans import (
    FIELDS,
    OutForSignature,
    PlanConflict,
    PlanDraft,
    Practice,
    draft_of,
    plan_of,
    save_plan,
    start_standing,
)
from agreements.services.signing import (
    FRESH,
    AlreadyOut,
    ChangedMeanwhile,
    Evidence,
    NotAsked,
    NotOut,
    NotReady,
    StaleAuthentication,
    asked_now,
    send_for_signature,
    sign,
    withdraw,
)

__all__ = [
    "FIELDS",
    "FRESH",
    "AlreadyOut",
    "ChangedMeanwhile",
    "Evidence",
    "NotAsked",
    "NotOut",
    "NotReady",
    "OutForSignature",
    "PlanConflict",
    "PlanDraft",
    "Practice",
    "Problem",
    "StaleAuthentication",
    "asked_now",
    "draft_of",
    "matter_of",
    "next_number",
    "plan_of",
    "save_plan",
    "seal",
    "send_for_signature",
    "sign",
    "start_standing",
    "what_is_missing",
    "withdraw",
]
