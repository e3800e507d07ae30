"""What of ratings and assessments waits for a person. See coaching/waiting.py."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from agreements.life import OVER, State
from coaching.addresses import address
from coaching.disclosure.classes import PAIR, Part, RecordClass
from coaching.waiting import Wait, Waiting, Who
from cycles.models import RatingDraft, RatingRequest
from cycles.services.assessments import without_areas
from cycles.services.pairs import framework_of
from cycles.support_waits import states
from cycles.waits import pairs


def ratings(who: Who) -> Iterator[Wait]:
    """Where somebody asks how this person sees a practice, and ratings that were begun and not finished (C2). Two
    queries, where a framework of theirs has a profile.
    """
    here = [
        row["id"]
        for row in who.once(pairs)
        if row["part"] in PAIR
        and row["standing"] not in (State.PAUSED, *OVER)
        and any(one.is_rated for one in framework_of(row["framework_version_id"]).profiles)
    ]
    if not here:
        return
    page, draft = address("practice_profile"), address("rating_finish")
    begun = dict(RatingDraft.objects.filter(partnership__in=here, author=who.user).values_list("pk", "partnership_id"))
    for key, partnership_id in begun.items():
        yield Wait(text=_("Finish the rating that you began"), url=draft(key), partnership_id=partnership_id)
    for partnership_id in RatingRequest.objects.filter(partnership__in=here, asked=who.user).values_list(
        "partnership_id", flat=True
    ):
        if partnership_id not in begun.values():
            words = _("You are asked how you see the practice")
            yield Wait(text=words, url=page(partnership_id), partnership_id=partnership_id)


def areas(who: Who) -> Iterator[Wait]:
    """Areas that coaching takes up and that nobody has chosen yet, for a supervisor who chooses them (D10). One query,
    where a framework of theirs has them.
    """
    if Part.SUPERVISOR not in who.parts:
        return
    signed = [
        key
        for key, parts in who.places.items()
        if Part.SUPERVISOR in parts
        and any(
            Part.SUPERVISOR in one.chosen_by
            for one in framework_of(who.partnerships[key].framework_version_id).assessments
        )
    ]
    open_ones = [key for key in signed if who.once(states).get(key) in (State.SIGNED, State.WAITING)]
    page = address("assessment_list")
    for key in without_areas([who.partnerships[one] for one in open_ones], Part.SUPERVISOR, RecordClass.ASSESSMENT):
        yield Wait(text=_("Choose the areas that coaching takes up"), url=page(key), partnership_id=key)


RATINGS = Waiting(
    ratings, "chart", ngettext_lazy("%(n)d rating of a practice waits", "%(n)d ratings of practices wait", "n")
)
AREAS = Waiting(areas, "target", ngettext_lazy("%(n)d choice of areas to make", "%(n)d choices of areas to make", "n"))
