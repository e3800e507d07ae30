"""Every named route, classified: who gets the page, and with which row of the world.

`seen_by`: names of the cast who get an answer (200, or a redirect of their own); everybody else gets 404 where they
cannot see what the address is about, and 403 where they see it and may not do that.
"""

from dataclasses import dataclass

from tests.cast import NAMES, PARTS

EVERYBODY = frozenset(NAMES)
PUBLIC = EVERYBODY | {None}
NOBODY = frozenset()
PAIR = frozenset({"coach", "coachee"})
COACH = frozenset({"coach"})
PARTIES = PAIR | {"supervisor"}
SUPERVISOR = frozenset({"supervisor"})
READERS = frozenset({"leader", "local_agency", "state_bureau"})
PROGRAM_PARTS = READERS | {"regional_leader"}
NUMBERS = frozenset({"leader", "regional_leader", "coach_supervisor"})
COACHES = frozenset({"coach", "former_coach", "other_coach"})
ADMINISTRATOR = frozenset({"administrator"})
ADMINISTRATORS = ADMINISTRATOR | {"administrator_elsewhere"}
MEMBERS = frozenset(PARTS) - ADMINISTRATOR


@dataclass(frozen=True)
class Route:
    """How a route is tried. `args`: names of rows of the world. `posts`: it answers no GET. `outside`: not ours.

    `by_secret`: it answers whoever holds its secret, and nobody for who they are; here it is tried with a wrong one.
    """

    seen_by: frozenset[str | None]
    args: tuple[str, ...] = ()
    posts: bool = False
    forbidden_to: frozenset[str] = NOBODY
    outside: bool = False
    by_secret: bool = False


LIBRARY = Route(EVERYBODY, outside=True)

ROUTES: dict[str, Route] = {
    # sign-in: the library's own pages about one's own account
    "account_login": Route(PUBLIC),
    "account_logout": LIBRARY,
    "account_inactive": LIBRARY,
    "account_reauthenticate": LIBRARY,
    "account_change_password": LIBRARY,
    "account_reset_password": LIBRARY,
    "account_reset_password_done": LIBRARY,
    "account_reset_password_from_key": LIBRARY,
    "account_reset_password_from_key_done": LIBRARY,
    "usersessions_list": LIBRARY,
    # everybody
    "home": Route(EVERYBODY),
    "part_choose": Route(NOBODY, ("unheld_part",)),
    "who_sees_what": Route(PUBLIC),
    "set_language": Route(PUBLIC, posts=True),
    "profile": Route(EVERYBODY),
    "mail_choices": Route(EVERYBODY),
    "mail_stop": Route(NOBODY, ("no_secret",), by_secret=True),
    "welcome": LIBRARY,
    "verify_document": Route(PUBLIC),
    # agreements
    "plan_edit": Route(PAIR, ("partnership",)),
    "plan_seen": Route(PAIR, ("partnership",), posts=True),
    "clause_list": Route(PAIR, ("partnership",)),
    "clause_edit": Route(PAIR, ("partnership", "clause_key")),
    "suggestion_make": Route(PAIR, ("partnership", "question_key")),
    "suggestion_detail": Route(PAIR, ("suggestion",)),
    "plan_edition": Route(PAIR, ("partnership",)),
    "agreement_preview": Route(PAIR, ("partnership",)),
    "agreement_send": Route(PAIR, ("partnership",), posts=True),
    "supervised": Route(EVERYBODY),
    "agreement_detail": Route(PARTIES, ("agreement",)),
    "agreement_sign": Route(PARTIES, ("agreement",)),
    "agreement_decline": Route(PARTIES, ("agreement",)),
    "agreement_withdraw": Route(PAIR, ("agreement",), forbidden_to=SUPERVISOR),
    "agreement_resend": Route(PAIR, ("agreement",), posts=True),
    "agreement_compare": Route(PARTIES, ("agreement",)),
    "partnership_pause": Route(PAIR, ("partnership",), forbidden_to=SUPERVISOR),
    "partnership_resume": Route(PAIR, ("partnership",), posts=True),
    "partnership_renegotiate": Route(PARTIES, ("partnership",)),
    "partnership_keep": Route(PARTIES, ("partnership",), posts=True),
    "partnership_conclude": Route(PAIR, ("partnership",), forbidden_to=SUPERVISOR),
    "closing_step": Route(PAIR, ("partnership", "closing_step"), forbidden_to=SUPERVISOR),
    "partnership_end": Route(PARTIES, ("partnership",)),
    "handover_answer": Route(frozenset({"coachee"}), ("partnership",)),
    "partnership_hand_over": Route(ADMINISTRATOR, ("program", "partnership"), forbidden_to=MEMBERS),
    "agreement_pdf": Route(PARTIES, ("agreement",)),
    # A framework without spoken commitments has no such page
    "commitment_record": Route(NOBODY, ("agreement",), forbidden_to=frozenset({"coachee", "supervisor"})),
    # and one without letters has nothing to write. One without a copy is read by its two people
    "letter_write": Route(NOBODY, ("partnership", "letter_key")),
    "letter_preview": Route(NOBODY, ("partnership", "letter_key")),
    "letter_send": Route(NOBODY, ("partnership", "letter_key"), posts=True),
    "letter_detail": Route(PAIR, ("letter",)),
    "letter_pdf": Route(PAIR, ("letter",)),
    "commitment_answer": Route(frozenset({"coachee"}), ("commitment",), posts=True),
    "agreement_hand_over": Route(PARTIES, ("agreement",), posts=True),
    "agreement_on_paper": Route(PARTIES, ("agreement",)),
    "agreement_paper_add": Route(COACH, ("agreement",), forbidden_to=frozenset({"coachee", "supervisor"})),
    "agreement_scan": Route(PARTIES, ("agreement", "scanned")),
    "agreement_contest": Route(PARTIES, ("agreement", "scanned"), posts=True),
    "electronic_records": Route(EVERYBODY),
}

