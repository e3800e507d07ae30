"""Row security, generated: what each kind of table says to PostgreSQL.

A table with content about a partnership has a pair arm, an arm for program parts, one for the supervisor of the
partnership (design section 4), and one for a coach who has taken over and to whom the coachee shows what was before.
What a coachee gives item by item stands in a table of copies, whose rows an audience reads by an arm of its own (B10).
Arms are separate permissive policies, so that each can be tested by taking it away.
Every lookup goes through a view or function of the definer role, which no policy of ours applies to: no recursion.
"""

from dataclasses import dataclass

WEB, WORKER, REPORT = "alongside_web", "alongside_worker", "alongside_report"
OWNER, DEFINER = "alongside_owner", "alongside_definer"
LOGINS = f"{WEB}, {WORKER}"

PERSON = "(select sec.person())"
DOOR = "'00000000-0000-0000-0000-000000000000'::uuid"
NOBODY = f"{PERSON} is null"

SIGNS = "exists (select 1 from sec.my_signing g where g.partnership_id = {table}.partnership_id)"
"""The format of this partnership has its supervisors sign, and the person is one of them."""


@dataclass(frozen=True)
class Policy:
    """One permissive policy: for select (`using`), insert (`check`), update (both) or delete (`using`).

    `needs`: a view that a later migration makes, which then writes the policies of the tables that are there again.
    """

    name: str
    command: str
    using: str = ""
    check: str = ""
    to: str = LOGINS
    needs: str = ""

    def sql(self, table: str) -> str:
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        policy = f"create policy {self.name} on {table} as permissive for {self.command} to {self.to}{using}{check}"
        return _once_there(f"to_regclass('{self.needs}')", policy) if self.needs else policy


def _once_there(found: str, statement: str) -> str:
    """`statement`, if what it builds on is there by now; `found` is null where it is not."""
    return f"do $do$ begin if {found} is not null then execute $sql${statement}$sql$; end if; end $do$"


def _administers(table: str, program: str = "program_id") -> str:
    return (
        "exists (select 1 from sec.my_memberships m "
        f"where m.program_id = {table}.{program} and m.part = 'administrator')"
    )


def _member(table: str, program: str = "program_id") -> str:
    return f"exists (select 1 from sec.my_memberships m where m.program_id = {table}.{program})"


def _advises(table: str) -> str:
    return (
        "exists (select 1 from sec.my_memberships m "
        f"where m.program_id = {table}.program_id and m.part = 'coach_supervisor')"
    )


def _released(table: str) -> str:
    """A copy that is given and neither taken back nor over, to the audience that its row names, where the signed terms
    give its class so. Its last day is one of the program's calendar.
    """
    rule = (
        f"r.terms_id = {table}.terms_id and r.record_class = {table}.record_class and r.audience = {table}.audience "
        "and r.form = 'release'"
    )
    return (
        f"{table}.ended_at is null and ({table}.until is null or exists (select 1 from public.coaching_program g "
        f"where g.id = {table}.program_id and {table}.until >= (now() at time zone g.time_zone)::date)) and ("
        "exists (select 1 from sec.my_parties p join public.coaching_disclosurerule r on r.audience = p.part "
        f"where p.partnership_id = {table}.partnership_id and p.part = 'supervisor' and p.left_at is null and {rule}) "
        "or exists (select 1 from sec.my_memberships m join public.coaching_disclosurerule r on r.audience = m.part "
        f"where m.program_id = {table}.program_id and m.part <> 'supervisor' and {rule}))"
    )


