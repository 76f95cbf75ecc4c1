"""What reading depth needs of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embeds(Protocol):
    """Turns texts into vectors of length one, shape (texts, dimensions)."""

    @property
    def name(self) -> str:
        """Return which model it is: what was learnt with one fits no other."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text."""
        ...
