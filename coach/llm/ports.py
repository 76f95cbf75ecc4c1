"""What the coach asks of a language model, and what it gets back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: Literal["system", "user", "assistant"]
    content: str


Lane = Literal["commit", "reflect", "extract", "distil", "prepare"]
"""One for each fixed prompt beginning; in "prepare" they are read, and never a member's words."""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call. `lane` keeps prompts with different prefixes from evicting each other's cache.

    `schema`: JSON schema of the reply (an object), or None for free text. `max_tokens`: of output.
    """

    messages: Sequence[Message]
    max_tokens: int = 160
    temperature: float = 0.4
    seed: int | None = None
    schema: Mapping[str, object] | None = None
    lane: Lane = "commit"
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of one call, as the server reported them; None where it did not say."""

    prompt_tokens: int | None = None
    reused_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of text as it arrives; with a schema, raw JSON text."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a stream: always the last event of a successful call."""

    text: str
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What a page may tell a member: which model, where it runs, whether it answers now."""

    kind: Literal["embedded", "endpoint", "scripted", "none"]
    name: str
    state: Literal["ready", "warming", "down", "absent"]
    place: str  # "this computer", or the host that text is sent to
    detail: str = ""  # one sentence for an operator


class ChatModel(Protocol):
    """A language model behind any endpoint."""

    def status(self) -> ModelStatus:
        """Say which model this is and whether it can answer now; never blocks."""
        ...

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """Yield deltas, then exactly one Finished.

        Raises Cancelled soon after the flag is set (also before the first token),
        UpstreamUnavailable or MalformedReply after bounded retries, which happen only before the
        first delta.
        """
        ...

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """Return the whole reply; with a schema, its text is valid JSON of that schema."""
        ...

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """Have these fixed prompt beginnings read before the first call; never raises.

        They hold nobody's words, and a server on this computer may store what it read of them.
        """
        ...

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """Put the prefix into the server's cache if that can be done cheaply; never raises."""
        ...

    def close(self) -> None:
        """Release what the model holds."""
        ...


class CancelFlag(Protocol):
    """The part of threading.Event that a model looks at."""

    def is_set(self) -> bool:
        """Whether the caller wants out."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set."""
        ...
