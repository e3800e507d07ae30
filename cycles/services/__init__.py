"""What can be done with the work of a pair. Import services from here."""

from cycles.services.answers import save_answers
from cycles.services.assessments import choose_areas, write_assessment
from cycles.services.drafts import AlreadyFinished, DraftConflict, save_draft
from cycles.services.files import AlreadyReplaced, TooManyFiles, add_file, remove_file, replace_file
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
from cycles.services.logs import (
    Finished,
    LogEntry,
    NotReady,
    NotSigned,
    correct_log,
    finish_unplanned_visit,
    finish_visit,
)
from cycles.services.meanwhile import WrittenMeanwhile
from cycles.services.notes import NotFinished, correct_note, reflect
from cycles.services.observations import save_focus
from cycles.services.peers import review_plan
from cycles.services.profiles import (
    EditionOver,
    NotComplete,
    ask_for_rating,
    begin_rating,
    close_request,
    correct_rating,
    discard_rating,
    finish_rating,
    save_function,
)
from cycles.services.progress import NotPossible, waive_component
from cycles.services.questions import answer_question, ask_question
from cycles.services.releases import give, propose, refuse, take_back
from cycles.services.resources import ask_for, tell_news
from cycles.services.series import Changed, cancel_later, move_later, plan_series
from cycles.services.steps import add_step, change_step, mark_step, move_step, remove_step
from cycles.services.visits import (
    NotPlanned,
    cancel_visit,
    mark_read,
    miss_visit,
    move_visit,
    overlapping,
    plan_visit,
)

__all__ = [
    "AlreadyFinished",
    "AlreadyReplaced",
    "Changed",
    "DraftConflict",
    "EditionOver",
    "Finished",
    "LogEntry",
    "NotComplete",
    "NotFinished",
    "NotPlanned",
    "NotPossible",
    "NotReady",
    "NotSigned",
    "TooManyFiles",
    "WrittenMeanwhile",
    "add_file",
    "add_goal",
    "add_step",
    "answer_question",
    "ask_for",
    "ask_for_rating",
    "ask_question",
    "begin_rating",
    "cancel_later",
    "cancel_visit",
    "celebrate",
    "change_goal",
    "change_step",
    "choose_areas",
    "close_request",
    "correct_log",
    "correct_note",
    "correct_rating",
    "discard_rating",
    "finish_rating",
    "finish_unplanned_visit",
    "finish_visit",
    "give",
    "mark_read",
    "mark_step",
    "miss_visit",
    "move_goal",
    "move_later",
    "move_step",
    "move_visit",
    "overlapping",
    "plan_series",
    "plan_visit",
    "propose",
    "record_level",
    "record_progress",
    "reflect",
    "refuse",
    "remove_celebration",
    "remove_file",
    "remove_step",
    "replace_file",
    "review_plan",
    "save_answers",
    "save_draft",
    "save_focus",
    "save_function",
    "set_goal_aside",
    "take_back",
    "tell_news",
    "waive_component",
    "write_assessment",
]
