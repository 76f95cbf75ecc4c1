"""Watching a mirror while it streams: it shows only words that have passed."""

from __future__ import annotations

from collections.abc import Sequence

from coach.dialogue.faithful import strange_words
from coach.dialogue.second_person import to_second_person

MAX_WORDS = 34
_MIN_WORDS = 2


class MirrorWatch:
    """Checks one mirror. `failed` names what it broke; once broken, nothing of it is shown.

    `said`: the member's texts, whose words alone a mirror may use. `before`: mirrors of earlier
    turns, none of which may come again.
    """

    def __init__(self, said: Sequence[str], before: Sequence[str] = ()) -> None:
        self._said = said
        self._before = {text.casefold() for text in before}
        self.failed: tuple[str, ...] = ()

    def so_far(self, raw: str, *, whole: bool) -> str:
        """Return what may be shown of the mirror; `raw` is all that has arrived of it."""
        if self.failed:
            return ""
        text = raw if whole else raw.rpartition(" ")[0]
        text = to_second_person(" ".join(text.split()))
        self.failed = self._faults(text, whole=whole)
        return "" if self.failed else text

    def _faults(self, text: str, *, whole: bool) -> tuple[str, ...]:
        faults = []
        if strange_words(text, self._said):
            faults.append("mirror_unfaithful")
        if len(text.split()) > MAX_WORDS:
            faults.append("mirror_long")
        if whole and len(text.split()) < _MIN_WORDS:
            faults.append("mirror_empty")
        if whole and text.casefold() in self._before:
            faults.append("mirror_repeated")
        return tuple(faults)
