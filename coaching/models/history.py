"""The history of rows, kept by triggers and stamped with the acting person by the database itself."""

import pghistory
import pghistory.models
import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.expressions import Func


class ActingPerson(Func):
    """The signed identity of the running transaction, as PostgreSQL knows it."""

    template = "sec.person()"
    output_field = models.UUIDField()


class History(pghistory.models.Event):
    """One past state of a row, as secret as the row it copies."""

    pgh_id = models.UUIDField(  # type: ignore[assignment]  # a number would tell how many rows there are
        primary_key=True, db_default=RandomUUID(), editable=False
    )
    pgh_person = models.UUIDField(null=True, db_default=ActingPerson(), editable=False)

    class Meta:
        abstract = True


def tracked(*, exclude: tuple[str, ...] = ()):
    """Keep the history of a model's rows by trigger; `exclude` names fields that are not copied.

    A change of terms alone is no event: it is written down when the agreement is.
    """

    def track(model: type[models.Model]) -> type[models.Model]:
        names = {field.name for field in model._meta.concrete_fields}
        quiet = [name for name in ("terms", "written_at", *exclude) if name in names]
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=pgtrigger.AnyChange(exclude=quiet) if quiet else pgtrigger.AnyChange()),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            obj_field=None,
            context_field=None,  # type: ignore[arg-type]  # its own documentation says None
        )(model)

    return track
