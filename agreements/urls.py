"""Addresses of this room."""

from django.urls import path

from coaching.views import home

urlpatterns = [path("agreements/", home.who_sees_what, name="supervised")]
