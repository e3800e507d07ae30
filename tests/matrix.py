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

EXPECTED = {"stars": STARS}
