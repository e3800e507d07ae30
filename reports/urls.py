"""Addresses of this room."""

from django.urls import path

from coaching.views import home

urlpatterns = [path("program/", home.who_sees_what, name="program_overview"), path("reports/", home.who_sees_what, name="export_list")]
