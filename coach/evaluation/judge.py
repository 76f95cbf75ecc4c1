"""A language model as judge of two replies: blind, in both orders, heard only in its last line.

Of what the model writes, the last line alone counts, and only in one of three exact wordings. It
never learns which system wrote what: the replies come as A and B, once in each order.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import Field

from coach.domain.base import Model
from coach.errors import UpstreamError
from coach.llm.ports import ChatModel, ModelRequest
from coach.llm.prompts import Prompt, fence

Choice = Literal["first", "second", "tie"]
PROMPT: Final = "judge_reply"
_VERDICT: Final = re.compile(r"VERDICT: (A|B|TIE)")
_MAX_TOKENS: Final = 120


class Pair(Model):
    """Two replies to one message. `before`: what was said up to it, the oldest first."""

    before: tuple[str, ...] = ()
    message: str = Field(min_length=1)
    first: str = Field(min_length=1)
    second: str = Field(min_length=1)


class Labelled(Pair):
    """A pair with a person's judgement of it, and why."""

    better: Choice
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the judge chose with the first reply as A, and as B; None for no valid verdict."""

    straight: Choice | None
    swapped: Choice | None

    @property
    def consistent(self) -> bool:
        """Whether both orders gave the same valid verdict."""
        return self.straight is not None and self.straight == self.swapped

    @property
    def choice(self) -> Choice | None:
        """Return what holds in both orders; a verdict that turns with the order is none."""
        return self.straight if self.consistent else None


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks one model. `prompt`: prompts/judge_reply.md."""

    model: ChatModel
    prompt: Prompt

    def compare(self, pair: Pair, *, swapped_first: bool = False) -> Verdicts:
        """Have the pair judged in both orders; `swapped_first`: which of them comes first."""
        chosen = {swapped: self._ask(pair, swapped=swapped) for swapped in _order(swapped_first)}
        return Verdicts(chosen[False], chosen[True])

    def _ask(self, pair: Pair, *, swapped: bool) -> Choice | None:
        a, b = (pair.second, pair.first) if swapped else (pair.first, pair.second)
        messages = self.prompt.render(
            before=fence(" ".join(pair.before)),
            message=fence(pair.message),
            reply_a=fence(a),
            reply_b=fence(b),
        )
        request = ModelRequest(messages, max_tokens=_MAX_TOKENS, temperature=0.0, lane="distil")
        try:
            said = self.model.complete(request, threading.Event()).text
        except UpstreamError:
            return None
        return unblinded(verdict(said), swapped=swapped)


def verdict(text: str) -> str:
    """Return "A", "B" or "TIE" where the last line is exactly such a verdict, else ''."""
    lines = text.strip().splitlines()
    found = _VERDICT.fullmatch(lines[-1].strip()) if lines else None
    return found.group(1) if found else ""


def unblinded(said: str, *, swapped: bool) -> Choice | None:
    """Return which reply a verdict was for."""
    first, second = ("B", "A") if swapped else ("A", "B")
    choices: dict[str, Choice] = {first: "first", second: "second", "TIE": "tie"}
    return choices.get(said)


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two judges over the same cases; None where chance explains all."""
    if not pairs:
        return None
    total = len(pairs)
    seen = sum(a == b for a, b in pairs) / total
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ours[name] * theirs[name] for name in ours) / total**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def _order(swapped_first: bool) -> tuple[bool, bool]:  # noqa: FBT001 - which of two comes first
    return (True, False) if swapped_first else (False, True)
