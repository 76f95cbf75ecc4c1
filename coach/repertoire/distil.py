"""Distils what an account is about: one situation, and one lesson that holds anywhere.

Without a model an item has the lesson that its author wrote, and a member's words stand alone.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from coach.domain.generality import particulars
from coach.domain.repertoire import Gist, Item
from coach.llm.ports import CancelFlag, ChatModel, Message, ModelRequest
from coach.llm.prompts import Prompt, fence

_ITEM, _NEED = "distil_item", "distil_need"
_MOST_TOKENS: Final = 170
_TIMEOUT_S: Final = 120.0
_LONGEST: Final = 2400
"""Characters of an account that the model reads: the rest of a longer one is left out."""
_FEWEST_WORDS: Final = 15


@dataclass(frozen=True, slots=True)
class Distilled:
    """One sentence each; empty when the model gave none that passed the checks."""

    situation: str = ""
    lesson: str = ""


class Distiller:
    """Asks the model in the lane "distil". Threads may share it.

    UpstreamError when the model does not answer usefully, Cancelled when the flag is set.
    """

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[str, Prompt],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._clock = clock

    @property
    def model_name(self) -> str:
        """The model that is asked; empty when there is none."""
        status = self._model.status()
        return "" if status.kind == "none" else status.name

    @property
    def need_fingerprint(self) -> str:
        """Return what changes when `need` may answer otherwise, the model apart."""
        return self._prompts[_NEED].sha256

    def prefix(self) -> Sequence[Message]:
        """Return the fixed beginning of both prompts, for ChatModel.keep."""
        return [m for m in self._prompts[_ITEM].render(account="") if m.role == "system"]

    def item(self, item: Item, cancelled: CancelFlag | None = None) -> Gist:
        """Return an item's gist. The author's own lesson stays; the situation is the model's.

        Without a model there is the author's lesson and no situation.
        """
        gist = self.by_author(item)
        if not self.model_name:
            return gist
        prompt = self._prompts[_ITEM]
        distilled = self._distil(prompt, item.text, cancelled)
        provenance = {
            "situation": distilled.situation,
            "lesson": item.lesson or distilled.lesson,
            "origin": "author" if item.lesson else "model",
            "prompt_name": prompt.name,
            "prompt_version": str(prompt.version),
            "prompt_sha256": prompt.sha256,
            "model": self.model_name,
        }
        return gist.model_copy(update=provenance)

    def by_author(self, item: Item) -> Gist:
        """Return what stands in for a gist until a model is asked: the author's own lesson."""
        return Gist(
            item_id=item.id,
            lesson=item.lesson,
            situation="",
            origin="author",
            content_sha256=item.content_sha256,
            updated_at=self._clock(),
        )

    def outdated(self, gist: Gist) -> bool:
        """Whether a gist was not made by the model and prompt in use; never without a model."""
        if not self.model_name or gist.origin == "edited":
            return False
        made_by = (gist.model, gist.prompt_sha256)
        return made_by != (self.model_name, self._prompts[_ITEM].sha256)

    def need(self, text: str, cancelled: CancelFlag | None = None) -> Distilled:
        """Return the situation and lesson of what a member wrote.

        Empty without a model, and for words too few to tell of anything.
        """
        if not self.model_name or len(text.split()) < _FEWEST_WORDS:
            return Distilled()
        return self._distil(self._prompts[_NEED], text, cancelled)

    def _distil(self, prompt: Prompt, account: str, cancelled: CancelFlag | None) -> Distilled:
        """Ask once, and once more for a lesson without the account's own names and things."""
        short = account[:_LONGEST]
        messages = prompt.render(account=fence(short))
        first = self._ask(messages, prompt, cancelled)
        lesson, given_away = first["lesson"], particulars(first["lesson"], short)
        if given_away:
            again = [
                *messages,
                Message("assistant", json.dumps(first, ensure_ascii=False)),
                Message("user", f"Again, and in the lesson none of: {', '.join(given_away)}."),
            ]
            lesson = self._ask(again, prompt, cancelled)["lesson"]
            lesson = "" if particulars(lesson, short) else lesson
        return Distilled(_one_sentence(first["did"], first["then"]), lesson)

    def _ask(
        self, messages: Sequence[Message], prompt: Prompt, cancelled: CancelFlag | None
    ) -> dict[str, str]:
        request = ModelRequest(
            messages,
            max_tokens=_MOST_TOKENS,
            temperature=0.0,
            seed=1,
            schema=prompt.schema,
            lane="distil",
            timeout_s=_TIMEOUT_S,
        )
        finished = self._model.complete(request, cancelled or threading.Event())
        return {name: str(value) for name, value in json.loads(finished.text).items()}


def _one_sentence(did: str, then: str) -> str:
    return f"{did.removesuffix('.')}; {then[:1].lower()}{then[1:]}"
