"""Whatever happens to rows and audiences, nobody gets a row that is not for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.repertoire.exact_index import ExactIndex
from coach.repertoire.index_home import FolderHome
from coach.repertoire.ports import IndexRow, VectorIndex, View
from coach.repertoire.vector_index import HybridIndex
from tests.support.chroma import directions

PEOPLE, GROUPS, SIZE, LIMIT = 200, 12, 8, 6
QUERIES = directions(4, SIZE, seed=77)
AUDIENCES = (
    "organisation",
    *(f"group:{number:032x}" for number in range(GROUPS)),
    *(f"person:{number:032x}" for number in range(PEOPLE)),
)
VIEWS: tuple[View, ...] = ("text", "lesson")

writes = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "move", "remove"]),
        st.integers(0, 40),  # which row
        # mostly the few audiences that many share, sometimes anyone's own
        st.one_of(st.integers(0, 4), st.integers(0, len(AUDIENCES) - 1)),
        st.integers(0, 30),  # which vector; few, so that there are ties
        st.sampled_from(VIEWS),
    ),
    min_size=1,
    max_size=60,
)
seeds = st.integers(0, 2**32 - 1)

# Hypothesis notices when a thread that an earlier test left draws a random number meanwhile.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")


def memberships(seed: int) -> list[frozenset[int]]:
    """Put everybody into at most three groups."""
    random = np.random.default_rng(seed)
    sizes = random.integers(0, 4, size=PEOPLE)
    return [frozenset(random.integers(0, GROUPS, size=size).tolist()) for size in sizes]


def play(
    indexes: list[VectorIndex], steps: list[tuple[str, int, int, int, View]]
) -> list[IndexRow]:
    """Do the same writes to all indexes; return the rows that there should be."""
    vectors = directions(31, SIZE, seed=5)
    truth: dict[str, IndexRow] = {}
    for kind, number, audience, vector, view in steps:
        row_id = f"r{number}"
        if kind == "remove":
            truth.pop(row_id, None)
            for index in indexes:
                index.remove([row_id])
            continue
        old = truth.get(row_id)
        if kind == "move" and old is not None:
            new = IndexRow(row_id, old.item_id, AUDIENCES[audience], old.view, old.vector)
        else:
            new = IndexRow(row_id, f"i{number}", AUDIENCES[audience], view, vectors[vector])
        truth[row_id] = new
        for index in indexes:
            index.put([new])
    return list(truth.values())


def check_person(
    index: VectorIndex, truth: list[IndexRow], audiences: frozenset[str], query: int, view: View
) -> None:
    """Compare what one person finds with a plain loop over all rows."""
    allowed = {row.id: row for row in truth if row.audience in audiences and row.view == view}
    hits = index.search(QUERIES[query], audiences, view, LIMIT)
    assert {hit.id for hit in hits} <= allowed.keys()
    assert len({hit.id for hit in hits}) == len(hits) == min(LIMIT, len(allowed))
    scores = {row_id: float(row.vector @ QUERIES[query]) for row_id, row in allowed.items()}
    expected = sorted(scores.values(), reverse=True)[:LIMIT]
    assert [hit.similarity for hit in hits] == pytest.approx(expected, abs=1e-5)
    for hit in hits:
        assert hit.similarity == pytest.approx(scores[hit.id], abs=1e-5)
        assert hit.item_id == allowed[hit.id].item_id


def check_everybody(
    index: VectorIndex, truth: list[IndexRow], groups: list[frozenset[int]]
) -> None:
    for person, member_of in enumerate(groups):
        own = {AUDIENCES[0], AUDIENCES[1 + GROUPS + person]}
        audiences = frozenset(own | {AUDIENCES[1 + group] for group in member_of})
        check_person(index, truth, audiences, person % len(QUERIES), VIEWS[person % 2])
    assert index.search(QUERIES[0], frozenset(), "text", LIMIT) == []
    assert index.count() == len(truth)


@settings(max_examples=40, deadline=None)
@given(writes, seeds)
def test_exact_search_agrees_with_a_plain_loop(
    steps: list[tuple[str, int, int, int, View]], seed: int
) -> None:
    index = ExactIndex(SIZE)
    check_everybody(index, play([index], steps), memberships(seed))


@pytest.fixture(scope="module")
def hybrid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HybridIndex]:
    folder: Path = tmp_path_factory.mktemp("index")
    index = HybridIndex(FolderHome(folder, "tiny", SIZE), SIZE, exact_up_to=0)
    index.rebuild()
    yield index
    index.close()


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(writes, seeds)
def test_chroma_agrees_with_a_plain_loop(
    hybrid: HybridIndex,
    steps: list[tuple[str, int, int, int, View]],
    seed: int,
) -> None:
    groups = memberships(seed)
    chroma = hybrid._chroma
    assert chroma is not None
    hybrid.remove(hybrid.exact.ids())
    truth = play([hybrid], steps)
    check_everybody(chroma, truth, groups)
    check_everybody(hybrid, truth, groups)
    assert hybrid._chroma is chroma  # it served all the while
    assert {row_id: facts[1] for row_id, facts in chroma.facts().items()} == {
        row.id: row.audience for row in truth
    }


def test_the_oracle_itself_tells_a_leak() -> None:
    vector = directions(1, SIZE)[0]
    index = ExactIndex(SIZE)
    index.put([IndexRow("r0", "i0", AUDIENCES[1], "text", vector)])
    with pytest.raises(AssertionError):
        check_person(index, [], frozenset({AUDIENCES[1]}), 0, "text")
    assert np.isclose(np.linalg.norm(vector), 1.0)
