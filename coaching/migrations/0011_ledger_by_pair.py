"""What an answer is about is found pair by pair, not by going through all partnerships there are."""

from importlib import import_module

from django.db import migrations

from coaching.disclosure.policies import DEFINER, OWNER

SUPERVISED = "select s.partnership_id from sec.my_parties s where s.part = 'supervisor' and s.left_at is null"
PLACED = "select s.partnership_id from sec.my_parties s where s.left_at is null"
NAMED = "select named.partnership_id from public.%1$I named where named.id = any ($4)"
ASKED_IN = "select m.program_id from sec.my_memberships m where m.part = 'coach_supervisor'"

OF_THE_ADDRESS = f"""p.id in (
      select a.id from public.coaching_partnership a where a.id = any ($4)
      union all select a.id from public.coaching_partnership a where a.program_id = any ($4)
      union all {NAMED}
      union all """

FOUND = {
    f"""(p.id = any ($4) or p.program_id = any ($4)
      or $6 and p.id in ({SUPERVISED})
      or p.id in ({NAMED}))""": f"{OF_THE_ADDRESS}{SUPERVISED} and $6)",
    f"""(p.id = any ($4) or p.program_id = any ($4)
      or p.id in ({NAMED})
      or $6 and (p.id in ({PLACED})
        or p.program_id in ({ASKED_IN})))""": f"""{OF_THE_ADDRESS}{PLACED} and $6
      union all select a.id from public.coaching_partnership a where $6 and a.program_id in ({ASKED_IN}))""",
}
"""What was asked of every partnership: what now finds those that are meant."""


def _by_pair() -> str:
    """The function as it was, but for that."""
    sec = import_module("coaching.migrations.0010_ledger").SEC.partition("revoke all on function")[0]
    for asked, found in FOUND.items():
        if asked not in sec:
            raise LookupError(asked)
        sec = sec.replace(asked, found)
    return sec.replace("create function", "create or replace function")


class Migration(migrations.Migration):
    dependencies = [("coaching", "0010_ledger")]

    operations = [
        migrations.RunSQL(f"set role {DEFINER};\n{_by_pair()}\nset role {OWNER};", migrations.RunSQL.noop),
    ]
