"""Sources as the finder reads them: sentences with their place, their stems, and what is fenced."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from coach.domain.content_words import STOP_WORDS
from coach.domain.contribution import Source
from coach.domain.reflection import ReflectionStep
from coach.domain.spans import sentence_spans
from coach.domain.stemming import stem
from coach.domain.theme import Evidence

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CONTRACTED: Final = re.compile(r"(?:n['\u2019]t|['\u2019]\w+)$")
_CAPITAL: Final = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?:['\u2019-]\w+)*")
_LONGEST: Final = 400
"""Characters of a sentence that are read; a text without full stops must not fill a prompt."""
_MOST_SENTENCES: Final = 60
"""Sentences of a text that are read: some 1,000 words."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a source. `at`: its index in the text; `step`: where it stands, if known."""

    source_id: str
    person_id: str
    at: int
    start: int
    end: int
    words: str
    step: ReflectionStep | None = None

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of its content words, in order."""
        return tuple(stem(word) for word in content(self.words))

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        return Evidence(source_id=self.source_id, start=self.start, end=self.end)


@dataclass(frozen=True)
class Text:
    """A source that is read. Sentences that order a program about are left out."""

    id: str
    person_id: str
    sentences: tuple[Sentence, ...]


def content(words: str) -> list[str]:
    """Return the words that carry meaning, in lower case and in order; no contractions' tails."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    found = (_CONTRACTED.sub("", match) for match in _WORD.findall(folded))
    return [word for word in found if len(word) > 1 and word not in STOP_WORDS]


def read(sources: Iterable[Source], is_instruction: Callable[[str], bool]) -> tuple[Text, ...]:
    """Return the texts in a stable order, each source once."""
    once = {source.id: source for source in sources}
    return tuple(_text(once[id_], is_instruction) for id_ in sorted(once))


def all_sentences(texts: Iterable[Text]) -> list[Sentence]:
    """Return the sentences of all texts, in order."""
    return [sentence for text in texts for sentence in text.sentences]


def people(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return whose sentences they are."""
    return frozenset(sentence.person_id for sentence in sentences)


def capitalised(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return, in lower case, the words that have a capital letter within a sentence: names."""
    found = (match.group() for one in sentences for match in _CAPITAL.finditer(one.words))
    return frozenset(_CONTRACTED.sub("", word.casefold()) for word in found)


def _text(source: Source, is_instruction: Callable[[str], bool]) -> Text:
    spans = sentence_spans(source.text)[:_MOST_SENTENCES]
    words = [span.of(source.text)[:_LONGEST] for span in spans]
    ordered = _ordered(words, is_instruction)
    sentences = tuple(
        Sentence(
            source_id=source.id,
            person_id=source.person_id,
            at=at,
            start=span.start,
            end=span.end,
            words=said,
            step=_step(source, span.start),
        )
        for at, (span, said) in enumerate(zip(spans, words, strict=True))
        if at not in ordered
    )
    return Text(source.id, source.person_id, sentences)


def _ordered(words: Sequence[str], is_instruction: Callable[[str], bool]) -> frozenset[int]:
    """Return which sentences give orders to a program: those that look so alone, or as a pair."""
    alone = {at for at, said in enumerate(words) if is_instruction(said)}
    pairs = {
        at + more
        for at in range(len(words) - 1)
        if not {at, at + 1} & alone and is_instruction(f"{words[at]} {words[at + 1]}")
        for more in (0, 1)
    }
    return frozenset(alone | pairs)


def _step(source: Source, at: int) -> ReflectionStep | None:
    return next((s for s, span in source.steps.items() if span.start <= at < span.end), None)
