"""Addresses of this room."""

from django.urls import path

from agreements.views import agreements, commitments, letters, plans, supervised, verify

urlpatterns = [
    path("partnerships/<uuid:pk>/plan/", plans.plan_edit, name="plan_edit"),
    path("partnerships/<uuid:pk>/agreement/", plans.agreement_preview, name="agreement_preview"),
    path("partnerships/<uuid:pk>/agreement/send/", plans.agreement_send, name="agreement_send"),
    path("partnerships/<uuid:pk>/letters/<slug:key>/", letters.letter_write, name="letter_write"),
    path("partnerships/<uuid:pk>/letters/<slug:key>/preview/", letters.letter_preview, name="letter_preview"),
    path("partnerships/<uuid:pk>/letters/<slug:key>/send/", letters.letter_send, name="letter_send"),
    path("letters/<uuid:pk>/", letters.letter_detail, name="letter_detail"),
    path("letters/<uuid:pk>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("agreements/", supervised.supervised, name="supervised"),
    path("agreements/<uuid:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<uuid:pk>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path("agreements/<uuid:pk>/withdraw/", agreements.agreement_withdraw, name="agreement_withdraw"),
    path("agreements/<uuid:pk>/spoken/", commitments.commitment_record, name="commitment_record"),
    path("commitments/<uuid:pk>/answer/", commitments.commitment_answer, name="commitment_answer"),
    path("agreements/<uuid:pk>/pdf/", agreements.agreement_pdf, name="agreement_pdf"),
    path("verify/", verify.verify_document, name="verify_document"),
]
