"""Which words two versions do not share."""

from agreements.comparing import changed_sections, compare

BEFORE = """Agreement
Version 1
Prairie Sky
coach (coach): Rosa

## The plan
Practices:
  - Names feelings
  - Waits five seconds
Cycles: 8 coaching cycles
How often: every two weeks

## Coach: Rosa
- I am prepared.
"""
AFTER = (
    BEFORE.replace("Version 1", "Version 4")
    .replace("  - Names feelings\n", "")
    .replace("8 coaching", "12 coaching")
    .replace("- I am prepared.", "- I am prepared.\n- I listen to what the observation showed.")
)


def said(words):
    return "".join(text for text, _marked in words)


def marked(words):
    return [text for text, is_marked in words if is_marked]


def test_only_what_differs_is_shown_under_its_heading():
    plan, coach = changed_sections(BEFORE, AFTER)
    assert [plan.heading, coach.heading] == ["The plan", "Coach: Rosa"]
    gone, reworded = plan.changed
    assert (gone.kind, said(gone.before), gone.after) == ("gone", "Names feelings", [])
    assert (reworded.kind, marked(reworded.before), marked(reworded.after)) == ("reworded", ["8"], ["12"])
    assert said(reworded.after) == "Cycles: 12 coaching cycles"
    assert [(one.kind, said(one.after)) for one in coach.changed] == [
        ("new", "I listen to what the observation showed.")
    ]
    assert plan.same == 3


def test_the_number_of_the_version_is_no_difference():
    assert changed_sections(BEFORE, BEFORE.replace("Version 1", "Version 2")) == []


def test_the_whole_text_is_there_when_it_is_wanted():
    words = [said(row.after) for section in compare(BEFORE, AFTER) for row in section.rows if row.after]
    assert words[0] == "Agreement"
    assert "How often: every two weeks" in words
    assert len(words) == len([line for line in AFTER.splitlines() if line.strip() and not line.startswith("##")]) - 1


def test_a_new_section_is_a_heading_with_new_lines():
    after = BEFORE + "\n## Coachee: June\n- I ask questions.\n"
    (section,) = changed_sections(BEFORE, after)
    assert section.heading == "Coachee: June"
    assert "I ask questions." in [said(row.after) for row in section.rows]
