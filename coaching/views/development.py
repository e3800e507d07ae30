"""Pages that exist only in development: every mail that was sent, and the components side by side."""

import email
import email.policy
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


def _parse(path: Path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


@require_GET
def mail_list(request: HttpRequest) -> HttpResponse:
    """The last hundred mails, newest first."""
    files = sorted(Path(settings.MAIL_DIR).glob("*.eml"), reverse=True)[:100] if settings.MAIL_DIR else []
    mails = [{"name": file.name, "message": _parse(file)} for file in files]
    return render(request, "coaching/mail_list.html", {"mails": mails})


@require_GET
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its words, its links and what is attached."""
    path = Path(settings.MAIL_DIR) / Path(name).name
    if not settings.MAIL_DIR or path.suffix != ".eml" or not path.is_file():
        raise Http404
    message = _parse(path)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    attachments = [
        {"name": part.get_filename(), "text": part.get_content() if part.get_content_maintype() == "text" else ""}
        for part in message.iter_attachments()
    ]
    return render(request, "coaching/mail_detail.html", {"message": message, "text": text, "attachments": attachments})


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "coaching/gallery.html")
