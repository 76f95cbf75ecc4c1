"""Each finder by itself, without presidio: what it sees, and what it leaves alone."""

from __future__ import annotations

import pytest

from coach.domain.masking import Concern, Finding
from coach.masking.finder import Finder, Roster
from coach.masking.marks import Mark, union

LISTS = Finder(without=frozenset({"spacy", "presidio"}))
NOBODY = Roster()


def found(text: str, roster: Roster = NOBODY) -> dict[str, Concern]:
    (findings,) = LISTS.find([text], roster)
    return {text[one.start : one.end]: one.concern for one in findings}


@pytest.mark.parametrize(
    ("text", "words", "concern"),
    [
        ("Write to karim.h@north.example today.", "karim.h@north.example", Concern.CONTACT),
        ("Ring me on +44 (0)20 7946 0958 x12.", "+44 (0)20 7946 0958 x12", Concern.CONTACT),
        ("It is at https://intra.example/a?b=1.", "https://intra.example/a?b=1", Concern.CONTACT),
        ("Pay to GB33 BUKB 2020 1555 5555 55.", "GB33 BUKB 2020 1555 5555 55", Concern.CONTACT),
        ("We met on the 3rd of May 2024.", "on the 3rd of May 2024", Concern.DATE),
        ("We met on Tuesday morning.", "on Tuesday morning", Concern.DATE),
        ("It began in 2019.", "in 2019", Concern.DATE),
        ("A 34-year-old asked.", "34-year-old", Concern.DATE),
        ("It cost €4,300.50 a head.", "€4,300.50", Concern.AMOUNT),
        ("It cost two million pounds.", "two million pounds", Concern.AMOUNT),
        ("I live at 14 Elm Grove Road.", "14 Elm Grove Road", Concern.PLACE),
        ("Send it to SW1A 1AA.", "SW1A 1AA", Concern.PLACE),
        ("then Mrs Van Doren left.", "Mrs Van Doren", Concern.PERSON),
        ("I moved to Brnovo last week.", "Brnovo", Concern.PLACE),
        ("We use Zorblat for it.", "Zorblat", Concern.NAME),
    ],
)
def test_what_has_a_shape_or_no_place_among_words(text: str, words: str, concern: Concern) -> None:
    assert found(text).get(words) is concern


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I told my boss about it.", "my boss"),
        ("Our CFO said no.", "Our CFO"),
        ("I asked the head of logistics for help.", "the head of logistics"),
        ("The finance director left.", "The finance director"),
        ("Our biggest client left.", "Our biggest client"),
        ("My mother-in-law rang.", "My mother-in-law"),
    ],
)
def test_roles_that_one_person_has(text: str, words: str) -> None:
    assert found(text)[words] is Concern.ROLE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Then the Lisbon team heard.", "the Lisbon team"),
        ("I like Dave's lot.", "Dave's lot"),
        ("Our Leeds office knew.", "Our Leeds office"),
        ("I lead Team Falcon now.", "Team Falcon"),
    ],
)
def test_teams(text: str, words: str) -> None:
    assert found(text)[words] is Concern.TEAM


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Will will take the minutes.", "Will"),
        ("Grace's plan was better.", "Grace"),
        ("I told mark that it was late.", "mark"),
        ("We met when Hope was away.", "Hope"),
        ("Sandy and Rich do not speak.", "Rich"),
        ("i asked priya for help.", "priya"),
        ("I wrote to Jean-Pierre van der Berg.", "Jean-Pierre van der Berg"),
        ("I saw J. R. Miller.", "J. R. Miller"),
    ],
)
def test_names_also_where_they_are_words(text: str, words: str) -> None:
    assert found(text).get(words) is Concern.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "I could not mark the work as finished, but I hope that it will do.",
        "Will we see? May I ask? Mark my words.",
        "In session 2 we gave him ten minutes, and in Session 3 an hour.",
        "The bill came late. Sales rose. It takes faith, grace and a rich summer.",
        "We sat in the chair's place, in box 7 of unit 3, for twenty minutes last week.",
        "I don't know what HR or IT would've said. The CRM is down.",
        "She said: \u201cPlease wait.\u201d We\u2019re unready, re-planning it nonstop.",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert found(text) == {}


def test_the_roster_knows_people_by_parts_nicknames_and_in_lower_case() -> None:
    roster = Roster(people=("Katarzyna Grace Zelenka",), organisations=("Blue Harbour",))
    seen = found("I met kat, zelenka and the people of blue harbour; Kat's grace helped.", roster)
    assert seen == {
        "kat": Concern.PERSON,
        "zelenka": Concern.PERSON,
        "blue harbour": Concern.ORGANISATION,
        "Kat": Concern.PERSON,
    }


def test_findings_that_overlap_become_one_that_covers_both() -> None:
    marks = [
        Mark(0, 4, Concern.NAME, "words"),
        Mark(2, 9, Concern.PLACE, "spacy"),
        Mark(20, 24, Concern.NAME, "words"),
        Mark(20, 24, Concern.PERSON, "names"),
    ]
    assert union(30 * "x", marks) == (
        Finding(start=0, end=9, concern=Concern.PLACE, found_by=frozenset({"words", "spacy"})),
        Finding(start=20, end=24, concern=Concern.PERSON, found_by=frozenset({"words", "names"})),
    )


def test_who_was_found_once_is_found_in_every_part() -> None:
    parts = ["I asked Grace Hill about it.", "Grace under pressure. Hill. Will we see? Mark it."]
    seen = LISTS.find(parts, NOBODY)
    assert [parts[1][one.start : one.end] for one in seen[1]] == ["Grace", "Hill"]


def test_nothing_is_found_in_nothing() -> None:
    assert LISTS.find(["", " \n"], NOBODY) == [(), ()]
    assert LISTS.find([], NOBODY) == []
