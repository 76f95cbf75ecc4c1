"""What the tests of the finder share: texts, memos and models that answer by rule."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from coach.dialogue.screen import screen
from coach.domain.contribution import Source
from coach.domain.conversation import ScreenResult
from coach.domain.theme import Found
from coach.llm.ports import ChatModel, ModelRequest
from coach.llm.prompts import load_prompts
from coach.llm.scripted import ScriptedModel
from coach.masking.mention import names_somebody
from coach.themes.finder import ThemeFinder
from coach.themes.ports import Embeds

TEXTS = {
    "a": (
        "I softened my feedback so much that she did not understand what I criticised. "
        "I was afraid that she would be hurt. The canteen had soup on that day."
    ),
    "b": (
        "I wanted to give critical feedback and said it was only a small thing. "
        "I was afraid that he would be hurt or cry. We drove to the depot."
    ),
    "c": (
        "I was afraid that she would cry if I criticised her work. So I softened my feedback. "
        "The printer was broken."
    ),
    "d": (
        "I answer mails in the evening and at the weekend. I cannot switch off. "
        "My family says that I am at home but not really there."
    ),
    "e": (
        "I look at my phone on Sundays and answer mails in the evening. I cannot switch off "
        "at the weekend. My family complains."
    ),
    "f": "We painted the fence green. Then it rained on the paint. The neighbour lent a ladder.",
}

Answers = dict[str, Any]
Rule = Callable[[Answers, str], Answers]
"""From the properties of the schema and what was said to the values of the reply."""


class Kept:
    """A memo that remembers."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    def get(self, asked: str) -> str | None:
        return self.answers.get(asked)

    def put(self, asked: str, answer: str) -> None:
        self.answers[asked] = answer


def sources(texts: dict[str, str]) -> list[Source]:
    return [Source(id=id_, person_id=f"p-{id_}", text=text) for id_, text in texts.items()]


def answering(rule: Rule, times: int = 200) -> ScriptedModel:
    """A model that answers by a rule."""

    def reply(request: ModelRequest) -> str:
        properties: Answers = (request.schema or {})["properties"]  # type: ignore[assignment]
        return json.dumps(rule(properties, request.messages[-1].content))

    return ScriptedModel(replies=[reply] * times)


def plain(properties: Answers, said: str) -> Answers:
    """Choose nothing: code alone decides."""
    own = "Wanting things to be better here"
    return {
        name: own if name == "own" else of["enum"][-1 if "none" in of["enum"] else 0]
        for name, of in properties.items()
    }


def find(
    texts: dict[str, str],
    model: ChatModel,
    embeds: Embeds | None = None,
    memo: Kept | None = None,
    cancelled: threading.Event | None = None,
) -> Found:
    finder = ThemeFinder(
        model,
        load_prompts(),
        embeds,
        is_instruction=lambda words: screen(words) is ScreenResult.INJECTION,
        names_somebody=names_somebody,
    )
    return finder.find(
        sources(texts),
        told=lambda done, steps: None,
        memo=memo or Kept(),
        cancelled=cancelled or threading.Event(),
    )
