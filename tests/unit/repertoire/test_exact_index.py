"""Exact ranking in memory against a plain computation."""

from __future__ import annotations

import numpy as np
import pytest

from coach.repertoire.exact_index import ExactIndex
from tests.support.chroma import directions, row, rows

EVERYBODY = frozenset({"organisation"})


def filled(count: int = 50) -> ExactIndex:
    index = ExactIndex(16)
    index.put(rows(directions(count)))
    return index


def test_the_order_and_the_scores_are_those_of_a_plain_product() -> None:
    vectors, query = directions(50), directions(1, seed=9)[0]
    scores = vectors @ query
    hits = filled().search(query, EVERYBODY, "text", 7)
    assert [hit.id for hit in hits] == [f"r{at}" for at in np.argsort(-scores)[:7]]
    assert [hit.similarity for hit in hits] == pytest.approx(sorted(scores)[::-1][:7], abs=1e-6)
    assert hits[0].item_id == f"item-{hits[0].id}"


def test_equals_come_in_the_order_of_their_ids() -> None:
    index, vector = ExactIndex(16), directions(1)[0]
    index.put([row(name, vector) for name in "dbac"])
    assert [hit.id for hit in index.search(vector, EVERYBODY, "text", 3)] == ["a", "b", "c"]


@pytest.mark.parametrize("limit", [0, -1])
def test_no_limit_brings_nothing(limit: int) -> None:
    assert filled().search(directions(1)[0], EVERYBODY, "text", limit) == []


def test_a_limit_beyond_the_rows_brings_all() -> None:
    assert len(filled(5).search(directions(1)[0], EVERYBODY, "text", 99)) == 5


def test_other_audiences_and_views_are_not_found() -> None:
    index, vector = ExactIndex(16), directions(1)[0]
    index.put([row("a", vector, "person:1"), row("b", vector, "group:1"), row("c", vector)])
    index.put([row("d", vector, view="lesson")])
    found = index.search(vector, frozenset({"group:1", "organisation"}), "text", 9)
    assert [hit.id for hit in found] == ["b", "c"]
    assert index.search(vector, frozenset(), "text", 9) == []
    assert index.search(vector, frozenset({"person:2"}), "text", 9) == []
    assert [hit.id for hit in index.search(vector, EVERYBODY, "lesson", 9)] == ["d"]


def test_a_row_that_changes_its_audience_leaves_the_old_one() -> None:
    index, vector = ExactIndex(16), directions(1)[0]
    index.put([row("a", vector)])
    index.put([row("a", vector, "person:1")])
    assert index.search(vector, EVERYBODY, "text", 9) == []
    assert index.count() == 1
    assert index.visible(EVERYBODY, "text") == 0
    assert index.visible(frozenset({"person:1"}), "text") == 1


def test_removing_moves_no_vector_to_another_id() -> None:
    vectors = directions(40)
    index = filled(40)
    index.remove([f"r{at}" for at in range(0, 40, 3)] + ["unknown"])
    kept = [at for at in range(40) if at % 3]
    assert index.ids() == sorted(f"r{at}" for at in kept)
    for at in kept:
        best = index.search(vectors[at], EVERYBODY, "text", 1)[0]
        assert best.id == f"r{at}"
        assert best.similarity == pytest.approx(1.0, abs=1e-6)


def test_a_removed_vector_is_overwritten_in_memory() -> None:
    index = filled(4)
    memory = index._blocks["organisation", "text"].matrix
    index.remove(["r1"])
    held = {tuple(line) for line in memory.tolist()}
    assert tuple(directions(4)[1].tolist()) not in held
    assert tuple(directions(4)[2].tolist()) in held


def test_among_scores_only_what_may_be_seen() -> None:
    index, vectors = ExactIndex(16), directions(3)
    index.put([row("a", vectors[0]), row("b", vectors[1], "person:1"), row("c", vectors[2])])
    hits = index.among(["a", "b", "c", "unknown"], vectors[2], EVERYBODY, "text")
    assert [hit.id for hit in hits] == ["c", "a"]
    assert hits[1].similarity == pytest.approx(float(vectors[0] @ vectors[2]), abs=1e-6)


def test_a_vector_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'a' has 8, not 16"):
        ExactIndex(16).put([row("a", directions(1, 8)[0])])


def test_it_knows_a_row_that_it_holds() -> None:
    index, vector = filled(), directions(50)[3]
    assert index.holds(row("r3", vector))
    assert not index.holds(row("r3", vector, "person:1"))
    assert not index.holds(row("r3", -vector))
    assert not index.holds(row("new", vector))
    assert [held.id for held in index.rows(["r3", "new"])] == ["r3"]
