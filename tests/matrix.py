"""The disclosure matrix, typed in from the requirements by hand: the one place that the product is held against.

`EXPECTED[framework][part][record class]` is the form a part is given once all have signed; absence is nothing.
"""

from coaching.disclosure.classes import Form, Part, RecordClass

R = RecordClass
ALL, RELEASE, MASKED, COUNTS = Form.ALL, Form.RELEASE, Form.MASKED, Form.COUNTS

PAIR_SEES = frozenset(RecordClass)

STARS = {
    Part.SUPERVISOR: {R.AGREEMENT: ALL, R.AGREEMENT_TERMS: ALL, R.AGREEMENT_STATUS: ALL},
    Part.LEADERSHIP: {
        R.AGREEMENT_TERMS: ALL,
        R.AGREEMENT_STATUS: ALL,
        R.PRACTICES: ALL,
        R.GOALS: ALL,
        R.LOG: ALL,
        R.ATTENDANCE: COUNTS,
        R.VISIT_DETAIL: COUNTS,
        R.SURVEY: COUNTS,
        R.DISCLOSURE_RECORD: COUNTS,
    },
    Part.REGIONAL_LEADERSHIP: {
        R.AGREEMENT_TERMS: ALL,
        R.AGREEMENT_STATUS: ALL,
        R.SURVEY: COUNTS,
    },
    Part.LOCAL_AGENCY: {R.PRACTICES: ALL, R.GOALS: ALL, R.LOG: ALL},
    Part.STATE_BUREAU: {R.PRACTICES: ALL, R.GOALS: ALL, R.LOG: ALL},
    Part.COACH_SUPERVISOR: {
        R.PRACTICES: MASKED,
        R.GOALS: MASKED,
        R.ACTION_PLAN: MASKED,
        R.LOG: MASKED,
        R.VISIT_DETAIL: MASKED,
        R.NOTES: MASKED,
        R.SURVEY: COUNTS,
    },
    Part.ADMINISTRATOR: {R.AGREEMENT_STATUS: ALL},
}

LEADERSHIP = {
    R.AGREEMENT_TERMS: ALL,
    R.AGREEMENT_STATUS: ALL,
    R.PRACTICES: COUNTS,
    R.GOALS: COUNTS,
    R.LOG: COUNTS,
    R.ATTENDANCE: COUNTS,
    R.VISIT_DETAIL: COUNTS,
    R.SURVEY: COUNTS,
    R.DISCLOSURE_RECORD: COUNTS,
}
"""Program leadership in every framework but stars."""

REGION = {R.AGREEMENT_TERMS: ALL, R.AGREEMENT_STATUS: ALL, R.SURVEY: COUNTS}
READS_THE_AGREEMENT = {R.AGREEMENT: ALL, R.AGREEMENT_TERMS: ALL, R.AGREEMENT_STATUS: ALL}
OTHERS = {Part.COACH_SUPERVISOR: {R.SURVEY: COUNTS}, Part.ADMINISTRATOR: {R.AGREEMENT_STATUS: ALL}}

PBC = {
    Part.SUPERVISOR: {
        **READS_THE_AGREEMENT,
        R.PRACTICES: RELEASE,
        R.GOALS: RELEASE,
        R.ACTION_PLAN: RELEASE,
        R.LOG: RELEASE,
        R.VISIT_DETAIL: RELEASE,
        R.NOTES: RELEASE,
        R.ASSESSMENT: RELEASE,
        R.PROGRESS_REPORT: RELEASE,
    },
    Part.LEADERSHIP: LEADERSHIP,
    Part.REGIONAL_LEADERSHIP: REGION,
    **OTHERS,
}
SCHOOL = {
    Part.SUPERVISOR: READS_THE_AGREEMENT,
    Part.LEADERSHIP: {**LEADERSHIP, R.ASSESSMENT: COUNTS},
    Part.REGIONAL_LEADERSHIP: REGION,
    **OTHERS,
}
CHILD_WELFARE = {
    Part.SUPERVISOR: {
        **READS_THE_AGREEMENT,
        R.PRACTICES: ALL,
        R.GOALS: ALL,
        R.ACTION_PLAN: ALL,
        R.LOG: ALL,
        R.ATTENDANCE: ALL,
        R.ASSESSMENT: ALL,
        R.PROGRESS_REPORT: ALL,
    },
    Part.LEADERSHIP: LEADERSHIP,
    Part.REGIONAL_LEADERSHIP: {
        **REGION,
        R.PRACTICES: ALL,
        R.GOALS: ALL,
        R.LOG: ALL,
        R.ATTENDANCE: ALL,
        R.PROGRESS_REPORT: ALL,
    },
    **OTHERS,
}
CONVERSATIONS = {
    Part.SUPERVISOR: READS_THE_AGREEMENT,
    Part.LEADERSHIP: LEADERSHIP,
    Part.REGIONAL_LEADERSHIP: REGION,
    **OTHERS,
}

EXPECTED = {
    "stars": STARS,
    "pbc": PBC,
    "school": SCHOOL,
    "child-welfare": CHILD_WELFARE,
    "conversations": CONVERSATIONS,
}

SUPERVISOR_SIGNS = frozenset({"stars", "pbc", "child-welfare"})
"""Frameworks whose supervisor signs, and so sees the text before all have (table X)."""
