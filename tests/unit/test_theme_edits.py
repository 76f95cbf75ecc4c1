"""Whoever leads rewords, merges, splits and discards; no edit tells what was not released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from coach.domain.theme_edits import (
    LONGEST_LINE,
    LONGEST_TITLE,
    Wording,
    merged,
    reworded,
    split,
    without,
)
from coach.domain.theme_release import Mark, Quote, Release, ShownTheme, Withheld
from coach.errors import InvalidInput, NotFound

ANNS: Final = Quote(source_id="a", text_sha256="1" * 64, named=True)
BENS: Final = Quote(source_id="b", text_sha256="2" * 64)
WAITING: Final = ShownTheme(
    id="w", title="Waiting", summary="Many wait.", people=5, quotes=(ANNS, BENS)
)
ASKING: Final = ShownTheme(id="q", title="Asking", people=3, quotes=(BENS,))
OWN: Final = ShownTheme(id="o", title="Own", people=1, named_ids=("ann",), quotes=(ANNS,))
RELEASE: Final = Release(themes=(WAITING, ASKING, OWN), withheld={Withheld.FEW: 2}, people=6)
ELSE: Final = Wording(title="Else", helped="Time.")
MORE: Final = Wording(title="More")


def test_a_reworded_theme_keeps_its_number_and_says_what_it_was() -> None:
    found = reworded(RELEASE, "w", ELSE)
    first, *others = found.themes
    assert (first.title, first.summary, first.helped) == ("Else", "", "Time.")
    assert (first.people, first.mark, first.was) == (5, Mark.REWORDED, ("Waiting",))
    assert others == [ASKING, OWN]
    assert (found.people, found.withheld) == (6, {Withheld.FEW: 2})
    again = reworded(found, "w", MORE).themes[0]
    assert (again.mark, again.was) == (Mark.REWORDED, ("Waiting",))


def test_the_same_words_are_no_edit() -> None:
    same = Wording(title="Waiting", summary="Many wait.")
    assert reworded(RELEASE, "w", same) == RELEASE


def test_no_name_stands_beside_words_that_its_bearer_did_not_see() -> None:
    own = reworded(RELEASE, "o", ELSE).themes[2]
    assert (own.named_ids, own.people) == ((), None), "unnamed it comes from too few to tell"
    for found in (
        reworded(RELEASE, "w", ELSE).themes[0],
        merged(RELEASE, ["w", "o"], ELSE).themes[0],
        *split(RELEASE, "w", ELSE, MORE, second_id="n").themes[:2],
    ):
        assert found.named_ids == ()
        assert not any(quote.named for quote in found.quotes)


def test_a_merged_theme_tells_no_number_and_each_quote_once() -> None:
    found = merged(RELEASE, ["q", "w", "q", "o"], ELSE)
    [one] = found.themes
    assert (one.id, one.people, one.mark) == ("q", None, Mark.MERGED)
    assert one.was == ("Asking", "Waiting", "Own")
    assert one.quotes == (BENS, ANNS.model_copy(update={"named": False}))


def test_a_merged_theme_stands_where_the_first_stood() -> None:
    found = merged(RELEASE, ["q", "o"], ELSE)
    assert [theme.id for theme in found.themes] == ["w", "q"]


def test_a_split_theme_tells_no_number_and_shares_its_quotes_out() -> None:
    found = split(RELEASE, "w", ELSE, MORE, quotes_of_second={1, 7}, second_id="n")
    first, second, *others = found.themes
    assert [(t.id, t.title, t.people, t.mark, t.was) for t in (first, second)] == [
        ("w", "Else", None, Mark.SPLIT, ("Waiting",)),
        ("n", "More", None, Mark.SPLIT, ("Waiting",)),
    ]
    assert [len(first.quotes), second.quotes, others] == [1, (BENS,), [ASKING, OWN]]


def test_first_titles_outlast_several_edits() -> None:
    found = merged(reworded(RELEASE, "w", MORE), ["w", "q"], ELSE)
    found = split(found, "w", ELSE, MORE, second_id="n")
    assert [theme.was for theme in found.themes[:2]] == [("Waiting", "Asking")] * 2


def test_what_is_discarded_is_gone() -> None:
    assert without(RELEASE, "w").themes == (ASKING, OWN)
    with pytest.raises(NotFound):
        without(without(RELEASE, "w"), "w")


def test_a_second_theme_with_the_id_of_another_is_refused() -> None:
    with pytest.raises(ValueError, match="an id of its own"):
        split(RELEASE, "w", ELSE, MORE, second_id="q")


def test_one_theme_cannot_be_merged() -> None:
    for ids in ([], ["w"], ["w", "w"]):
        with pytest.raises(InvalidInput, match="at least two"):
            merged(RELEASE, ids, ELSE)


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        (Wording(title=" \n"), "no title"),
        (Wording(title="x" * (LONGEST_TITLE + 1)), "longer than 90"),
        (Wording(title="x", open_question="x" * (LONGEST_LINE + 1)), "longer than 400"),
    ],
)
def test_wording_is_checked_everywhere(wording: Wording, sentence: str) -> None:
    tried: list[Callable[[], Release]] = [
        lambda: reworded(RELEASE, "w", wording),
        lambda: merged(RELEASE, ["w", "q"], wording),
        lambda: split(RELEASE, "w", wording, MORE, second_id="n"),
        lambda: split(RELEASE, "w", MORE, wording, second_id="n"),
    ]
    for edit in tried:
        with pytest.raises(InvalidInput, match=sentence):
            edit()


def test_an_unknown_theme_is_not_found() -> None:
    tried: list[Callable[[], Release]] = [
        lambda: reworded(RELEASE, "x", ELSE),
        lambda: merged(RELEASE, ["w", "x"], ELSE),
        lambda: split(RELEASE, "x", ELSE, MORE, second_id="n"),
    ]
    for edit in tried:
        with pytest.raises(NotFound):
            edit()