@dataclass(frozen=True)
class Disclosure:
    """How one class of record is protected in one table.

    `leaves`: SQL condition under which an audience outside the pair gets a row at all.
    `signers`: SQL condition under which the supervisor who signs sees a row as a party, before any terms bind; with
    `{table}` for the table. A framework whose supervisor does not sign gives them nothing by it (`SIGNS`).
    `author_only`: a draft; nobody but its author reads it (A7).
    `addressed`: a letter; nobody but the people in `reader_ids` reads it, whatever the terms give of its class (D2).
    `routed`: with `addressed`, a concern: a coach's supervisor of the program is one of those it can be taken to (A16).
    `inserts`, `updates`, `deletes`: who of the pair may: "pair", "author", "nobody", or "own" (the row's `user_id`);
    "learner", who is coached and whose row it is; "giver", whose row it is though they may have left by now.
    `status`: leadership and the administrator see the row before all have signed (that an agreement waits).
    `after_end`: it may still be written once the coaching has ended (a seal that was missing, that something was read).
    `released`: copies that a learner gives; an audience reads one while it is given, and where the signed terms give
    the class of *this row* to them in the form `release`. No other arm opens such a table to anybody outside the pair.
    """

    record_class: str
    leaves: str = "true"
    signers: str = ""
    author_only: bool = False
    addressed: bool = False
    routed: bool = False
    inserts: str = "pair"
    updates: str = "pair"
    deletes: str = "nobody"
    worker: bool = False
    status: bool = False
    after_end: bool = False
    released: bool = False

    def reading(self, table: str) -> list[Policy]:
        """The select policies; the same for the table and for its history."""
        mine = (
            f"exists (select 1 from sec.my_parties p where p.partnership_id = {table}.partnership_id and p.pair "
            f"and (p.left_at is null or {table}.written_at < p.left_at))"
        )
        if self.author_only:
            return [Policy("pair", "select", f"{table}.author_id = {PERSON} and {mine}")]
        if self.addressed:
            party = (
                f"exists (select 1 from sec.my_parties p where p.partnership_id = {table}.partnership_id "
                f"and (p.left_at is null or p.pair and {table}.written_at < p.left_at))"
            )
            if self.routed:
                party = f"({party} or {_advises(table)})"
            return [Policy("addressed", "select", f"{PERSON} = any ({table}.reader_ids) and {party}")]
        if self.released:
            return [Policy("pair", "select", mine), Policy("released", "select", _released(table))]
        rule = f"r.terms_id = {table}.terms_id and r.record_class = '{self.record_class}' and r.form = 'all'"
        policies = [
            Policy("pair", "select", mine),
            Policy(
                "program_parts",
                "select",
                f"({self.leaves}) and exists (select 1 from sec.my_memberships m "
                f"join public.coaching_disclosurerule r on r.audience = m.part "
                f"where m.program_id = {table}.program_id and m.part <> 'supervisor' and {rule})",
            ),
            Policy(
                "taken_over",
                "select",
                f"({self.leaves}) and {table}.partnership_id in "
                f"(select f.partnership_id from sec.my_former f where f.record_class = '{self.record_class}')",
                needs="sec.my_former",
            ),
            Policy(
                "supervisor",
                "select",
                f"({self.leaves}) and exists (select 1 from sec.my_parties p "
                f"join public.coaching_disclosurerule r on r.audience = p.part "
                f"where p.partnership_id = {table}.partnership_id and p.part = 'supervisor' "
                f"and p.left_at is null and {rule})",
            ),
        ]
        if self.signers:
            policies.append(
                Policy(
                    "signers",
                    "select",
                    f"({self.signers.format(table=table)}) and exists (select 1 from sec.my_parties p "
                    f"where p.partnership_id = {table}.partnership_id and p.part = 'supervisor' and p.left_at is null)",
                )
            )
        if self.status:
            policies.append(
                Policy(
                    "waiting",
                    "select",
                    "exists (select 1 from sec.my_memberships m "
                    f"where m.program_id = {table}.program_id and m.part in "
                    "('administrator', 'leadership', 'regional_leadership'))",
                )
            )
        if self.worker:
            policies.append(Policy("worker_facts", "select", NOBODY, to=WORKER))
        return policies

    def writing(self, table: str) -> list[Policy]:
        present = (
            f"exists (select 1 from sec.my_parties p where p.partnership_id = {table}.partnership_id "
            "and p.left_at is null{pair})"
        )
        who = {
            "pair": present.format(pair=" and p.pair"),
            "author": f"{table}.author_id = {PERSON} and " + present.format(pair=" and p.pair"),
            "own": f"{table}.user_id = {PERSON} and " + present.format(pair=""),
            "learner": f"{table}.user_id = {PERSON} and " + present.format(pair=" and p.part in ('coachee', 'peer')"),
            "giver": f"{table}.user_id = {PERSON} and exists (select 1 from sec.my_parties p "
            f"where p.partnership_id = {table}.partnership_id and p.pair)",
            "routed": f"{table}.user_id = {PERSON} and ({present.format(pair='')} or {_advises(table)})",
            "administrator": _administers(table),
            "present": present.format(pair=""),
        }
        policies = []
        if self.inserts != "nobody":
            policies.append(Policy("writes", "insert", check=who[self.inserts]))
        if self.updates != "nobody":
            policies.append(Policy("changes", "update", who[self.updates], who[self.updates]))
        if self.deletes != "nobody":
            policies.append(Policy("deletes", "delete", who[self.deletes]))
        if self.worker:
            policies.append(Policy("worker_marks", "update", NOBODY, NOBODY, to=WORKER))
        return policies


