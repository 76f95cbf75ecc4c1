"""Troika consulting: members divided into groups that work side by side.

One tells of a case, the others talk about it between them while the first listens. That takes
three; a fourth is a third consultant, and only five members leave a pair.
"""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 3
"""Members that troikas are planned for; two go on as a pair when a third has left."""
_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def divide(member_ids: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return groups of three, with a fourth where the numbers ask for it; five make 3 and 2."""
    groups = []
    start = 0
    for size in _sizes(len(member_ids)):
        groups.append(tuple(member_ids[start : start + size]))
        start += size
    return tuple(groups)


def _sizes(members: int) -> list[int]:
    if members < FEWEST:
        return [members]
    if members == 5:  # noqa: PLR2004 - the one number that threes and fours do not make up
        return [3, 2]
    smaller, bigger = divmod(members, members // 3)
    return [smaller + 1] * bigger + [smaller] * (members // 3 - bigger)


def who_in_turn(groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return, turn by turn, who tells of a case: one in each group that has turns left."""
    most = max(map(len, groups))
    return [tuple(group[i] for group in groups if i < len(group)) for i in range(most)]


def division(groups: Sequence[Sequence[str]]) -> str:
    """Say how the members are divided, and what a group of another size does differently."""
    sizes = [len(group) for group in groups]
    said = []
    for size in sorted(set(sizes), reverse=True):
        count = sizes.count(size)
        noun = "group" if count == 1 else "groups"
        said.append(f"{_NUMBERS.get(count, str(count))} {noun} of {_NUMBERS[size]}")
    sentences = [f"{' and '.join(said)}.".capitalize()]
    if min(sizes) == 2:  # noqa: PLR2004 - a pair
        sentences.append("In the pair one consults; after two turns they return to what is open.")
    elif max(sizes) > min(sizes):
        sentences.append("A group that is done early returns to what is open.")
    return " ".join(sentences)
