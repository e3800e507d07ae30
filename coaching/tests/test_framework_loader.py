"""The loader says what is wrong in a framework's file, where, and what to do."""

import re
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.frameworks import FOLDER, FrameworkError, from_dict, load_file, load_folder, ready_frameworks
from coaching.tests.frameworks import keys, ours, put, walk


def drop(content, path):
    *way, last = path
    for name in way:
        content = content[name]
    del content[last]


PLAIN = {"en": "A text", "es": "Un texto"}
PROFILE = {
    "key": "coach",
    "edition": 1,
    "codes": ["C2"],
    "label": PLAIN,
    "foundation": PLAIN,
    "of": "coach",
    "evidence": PLAIN,
    "levels": [{"key": key, "label": PLAIN, "meaning": PLAIN} for key in ("far", "near")],
    "functions": [
        {
            "key": "dialogue",
            "label": PLAIN,
            "items": [{"key": "ask", "in_place": PLAIN, "in_part": PLAIN, "missing": PLAIN}],
            "signs": [{"level": "top", "text": PLAIN}],
        }
    ],
}


SPOILED = {
    "unknown key": (("dose", "maximum"), 16, "dose.maximum", "unknown", "Use one of"),
    "misspelt key": (("dose", "mots"), 16, "dose.mots", "unknown", "Did you mean most?"),
    "string for a number": (("number",), "1", "number", "must be a whole number, not a string", "1 to 9999"),
    "true for a number": (("number",), True, "number", "not true or false", "Write a number"),
    "number out of range": (("feedback", "minimum_answers"), 4, "feedback.minimum_answers", "out of range", "5 to 100"),
    "number for a flag": (("ready",), 1, "ready", "must be true or false, not a number", "without quotes"),
    "list for a table": (("dose",), [], "dose", "must be a table, not a list", "table of keys"),
    "table for a list": (("plan",), {}, "plan", "must be a list, not a table", "square brackets"),
    "decimal number": (("dose", "most"), 1.5, "dose.most", "not a decimal number", "1 to 2000"),
    "string for a text": (("name",), "STARS", "name", "must be a table of languages", 'en = "…"'),
    "open and locked": (
        ("commitments", 0, "clauses", 6, "open"), "addition", "clauses.coach_confidential.open", "mandatory", "Take"
    ),
    "open for who does not draft": (
        ("commitments", 1, "clauses", 0, "open"), "addition", "clauses.supervisor_systems.open", "not write the draft",
        "Take open out",
    ),
    "open at the end": (
        ("sections", 0, "clauses", 0, "open"), "addition", "clauses.what_leaves.open", "stays as it is", "Take open out"
    ),
    "open to other words, and followed": (
        ("commitments", 0, "clauses", 2),
        {"key": "coach_prepared", "codes": ["A6"], "text": PLAIN, "tracked": True, "open": "wording"},
        "clauses.coach_prepared.open", "keeps its words", "addition",
    ),
    "open to what there is not": (
        ("commitments", 0, "clauses", 2, "open"), "all", "commitments[0].clauses[2].open", "all", "wording"
    ),
    "communication that is no text": (
        ("plan", 1, "communication"), True, "plan.mode.communication", "disagree", 'kind "text"'
    ),
    "bad key": (("log", "places", 0, "key"), "In Class", "log.places[0].key", "not well formed", "in_person"),
    "bad framework key": (("key",), "Stars!", "key", "not well formed", "child-welfare"),
    "bad code": (("dose", "codes"), ["a3"], "dose.codes[0]", "not well formed", "A6"),
    "no codes": (("dose", "codes"), [], "dose.codes", "There are 0 of these", "at least 1"),
    "bad clock": (("reminders", 0, "at"), "24:00", "reminders[0].at", "not well formed", "15:00"),
    "bad audience": (("disclosure", "everyone"), {"log": "all"}, "disclosure.everyone", "unknown", "supervisor"),
    "party as audience": (("disclosure", "coachee"), {"log": "all"}, "disclosure.coachee", "unknown", "Use one of"),
    "bad class": (("disclosure", "leadership", "logs"), "all", "disclosure.leadership.logs", "unknown", "mean log?"),
    "bad form": (("disclosure", "leadership", "log"), "some", "disclosure.leadership.log", "not known", "masked"),
    "bad part": (("reminders", 0, "to"), ["boss"], "reminders[0].to[0]", "not known", "supervisor"),
    "twice in a list": (("formats", 0, "signers"), ["coach", "coach"], "formats[0].signers[1]", "twice", "out"),
    "empty text": (("name", "es"), "  ", "name.es", "empty", "Write the text"),
    "number for a text": (("name", "en"), 7, "name.en", "must be a string", "quotes"),
    "language unknown": (("name", "fr"), "STARS", "name.fr", "unknown", "en, es"),
    "control character": (("name", "en"), "STARS\x00", "name.en", "control character", "Take it out"),
    "name outside a letter": (("name", "en"), "Dear {coach}", "name.en", "cannot stand here", "Only letters"),
    "lone brace": (("name", "en"), "STARS {", "name.en", "A brace stands alone", "no brace"),
    "key twice": (("log", "places", 1, "key"), "classroom", "log.places", "'classroom' stands twice", "own"),
    "clause key twice": (("commitments", 1, "clauses", 0, "key"), "coach_prepared", "clauses", "twice", "own"),
    "part without words": (("plan", 5, "of"), "mentor_coach", "plan", "plan does not ask", "coach_supervisor"),
    "signer who is no party": (("formats", 0, "parties"), [{"part": "coach"}, {"part": "coachee"}],
                               "formats.expert.signers", "not among the parties", "Add it to parties"),
    "must sign, but is no signer": (("formats", 0, "signers"), ["coach", "coachee"],
                                    "formats.expert.must_sign", "not among the signers", "Add it to signers"),
    "more least than most": (("formats", 0, "parties", 0, "least"), 2, "formats.expert.parties", "more than", "round"),
    "format unknown": (("sections", 0, "formats"), ["peer"], "sections.confidentiality.formats", "no format", "expert"),
    "signer without promise": (("commitments", 0, "part"), "peer", "commitments", "has 0 lists", "exactly one"),
    "reporting unlocked": (("commitments", 0, "clauses", 6, "locked"), False, "commitments", "mandatory",
                           "locked = true"),
    "contact not required": (("plan", 5, "required"), False, "plan", "does not ask for their contact", "required"),
    "step to nobody": (("concerns", "routes", 0, "steps", 0, "to"), [],
                       "concerns.routes.talk_to_coach", "goes to nobody", "another_coach"),
    "route of nobody in the format": (("concerns", "routes", 0, "raised_by"), "peer", "concerns.routes.peer",
                                      "has no 'peer'", "Limit the route"),
    "profile level unknown": (("profiles",), [PROFILE], "profiles.coach, edition 1.functions.dialogue.signs",
                              "no level 'top'", "far, near"),
    "two dose fields": (("plan", 4, "kind"), "dose", "plan", "2 fields of kind 'dose'", "exactly one"),
    "choice without options": (("plan", 4, "kind"), "choice", "plan.time_frame.options", "disagree", "choice"),
    "domains without domains": (("plan", 4, "kind"), "domains", "plan.time_frame", "no domains", "[[domains]]"),
    "days without response": (("plan", 4, "kind"), "response_days", "plan.time_frame", "no response", "[response]"),
    "limits on an open dose": (("dose", "kind"), "open", "dose.most", "no limits", "Take it out"),
    "least above most": (("practices", "least"), 15, "practices", "no range", "smaller number first"),
    "repeat without times": (("reminders", 1, "repeat_days"), 3, "reminders.visit_tomorrow", "both", "Add the other"),
    "component unknown": (("log", "notes", 3, "component"), "party", "log.notes.celebration.component",
                          "no component", "goals_and_plan"),
    "component without notes": (("log", "notes", 0, "component"), "focused_observation", "log.notes",
                                "about 'goals_and_plan'", "Add one"),
    "observed part unknown": (("visits", "observation", "component"), "dance", "visits.observation.component",
                              "no component", "focused_observation"),
    "moved by nobody of the pair": (("visits", "moved_by"), ["supervisor"], "visits.moved_by[0]",
                                    "supervisor", "coach"),
    "mode unknown": (("modes", "options", 2, "combines"), ["in_person", "fax"], "modes.options.both.combines",
                     "no single mode", "virtual"),
    "content for the administrator": (("disclosure", "administrator", "goals"), "counts",
                                      "disclosure.administrator.goals", "sees no content", "Take this rule out"),
    "concern for an audience": (("disclosure", "leadership", "concern"), "counts", "disclosure.leadership.concern",
                                "along its route", "Take this rule out"),
    "survey with names": (("disclosure", "leadership", "survey"), "all", "disclosure.leadership.survey",
                          "as counts", "counts"),
    "agreement in counts": (("disclosure", "leadership", "agreement_terms"), "counts",
                            "disclosure.leadership.agreement_terms", "in full or not at all", "all"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_framework_is_refused_with_file_place_and_remedy(content, kind):
    path, value, place, message, remedy = SPOILED[kind]
    put(content, path, value)
    with pytest.raises(FrameworkError) as refused:
        from_dict(content, source="stars.toml")
    found = [problem for problem in refused.value.problems if problem.path == place and message in problem.message]
    assert found, str(refused.value)
    assert remedy in found[0].remedy
    assert str(found[0]).startswith(f"stars.toml: {place}: ")
    assert str(found[0]) in str(refused.value)


def test_names_in_a_letter_are_known_and_alike_in_each_language():
    content = ours("child-welfare").content
    put(content, ("letters", 0, "greeting", "es"), "Hola, {zip}:")
    with pytest.raises(FrameworkError) as refused:
        from_dict(content)
    assert {(problem.path, problem.remedy) for problem in refused.value.problems} == {
        ("letters[0].greeting.es", "Use one of: coachee, supervisor, coach, coach_phone, coach_email, coach_office,"
         " hours, time_frame, program."),
        ("letters[0].greeting", "Use the same {names} in each language."),
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        ("key",),
        ("ready",),
        ("disclosure",),
        ("dose",),
        ("dose", "kind"),
        ("dose", "codes"),
        ("dose", "least"),
        ("formats", 0, "signers"),
        ("commitments", 0, "clauses", 0, "codes"),
        ("commitments", 0, "clauses", 0, "text"),
        ("commitments", 0, "clauses", 0, "text", "en"),
        ("records", "notes"),
        ("records", "notes", "meaning"),
        ("vocabulary", "terms", "visit"),
        ("vocabulary", "parts", "local_agency"),
        ("vocabulary", "parts", "administrator"),
        ("concerns", "routes", 0, "steps", 0, "text"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_what_is_missing_is_named(content, path):
    drop(content, path)
    with pytest.raises(FrameworkError) as refused:
        from_dict(content)
    dotted = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, path)))
    about = [str(problem) for problem in refused.value.problems if dotted in str(problem)]
    assert about, str(refused.value)
    assert "Add " in about[0]


def test_all_problems_are_told_at_once(content):
    put(content, ("number",), 0)
    put(content, ("dose", "kind"), "days")
    put(content, ("disclosure", "administrator", "notes"), "all")
    drop(content, ("name",))
    with pytest.raises(FrameworkError) as refused:
        from_dict(content)
    assert {"number", "dose.kind", "disclosure.administrator.notes", "name"} <= {
        problem.path for problem in refused.value.problems
    }


def test_a_framework_of_a_program_may_speak_english_only(content):
    """A file of ours must have each language; a program's own adaptation falls back to English."""
    del content["name"]["es"]
    framework = from_dict(content)
    assert framework.text(framework.name, "es") == framework.text(framework.name, "en") == "STARS to Quality Coaching"


def test_a_file_must_have_each_language(tmp_path):
    text = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    path = tmp_path / "stars.toml"
    path.write_text(text.replace(', es = "Coaching STARS to Quality" }', " }"), encoding="utf-8")
    with pytest.raises(FrameworkError, match=r"stars\.toml: name\.es: The Spanish text is missing\. Add es"):
        load_file(path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"key = ", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"number = 2026-01-01", "must be a whole number, not a date"),
        (b"", "This key is missing"),
    ],
    ids=["broken", "other encoding", "date", "empty"],
)
def test_a_file_that_is_no_framework_is_refused(tmp_path, raw, message):
    path = tmp_path / "broken.toml"
    path.write_bytes(raw)
    with pytest.raises(FrameworkError, match=message) as refused:
        load_file(path)
    assert str(refused.value).startswith("broken.toml: ")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FrameworkError, match="cannot be read"):
        load_file(tmp_path / "none.toml")


