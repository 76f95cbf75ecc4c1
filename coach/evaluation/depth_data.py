"""Sentences whose depth people have labelled: our own lines, and the format of CEReD.

CEReD (Nehyba and Štefánik 2022) has a tab-separated file with the columns `context`, `sentence`
and `y`, one of nine labels. Decision 15 says why each label belongs to its level.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import Field

from coach.domain.base import Model
from coach.domain.depth import Depth
from coach.errors import InvalidInput

LEVEL_OF: Final[Mapping[str, Depth]] = {
    "Other": Depth.DESCRIPTION,
    "Experience": Depth.DESCRIPTION,
    "Feeling": Depth.REFLECTION,
    "Belief": Depth.REFLECTION,
    "Difficulty": Depth.REFLECTION,
    "Reflection": Depth.REFLECTION,
    "Perspective": Depth.CRITICAL,
    "Learning": Depth.CRITICAL,
    "Intention": Depth.CRITICAL,
}
_COLUMNS: Final = frozenset({"context", "sentence", "y"})


class Labelled(Model):
    """One sentence with what stands before and after it, and the level that people gave it.

    What stands around it helps people to label; the reader does not use it. `label`: of the data
    it comes from, where that has finer ones.
    """

    sentence: str = Field(min_length=1)
    before: str = ""
    after: str = ""
    level: Depth
    label: str = ""


def read_cered(path: Path) -> tuple[Labelled, ...]:
    """Read a file of CEReD; InvalidInput where it is none."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path.name!r} cannot be read as a table: name another.") from error
    if not rows or _COLUMNS - rows[0].keys():
        raise InvalidInput(
            f"{path.name!r} is no file of CEReD: it has the columns context, sentence and y, "
            "separated by tabs."
        )
    return tuple(_case(path.name, number, row) for number, row in enumerate(rows, 2))


def _case(name: str, number: int, row: Mapping[str, str | None]) -> Labelled:
    sentence, label = _mended(row["sentence"] or "").strip(), row["y"] or ""
    if not sentence or label not in LEVEL_OF:
        raise InvalidInput(f"Row {number} of {name!r} has no sentence or no known label: mend it.")
    context = _mended(row["context"] or "").strip()
    before, found, after = context.partition(sentence)
    return Labelled(
        sentence=sentence,
        before=before.strip() if found else "",
        after=after.strip(),
        level=LEVEL_OF[label],
        label=label,
    )


def _mended(text: str) -> str:
    """Undo that UTF-8 was once read as Windows-1252, as in some rows of the published file."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
