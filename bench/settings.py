"""The product's own settings on a database of the bench, with the plain pages beside the real ones."""

import os
from pathlib import Path

os.environ.setdefault("TEST_DATABASE_NAME", "alongside_bench")
import tests.environment  # noqa: F401  the database login, and keys for tests

os.environ.pop("STATIC_STORAGE", None)  # hashed file names, as in production
from coaching.settings import *  # noqa: F403

ROOT_URLCONF = "bench.plain.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).resolve().parent / "plain" / "templates")  # noqa: F405
