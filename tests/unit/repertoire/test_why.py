"""Why an item was found: one place in it, one in the member's words, or nothing."""

from __future__ import annotations

import pytest

from coach.domain.repertoire import ORGANISATION
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.repertoire.search import Found, Query, Searcher
from coach.repertoire.why import clauses, why
from tests.support.shelves import item, shelf

STORY = """## Situation
The bridge was late. Nobody in my team told me about problems before the last week.

## What happened
- I thanked the first one who came with bad news early; the others followed.
"""
WORDS = "It is raining here. My team tells me about problems in the last week only."


def _found(text: str = STORY) -> Found:
    stand = shelf([item("a", text)])
    audiences = frozenset({ORGANISATION})
    [found] = Searcher(ScriptedEmbedder()).search(
        stand, audiences, Query("team problems"), 1, abstain=False
    )
    return found


@pytest.mark.parametrize("embedder", [ScriptedEmbedder(), None])
def test_the_closest_pair_of_clauses(embedder: ScriptedEmbedder | None) -> None:
    reason = why(_found(), WORDS, embedder)
    assert reason is not None
    assert reason.story is not None
    told = "Nobody in my team told me about problems before the last week."
    assert reason.story.of(STORY) == told
    assert reason.member.of(WORDS) == "My team tells me about problems in the last week only."


@pytest.mark.parametrize("words", ["", "Rain.", "Completely unrelated zebra xylophone quartz."])
def test_nothing_close_is_no_reason(words: str) -> None:
    assert why(_found(), words, ScriptedEmbedder()) is None


def test_without_the_story_there_is_no_reason() -> None:
    found = _found()
    gone = Found(found.item.model_copy(update={"text": ""}), found.passage, found.score, {})
    assert why(gone, WORDS, ScriptedEmbedder()) is None


def test_clauses_are_places_without_headings_and_list_marks() -> None:
    texts = [place.of(STORY) for place in clauses(STORY, 0, len(STORY))]
    assert texts == [
        "The bridge was late.",
        "Nobody in my team told me about problems before the last week.",
        "I thanked the first one who came with bad news early;",
    ]


def test_only_the_passage_that_was_found_is_looked_at() -> None:
    found = _found()
    start = STORY.index("## What happened")
    passage = found.passage.model_copy(update={"start": start, "end": len(STORY)})
    reason = why(Found(found.item, passage, found.score, {}), WORDS, ScriptedEmbedder())
    assert reason is None or (reason.story is not None and reason.story.start >= start)


def test_a_lesson_answers_what_is_closest_to_what_the_item_is_about() -> None:
    stand = shelf([item("a", STORY, lesson="Thank the first who brings bad news early.")])
    query = Query(f"{WORDS} Nobody brings me bad news early.", "account")
    searcher = Searcher(ScriptedEmbedder())
    [found] = searcher.search(stand, frozenset({ORGANISATION}), query, 1, abstain=False)
    reason = why(found, query.text, ScriptedEmbedder())
    assert reason is not None
    assert reason.story is None
    assert reason.member.of(query.text) == "Nobody brings me bad news early."
    assert why(found, "Rain.", ScriptedEmbedder()) is None
