"""How log lines look: one JSON object a line; ids, never names, words, or the keys in an address.

Named by settings.LOGGING, so that it is in force wherever Django is: pages, worker, scheduler, commands.
"""

import re
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor

# A part of a path that may be a secret: the keys of invitations and password resets. Plain ids and words stay.
SECRET = re.compile(r"(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:/|$))(?=[^/\s]*[0-9A-Z:])[^/\s]{16,}")
PATHS_IN = ("event", "request")


def public_path(path: str) -> str:
    """The path of a request for the log, without keys.

    >>> public_path("/accounts/password/reset/key/3x-c9dk2s-8f7a6b5c4d3e2f1a/")
    '/accounts/password/reset/key/…/'
    >>> public_path("/cycles/0199f1f0-5b1e-7c3a-9a51-1c2d3e4f5a6b/visit/")
    '/cycles/0199f1f0-5b1e-7c3a-9a51-1c2d3e4f5a6b/visit/'
    """
    return SECRET.sub("…", path)


def _without_keys(_logger: Any, _name: str, line: EventDict) -> EventDict:
    for field in PATHS_IN:
        if isinstance(line.get(field), str):
            line[field] = public_path(line[field])
    return line


def _without_the_asker(_logger: Any, _name: str, line: EventDict) -> EventDict:
    """What a request brings along that says who and from where; the person's id stays."""
    for field in ("ip", "user_agent"):
        line.pop(field, None)
    return line


BEGIN: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def lines() -> ProcessorFormatter:
    """The formatter of every line, ours or a library's."""
    return ProcessorFormatter(
        foreign_pre_chain=BEGIN,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _without_keys,
            _without_the_asker,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *BEGIN, ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
