"""What the tests of a pair's life look at: who reads what, how it stands; and a rest that the coachee takes."""

import datetime as dt

from agreements.models import Standing
from agreements.services import pause
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from tests.cast import NAMES, Cast, today
from tests.database import bypassing
from tests.editions import the_pair
from tests.probe import as_person, read, read_all, with_histories
from tests.test_access_matrix import everything
from tests.world import disclosed_models


def pictures(cast: Cast, names=NAMES) -> dict[str, dict[str, frozenset[str]]]:
    """What each person reads of the partnership of the cast, in every table with content and its history."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    rows = {model._meta.db_table: everything(model, cast.partnership) for model in disclosed_models()}
    relations = with_histories(rows)
    for name in names:
        with as_person(cast, name, WEB):
            seen = read_all(relations)
        found[name] = {relation: ids & rows[relation.removesuffix("history")] for relation, ids in seen.items()}
    return found


def standing(cast: Cast) -> str:
    with bypassing():
        return Standing.objects.get(partnership=cast.partnership).state


def rest(cast: Cast) -> None:
    with acting_as(cast["coachee"].pk):
        pause(
            partnership=the_pair(cast),
            by=cast["coachee"],
            reason="ill",
            look_again_on=today() + dt.timedelta(days=10),
        )


def seen(cast: Cast, name: str, table: str) -> bool:
    with as_person(cast, name, WEB):
        return bool(read(table, "id") & everything_of(cast, table))


def everything_of(cast: Cast, table: str) -> frozenset[str]:
    model = next(one for one in disclosed_models() if one._meta.db_table == table)
    return everything(model, cast.partnership)