HISTORY_WRITING = [Policy("stamped", "insert", check="pgh_person is not distinct from (select sec.person())")]


def definer_policy() -> Policy:
    """The audited functions and views of the definer see the tables they are made of."""
    return Policy("definer", "all", "true", "true", to=DEFINER)


def force(table: str) -> list[str]:
    """Row security on, for the owner too, and no privilege for anybody yet."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"revoke all on {table} from public, {LOGINS}, {REPORT}",
        f"grant select, insert, update, delete on {table} to {DEFINER}",
    ]


def replace(table: str, policies: list[Policy]) -> list[str]:
    """Drop what stands and write these, so that running it again changes nothing."""
    drop = (
        "do $$ declare p record; begin for p in select policyname from pg_policies "
        f"where schemaname = 'public' and tablename = '{table}' loop "
        f"execute format('drop policy %I on public.{table}', p.policyname); end loop; end $$"
    )
    return [drop, *(p.sql(table) for p in policies)]


def privileges(policies: list[Policy]) -> str:
    """The table privileges that the policies make use of."""
    commands = {p.command for p in policies if p.to != DEFINER}
    return ", ".join(c for c in ("select", "insert", "update", "delete") if c in commands)


def protect(table: str, policies: list[Policy]) -> list[str]:
    """All statements that put `policies` on `table`."""
    statements = [*force(table), *replace(table, [*policies, definer_policy()])]
    if granted := privileges(policies):
        statements.append(f"grant {granted} on {table} to {LOGINS}")
    return statements


def disclose(table: str, spec: Disclosure) -> list[str]:
    """All statements for a table with content about a partnership, and for its terms to be right by themselves."""
    return [
        *protect(table, [*spec.reading(table), *spec.writing(table)]),
        f"drop trigger if exists a_stamp on {table}",
        f"create trigger a_stamp before insert or update on {table} for each row execute function sec.stamp()",
        f"drop trigger if exists a_open on {table}",
        *([] if spec.after_end else [_keep_open(table)]),
    ]


def _keep_open(table: str) -> str:
    """Nothing new is written once the coaching has ended, whoever tries and by whatever way."""
    return _once_there(
        "to_regprocedure('sec.keep_open()')",
        f"create trigger a_open before insert or update or delete on {table} "
        "for each row execute function sec.keep_open()",
    )


def disclose_history(table: str, spec: Disclosure) -> list[str]:
    """A history is as secret as what it is the history of."""
    return [
        *protect(table, [*spec.reading(table), *HISTORY_WRITING]),
        f"create index if not exists {table}_partnership on {table} (partnership_id)",
    ]
