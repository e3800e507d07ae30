"""Charts: what is drawn, and what only stands in the table."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from coaching.charts import bars, lines, ticks

CHART = {
    "title": "Minutes",
    "summary": "More in October.",
    "labels": ["September", "October", "November"],
    "series": [{"label": "Minutes", "values": [55, "too few", None]}],
}


def draw(tag: str, chart: dict) -> str:
    return Template("{% load ui %}{% " + tag + " chart %}").render(Context({"chart": chart}))


def test_a_suppressed_value_is_not_drawn_and_says_so_in_the_table():
    page = draw("bar_chart", CHART)
    assert page.count("<rect") == 1
    assert "too few" in page.partition("<table")[2]
    assert "too few" not in page.partition("<table")[0]
    assert "–" in page


@pytest.mark.parametrize("lying", [True, False])
def test_each_number_is_one_bar(lying):
    chart = CHART | {
        "lying": lying,
        "series": [{"label": "a", "values": [1, 2, 3]}, {"label": "b", "values": [0, 1, 9]}],
    }
    assert len(bars(chart)["bars"]) == 6


def test_a_missing_value_interrupts_the_line():
    drawn = lines(CHART | {"labels": list("abcde"), "series": [{"label": "x", "values": [1, 2, None, 4, 5]}]})
    assert [step[0] for step in drawn["lines"][0]["path"].split(" ") if step[0].isalpha()] == ["M", "L", "M", "L"]
    assert len(drawn["lines"][0]["dots"]) == 4


def test_the_picture_is_named_for_those_who_do_not_see_it():
    page = draw("line_chart", CHART)
    assert 'role="img" aria-label="Minutes. More in October."' in page
    assert page.count('scope="row"') == 3


def test_names_are_escaped():
    page = draw("bar_chart", CHART | {"lying": True, "labels": ["<script>", "b", "c"], "title": "<i>"})
    assert "<script>" not in page
    assert "<i>" not in page


def test_coordinates_have_a_point_in_spanish():
    with translation.override("es"):
        page = draw("bar_chart", CHART | {"series": [{"label": "a", "values": [1, 2, 7]}]})
    assert not re.search(r'(?:x|y|width|height)="\d+,\d', page)


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_the_scale_reaches_the_highest_value_in_few_steps(highest):
    scale = ticks(highest)
    assert scale[0] == 0
    assert scale[-1] >= highest
    assert 2 <= len(scale) <= 7


def test_an_axis_of_things_that_are_counted_has_no_halves():
    assert [highest for highest in range(1, 200) if not all(float(tick).is_integer() for tick in ticks(highest))] == []


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000), st.just("too few")), min_size=1, max_size=40))
def test_any_values_fit_the_frame(values):
    chart = CHART | {"labels": [str(i) for i in range(len(values))], "series": [{"label": "x", "values": values}]}
    for lying in (True, False):
        drawn = bars(chart | {"lying": lying})
        for bar in drawn["bars"]:
            assert float(bar["x"]) >= 0
            assert float(bar["x"]) + float(bar["width"]) <= drawn["width"] + 0.01
            assert 0 <= float(bar["y"]) <= float(bar["y"]) + float(bar["height"]) <= drawn["height"] + 0.01
    lines(chart)
