"""Geometry of the charts: numbers in, positions out. The SVG itself is drawn by templates/components/chart_*.html,

so that page and PDF show the same picture. Positions are texts with a point, whatever the language of the page.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 640  # units of the viewBox
TOP, BOTTOM, LEFT, RIGHT = 22, 34, 46, 12
NAMES = 130  # room for the names of a scale, where these stand on the grid
PLOT_HEIGHT = 220
SMALLEST = 1e-6  # below this a chart shows nothing
NAME_LINE, AIR = 28, 16  # a lying bar has its name above it, so that names may be long and phones narrow
LABELS_ON_PHONES = 5  # beyond these every second label is left out on a phone
LABELS_UNDER = 12  # more labels than this under the axis are thinned out


def position(value: float) -> str:
    """A coordinate for SVG: two decimals at most, always with a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def is_number(value: object) -> bool:
    """Whether a value can be drawn; None and texts ("too few") stand in the table only."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def ticks(highest: float, wanted: int = 4) -> list[float]:
    """Round numbers from zero to at least `highest`, about `wanted` steps."""
    if highest <= SMALLEST:
        return [0, 1]
    rough = highest / wanted
    power = 10 ** math.floor(math.log10(rough))
    sizes = (1, 2, 5, 10) if power == 1 else (1, 2, 2.5, 5, 10)  # no half visits
    step = next(size * power for size in sizes if size * power >= rough)
    if step < 1:
        step = 1 if highest >= 1 else step
    count = math.ceil(highest / step)
    return [step * i for i in range(count + 1)]


def short(value: float) -> str:
    """A number as the axis shows it."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def table_of(chart: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table beside the chart: label, and one text or number for each series."""
    series, names = chart["series"], chart.get("scale_names")

    def said(value: Any) -> Any:
        return names[value - 1] if names and is_number(value) else value

    return [
        {"label": label, "values": [said(one["values"][place]) for one in series]}
        for place, label in enumerate(chart["labels"])
    ]


def _frame(chart: Mapping[str, Any]) -> dict[str, Any]:
    series: Sequence[Mapping[str, Any]] = chart["series"]
    numbers = [value for one in series for value in one["values"] if is_number(value)]
    names: Sequence[str] = chart.get("scale_names", ())
    scale = list(range(1, len(names) + 1)) if names else ticks(max(numbers, default=0))
    return {
        **chart,
        "rows": table_of(chart),
        "key": [{"number": n, "label": one["label"]} for n, one in enumerate(series, 1)],
        "scale": scale,
        "top_value": scale[-1],
        "width": WIDTH,
    }


def _upright(frame: dict[str, Any]) -> dict[str, Any]:
    """Grid lines and labels under the axis of a standing chart."""
    count = max(len(frame["labels"]), 1)
    left = NAMES if frame.get("scale_names") else LEFT
    slot = (WIDTH - left - RIGHT) / count
    every = math.ceil(count / LABELS_UNDER)
    shown = math.ceil(count / every)
    floor = TOP + PLOT_HEIGHT
    return {
        **frame,
        "height": floor + BOTTOM,
        "left": left,
        "right": WIDTH - RIGHT,
        "floor": floor,
        "slot": slot,
        "grid": [
            {"y": position(floor - PLOT_HEIGHT * tick / frame["top_value"]), "label": short(float(tick)), "name": name}
            for tick, name in itertools.zip_longest(frame["scale"], frame.get("scale_names", ()), fillvalue="")
        ],
        "marks": [
            {
                "x": position(left + slot * (i + 0.5)),
                "label": label,
                "extra": shown > LABELS_ON_PHONES and i // every % 2,
            }
            for i, label in enumerate(frame["labels"])
            if i % every == 0
        ],
    }


def bars(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Bars for `{title, summary, labels, series: [{label, values}], unit, lying}`.

    `lying` draws one row for each label (long names); otherwise the bars stand (months, levels).
    At most three series. Values that are no numbers are left out of the picture and stay in the table.
    """
    frame = _frame(chart)
    return _lying(frame) if chart.get("lying") else _standing(frame)


def _standing(frame: dict[str, Any]) -> dict[str, Any]:
    frame = _upright(frame)
    series = frame["series"]
    slot, floor = frame["slot"], frame["floor"]
    thick = min(slot * 0.68 / max(len(series), 1), 44)
    named = len(series) == 1 and len(frame["labels"]) <= LABELS_UNDER
    drawn = []
    for n, one in enumerate(series):
        for i, value in enumerate(one["values"]):
            if not is_number(value):
                continue
            height = PLOT_HEIGHT * max(value, 0) / frame["top_value"]
            x = LEFT + slot * (i + 0.5) - thick * len(series) / 2 + thick * n
            drawn.append(
                {
                    "number": n + 1,
                    "x": position(x + 1),
                    "y": position(floor - height),
                    "width": position(thick - 2),
                    "height": position(height),
                    "label": short(value) if named else "",
                    "label_x": position(x + thick / 2),
                    "label_y": position(floor - height - 6),
                }
            )
    return {**frame, "bars": drawn}


def _lying(frame: dict[str, Any]) -> dict[str, Any]:
    series = frame["series"]
    words: Sequence[str] = frame.get("scale_names", ())
    length = WIDTH - (NAMES + 60 if words else 70)  # room for the number, or the name, behind the bar
    thick = 18
    row = NAME_LINE + thick * len(series) + AIR
    drawn, names = [], []
    for i, label in enumerate(frame["labels"]):
        top = row * i
        names.append({"y": position(top + NAME_LINE - 9), "label": label})
        for n, one in enumerate(series):
            value = one["values"][i]
            if not is_number(value):
                continue
            width = length * max(value, 0) / frame["top_value"]
            y = top + NAME_LINE + thick * n
            drawn.append(
                {
                    "number": n + 1,
                    "x": "0",
                    "y": position(y),
                    "width": position(width),
                    "height": position(thick - 2),
                    "label": words[value - 1] if words else short(value),
                    "label_x": position(width + 8),
                    "label_y": position(y + thick / 2 + 4),
                }
            )
    return {**frame, "height": row * len(frame["labels"]) - AIR + 4, "bars": drawn, "names": names}


def lines(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Lines for the same description as `bars`; a missing value interrupts the line, unless they are `joined`.

    `scale_names`: values are places on a scale, from 1; its names stand on the grid and in the table.
    """
    frame = _upright(_frame(chart))
    drawn = []
    for n, one in enumerate(frame["series"], 1):
        path, dots, pen_down = [], [], False
        for i, value in enumerate(one["values"]):
            if not is_number(value):
                pen_down = pen_down and bool(chart.get("joined"))
                continue
            x = position(frame["left"] + frame["slot"] * (i + 0.5))
            y = position(frame["floor"] - PLOT_HEIGHT * max(value, 0) / frame["top_value"])
            path.append(f"{'L' if pen_down else 'M'}{x} {y}")
            dots.append({"x": x, "y": y})
            pen_down = True
        drawn.append({"number": n, "path": " ".join(path), "dots": dots})
    return {**frame, "lines": drawn}
