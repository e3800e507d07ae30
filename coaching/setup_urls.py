"""The administrator's set-up."""

from django.urls import path

from coaching.views import home

urlpatterns = [path("", home.who_sees_what, name="setup")]
