"""Start the product in an empty place, sign in as each demonstration person, look at their page, sign out; start again.

Python's own library only, against the addresses a browser would use. Exits with 1 and a reason when something is off.
"""

import html
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """What a browser does without its window: cookies, redirects, forms with their token."""

    def __init__(self, site: str) -> None:
        self.site = site
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.opener.addheaders = [("Referer", site + "/")]

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, the path we ended at, and the page."""
        return self._open(urllib.request.Request(self.site + path))

    def submit(self, path: str, page: str, **fields: str) -> tuple[int, str, str]:
        token = TOKEN.search(page)
        if token is None:
            raise SystemExit(f"{path} has no form with a token")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": html.unescape(token[1]), **fields}).encode()
        return self._open(urllib.request.Request(self.site + path, data=data))

    def _open(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, urllib.parse.urlsplit(answer.url).path, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as refused:
            return refused.code, urllib.parse.urlsplit(refused.url).path, refused.read().decode(errors="replace")


def expect(true: bool, reason: str) -> None:
    if not true:
        raise SystemExit(f"The smoke check failed: {reason}")


def sign_in_and_look(site: str, person: dict[str, str]) -> None:
    """One person's way in, their page, and out again; afterwards the page asks to sign in."""
    who, browser = f"{person['name']} ({person['part']})", Browser(site)
    status, _, page = browser.get(LOGIN)
    expect(status == 200, f"the sign-in page answered {status}")
    status, at, _ = browser.submit(LOGIN, page, login=person["email"], password=person["password"])
    expect(status == 200 and at != LOGIN, f"{who} could not sign in ({status} at {at})")
    status, at, page = browser.get(person["home"])
    expect(status == 200 and at != LOGIN, f"{who}: {person['home']} answered {status} at {at}")
    expect("<h1" in page and "</html>" in page, f"{who}: {person['home']} is not a whole page")
    status, _, page = browser.get(LOGOUT)
    status, _, _ = browser.submit(LOGOUT, page)
    expect(status == 200, f"{who} could not sign out ({status})")
    _, at, _ = browser.get(person["home"])
    expect(at == LOGIN, f"{who}: after signing out {person['home']} still answered at {at}")
    print(f"  {who}: {person['home']}")


def look_at_sign_in(site: str) -> None:
    """The page everybody sees first, with every file it names."""
    browser = Browser(site)
    status, at, page = browser.get("/")
    expect(status == 200 and at == LOGIN, f"the first page answered {status} at {at}")
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    expect(bool(files), "the sign-in page names no style")
    for file in sorted(files):
        status, _, _ = browser.get(file)
        expect(status == 200, f"{file} answered {status}")


@contextmanager
def running(data: Path, port: int, cut_off: bool = False) -> Iterator[float]:
    """bin/start in `data`; gives the seconds it took. Afterwards it must have ended well and left nothing running.

    `cut_off`: it is killed without a warning instead.
    """
    environment = {key: value for key, value in os.environ.items() if key not in ("SITE_URL", "DEVELOPMENT", "PORT")}
    log = data.parent / "start.log"
    began = time.monotonic()
    with log.open("wb") as output:
        start = subprocess.Popen(
            [ROOT / "bin" / "start", "--port", str(port)],
            env=environment | {"DATA_DIR": str(data)}, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        while b"is running at" not in log.read_bytes():
            expect(start.poll() is None, f"bin/start ended with {start.returncode}:\n{log.read_text()}")
            expect(time.monotonic() - began < 300, f"bin/start was not ready after 300 s:\n{log.read_text()}")
            time.sleep(0.1)
        yield time.monotonic() - began
    finally:
        start.send_signal(signal.SIGKILL if cut_off else signal.SIGINT)
        ended = start.wait(timeout=60)
    if cut_off:
        return
    expect(ended == 0, f"bin/start ended with {ended}:\n{log.read_text()}")
    children = json.loads((data / "run" / "children.json").read_text())["children"]
    expect(not children, f"bin/start left processes running: {children}")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def main() -> None:
    place, port = Path(tempfile.mkdtemp(prefix="alongside-smoke-")), free_port()
    place.chmod(0o755)  # the database may run as another user
    data, site = place / "data", f"http://127.0.0.1:{port}"
    try:
        with running(data, port) as seconds:
            print(f"  first start, with everything installed: {seconds:.1f} s")
            look_at_sign_in(site)
            people = json.loads((data / "demonstration.json").read_text())
            expect(bool(people), "there are no demonstration people")
            for person in people:
                sign_in_and_look(site, person)
        with running(data, port, cut_off=True) as seconds:
            print(f"  second start: {seconds:.1f} s")
            sign_in_and_look(site, people[0])
        with running(data, port) as seconds:
            print(f"  start after being killed: {seconds:.1f} s")
            sign_in_and_look(site, people[0])
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
