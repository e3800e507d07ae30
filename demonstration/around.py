"""What happens around the coaching in the demonstration: questions, check-ins, promises, a concern. All invented."""

import datetime as dt
import uuid

from coaching.disclosure.classes import Part
from coaching.models import Partnership, Party
from coaching.services.choices import choose_mails
from coaching.services.people import today_in
from cycles.models import PairQuestion
from cycles.services import answer_question, ask_for, ask_question, tell_news
from cycles.services.check_ins import record_check_in
from cycles.services.concerns import find_way, raise_concern
from cycles.services.funding import say_who_pays
from cycles.services.pairs import find_pair
from cycles.services.promises import promises_of, report_promise
from cycles.services.resources import find_help
from cycles.services.supervising import ask_about_progress, come_first, talk_about_data, tell_about_progress
from cycles.services.support import find_support
from demonstration.growth import As


def go_around(partnership: Partnership, *, lead: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    """Write a few rows of everything, each as the person who would."""
    with as_person(lead) as user:  # who has the rhythm of all their pairs in one mail
        choose_mails(user=user, choices={"rhythm": "weekly"})
        since = today_in(partnership.program) - dt.timedelta(days=60)
        say_who_pays(partnership=partnership, by=user, payer="Prairie grant", since=since, short_notice="half")
    _questions(partnership, lead, learner, as_person)
    with as_person(lead):
        parties = Party.objects.filter(partnership=partnership, part=Part.SUPERVISOR)
        supervisor = parties.values_list("user_id", flat=True).first()
    if supervisor:
        _check_in(partnership, supervisor, learner, as_person)
        _promises(partnership, supervisor, learner, as_person)
    _concern(partnership, lead, as_person)
    _resources(partnership, lead, as_person)


def _questions(partnership: Partnership, lead: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    today = today_in(partnership.program)
    with as_person(learner) as user:
        pair = find_pair(partnership, user)
        assert pair is not None
        for text, ago in (
            ("Should I begin with one table, or with the whole group?", 12),
            ("Which day is best for the next film?", 4),
        ):
            ask_question(
                pair=pair, by=user, other=lead, text=text, asked_on=today - dt.timedelta(days=ago), way="phone"
            )
    with as_person(lead) as user:
        first = PairQuestion.objects.select_related("partnership__program").filter(partnership=partnership).last()
        assert first is not None
        answer_question(
            question=first,
            by=user,
            text="With one table. When it feels easy there, take the next.",
            answered_on=today - dt.timedelta(days=11),
            way="email",
        )


def _check_in(partnership: Partnership, supervisor: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    today = today_in(partnership.program)
    with as_person(supervisor) as user:
        support = find_support(partnership, user)
        if support is None or support.rules is None:
            return
        record_check_in(
            support=support,
            by=user,
            held_on=today,
            way=support.rules.ways[0].key,
            with_ids=[one.user_id for one in support.checked_in],
            words="One hour on Thursdays stays free for the coaching.",
        )
        if not support.rules.asks_all:
            return
        question = ask_about_progress(support=support, by=user, text="Is there anything that slows you down?")
        first = come_first(support)[0].user_id
        talk_about_data(support=support, by=user, learner=first, about="Observation of October", learner_on=today)
    with as_person(learner) as user:
        told = find_support(partnership, user)
        assert told is not None
        tell_about_progress(support=told, question=question, by=user, text="Time. Otherwise it goes well.")


def _promises(partnership: Partnership, supervisor: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    today = today_in(partnership.program)
    said = ((learner, "partly", "Twice it did not work out."), (supervisor, "kept", "There is a plan for it now."))
    for user_id, kept, words in said:
        with as_person(user_id) as user:
            support = find_support(partnership, user)
            if support is None or not support.signs:
                continue
            promises = promises_of(partnership.framework, partnership.format)
            promise = next((one for one in reversed(promises) if one.part == Part.SUPERVISOR), None)
            if promise:
                report_promise(support=support, by=user, promise=promise, month=today, kept=kept, words=words)


def _concern(partnership: Partnership, lead: uuid.UUID, as_person: As) -> None:
    """Where advice is asked in confidence: the coach has talked, and asks the coach's supervisor."""
    with as_person(lead) as user:
        way = find_way(partnership, user)
        if way is None or not any(one.confidential for one in way.route.steps):
            return
        today = today_in(partnership.program)
        talk = raise_concern(
            way=way,
            by=user,
            step=way.route.steps[0],
            text="We have moved three visits this month. Does the rhythm still fit you?",
            talked_on=today,
        )
        raise_concern(
            way=way,
            by=user,
            step=way.route.steps[1],
            after=talk,
            text="Visits are moved again and again. We have talked about it. What could help?",
            about="solutions",
        )


def _resources(partnership: Partnership, lead: uuid.UUID, as_person: As) -> None:
    """What is asked of a mentor coach or of the coach's own supervisor: one promised, one done, one open."""
    today = today_in(partnership.program)
    with as_person(lead) as user:
        pair = find_pair(partnership, user)
        found = find_help(pair) if pair else None
        if pair is None or found is None:
            return
        texts = ("A short film in which somebody waits after a question.", "Cards with open questions.", "A course?")
        kinds = [one.key for one in found.rules.kinds]
        rows = [
            ask_for(pair=pair, by=user, kind=kind, text=text, wanted_by=today + dt.timedelta(days=9))
            for kind, text in zip((kinds[0], kinds[0], kinds[-1]), texts, strict=True)
        ]
    with as_person(rows[0].helper_ids[0]) as helper:
        tell_news(request=rows[0], by=helper, what="promised", day=today + dt.timedelta(days=3), text="I bring it.")
        tell_news(request=rows[1], by=helper, what="done", day=today - dt.timedelta(days=2), text="In your tray.")
