"""Newer editions of the framework of a cast, and how a pair adopts one."""

import copy
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Max

from agreements.models import Agreement, AgreementState, Plan
from agreements.services import choose_edition
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import OWNER
from coaching.frameworks.framework import canonical_json
from coaching.models import FrameworkVersion, Partnership
from coaching.services.frameworks import store_terms
from tests.cast import Cast
from tests.database import as_role, bypassing

Content = dict[str, Any]


def a_newer_edition(
    cast: Cast,
    *,
    without: tuple[str, str] | None = None,
    more: tuple[str, str, str] | None = None,
    change: Callable[[Content], object] | None = None,
) -> FrameworkVersion:
    """The next version of the framework of the cast, with a rule less or more, and changed as `change` changes it."""
    content = copy.deepcopy(cast.version.content)
    if without:
        del content["disclosure"][without[0]][without[1]]
    if more:
        content["disclosure"][more[0]][more[1]] = more[2]
    if change:
        change(content)
    last: int = FrameworkVersion.objects.filter(key=cast.version.key).aggregate(last=Max("number"))["last"]
    content["number"] = last + 1
    with as_role(OWNER):
        fresh = FrameworkVersion(
            id=uuid.uuid4(),
            key=cast.version.key,
            number=last + 1,
            name=cast.version.name,
            digest=hashlib.sha256(canonical_json(content).encode()).hexdigest(),
            content=content,
        )
        fresh.terms = store_terms(fresh.framework.rules)
        fresh.save(force_insert=True)
    return fresh


def the_pair(cast: Cast) -> Partnership:
    """The partnership as it stands."""
    with bypassing():
        return Partnership.objects.select_related("framework_version", "program", "site").get(pk=cast.partnership.pk)


def adopt(cast: Cast, edition: FrameworkVersion, *, by: str = "coach") -> Plan:
    """Choose an edition in the plan, whatever is out for signature."""
    with acting_as(cast[by].pk):
        out = Agreement.objects.filter(partnership=cast.partnership, state=AgreementState.OUT).first()
        return choose_edition(
            partnership=the_pair(cast),
            by=cast[by],
            edition=edition,
            version=Plan.objects.get(partnership=cast.partnership).version,
            withdraws=out.pk if out else None,
        )
