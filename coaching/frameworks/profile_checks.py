"""What must agree in practice profiles and assessments. Each check says its rule in its docstring."""

from coaching.disclosure.classes import PAIR, Form, Part, RecordClass
from coaching.frameworks.agreement_checks import at
from coaching.frameworks.framework import Framework
from coaching.frameworks.reading import Where
from coaching.frameworks.structure import FIRST_OWN, Profile, ProfileFunction, ProfileLevel, Share

STRICTER = (None, Share.HALF, Share.MOST, Share.ALL)


def check_profiles(framework: Framework, where: Where) -> None:
    """Signs name levels there are. A profile that is rated says of every level what it asks for, and of every function
    how it looks on each; it is rated by those who work together, the one whose practice it is among them (C2).
    """
    for profile in framework.profiles:
        here = at(where, f"profiles.{profile.key}, edition {profile.edition}")
        for function in profile.functions:
            check_signs(profile, function, here)
        if profile.raters or any(level.asks for level in profile.levels):
            check_levels(profile, here)
            _check_people(framework, profile, here)
        if profile.edition >= FIRST_OWN:
            here.key("edition").problem("Programs number their own so.", f"Write a number below {FIRST_OWN}.")


def check_signs(profile: Profile, function: ProfileFunction, here: Where) -> None:
    levels = [level.key for level in profile.levels if level.key]
    there = here.key("functions").key(function.key).key("signs")
    for sign in function.signs:
        if sign.level and sign.level not in levels:
            there.problem(f"There is no level {sign.level!r}.", f"Use one of: {', '.join(sorted(levels))}.")
    described = {sign.level for sign in function.signs}
    if profile.is_rated and (missing := [level for level in levels if level not in described]):
        there.problem(f"It is not said how level {missing[0]!r} looks.", "Describe each level once.")


def check_levels(profile: Profile, here: Where) -> None:
    """From low to high: the lowest asks for nothing, each asks for no less than the one before and is another, and the
    highest for every item in place.
    """
    levels = here.key("levels")
    if profile.levels[0].asks:
        message = "The lowest level asks for something."
        levels.key(profile.levels[0].key).problem(message, "Take in_place and there out.")
    for before, level in zip(profile.levels, profile.levels[1:], strict=False):
        if not level.asks:
            levels.key(level.key).problem("It is not said what this level asks for.", "Add in_place or there.")
        elif not _asks_more(before, level):
            message = f"It does not ask for more than {before.key!r}, which is lower."
            levels.key(level.key).problem(message, "Put the levels in their order, or ask for a larger share.")
    if profile.levels[-1].in_place is not Share.ALL:
        message = "The highest level is not every item in place."
        levels.key(profile.levels[-1].key).key("in_place").problem(message, 'Write "all".')


def _asks_more(before: ProfileLevel, level: ProfileLevel) -> bool:
    def asked(one: ProfileLevel) -> tuple[int, int]:
        # What is in place is there, too
        in_place = STRICTER.index(one.in_place)
        return in_place, max(in_place, STRICTER.index(one.there))

    low, high = asked(before), asked(level)
    return low != high and all(a <= b for a, b in zip(low, high, strict=True))


def _check_people(framework: Framework, profile: Profile, here: Where) -> None:
    parties = {part for form in framework.formats for part in form.parts}
    for name, parts in (
        ("of", (profile.of,)),
        ("raters", profile.raters),
        ("observers", profile.observers),
        ("noted_by", profile.noted_by),
    ):
        for part in parts:
            if part not in PAIR:
                here.key(name).problem(f"{part.value!r} is not of the pair.", f"Use some of: {', '.join(PAIR)}.")
            elif part not in parties:
                here.key(name).problem(f"No format has {part.value!r}.", "Take it out, or add it to a format.")
    if profile.of not in profile.raters:
        message = f"{profile.of.value!r} does not rate their own practice."
        here.key("raters").problem(message, f"Add {profile.of.value!r}.")
    if both := set(profile.raters) & set(profile.observers):
        message = f"{min(both).value!r} would rate as one of the two and as an observer."
        here.key("observers").problem(message, "Name it once.")


def check_assessments(framework: Framework, where: Where) -> None:
    """What is written by domain needs domains. A supervisor writes only what the terms give them in full (D10); who
    chooses also writes. What stands in for others names assessments that are kept (D5).
    """
    kept = {one.key for one in framework.assessments if one.items}
    for one in framework.assessments:
        here = at(where, f"assessments.{one.key}")
        if one.by_domain and not framework.domains:
            here.key("by_domain").problem("The framework has no domains.", "Add [[domains]].")
        if (one.by_domain or one.chosen_by or one.instead_of) and not one.items:
            remedy = "Add items, or take by_domain, chosen_by and instead_of out."
            here.key("items").problem("Nothing is asked.", remedy)
        if one.chosen_by and not one.by_domain:
            here.key("chosen_by").problem("There are no domains to choose from.", "Add by_domain = true.")
        for part in one.chosen_by:
            if part not in one.by:
                here.key("chosen_by").problem(f"{part.value!r} does not write it.", "Add it to by.")
        given = framework.form(Part.SUPERVISOR, RecordClass.ASSESSMENT) is Form.ALL
        if one.items and Part.SUPERVISOR in one.by and not given:
            message = "The supervisor would write what the terms do not give them."
            here.key("by").problem(message, 'Take "supervisor" out, or give assessment in full.')
        for key in one.instead_of:
            if key == one.key or key not in kept:
                here.key("instead_of").problem(f"There is no other assessment {key!r} with items.", "Name another.")
