"""Whatever is written into an address: no error, no other rows, no more of them (faults 73 and 74).

Every page whose code looks at parameters is asked for with such as it does not have, or that are out of bounds.
"""

import inspect
import re

import pytest
import time_machine
from django.urls import resolve
from django.utils import timezone

from tests.cast import Client
from tests.routes import ROUTES
from tests.test_noninterference import without_tokens
from tests.test_routes import OURS, address, arguments
from tests.world import fill, furnish

pytestmark = pytest.mark.django_db

UNKNOWN = {
    "sort": "notes", "order_by": "-partnership__notes__text", "ordering": "password", "fields": "*", "columns": "notes",
    "user": "1", "part_of": "leadership", "partnership__program": "1", "text__icontains": "Marigold", "debug": "1",
    "page_size": 10**9, "per_page": 10**9, "limit": 10**9, "offset": -1, "export": "all", "admin": "true",
}  # fmt: skip
"""Parameters that nothing has: they change nothing."""

ODD = [-1, 0, 10**9, 10**30, "x", "1'; select 1", "\u0660", "", "a" * 3000]
BOUNDED = ("page", "before", "after", "month", "who", "q", "period", "since", "until", "state", "kind", "initials")
"""Parameters that some have. What is out of bounds is the usual page, a page with nothing, or refused."""

PEOPLE = ("leader", "coach", "coachee", "administrator", "supervisor", "regional_leader")


def reads_parameters(url: str) -> bool:
    """Whether the code behind an address looks at parameters at all; what does not, cannot mind them."""
    return ".GET" in inspect.getsource(inspect.getmodule(inspect.unwrap(resolve(url).func)))


def reader_of(name: str) -> str | None:
    return next((person for person in PEOPLE if person in ROUTES[name].seen_by), None)


def test_no_address_brings_what_it_should_not(signed):
    rows = fill(signed)
    furnish(signed)
    known = arguments(signed, rows)
    wrong, asked, turn = [], set(), 0
    with time_machine.travel(timezone.now(), tick=False):
        for person in PEOPLE:
            client = Client()
            client.force_login(signed[person])
            for name in (one for one in OURS if not ROUTES[one].posts and reader_of(one) == person):
                url = address(name, known)
                if not reads_parameters(url):
                    continue
                asked.add(name)
                client.cookies.pop("messages", None)  # what the page before had to say
                plain = client.get(url)
                client.cookies.pop("messages", None)
                unknown = client.get(url, UNKNOWN)
                if (unknown.status_code, bare(unknown)) != (plain.status_code, bare(plain)):
                    wrong.append(f"{name}: unknown parameters change it")
                turn += 1
                odd = client.get(url, {key: ODD[(place + turn) % len(ODD)] for place, key in enumerate(BOUNDED)})
                if odd.status_code >= 500 or len(odd.content) > 1.5 * len(plain.content) + 30_000:
                    wrong.append(f"{name}: {odd.status_code}, {len(odd.content)} bytes in turn {turn}")
    assert asked >= {"caseload", "export_list", "program_report", "ledger_file", "setup_people"}
    assert not wrong, "\n".join(wrong)


def bare(answer) -> bytes:
    """What it says, without what each answer draws by chance and without its own address."""
    text = without_tokens(answer.content)
    return re.sub(rb"\?[^\"'<>\s]*", b"", text)
