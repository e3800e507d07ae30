"""What a test run needs in its environment, set before Django reads its settings. `bin/test` gives the servers."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

TEST_LOGIN, TEST_PASSWORD = "alongside_test", "alongside_test"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
"""Which of several processes that share the tests this is, such as "gw1"; empty when there is one."""

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
"""What the processes that share the tests have in common; empty when there is one."""

_BASE = os.environ.get("TEST_DATABASE_NAME", "alongside_test")
NAME = _BASE + (WORKER and f"_{WORKER}")
PATTERN = f"{_BASE}_pattern"
"""The database that those of several processes are copies of."""

PRIVILEGED_URL = os.environ.get("TEST_DATABASE_URL", "")


def with_login(url: str, login: str, password: str, name: str) -> str:
    """The address of database `name` on the same server, for another login."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}:{password}@{host}", path=f"/{name}"))


if not PRIVILEGED_URL:
    raise SystemExit("The tests need real servers: run bin/test, or set TEST_DATABASE_URL (privileged) and REDIS_URL.")

os.environ.update(
    DATABASE_URL=with_login(PRIVILEGED_URL, TEST_LOGIN, TEST_PASSWORD, NAME),
    DATABASE_ROLE="alongside_web",
    SECRET_KEY="for tests only, and long enough to please everybody who asks",
    IDENTITY_KEY="5a" * 32,
    STATIC_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DEVELOPMENT="",
    MAIL_DIR="",
    SIGN_IN_LIMITS="on",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # playwright runs a loop in this thread
    LOG_LEVEL="CRITICAL",
)
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/14")
os.environ.setdefault("TEST_LOGINS_PASSWORD", secrets.token_hex(16))  # one for the whole run: logins are the server's

if WORKER:  # each process has its own queues, two of sixteen, and its own files
    parts = urlsplit(os.environ["REDIS_URL"])
    number = int(parts.path.strip("/") or 0) + 2 * int(WORKER.removeprefix("gw"))
    os.environ["REDIS_URL"] = urlunsplit(parts._replace(path=f"/{number % 16}"))
    os.environ["DATA_DIR"] = str(Path(os.environ.get("DATA_DIR") or ".data/test") / WORKER)

# Where collected files would lie: a fresh checkout has none, the tests need none, and the middleware wants the place
(Path(__file__).parent.parent / "build" / "collected").mkdir(parents=True, exist_ok=True)