ROUTES |= {
    name: Route(ADMINISTRATOR, ("program", *more), forbidden_to=MEMBERS)
    for name, more in {
        "program_setup": (),
        "program_edit": (),
        "program_edition": (),
        "setup_people": (),
        "person_add": (),
        "person_setup": ("user",),
        "part_add": ("user",),
        "part_end": ("membership",),
        "practice_add": (),
        "practice_sheet": (),
        "setup_partnerships": (),
        "partnership_add": (),
        "partnership_sheet": (),
        "setup_agencies": (),
        "agency_setup": ("agency",),
        "setup_sites": (),
        "site_edit": ("site",),
        "setup_practices": (),
        "setup_surveys": (),
        "survey_edit": ("survey_key",),
        "setup_documents": (),
        "practice_edit": ("practice",),
        "roster_upload": (),
        "roster_columns": ("upload",),
        "roster_preview": ("upload",),
        "roster_result": ("upload",),
    }.items()
}
ROUTES |= {
    name: Route(ADMINISTRATOR, ("program", *more), posts=True, forbidden_to=MEMBERS)
    for name, more in {
        "invitation_send": ("user",),
        "party_leave": ("party",),
        "site_remove": ("site",),
        "practice_move": ("practice",),
        "practice_remove": ("practice",),
        "roster_import": ("upload",),
        "document_seal_again": ("agreement",),
        "roster_forget": ("upload",),
    }.items()
}

# This framework has no practice profile to word
ROUTES |= {
    name: Route(NOBODY, ("program", *more), forbidden_to=MEMBERS)
    for name, more in {
        "setup_profiles": (),
        "profile_preview": ("program_profile",),
        "profile_words": ("program_profile",),
        "profile_function": ("program_profile", "function_key"),
    }.items()
}
ROUTES |= {
    name: Route(ADMINISTRATOR, ("program", *more), posts=True, forbidden_to=MEMBERS)
    for name, more in {
        "profile_begin": (),
        "profile_discard": ("program_profile",),
        "profile_offer": ("program_profile",),
    }.items()
}

# The file of refused rows exists once an import has been done
ROUTES["roster_refused"] = Route(NOBODY, ("program", "upload"), forbidden_to=MEMBERS)

