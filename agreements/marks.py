"""A mark drawn beside the typed name: bounded strokes of whole numbers, never a picture somebody made elsewhere."""

import json
from base64 import b64encode
from collections.abc import Sequence

Mark = list[list[int]]

WIDTH, HEIGHT = 600, 200
STROKES_AT_MOST = 60
POINTS_AT_MOST = 3000  # in all strokes together
LETTERS_AT_MOST = 40_000  # of the text in which a mark is posted


class MarkRefused(ValueError):
    """What was posted is no mark as our page draws it."""


def read_mark(text: str) -> Mark:
    """Read a posted mark: strokes, each a list x, y, x, y … within the box; nothing drawn is an empty list.

    Raises MarkRefused beyond the limits.
    """
    if not text:
        return []
    if len(text) > LETTERS_AT_MOST:
        raise MarkRefused
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError):
        raise MarkRefused
    if not isinstance(strokes, list) or len(strokes) > STROKES_AT_MOST:
        raise MarkRefused
    for stroke in strokes:
        if not isinstance(stroke, list) or not stroke or len(stroke) % 2:
            raise MarkRefused
        for place, number in enumerate(stroke):
            if type(number) is not int or not 0 <= number <= (HEIGHT if place % 2 else WIDTH):
                raise MarkRefused
    if sum(len(stroke) for stroke in strokes) > 2 * POINTS_AT_MOST:
        raise MarkRefused
    return strokes


def drawing(mark: Sequence[Sequence[int]]) -> str:
    """The mark as the address of an SVG, for an `img`; empty without a mark."""
    if not mark:
        return ""
    paths = "".join(f'<path d="{_path(stroke)}"/>' for stroke in mark)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g fill="none" stroke="#1c2b4a" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">{paths}</g>'
        "</svg>"
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _path(stroke: Sequence[int]) -> str:
    points = [f"{int(x)} {int(y)}" for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
    return f"M{points[0]}" + (f"L{' '.join(points[1:])}" if len(points) > 1 else "h.1")
