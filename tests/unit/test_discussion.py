"""Questions for the group: open, short, about what was released, and about nobody alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.agenda_template import LONGEST_ASK
from coach.domain.discussion import FEWEST, LONGEST, MOST, discussion_questions, is_open
from coach.domain.theme_edits import LONGEST_LINE, LONGEST_TITLE
from coach.domain.theme_release import ShownTheme

LINES: dict[str, Any] = {
    "obstacle": "Nobody wants to be the first to speak.",
    "helped": "Counting to eight before saying more.",
    "open_question": "How long is long enough?",
}
FIRST = (
    "When does this get in our way, and when does it not: “Nobody wants to be the first to speak”?"
)


def theme(number: int = 1, **fields: object) -> ShownTheme:
    whole = {"id": f"t{number}", "title": f"Silence {number}", "people": 4, **fields}
    return ShownTheme.model_validate(whole)


def asked(*themes: ShownTheme) -> list[str]:
    return [question.text for question in discussion_questions(themes)]


def test_each_theme_gets_a_question_of_another_kind() -> None:
    assert asked(*(theme(number, **LINES) for number in (1, 2, 3, 4, 5))) == [
        "On “Silence 1”: how long is long enough?",
        FIRST,
        "When did this help us, and when did it not: “Counting to eight before saying more”?",
        "On “Silence 4”: how long is long enough?",
    ]


def test_a_question_is_tied_to_its_theme() -> None:
    found = discussion_questions([theme(1, **LINES), theme(2)])
    assert [(question.theme_id, question.theme) for question in found] == [
        ("t1", "Silence 1"),
        ("t2", "Silence 2"),
    ]
    assert found[1].text == (
        "Where have we met “Silence 2” differently, and what made the difference?"
    )


def test_themes_that_say_the_same_are_asked_about_differently() -> None:
    found = asked(*(theme(number, obstacle=LINES["obstacle"]) for number in (1, 2)))
    assert found == [
        FIRST,
        "Where have we met “Silence 2” differently, and what made the difference?",
    ]


def test_a_single_theme_gets_two() -> None:
    assert len(set(asked(theme(**LINES)))) == 2
    assert len(set(asked(theme()))) == 2


def test_without_themes_there_is_nothing_to_ask() -> None:
    assert asked() == []


def test_what_comes_from_one_alone_is_left_to_them() -> None:
    assert asked(theme(people=1, named_ids=("ann",), **LINES)) == []


def test_a_question_for_yes_or_no_is_turned_into_an_open_one() -> None:
    line = "Is a pause of ten seconds too long?"
    assert asked(theme(open_question=line))[0] == (
        "What do our attempts tell us about this: “Is a pause of ten seconds too long”?"
    )


def test_what_speaks_of_one_person_is_not_read_to_all() -> None:
    for line in ("I lose my nerve.", "She always answers first."):
        assert asked(theme(obstacle=line))[0] == (
            "What gets in our way with “Silence 1”, and when does it not?"
        )


def test_what_is_too_long_gives_way_to_the_title() -> None:
    found = asked(theme(helped="so " * 39))
    assert found[0] == "What has helped us with “Silence 1”, and when did it not?"


TEXT = st.text(max_size=LONGEST_LINE) | st.sampled_from(["", *LINES.values()])


@given(
    st.lists(
        st.builds(
            theme,
            number=st.integers(1, 9),
            title=st.text(min_size=1, max_size=LONGEST_TITLE).filter(str.strip),
            people=st.none() | st.integers(1, 9),
            obstacle=TEXT,
            helped=TEXT,
            open_question=TEXT,
        ),
        max_size=6,
    )
)
def test_any_themes_give_open_questions_that_can_be_read_aloud(themes: list[ShownTheme]) -> None:
    found = discussion_questions(themes)
    usable = [theme for theme in themes if theme.people != 1]
    assert FEWEST <= len(found) <= MOST if usable else not found
    for question in found:
        assert len(question.text.split()) < LONGEST_ASK
        assert len(question.text) <= LONGEST
        assert question.text.endswith("?")
        assert question.text.split()[0].lower() in {"on", "what", "when", "where"}
        assert question.theme_id in {theme.id for theme in usable}


def test_what_is_an_open_question() -> None:
    assert is_open("How long?")
    assert not is_open("Is it long?")
    assert not is_open("How long? Is it?")
    assert not is_open("However long it takes")
