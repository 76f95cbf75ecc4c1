"""Watching a mirror while it streams: it shows only words that have passed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.dialogue.checks import StreamGuard, check_reply
from coach.dialogue.faithful import says_more, strange_words
from coach.dialogue.mirror_form import LONGEST
from coach.dialogue.second_person import to_second_person

MAX_WORDS = 34
_MIN_WORDS = 2
_HEDGE = re.compile(r",? you (?:guess|suppose)(?:(?=\.)|,)|,? honestly(?=\.)")
_A_QUESTION = "What then?"
"""Stands for the question, which is one of the bank's, checked when the bank was loaded."""


class MirrorWatch:
    """Checks one mirror. `failed` names what it broke; once broken, nothing of it is shown.

    `said`: the member's texts, whose words alone a mirror may use, the latest last.
    """

    def __init__(self, said: Sequence[str]) -> None:
        self._said = said
        self._guard = StreamGuard(member_texts=said)
        self.failed: tuple[str, ...] = ()

    def so_far(self, raw: str, *, whole: bool) -> str:
        """Return what may be shown of the mirror; `raw` is all that has arrived of it."""
        if self.failed:
            return ""
        text = tidied(_uncut(raw) if whole else raw.rpartition(" ")[0])
        shown = text if whole else self._guard.feed(f"{text} ").rstrip()
        self.failed = tuple(dict.fromkeys(self._faults(text, whole=whole)))
        return "" if self.failed else shown

    def _faults(self, text: str, *, whole: bool) -> list[str]:
        faults = [self._guard.failed] if self._guard.failed else []
        if strange_words(text, self._said):
            faults.append("unfaithful")
        if len(text.split()) > MAX_WORDS:
            faults.append("mirror_long")
        if whole and len(text.split()) < _MIN_WORDS:
            faults.append("mirror_empty")
        if whole and says_more(text, self._said[-1]):
            faults.append("unfaithful")
        if whole:
            faults += check_reply(f"{text} {_A_QUESTION}", member_texts=self._said)
        return faults


def tidied(mirror: str) -> str:
    """Return a mirror in the second person throughout and without the member's hedges."""
    return _HEDGE.sub("", to_second_person(" ".join(mirror.split())))


def _uncut(mirror: str) -> str:
    """A mirror that ran into its limit ends at its last comma instead."""
    if len(mirror) <= LONGEST or "," not in mirror:
        return mirror
    return f"{mirror[: mirror.rindex(',')]}."
