"""The words of the mails about surveys: that one is open, and a link. Nothing of what is asked or answered, no name."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Mail, User
from coaching.services.outbox import Letter, link
from cycles.models import SurveyTurn
from cycles.reminding import reminder_letter
from cycles.services.pairs import framework_of
from cycles.services.surveys import is_open, waiting


def survey_opened(mail: Mail, user: User) -> Letter | None:
    """A survey is open, and its reader has not answered since they were asked."""
    turn = _open_turn(mail, user)
    if turn is None or str(turn.asked_on) != mail.occurrence:
        return None
    return Letter(
        subject=_("A short survey about your coaching"),
        lines=(
            _("A short survey about your coaching is open. It takes three minutes at most."),
            _("What you have answered saves by itself, so you can stop and go on later."),
        ),
        action=_("Answer it"),
        url=link(reverse("survey_answer", args=[turn.pk])),
    )


def survey_waiting(mail: Mail, user: User) -> Letter | None:
    """The reminder, in the framework's words."""
    turn = _open_turn(mail, user)
    if turn is None or str(turn.asked_on) != mail.occurrence.rpartition(" ")[2]:
        return None
    framework = framework_of(turn.partnership.framework_version_id)
    url = link(reverse("survey_answer", args=[turn.pk]))
    return reminder_letter(mail, framework, action=_("Answer it"), url=url)


def _open_turn(mail: Mail, user: User) -> SurveyTurn | None:
    turn = SurveyTurn.objects.select_related("partnership__program").filter(pk=mail.subject_id).first()
    if turn is None or not is_open(turn):
        return None
    return turn if waiting(user, [turn.partnership_id]).filter(pk=turn.pk).exists() else None
