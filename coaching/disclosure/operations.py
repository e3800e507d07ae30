"""Migration operations that put row security on tables. Each migration keeps the words it was written with."""

from collections.abc import Sequence

from django.db.migrations.operations.base import Operation

from coaching.disclosure.policies import Disclosure, Policy, disclose, disclose_history, protect


class _Statements(Operation):
    """Runs statements when a migration goes forward; dropping the table undoes them."""

    reduces_to_sql = True
    reversible = True

    def statements(self) -> list[str]:
        raise NotImplementedError

    def state_forwards(self, app_label, state) -> None:
        """Row security is no part of Django's state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        # A deferred constraint that still waits would hold the table against us
        schema_editor.execute("set constraints all immediate")
        for statement in self.statements():
            schema_editor.execute(statement, params=None)
        schema_editor.execute("set constraints all deferred")

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """Nothing: policies go with their table."""


class Disclose(_Statements):
    """The policies of a table with content about a partnership and, unless told otherwise, of its history."""

    def __init__(self, table: str, spec: Disclosure, history: bool = True) -> None:
        self.table, self.spec, self.history = table, spec, history

    def deconstruct(self):
        return type(self).__name__, [self.table, self.spec], {"history": self.history}

    def statements(self) -> list[str]:
        own = disclose(self.table, self.spec)
        return own + disclose_history(f"{self.table}history", self.spec) if self.history else own

    def describe(self) -> str:
        return f"Disclose {self.table} as {self.spec.record_class}"


class DiscloseAgain(_Statements):
    """Write the policies of every table with content about a partnership anew, because what they say has grown.

    It takes each model's own declaration; a table that a later migration makes is passed over, and gets them there.
    """

    def statements(self) -> list[str]:
        from django.apps import apps
        from django.db import connection

        from coaching.disclosure.models import Disclosed

        there = set(connection.introspection.table_names())
        found: list[str] = []
        for model in apps.get_models():
            table = model._meta.db_table
            if issubclass(model, Disclosed) and table in there:
                found += disclose(table, model.disclosure)
                if f"{table}history" in there:
                    found += disclose_history(f"{table}history", model.disclosure)
        return found

    def describe(self) -> str:
        return "Disclose every table again"


class Protect(_Statements):
    """The policies of a table that is not about a partnership, or that has rules of its own."""

    def __init__(self, table: str, policies: Sequence[Policy]) -> None:
        self.table, self.policies = table, list(policies)

    def deconstruct(self):
        return type(self).__name__, [self.table, self.policies], {}

    def statements(self) -> list[str]:
        return protect(self.table, self.policies)

    def describe(self) -> str:
        return f"Protect {self.table}"


class LeaveOpen(_Statements):
    """Outside row security, for a reason that stands in `coaching/disclosure/open_tables.py`."""

    def __init__(self, table: str, privileges: str) -> None:
        self.table, self.privileges = table, privileges

    def deconstruct(self):
        return type(self).__name__, [self.table, self.privileges], {}

    def statements(self) -> list[str]:
        from coaching.disclosure.policies import DEFINER, LOGINS

        return [
            f"revoke all on {self.table} from public, {LOGINS}",
            f"grant {self.privileges} on {self.table} to {LOGINS}",
            f"grant select on {self.table} to {DEFINER}",
        ]

    def describe(self) -> str:
        return f"Leave {self.table} open"