def test_a_file_has_the_name_of_its_key(tmp_path):
    path = tmp_path / "planets.toml"
    path.write_bytes((FOLDER / "stars.toml").read_bytes())
    with pytest.raises(FrameworkError, match=r'rename the file|key = "planets"'):
        load_file(path)


def test_a_further_framework_is_one_file_and_no_code(tmp_path):
    text = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    (tmp_path / "stars.toml").write_text(text, encoding="utf-8")
    (tmp_path / "planets.toml").write_text(text.replace('key = "stars"', 'key = "planets"', 1), encoding="utf-8")
    assert keys(ready_frameworks(tmp_path)) == ["planets", "stars"]


def test_problems_of_all_files_are_told_together(tmp_path):
    (tmp_path / "a.toml").write_text("key = ", encoding="utf-8")
    (tmp_path / "b.toml").write_text("key = ", encoding="utf-8")
    with pytest.raises(FrameworkError) as refused:
        load_folder(tmp_path)
    assert [problem.source for problem in refused.value.problems] == ["a.toml", "b.toml"]


@lru_cache
def plain_paths():
    return [path for path, _ in walk(ours("stars").content) if path]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_spoiled_the_loader_answers_in_its_own_way(data):
    """Any value put anywhere either makes a framework or is refused with problems; nothing else comes out."""
    content = ours("stars").content
    path = data.draw(st.sampled_from(plain_paths()))
    put(content, path, data.draw(st.sampled_from([None, True, 0, -1, 1.5, "", "x", "log", [], [[]], {}, {"en": 1}])))
    try:
        from_dict(content)
    except FrameworkError as refused:
        assert all(problem.message and problem.remedy for problem in refused.problems)
