"""The words of the mails about questions and looks at plans: that one waits, and a link. Never a word of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR
from coaching.models import Mail, Party, User
from coaching.services.outbox import Letter, link
from cycles.models import PairAnswer, PairQuestion, PlanReview
from cycles.reminding import reminder_letter
from cycles.services.pairs import framework_of


def question_asked(mail: Mail, user: User) -> Letter | None:
    """A question was asked, and is not answered yet."""
    question = _open_question(mail, user)
    if question is None:
        return None
    return Letter(
        subject=_("A question waits for you"),
        lines=(_("In your coaching, somebody asked you a question."), _("You can answer it in a few words.")),
        action=_("Read and answer it"),
        url=link(reverse("question_detail", args=[question.pk])),
    )


def question_answered(mail: Mail, user: User) -> Letter | None:
    """An answer is there to read."""
    answer = PairAnswer.objects.select_related("question").filter(pk=mail.subject_id).first()
    if answer is None or not _is_of_pair(answer.question, user):
        return None
    return Letter(
        subject=_("A question is answered"),
        lines=(_("In your coaching, a question was answered."),),
        action=_("Read the answer"),
        url=link(reverse("question_detail", args=[answer.question_id])),
    )


def question_due(mail: Mail, user: User) -> Letter | None:
    """The reminder on the day by which an answer was promised, in the framework's words (C7)."""
    question = _open_question(mail, user)
    if question is None:
        return None
    framework = framework_of(question.partnership.framework_version_id)
    url = link(reverse("question_detail", args=[question.pk]))
    return reminder_letter(mail, framework, action=_("Read and answer it"), url=url)


def plan_reviewed(mail: Mail, user: User) -> Letter | None:
    """Somebody looked through this person's plan (B7)."""
    review = PlanReview.objects.filter(pk=mail.subject_id, learner=user).first()
    if review is None:
        return None
    return Letter(
        subject=_("Somebody looked through your plan"),
        lines=(_("In your coaching, somebody read your action plan and wrote to you about it."),),
        action=_("Read it"),
        url=link(reverse("action_plan", args=[review.partnership_id]) + "#reviews"),
    )


def _open_question(mail: Mail, user: User) -> PairQuestion | None:
    """The question, while it waits for an answer of its recipient."""
    question = PairQuestion.objects.select_related("partnership").filter(pk=mail.subject_id, asked_of=user).first()
    if question is None or question.answers.exists() or not _is_of_pair(question, user):
        return None
    return question


def _is_of_pair(question: PairQuestion, user: User) -> bool:
    return Party.objects.filter(partnership=question.partnership_id, user=user, part__in=PAIR).present().exists()