# cycles. Who left keeps what was written before, so the former coach opens the pair's page and finds it empty
FORMER = PAIR | {"former_coach"}
AWAY = frozenset({"former_coach"})
COACHEE = frozenset({"coachee"})
ON_ROUTE = frozenset({"coach", "coach_supervisor"})
ROUTES |= {
    "caseload": Route(EVERYBODY),
    "my_coaching": Route(EVERYBODY),
    "visit_list": Route(EVERYBODY),
    "calendar_settings": Route(EVERYBODY),
    "calendar_feed": Route(NOBODY, ("no_secret",), by_secret=True),
    "visit_log_choose": Route(EVERYBODY),
    "signed_in_again": Route(EVERYBODY),
    # The same for everybody, signed in or not: a device keeps them
    "service_worker": Route(PUBLIC),
    "log_blank": Route(PUBLIC, ("framework_version", "leading_part", "language")),
    "partnership_detail": Route(FORMER, ("partnership",)),
    "partnership_visits": Route(FORMER, ("partnership",)),
    "former_record": Route(PAIR, ("partnership",)),
    "partnership_ledger": Route(FORMER, ("partnership",)),
    "ledger_file": Route(FORMER, ("partnership", "ledger_kind")),
    "visit_plan": Route(COACH, ("partnership",), forbidden_to=COACHEE | AWAY),
    "visit_series": Route(COACH, ("partnership",), forbidden_to=COACHEE | AWAY),
    "visit_log_new": Route(COACH, ("partnership",), forbidden_to=COACHEE | AWAY),
    "visit_draft_save_new": Route(COACH, ("partnership",), posts=True),
    "visit_finish_new": Route(COACH, ("partnership",), posts=True),
    "visit_draft_discard": Route(COACH, ("partnership",), posts=True),
    "guide_detail": Route(NOBODY, ("partnership", "guide")),  # this framework has no checklist of the start
    "goal_add": Route(PAIR, ("partnership",), forbidden_to=AWAY),
    "goal_edit": Route(PAIR, ("goal",)),
    "goal_set_aside": Route(PAIR, ("goal",), posts=True),
    "goal_move": Route(PAIR, ("goal",), posts=True),
    # The plan and what grows leave this framework's pair for nobody: its supervisor has no such page
    "goal_progress": Route(PAIR, ("goal",)),
    "action_plan": Route(FORMER, ("partnership",)),
    "plan_review": Route(NOBODY, ("partnership", "user")),  # nobody here coaches each other
    "plan_copy": Route(PAIR, ("copy",)),
    # This framework has no reports; one that was given under another edition stays readable
    "progress_report_list": Route(NOBODY, ("partnership",)),
    "progress_report_write": Route(NOBODY, ("partnership", "report_key")),
    "progress_report_save": Route(NOBODY, ("partnership", "report_key"), posts=True),
    "progress_report_discard": Route(NOBODY, ("partnership", "report_key"), posts=True),
    "progress_report_give": Route(NOBODY, ("partnership", "report_key")),
    "progress_report": Route(PAIR, ("progress_report",)),
    "progress_report_pdf": Route(PAIR, ("progress_report",)),
    "progress_report_correct": Route(PAIR, ("progress_report",), posts=True),
    # This framework has no profile and no assessments; a rating that was made under another edition stays readable
    "practice_profile": Route(PAIR, ("partnership",)),
    "rating_begin": Route(NOBODY, ("partnership",), forbidden_to=AWAY),
    "rating_ask": Route(PAIR, ("partnership",), posts=True),
    "rating_request_close": Route(PAIR, ("asked_to_rate",), posts=True),
    "rating_write": Route(COACH, ("rating_draft", "function_key")),
    "rating_finish": Route(COACH, ("rating_draft",)),
    "rating_discard": Route(COACH, ("rating_draft",), posts=True),
    "rating_detail": Route(PAIR, ("rating",)),
    "rating_correct": Route(COACH, ("rating",), posts=True),
    "assessment_list": Route(NOBODY, ("partnership",)),
    "assessment_write": Route(NOBODY, ("partnership", "assessment_key", "area_key")),
    "areas_choose": Route(NOBODY, ("partnership", "assessment_key")),
    "growth_list": Route(FORMER, ("partnership",)),
    "practice_growth": Route(PAIR, ("focus",)),
    "questions_answer": Route(FORMER, ("partnership", "questions")),
    "question_list": Route(FORMER, ("partnership",)),
    "question_ask": Route(PAIR, ("partnership",), forbidden_to=AWAY),
    "question_detail": Route(PAIR, ("question",)),
    # What the parties who sign tell each other. This framework has no check-ins
    "support": Route(PARTIES, ("partnership",)),
    "promise_report": Route(PARTIES, ("partnership", "promise_key")),
    "check_in_plan": Route(NOBODY, ("partnership",)),
    "check_in_record": Route(NOBODY, ("partnership",)),
    "progress_ask": Route(NOBODY, ("partnership",)),
    "progress_detail": Route(PARTIES, ("progress_question",)),
    "data_talk_add": Route(NOBODY, ("partnership",)),
    "data_talk_then": Route(NOBODY, ("talk",)),
    # Whoever is asked answers; what comes out is the coach's, and what changes is told where surveys are listed
    "survey_list": Route(EVERYBODY),
    "survey_answer": Route(COACHEE, ("survey",)),
    "survey_save": Route(COACHEE, ("survey",), posts=True),
    "feedback": Route(COACHES | {"mentor_coach"}),
    "feedback_ask": Route(COACHES, ("program", "survey_key"), posts=True),
    "feedback_change": Route(COACHES, posts=True),
    "feedback_change_remove": Route(COACH, ("feedback_change",), posts=True),
    "feedback_thought": Route(COACHES, posts=True),
    "feedback_thought_remove": Route(COACH, ("feedback_thought",), posts=True),
    # The coach asks the coach's own supervisor; the coachee reads it (A7), and says nothing in it
    "resource_list": Route(EVERYBODY),
    "resource_ask": Route(NOBODY, ("partnership",)),  # this agreement has nobody's address to ask
    "resource_detail": Route(ON_ROUTE | PAIR, ("resource",)),
    # This agreement releases nothing to its supervisor; what was given before is the pair's to read
    "release_list": Route(PAIR, ("partnership", "audience")),
    "release_give": Route(NOBODY, ("partnership", "audience"), forbidden_to=PAIR),
    "release_propose": Route(NOBODY, ("partnership", "audience"), forbidden_to=PAIR),
    "release_detail": Route(PAIR, ("release",)),
    "release_take_back": Route(PAIR, ("release",), posts=True),
    "release_proposal": Route(COACHEE, ("release_proposal",), forbidden_to=COACH),
    # A case without names: the coach asks, the coachee reads along (A7)
    "case_list": Route(EVERYBODY),
    "case_detail": Route(ON_ROUTE | COACHEE, ("case",)),
    "case_hand_on": Route(COACH, ("case",), posts=True),
    "case_take_back": Route(COACH, ("case",), posts=True),
    "case_compose": Route(NOBODY, ("partnership",)),  # this agreement has nobody's address to ask
    "case_check": Route(NOBODY, ("partnership",)),
    # Raised by the coach and brought to the coach's supervisor: the coachee does not see that it exists
    "concern_list": Route(EVERYBODY),
    "concern_raise": Route(PAIR, ("partnership",)),
    "concern_detail": Route(ON_ROUTE, ("concern",)),
    "concern_next": Route(NOBODY, ("concern",), forbidden_to=ON_ROUTE),
    "concern_talked": Route(COACH, ("concern",), posts=True),
    "concern_close": Route(COACH, ("concern",), posts=True),
    # That a report was made is its author's until they show it
    "duty": Route(FORMER, ("partnership",)),
    "funding": Route(FORMER, ("partnership",)),
    "duty_correct": Route(COACH, ("duty_report",)),
    "duty_show": Route(COACH, ("duty_report",), posts=True),
    "celebration_add": Route(PAIR, ("partnership",), forbidden_to=AWAY),
    "celebration_remove": Route(COACH, ("celebration",), posts=True),
    "step_add": Route(PAIR, ("goal",)),
    "step_edit": Route(PAIR, ("step",)),
    "step_remove": Route(PAIR, ("step",), posts=True),
    "step_move": Route(PAIR, ("step",), posts=True),
    "step_mark": Route(PAIR, ("step",), posts=True),
    "component_waive": Route(COACH, ("open_cycle", "component"), forbidden_to=COACHEE),
    "visit_detail": Route(PAIR, ("visit",)),
    "visit_move": Route(COACH, ("planned",), forbidden_to=COACHEE),
    "visit_ask": Route(PAIR, ("planned",)),
    "proposal_answer": Route(COACH, ("proposal",), posts=True, forbidden_to=COACHEE),
    "visit_cancel": Route(PAIR, ("planned",)),
    "visit_missed": Route(PAIR, ("planned",)),
    "attendance_list": Route(FORMER, ("partnership",)),  # and a supervisor's, where the framework gives it (D8)
    "visit_log": Route(COACH, ("planned",), forbidden_to=COACHEE),
    "visit_observation": Route(PAIR, ("planned",)),
    "cycle_list": Route(FORMER, ("partnership",)),
    "visit_draft_save": Route(COACH, ("planned",), posts=True),
    "visit_finish": Route(COACH, ("planned",), posts=True),
    "visit_reflect": Route(COACHEE, ("visit", "section"), forbidden_to=COACH),
    # This framework's conversations have no guide
    "visit_converse": Route(NOBODY, ("planned",), forbidden_to=COACHEE),
    "visit_converse_new": Route(NOBODY, ("partnership",), forbidden_to=COACHEE | AWAY),
    "visit_converse_finish": Route(NOBODY, ("planned",), posts=True),
    "visit_converse_finish_new": Route(NOBODY, ("partnership",), posts=True),
    # This framework's log takes no files; one that is there is seen by the two, a draft's by its author
    "visit_file_add": Route(NOBODY, ("planned",), posts=True),
    "visit_file_add_new": Route(NOBODY, ("partnership",), posts=True),
    "draft_file": Route(COACH, ("draft_file",)),
    "draft_file_remove": Route(COACH, ("draft_file",), posts=True),
    "visit_file": Route(PAIR, ("file",)),
    "visit_file_replace": Route(COACH, ("file",), forbidden_to=COACHEE),
    "visit_log_correct": Route(COACH, ("visit",), forbidden_to=COACHEE),
    "note_correct": Route(COACH, ("note",), forbidden_to=COACHEE),
}

