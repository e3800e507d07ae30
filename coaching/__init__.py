"""The base of Alongside: people, programs, partnerships, frameworks and disclosure."""

from coaching.celery import app as celery_app

__all__ = ["celery_app"]
