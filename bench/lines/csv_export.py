"""Line 10: every visit of a program as CSV, with permissions and harmless text, against COPY of the bare rows.

`bench/run --long 20000 10` makes a million rows; without it there are 20,000. The floor sees all, asks for nobody and
writes what is there. The plain way reads the rows into Python and writes them with its csv module.
"""

import csv
import os

from bench.exporting import LEADER, PLAIN, plain_values, sheet, want_memory
from bench.measure import Line, backend_of_django, backends, by_turns, ratio, raw_connection

TO_COPY = 1.3


def measure() -> Line:
    from coaching.disclosure.identity import acting_as

    line = Line(10, "every visit as CSV")
    definer = raw_connection("alongside_definer")
    rows: dict[str, int] = {}

    def ours() -> None:
        with acting_as(LEADER), open(os.devnull, "wb") as out:
            rows["ours"] = sheet().copy_csv(out)

    def floor() -> None:
        with open(os.devnull, "wb") as out, definer.cursor() as cursor:
            with cursor.copy(f"copy ({PLAIN}) to stdout (format csv)", plain_values()) as lines:
                for one in lines:
                    out.write(one)
            rows["floor"] = cursor.rowcount

    def plain() -> None:
        with open(os.devnull, "w") as out, definer.transaction(), definer.cursor("rows") as cursor:
            cursor.itersize = 2000  # as Django's iterator has it
            cursor.execute(PLAIN, plain_values())
            csv.writer(out).writerows(cursor)

    sides = {"ours, as the leader": ours, "plain: rows through Python": plain, "floor: COPY": floor}
    clock = backends(backend_of_django(), definer.info.backend_pid)
    found = by_turns(sides, data=clock, rounds=6)
    assert rows["ours"] == rows["floor"], rows
    line.add(f"{rows['ours']:,} visits", found, floor="floor: COPY")
    line.want("ours, to COPY", ratio(found["ours, as the leader"], found["floor: COPY"]), TO_COPY)
    want_memory(line, "csv")
    return line
