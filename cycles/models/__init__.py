"""The work: practices and goals, cycles, visits and what is written about them. Import models from here."""

from cycles.models.assessments import AssessmentWords, CoachingAreas
from cycles.models.attendance import Attendance, AttendanceReason
from cycles.models.cases import CaseDraft, CaseWord, HandedCase, MaskedCase
from cycles.models.concerns import ConcernStep, ConcernWord
from cycles.models.conversations import Conversation
from cycles.models.copies import PlanCopy
from cycles.models.cycles import Cycle, CycleComponent
from cycles.models.duty import MandatoryReport
from cycles.models.feeds import CalendarFeed
from cycles.models.files import DraftFile, VisitFile
from cycles.models.funding import Funding
from cycles.models.goals import ActionStep, Celebration, Goal, GoalGrounds, GoalProgress
from cycles.models.growth import GettingToKnow, LevelNote, NeedsAssessment, PracticeLevel
from cycles.models.guides import GuideMark
from cycles.models.observations import ObservationFocus
from cycles.models.peers import PlanReview
from cycles.models.profiles import ProfileRating, RatingDraft, RatingRequest
from cycles.models.progress_reports import ProgressReport, ProgressReportDraft, ProgressReportRead, ReportedPlan
from cycles.models.proposals import MoveProposal
from cycles.models.questions import PairAnswer, PairQuestion
from cycles.models.releases import Release, ReleaseProposal
from cycles.models.resources import ResourceNews, ResourceRequest
from cycles.models.support import (
    CheckIn,
    CheckInOutcome,
    DataTalk,
    ProgressAnswer,
    ProgressQuestion,
    PromiseReport,
)
from cycles.models.surveys import (
    FeedbackAction,
    FeedbackReflection,
    SurveyAnswer,
    SurveyBallot,
    SurveyEdition,
    SurveyNamed,
    SurveyRelease,
    SurveyRequest,
    SurveyTurn,
)
from cycles.models.visits import LogDraft, Note, Visit, VisitDetail, VisitLog, VisitRead, VisitStep

__all__ = [
    "ActionStep",
    "AssessmentWords",
    "Attendance",
    "AttendanceReason",
    "CalendarFeed",
    "CaseDraft",
    "CaseWord",
    "Celebration",
    "CheckIn",
    "CheckInOutcome",
    "CoachingAreas",
    "ConcernStep",
    "ConcernWord",
    "Conversation",
    "Cycle",
    "CycleComponent",
    "DataTalk",
    "DraftFile",
    "FeedbackAction",
    "FeedbackReflection",
    "Funding",
    "GettingToKnow",
    "Goal",
    "GoalGrounds",
    "GoalProgress",
    "GuideMark",
    "HandedCase",
    "LevelNote",
    "LogDraft",
    "MandatoryReport",
    "MaskedCase",
    "MoveProposal",
    "NeedsAssessment",
    "Note",
    "ObservationFocus",
    "PairAnswer",
    "PairQuestion",
    "PlanCopy",
    "PlanReview",
    "PracticeLevel",
    "ProfileRating",
    "ProgressAnswer",
    "ProgressQuestion",
    "ProgressReport",
    "ProgressReportDraft",
    "ProgressReportRead",
    "PromiseReport",
    "RatingDraft",
    "RatingRequest",
    "Release",
    "ReleaseProposal",
    "ReportedPlan",
    "ResourceNews",
    "ResourceRequest",
    "SurveyAnswer",
    "SurveyBallot",
    "SurveyEdition",
    "SurveyNamed",
    "SurveyRelease",
    "SurveyRequest",
    "SurveyTurn",
    "Visit",
    "VisitDetail",
    "VisitFile",
    "VisitLog",
    "VisitRead",
    "VisitStep",
]
