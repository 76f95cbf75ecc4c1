"""The figures of rehearsals are those that anyone would count."""

from __future__ import annotations

import pytest

from coach.evaluation.rehearsal_report import percentile


@pytest.mark.parametrize(
    ("count", "share", "rank"),
    [(1, 0.95, 1), (2, 0.5, 1), (10, 0.95, 10), (20, 0.95, 19), (40, 0.95, 38), (100, 0.55, 55)],
)
def test_a_percentile_is_the_first_value_with_that_share_at_or_below_it(
    count: int, share: float, rank: int
) -> None:
    values = [float(n) for n in range(count, 0, -1)]
    assert percentile(values, share) == float(rank)


def test_nothing_has_no_percentile() -> None:
    assert percentile([], 0.5) is None
