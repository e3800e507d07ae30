"""Coming in by invitation, and what a person keeps about themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from coaching.accounts import invited, join
from coaching.forms.people import Profile, Welcome
from coaching.models import Contact, Person
from coaching.requests import SignedIn
from coaching.services.people import save_profile


@sensitive_post_parameters()
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person, from a link in a mail, on any device: choose a password and come in."""
    if request.user.is_authenticated:
        return redirect("home")
    user = invited(token)
    if user is None:
        return render(request, "coaching/invitation_over.html", status=410)
    reading = (get_language() or user.language)[:2]  # the language in which they read this very page
    form = Welcome(request.POST or None, user=user, initial={"language": reading, "time_zone": user.time_zone})
    if form.is_valid():
        data = form.cleaned_data
        join(request, user=user, password=data["password"], language=data["language"], time_zone=data["time_zone"])
        return redirect("home")
    return render(request, "coaching/welcome.html", {"form": form, "email": user.email})


@login_required
def profile(request: SignedIn) -> HttpResponse:
    """One's own name, phone, language and time zone."""
    user = request.user
    person, contact = Person.objects.get(pk=user.pk), Contact.objects.get(pk=user.pk)
    initial = {"name": person.name, "phone": contact.phone, "language": user.language, "time_zone": user.time_zone}
    form = Profile(request.POST or None, initial=initial)
    if form.is_valid():
        save_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "coaching/profile.html", {"form": form})
