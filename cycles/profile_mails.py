"""The words of the mails about ratings and assessments: that something waits, and a link."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR
from coaching.models import Mail, Party, User
from coaching.services.outbox import Letter, link
from cycles.models import CoachingAreas, ProfileRating, RatingRequest


def rating_asked(mail: Mail, user: User) -> Letter | None:
    """Somebody asks how this person sees a practice, while it is neither answered nor set aside (C8)."""
    row = RatingRequest.objects.filter(pk=mail.subject_id, asked=user).first()
    if row is None or not _is_of_pair(row, user):
        return None
    return Letter(
        subject=_("You are asked how you see it"),
        lines=(_("In your coaching, somebody asks how you see their practice. You decide when, and whether."),),
        action=_("Look at it"),
        url=link(reverse("practice_profile", args=[row.partnership_id])),
    )


def rating_finished(mail: Mail, user: User) -> Letter | None:
    """A rating was finished, or corrected."""
    row = ProfileRating.objects.filter(pk=mail.subject_id).exclude(author=user).first()
    if row is None or not _is_of_pair(row, user):
        return None
    return Letter(
        subject=_("A rating is there to read"),
        lines=(_("In your coaching, somebody finished a rating with the practice profile."),),
        action=_("Read it"),
        url=link(reverse("rating_detail", args=[row.pk])),
    )


def areas_chosen(mail: Mail, user: User) -> Letter | None:
    """The areas that coaching takes up were chosen (D10), as long as it is the newest choice."""
    row = CoachingAreas.objects.filter(pk=mail.subject_id).exclude(user=user).first()
    if row is None or not _is_of_pair(row, user):
        return None
    newest = CoachingAreas.objects.filter(partnership=row.partnership_id, assessment=row.assessment).first()
    if newest is None or newest.pk != row.pk:
        return None
    return Letter(
        subject=_("The areas of your coaching were chosen"),
        lines=(_("The areas that your coaching takes up were chosen. Goals can build on them."),),
        action=_("Read them"),
        url=link(reverse("assessment_list", args=[row.partnership_id])),
    )


def _is_of_pair(row: RatingRequest | ProfileRating | CoachingAreas, user: User) -> bool:
    return Party.objects.filter(partnership=row.partnership_id, user=user, part__in=PAIR).present().exists()
