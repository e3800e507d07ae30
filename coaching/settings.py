"""Settings and composition of the whole product. What differs between machines is in the environment.

The variables are listed in docs/deployment.md. Upper rooms (agreements, cycles, reports) are only strings here.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# ---- the machine -----------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT = env.bool("DEVELOPMENT", default=False)  # the mail page and the gallery of components
SECRET_KEY = env("SECRET_KEY")
IDENTITY_KEY = bytes.fromhex(env("IDENTITY_KEY"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / ".data")))
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")

# ---- rooms -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "coaching",
    "agreements",
    "cycles",
    "reports",
    "demonstration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "coaching.middleware.health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "coaching.middleware.never_cached",
    "coaching.disclosure.middleware.RequestTransaction",
    # Within the request's transaction, because these read the person's own rows
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "coaching.middleware.own_language",
    "coaching.middleware.by_its_button",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "coaching.urls"
WSGI_APPLICATION = "coaching.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coaching.navigation.navigation",
            ],
        },
    },
]

# ---- data ------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].update(
    ENGINE="django.db.backends.postgresql",
    ATOMIC_REQUESTS=True,
    CONN_MAX_AGE=600,
    CONN_HEALTH_CHECKS=True,
    DISABLE_SERVER_SIDE_CURSORS=True,
)
# A statement that comes again is prepared: most of what row security costs is the planning of its policies
DATABASES["default"].setdefault("OPTIONS", {}).update(
    server_side_binding=True, prepare_threshold=1 if env.bool("PREPARED_STATEMENTS", default=True) else None
)
if role := env("DATABASE_ROLE", default=""):
    DATABASES["default"]["OPTIONS"]["options"] = f"-c role={role}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "alongside",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# ---- history of rows: the acting person is stamped by the database, see coaching/models/history.py ----------------
PGHISTORY_BASE_MODEL = "coaching.models.history.History"
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False

# ---- sign-in ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "coaching.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "coaching.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "coaching.accounts.display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up; an invitation by mail proves the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds: a signature wants a sign-in at most ten minutes old
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
if (limits := env("SIGN_IN_LIMITS", default="on")) == "off":
    ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # load tests and journeys sign in many times a minute
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ADAPTER = "coaching.accounts.KeysAdapter"
MFA_FORMS = {"add_webauthn": "coaching.forms.passkeys.AddPasskeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
MFA_TOTP_ISSUER = "Alongside"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds
INVITATION_DAYS = 14

# ---- jobs and mail ---------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(**EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
MAIL_DIR = env("MAIL_DIR", default="")
if MAIL_DIR:
    EMAIL_BACKEND = "coaching.mail.KeptInFolder"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Alongside <no-reply@alongside.example>")

# ---- seal of agreements ----------------------------------------------------------------------------------------
SEAL_PKCS12 = env("SEAL_PKCS12", default="")
SEAL_CERTIFICATE = env("SEAL_CERTIFICATE", default="")
SEAL_KEY = env("SEAL_KEY", default="")
SEAL_PASSWORD = env("SEAL_PASSWORD", default="")
TIMESTAMP_URL = env("TIMESTAMP_URL", default="")

# ---- words and places ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # each in its own words: whoever looks for theirs reads it
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["coaching.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "build" / "collected")))
STATICFILES_DIRS = [BASE_DIR / "static", *(p for p in [BASE_DIR / "build" / "static"] if p.is_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in the database
    "staticfiles": {
        "BACKEND": env("STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage"),
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a roster preview posts one choice a row

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---- the edge --------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "worker-src": [SELF],
    }
}
SECURE = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "coaching.views.errors.csrf_failure"

# ---- log: ids, never names or words ----------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "coaching.logs.lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django_structlog": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}

# ---- what upper rooms bring to the outbox and to the minute tick; named here, imported only when they run --------
MAILS = {
    "invitation": "coaching.mails.invitation",
    "password_reset": "coaching.mails.password_reset",
    "suggestion_waiting": "agreements.mails.suggestion_waiting",
    "agreement_waiting": "agreements.mails.agreement_waiting",
    "signature_due": "agreements.mails.agreement_waiting",
    "agreement_signed": "agreements.mails.agreement_signed",
    "agreement_closed": "agreements.mails.agreement_closed",
    "agreement_expired": "agreements.mails.agreement_expired",
    "coaching_rests": "agreements.mails.coaching_rests",
    "pause_look_again": "agreements.mails.pause_look_again",
    "coaching_ended": "agreements.mails.coaching_ended",
    "renegotiation": "agreements.mails.renegotiation",
    "handover_asked": "agreements.mails.handover_asked",
    "commitment_recorded": "agreements.mails.commitment_recorded",
    "commitment_contested": "agreements.mails.commitment_contested",
    "agreement_scanned": "agreements.mails.agreement_scanned",
    "scan_contested": "agreements.mails.scan_contested",
    "letter_waiting": "agreements.mails.letter_waiting",
    "visit_planned": "cycles.mails.visit_planned",
    "visit_moved": "cycles.mails.visit_moved",
    "move_asked": "cycles.mails.move_asked",
    "move_declined": "cycles.mails.move_declined",
    "visit_cancelled": "cycles.mails.visit_cancelled",
    "visit_missed": "cycles.mails.visit_missed",
    "series_planned": "cycles.mails.series_planned",
    "series_moved": "cycles.mails.series_moved",
    "series_cancelled": "cycles.mails.series_cancelled",
    "visit_tomorrow": "cycles.mails.visit_tomorrow",
    "visit_logged": "cycles.mails.visit_logged",
    "log_missing": "cycles.mails.log_missing",
    "draft_left": "cycles.due_mails.draft_left",
    "cycle_due": "cycles.due_mails.cycle_due",
    "goal_stalled": "cycles.due_mails.goal_stalled",
    "promise_due": "cycles.due_mails.promise_due",
    "question_asked": "cycles.daily_mails.question_asked",
    "question_answered": "cycles.daily_mails.question_answered",
    "question_due": "cycles.daily_mails.question_due",
    "survey_opened": "cycles.survey_mails.survey_opened",
    "survey_waiting": "cycles.survey_mails.survey_waiting",
    "resource_asked": "cycles.support_mails.resource_asked",
    "resource_news": "cycles.support_mails.resource_news",
    "resource_due": "cycles.support_mails.resource_due",
    "check_in_planned": "cycles.support_mails.check_in_planned",
    "check_in_due": "cycles.support_mails.check_in_due",
    "progress_asked": "cycles.support_mails.progress_asked",
    "progress_answered": "cycles.support_mails.progress_answered",
    "plan_reviewed": "cycles.daily_mails.plan_reviewed",
    "progress_report_given": "cycles.report_mails.progress_report_given",
    "release_proposed": "cycles.release_mails.release_proposed",
    "release_answered": "cycles.release_mails.release_answered",
    "release_given": "cycles.release_mails.release_given",
    "rating_asked": "cycles.profile_mails.rating_asked",
    "rating_finished": "cycles.profile_mails.rating_finished",
    "areas_chosen": "cycles.profile_mails.areas_chosen",
    "plan_copied": "cycles.mails.plan_copied",
    "concern_waiting": "cycles.concern_mails.concern_waiting",
    "concern_answered": "cycles.concern_mails.concern_answered",
    "case_waiting": "cycles.case_mails.case_waiting",
    "case_answered": "cycles.case_mails.case_answered",
    "report_ready": "reports.mails.report_ready",
    "month_told": "reports.mails.month_told",
    "digest": "coaching.digests.digest",
}
MAIL_TOPICS = {  # reminders: each person has those of a topic at once, gathered or not; every other mail always comes
    "visit_tomorrow": "visits",
    "log_missing": "records",
    "draft_left": "records",
    "cycle_due": "rhythm",
    "signature_due": "signatures",
    "question_due": "questions",
    "resource_due": "questions",
    "survey_opened": "surveys",
    "survey_waiting": "surveys",
    "check_in_due": "check_ins",
    "promise_due": "check_ins",
    "goal_stalled": "goals",
    "visit_logged": "reading",
    "release_given": "shared",
    "month_told": "reports",
}
WAITS = [  # what waits for a person, the most urgent kind first: read by their first page and by their digests
    "cycles.support_waits.IN_CONFIDENCE",
    "agreements.waits.TO_SIGN",
    "agreements.waits.ASKED_ANEW",
    "agreements.waits.TO_DECIDE",
    "cycles.waits.MOVES",
    "cycles.support_waits.QUESTIONS",
    "cycles.partner_waits.RESOURCES",
    "cycles.case_waits.CASES",
    "cycles.waits.VISITS_TO_LOG",
    "cycles.waits.DRAFTS",
    "cycles.support_waits.CHECK_INS",
    "cycles.waits.CYCLES_DUE",
    "cycles.support_waits.GOALS",
    "cycles.waits.NOT_SIGNED_IN_TIME",
    "cycles.waits.PLANS_TO_WRITE",
    "agreements.waits.SUGGESTED",
    "cycles.waits.PAUSES_TO_LOOK_AT",
    "cycles.waits.VISITS_IN_PAUSES",
    "cycles.profile_waits.AREAS",
    "cycles.profile_waits.RATINGS",
    "cycles.partner_waits.REVIEWS",
    "cycles.release_waits.PROPOSED",
    "cycles.report_waits.OWED",
    "cycles.support_waits.PROGRESS_QUESTIONS",
    "cycles.support_waits.PROMISES",
    "cycles.survey_waits.SURVEYS",
    "cycles.waits.LETTERS",
    "cycles.report_waits.TO_READ",
    "cycles.waits.RECORDS_TO_READ",
    "cycles.release_waits.SHARED",
    "reports.waits.TO_FETCH",
    "reports.monthly.NEW_MONTHS",
    "coaching.waits.TO_SET_UP",
    "cycles.waits.VISITS_COMING",
]
TICKS = [
    "coaching.ticks.leave_places",
    "agreements.ticks.remind",
    "agreements.ticks.expire",
    "agreements.ticks.look_again",
    "agreements.ticks.seal_what_is_left",
    "agreements.ticks.warn_of_certificate",
    "cycles.ticks.remind",
    "cycles.daily.remind_of_questions",
    "cycles.daily.remind_of_requests",
    "cycles.daily.remind_of_check_ins",
    "cycles.daily.remind_of_cycles",
    "cycles.daily.remind_of_drafts",
    "cycles.daily.remind_of_goals",
    "cycles.daily.remind_of_promises",
    "cycles.survey_ticks.close_surveys",
    "cycles.survey_ticks.open_surveys",
    "cycles.survey_ticks.remind",
    "reports.ticks.resume",
    "reports.ticks.forget",
    "reports.ticks.freeze_months",
    "reports.ticks.tell_of_months",
    "coaching.ticks.forget_uploads",
    "coaching.digests.gather",
    "coaching.services.outbox.send_due",
]
PARTNERSHIP_STANDINGS = "agreements.standings.standings"  # what the administrator sees of each
SUPERVISED_LINES = ["cycles.views.supervised_lines.supervised_lines"]  # what a supervisor tells in each partnership
ENDING_OPEN = ["cycles.views.progress_reports.open_at_the_end"]  # what is still to do when a coaching is concluded
PARTNERSHIP_MADE = ["agreements.services.start_standing"]
SETUP_WARNINGS = ["agreements.unsealed.warnings"]
