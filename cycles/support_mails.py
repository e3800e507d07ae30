"""The words of the mails among the parties: that something waits, and a link. Never a word of it, and nobody's name."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Mail, Partnership, User
from coaching.services.outbox import Letter, link
from cycles.models import CheckIn, ProgressAnswer, ProgressQuestion, ResourceNews
from cycles.reminding import reminder_letter
from cycles.services.check_ins import next_check_ins
from cycles.services.pairs import framework_of
from cycles.services.resources import is_over, program_of, requests_of, standing_of
from cycles.services.support import Support, find_support
from cycles.times import day_words

PARTNERSHIPS = Partnership.objects.select_related("program")


def check_in_planned(mail: Mail, user: User) -> Letter | None:
    """The day of the next check-in, unless there is another by now or it was held."""
    row = CheckIn.objects.select_related("partnership__program").filter(pk=mail.subject_id, held_on=None).first()
    if row is None or row.planned_on is None or str(row.planned_on) != mail.occurrence:
        return None
    around = _around(row.partnership, user)
    if around is None or not around.is_open:
        return None
    return Letter(
        subject=_("A check-in is planned"),
        lines=(_("The next check-in about your coaching is planned for:"), day_words(row.planned_on)),
        action=_("See it"),
        url=_url(row.partnership_id, "check-ins"),
    )


def check_in_due(mail: Mail, user: User) -> Letter | None:
    """The reminder of a check-in, in the framework's words, while it is still due on that day."""
    partnership = PARTNERSHIPS.filter(pk=mail.subject_id).first()
    around = _around(partnership, user) if partnership else None
    if partnership is None or around is None:
        return None
    due = next_check_ins([partnership.pk]).get(partnership.pk)
    if due is None or str(due[0]) != mail.occurrence.rpartition(" ")[2]:
        return None
    url = _url(partnership.pk, "check-ins")
    return reminder_letter(mail, around.framework, action=_("Plan it, or write it down"), url=url)


def progress_asked(mail: Mail, user: User) -> Letter | None:
    """A question on progress, to everybody who is checked in with but the one who asks."""
    question = ProgressQuestion.objects.select_related("partnership__program").filter(pk=mail.subject_id).first()
    if question is None or question.user_id == user.pk or _around(question.partnership, user) is None:
        return None
    return Letter(
        subject=_("A question about progress"),
        lines=(_("There is a question to all of you about progress. You decide what you tell."),),
        action=_("Read it"),
        url=link(reverse("progress_detail", args=[question.pk])),
    )


def progress_answered(mail: Mail, user: User) -> Letter | None:
    """Somebody told something on progress."""
    answer = ProgressAnswer.objects.select_related("partnership__program").filter(pk=mail.subject_id).first()
    if answer is None or answer.user_id == user.pk or _around(answer.partnership, user) is None:
        return None
    return Letter(
        subject=_("An answer about progress"),
        lines=(_("A question about progress was answered."),),
        action=_("Read it"),
        url=link(reverse("progress_detail", args=[answer.question_id])),
    )


def _around(partnership: Partnership, user: User) -> Support | None:
    """The parties around the recipient, where they are checked in with."""
    around = find_support(partnership, user)
    return around if around and around.rules else None


def _url(partnership_id: uuid.UUID, place: str) -> str:
    return link(reverse("support", args=[partnership_id]) + f"#{place}")


def resource_asked(mail: Mail, user: User) -> Letter | None:
    """Something is asked of this person, and nothing came of it yet (B7)."""
    row = requests_of(user).filter(pk=mail.subject_id, helper_ids__contains=[user.pk]).first()
    if row is None or standing_of(row).is_over:
        return None
    return Letter(
        subject=_("You are asked for something"),
        lines=(_("In a coaching that you support, somebody asks you for a resource or for support."),),
        action=_("Read and answer it"),
        url=link(reverse("resource_detail", args=[row.pk])),
    )


def resource_news(mail: Mail, user: User) -> Letter | None:
    """There is news of something that was asked for."""
    news = ResourceNews.objects.select_related("request").filter(pk=mail.subject_id).first()
    if news is None or user.pk not in {news.request.user_id, *news.request.helper_ids} - {news.user_id}:
        return None
    return Letter(
        subject=_("There is news of a request"),
        lines=(_("There is news of a resource or support that was asked for."),),
        action=_("Read it"),
        url=link(reverse("resource_detail", args=[news.request_id])),
    )


def resource_due(mail: Mail, user: User) -> Letter | None:
    """The day for which something was promised or wanted, while it is still that day and nobody has brought it (B7)."""
    row = requests_of(user).filter(pk=mail.subject_id, helper_ids__contains=[user.pk]).first()
    if row is None or is_over(row):
        return None
    standing = standing_of(row)
    framework = framework_of(program_of(row).framework_version_id)
    if standing.is_over or str(standing.due_on) != mail.occurrence.rpartition(" ")[2]:
        return None
    url = link(reverse("resource_detail", args=[row.pk]))
    return reminder_letter(mail, framework, action=_("Say what became of it"), url=url)
