"""What the finders hand one another: a stretch of one text, before the union is made of all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from coach.domain.masking import Concern, Finding


class Mark(NamedTuple):
    """Characters `start` to `end` (exclusive) that one finder points to."""

    start: int
    end: int
    concern: Concern
    finder: str


_TRUST: Final = ("words", "spacy", "names", "patterns", "presidio", "teams", "roles", "roster")
"""Of two that point to the same letters, the later one in this list says what it is."""
_NAMES: Final = (Concern.PERSON, Concern.NAME, Concern.ORGANISATION)
_PARTICLE: Final = r"(?:de|da|do|dos|di|du|del|der|den|van|von|ten|ter|la|bin|ibn|al|el|y)"
_WITHIN_A_NAME: Final = re.compile(rf"[ \t]+(?:(?:[^\W\d_]\.?|{_PARTICLE})[ \t]+){{0,3}}")
"""What stands between the parts of a name: an initial, "van der"."""
_INITIALS: Final = re.compile(r"(?<!\w)(?:[^\W\d_a-z]\.[ \t]?)+\Z")


def union(text: str, marks: Iterable[Mark]) -> tuple[Finding, ...]:
    """Return all marks as findings that do not overlap, in their order.

    Those that overlap become one, which covers them all and is called what the longest of them is.
    So do the parts of a name: given name, initial, "van der", family name.
    """
    joined: list[Finding] = []
    for apart in _apart(marks):
        finding = _with_initials(text, apart, since=joined[-1].end if joined else 0)
        if joined and _one_name(text, joined[-1], finding):
            joined[-1] = _both(joined[-1], finding)
        else:
            joined.append(finding)
    return tuple(joined)


def _apart(marks: Iterable[Mark]) -> list[Finding]:
    found: list[Finding] = []
    group: list[Mark] = []
    reach = 0
    for mark in sorted(marks):
        if group and mark.start >= reach:
            found.append(_joined(group))
            group = []
        group.append(mark)
        reach = max(reach, mark.end)
    if group:
        found.append(_joined(group))
    return found


def _with_initials(text: str, finding: Finding, *, since: int) -> Finding:
    if finding.concern not in _NAMES or not text[finding.start].isupper():
        return finding
    initials = _INITIALS.search(text, since, finding.start)
    return finding.model_copy(update={"start": initials.start()}) if initials else finding


def _joined(group: list[Mark]) -> Finding:
    """A family name alone is a person's only if no other finder says more: Porto is a city too."""
    leading = max(group, key=_weight)
    concern = leading.concern
    if concern is Concern.NAME and any(mark.finder == "names" for mark in group):
        concern = Concern.PERSON
    return Finding(
        start=min(mark.start for mark in group),
        end=max(mark.end for mark in group),
        concern=concern,
        found_by=frozenset(mark.finder for mark in group),
    )


def _weight(mark: Mark) -> tuple[int, bool, int]:
    return mark.end - mark.start, mark.concern is not Concern.NAME, _TRUST.index(mark.finder)


def _one_name(text: str, first: Finding, second: Finding) -> bool:
    if first.concern not in _NAMES or second.concern not in _NAMES:
        return False
    between = text[first.end : second.start]
    alike = text[first.start].isupper() == text[second.start].isupper()
    return alike and _WITHIN_A_NAME.fullmatch(between) is not None


def _both(first: Finding, second: Finding) -> Finding:
    either = {first.concern, second.concern}
    concern = next(c for c in (Concern.ORGANISATION, Concern.PERSON, Concern.NAME) if c in either)
    return Finding(
        start=first.start,
        end=second.end,
        concern=concern,
        found_by=first.found_by | second.found_by,
    )
