"""What the worker does for this room."""

from celery import shared_task

from reports.services import exports


@shared_task
def make_export(*, export_id: str, person_id: str) -> None:
    """Make a report that was asked for. It acts for its requester in several short transactions."""
    exports.make_export(export_id=export_id, person_id=person_id)
