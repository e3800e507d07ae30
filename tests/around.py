"""What happens around the coaching, for the tests of who sees what: rows of the world, and what differs in another."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.utils import timezone

from coaching.disclosure.classes import Part, RecordClass
from coaching.models import Partnership
from cycles.models import (
    CaseDraft,
    CaseWord,
    CheckIn,
    CheckInOutcome,
    ConcernStep,
    ConcernWord,
    DataTalk,
    Funding,
    HandedCase,
    MaskedCase,
    MoveProposal,
    PairAnswer,
    PairQuestion,
    PlanCopy,
    PlanReview,
    ProgressAnswer,
    ProgressQuestion,
    PromiseReport,
    Release,
    ReleaseProposal,
    ResourceNews,
    ResourceRequest,
    Visit,
)

Marked = Callable[[RecordClass, str], str]
LONG = "ñ" * 1000
TOLD = "Yarrow, told to all who signed"
FIRST = "Bluebell, told to the learner first"
CONFIDED = "Foxtail, asked in confidence"
MASKED = "Sorrel, asked without names"
ASKED = "Clover, asked for as a resource"
SHARED = "Tansy, shared with the supervisor"
"""Words that the parties tell each other, and of a talk that the coach hears of later."""


def ask_to_move(planned: Visit, coachee: uuid.UUID) -> dict[str, object]:
    """Another time that the coachee proposes for what is planned, and one that was declined before."""
    rows = {}
    for name, state, days in (("proposal", "open", 1), ("proposal_before", "declined", 2)):
        starts = planned.starts_at + dt.timedelta(days=days)
        rows[name] = MoveProposal(
            partnership_id=planned.partnership_id,
            visit=planned,
            author_id=coachee,
            state=state,
            sequence=planned.sequence,
            starts_at=starts,
            local_date=starts.date(),
            local_time=planned.local_time,
            made_at=timezone.now(),
        )
        rows[name].save(force_insert=True)
    return dict(rows)


def ask_each_other(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, marked: Marked) -> dict[str, object]:
    """A question that the coachee asked, answered; one that waits for the coach; and a look at the plan."""
    now, day = timezone.now(), dt.date(2026, 9, 22)
    asked = {
        "partnership": partnership,
        "author_id": coachee,
        "asked_by_id": coachee,
        "asked_of_id": coach,
        "way": "here",
        "asked_on": day,
        "recorded_at": now,
    }
    answered = PairQuestion(**asked, text=marked(RecordClass.NOTES, "at lunch?"))
    question = PairQuestion(**asked, text=marked(RecordClass.NOTES, "and outside?"), due_on=dt.date(2026, 9, 25))
    answer = PairAnswer(
        partnership=partnership,
        question=answered,
        author_id=coach,
        way="phone",
        text=marked(RecordClass.NOTES, "one table"),
        answered_on=day,
        recorded_at=now,
    )
    review = PlanReview(
        partnership=partnership, user_id=coach, learner_id=coachee, reader_ids=[coach, coachee],
        strong=marked(RecordClass.NOTES, "small steps"), asks=marked(RecordClass.NOTES, "who films?"), agreed=True,
        reviewed_at=now,
    )  # fmt: skip
    rows = {"answered_question": answered, "question": question, "answer": answer, "review": review}
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def share(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, note: uuid.UUID) -> dict[str, object]:
    """A note that is shared with the supervisor, what was shared before, and a proposal that waits. The words carry no
    class: where the terms release notes, the supervisor reads the first of them.
    """
    now = timezone.now()
    item = {"partnership": partnership, "kind": "note", "source_id": note, "audience": Part.SUPERVISOR}
    given = item | {"user_id": coachee, "record_class": RecordClass.NOTES, "title": "A note", "given_at": now}
    rows = {
        "release": Release(**given, content=[{"label": "June", "text": SHARED}]),
        "release_before": Release(**given, content=[{"label": "June", "text": f"{SHARED} before"}], ended_at=now),
        "release_proposal": ReleaseProposal(
            **item, author_id=coach, user_id=coachee, reason=f"{SHARED}, as proposed", made_at=now
        ),
        "release_refused": ReleaseProposal(
            **item,
            author_id=coach,
            user_id=coachee,
            reason=f"{SHARED}, as proposed before",
            made_at=now,
            answer="refused",
            answer_words=f"{SHARED}? No",
            answered_at=now,
        ),
    }
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def other_shares(cast, rows):
    """Other words are shared, more is, another proposal waits, and one was refused."""
    Release.objects.filter(partnership=cast.partnership).update(
        title=LONG[:300], content=[{"label": LONG, "text": LONG}], until=dt.date(2030, 1, 1)
    )
    shared = {"partnership": cast.partnership, "user": cast["coachee"], "audience": Part.SUPERVISOR}
    for kind, what in (("log", RecordClass.LOG), ("goal", RecordClass.GOALS)):
        Release(
            **shared, kind=kind, record_class=what, source_id=uuid.uuid4(), title="one more", content=[],
            given_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    ReleaseProposal.objects.filter(partnership=cast.partnership).update(
        reason=LONG[:500], answer="refused", answer_words=LONG[:500], answered_at=timezone.now()
    )
    ReleaseProposal(
        **shared,
        author=cast["coach"],
        kind="goal",
        source_id=rows["goal"].pk,
        reason="one more",
        made_at=timezone.now(),
    ).save(force_insert=True)


def tell_each_other(
    partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, marked: Marked
) -> dict[str, object]:
    """What the parties tell each other: a promise kept in part, check-ins, a question on progress, a talk about data
    that the coach has not heard of yet.
    """
    now, day, common = timezone.now(), dt.date(2026, 9, 22), {"partnership": partnership}
    parties = partnership.parties.filter(left_at=None)
    supervisor = parties.get(part=Part.SUPERVISOR).user_id
    all_of_them = sorted(parties.values_list("user_id", flat=True))
    told = common | {"reader_ids": all_of_them}
    report = PromiseReport(
        **told,
        user_id=coachee,
        part=Part.COACHEE,
        clause="supervisor_provides",
        item="release_time",
        month=dt.date(2026, 9, 1),
        kept="partly",
        words=TOLD,
        reported_at=now,
    )
    held = CheckIn(
        **told,
        user_id=supervisor,
        held_on=day,
        way="phone",
        took_part=all_of_them,
        recorded_by_id=coach,
        recorded_at=now,
    )
    planned_check_in = CheckIn(**told, user_id=supervisor, planned_on=dt.date(2026, 10, 20), recorded_at=now)
    outcome = CheckInOutcome(
        **common, check_in=held, user_id=coach, words=marked(RecordClass.ACTION_PLAN, "one more hour")
    )
    progress_question = ProgressQuestion(**told, user_id=supervisor, text=TOLD, asked_at=now)
    progress_answer = ProgressAnswer(**told, question=progress_question, user_id=coachee, text=TOLD, answered_at=now)
    talk = DataTalk(
        **common,
        user_id=supervisor,
        reader_ids=[supervisor, coachee],
        learner_id=coachee,
        about=FIRST,
        learner_on=day,
        recorded_at=now,
    )
    rows = {
        "report": report,
        "held": held,
        "planned_check_in": planned_check_in,
        "outcome": outcome,
        "progress_question": progress_question,
        "progress_answer": progress_answer,
        "talk": talk,
    }
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def ask_for_help(
    partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, advisor: uuid.UUID
) -> dict[str, object]:
    """What a coach asks the coach's own supervisor for, and what became of it: the coachee reads it, too (A7)."""
    now = timezone.now()
    common = {"partnership": partnership, "reader_ids": sorted([coach, coachee, advisor])}
    resource = ResourceRequest(
        **common, user_id=coach, user_name="Rosa Delgado", part=Part.COACH, helper_ids=[advisor], kind="material",
        text=ASKED, wanted_by=dt.date(2026, 10, 9), asked_at=now,
    )  # fmt: skip
    promised = ResourceNews(
        **common, request=resource, user_id=advisor, user_name="Ines Carvalho", what="promised",
        day=dt.date(2026, 10, 12), text=f"{ASKED} answered", said_at=now,
    )  # fmt: skip
    rows = {"resource": resource, "resource_news": promised}
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def ask_without_names(
    partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, advisor: uuid.UUID
) -> dict[str, object]:
    """A case without names that the coach's supervisor has answered, and another that the coach is writing."""
    now = timezone.now()
    readers = sorted([coach, coachee, advisor])
    case = MaskedCase(
        partnership=partnership, user_id=coach, user_name="Rosa Delgado", part=Part.COACH, reader_ids=readers,
        helper_ids=[advisor], question=MASKED, parts=[{"record_class": "goals", "text": f"{MASKED} goal"}], sent_at=now,
    )  # fmt: skip
    word = CaseWord(
        partnership=partnership, case=case, user_id=advisor, user_name="Ines Carvalho", reader_ids=readers,
        text=f"{MASKED} answered", said_at=now,
    )  # fmt: skip
    draft = CaseDraft(
        partnership=partnership, author_id=coach, classes=["notes"], question=CONFIDED,
        hidden={CONFIDED: "Name A"}, saved_at=now,
    )  # fmt: skip
    handed = HandedCase(
        partnership=partnership, case=case, user_id=coach, adviser="consultant", classes=["goals"],
        handed_on=dt.date(2026, 9, 23), handed_at=now,
    )  # fmt: skip
    rows = {"case": case, "case_word": word, "case_draft": draft, "handed_case": handed}
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


