"""The worker and the minute tick. Tasks carry ids only; due work is found in the database (design section 7)."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_init, worker_process_init, worker_process_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coaching.settings")

app = Celery("alongside")
app.conf.update(
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=1800,  # seconds, below the visibility timeout
    broker_transport_options={"visibility_timeout": 3600},
    timezone="UTC",
    beat_schedule={
        "tick": {"task": "coaching.tasks.tick", "schedule": crontab(), "options": {"expires": 55}},
    },
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_as_django_does(**_kwargs) -> None:
    """Celery leaves the log alone when somebody answers this signal: settings.LOGGING holds here too."""


@worker_init.connect
def _refuse_unsafe_login(**_kwargs) -> None:
    from coaching.disclosure.guard import refuse_unsafe_login

    refuse_unsafe_login()


@worker_process_init.connect
def _warm_up(**_kwargs) -> None:
    """PDFs are a tenth of the work in a process that has made one before."""
    from coaching.documents import pdf

    pdf.warm_up()


@worker_process_shutdown.connect
def _let_go(**_kwargs) -> None:
    from coaching.documents import pdf

    pdf.let_go()
