"""The administrator's set-up."""

from django.urls import path

from coaching.views import (
    setup,
    setup_edition,
    setup_lists,
    setup_partnerships,
    setup_people,
    setup_profiles,
    setup_roster,
)

urlpatterns = [
    path("", setup.setup, name="setup"),
    path("start/", setup.program_start, name="program_start"),
    path("<uuid:pk>/", setup.program_setup, name="program_setup"),
    path("<uuid:pk>/settings/", setup.program_edit, name="program_edit"),
    path("<uuid:pk>/edition/", setup_edition.program_edition, name="program_edition"),
    path("<uuid:pk>/people/", setup_people.setup_people, name="setup_people"),
    path("<uuid:pk>/people/add/", setup_people.person_add, name="person_add"),
    path("<uuid:pk>/people/<uuid:user_pk>/", setup_people.person_setup, name="person_setup"),
    path("<uuid:pk>/people/<uuid:user_pk>/part/", setup_people.part_add, name="part_add"),
    path("<uuid:pk>/people/<uuid:user_pk>/invite/", setup_people.invitation_send, name="invitation_send"),
    path("<uuid:pk>/parts/<uuid:membership_pk>/end/", setup_people.part_end, name="part_end"),
    path("<uuid:pk>/partnerships/", setup_partnerships.setup_partnerships, name="setup_partnerships"),
    path("<uuid:pk>/partnerships/add/", setup_partnerships.partnership_add, name="partnership_add"),
    path("<uuid:pk>/partnerships/import/", setup_roster.partnership_sheet, name="partnership_sheet"),
    path("<uuid:pk>/places/<uuid:party_pk>/end/", setup_partnerships.party_leave, name="party_leave"),
    path("<uuid:pk>/agencies/", setup_lists.setup_agencies, name="setup_agencies"),
    path("<uuid:pk>/agencies/<uuid:agency_pk>/", setup_lists.agency_setup, name="agency_setup"),
    path("<uuid:pk>/sites/", setup_lists.setup_sites, name="setup_sites"),
    path("<uuid:pk>/sites/<uuid:site_pk>/", setup_lists.site_edit, name="site_edit"),
    path("<uuid:pk>/sites/<uuid:site_pk>/remove/", setup_lists.site_remove, name="site_remove"),
    path("<uuid:pk>/practices/", setup_lists.setup_practices, name="setup_practices"),
    path("<uuid:pk>/practices/import/", setup_roster.practice_sheet, name="practice_sheet"),
    path("<uuid:pk>/practices/add/", setup_lists.practice_add, name="practice_add"),
    path("<uuid:pk>/practices/<uuid:practice_pk>/", setup_lists.practice_edit, name="practice_edit"),
    path("<uuid:pk>/practices/<uuid:practice_pk>/move/", setup_lists.practice_move, name="practice_move"),
    path("<uuid:pk>/practices/<uuid:practice_pk>/remove/", setup_lists.practice_remove, name="practice_remove"),
    path("<uuid:pk>/profiles/", setup_profiles.setup_profiles, name="setup_profiles"),
    path("<uuid:pk>/profiles/begin/", setup_profiles.profile_begin, name="profile_begin"),
    path("<uuid:pk>/profiles/<uuid:profile_pk>/", setup_profiles.profile_preview, name="profile_preview"),
    path("<uuid:pk>/profiles/<uuid:profile_pk>/words/", setup_profiles.profile_words, name="profile_words"),
    path("<uuid:pk>/profiles/<uuid:profile_pk>/discard/", setup_profiles.profile_discard, name="profile_discard"),
    path("<uuid:pk>/profiles/<uuid:profile_pk>/offer/", setup_profiles.profile_offer, name="profile_offer"),
    path(
        "<uuid:pk>/profiles/<uuid:profile_pk>/in/<slug:key>/", setup_profiles.profile_function, name="profile_function"
    ),
    path("<uuid:pk>/import/", setup_roster.roster_upload, name="roster_upload"),
    path("<uuid:pk>/import/<uuid:upload_pk>/columns/", setup_roster.roster_columns, name="roster_columns"),
    path("<uuid:pk>/import/<uuid:upload_pk>/rows/", setup_roster.roster_preview, name="roster_preview"),
    path("<uuid:pk>/import/<uuid:upload_pk>/take/", setup_roster.roster_import, name="roster_import"),
    path("<uuid:pk>/import/<uuid:upload_pk>/result/", setup_roster.roster_result, name="roster_result"),
    path("<uuid:pk>/import/<uuid:upload_pk>/refused/", setup_roster.roster_refused, name="roster_refused"),
    path("<uuid:pk>/import/<uuid:upload_pk>/forget/", setup_roster.roster_forget, name="roster_forget"),
]
