"""Addresses of this room."""

from django.urls import path

from coaching.views import home

urlpatterns = [path("caseload/", home.who_sees_what, name="caseload"), path("visits/", home.who_sees_what, name="visit_list"), path("my-coaching/", home.who_sees_what, name="my_coaching")]