def who_pays(partnership: Partnership, coach: uuid.UUID, marked: Callable[..., str]) -> dict[str, object]:
    """What the coach says of who pays: for the pair alone."""
    row = Funding(
        partnership=partnership, author_id=coach, payer=marked(RecordClass.VISIT_DETAIL, "the grant"),
        since=dt.date(2026, 9, 1), short_notice="half", recorded_at=timezone.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    return {"funding": row}


def other_payer(cast, rows):
    """Somebody else pays, and from another day on nobody."""
    Funding.objects.filter(pk=rows["funding"].pk).update(payer=LONG[:120], short_notice="whole")
    Funding(
        partnership=cast.partnership, author=cast["coach"], since=dt.date(2026, 9, 9), recorded_at=timezone.now()
    ).save(force_insert=True)  # fmt: skip


def other_cases(cast, rows):
    """Another question with other parts, more answers, and one that was taken back."""
    MaskedCase.objects.filter(pk=rows["case"].pk).update(question=LONG, parts=[], sent_at=timezone.now())
    for number in range(3):
        CaseWord(
            partnership=cast.partnership, case=rows["case"], user=cast["coach"], user_name="x",
            reader_ids=rows["case"].reader_ids, text=LONG if number else "y", said_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def other_handing(cast, rows):
    """Taken along for somebody else, and once more."""
    HandedCase.objects.filter(pk=rows["handed_case"].pk).update(adviser="bureau", classes=[], handed_at=timezone.now())
    HandedCase(
        partnership=cast.partnership, case=rows["case"], user=cast["coach"], adviser="coach", classes=["notes"],
        handed_on=dt.date(2026, 9, 30), handed_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip


def other_case_draft(cast, rows):
    CaseDraft.objects.filter(pk=rows["case_draft"].pk).update(question=LONG, classes=[], hidden={})


def confide(partnership: Partnership, coach: uuid.UUID, advisor: uuid.UUID) -> dict[str, object]:
    """What a coach asks in confidence, with an answer of the coach's supervisor: the coachee sees nothing of it."""
    now, first = timezone.now(), uuid.uuid4()
    common = {"partnership": partnership, "reader_ids": [coach, advisor]}
    step = ConcernStep(
        **common,
        id=first,
        concern=first,
        user_id=coach,
        user_name="Rosa Delgado",
        part=Part.COACH,
        step="confidential_advice",
        text=CONFIDED,
        about="readiness",
        taken_at=now,
    )
    word = ConcernWord(
        **common, step=step, user_id=advisor, user_name="Ines Carvalho", text=f"{CONFIDED} answered", said_at=now
    )
    rows = {"concern": step, "concern_word": word}
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


# ---- another world --------------------------------------------------------------------------------------------
def other_proposals(cast, rows):
    """Taken back, and another time asked for by the coach."""
    old = MoveProposal.objects.get(pk=rows["proposal"].pk)
    MoveProposal.objects.filter(pk=old.pk).update(state="withdrawn", answered_by=cast["coachee"])
    old.pk, old.author_id, old.starts_at = uuid.uuid4(), cast["coach"].pk, old.starts_at + dt.timedelta(days=9)
    old.save(force_insert=True)


def other_questions(cast, rows):
    """Another question, the answer and the look at the plan gone; a question itself never changes."""
    PlanReview.objects.filter(pk=rows["review"].pk).delete()
    PairAnswer.objects.filter(pk=rows["answer"].pk).delete()
    old = PairQuestion.objects.get(pk=rows["question"].pk)
    old.delete()
    for pk, text in ((old.pk, LONG), (None, "one more")):
        one = PairQuestion(
            partnership=cast.partnership, author=cast["coach"], asked_by=cast["coach"], asked_of=cast["coachee"],
            way="email", text=text, asked_on=timezone.localdate(), recorded_at=timezone.now(),
        )  # fmt: skip
        one.pk = pk or one.pk
        one.save(force_insert=True)


def other_telling(cast, rows):
    """What the parties tell each other: of a promise, of check-ins, of progress."""
    PromiseReport.objects.filter(pk=rows["report"].pk).update(kept="not_kept", words=LONG[:500])
    PromiseReport(
        partnership=cast.partnership, user=cast["coach"], reader_ids=rows["report"].reader_ids, part="coach",
        clause="supervisor_provides", item="private_space", month=dt.date(2026, 10, 1), kept="kept",
        reported_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip
    CheckIn.objects.filter(pk=rows["held"].pk).update(held_on=dt.date(2026, 9, 1), way="email")
    CheckIn.objects.filter(pk=rows["planned_check_in"].pk).delete()
    ProgressAnswer.objects.filter(pk=rows["progress_answer"].pk).update(text=LONG)
    ProgressQuestion.objects.filter(pk=rows["progress_question"].pk).update(text=LONG)


def other_talk(cast, rows):
    PlanCopy.objects.filter(pk=rows["copy"].pk).update(copied_on=dt.date(2026, 9, 1), content=[])
    DataTalk.objects.filter(pk=rows["talk"].pk).update(about=LONG[:200], learner_on=dt.date(2026, 8, 1))
    CheckInOutcome.objects.filter(pk=rows["outcome"].pk).update(words=LONG)


def other_concern(cast, rows):
    """The concern gone with its answer, and others of the same coach in its place."""
    old = rows["concern"]
    ConcernWord.objects.filter(step=old).delete()
    ConcernStep.objects.filter(pk=old.pk).delete()
    for pk in (old.pk, None):
        step = ConcernStep(
            partnership=cast.partnership, reader_ids=old.reader_ids, user=cast["coach"], user_name="Rosa Delgado",
            part="coach", step="confidential_advice", text=LONG, talked_on=dt.date(2026, 9, 1), taken_at=timezone.now(),
        )  # fmt: skip
        step.pk = pk or step.pk
        step.save(force_insert=True)


def other_requests(cast, rows):
    """The request gone with its news, and others of the same coach in its place."""
    old = rows["resource"]
    ResourceNews.objects.filter(request=old).delete()
    ResourceRequest.objects.filter(pk=old.pk).delete()
    for pk in (old.pk, None):
        row = ResourceRequest(
            partnership=cast.partnership, reader_ids=old.reader_ids, helper_ids=old.helper_ids, user=cast["coach"],
            user_name="Rosa Delgado", part="coach", kind="training", text=LONG, asked_at=timezone.now(),
        )  # fmt: skip
        row.pk = pk or row.pk
        row.save(force_insert=True)
