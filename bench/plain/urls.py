"""The product's addresses and, beside them, its lists in the plain way."""

from django.urls import path

from bench.plain import views
from coaching.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("plain/caseload/", views.caseload, name="plain_caseload"),
    path("plain/visits/", views.visit_list, name="plain_visits"),
    path("plain/program/<uuid:pk>/", views.program_report, name="plain_program"),
    *urlpatterns,
]
