"""How log lines look: one JSON object a line, with ids only. Importing this module sets structlog up."""

import structlog


class _Renderer:
    """Rendered by structlog; a class so that the settings can name it by a string."""

    def __init__(self) -> None:
        self._json = structlog.processors.JSONRenderer()

    def __call__(self, logger, name, event):
        event.pop("_record", None)
        event.pop("_from_structlog", None)
        return self._json(logger, name, event)


def renderer():
    return _Renderer()


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
