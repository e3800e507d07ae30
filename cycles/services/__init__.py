"""What can be done with the work of a pair. Import services from here."""

from cycles.services.answers import save_answers
from cycles.services.drafts import AlreadyFinished, DraftConflict, save_draft
from cycles.services.goals import (
    add_goal,
    celebrate,
    change_goal,
    move_goal,
    record_progress,
    remove_celebration,
    set_goal_aside,
)
from cycles.services.growth import record_level
from cycles.services.logs import Finished, LogEntry, NotReady, NotSigned, finish_unplanned_visit, finish_visit
from cycles.services.meanwhile import WrittenMeanwhile
from cycles.services.notes import NotFinished, correct_note, reflect
from cycles.services.progress import NotPossible, waive_component
from cycles.services.questions import answer_question, ask_question
from cycles.services.steps import add_step, change_step, mark_step, move_step, remove_step
from cycles.services.visits import NotPlanned, cancel_visit, mark_read, move_visit, overlapping, plan_visit

__all__ = [
    "AlreadyFinished",
    "DraftConflict",
    "Finished",
    "LogEntry",
    "NotFinished",
    "NotPlanned",
    "NotPossible",
    "NotReady",
    "NotSigned",
    "WrittenMeanwhile",
    "add_goal",
    "add_step",
    "answer_question",
    "ask_question",
    "cancel_visit",
    "celebrate",
    "change_goal",
    "change_step",
    "correct_note",
    "finish_unplanned_visit",
    "finish_visit",
    "mark_read",
    "mark_step",
    "move_goal",
    "move_step",
    "move_visit",
    "overlapping",
    "plan_visit",
    "record_level",
    "record_progress",
    "reflect",
    "remove_celebration",
    "remove_step",
    "save_answers",
    "save_draft",
    "set_goal_aside",
    "waive_component",
]
