"""Temporary."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.llm.ports import CancelFlag, ChatModel
from coach.llm.prompts import Prompt


class StoryDrafter:
    is_asking = False

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model

    def draft(
        self,
        reflection_texts: Mapping[ReflectionStep, str],
        commitment: str,
        cancelled: CancelFlag | None = None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> dict[StoryPart, str]:
        told = reflection_texts.get(ReflectionStep.HAPPENED, "")
        return {StoryPart.HAPPENED: told, StoryPart.SITUATION: told, StoryPart.TRIED: commitment}
