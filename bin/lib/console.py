"""What the person at the terminal reads: calm lines, one for each step, and one clear reason when we cannot go on."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CannotGoOn(Exception):
    """A reason to stop that the reader can act on. `details` are the last lines of whatever failed."""

    def __init__(self, reason: str, details: str = "", code: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.details, self.code = reason, details, code


def say(line: str = "") -> None:
    """Print a line at once, also into a pipe. A reader that went away does not stop the product."""
    with suppress(OSError):
        print(line, flush=True)


def explain(problem: CannotGoOn) -> None:
    """Print why we stop, on the error stream."""
    if problem.details:
        print(indented(problem.details), file=sys.stderr)
    print(f"\n{problem.reason}", file=sys.stderr, flush=True)


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines())


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done, and how long it took when it was more than a moment."""
    say(f"  {title} ...")
    began = time.monotonic()
    yield
    if (seconds := time.monotonic() - began) >= 3:
        say(f"    done in {seconds:.0f} seconds")
