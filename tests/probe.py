"""What each person can read and write in each table, by raw SQL as a login of the product."""

import json
from collections.abc import Iterable
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from coaching.disclosure.identity import acting_as
from tests.cast import Cast
from tests.database import as_role, bypassing


@contextmanager
def as_person(cast: Cast, name: str | None, role: str):
    """A stretch as one of the cast, or as nobody, under a login of the product."""
    with as_role(role), acting_as(cast[name].pk if name else None):
        yield


def tables() -> list[str]:
    """Every table with row security, histories included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
            "and relrowsecurity order by 1"
        )
        return [name for (name,) in cursor.fetchall()]


def with_histories(tables_with_content: Iterable[str]) -> set[str]:
    """These tables, and the histories of those that have one."""
    return {relation for table in tables_with_content for relation in (table, f"{table}history")} & set(tables())


def key_of(table: str) -> str:
    """The column that names a row of `table`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attname from pg_index i "
            "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] "
            "where i.indrelid = %s::regclass and i.indisprimary",
            [table],
        )
        return cursor.fetchone()[0]


def read(table: str, key: str) -> frozenset[str]:
    """The rows that the running identity sees; "refused" where the login may not read the table at all."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select {key}::text from {table}")
            return frozenset(row[0] for row in cursor.fetchall())
    except DatabaseError as error:
        return frozenset({_reason(error)})


def read_all(tables: Iterable[str]) -> dict[str, frozenset[str]]:
    """What `read` says of each of these tables, by their "id", asked at once: a matrix reads thousands of them."""
    found = {table: set() for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(
            "select name from unnest(%s::text[]) name where has_table_privilege(name, 'select')", [list(found)]
        )
        open_ones = [name for (name,) in cursor.fetchall()]
        cursor.execute(" union all ".join(f"select '{name}', id::text from {name}" for name in open_ones))
        for name, key in cursor.fetchall():
            found[name].add(key)
    refused = frozenset({"refused"})
    return {name: frozenset(keys) if name in open_ones else refused for name, keys in found.items()}


def change(table: str, column: str, value: str) -> str:
    """How many rows it may update, tried out without reading any and taken back: reading would need to see them."""
    return _try(f"update {table} set {column} = {value}")


def remove(table: str) -> str:
    """How many rows it may delete, tried out without reading any and taken back."""
    return _try(f"delete from {table}")


class _TakeBack(Exception):
    pass


def _try(sql: str) -> str:
    touched = ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            touched = f"{cursor.rowcount} rows"
            raise _TakeBack
    except _TakeBack:
        return touched
    except DatabaseError as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    text = str(error).splitlines()[0]
    return "refused" if "permission denied" in text or "row-level security" in text else f"stopped: {text}"


def constant(table: str) -> tuple[str, str]:
    """A column of `table` that no index or trigger minds, with a value of its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attnum from pg_attribute a "
            "where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped "
            "and not exists (select from pg_index i where i.indrelid = a.attrelid and a.attnum = any (i.indkey)) "
            "and a.attname not in ('partnership_id', 'program_id', 'terms_id', 'requester_id', 'author_id', 'user_id') "
            "union all select a.attname, format_type(a.atttypid, a.atttypmod), true, 999 from pg_attribute a "
            "where a.attrelid = %s::regclass and a.attnum = 1 order by 3, 4",
            [table, table],
        )
        columns = [(name, kind) for name, kind, *_order in cursor.fetchall()]
    with bypassing(), connection.cursor() as cursor:
        for name, kind in columns:
            cursor.execute(f"select quote_literal({name}::text) from {table} where {name} is not null limit 1")
            if row := cursor.fetchone():
                return name, f"{row[0]}::{kind}"
    name, kind = columns[0]
    return name, f"null::{kind}"


def rows_of(table: str) -> list[str]:
    """Every row as JSON, as the definer sees it."""
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(f"select to_jsonb(t)::text from {table} t")
        return [row[0] for row in cursor.fetchall()]


BEFORE_SIGNING: dict[str, object] = {
    "signed_at": None, "activated_at": None, "in_force": False, "terms_id": None,
}  # fmt: skip


def insertable(table: str, key: str, samples: Iterable[str]) -> dict[str, str]:
    """What happens when each sample row is inserted anew, under another key and as it was before signing."""
    return {json.loads(sample)[key]: _insert(table, _anew(table, key, sample)) for sample in samples}


def _anew(table: str, key: str, sample: str) -> str:
    row = json.loads(sample)
    row |= {name: value for name, value in BEFORE_SIGNING.items() if name in row}
    row |= {"agreements_agreement": {"state": "out"}, "agreements_standing": {"state": "drafting"}}.get(table, {})
    if isinstance(row[key], str) and len(row[key]) == 36 and not key.endswith("_id"):
        row[key] = "00000000-0000-4000-8000-" + row[key][-12:]
    return json.dumps(row)


def _insert(table: str, row: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"insert into {table} select * from jsonb_populate_record(null::{table}, %s)", [row])
            raise _TakeBack
    except _TakeBack:
        return "inserted"
    except DatabaseError as error:
        return _reason(error)
