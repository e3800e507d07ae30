"""Addresses of this room."""

from django.urls import path

from cycles.views import caseload, drafts, former, goals, guides, logs, notes, partnerships, visits

urlpatterns = [
    path("caseload/", caseload.caseload, name="caseload"),
    path("my-coaching/", caseload.my_coaching, name="my_coaching"),
    path("visits/", caseload.visit_list, name="visit_list"),
    path("visits/log/", caseload.visit_log_choose, name="visit_log_choose"),
    path("partnerships/<uuid:pk>/", partnerships.partnership_detail, name="partnership_detail"),
    path("partnerships/<uuid:pk>/visits/", partnerships.partnership_visits, name="partnership_visits"),
    path("partnerships/<uuid:pk>/before/", former.former_record, name="former_record"),
    path("partnerships/<uuid:pk>/visits/plan/", visits.visit_plan, name="visit_plan"),
    path("partnerships/<uuid:pk>/log/", logs.visit_log_new, name="visit_log_new"),
    path("partnerships/<uuid:pk>/log/draft/", drafts.visit_draft_save_new, name="visit_draft_save_new"),
    path("partnerships/<uuid:pk>/log/finish/", logs.visit_finish_new, name="visit_finish_new"),
    path("partnerships/<uuid:pk>/log/discard/", logs.visit_draft_discard, name="visit_draft_discard"),
    path("partnerships/<uuid:pk>/start/<slug:key>/", guides.guide_detail, name="guide_detail"),
    path("partnerships/<uuid:pk>/goals/add/", goals.goal_add, name="goal_add"),
    path("goals/<uuid:pk>/", goals.goal_edit, name="goal_edit"),
    path("goals/<uuid:pk>/aside/", goals.goal_set_aside, name="goal_set_aside"),
    path("goals/<uuid:pk>/steps/add/", goals.step_add, name="step_add"),
    path("steps/<uuid:pk>/", goals.step_edit, name="step_edit"),
    path("steps/<uuid:pk>/remove/", goals.step_remove, name="step_remove"),
    path("cycles/<uuid:pk>/leave-out/<slug:key>/", partnerships.component_waive, name="component_waive"),
    path("visits/<uuid:pk>/", visits.visit_detail, name="visit_detail"),
    path("visits/<uuid:pk>/move/", visits.visit_move, name="visit_move"),
    path("visits/<uuid:pk>/cancel/", visits.visit_cancel, name="visit_cancel"),
    path("visits/<uuid:pk>/log/", logs.visit_log, name="visit_log"),
    path("visits/<uuid:pk>/log/draft/", drafts.visit_draft_save, name="visit_draft_save"),
    path("visits/<uuid:pk>/log/finish/", logs.visit_finish, name="visit_finish"),
    path("visits/<uuid:pk>/reflection/<slug:section>/", notes.visit_reflect, name="visit_reflect"),
    path("notes/<uuid:pk>/", notes.note_correct, name="note_correct"),
    path("signed-in/", logs.signed_in_again, name="signed_in_again"),
]
