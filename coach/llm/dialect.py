"""What one server accepts of the OpenAI chat API, learnt from its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from coach.llm.ports import Lane, Message, ModelRequest
from coach.llm.replies import in_words

SchemaMode = Literal["json_schema", "json_object", "text"]

REFUSALS = frozenset({400, 422, 501})
"""HTTP statuses by which servers say that they do not know a field."""

_WEAKER: Mapping[SchemaMode, SchemaMode] = {"json_schema": "json_object", "json_object": "text"}
_OPTIONAL = ("stream_options", "temperature", "seed")
SLOTS: Mapping[Lane, int] = {
    "commit": 0,
    "reflect": 1,
    "extract": 2,
    "distil": 3,
    "prepare": 4,
}
"""The slot of the embedded server in which each lane keeps its prefix."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a request must be put to one server."""

    schema_mode: SchemaMode = "json_schema"
    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    without: frozenset[str] = frozenset()
    lanes: bool = False  # llama.cpp's own id_slot and cache_prompt, and its special tokens

    def after_refusal(self, reason: str, *, schema: bool) -> Dialect | None:
        """Return the dialect to try next, given the server's words; None when nothing is left."""
        if self.limit_field == "max_tokens" and "max_completion_tokens" in reason:
            return replace(self, limit_field="max_completion_tokens")
        for name in _OPTIONAL:
            if name in reason and name not in self.without:
                return replace(self, without=self.without | {name})
        return self.weaker() if schema else None

    def weaker(self) -> Dialect | None:
        """Return the dialect with the next weaker way to ask for JSON; None below plain text."""
        mode = _WEAKER.get(self.schema_mode)
        return replace(self, schema_mode=mode) if mode else None

    def body(self, request: ModelRequest, model: str) -> dict[str, Any]:
        """Return the keyword arguments of `chat.completions.create` for this request."""
        body: dict[str, Any] = {
            "model": model,
            "messages": self._messages(request),
            "stream": True,
            "stream_options": {"include_usage": True},
            self.limit_field: request.max_tokens,
            "temperature": request.temperature,
        }
        if request.seed is not None:
            body["seed"] = request.seed
        for name in self.without:
            body.pop(name, None)
        if request.schema is not None and self.schema_mode != "text":
            body["response_format"] = self._response_format(request.schema)
        if self.lanes:
            body["extra_body"] = {"id_slot": SLOTS[request.lane], "cache_prompt": True}
        return body

    def _response_format(self, schema: Mapping[str, object]) -> dict[str, object]:
        if self.schema_mode == "json_object":
            return {"type": "json_object"}
        named = {"name": "reply", "schema": dict(schema), "strict": True}
        return {"type": "json_schema", "json_schema": named}

    def _messages(self, request: ModelRequest) -> list[dict[str, str]]:
        messages = list(request.messages)
        if request.schema is not None and self.schema_mode != "json_schema":
            last = messages[-1]
            messages[-1] = Message(last.role, f"{last.content}\n\n{in_words(request.schema)}")
        clean = _without_special_tokens if self.lanes else str
        return [{"role": message.role, "content": clean(message.content)} for message in messages]


def _without_special_tokens(text: str) -> str:
    """Break `<|…|>`: llama.cpp reads such marks in a message as its own, e.g. the end of a turn."""
    return text.replace("<|", "< |")
