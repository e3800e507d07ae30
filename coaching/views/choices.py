"""The page on which a person chooses their reminders, and the one behind the link that stops them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from coaching.disclosure.identity import acting_as
from coaching.forms.choices import MailChoices
from coaching.models import MailChoice, User
from coaching.navigation import parts_of
from coaching.requests import SignedIn
from coaching.services.choices import choices_of, choose_mails, stop, stopped_by, topics
from coaching.topics import ALWAYS, TOPICS


@login_required
@require_http_methods(["GET", "POST"])
def mail_choices(request: SignedIn) -> HttpResponse:
    """When one's reminders come: topic by topic, or all alike with one press. And which mails always come, and why."""
    held = set(parts_of(request).held)
    mine = [topic for topic in topics() if not held.isdisjoint(TOPICS[topic].parts)]
    alike = request.POST.get("all", "")
    if alike in MailChoice.How.values and mine:
        choose_mails(user=request.user, choices=dict.fromkeys(mine, alike))
        messages.success(request, _("Saved. All your reminders come like this now."))
        return redirect("mail_choices")
    form = MailChoices(request.POST or None, topics=mine, chosen=choices_of(request.user.pk))
    if form.is_valid():
        choose_mails(user=request.user, choices=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("mail_choices")
    context = {
        "form": form,
        "always": [one for one in ALWAYS if not one.parts or not held.isdisjoint(one.parts)],
    }
    return render(request, "coaching/mail_choices.html", context)


@csrf_exempt  # a mail program sends it, with nothing but the address that it was given (RFC 8058)
@require_http_methods(["GET", "POST"])
@sensitive_variables("secret")
def mail_stop(request: HttpRequest, secret: str) -> HttpResponse:
    """Stop the reminders of one topic, from a link in one of them, without signing in. It says nobody's name."""
    found = stopped_by(secret)
    if found is None:
        raise Http404
    person, topic = found
    with acting_as(person):
        user = User.objects.filter(pk=person, is_active=True).first()
        if user is None:
            raise Http404
        if request.method == "POST":
            stop(user=user, topic=topic)
    with translation.override(user.language):
        label = TOPICS[topic].label if topic in TOPICS else ""
        return render(request, "coaching/mail_stop.html", {"label": label, "stopped": request.method == "POST"})
