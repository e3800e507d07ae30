"""All addresses. Upper rooms are named as strings; every named route is classified in tests/routes.py."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path, re_path

from coaching.views import choices, errors, home, people

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("part/<str:part>/", home.part_choose, name="part_choose"),
    path("who-sees-what/", home.who_sees_what, name="who_sees_what"),
    path("language/", home.set_language, name="set_language"),
    path("profile/", people.profile, name="profile"),
    path("profile/mails/", choices.mail_choices, name="mail_choices"),
    path("mails/stop/<str:secret>/", choices.mail_stop, name="mail_stop"),
    path("welcome/<str:token>/", people.welcome, name="welcome"),
    path("accounts/", include(accounts)),
    path("setup/", include("coaching.setup_urls")),
    path("", include("agreements.urls")),
    path("", include("cycles.urls")),
    path("", include("reports.urls")),
]

if settings.DEVELOPMENT:
    from coaching.views import development

    urlpatterns += [
        path("development/mail/", development.mail_list, name="mail_list"),
        path("development/mail/<str:name>/", development.mail_detail, name="mail_detail"),
        path("development/components/", development.gallery, name="gallery"),
    ]
