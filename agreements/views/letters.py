"""Letters: written from the program's data, looked at as they will arrive, sent, and read (D2)."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.forms.letters import LetterForm
from agreements.models import Letter, LetterDraft
from agreements.policies import authorize_letter, parts_in
from agreements.rendering import letter_paper
from agreements.services.letters import (
    LetterNotReady,
    NotAsLookedAt,
    Post,
    SavedMeanwhile,
    blocks_of,
    draft_of_letter,
    drop_letter_draft,
    filled,
    holes,
    is_ready,
    label_of,
    phone_for_answers,
    post_of,
    save_letter_draft,
    seal_of,
    send_letter,
    words_of,
)
from agreements.views.surroundings import people_of, way_back
from agreements.wording import joined
from coaching.documents.pdf import PdfUnavailable
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import day_in

PARTNERSHIPS = Partnership.objects.select_related("framework_version", "program")
SAVED = "?saved=1"
"""Tells the page that what this device keeps of the typing can go."""


def _post(request: SignedIn, pk: uuid.UUID, key: str) -> Post:
    """Fetch and authorise: the letter is written by the part that the framework names."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    known = {one.key: one for one in partnership.framework.letters_for(partnership.format)}
    if key not in known:
        raise Http404
    authorize_letter(request.user, partnership, known[key])
    return post_of(partnership, known[key], request.user)


# ---- writing -----------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def letter_write(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The letter with the program's data in it: every word can be changed, and what is missing is asked for."""
    page = WritePage(request, _post(request, pk, key))
    if request.method == "GET":
        return page.as_saved()
    if "anew" in request.POST:
        return page.anew()
    form = page.form(request.POST)
    if not form.is_valid():
        return page.show(form)
    try:
        draft = page.save(form)
    except SavedMeanwhile as meanwhile:
        return page.conflict(form, meanwhile.now)
    if "preview" not in request.POST:
        messages.success(request, _("Saved. Nobody has got it yet."))
    elif is_ready(draft, page.post):
        return redirect(reverse("letter_preview", args=[pk, key]) + SAVED)
    else:
        messages.warning(request, _("Saved, and not sent. Something is still missing; it is named below."))
    return redirect(page.url + SAVED)


class WritePage:
    """The page of a letter in the situations it can be in. Nothing that was typed is lost on the way."""

    def __init__(self, request: SignedIn, post: Post) -> None:
        self.request, self.post = request, post
        self.draft = draft_of_letter(post.partnership, post.letter.key, request.user)
        self.url = reverse("letter_write", args=[post.partnership.pk, post.letter.key])
        wanted = request.POST.get("language") or request.GET.get("language") or ""
        self.language = wanted if wanted in dict(settings.LANGUAGES) else post.partnership.program.language
        if self.draft and request.method == "GET":
            self.language = self.draft.language

    def form(self, data: Any = None, **kwargs: Any) -> LetterForm:
        return LetterForm(data, missing=words_of(self.post, self.language).missing, **kwargs)

    def as_saved(self) -> HttpResponse:
        """The draft, or the words of the framework with the data in them."""
        if self.draft is None:
            words = words_of(self.post, self.language)
            initial: dict[str, Any] = {"version": 0, "subject": words.subject, "text": words.text}
        else:
            initial = {"version": self.draft.version, "subject": self.draft.subject, "text": self.draft.text}
        return self.show(self.form(initial=initial | {"language": self.language}), is_saved=True)

    def anew(self) -> HttpResponse:
        """Throw the draft away and begin with the framework's words again, in the language that was chosen."""
        if self.draft:
            drop_letter_draft(draft=self.draft)
        wanted = self.request.POST.get("anew", "")
        return redirect(f"{self.url}{SAVED}&language={wanted}" if wanted in dict(settings.LANGUAGES) else self.url)

    def save(self, form: LetterForm) -> LetterDraft:
        """Keep what was typed, with what was given for the names that were missing put in its place."""
        said, given = form.cleaned_data, form.given
        return save_letter_draft(
            post=self.post,
            language=said["language"],
            subject=filled(said["subject"], said["language"], given),
            text=filled(said["text"], said["language"], given),
            phone=given.get("coach_phone", ""),
            version=said["version"],
        )

    def conflict(self, form: LetterForm, now: LetterDraft) -> HttpResponse:
        """Another window saved meanwhile: both texts are shown, and what was typed stays in the form (409)."""
        data = self.request.POST.copy()
        data["version"] = str(now.version)
        return self.show(self.form(data), status=409, conflict={"subject": now.subject, "text": now.text})

    def show(self, form: LetterForm, *, status: int = 200, **more: Any) -> HttpResponse:
        post = self.post
        subject, text = form["subject"].value() or "", form["text"].value() or ""
        left = holes(subject, text)
        with translation.override(self.language):
            marks = {name: label_of(name) for name in form.asked}
        context = {
            **_around(self.request, post),
            "form": form,
            "asks": [one for one in form.asked_fields if marks[one.name] in left or one.errors],
            # What nothing in the data could fill and no control here asks for: to be mended in the text itself
            "holes_in_text": [one for one in left if one not in marks.values()],
            "languages": [(code, name) for code, name in settings.LANGUAGES if code != self.language],
            "is_draft": self.draft is not None,
            **more,
        }
        return render(self.request, "agreements/letter_write.html", context, status=status)


