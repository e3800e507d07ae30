"""The web process: threads in a few processes, one line of JSON for each request. Read by gunicorn from this folder."""

import gc
import json
import os
from datetime import UTC, datetime
from typing import Any

from gunicorn.glogging import Logger


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


bind = f"127.0.0.1:{_number('PORT', 8000)}"  # elsewhere only on purpose: gunicorn --bind
worker_class = "gthread"
workers = _number("WEB_PROCESSES", 2)
threads = _number("WEB_THREADS", 4)
# Once for all processes: the login is checked before any of them serves, and they start at once
preload_app = True
timeout = _number("WEB_TIMEOUT", 60)  # seconds
graceful_timeout = 10  # seconds
keepalive = 5  # seconds
max_requests, max_requests_jitter = 5000, 500
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # the heartbeat, off the disk
control_socket_disable = True
proc_name = "alongside"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1"


class JsonLogger(Logger):
    """Writes what was asked and how it went; not who asked, from where, or with which words."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        from coaching.logs import public_path  # read when the product is there: this file is read before it

        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": environ.get("REQUEST_METHOD"),
            "path": public_path(environ.get("PATH_INFO") or "/"),
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": getattr(resp, "sent", None),
            "ms": round(request_time.total_seconds() * 1000, 1),
        }
        try:
            self.access_log.info(json.dumps(line, ensure_ascii=False))
        except Exception:
            self.exception("A request could not be written to the log")


logger_class = JsonLogger
accesslog = "-"
errorlog = "-"


def when_ready(server: Any) -> None:
    """The product is loaded and stays: no process looks through it again for what is no longer used, nor copies it."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A new process begins with connections of its own; it must not use, nor close, those it was born with."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.connection = None
