"""What the gallery of components shows, in development only. Every person and program here is invented."""

from __future__ import annotations

from typing import Any

from django import forms, template

from coaching.forms.explained import ExplainedChoice

register = template.Library()

AUDIENCE = {"parties": "You and your coach", "also": ["program leadership", "local agency", "state bureau"]}


ICONS = [
    "home",
    "people",
    "person",
    "agreement",
    "calendar",
    "clock",
    "target",
    "steps",
    "chart",
    "download",
    "upload",
    "lock",
    "eye",
    "check",
    "check-circle",
    "alert",
    "info",
    "plus",
    "minus",
    "x",
    "arrow-left",
    "arrow-right",
    "chevron-down",
    "more",
    "shield",
    "key",
    "globe",
    "sun",
    "moon",
    "contrast",
    "sign-out",
    "mail",
    "pencil",
    "note",
    "search",
    "file",
    "bell",
    "settings",
    "leaf",
    "phone",
    "printer",
    "list",
    "building",
    "link",
    "chat",
    "map",
    "video",
    "cloud-off",
    "sync",
    "spark",
]


class VisitSample(forms.Form):
    """Every kind of control once."""

    date = forms.DateField(label="Date of the visit", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    start = forms.TimeField(label="Start", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=1440, help_text="From hello to goodbye.")
    mode = ExplainedChoice(label="How did you meet?", choices=[("in_person", "In person"), ("virtual", "Virtually")])
    place = forms.ChoiceField(
        label="Place",
        choices=[
            ("", "Choose one"),
            ("At the site", [("room", "Classroom"), ("office", "Office")]),
            ("Elsewhere", [("other", "Another place")]),
        ],
        required=False,
    )
    components = forms.MultipleChoiceField(
        label="What did you do?",
        choices=[
            ("goals", "Shared goals and action plan"),
            ("observation", "Focused observation"),
            ("reflection", "Reflection and feedback"),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="A cycle counts once all three are done.",
    )
    strategies = forms.MultipleChoiceField(
        label="Strategies you used",
        choices=[(word.lower(), word) for word in ("Observing", "Modelling", "Role play", "Video", "Graphing")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="What did you notice?",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Write what you saw and heard, not what you think of it.",
        required=False,
    )
    photo = forms.FileField(label="Something to show", help_text="PDF, PNG or JPEG, up to 5 MB.", required=False)
    password = forms.CharField(label="Your password", widget=forms.PasswordInput)
    consent = forms.BooleanField(label="I have read the agreement.", help_text="You can read it again at any time.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mode = self.fields["mode"]
        assert isinstance(mode, ExplainedChoice)
        mode.option_help = {"in_person": "You were in the same room.", "virtual": "By video or by phone."}


def _caseload() -> dict[str, Any]:
    return {
        "caption": "Your partnerships",
        "note": "The ones that wait longest stand first.",
        "columns": [
            {"label": "Coachee"},
            {"label": "Program"},
            {"label": "Cycles", "numeric": True},
            {"label": "Last visit"},
            {"label": "State"},
        ],
        "rows": [
            [
                {"text": "Rosa Delgado", "url": "#tables", "note": "Toddler room"},
                "Sunflower House",
                "5 of 8",
                "October 28",
                {"text": "Overdue by 9 days", "tone": "warn"},
            ],
            [
                {"text": "Amara Whitefield", "url": "#tables", "note": "Preschool, mornings"},
                "Little Pines",
                "2 of 8",
                "November 14",
                {"text": "On time", "tone": "good"},
            ],
            [
                {"text": "Niko Berg", "url": "#tables", "note": "Family child care"},
                "Bear Creek",
                "0 of 6",
                "None yet",
                {"text": "Waits for a signature", "tone": "wait"},
            ],
        ],
        "footer": ["All", "", "7 of 22", "", ""],
    }


@register.simple_tag
def samples() -> dict[str, Any]:
    """Everything that the gallery needs, in one dictionary."""
    return {
        "audience": AUDIENCE,
        "form": VisitSample(initial={"date": "2026-11-20", "start": "15:30", "minutes": 55, "mode": "in_person"}),
        "wrong": VisitSample({"minutes": "2000", "date": "", "note": "Kept as it was typed."}),
        "trail": [{"label": "Caseload", "url": "#"}, {"label": "Rosa Delgado", "url": "#"}, {"label": "Visit 5"}],
        "tabs": [
            {"label": "Visits", "url": "#", "current": True, "count": 12},
            {"label": "Goals", "url": "#", "count": 3},
            {"label": "Agreement", "url": "#"},
            {"label": "Who sees what", "url": "#"},
        ],
        "steps": [
            {"label": "Practices", "url": "#", "state": "done"},
            {"label": "Rhythm", "url": "#", "state": "done"},
            {"label": "Who signs", "state": "current"},
            {"label": "Read it through", "state": "todo"},
            {"label": "Sign", "state": "todo"},
        ],
        "definitions": [
            {"term": "Coach", "value": "Imani Osei", "note": "Answers within two days"},
            {"term": "Rhythm", "value": "One cycle every two weeks"},
            {"term": "Next visit", "value": "", "missing": "Not planned yet"},
            {"term": "Minutes so far", "value": "275", "audience": AUDIENCE},
        ],
        "table": _caseload(),
        "none": {"caption": "Visits", "columns": [{"label": "Date"}], "rows": [], "empty": "No visit was logged yet."},
        "minutes": {
            "title": "Minutes of coaching",
            "summary": "Most time was spent in October: 165 minutes in three visits.",
            "labels": ["July", "August", "September", "October", "November"],
            "label_heading": "Month",
            "series": [{"label": "Minutes", "values": [0, 55, 110, 165, 60]}],
        },
        "programs": {
            "title": "Cycles done and planned",
            "summary": "Little Pines is furthest from its plan.",
            "labels": ["Sunflower House", "Little Pines Early Learning Center", "Bear Creek"],
            "label_heading": "Program",
            "lying": True,
            "series": [
                {"label": "Planned", "values": [24, 32, 12]},
                {"label": "Done", "values": [19, 11, "too few"]},
            ],
        },
        "growth": {
            "title": "How often the practice was seen",
            "summary": "Both practices grew; no visit in March.",
            "labels": ["January", "February", "March", "April", "May", "June"],
            "label_heading": "Month",
            "series": [
                {"label": "Open questions", "values": [2, 3, None, 5, 6, 8]},
                {"label": "Naming feelings", "values": [1, 1, None, 2, 4, 4]},
            ],
        },
        "icons": ICONS,
        "swatches": ["paper", "surface", "sunken", "ink", "pine", "pine-tint", "clay", "clay-tint"],
    }
