"""People who write to a coach at the same moment and read its replies, each on a page of their own.

What is noted of a reply are the moments at which its first words and its whole stood in what the
server had sent to that person's page.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol

from streamlit.proto.Delta_pb2 import Delta
from websockets.exceptions import ConnectionClosed, WebSocketException

from benchmarks.page_client import Page, Seen

WORDS: Final = (
    "In our Monday meeting I want to ask one open question and wait until somebody answers.",
    "My inner obstacle is that I answer my own question because the silence is hard to bear.",
)
"""What everybody writes, one after the other."""
_OPEN_AT_ONCE: Final = 8
_SETTLE_S: Final = 15.0
_BETWEEN_RERUNS_S: Final = 0.5
_COACH: Final = re.compile(r'class="turn coach"')


class Look(Protocol):
    """Reads a page: what of a reply stands there."""

    def take(self, delta: Delta) -> None:
        """Take what was drawn."""

    def begin(self) -> None:
        """A message is about to be sent."""

    @property
    def begun(self) -> bool:
        """Whether words of the reply stand there."""

    @property
    def whole(self) -> bool:
        """Whether the whole reply stands there."""


class CoachLook:
    """Our own page: the reply that is arriving, then the list with one more turn of the coach."""

    def __init__(self) -> None:
        self._turns, self._before = 0, 0
        self._arriving = False

    def take(self, delta: Delta) -> None:
        """See Look."""
        body = delta.new_element.html.body
        if "turn coach arriving" in body:
            self._arriving = "said thinking" not in body
        elif 'class="turns"' in body:
            self._turns = len(_COACH.findall(body))

    def begin(self) -> None:
        """See Look."""
        self._before, self._arriving = self._turns, False

    @property
    def begun(self) -> bool:
        """See Look."""
        return self._arriving or self.whole

    @property
    def whole(self) -> bool:
        """See Look."""
        return self._turns > self._before


class BareLook:
    """The bare page: the markdown behind the last message, for all before is drawn again."""

    def __init__(self) -> None:
        self._sent, self._drawn = 0, 0
        self._last = ""

    def take(self, delta: Delta) -> None:
        """See Look."""
        body = delta.new_element.markdown.body
        if body in WORDS:
            self._drawn += 1
        elif body and self._drawn == self._sent:
            self._last = body

    def begin(self) -> None:
        """See Look."""
        self._sent, self._drawn = self._sent + 1, 0
        self._last = ""

    @property
    def begun(self) -> bool:
        """See Look."""
        return bool(self._last.strip())

    @property
    def whole(self) -> bool:
        """See Look."""
        return self._last.rstrip().endswith("?")


@dataclass(slots=True)
class Talker:
    """One person at their page; `first_s`, `whole_s`: seconds from a message, one a message."""

    look: Look
    page: Page | None = None
    first_s: list[float] = field(default_factory=list)
    whole_s: list[float] = field(default_factory=list)
    _sent: float = 0.0
    _begun: bool = False
    _whole: asyncio.Event = field(default_factory=asyncio.Event)

    def see(self, delta: Delta) -> None:
        """Note what the server has sent."""
        self.look.take(delta)
        if not self._sent:
            return
        now = time.perf_counter() - self._sent
        if not self._begun and self.look.begun:
            self._begun = True
            self.first_s.append(now)
        if self.look.whole and not self._whole.is_set():
            self.whole_s.append(now)
            self._whole.set()

    async def talk(self, words: str, *, after_s: float, patience_s: float) -> None:
        """Send one message and read until its reply is whole, or give up."""
        if self.page is None:
            return
        await asyncio.sleep(after_s)
        self.look.begin()
        self._begun = False
        self._whole.clear()
        self._sent = time.perf_counter()
        try:
            async with asyncio.timeout(patience_s):
                await self.page.say(words)
                await self._whole.wait()
        except TimeoutError:
            self.page.failures.append("no whole reply")
        except (ConnectionClosed, RuntimeError) as error:
            self.page.failures.append(f"could not send: {error}")
        self._sent = 0.0

    async def settle(self) -> None:
        """Wait until the page asks for nothing any more: the draft has caught up."""
        deadline = time.perf_counter() + _SETTLE_S
        # The page tells nobody when it falls quiet.
        while self.page and not self.page.is_quiet and time.perf_counter() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Leave the page."""
        if self.page is not None:
            await self.page.close()

    @property
    def failures(self) -> Sequence[str]:
        """What went wrong, in words."""
        return self.page.failures if self.page else ["never opened"]


Opens = Callable[[int, Seen], Awaitable[Page]]
"""Opens the page of the person of that number."""


async def open_all(talkers: Sequence[Talker], opens: Opens, first: int) -> None:
    """Open pages, a few at a time; `first`: the number of the first person."""
    gate = asyncio.Semaphore(_OPEN_AT_ONCE)

    async def one(number: int, talker: Talker) -> None:
        async with gate:
            # Whoever finds no way in has "never opened" as their failure.
            with suppress(TimeoutError, OSError, WebSocketException):
                talker.page = await opens(number, talker.see)

    await asyncio.gather(*(one(first + at, talker) for at, talker in enumerate(talkers)))


async def rerun_until(done: asyncio.Event, onlooker: Page) -> list[float]:
    """Have a page run again and again; return the seconds of each run."""
    seconds: list[float] = []
    with suppress(ConnectionClosed):
        while not done.is_set():
            seconds.append(await onlooker.run())
            await asyncio.sleep(_BETWEEN_RERUNS_S)
    return seconds


async def all_talk(
    talkers: Sequence[Talker], words: str, *, spread_s: float, patience_s: float
) -> None:
    """Have everybody write within `spread_s` seconds, and wait for all replies."""
    step = spread_s / len(talkers)
    await asyncio.gather(
        *(
            talker.talk(words, after_s=number * step, patience_s=patience_s)
            for number, talker in enumerate(talkers)
        )
    )
