"""The word lists that ship with the coach: ordinary English words, names, and small lists of ours.

`docs/word_lists.py` made the large ones, THIRD_PARTY.md has their licences. All are read once, when
they are first asked for (about 0.1 s).
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from coach import yaml_text

_MODERN: Final = frozenset("ok okay email online website blog app wifi o'clock c'mon".split())  # noqa: SIM905


@dataclass(frozen=True)
class Lists:
    """common: ordinary words; known: those and rarer ones. Everything is in lower case.

    given: names that people are called by; english: those of English-speaking countries, nearly
    all that are words too; family: family names that are no ordinary word.
    """

    common: frozenset[str]
    known: frozenset[str]
    given: frozenset[str]
    english: frozenset[str]
    family: frozenset[str]
    places: frozenset[str]

    def ordinary(self, key: str) -> bool:
        """Whether a word is an ordinary one, or is made of ordinary ones by hyphens."""
        return all(part in self.known or len(part) == 1 for part in key.split("-"))


@cache
def word_lists() -> Lists:
    """Return the large lists."""
    words, names = _read("words.gz"), _read("names.gz")
    common = words["c"] | _MODERN
    english = names["e"] | vocabulary("nicknames")
    return Lists(
        common=frozenset(common),
        known=frozenset(common | words["k"]),
        given=frozenset(english | names["g"]),
        english=frozenset(english),
        family=frozenset(names["f"]),
        places=frozenset(names["p"]),
    )


@cache
def vocabulary(name: str) -> frozenset[str]:
    """Return a small list of words."""
    return frozenset(str(_vocabulary()[name]).split())


def either(name: str) -> str:
    """Return a small list of expressions as one regular expression, longest first."""
    listed = sorted(_vocabulary()[name], key=len, reverse=True)
    return f"(?:{'|'.join(listed)})"


@cache
def _vocabulary() -> Mapping[str, str | list[str]]:
    body = files("coach.masking").joinpath("data", "vocabulary.yaml").read_text(encoding="utf-8")
    listed: dict[str, str | list[str]] = yaml_text.parse(body)
    return listed


def _read(name: str) -> Mapping[str, set[str]]:
    body = files("coach.masking").joinpath("data", name).read_bytes()
    marked: dict[str, set[str]] = defaultdict(set)
    for line in gzip.decompress(body).decode().splitlines():
        marked[line[0]].add(line[2:])
    return marked
