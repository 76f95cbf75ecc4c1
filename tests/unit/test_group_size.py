"""How many a group has room for: the arithmetic, and the sentences that say why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.formats import Format
from coach.domain.group_size import Size, minutes_each, refusal, size_words, talking_minutes
from coach.services.formats_file import read_formats


def size(
    members: int,
    invited: int = 0,
    *,
    least: int = 5,
    most: int | None = 6,
    minutes: int = 90,
    everyone: bool = True,
) -> Size:
    return Size(
        members=members,
        invited=invited,
        least=least,
        most=most,
        minutes=minutes,
        everyone=everyone,
    )


SIZES = st.builds(
    size,
    st.integers(0, 40),
    st.integers(0, 20),
    least=st.integers(2, 12),
    most=st.none() | st.integers(12, 40),
    minutes=st.integers(15, 480),
    everyone=st.booleans(),
)


def test_ninety_minutes_leave_seventy_and_twelve_for_each_of_six() -> None:
    assert talking_minutes(90) == 70
    assert minutes_each(90, 6) == 12
    assert minutes_each(90, 7) == 10
    assert minutes_each(90, 5) == 14


def test_a_short_session_keeps_two_thirds_to_talk() -> None:
    assert talking_minutes(60) == 40
    assert talking_minutes(30) == 20
    assert talking_minutes(15) == 10


def test_a_full_group_says_why_and_the_way_on() -> None:
    assert refusal(size(5, 1)) == (
        "The rules of this group allow 6 at most, and it has 5 members and 1 open invitation. "
        "Everyone comes each time: 90 minutes less about 20 for opening and closing leave 70, "
        "about 12 minutes each for 6, and about 10 for 7. To invite more people, change the rule "
        "together, withdraw an open invitation or begin a second group."
    )
    assert "withdraw" not in refusal(size(6))


def test_a_small_group_says_how_many_are_missing() -> None:
    assert size_words(size(3, 1)).startswith(
        "This group has 3 members and 1 open invitation. Its rules ask for at least 5, so that "
        "there is enough to compare: 2 are missing, 1 of them invited. There is room for 2 more: "
        "its rules allow 6."
    )
    assert "1 is missing and invited." in size_words(size(4, 1))
    assert "2 are missing and invited." in size_words(size(3, 2))
    assert "at least 2: 1 is missing." in size_words(size(1, least=2, most=3))


def test_a_full_group_reads_what_a_refusal_says() -> None:
    assert size_words(size(6)) == refusal(size(6))
    assert "allow 6 at most, and it has 7 members and 1 open invitation." in size_words(size(7, 1))
    assert "about 8 for 9." in size_words(size(7, 1))
    assert size_words(size(4, 2)).endswith("1 is missing and invited.")


def test_without_a_limit_there_is_no_arithmetic() -> None:
    words = size_words(size(30, most=None, everyone=False))
    assert words == "This group has 30 members. There is no limit to how many."


def test_where_not_everyone_comes_the_arithmetic_is_for_when_all_do() -> None:
    words = size_words(size(4, least=4, most=12, everyone=False))
    assert "If all come, 90 minutes less about 20" in words


@given(SIZES)
def test_it_is_refused_exactly_when_no_place_is_left(given_size: Size) -> None:
    assert bool(refusal(given_size)) is (given_size.places == 0)
    assert ("missing" in size_words(given_size)) is (given_size.members < given_size.least)


@given(st.integers(15, 480), st.integers(1, 1000))
def test_turns_fill_what_is_left_to_the_nearest_minute(minutes: int, people: int) -> None:
    assert 0 < talking_minutes(minutes) < minutes
    assert abs(minutes_each(minutes, people) * people - talking_minutes(minutes)) * 2 <= people


@pytest.mark.parametrize("chosen", read_formats(), ids=lambda f: f.key)
def test_the_rules_of_every_format_can_be_put_into_words(chosen: Format) -> None:
    rules = chosen.rules
    words = size_words(Size.under(rules, members=rules.size_least, invited=0))
    assert "missing" not in words
