"""Migrations of many models without rendering all of them again at every step."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db import migrations
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger, RemoveTrigger

CHANGES = (
    migrations.AddField,
    migrations.AlterField,
    migrations.RemoveField,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    AddTrigger,
    RemoveTrigger,
)
"""What can be applied together. SQL of our own and disclosure stand between: they read the tables as they are then.

New tables too, but among themselves: a field that is added to one of them later would be made with it already.
"""


class Together(Operation):
    """Operations that do not build on each other's tables, applied with one rendering of the models.

    Django renders every related model again for each operation. With histories and triggers on every table that took
    most of the time of a first start: 20 seconds of processor time against 5.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self):
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label, state) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations"


class QuickMigration(migrations.Migration):
    """A migration as makemigrations writes it, whose neighbouring changes of tables are applied together."""

    def __init_subclass__(cls) -> None:
        cls.operations = list(_together(cls.operations))


def _together(operations: Sequence[Operation]) -> Iterator[Operation]:
    for kind, group in groupby(operations, key=_kind):
        if kind:
            yield Together(list(group))
        else:
            yield from group


def _kind(operation: Operation) -> str:
    if isinstance(operation, migrations.CreateModel):
        return "new tables"
    return "changes" if isinstance(operation, CHANGES) else ""
