"""Compile each django.po below locale/ to the .mo that Django reads. Run by the Python of .venv, which has polib."""

import os
from pathlib import Path

import polib

for source in Path("locale").glob("*/LC_MESSAGES/*.po"):
    target = source.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(fresh))
    os.replace(fresh, target)
