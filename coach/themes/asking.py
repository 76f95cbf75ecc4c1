"""Asks the model within a schema, never the same twice, and reports how far the work is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coach.errors import Cancelled, MalformedReply
from coach.llm.ports import CancelFlag, ChatModel, Message, ModelRequest
from coach.themes.ports import Memo, Told

_TIMEOUT_S: Final = 300.0
_READY_S: Final = 180.0
_LOOK_AGAIN_S: Final = 0.2


class Progress:
    """Counts steps, and hears of a stop between them."""

    def __init__(self, told: Told, cancelled: CancelFlag, steps: int) -> None:
        self._told = told
        self.cancelled = cancelled
        self._steps = max(steps, 1)
        self._done = 0
        self.check()
        told(0, self._steps)

    def step(self) -> None:
        """Count one more; raises Cancelled."""
        self.check()
        self._done = min(self._done + 1, self._steps)
        self._told(self._done, self._steps)

    def finish(self) -> None:
        """All is done, steps that were not needed too."""
        self._told(self._steps, self._steps)

    def check(self) -> None:
        """Raise Cancelled when it is to stop."""
        if self.cancelled.is_set():
            raise Cancelled("Looking for themes was stopped.")


class Asker:
    """Asks in the lane "distil", so coldly that the same is answered to the same."""

    def __init__(self, model: ChatModel, memo: Memo, cancelled: CancelFlag, seed: int) -> None:
        self._model = model
        self._memo = memo
        self._cancelled = cancelled
        self._seed = seed
        self.model_name = model.status().name

    def is_there(self) -> bool:
        """Return whether there is a model that answers; waits while it warms up."""
        waited = 0.0
        while (status := self._model.status()).state == "warming" and waited < _READY_S:
            if self._cancelled.wait(_LOOK_AGAIN_S):
                raise Cancelled("Looking for themes was stopped.")
            waited += _LOOK_AGAIN_S
        return status.kind != "none" and status.state != "absent"

    def ask(
        self, messages: Sequence[Message], properties: Mapping[str, Mapping[str, Any]], tokens: int
    ) -> Mapping[str, str]:
        """Return what the model chose for each property, nothing of a reply that does not fit.

        UpstreamUnavailable when it does not answer, Cancelled when the flag is set.
        """
        schema = {
            "type": "object",
            "additionalProperties": False,
            "required": list(properties),
            "properties": properties,
        }
        key = self._key(messages, schema)
        answer = self._memo.get(key)
        if answer is None:
            answer = self._asked(messages, schema, tokens)
            self._memo.put(key, answer)
        found: Mapping[str, object] = json.loads(answer)
        return {name: str(value) for name, value in found.items() if name in properties}

    def _asked(self, messages: Sequence[Message], schema: Mapping[str, Any], tokens: int) -> str:
        request = ModelRequest(
            messages,
            max_tokens=tokens,
            temperature=0.0,
            seed=self._seed,
            schema=schema,
            lane="distil",
            timeout_s=_TIMEOUT_S,
        )
        try:
            return self._model.complete(request, self._cancelled).text
        except MalformedReply:
            return "{}"

    def _key(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        said = [[message.role, message.content] for message in messages]
        asked = [self.model_name, self._seed, said, schema]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def one_of(choices: Sequence[str]) -> Mapping[str, Any]:
    """Return the schema of a choice."""
    return {"type": "string", "enum": list(choices)}
