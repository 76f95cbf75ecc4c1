"""What finds themes, as the services know it, and what it needs of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.domain.contribution import Source
from coach.domain.theme import Found
from coach.llm.ports import CancelFlag


class Embeds(Protocol):
    """Turns texts into vectors of length one, shape (texts, dimensions)."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text."""
        ...


class Memo(Protocol):
    """What the model has answered so far: whoever goes on after a stop does not ask again."""

    def get(self, asked: str) -> str | None:
        """Return the answer to what was asked (a key of ours, no text), or None."""
        ...

    def put(self, asked: str, answer: str) -> None:
        """Keep an answer; it is on disk when this returns."""
        ...


Told = Callable[[int, int], None]
"""Called with the steps that are done and those there are, as far as is known."""


class FindsThemes(Protocol):
    """Finds what several texts wrestle with. Threads may share it."""

    def find(
        self, sources: Sequence[Source], *, told: Told, memo: Memo, cancelled: CancelFlag
    ) -> Found:
        """Return the themes, those with most contributors first; none of an empty pool.

        Raises Cancelled. Without a model, or where it stops answering, rules over keywords find
        them, and `Found.made_by` says so.
        """
        ...
