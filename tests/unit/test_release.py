"""No count of what people say of an item tells what one of them said, to its author neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.lineage import Verdict
from coach.domain.release import FEWEST, Amount, amount, heard
from coach.domain.repertoire import Lineage
from coach.domain.suggestion import released

SAID = st.lists(st.sampled_from(Verdict), max_size=12)
"""What each of some people says."""
FEW = st.lists(st.sampled_from(Verdict), min_size=1, max_size=FEWEST - 1)


def coarse(said: Sequence[Verdict]) -> object:
    """Return all that may be learnt of some people who told their words to nobody."""
    if len(said) < FEWEST:
        return bool(said)
    counts = Counter(said)
    return {v: n if n >= FEWEST else "a few" for v, n in counts.items()}


@given(SAID, SAID)
def test_no_reader_is_told_a_number_of_fewer_than_three(
    kept: list[Verdict], told: list[Verdict]
) -> None:
    found = heard(Counter(kept), Counter(told))
    assert found.some is bool(kept or told)
    for verdict, people in found.by.items():
        assert people.sure == 0 or people.sure >= FEWEST
        assert people.sure <= Counter(kept)[verdict] + Counter(told)[verdict]


@given(SAID, SAID, SAID)
def test_an_author_who_takes_off_what_they_read_learns_no_more_of_the_others(
    told: list[Verdict], kept: list[Verdict], instead: list[Verdict]
) -> None:
    # The author knows `told` word for word: whatever else they are shown must look alike for all
    # that the others may have said, down to what is told of a group of three.
    if coarse(kept) == coarse(instead):
        assert heard(Counter(kept), Counter(told)) == heard(Counter(instead), Counter(told))


@given(SAID, FEW, FEW)
def test_which_way_one_or_two_lean_is_told_to_nobody(
    told: list[Verdict], kept: list[Verdict], instead: list[Verdict]
) -> None:
    assert heard(Counter(kept), Counter(told)) == heard(Counter(instead), Counter(told))


@given(FEW)
def test_of_one_or_two_who_tried_it_nothing_but_that_is_told(said: list[Verdict]) -> None:
    for lineage in (
        Lineage(tried=len(said), said=Counter(said)),
        Lineage(tried=len(said), said_to_author=Counter(said)),
    ):
        told = released(lineage)
        assert (told.some, told.tried, told.kept, told.heard.by) == (True, None, None, {})


@given(st.integers(0, 40))
def test_thanks_are_counted_from_three_on(people: int) -> None:
    expected = Amount(sure=people) if people >= FEWEST else Amount(more=people > 0)
    assert amount(people) == expected


def test_where_it_worked_and_where_not() -> None:
    kept = Counter({Verdict.WORKED: 4, Verdict.NOT: 1})
    told = Counter({Verdict.WORKED: 2, Verdict.PARTLY: 1})
    assert heard(kept, told).by == {
        Verdict.WORKED: Amount(sure=4, more=True),
        Verdict.PARTLY: Amount(more=True),
        Verdict.NOT: Amount(more=True),
    }
    assert heard(kept, Counter()).by[Verdict.WORKED] == Amount(sure=4)