def _around(request: SignedIn, post: Post) -> dict[str, Any]:
    """What the pages before sending have in common."""
    people = people_of(post.partnership.pk)
    parts = parts_in(request.user, post.partnership.pk)
    return {
        "partnership": post.partnership,
        "letter": post.letter,
        "pair": people.pair,
        "trail": way_back(post.partnership.pk, people, parts, str(post.letter.label)),
        "to": joined(one.name for one in post.to),
        "copies": joined(f"{one.name} ({one.word})" for one in post.copies),
        "nobody_is": post.nobody_is,
        "audience": _audience([one.name for one in post.to], [one.name for one in post.copies]),
    }


def _audience(to: list[str], copies: list[str]) -> dict[str, Any]:
    """Who reads a letter once it is sent: for the badge."""
    also = [_("%(name)s, who gets a copy") % {"name": name} for name in copies]
    return {"parties": _("You and %(names)s, once it is sent") % {"names": joined(to)}, "also": also}


# ---- looking at it, and sending it -------------------------------------------------------------------------------
@login_required
@require_GET
def letter_preview(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The letter as whoever gets it will see it."""
    post = _post(request, pk, key)
    draft = draft_of_letter(post.partnership, key, request.user)
    if draft is None or not is_ready(draft, post):
        return redirect("letter_write", pk, key)
    context = {
        **_around(request, post),
        "draft": draft,
        "shown": {
            "subject": draft.subject,
            "blocks": blocks_of(draft.text),
            "sender": post.sender_name,
            "to": joined(one.name for one in post.to),
            "copies": joined(f"{one.name} ({one.word})" for one in post.copies),
            "phone": phone_for_answers(draft, post),
            "email": post.email,
            "language": draft.language,
        },
        "looked_at": seal_of(draft, post),
    }
    return render(request, "agreements/letter_preview.html", context)


@login_required
@require_POST
def letter_send(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Send the letter that the sender has just looked at."""
    post = _post(request, pk, key)
    try:
        letter = send_letter(
            post=post, draft_id=_id_of(request.POST.get("draft")), looked_at=request.POST.get("looked_at", "")
        )
    except NotAsLookedAt:
        messages.warning(request, _("Something changed while you were looking at it. Nothing was sent. Look again."))
        return redirect("letter_preview", pk, key)
    except LetterNotReady:
        messages.warning(request, _("Something is still missing. Nothing was sent."))
        return redirect("letter_write", pk, key)
    messages.success(request, _("Sent. Whoever gets it is told by mail that a letter is waiting."))
    return redirect("letter_detail", letter.pk)


def _id_of(posted: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(posted or "")
    except ValueError:
        raise Http404 from None


# ---- reading it --------------------------------------------------------------------------------------------------
@login_required
@require_GET
def letter_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A letter that was sent, for its sender and for those who got it, with how to answer."""
    letter = get_object_or_404(Letter, pk=pk)
    people = people_of(letter.partnership_id)
    parts = parts_in(request.user, letter.partnership_id)
    context = {
        "letter": letter,
        "trail": way_back(letter.partnership_id, people, parts, _("Letter")),
        "shown": _shown(letter),
        "is_mine": letter.author_id == request.user.pk,
        "got_a_copy": any(one["copy"] and one.get("user") == str(request.user.pk) for one in letter.recipients),
        "audience": _readers(letter, request.user.pk),
    }
    return render(request, "agreements/letter_detail.html", context)


def _shown(letter: Letter) -> dict[str, Any]:
    """A letter that was sent as templates/agreements/_letter.html draws it."""
    names = {
        copy: joined(
            f"{one['name']} ({one['word']})" if copy else one["name"]
            for one in letter.recipients
            if one["copy"] is copy
        )
        for copy in (False, True)
    }
    return {
        "subject": letter.subject,
        "blocks": blocks_of(letter.text),
        "sender": letter.author_name,
        "to": names[False],
        "copies": names[True],
        "phone": letter.phone,
        "email": letter.email,
        "sent_at": letter.sent_at,
        "language": letter.language,
    }


def _readers(letter: Letter, me: uuid.UUID) -> dict[str, Any]:
    """Who reads this letter, by the names of the day on which it was sent."""
    to = [one["name"] for one in letter.recipients if not one["copy"]]
    also = [_("%(name)s, who got a copy") % {"name": one["name"]} for one in letter.recipients if one["copy"]]
    return {"parties": joined([letter.author_name, *to]), "also": also}


@login_required
@require_GET
def letter_pdf(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The letter as a PDF, to keep or to print (U8)."""
    letter = get_object_or_404(Letter, pk=pk)
    try:
        content = letter_paper(letter, _shown(letter))
    except PdfUnavailable:
        messages.warning(request, _("PDF files cannot be made at the moment. You can print the page instead."))
        return redirect("letter_detail", pk)
    name = f"letter-{day_in(letter.partnership.program, letter.sent_at):%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
