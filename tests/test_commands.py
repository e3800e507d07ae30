"""The small parts of bin/start and bin/test that must not go wrong: keys, addresses, locks, processes, what is logged.

The whole of both commands is started and used by .ci/smoke.py.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bin.lib.console import CannotGoOn
from bin.lib.frontend import COPIED
from bin.lib.places import Lock, read_json, require_writable, write_json
from bin.lib.processes import free_port, identify, port_is_free, spawn, stop_group, stop_leftover, wait_until
from bin.lib.settings import as_login, base_environment, for_login, own_keys
from bin.lib.supervise import Child, Supervisor
from coaching.logs import public_path

ROOT = Path(__file__).resolve().parent.parent


def test_keys_are_made_once_and_kept_to_ourselves(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = own_keys(tmp_path)
    assert own_keys(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(first["IDENTITY_KEY"])) == 32


def test_a_key_from_the_environment_is_used_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert own_keys(tmp_path)["SECRET_KEY"] == "given"
    assert "given" not in (tmp_path / "secrets.json").read_text()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://admin:a@db:5433/x?sslmode=require",
            "postgresql://alongside_web:p%20w@db:5433/x?sslmode=require",
        ),
        ("postgresql://db/x", "postgresql://alongside_web:p%20w@db/x"),
    ],
)
def test_another_login_at_the_same_database(url, expected):
    assert as_login(url, "alongside_web", "p w") == expected


def test_web_and_worker_get_no_password_but_their_own(monkeypatch, tmp_path):
    monkeypatch.setenv("WEB_PASSWORD", "one")
    monkeypatch.setenv("DATABASE_URL", "postgresql://admin:privileged@db/x")
    base = base_environment(port=8000, keys=own_keys(tmp_path), data=tmp_path)
    env = for_login(base, "postgresql://admin:privileged@db/x", "alongside_worker", "mine")
    assert env["DATABASE_URL"] == "postgresql://alongside_worker:mine@db/x"
    assert not [name for name, value in env.items() if "privileged" in value or value == "one"]


@pytest.mark.parametrize(
    ("name", "value", "is_demonstration"), [("SITE_URL", "https://a.example", False), ("X", "", True)]
)
def test_a_product_with_an_address_is_for_real_people(monkeypatch, tmp_path, name, value, is_demonstration):
    for given in ("SITE_URL", "DEVELOPMENT", "EMAIL_URL", "MAIL_DIR"):
        monkeypatch.delenv(given, raising=False)
    monkeypatch.setenv(name, value)
    env = base_environment(port=8000, keys=own_keys(tmp_path), data=tmp_path)
    assert (env.get("DEVELOPMENT") == "1") == is_demonstration
    assert ("MAIL_DIR" in env) == is_demonstration


def test_a_lock_is_held_once_and_freed_when_its_holder_ends(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    first.note({"address": "here"})
    assert read_json(tmp_path / "lock") == {"address": "here"}
    first.release()
    assert second.take()
    second.release()


def test_a_damaged_file_of_ours_is_as_none(tmp_path):
    (tmp_path / "x.json").write_text("{")
    assert read_json(tmp_path / "x.json") == {}
    write_json(tmp_path / "x.json", {"a": 1})
    assert read_json(tmp_path / "x.json") == {"a": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["x.json"]


def test_a_folder_we_may_not_write_to_is_named(tmp_path):
    with pytest.raises(CannotGoOn, match="cannot write to /proc/1"):
        require_writable(Path("/proc/1"))


PATH = {"PATH": os.defpath}


def shell(tmp_path, script):
    return spawn(["sh", "-c", script], env=PATH, cwd=tmp_path, log=tmp_path / "log")


def test_only_a_process_that_is_truly_ours_is_stopped(tmp_path):
    process = shell(tmp_path, "exec sleep 60")
    who = identify(process.pid)
    assert who is not None
    assert not stop_leftover(replace(who, started="1"), folder=tmp_path), "another process under the same number"
    assert not stop_leftover(replace(who, boot="earlier"), folder=tmp_path), "a number from before the last boot"
    assert process.poll() is None
    assert stop_leftover(who, folder=tmp_path)
    assert process.wait(timeout=5) == -signal.SIGTERM


def test_a_process_that_does_not_listen_is_ended(tmp_path):
    deaf = spawn(["sh", "-c", "trap '' TERM; sleep 60 & wait"], env=PATH, cwd=tmp_path, log=tmp_path / "log")
    time.sleep(0.3)
    stop_group(identify(deaf.pid), patience=0.5)
    assert deaf.wait(timeout=5) == -signal.SIGKILL


def test_children_end_when_their_supervisor_is_killed(tmp_path):
    code = (
        "import sys, pathlib, time; sys.path.insert(0, sys.argv[1]); from lib.processes import spawn\n"
        "place = pathlib.Path(sys.argv[2])\n"
        "print(spawn(['sleep', '60'], env={}, cwd=place, log=place / 'log').pid, flush=True); time.sleep(60)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT / "bin"), str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    child = int(supervisor.stdout.readline())
    assert identify(child)
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    assert wait_until(lambda: identify(child) is None, seconds=5)


def test_a_child_that_cannot_start_is_explained_with_its_last_lines(tmp_path):
    supervisor = Supervisor(logs=tmp_path, record=tmp_path / "children.json")
    (tmp_path / "web.log").write_text("a line of an earlier run\n")
    child = Child(name="web", command=["sh", "-c", "echo no tables; exit 3"], env=PATH, ready=lambda: False)
    with pytest.raises(CannotGoOn, match="could not start") as raised:
        supervisor.start(child)
    assert raised.value.details == "no tables"
    supervisor.stop()


def test_a_child_that_ends_is_started_again_and_given_up_when_it_never_stays(tmp_path, monkeypatch):
    from bin.lib import supervise

    monkeypatch.setattr(supervise, "LONGEST_PAUSE", 0.05)
    supervisor = Supervisor(logs=tmp_path, record=tmp_path / "children.json")
    supervisor.start(Child(name="worker", command=["sh", "-c", "echo up; sleep 0.1"], env=PATH))
    with pytest.raises(CannotGoOn, match="stopped 3 times in a row"):
        supervisor.watch()
    assert (tmp_path / "worker.log").read_text().count("up") == 3
    supervisor.stop()
    assert read_json(tmp_path / "children.json") == {"children": []}


def test_a_taken_port_is_noticed():
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not port_is_free(taken)
        assert free_port(taken) != taken


def test_styles_name_only_files_that_are_copied():
    import re

    named = set()
    for file in (*ROOT.glob("static/css/*.css"), *ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/**/*.js")):
        named |= set(re.findall(r"vendor/([\w.@-]+\.(?:css|js|woff2))", file.read_text()))
    assert named and named <= set(COPIED)


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/accounts/password/reset/key/3x-c9dk2s-8f7a6b5c4d3e2f1a/", "/accounts/password/reset/key/…/"),
        ("/invitation/eyJhbGciOiJ1c2VyIn0:1tabcd:abcdefghijkl/", "/invitation/…/"),
        ("/cycles/0199f1f0-5b1e-7c3a-9a51-1c2d3e4f5a6b/visit/", "/cycles/0199f1f0-5b1e-7c3a-9a51-1c2d3e4f5a6b/visit/"),
        ("/programs/", "/programs/"),
    ],
)
def test_the_log_of_requests_holds_no_keys(path, logged):
    assert public_path(path) == logged
