"""A practice profile by itself, as a program words it for its own people (C2)."""

from typing import Any

from coaching.frameworks.errors import FrameworkError
from coaching.frameworks.profile_checks import check_levels, check_signs
from coaching.frameworks.reading import Where, build
from coaching.frameworks.structure import Profile


def profile_from(content: dict[str, Any], *, source: str = "profile") -> Profile:
    """Read a profile of plain data, strictly. Raises FrameworkError with all that is wrong: place and remedy."""
    where = Where(source, [])
    profile = build(Profile, content, where)
    for function in profile.functions:
        check_signs(profile, function, where)
    if len(profile.levels) > 1:
        check_levels(profile, where)
    if where.problems:
        raise FrameworkError(where.problems)
    return profile
