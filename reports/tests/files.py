"""What the tests of exports share: to ask for a file, have it made, and read it."""

from django.db import connection
from django.urls import reverse

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from reports.models import Export, ExportPiece
from reports.periods import Period
from reports.services import make_export, request_export
from reports.tests.world import days_ago, make_pairs
from tests.database import as_worker, bypassing

PERIOD = Period(days_ago(365), days_ago(0))
FORMATS = ["pdf", "xlsx", "csv"]


def pairs(cast, count=1, **kwargs):
    return make_pairs(cast.program, count, coach=cast["other_coach"], supervisor=cast["supervisor"], **kwargs)


def asked(
    cast, who="leader", part=Part.LEADERSHIP, format="csv", period=PERIOD, kind=Export.Kind.PROGRAM, partnership=None
) -> Export:
    with acting_as(cast[who].pk):
        return request_export(
            program=cast.program,
            part=part,
            by=cast[who],
            format=format,
            period=period,
            kind=kind,
            partnership=partnership,
        )


def made(cast, *args, **kwargs) -> Export:
    """The file that `asked` asks for with the same words, as the worker has made it."""
    export = asked(cast, *args, **kwargs)
    with as_worker():
        make_export(export_id=export.pk, person_id=export.requester_id)
    with bypassing():
        export.refresh_from_db()
    return export


def content(export: Export) -> bytes:
    with bypassing():
        return b"".join(bytes(one.content) for one in ExportPiece.objects.filter(export=export))


def move(export: Export, **fields) -> None:
    """Set facts that the product keeps as they were, by the owner of the database."""
    with bypassing(), connection.cursor() as cursor:
        assigned = ", ".join(f"{name} = %s" for name in fields)
        cursor.execute("set constraints all immediate")
        with connection.cursor() as inner:
            inner.execute("reset role")
            inner.execute("set local role alongside_owner")
            inner.execute("alter table reports_export disable trigger b_keep")
            inner.execute("set local role alongside_definer")
            inner.execute(f"update reports_export set {assigned} where id = %s", [*fields.values(), export.pk])
            inner.execute("reset role")
            inner.execute("set local role alongside_owner")
            inner.execute("alter table reports_export enable trigger b_keep")
            inner.execute("set local role alongside_definer")


def detail(export: Export) -> str:
    return reverse("export_detail", args=[export.pk])