# reports
ROUTES |= {
    "program_overview": Route(PROGRAM_PARTS | {"leader_elsewhere"}),
    "program_report": Route(PROGRAM_PARTS, ("program",)),
    "month_report": Route(frozenset({"leader", "leader_elsewhere"}), ("leading", "month_key")),
    "seen_as_first": Route(PAIR, ("partnership", "audience"), forbidden_to=AWAY),
    "seen_as": Route(PAIR, ("partnership", "audience", "seen_page"), forbidden_to=AWAY),
    "supervisor_summary": Route(SUPERVISOR, ("partnership",)),
    "supervisor_summary_pdf": Route(SUPERVISOR, ("partnership",)),
    "own_record": Route(COACHEE, ("partnership",)),
    "partnership_report": Route(PROGRAM_PARTS, ("partnership",)),
    "own_hours": Route(COACHES),
    "hours_file": Route(NOBODY),  # without a format it is nothing
    "number_list": Route(NUMBERS | {"leader_elsewhere"}),
    "program_numbers": Route(NUMBERS, ("program",)),
    "numbers_request": Route(NUMBERS, ("program",), posts=True),
    "export_request": Route(READERS, ("program",), posts=True),
    "visits_request": Route(READERS, ("program",), posts=True),
    "export_list": Route(EVERYBODY),
    "export_detail": Route(frozenset({"leader"}), ("export",)),
    "export_download": Route(frozenset({"leader"}), ("export",)),
    "export_stop": Route(frozenset({"leader"}), ("export",), posts=True),
    "export_delete": Route(frozenset({"leader"}), ("export",), posts=True),
    "setup": Route(ADMINISTRATORS, forbidden_to=EVERYBODY - ADMINISTRATORS),
    "program_start": Route(NOBODY, forbidden_to=EVERYBODY),
}
