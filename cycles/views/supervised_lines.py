"""What a supervisor hears or tells in each partnership, as lines of their list of agreements."""

import uuid
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part
from coaching.models import Partnership
from coaching.services.people import today_in
from cycles.services.assessments import kept_assessments
from cycles.services.check_ins import next_check_ins
from cycles.services.pairs import framework_of
from cycles.views import shown
from cycles.views.support import check_in_words


def supervised_lines(partnerships: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """For settings.SUPERVISED_LINES: of each partnership where they hear or tell something, the way there, and the
    next check-in (B10, D10). Two queries.
    """
    rows = list(Partnership.objects.filter(pk__in=partnerships).select_related("program"))
    due = next_check_ins([row.pk for row in rows])
    address = shown.address("support")
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    assessments = shown.address("assessment_list")
    for row in rows:
        framework = framework_of(row.framework_version_id)
        if row.terms_id and any(Part.SUPERVISOR in one.by for one in kept_assessments(framework)):
            found[row.pk] = [{"text": _("Assessments"), "url": assessments(row.pk)}]
        checks_in = bool(framework.check_in and Part.SUPERVISOR in framework.check_in.parts)
        if not checks_in and Part.SUPERVISOR not in framework.format(row.format).signers:
            continue
        line: dict[str, Any] = {"text": _("Promises and check-ins"), "url": address(row.pk)}
        if checks_in and row.pk in due:
            (day, planned), today = due[row.pk], today_in(row.program)
            line |= check_in_words(day, planned, today)
        found.setdefault(row.pk, []).insert(0, line)
    summary = shown.address("supervisor_summary")
    for row in rows:
        if row.terms_id:
            found.setdefault(row.pk, []).insert(0, {"text": _("What you are given"), "url": summary(row.pk)})
    return found
