"""What can be wrong with a framework file, said so that its author can put it right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to put right: the file, the key path in it, what is wrong, and what to do."""

    source: str
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.source}: {self.path}" if self.path else self.source
        return f"{place}: {self.message} {self.remedy}"


class FrameworkError(ValueError):
    """A framework cannot be used. `problems` holds everything that was found, not only the first thing."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))
