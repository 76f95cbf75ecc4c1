"""A title and a lesson worded by the model, kept only where the author's own sentences say them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from coach.dialogue.story_checks import unfaithful
from coach.domain.generality import particulars
from coach.domain.story import StoryPart
from coach.errors import SetupError, UpstreamError
from coach.llm.ports import CancelFlag, ChatModel, Message, ModelRequest
from coach.llm.prompts import Prompt, fence

logger = logging.getLogger(__name__)

_PROMPT: Final = "word_story"
_MOST_TOKENS: Final = 90
_TIMEOUT_S: Final = 60.0
_LONGEST: Final = 2400
"""Characters of a reflection that the model reads."""


class Worder:
    """Asks the model, and once more where it brought in words that are not the author's."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._prompt = prompts[_PROMPT]

    def word(
        self, parts: Sequence[StoryPart], said: Sequence[str], cancelled: CancelFlag
    ) -> dict[StoryPart, str]:
        """Return those of the parts "title" and "lesson" that hold; raises Cancelled.

        `said`: the author's sentences, in order.
        """
        messages = self._prompt.render(account=fence(" ".join(said)[:_LONGEST]))
        kept: dict[StoryPart, str] = {}
        try:
            first = self._ask(messages, parts, cancelled)
            faults = {part: _faults(part, first[part], said) for part in parts}
            kept = {part: first[part] for part in parts if not faults[part]}
            left = [part for part in parts if part not in kept]
            if left:
                again = [*messages, *_once_more(first, faults)]
                second = self._ask(again, left, cancelled)
                kept |= {
                    part: second[part] for part in left if not _faults(part, second[part], said)
                }
        except UpstreamError as error:
            logger.info("parts of a story were not worded: %s", type(error).__name__)
        return kept

    def _ask(
        self, messages: Sequence[Message], parts: Sequence[StoryPart], cancelled: CancelFlag
    ) -> dict[StoryPart, str]:
        request = ModelRequest(
            messages,
            max_tokens=_MOST_TOKENS,
            temperature=0.0,
            seed=1,
            schema=self._schema(parts),
            lane="distil",
            timeout_s=_TIMEOUT_S,
        )
        found = json.loads(self._model.complete(request, cancelled).text)
        return {part: str(found[part]) for part in parts}

    def _schema(self, parts: Sequence[StoryPart]) -> dict[str, object]:
        if not isinstance(self._prompt.output, Mapping):
            raise SetupError(f"The prompt {_PROMPT!r} has no output schema: restore its file.")
        properties = self._prompt.output["properties"]
        return {
            **self._prompt.output,
            "properties": {part.value: properties[part] for part in parts},
            "required": [part.value for part in parts],
        }


def _once_more(
    reply: Mapping[StoryPart, str], faults: Mapping[StoryPart, tuple[str, ...]]
) -> tuple[Message, Message]:
    strange = ", ".join(dict.fromkeys(word for words in faults.values() for word in words))
    return (
        Message("assistant", json.dumps(reply, ensure_ascii=False)),
        Message("user", f"Again, without these words: {strange}."),
    )


def _faults(part: StoryPart, line: str, said: Sequence[str]) -> tuple[str, ...]:
    found = unfaithful(line, said)
    if part is StoryPart.LESSON:
        found = (*found, *particulars(line, " ".join(said)))
    return tuple(dict.fromkeys(found))
