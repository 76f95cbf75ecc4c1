"""Search over a shelf: what is found, and what is never looked at."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from coach.domain.repertoire import ORGANISATION, ItemKind, of_group, of_person
from coach.repertoire import ranking
from coach.repertoire.exact_index import ExactIndex
from coach.repertoire.fusion import Calibration, Mode, load_calibration
from coach.repertoire.ports import Hit, IndexRow, Vectors, View
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.repertoire.search import Found, Query, Searcher
from coach.repertoire.shelf import Shelf
from tests.support.shelves import gist, item, shelf

MINE = frozenset({ORGANISATION})
WORDS = (
    *("team", "meeting", "silence", "praise", "driver", "night"),
    *("plan", "letter", "customer", "promise", "delay", "answer"),
)


def _searcher(embedder: ScriptedEmbedder | None = None, **changes: object) -> Searcher:
    calibration = load_calibration().model_copy(update={"diversity": 0.0, **changes})
    return Searcher(embedder or ScriptedEmbedder(), calibration=calibration)


def _ids(found: Sequence[Found]) -> list[str]:
    return [hit.item.id for hit in found]


def _search(
    shelf_: Shelf, text: str, searcher: Searcher | None = None, **options: object
) -> list[str]:
    searcher = searcher or _searcher()
    return _ids(searcher.search(shelf_, MINE, Query(text), 10, abstain=False, **options))  # type: ignore[arg-type]


def test_the_nearest_comes_first_with_its_best_passage_and_parts() -> None:
    text = "Nothing of the kind happened here at all today. The silent meeting cost us a promise."
    stand = shelf([item("a", "A driver was praised."), item("b", text)], parts=2)
    found = _searcher().search(stand, MINE, Query("silent meeting promise"), 5, abstain=False)
    assert _ids(found)[0] == "b"
    assert "silent meeting" in found[0].passage.text
    assert found[0].passage.text == text[found[0].passage.start : found[0].passage.end]
    assert set(found[0].parts) == {"text", "lexical"}
    assert found[0].score > found[1].score


def test_without_an_embedder_words_decide_and_no_word_is_no_hit() -> None:
    stand = shelf([item("a", "A driver was praised."), item("b", "Silence in the meeting.")])
    found = Searcher(None).search(stand, MINE, Query("meetings"), 5, abstain=False)
    assert _ids(found) == ["b"]
    assert set(found[0].parts) == {"lexical"}


def test_situation_and_lesson_are_compared_with_those_of_items() -> None:
    stories = [item("a", "alpha beta gamma delta"), item("b", "epsilon zeta eta theta")]
    gists = [gist("a", lesson="waiting costs more"), gist("b", lesson="speak early and plainly")]
    stand = shelf(stories, gists=gists)
    query = Query("iota kappa lambda mu", "account", lesson="speak early, plainly")
    found = _searcher().search(stand, MINE, query, 5, abstain=False)
    assert _ids(found)[0] == "b"
    assert found[0].parts["lesson"] > found[1].parts["lesson"]
    assert {"lesson", "kinship"} <= set(found[0].parts)
    plain = _searcher().search(stand, MINE, Query(query.text), 5, abstain=False)
    assert "lesson" not in plain[0].parts


def test_kinds_and_hidden_items_are_left_out() -> None:
    tool = item("b", "silent meeting", kind=ItemKind.TOOL)
    stand = shelf([item("a", "silent meeting"), tool, item("c", "silent meeting")])
    assert _search(stand, "silent meeting", kinds=frozenset({ItemKind.TOOL})) == ["b"]
    assert _search(stand, "silent meeting", hidden=frozenset({"a", "b"})) == ["c"]


def test_no_author_has_more_than_their_share() -> None:
    ada, bo = "a" * 32, "b" * 32
    stories = [item(f"s{n}", f"silent meeting {n}", author=ada) for n in range(5)]
    stand = shelf([*stories, item("t", "a driver's letter", author=bo), item("u", "a letter")])
    found = _search(stand, "silent meeting", _searcher(per_author=2))
    assert sum(id_.startswith("s") for id_ in found) == 2
    assert {"t", "u"} <= set(found)


def test_of_two_alike_the_second_waits_behind_another() -> None:
    twins = [item("a", "silent meeting about the plan"), item("b", "silent meeting about the plan")]
    stand = shelf([*twins, item("c", "silent meeting about the customer")])
    query = "silent meeting"
    assert _search(stand, query)[:2] == ["a", "b"]
    assert _search(stand, query, _searcher(diversity=1.0))[:2] == ["a", "c"]


def test_below_the_threshold_there_is_nothing() -> None:
    stand = shelf([item("a", "silent meeting"), item("b", "a driver")])
    searcher = _searcher(threshold={"words": 1.0, "account": 1.0})
    assert _ids(searcher.search(stand, MINE, Query("silent meeting"), 5)) == ["a"]
    assert searcher.search(stand, MINE, Query("wholly other words"), 5) == []


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_words_find_nothing(text: str) -> None:
    assert _search(shelf([item("a", "silent meeting")]), text) == []
    assert _searcher().search(shelf([]), MINE, Query("meeting"), 5) == []
    some = shelf([item("a", "silent meeting")])
    assert _searcher().search(some, frozenset(), Query("meeting"), 5) == []


def test_an_item_that_is_not_split_or_embedded_yet_is_found_by_its_words() -> None:
    from coach.repertoire.shelf import make_shelf  # noqa: PLC0415

    bare = make_shelf(
        version=1, model="m", items=[item("a", "silent meeting")], passages=[], gists={}, vectors=[]
    )
    assert _search(bare, "silent meeting") == ["a"]


def _crowd(seed: int) -> tuple[Shelf, dict[str, Shelf], list[frozenset[str]]]:
    """Return a shelf, what each of 200 people would find on one of their own, and who they are."""
    pick = random.Random(seed)
    groups = [of_group(f"{n:032x}") for n in range(12)]
    people = [of_person(f"{n:032x}") for n in range(200)]
    stories, gists = [], []
    for n in range(240):
        audience = pick.choice([ORGANISATION, *groups, *groups, *people])
        text = " ".join(pick.choices(WORDS, k=pick.randint(4, 14)))
        author = pick.choice([None, f"{pick.randrange(9):032x}"])
        stories.append(item(f"i{n:03}", f"{text}. {n}", audience=audience, author=author))
        if pick.random() < 0.5:
            lesson, situation = (
                " ".join(pick.choices(WORDS, k=5)),
                " ".join(pick.choices(WORDS, k=5)),
            )
            gists.append(gist(f"i{n:03}", lesson=lesson, situation=situation))
    users = [
        frozenset({ORGANISATION, person, *pick.sample(groups, pick.randint(0, 3))})
        for person in people
    ]
    alone = {
        "|".join(sorted(user)): shelf(
            [s for s in stories if s.audience in user],
            gists=[g for g in gists if stories[int(g.item_id[1:])].audience in user],
            parts=2,
        )
        for user in users
    }
    return shelf(stories, gists=gists, parts=2), alone, users


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_served_scored_or_counted_what_they_may_not_see(seed: int) -> None:
    """As if the rest did not exist: the same items with the same scores, for 200 people."""
    whole, alone, users = _crowd(seed)
    pick, searcher, seen = random.Random(seed), _searcher(), 0
    modes: list[Mode] = ["words", "account"]
    for user in users:
        text = " ".join(pick.choices(WORDS, k=4))
        query = Query(text, pick.choice(modes), lesson=pick.choice(["", "a silent promise"]))
        found = searcher.search(whole, user, query, 10, abstain=False)
        expected = searcher.search(alone["|".join(sorted(user))], user, query, 10, abstain=False)
        assert {hit.item.audience for hit in found} <= user
        assert _ids(found) == _ids(expected)
        assert [hit.passage.id for hit in found] == [hit.passage.id for hit in expected]
        for mine, theirs in zip(found, expected, strict=True):
            assert mine.score == pytest.approx(theirs.score, abs=1e-5)
            assert mine.parts == pytest.approx(theirs.parts, abs=1e-5)
        seen += len(found)
    assert seen > 500


class _Watched(ExactIndex):
    """Remembers whose rows were asked for."""

    def __init__(self, dimensions: int) -> None:
        super().__init__(dimensions)
        self.asked: list[tuple[frozenset[str], View]] = []

    def search(
        self, vector: Vectors, audiences: frozenset[str], view: View, limit: int
    ) -> list[Hit]:
        self.asked.append((audiences, view))
        return super().search(vector, audiences, view, limit)


def test_above_the_limit_an_index_proposes_and_the_order_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, _, users = _crowd(3)
    index = _Watched(64)
    for shard in whole.shards.values():
        views: list[View] = ["text", "situation", "lesson", "about"]
        for view in views:
            embedded = getattr(shard, view)
            for row in map(int, np.flatnonzero(embedded.at >= 0)):
                item_id = shard.passages[row].item_id if view == "text" else shard.items[row].id
                vector = embedded.vectors[embedded.at[row]]
                index.put(
                    [IndexRow(f"{item_id}{view}{row}", item_id, shard.audience, view, vector)]
                )
    query = Query("silence promise plan", "account", lesson="an early answer")
    exact = _searcher()
    expected = [exact.search(whole, user, query, 10, abstain=False) for user in users[:20]]
    assert index.asked == []
    monkeypatch.setattr(ranking, "EXACT_UP_TO", 10)
    proposing = Searcher(ScriptedEmbedder(), index, exact.calibration)
    for user, wanted in zip(users[:20], expected, strict=True):
        assert _ids(proposing.search(whole, user, query, 10, abstain=False)) == _ids(wanted)
    assert {view for _, view in index.asked} == {"text", "lesson", "about"}
    assert all(audiences <= whole.shards.keys() for audiences, _ in index.asked)
    assert {audiences for audiences, _ in index.asked} <= {
        frozenset(u & whole.shards.keys()) for u in users
    }


def test_the_query_is_embedded_in_one_call() -> None:
    embedder = ScriptedEmbedder()
    stand = shelf([item("a", "silent meeting")])
    _searcher(embedder).search(
        stand, MINE, Query("one two three four. five six seven eight.", "account", "s", "l"), 5
    )
    assert embedder.embedded == [
        [
            "one two three four. five six seven eight.",
            "s",
            "l",
            "one two three four.",
            "five six seven eight.",
        ]
    ]


def test_a_calibration_can_be_given() -> None:
    assert isinstance(_searcher().calibration, Calibration)
