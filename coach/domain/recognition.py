"""Temporary."""

from __future__ import annotations

from collections.abc import Sequence

from coach.domain.masking import Hint


def hints(texts: Sequence[str]) -> tuple[Hint, ...]:
    return tuple(Hint(words="the only", why="Rare.") for t in texts if "the only" in t)
