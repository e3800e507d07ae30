"""The look of every page: contrast of the palette, and templates that a strict content policy can serve."""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
PAGES = sorted(file for file in (ROOT / "templates").rglob("*.html") if not {"emails", "documents"} & set(file.parts))
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "img" / "icons.svg").read_text()))

TEXT = 4.5  # WCAG 1.4.3
CONTROL = 3.0  # WCAG 1.4.11
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("paper", "surface", "sunken", "pine-tint", "clay-tint")),
    *(("ink-soft", ground, TEXT) for ground in ("paper", "surface", "sunken", "pine-tint")),
    *(("pine", ground, TEXT) for ground in ("paper", "surface", "pine-tint")),
    *(("pine-deep", ground, TEXT) for ground in ("surface", "pine-tint")),
    *(("clay", ground, TEXT) for ground in ("paper", "surface", "clay-tint")),
    ("on-pine", "pine", TEXT),
    ("on-pine", "pine-deep", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-danger", "danger-deep", TEXT),
    *((tone, f"{tone}-tint", TEXT) for tone in ("good", "info", "wait", "warn", "bad", "neutral")),
    *(("ink", f"{tone}-tint", TEXT) for tone in ("good", "info", "wait", "warn", "bad")),
    *(("bad", ground, TEXT) for ground in ("paper", "surface")),
    *(("wait", ground, TEXT) for ground in ("paper", "surface")),
    *(("control-border", ground, CONTROL) for ground in ("paper", "surface", "sunken")),
    *(("focus", ground, CONTROL) for ground in ("paper", "surface", "sunken", "pine-tint", "bad-tint")),
    *((f"chart-{n}", ground, CONTROL) for n in (1, 2, 3) for ground in ("paper", "surface")),
]


def palette(*files: str) -> dict[str, tuple[int, int, int]]:
    text = "".join((CSS / file).read_text() for file in files)
    return {
        name: tuple(int(value[i : i + 2], 16) for i in (0, 2, 4))
        for name, value in re.findall(r"--([a-z0-9-]+):\s*#([0-9a-f]{6})\b", text)
    }


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("files", [("tokens.css",), ("tokens.css", "dark.css")], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "wanted"), PAIRS)
def test_the_palette_can_be_read(files, front, ground, wanted):
    colours = palette(*files)
    assert contrast(colours[front], colours[ground]) >= wanted


def test_dark_gives_every_colour_its_own_value():
    light, dark = palette("tokens.css"), palette("dark.css")
    assert set(light) == set(dark)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_carries_no_style_and_no_script_of_its_own(file):
    text = file.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son(?!ly)[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    for opening in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in opening or "application/json" in opening


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_names_icons_and_files_that_exist(file):
    text = file.read_text()
    named = chain(re.findall(r'{% icon "([^"]+)"', text), re.findall(r'icon="([^"]+)"', text))
    assert set(named) <= ICONS
    for name in re.findall(r'{% static "([^"]+)" %}', text):
        ours = name.split("/")[0] in ("css", "js", "img")
        assert not ours or (ROOT / "static" / name).is_file()


def test_nobody_is_invited_to_sign_up():
    assert not [page for page in PAGES if re.search(r"sign up", page.read_text(), re.IGNORECASE)]
