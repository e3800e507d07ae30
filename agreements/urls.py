"""Addresses of this room."""

from django.urls import path

from agreements.views import agreements, commitments, consent, documents, paper, plans, sitting, supervised, verify

urlpatterns = [
    path("partnerships/<uuid:pk>/plan/", plans.plan_edit, name="plan_edit"),
    path("partnerships/<uuid:pk>/agreement/", plans.agreement_preview, name="agreement_preview"),
    path("partnerships/<uuid:pk>/agreement/send/", plans.agreement_send, name="agreement_send"),
    path("agreements/", supervised.supervised, name="supervised"),
    path("agreements/<uuid:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<uuid:pk>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path("agreements/<uuid:pk>/withdraw/", agreements.agreement_withdraw, name="agreement_withdraw"),
    path("agreements/<uuid:pk>/spoken/", commitments.commitment_record, name="commitment_record"),
    path("commitments/<uuid:pk>/answer/", commitments.commitment_answer, name="commitment_answer"),
    path("agreements/<uuid:pk>/pdf/", agreements.agreement_pdf, name="agreement_pdf"),
    path("agreements/<uuid:pk>/hand-over/", sitting.agreement_hand_over, name="agreement_hand_over"),
    path("agreements/<uuid:pk>/paper/", paper.agreement_on_paper, name="agreement_on_paper"),
    path("agreements/<uuid:pk>/paper/add/", paper.agreement_paper_add, name="agreement_paper_add"),
    path("agreements/<uuid:pk>/scans/<uuid:signature_pk>/", paper.agreement_scan, name="agreement_scan"),
    path("agreements/<uuid:pk>/scans/<uuid:signature_pk>/contest/", paper.agreement_contest, name="agreement_contest"),
    path("electronic-records/", consent.electronic_records, name="electronic_records"),
    path("setup/<uuid:pk>/documents/", documents.setup_documents, name="setup_documents"),
    path(
        "setup/<uuid:pk>/documents/<uuid:agreement_pk>/again/",
        documents.document_seal_again,
        name="document_seal_again",
    ),
    path("verify/", verify.verify_document, name="verify_document"),
]
