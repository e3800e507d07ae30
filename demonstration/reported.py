"""A written report in the demonstration, given by the coach as they would. Invented words only."""

import uuid

from coaching.models import Partnership
from cycles.services.pairs import find_pair
from cycles.services.progress_reports import as_given, draft_of, find_report, give_report, save_report, writes
from demonstration.growth import As

KEY = "progress_report"
WORDS = {
    "child-welfare": {
        "progress": "Two of three supervision talks now begin with the worker's own question.",
        "supervision": "Workers bring their questions by themselves. The talks are shorter and end with one next step.",
        "attendance": "We met every week but one. Both of us called off in time.",
        "recommendations": "Keep the weekly debrief of the three of us. Protect one hour before each team meeting.",
        "next_steps": "The agenda goes out the day before, with a line for the worker's question.",
    },
    "pbc": {
        "progress": "The change from play to lunch takes half as long, and two children wait instead of six.",
        "helped": "A picture for each part, and the song.",
        "next_steps": "The same for going outside.",
    },
}


def report_on_progress(partnership: Partnership, *, lead: uuid.UUID, as_person: As) -> None:
    """One report, where the framework has one that whoever leads here writes."""
    with as_person(lead) as user:
        pair = find_pair(Partnership.objects.select_related("program").get(pk=partnership.pk), user)
        document = find_report(partnership, KEY)
        if pair is None or document is None or not writes(pair, document):
            return
        words = WORDS[partnership.framework.key]
        save_report(pair=pair, by=user, document=document, fields=dict(words), version=0)
        draft = draft_of(pair, document)
        assert draft is not None
        give_report(pair=pair, by=user, document=document, stamp=as_given(pair, document, draft).stamp)
