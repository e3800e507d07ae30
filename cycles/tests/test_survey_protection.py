"""What is asked in confidence stays so: who reads an answer, and what a released group tells of one of its people."""

import itertools
import json

import pytest
from django.db import connection

from tests.database import bypassing

pytestmark = pytest.mark.django_db

OPTIONS = [{"key": key, "label": {"en": key}} for key in ("a", "b", "c")]
CONTENT = {
    "minimum_answers": 5,
    "questions": [
        {"key": "how", "kind": "scale"},
        {"key": "which", "kind": "choice", "options": OPTIONS},
        {"key": "also", "kind": "several", "options": OPTIONS},
        {"key": "more", "kind": "choice", "options": OPTIONS, "only_when": {"question": "which", "answers": ["a"]}},
        {"key": "words", "kind": "long_text"},
    ],
}


def results(*ballots):
    """What the database says of a group of answers, by question; None for what it says nothing of."""
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(
            "select sec.survey_results(%s, %s::jsonb[])", [json.dumps(CONTENT), [json.dumps(one) for one in ballots]]
        )
        found = json.loads(cursor.fetchone()[0])
    return {one["key"]: one.get("cells") or one.get("comments") for one in found["questions"]}


def test_a_shown_share_is_true_of_nobody_in_particular():
    """Every group of five to nine over three answers: nothing where all or all but one agree, so that whoever knows one
    answer knows no other; and what is shown is words for a share, with no count to subtract from.
    """
    for people in range(5, 10):
        for counts in itertools.product(range(people + 1), repeat=3):
            if sum(counts) != people:
                continue
            chosen = [key for key, count in zip("abc", counts, strict=True) for _ in range(count)]
            shown = results(*({"which": key} for key in chosen))["which"]
            assert (shown is None) == (max(counts) > people - 2), counts
            if shown:
                assert set(shown) == set("abc") and set(shown.values()) <= {"few", "quarter", "half", "most"}
                for key, count in zip("abc", counts, strict=True):
                    assert (shown[key] == "few") == (count < max(2, people / 8)), counts  # nobody, or one of them


def test_nothing_is_said_of_fewer_than_five():
    scale = [{"how": step} for step in (1, 3, 5, 2, 4)]
    assert results(*scale)["how"] == {"low": "half", "middle": "few", "high": "half"}
    assert results(*scale[:4], {"which": "a"})["how"] is None  # five people, four of whom answered this
    assert results(*({"how": step} for step in (5, 5, 5, 4, 4)))["how"] is None  # all of them high
    assert results(*({"how": step} for step in (5, 5, 5, 4, 1)))["how"] is None  # all but one
    words = [{"words": f"w{n}"} for n in range(5)]
    assert sorted(results(*words)["words"]) == ["w0", "w1", "w2", "w3", "w4"]
    assert results(*words[:4], {"how": 1})["words"] is None
    also = [{"also": keys} for keys in (["a"], ["a", "b"], ["b"], ["c"], ["a"])]
    assert results(*also)["also"] == {"a": "half", "b": "half", "c": "few"}
    assert results(*also[:3], {"also": ["a"]}, {"also": ["a", "c"]})["also"] is None  # all but one chose it


def test_a_question_for_some_needs_five_on_both_sides():
    more = [{"which": "a", "more": key} for key in "aabbc"]
    others = [{"which": key} for key in "bbccc"]
    assert results(*more, *others)["more"] == {"a": "half", "b": "half", "c": "few"}
    assert results(*more, *others[:4])["more"] is None  # four were not asked: they would be known by subtraction
    assert results(*more[:4], *others)["more"] is None
    # What hangs on a question of which nothing is said says nothing either
    assert results(*more, *({"which": "b"} for _ in range(1)), *({"how": 1} for _ in range(5)))["more"] is None


def test_comments_come_in_an_order_of_chance():
    words = [{"words": f"w{n:02}"} for n in range(20)]
    assert len({tuple(results(*words)["words"]) for _ in range(4)}) > 1


def test_what_is_no_answer_breaks_no_release():
    """Somebody may write nonsense into their own answer by hand."""
    broken = [{"how": "x", "which": 3, "also": "a", "words": [1]}, {"how": None}, [1], "which", 7]
    assert set(results(*broken, *({"how": 3} for _ in range(5)))) == {"how", "which", "also", "more", "words"}
