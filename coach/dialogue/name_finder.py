"""Asks the model which words of a text point to somebody; code keeps what stands there.

One finder of several: it may miss names, and must not mark ordinary words.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from coach.dialogue.reply_words import EVENTS, FUNCTION, NEUTRAL, PERSONS, WORD, tokens
from coach.dialogue.screen import screen
from coach.domain.commitment_words import words as words_in
from coach.domain.conversation import ScreenResult
from coach.domain.masking import Concern, Finding
from coach.errors import UpstreamError
from coach.llm.ports import CancelFlag, ChatModel, ModelRequest
from coach.llm.prompts import Prompt, fence

logger = logging.getLogger(__name__)

_PROMPT: Final = "find_names"
_FOUND_BY: Final = frozenset({"model"})
_CONCERNS: Final[Mapping[str, Concern]] = {
    "people": Concern.PERSON,
    "places": Concern.PLACE,
    "organisations": Concern.ORGANISATION,
    "teams": Concern.TEAM,
}
_MOST_TOKENS: Final = 160
_TIMEOUT_S: Final = 120.0
_LONGEST: Final = 1600
"""Characters that are read at once; a story of 300 words is one call."""
_MOST_WORDS: Final = 6
_LEAST_LETTERS: Final = 2
_COMMON: Final = (
    FUNCTION
    | NEUTRAL
    | PERSONS
    | EVENTS
    | words_in(
        """monday tuesday wednesday thursday friday saturday sunday january february march april
        june july august september october november december morning afternoon evening week weeks
        month year today yesterday tomorrow office room building company department branch floor
        everybody thanks ok mr mrs ms dr"""
    )
)
"""Words that name nobody, however they are written."""
_SPEAKERS: Final = frozenset({"i", "me", "my", "myself", "he", "him", "she", "her", "we", "they"})
"""Words that make of an answer a sentence, and no name."""
_ARTICLES: Final = (
    "an?|the|my|our|your|his|her|their|its|this|that|these|those|some|any|no|all|every|each|both|"
    "two|three|four|five|six|seven|eight|nine|ten|half|other|first|second|third|new|old|whole"
)


class NameFinder:
    """Asks in the lane "distil". Threads may share it."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._prompt = prompts[_PROMPT]

    def find(
        self, texts: Sequence[str], cancelled: CancelFlag | None = None
    ) -> list[tuple[Finding, ...]]:
        """Return what was found in each text, in order; raises Cancelled.

        Nothing without a model, and of a stretch for which it does not answer.
        """
        if self._model.status().kind == "none":
            return [() for _ in texts]
        flag = cancelled or threading.Event()
        answers: dict[str, Concern] = {}
        for stretch in _stretches(texts):
            for words, concern in self._asked(stretch, flag):
                answers.setdefault(words, concern)
        return [_findings(text, answers) for text in texts]

    def _asked(self, stretch: str, cancelled: CancelFlag) -> list[tuple[str, Concern]]:
        if screen(stretch) is ScreenResult.INJECTION:
            return []
        try:
            finished = self._model.complete(self._request(stretch), cancelled)
        except UpstreamError as error:
            logger.info("names were not looked for by the model: %s", type(error).__name__)
            return []
        found = json.loads(finished.text)
        return [
            (words, concern)
            for name, concern in _CONCERNS.items()
            for answer in found.get(name, ())
            if (words := _kept(str(answer), stretch))
        ]

    def _request(self, stretch: str) -> ModelRequest:
        return ModelRequest(
            self._prompt.render(account=fence(stretch)),
            max_tokens=_MOST_TOKENS,
            temperature=0.0,
            seed=1,
            schema=self._prompt.schema,
            lane="distil",
            timeout_s=_TIMEOUT_S,
        )


def _stretches(texts: Sequence[str]) -> Iterator[str]:
    """Join texts to as few stretches as their length allows; a longer text is a stretch of its own.

    What is beyond its limit is not read.
    """
    together = ""
    for text in filter(str.strip, texts):
        if together and len(together) + len(text) > _LONGEST:
            yield together
            together = ""
        together = f"{together}\n{text}".strip()[:_LONGEST]
    if together:
        yield together


def _kept(answer: str, text: str) -> str:
    """Return an answer that may point to somebody, as it stands in the text, else ""."""
    words = answer.strip(" .,;:!?'\"")
    stands = bool(words) and _standing(words).search(text) is not None
    return words if stands and _size_fits(words) and not _is_ordinary(words, text) else ""


def _is_ordinary(words: str, text: str) -> bool:
    """Whether words without a capital letter are no name: known ones, and whatever has an article.

    "priya said" may be a name, "the temp" and "her tellers" are none.
    """
    if set(tokens(words)) & _SPEAKERS:
        return True
    if words != words.lower():
        return set(tokens(words)) <= _COMMON
    determined = re.search(rf"\b(?:{_ARTICLES}) {re.escape(words)}(?!\w)", text, re.IGNORECASE)
    return determined is not None or bool(set(tokens(words)) & _COMMON) or words[0].isdigit()


def _size_fits(words: str) -> bool:
    letters = sum(character.isalpha() for character in words)
    return letters >= _LEAST_LETTERS and len(WORD.findall(words)) <= _MOST_WORDS


def _findings(text: str, answers: Mapping[str, Concern]) -> tuple[Finding, ...]:
    return tuple(
        Finding(start=match.start(), end=match.end(), concern=concern, found_by=_FOUND_BY)
        for words, concern in answers.items()
        for match in _standing(words).finditer(text)
    )


def _standing(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
