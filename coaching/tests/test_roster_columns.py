"""The columns of a roster are recognised, in English and Spanish, and never guessed."""

import pytest

from coaching.disclosure.classes import Part
from coaching.roster.mapping import LEAVE_OUT, Mapping, is_sensitive, part_words, suggest
from coaching.roster.reading import read_sheet
from coaching.roster.vocabulary import COLUMNS, PART_BY_WORD, PART_WORDS, Field, fold


@pytest.mark.parametrize(
    "header", ["Parent Email", "Classroom Assign Date", "Notes", "", "*", "Is this Person an Employee?"]
)
def test_unknown_headers_are_not_guessed(header):
    assert not suggest([header]).columns


def test_the_spanish_header_nombre_is_a_first_name_beside_a_last_name_and_a_name_alone():
    assert suggest(["Nombre", "Apellidos"]).columns == {Field.FIRST_NAME: 0, Field.LAST_NAME: 1}
    assert suggest(["Nombre", "Correo"]).columns == {Field.NAME: 0, Field.EMAIL: 1}


def test_of_two_columns_that_fit_the_better_name_is_taken():
    assert suggest(["Job Function Start Date", "Professional Start Date"]).columns == {Field.STARTS_ON: 1}
    assert suggest(["Full Name", "First Name", "Last Name"]).columns == {Field.FIRST_NAME: 1, Field.LAST_NAME: 2}


def test_a_mapping_says_what_is_missing_and_survives_as_json():
    sheet = read_sheet("r.csv", b"Shoe size,Mascot,\n1,owl,x\n")
    mapping = suggest(sheet.headers)
    assert len(mapping.problems()) == 2
    assert mapping.ignored(sheet) == ("Shoe size", "Mascot", "column C")
    twice = Mapping({Field.EMAIL: 0, Field.NAME: 0})
    assert len(twice.problems()) == 1
    good = Mapping({Field.EMAIL: 0, Field.NAME: 1}, {"cook": LEAVE_OUT})
    assert Mapping.from_json(good.as_json()) == good
    assert not good.problems()
    assert good.part_of("mentor coach") == "mentor_coach"
    assert Mapping.from_json(good.as_json(), (Part.COACH, Part.ADMINISTRATOR)).part_of("mentor coach") == ""
    assert Mapping.from_json(good.as_json(), (Part.COACH, Part.ADMINISTRATOR)).part_of("administrator") == ""


def test_the_words_of_the_part_column_are_listed_once_each():
    sheet = read_sheet(
        "r.csv", b"Name,Email,Role\nA,a@example.org,Teacher\nB,b@example.org,TEACHER\nC,c@example.org,Cook\n"
    )
    assert part_words(sheet, suggest(sheet.headers)) == {"Teacher": "coachee", "Cook": ""}


def test_the_vocabulary_is_folded_and_says_nothing_twice():
    for names in (*COLUMNS.values(), *PART_WORDS.values()):
        assert [fold(name) for name in names] == list(names)
    assert len(PART_BY_WORD) == sum(len(words) for words in PART_WORDS.values())
    columns = [name for names in COLUMNS.values() for name in names]
    assert len(columns) == len(set(columns))
    assert not [name for name in columns if is_sensitive(name)]
