"""What can be worked out of frozen numbers: every small program there can be, and what an attacker knows of it.

The attacker knows how many people there are, everything that is published, and how the protection works. For each
published picture all programs are taken that would have shown it: what a hidden cell can be among them is exactly what
is known of it. That is the linear program of the cells, solved by listing all of its whole solutions.
"""

import itertools
import json
import math
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.database import bypassing

pytestmark = pytest.mark.django_db

LEAST, WIDTH = 10, 5
"""People in a cell; and how many values a hidden number has at least, whoever works it out."""

Cells = tuple[int, ...]
Shown = tuple[int | None, ...]


def protected(kind: str, programs: list[list[tuple[int, ...]]]) -> list[dict]:
    """What is published of each program, of cells of (people, counted, amount, largest), and of what chance brings
    where that is given: (shift, extra). One statement for all.
    """
    cells = [
        (number, turn, *(*cell, 0, 0)[:6])
        for number, program in enumerate(programs)
        for turn, cell in enumerate(program)
    ]
    columns = [list(column) for column in zip(*cells, strict=True)]
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(
            "select sec.protect_figures(array_agg(row('f', lpad(turn::text, 2, '0'), %s::text, 1, people, "
            "counted, amount, largest, shift, extra)::sec.raw_figure)) -> 0 "
            "from unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::bigint[], %s::bigint[], %s::int[], %s::int[]) "
            "x (number, turn, people, counted, amount, largest, shift, extra) group by number order by number",
            [kind, *columns],
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def shown(figure) -> Shown:
    return tuple(cell["value"] for cell in figure["cells"])


def parts(people: int, count: int) -> Iterator[Cells]:
    """Every way in which so many people stand in so many cells."""
    for bars in itertools.combinations(range(people + count - 1), count - 1):
        edges = (-1, *bars, people + count - 1)
        yield tuple(right - left - 1 for left, right in itertools.pairwise(edges))


# ---- chance: how much it shifts a number, and how many people more it asks for ---------------------------------------
USUAL = range(-3, 4)
"""What an attacker may count on: a shift is rarely larger. What is certain is less, since shifts have no end."""


def around(people: int, number: int, shifts=USUAL) -> set[int]:
    """What is published of a number that is told."""
    return {5 * math.floor(min(max(number + shift, LEAST), people - LEAST) / 5 + 0.5) for shift in shifts}


@pytest.mark.parametrize(("count", "numbers"), [(2, range(18, 28)), (3, (20, 30, 31)), (4, (21, 24))])
def test_nothing_hidden_among_parts_of_a_whole_can_be_worked_out(count, numbers):
    """Subtraction, rank, unanimity and the interval of each hidden cell, for every program of so many people."""
    chances = list(itertools.product((0, 2), repeat=count)) if count < 4 else [(0,) * count]
    everything = [(cells, chance) for people in numbers for cells in parts(people, count) for chance in chances]
    figures = protected(
        "part",
        [
            [(sum(cells), one, 0, 0, 0, extra) for one, extra in zip(cells, chance, strict=True)]
            for cells, chance in everything
        ],
    )
    worlds: dict[tuple[int, Shown], set[Cells]] = defaultdict(set)
    for (cells, _chance), figure in zip(everything, figures, strict=True):
        people, picture = sum(cells), shown(figure)
        told = [one for one, value in zip(cells, picture, strict=True) if value is not None]
        hidden = people - sum(told)
        assert all(one >= LEAST for one in told)
        assert not told or hidden == 0 or hidden >= LEAST, (cells, picture)
        could = [
            {None} if value is None else around(people, one) for one, value in zip(cells, picture, strict=True)
        ]  # fmt: skip
        for seen in itertools.product(*could):
            worlds[people, seen].add(cells)
    assert any(None not in picture for _people, picture in worlds) or count * LEAST > max(numbers)
    for (people, picture), programs in worlds.items():
        for place, value in enumerate(picture):
            possible = {program[place] for program in programs}
            if value is None:
                assert len(possible) >= WIDTH, (people, picture, place, sorted(possible))
                assert not possible <= {0, people}


def yes_or_no(numbers, chance) -> dict[tuple[int, int], set[int | None]]:
    """What can be published of so many people of whom so many say yes."""
    everything = [(people, yes, one) for people in numbers for yes in range(people + 1) for one in chance]
    figures = protected("each", [[(people, yes, 0, 0, *one)] for people, yes, one in everything])
    found: dict[tuple[int, int], set[int | None]] = defaultdict(set)
    for (people, yes, _one), figure in zip(everything, figures, strict=True):
        found[people, yes] |= set(shown(figure))
    return found


def test_a_yes_or_no_is_told_only_with_ten_people_on_either_side():
    for (people, yes), values in yes_or_no(range(18, 34), [(shift, 0) for shift in USUAL]).items():
        if LEAST <= yes <= people - LEAST:
            assert values == around(people, yes)
        else:
            assert values == {None}


def test_one_person_more_says_nothing_of_that_person():
    """They join, and nothing else changes, which the attacker knows: whatever the two months show, both answers of
    the one who came could have shown it. Read backwards, it is one who leaves.
    """
    possible = yes_or_no(range(20, 32), [*((shift, 0) for shift in range(-25, 26, 5)), (0, 1000)])
    answers = defaultdict(set)
    for (people, yes), before in possible.items():
        for answer in (0, 1):
            for after in possible.get((people + 1, yes + answer), ()):
                for value in before:
                    answers[people, value, after].add(answer)
    sure = [seen for seen, given in answers.items() if len(given) == 1]
    assert not sure, sure


def test_chance_has_no_end_and_keeps_near():
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("select sec.chance(0.6) - sec.chance(0.6) from generate_series(1, 4000)")
        drawn = [row[0] for row in cursor.fetchall()]
    assert abs(sum(drawn)) < 800, "no side is preferred"
    assert 0.8 < sum(abs(one) <= 3 for one in drawn) / len(drawn) < 0.95
    assert max(drawn) > 5 and min(drawn) < -5


def test_amounts_say_nothing_of_one_person():
    """Visits of a month: (people, those who had one, visits, the most of one person)."""
    told = {
        (9, 9, 40, 5): None,  # too few
        (10, 4, 40, 12): None,  # too few have a part in it
        (10, 5, 40, 12): 40,
        (10, 10, 38, 4): 40,
        (12, 6, 40, 8): None,
        (12, 7, 40, 8): 40,
        (20, 9, 40, 8): None,
        (20, 10, 40, 8): 40,
        (20, 20, 40, 21): None,  # half of it is one person's
        (20, 0, 0, 0): None,
        (10, 5, 5, 1): 5,
    }
    for case, value in told.items():
        (figure,) = protected("amount", [[case]])
        assert figure["value"] == value, case
        assert figure["people"] == (None if case[0] < LEAST else 5 * round(case[0] / 5)), case
    # That it is told leaves open for a handful of people at least whether they have a part in it
    for people in range(LEAST, 40):
        cases = [(people, counted, 3 * counted, 3) for counted in range(people + 1)]
        open_to = [
            case[1] for case, figure in zip(cases, protected("amount", [[one] for one in cases]), strict=True)
            if figure["value"] is not None
        ]  # fmt: skip
        assert max(open_to) - min(open_to) >= WIDTH


def test_hidden_sites_cannot_be_taken_from_the_total():
    """Three or four sites with a published total: what is hidden is two sites at least, and ten people together."""
    sizes = (0, 1, 6, 9, 10, 12, 20)
    everything = [sites for count in (2, 3, 4) for sites in itertools.combinations_with_replacement(sizes, count)]
    programs = [[(n, n, 4 * n, 4 if n else 0) for n in sites] for sites in everything]
    for sites, figure in zip(everything, protected("by", programs), strict=True):
        picture = shown(figure)
        hidden = [n for n, value in zip(sites, picture, strict=True) if value is None and n]
        told = sum(value for value in picture if value is not None)
        if not told:
            continue
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST), (sites, picture)
        # The interval of each hidden site: another hidden one can take all of what is left, so it begins at nothing
        left = 5 * round(4 * sum(sites) / 5) - 2.5 - sum(value + 2.5 for value in picture if value)
        assert not hidden or left + 5 * len(sites) >= WIDTH, (sites, picture)
    # A site that did nothing hides another with it, since the total would tell
    (figure,) = protected("by", [[(12, 12, 48, 4), (12, 0, 0, 0), (15, 15, 60, 4), (14, 14, 56, 4)]])
    assert shown(figure) == (None, None, 60, 55)
