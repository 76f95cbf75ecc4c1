"""Models without a network: one plays a list of replies, one answers by rule, one is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coach.errors import Cancelled, CoachError, UpstreamUnavailable
from coach.llm.plausible import plausible_reply
from coach.llm.ports import (
    CancelFlag,
    Delta,
    Finished,
    Lane,
    Message,
    ModelRequest,
    ModelStatus,
    Usage,
)
from coach.llm.replies import checked_json


class ScriptExhausted(RuntimeError):
    """More was asked than the script answers: a mistake in a test, not a failing model."""


@dataclass(slots=True)
class _Scripted:
    """What both scripted models share: streaming word by word, history, usage."""

    delay_s: float = 0.0
    name: str = "scripted"
    history: list[ModelRequest] = field(default_factory=list)
    kept: dict[Lane, Sequence[Message]] = field(default_factory=dict)
    warmed: list[Sequence[Message]] = field(default_factory=list)
    _last: dict[str, Sequence[Message]] = field(default_factory=dict)

    def status(self) -> ModelStatus:
        """Always ready."""
        return ModelStatus("scripted", self.name, "ready", "this computer")

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """Yield the reply word by word, `delay_s` seconds before each."""
        text = self._reply(request)
        usage = self._usage(request, text)
        for word in _words(text):
            self._pause(cancelled)
            yield Delta(word)
        self._pause(cancelled)
        checked = text if request.schema is None else checked_json(text, request.schema)
        yield Finished(checked, usage, self.name)

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """Return the whole reply, as slowly as it would stream."""
        *_, last = self.stream(request, cancelled)
        if not isinstance(last, Finished):
            raise TypeError("A stream ended without Finished.")
        return last

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """Remember what is kept."""
        self.kept = dict(prefixes)

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """Remember what was warmed."""
        self.warmed.append(tuple(messages))
        self._last[lane] = tuple(messages)

    def close(self) -> None:
        """Hold nothing."""

    def _reply(self, request: ModelRequest) -> str:
        raise NotImplementedError

    def _pause(self, cancelled: CancelFlag) -> None:
        """Wait for the next word; Stop ends the wait."""
        stopped = cancelled.wait(self.delay_s) if self.delay_s else cancelled.is_set()
        if stopped:
            raise Cancelled("The reply was stopped.")

    def _usage(self, request: ModelRequest, text: str) -> Usage:
        """Count words as tokens, and as reused those of the messages that the last call began with.

        So a prompt whose beginning changes from turn to turn shows in tests.
        """
        self.history.append(request)
        before = self._last.get(request.lane, ())
        same = 0
        for old, new in zip(before, request.messages, strict=False):
            if old != new:
                break
            same += 1
        self._last[request.lane] = tuple(request.messages)
        return Usage(_count(request.messages), _count(request.messages[:same]), len(_words(text)))


Scripted = str | CoachError | Callable[[ModelRequest], str]
"""A reply, an error to raise instead, or a function of the request."""


@dataclass(slots=True)
class ScriptedModel(_Scripted):
    """Plays `replies` in order and keeps every request in `history`. Running out is an error."""

    replies: Sequence[Scripted] = ()
    _queue: list[Scripted] = field(init=False)

    def __post_init__(self) -> None:
        self._queue = list(self.replies)

    def enqueue(self, *replies: Scripted) -> None:
        """Add replies at the end."""
        self._queue.extend(replies)

    def _reply(self, request: ModelRequest) -> str:
        if not self._queue:
            self.history.append(request)
            raise ScriptExhausted(f"The script has no reply number {len(self.history)}.")
        reply = self._queue.pop(0)
        if isinstance(reply, CoachError):
            self.history.append(request)
            raise reply
        return reply if isinstance(reply, str) else reply(request)


@dataclass(slots=True)
class RuleScriptedModel(_Scripted):
    """Answers anything by rule, the same each time: COACH_LLM=scripted, for demos and tests."""

    def _reply(self, request: ModelRequest) -> str:
        return plausible_reply(request)


class UnavailableModel:
    """No model: COACH_LLM=none. The question bank words every reply."""

    def status(self) -> ModelStatus:
        """Absent, on purpose."""
        return ModelStatus("none", "no model", "absent", "this computer", "COACH_LLM is none.")

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """Raise UpstreamUnavailable."""
        del request, cancelled
        raise _no_model()

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """Raise UpstreamUnavailable."""
        del request, cancelled
        raise _no_model()

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """Do nothing."""

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """Do nothing."""

    def close(self) -> None:
        """Hold nothing."""


def _no_model() -> UpstreamUnavailable:
    return UpstreamUnavailable("No model is set: choose one with COACH_LLM.")


def _words(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")[:-1]] + text.split(" ")[-1:]


def _count(messages: Sequence[Message]) -> int:
    return sum(len(message.content.split()) for message in messages)
