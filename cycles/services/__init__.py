"""What can be done with the work of a pair. Import services from here."""

from cycles.services.drafts import AlreadyFinished, DraftConflict, save_draft
from cycles.services.goals import add_goal, add_step, change_goal, change_step, remove_step, set_goal_aside
from cycles.services.logs import Finished, LogEntry, NotReady, NotSigned, finish_unplanned_visit, finish_visit
from cycles.services.notes import NotFinished, correct_note, reflect
from cycles.services.progress import NotPossible, waive_component
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
    "add_goal",
    "add_step",
    "cancel_visit",
    "change_goal",
    "change_step",
    "correct_note",
    "finish_unplanned_visit",
    "finish_visit",
    "mark_read",
    "move_visit",
    "overlapping",
    "plan_visit",
    "reflect",
    "remove_step",
    "save_draft",
    "set_goal_aside",
    "waive_component",
]
