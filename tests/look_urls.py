"""The product's addresses, with the gallery and each page for faults, for the tests of the look."""

from django.shortcuts import render
from django.urls import path

from coaching.urls import *  # noqa: F403
from coaching.urls import urlpatterns as products
from coaching.views import development, errors

FAULTS = ("400", "403", "403_csrf", "404", "429", "503")


def fault(request, name):
    return render(request, f"{name}.html", {"reference": "a1b2c3d4"})


urlpatterns = [
    *products,
    path("gallery/", development.gallery, name="gallery"),
    path("fault/500/", lambda request: errors.server_error(request)),
    path("fault/<str:name>/", fault),
]
