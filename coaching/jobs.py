"""Handing work to the worker. What must not be lost is a row in the database; a task only makes it quick."""

from functools import partial

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger()


def _start(task: Task, ids: dict[str, str]) -> None:
    try:
        task.apply_async(kwargs=ids, retry=False)
    except (OperationalError, ConnectionError):
        log.error("broker_unavailable", task=task.name)  # the minute tick finds what is left


def start_soon(task: Task, **ids: object) -> None:
    """Start `task` when the running transaction has committed. Its arguments are ids.

    A broker that is away is no error: every such task is also found by the minute tick.
    """
    transaction.on_commit(partial(_start, task, {name: str(value) for name, value in ids.items()}))
