"""Line 13: the last page of a long list against its first: the visits of a coach with a hundred partnerships.

The product goes on from the day and the id of the last row; `OFFSET` counts again what was passed over, and is measured
beside it as the statement alone.
"""

from functools import partial

from bench.measure import Line, Visitor, backend_of_django, backends, by_turns, ratio, raw_connection
from bench.state import id_of

TO_FIRST = 2.0
PAGE = 20

LIST = """
select v.id, v.starts_at from cycles_visit v
where v.partnership_id in (select p.partnership_id from coaching_party p where p.user_id = %s and p.part = 'coach')
  and v.state <> 'planned'
order by v.starts_at desc, v.id desc limit 20 offset %s
"""


def measure() -> Line:
    from cycles.views.shown import cursor_of
    from tests.database import bypassing

    line = Line(13, "deep paging")
    coach = id_of("coach", "hundred", 0)
    with bypassing():
        rows = visits(coach)
    deep = cursor_of(rows[-PAGE - 1])
    visitor = Visitor(coach)
    pages = {"first page": "/visits/", "last page": f"/visits/?before={deep}"}
    found = by_turns(
        {name: partial(visitor.get, address) for name, address in pages.items()}, data=backends(backend_of_django())
    )
    line.add(f"page of {PAGE} of {len(rows):,} visits", found, floor="first page")
    with raw_connection("alongside_definer") as database:
        sides = {
            name: partial(lambda offset: database.execute(LIST, [coach, offset]).fetchall(), offset)
            for name, offset in (("first page", 0), ("last page by OFFSET", len(rows) - PAGE))
        }
        plain = by_turns(sides, data=backends(database.info.backend_pid))
    line.add("the statement alone, without row security", plain, floor="first page")
    line.want("the last page to the first", ratio(found["last page"], found["first page"]), TO_FIRST)
    return line


def visits(coach: object) -> list[dict[str, object]]:
    from cycles.models import Visit

    mine = Visit.objects.filter(partnership__parties__user=coach).exclude(state=Visit.State.PLANNED)
    return list(mine.order_by("-starts_at", "-id").values("id", "starts_at"))
