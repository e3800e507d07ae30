"""Addresses of this room."""

from django.urls import path

from reports.views import exports, hours, monthly, numbers, programs, record, seeing, supervisor

urlpatterns = [
    path("program/", programs.program_overview, name="program_overview"),
    path("program/months/<slug:part>/<str:month>/", monthly.month_report, name="month_report"),
    path("program/<uuid:pk>/", programs.program_report, name="program_report"),
    path("program/<uuid:pk>/file/", exports.export_request, name="export_request"),
    path("program/<uuid:pk>/visits/file/", exports.visits_request, name="visits_request"),
    path("program/partnership/<uuid:pk>/", programs.partnership_report, name="partnership_report"),
    path("partnerships/<uuid:pk>/summary/", supervisor.supervisor_summary, name="supervisor_summary"),
    path("partnerships/<uuid:pk>/summary/file/", supervisor.supervisor_summary_pdf, name="supervisor_summary_pdf"),
    path("partnerships/<uuid:pk>/record/", record.own_record, name="own_record"),
    path("partnerships/<uuid:pk>/as/<slug:audience>/", seeing.seen_as, name="seen_as_first"),
    path("partnerships/<uuid:pk>/as/<slug:audience>/<slug:page>/", seeing.seen_as, name="seen_as"),
    path("hours/", hours.own_hours, name="own_hours"),
    path("hours/file/", hours.hours_file, name="hours_file"),
    path("numbers/", numbers.number_list, name="number_list"),
    path("numbers/<uuid:pk>/", numbers.program_numbers, name="program_numbers"),
    path("numbers/<uuid:pk>/file/", exports.numbers_request, name="numbers_request"),
    path("reports/", exports.export_list, name="export_list"),
    path("reports/<uuid:pk>/", exports.export_detail, name="export_detail"),
    path("reports/<uuid:pk>/file/", exports.export_download, name="export_download"),
    path("reports/<uuid:pk>/stop/", exports.export_stop, name="export_stop"),
    path("reports/<uuid:pk>/delete/", exports.export_delete, name="export_delete"),
]
