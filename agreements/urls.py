"""Addresses of this room."""

from django.urls import path

from agreements.views import (
    agreements,
    commitments,
    comparing,
    handover,
    plans,
    requests,
    standing,
    supervised,
    verify,
)

urlpatterns = [
    path("partnerships/<uuid:pk>/plan/", plans.plan_edit, name="plan_edit"),
    path("partnerships/<uuid:pk>/agreement/", plans.agreement_preview, name="agreement_preview"),
    path("partnerships/<uuid:pk>/agreement/send/", plans.agreement_send, name="agreement_send"),
    path("agreements/", supervised.supervised, name="supervised"),
    path("agreements/<uuid:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<uuid:pk>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path("agreements/<uuid:pk>/decline/", requests.agreement_decline, name="agreement_decline"),
    path("agreements/<uuid:pk>/withdraw/", requests.agreement_withdraw, name="agreement_withdraw"),
    path("agreements/<uuid:pk>/send-again/", requests.agreement_resend, name="agreement_resend"),
    path("agreements/<uuid:pk>/compare/", comparing.agreement_compare, name="agreement_compare"),
    path("agreements/<uuid:pk>/spoken/", commitments.commitment_record, name="commitment_record"),
    path("commitments/<uuid:pk>/answer/", commitments.commitment_answer, name="commitment_answer"),
    path("agreements/<uuid:pk>/pdf/", agreements.agreement_pdf, name="agreement_pdf"),
    path("partnerships/<uuid:pk>/pause/", standing.partnership_pause, name="partnership_pause"),
    path("partnerships/<uuid:pk>/go-on/", standing.partnership_resume, name="partnership_resume"),
    path("partnerships/<uuid:pk>/agree-anew/", standing.partnership_renegotiate, name="partnership_renegotiate"),
    path("partnerships/<uuid:pk>/keep/", standing.partnership_keep, name="partnership_keep"),
    path("partnerships/<uuid:pk>/conclude/", standing.partnership_conclude, name="partnership_conclude"),
    path("partnerships/<uuid:pk>/conclude/<slug:key>/", standing.closing_step, name="closing_step"),
    path("partnerships/<uuid:pk>/end/", standing.partnership_end, name="partnership_end"),
    path("partnerships/<uuid:pk>/handover/", handover.handover_answer, name="handover_answer"),
    path(
        "setup/<uuid:pk>/partnerships/<uuid:partnership_pk>/hand-over/",
        handover.partnership_hand_over,
        name="partnership_hand_over",
    ),
    path("verify/", verify.verify_document, name="verify_document"),
]
