"""Numbers over all groups: rounded down, and told only with enough people behind them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.totals import Counted, Total, in_words, totals

START = datetime(2026, 3, 2, tzinfo=UTC)
COUNTED = st.builds(
    Counted, number=st.integers(0, 400), people=st.integers(0, 40), groups=st.integers(0, 9)
)


@given(COUNTED)
def test_a_number_is_a_multiple_of_five_with_five_people_of_two_groups_behind_it(
    counted: Counted,
) -> None:
    told = totals(dict.fromkeys(Total, counted), START).numbers[Total.ATTEMPTS]
    assert told % 5 == 0
    if counted.people < 5 or counted.groups < 2:
        assert told == 0
    else:
        assert 0 <= counted.number - told < 5


@given(COUNTED, st.integers(0, 4))
def test_numbers_of_one_step_cannot_be_told_apart(counted: Counted, more: int) -> None:
    base = counted.model_copy(update={"number": counted.number - counted.number % 5})
    other = base.model_copy(update={"number": base.number + more})
    first, second = (totals(dict.fromkeys(Total, one), START) for one in (base, other))
    assert first == second


def test_they_are_counted_anew_after_four_weeks() -> None:
    found = totals(dict.fromkeys(Total, Counted(number=7, people=6, groups=2)), START)
    assert (found.next_at - START).days == 28
    assert (in_words(5), in_words(0)) == ("5 or more", "too few to say")
