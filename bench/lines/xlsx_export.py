"""Line 11: every visit of a program as XLSX, against XlsxWriter by itself, and against COPY of the bare rows.

`bench/run --long 20000 11` makes a million rows; without it there are 20,000. XlsxWriter writes strings, numbers and
dates as we do, of the rows that COPY has left on the disk.
"""

import csv
import datetime as dt
import os
import tempfile

from bench.exporting import LEADER, PLAIN, plain_values, sheet, want_memory
from bench.measure import Line, backend_of_django, backends, by_turns, ratio, raw_connection

TO_XLSXWRITER = 1.3


def measure() -> Line:
    from xlsxwriter import Workbook

    from coaching.disclosure.identity import acting_as
    from coaching.documents.sheets import write_xlsx

    line = Line(11, "every visit as XLSX")
    definer = raw_connection("alongside_definer")
    rows: dict[str, int] = {}

    def ours() -> None:
        with tempfile.TemporaryFile() as raw, open(os.devnull, "wb") as out:
            with acting_as(LEADER):
                made = sheet()
                rows["ours"] = made.copy_raw(raw)
            table = made.table(raw, rows["ours"], requested_at=dt.datetime.now(dt.UTC), on_row=lambda number: None)
            write_xlsx(table, out)

    def copied(out) -> None:
        statement = f"copy ({PLAIN}) to stdout (format csv)"
        with definer.cursor() as cursor, cursor.copy(statement, plain_values()) as lines:
            for one in lines:
                out.write(one)

    def floor() -> None:
        with open(os.devnull, "wb") as out:
            copied(out)

    def alone() -> None:
        with tempfile.TemporaryFile() as raw, tempfile.TemporaryFile() as whole:
            copied(raw)
            raw.seek(0)
            with Workbook(whole, {"constant_memory": True}) as book:
                page, look = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
                for place, row in enumerate(csv.reader(line.decode() for line in raw)):
                    page.write_datetime(place, 0, dt.datetime.fromisoformat(row[0]), look)
                    page.write_string(place, 1, row[1])
                    page.write_string(place, 2, row[2])
                    page.write_number(place, 3, int(row[3]))
                    if row[4]:
                        page.write_number(place, 4, int(row[4]))

    sides = {"ours, as the leader": ours, "plain: XlsxWriter alone": alone, "floor: COPY": floor}
    found = by_turns(sides, data=backends(backend_of_django(), definer.info.backend_pid), rounds=3)
    line.add(f"{rows['ours']:,} visits", found, floor="floor: COPY")
    to_plain = ratio(found["ours, as the leader"], found["plain: XlsxWriter alone"])
    line.want("ours, to XlsxWriter alone", to_plain, TO_XLSXWRITER)
    want_memory(line, "xlsx")
    return line
