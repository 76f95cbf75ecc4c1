"""What may stand in a theme, and what a set of known themes says of those found."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.domain.theme import Evidence, Found, Theme
from coach.errors import InvalidInput
from coach.masking.mention import names_somebody
from coach.themes.concepts import bank, facets
from coach.themes.evaluation import KnownSet, KnownText, KnownTheme, agreement, read_sets, score
from coach.themes.reading import read
from coach.themes.word_vectors import WordVectors
from coach.themes.wording import Wording
from tests.unit.themes.support import TEXTS, sources

SETS = Path(__file__).parents[2] / "evals" / "themes"


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(read(sources(TEXTS), lambda words: False), names_somebody)


@pytest.mark.parametrize(
    "line",
    [
        "I was afraid that she would be hurt",  # a quote
        "Painting a fence",  # a word of one text
        "Telling Ravi the truth",
        "Waiting for 3 weeks",
        "",
    ],
)
def test_what_points_to_somebody_may_not_stand(wording: Wording, line: str) -> None:
    assert not wording.may_stand(line)


def test_shared_and_common_words_may_stand(wording: Wording) -> None:
    assert wording.may_stand("Softening critical feedback in the evening")


def test_our_own_lines_name_nobody() -> None:
    lines = [line for one in bank() for line in (one.title, one.summary, one.question)]
    lines += [one.tells for kind in ("obstacles", "helped") for one in facets(kind)]
    assert [line for line in lines if names_somebody(line)] == []
    assert len({one.title for one in bank()}) == len(bank())


def theme(title: str, *ids: str, end: int = 5) -> Theme:
    evidence = tuple(Evidence(source_id=id_, start=0, end=end) for id_ in ids)
    return Theme(id=title, title=title, evidence=evidence)


KNOWN = KnownSet(
    id="one",
    texts=tuple(KnownText(id=id_, text="Some words here.") for id_ in "abcd"),
    themes=(
        KnownTheme(title="Holding back criticism", support=("a", "b")),
        KnownTheme(title="Late trains", support=("c", "d")),
    ),
)


def test_what_was_found_is_paired_with_what_is_known() -> None:
    found = Found(
        themes=(theme("Holding back all criticism", "a", "b", "c"), theme("Cold soup", "d")),
        made_by="words",
    )
    one = score(KNOWN, found, WordVectors())
    first, second = one.pairs
    assert first.by_title
    assert first.by_support
    assert first.f1 == pytest.approx(0.8)
    assert not first.same_people
    assert not second.by_title
    assert one.extra == ("Cold soup",) or second.by_support
    assert one.unsupported == 0


def test_evidence_beyond_its_source_is_counted() -> None:
    found = Found(themes=(theme("Holding back criticism", "a", "zz", end=999),), made_by="words")
    assert score(KNOWN, found, WordVectors()).unsupported == 2


def test_nothing_found_pairs_with_nothing() -> None:
    one = score(KNOWN, Found(themes=(), made_by="words"), WordVectors())
    assert [pair.by_title or pair.by_support for pair in one.pairs] == [False, False]


def test_agreement_is_the_share_in_common() -> None:
    first = Found(themes=(theme("A", "a", "b"),), made_by="words")
    second = Found(themes=(theme("A", "b", "c"),), made_by="words")
    none = Found(themes=(), made_by="words")
    assert agreement(first, second) == pytest.approx(1 / 3)
    assert agreement(none, none) == 1.0


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"texts": [], "themes": []}',
        '{"texts": [{"id": "a", "text": "x"}], "themes": [{"title": "t", "support": ["b"]}]}',
    ],
)
def test_a_line_that_is_no_set_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "sets.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="Line 2"):
        read_sets(path)


@pytest.mark.parametrize("name", ["dev.jsonl", "held.jsonl"])
def test_our_sets_can_be_read(name: str) -> None:
    sets = read_sets(SETS / name)
    assert len(sets) == 10
    assert all(len(one.texts) == 6 for one in sets)
