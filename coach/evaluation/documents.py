"""`documents`: what becomes of each file of a folder, by the reading that loading uses."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from coach.domain.base import Model
from coach.domain.repertoire import ItemKind
from coach.errors import InvalidInput
from coach.evaluation.data import SETS, mark, read_lines
from coach.evaluation.processes import children, own_temporary_folder, watched
from coach.evaluation.result import Better, Figure, Result, Table
from coach.evaluation.stage import Stage
from coach.repertoire.pieces import cut
from coach.repertoire.ports import Embedder
from coach.repertoire.reading.reader import DEFAULT, Limits, Refused, read_file

OWN_SET: Final = SETS / "documents"
_EXPECTED: Final = "expected.jsonl"
_NO_DOCUMENTS: Final = frozenset({_EXPECTED, "README.md"})
"""What a folder of documents holds beside them."""
_SAMPLE: Final = 12
"""Files of a quick run."""
_READ: Final = "read"


class Expected(Model):
    """One line of expected.jsonl: `outcome` is "read" or the code of a refusal."""

    file: str
    outcome: str


class Outcome(Model):
    """What became of one file. `sentence`: what the person is told of a file that is not read.

    `left`: processes and temporary files that the reading left behind.
    """

    file: str
    outcome: str
    sentence: str = ""
    media_type: str = ""
    passages: int = 0
    tokens: int = 0
    seconds: float
    peak_mb: float
    left: int


@dataclass(frozen=True, slots=True)
class DocumentsEvaluator:
    """Reads every file, as loading does, and counts outcomes, time, memory and leftovers."""

    folder: Path = OWN_SET
    limits: Limits = DEFAULT
    name: str = "documents"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        files = _files(self.folder)
        if stage.quick and len(files) > _SAMPLE:
            files = sorted(Random(1).sample(files, _SAMPLE))  # noqa: S311 - a sample
        embedder, outcomes = stage.embedder(), []
        for number, path in enumerate(files, 1):
            stage.tell("reading", number, len(files))
            outcomes.append(_outcome(path, self.folder, self.limits, embedder))
        expected = _expected(self.folder)
        return Result(
            name=self.name,
            about="What becomes of each file by the reading that loading uses.",
            command=f"coach eval documents {self.folder.name}",
            data=(mark(self.folder, len(files)),),
            figures=_figures(outcomes, expected),
            tables=(_counts(outcomes), _files_table(outcomes, expected)),
            details=[one.model_dump() for one in outcomes],
        )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder {str(folder)!r}: name one that holds documents.")
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in _NO_DOCUMENTS)
    if not files:
        raise InvalidInput(f"{str(folder)!r} holds no file: name a folder that holds documents.")
    return files


def _expected(folder: Path) -> Mapping[str, str]:
    path = folder / _EXPECTED
    if not path.exists():
        return {}
    return {one.file: one.outcome for one in read_lines(path, Expected)}


def _outcome(path: Path, folder: Path, limits: Limits, embedder: Embedder | None) -> Outcome:
    """Read one file and look at what is left of it."""
    before, began = children(), time.perf_counter()
    facts: dict[str, Any]
    with own_temporary_folder() as temporary, watched() as peak:
        try:
            read = read_file(path, path.name, limits)
        except Refused as refused:
            facts = {"outcome": refused.reason.value, "sentence": str(refused)}
        else:
            passages = cut("document", ItemKind.DOCUMENT, read.text, embedder)
            facts = {
                "outcome": _READ,
                "media_type": read.media_type,
                "passages": len(passages),
                "tokens": sum(one.tokens for one in passages),
            }
        left = len(children() - before) + len(list(temporary.iterdir()))
    return Outcome(
        file=path.relative_to(folder).as_posix(),
        seconds=round(time.perf_counter() - began, 3),
        peak_mb=round(peak.megabytes, 1),
        left=left,
        **facts,
    )


def _figures(outcomes: Sequence[Outcome], expected: Mapping[str, str]) -> tuple[Figure, ...]:
    seconds = sorted(one.seconds for one in outcomes)
    known = [one for one in outcomes if one.file in expected]
    right = sum(one.outcome == expected[one.file] for one in known)
    as_expected = Figure(
        key="as_expected",
        title="files with the outcome that was expected of them",
        value=right / len(known) if known else None,
        unit="share",
        better=Better.HIGHER,
        target=1.0,
        cases=len(known),
    )
    return (
        _count("read", "files read", outcomes, sum(one.outcome == _READ for one in outcomes)),
        *((as_expected,) if known else ()),
        Figure(
            key="left_behind",
            title="processes and temporary files left behind",
            value=sum(one.left for one in outcomes),
            better=Better.LOWER,
            target=0,
            cases=len(outcomes),
        ),
        _timed("seconds_median", "one file, median", seconds[len(seconds) // 2], "s"),
        _timed("seconds_slowest", "the slowest file", seconds[-1], "s"),
        _timed("peak_mb", "most memory of one reading", max(o.peak_mb for o in outcomes), "MB"),
    )


def _count(key: str, title: str, outcomes: Sequence[Outcome], value: int) -> Figure:
    return Figure(key=key, title=title, value=value, better=Better.HIGHER, cases=len(outcomes))


def _timed(key: str, title: str, value: float, unit: str) -> Figure:
    return Figure(key=key, title=title, value=value, unit=unit, better=Better.LOWER)


def _counts(outcomes: Sequence[Outcome]) -> Table:
    counted = Counter(one.outcome for one in outcomes)
    rows = tuple((outcome, str(count)) for outcome, count in counted.most_common())
    return Table(title="Outcomes", columns=("outcome", "files"), rows=rows)


def _files_table(outcomes: Sequence[Outcome], expected: Mapping[str, str]) -> Table:
    columns = ("file", "outcome", "expected", "what the person is told", "passages", "tokens", "s")
    rows = tuple(
        (
            one.file,
            one.outcome,
            expected.get(one.file, ""),
            one.sentence,
            str(one.passages or ""),
            str(one.tokens or ""),
            f"{one.seconds:.1f}",
        )
        for one in sorted(outcomes, key=lambda one: -one.seconds)
    )
    return Table(title="Each file, the slowest first", columns=columns, rows=rows)
