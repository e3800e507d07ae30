"""Line 1: the home page, which is a coach's caseload, with 1 and with 100 partnerships, of few visits and of many.

The floor is the same bytes by hand: the product's own statement, sent by psycopg over a kept connection that prepares
it, and f-strings. One floor asks as the web login, under row security, one as the definer, whom no policy holds up.
"""

import datetime as dt
import html
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

from bench.measure import Line, Run, Visitor, backend_of_django, backends, by_turns, pages_own, raw_connection, recorded
from bench.state import id_of

OURS, PLAIN = "/caseload/", "/plain/caseload/"
CASES = {
    "one": "1 partnership",
    "hundred": "100 partnerships",
    "ten": "20 partnerships of 10 visits",
    "thousand": "20 partnerships of 1,000 visits",
}
QUERIES, BYTES, COMPRESSED = 5, 30_000, 6_000
TO_FLOOR = 4.5
DRIFT = 0.03
"""By how much the page by hand may differ in length, so that a new word in a row does not stop the measurement."""


def measure() -> Line:
    line = Line(1, "home page: the caseload of a coach")
    queries = {}
    for key, case in CASES.items():
        person = id_of("coach", key, 0)
        visitor = Visitor(person)
        ours = visitor.counts(OURS)
        under_policies, without = raw_connection(), raw_connection("alongside_definer")
        by_hand = floor_of(visitor, person)
        sides: dict[str, Run] = {
            "ours": lambda visitor=visitor: visitor.get(OURS),
            "floor: by hand": by_hand(without),
            "floor: by hand, under row security": by_hand(under_policies),
            "plain draft": lambda visitor=visitor: visitor.get(PLAIN),
        }
        assert words_of(visitor.get(OURS)) == words_of(visitor.get(PLAIN)), "the draft shows something else"
        clock = backends(backend_of_django(), under_policies.info.backend_pid, without.info.backend_pid)
        found = by_turns(sides, data=clock)
        found["ours"].counts, found["plain draft"].counts = ours, visitor.counts(PLAIN)
        line.add(case, found, floor="floor: by hand")
        queries[key] = ours["queries"]
        line.want(f"{case}: processor time to the floor", ratio_to(line, case, "floor: by hand"), TO_FLOOR)
        line.want(
            f"{case}: the same, to the floor under row security",
            ratio_to(line, case, "floor: by hand, under row security"),
            TO_FLOOR,
        )
        line.want(f"{case}: bytes", ours["bytes"], BYTES, "")
        line.want(f"{case}: bytes compressed", ours["compressed"], COMPRESSED, "")
    line.want("queries besides session and identity", max(queries.values()), QUERIES, "")
    line.want("queries more with 100 partnerships than with 1", queries["hundred"] - queries["one"], 0, "")
    line.want("queries more with 1,000 visits than with 10", queries["thousand"] - queries["ten"], 0, "")
    return line


def ratio_to(line: Line, case: str, floor: str) -> float:
    """Ours as a multiple of a side of this case."""
    times = {row.side: row.times for row in line.rows if row.case == case}
    assert times["ours"] is not None and times[floor] is not None
    return times["ours"] / times[floor]


def words_of(page: bytes) -> list[str]:
    """What a page says, without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page.decode())).split()


# ---- by hand -----------------------------------------------------------------------------------------------------
def floor_of(visitor: Visitor, person: Any) -> Callable[[Any], Run]:
    """The same page by hand: a function that takes a connection and answers the way to make the page with it.

    Raises AssertionError when it is not as long as the product's, give or take a few words of a row.
    """
    from psycopg.rows import dict_row

    from coaching.disclosure.identity import token

    visitor.get(OURS)
    with recorded() as statements:
        page = visitor.get(OURS).decode()
    sql, values = next(one for one in pages_own(statements) if "with mine as" in one[0])
    zone = zoneinfo.ZoneInfo("America/Denver")
    before, rest = page.split('<tbody role="rowgroup">', 1)
    after = rest[rest.index("\n        </tbody>") :]

    def by_hand(connection: Any) -> Run:
        def make() -> bytes:
            now = dt.datetime.now(dt.UTC)
            with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
                cursor.execute("select set_config('app.identity', %s, true)", [token(person)])
                cursor.execute(sql, {**values, "now": now})
                found = cursor.fetchall()
            rows = "".join([row_by_hand(row, now.astimezone(zone).date(), zone) for row in found])
            return f'{before}<tbody role="rowgroup">{rows}{after}'.encode()

        drift = len(make()) / len(page.encode()) - 1
        assert abs(drift) < DRIFT, f"the page by hand is {drift:+.1%} longer: bring row_by_hand up to date"
        return make

    return by_hand


def row_by_hand(row: dict[str, Any], today: dt.date, zone: zoneinfo.ZoneInfo) -> str:
    """One partnership in force, from a row of the product's statement."""
    key, name, to_log, due = row["id"], html.escape(" and ".join(row["names"])), row["to_log"], row["due_on"]
    none = '<span class="soft">none yet</span>'
    log = f"/visits/{row['log_id']}/log/" if row["log_id"] else f"/partnerships/{key}/log/"
    late = (today - due).days if due else 0
    tone = "warn" if late > 0 else "neutral"
    words = f"{late} day{'s' if late > 1 else ''} overdue" if late > 0 else f"due {short(due, today)}"
    many = f"{to_log} coaching visit{'s' if to_log > 1 else ''} to log"
    wait = f'<a class="cell-wait" href="{log}">{many}</a>' if to_log else ""
    last = short(row["last_visit"], today) if row["last_visit"] else none
    start = short(row["next_start"].astimezone(zone).date(), today) if row["next_start"] else none
    return (
        f'\n          <tr role="row">'
        f'<th role="rowheader" scope="row"><a href="/partnerships/{key}/">{name}</a>{wait}</th>'
        f'<td role="cell" data-label="Coaching cycles">{row["done"]} of {row["cycles"]}</td>'
        f'<td role="cell" data-label="Last coaching visit">{last}</td>'
        f'<td role="cell" data-label="Next coaching visit">{start}</td>'
        f'<td role="cell" data-label="Next coaching cycle"><span class="status status-{tone}">{words}</span></td>'
        f'<td role="cell"><a class="btn btn-secondary" href="{log}">Log'
        f'<span class="visually-hidden"> coaching visit, {name}</span></a></td></tr>'
    )


def short(day: dt.date, today: dt.date) -> str:
    return f"{day:%b} {day.day}" if day.year == today.year else f"{day:%b} {day.day}, {day.year}"
