"""Texts cut into pieces that fit, each at its place and under its headings."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from coach.repertoire.sections import sections
from coach.repertoire.splitting import Piece, split, whole

Count = Callable[[str], int]


def words(text: str) -> int:
    return len(text.split())


def marked(text: str) -> int:
    return 2 + len(re.findall(r"\w+|[^\w\s]", text))


def octets(text: str) -> int:
    return len(text.encode("utf-8"))


def more_in_the_whole(text: str) -> int:
    """Count as no real tokenizer does: the whole is more than its parts."""
    return int(len(text) ** 1.3)


def word_pieces() -> Count:
    """Return a tokenizer of the embedding model's kind, with a tiny vocabulary."""
    letters = "abcdefghijklmnopqrstuvwxyz#.,-*éüß"
    vocabulary = ["[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{letter}" for letter in letters)]
    numbers = {token: number for number, token in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    return lambda text: len(tokenizer.encode(text).ids)


COUNTS: list[Count] = [words, marked, octets, len, more_in_the_whole, word_pieces()]
LINES = st.sampled_from([
    "# One", "## Two", "### Three #", "####", "#no", "```", "~~~", "", "", " ", "Title", "=====",
    "---", "- a", "| a | b |", "One sentence. Another! A third? ", "漢字。かな。", "e\u0301\u0301",
    "👩\u200d👩\u200d👧\u200d👦", "\u200b\u202e", "\u2028", "\x0b\x0c", "a" * 200, "word " * 60,
    "\t# code", "    # code", "\u3000",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    st.text(alphabet="# \n\t.a-=`é漢👩\u0301\u200d"),
    st.lists(LINES, max_size=30).map("\n".join),
)


def nothing_lost(text: str, pieces: list[Piece]) -> None:
    at = 0
    for piece in pieces:
        assert text[piece.start : piece.end] == piece.text
        assert piece.text == piece.text.strip() != ""
        assert at <= piece.start
        assert not text[at : piece.start].strip()
        at = piece.end
    assert not text[at:].strip()


@given(text=TEXTS, which=st.integers(0, len(COUNTS) - 1), longest=st.integers(4, 60))
@example(text="x" * 3000, which=5, longest=8)
@example(text="# A\n# B\n\n" + "word " * 300, which=1, longest=10)
@settings(max_examples=400, deadline=None)
def test_pieces_are_the_text_in_order_and_never_too_long(
    text: str, which: int, longest: int
) -> None:
    count = COUNTS[which]
    pieces = split(text, count, longest=longest)
    nothing_lost(text, pieces)
    for piece in pieces:
        assert piece.tokens == count(piece.text)
        assert piece.tokens <= longest or len(piece.text) == 1
        assert len(piece.text) <= 12 * longest + 12


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_sections_are_the_whole_text(text: str) -> None:
    found = sections(text)
    assert "".join(text[part.start : part.end] for part in found) == text
    assert all(part.start <= part.body <= part.end for part in found)


@given(text=TEXTS, longest=st.integers(4, 60))
@settings(max_examples=200, deadline=None)
def test_headings_hold_for_all_running_text_of_a_piece(text: str, longest: int) -> None:
    parts = sections(text)
    for piece in split(text, words, longest=longest):
        above = [part for part in parts if part.body < piece.end and piece.start < part.end]
        for part in above:
            assert part.headings[: len(piece.headings)] == piece.headings


HANDBOOK = """Opening words that stand under no heading, long enough not to be a scrap of anything.

# Groups

## How a session runs

The facilitator opens. Everybody says in one sentence what they tried. Then the group asks.

```
# not a heading
```

### The last ten minutes

Each member says what they will try, and when, and how they will know that it worked well.

# Stories #

Giving a story
--------------

Say what happened before you say what you make of it, and leave out who was to blame for it.
"""


def test_each_piece_carries_the_path_of_its_headings() -> None:
    pieces = split(HANDBOOK, words, longest=40)
    assert [piece.headings for piece in pieces] == [
        (),
        ("Groups", "How a session runs"),
        ("Groups", "How a session runs", "The last ten minutes"),
        ("Stories", "Giving a story"),
    ]
    texts = [piece.text for piece in pieces]
    assert texts[1].startswith("# Groups\n\n## How a session runs\n\nThe facilitator")
    assert texts[1].endswith("# not a heading\n```")
    assert texts[3].startswith("# Stories #\n\nGiving a story\n---")


def test_a_long_section_is_cut_at_its_sentences_and_the_heading_keeps_to_the_first() -> None:
    sentences = [f"Sentence number {n} says one thing." for n in range(40)]
    text = f"# Long\n\n{' '.join(sentences)}"
    pieces = split(text, words, longest=30)
    assert pieces[0].text.startswith("# Long\n\nSentence number 0")
    assert all(piece.text.endswith("thing.") for piece in pieces)
    assert all(piece.headings == ("Long",) for piece in pieces)
    assert all(piece.tokens >= 20 for piece in pieces[:-1])


def test_scraps_join_a_neighbour() -> None:
    text = "\n\n".join(f"## Step {n}\n\nDo it." for n in range(6))
    pieces = split(f"# Steps\n\n{text}", words, longest=100)
    assert [piece.headings for piece in pieces] == [("Steps",)]
    long = "word " * 99
    assert [piece.tokens for piece in split(f"{long}\n\nend", words, longest=100)] == [100]


def test_a_heading_at_the_end_is_not_lost() -> None:
    pieces = split("# A\n\nSome words\n\n# B\n", words, longest=5)
    assert [(piece.text, piece.headings) for piece in pieces] == [
        ("# A\n\nSome words", ("A",)),
        ("# B", ("B",)),
    ]


def test_marks_around_a_text_do_not_shrink_the_pieces() -> None:
    pieces = split("a " * 1_000, marked, longest=52)
    assert {piece.tokens for piece in pieces} == {52}


def test_an_endless_word_is_cut_without_delay() -> None:
    asked = 0

    def unknown(text: str) -> int:
        nonlocal asked
        asked += 1
        return 3 if text else 2

    pieces = split("x" * 100_000, unknown, longest=50)
    assert max(len(piece.text) for piece in pieces) <= 600
    assert asked < 10_000


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u3000"])
def test_a_blank_text_has_no_pieces(text: str) -> None:
    assert split(text, words, longest=10) == []
    assert whole(text, words) == []


def test_a_story_stays_whole() -> None:
    story = "\n## Situation\n\nA long one. " + "word " * 500
    (piece,) = whole(story, words)
    assert piece == Piece(story.strip(), (), 1, len(story) - 1, 505)
    assert story[piece.start : piece.end] == piece.text


def test_a_limit_below_one_token_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least 1 token"):
        split("a", words, longest=0)
