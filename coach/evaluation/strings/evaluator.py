"""Puts each string into each field and looks at what becomes of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Final

from coach.domain.base import Model
from coach.errors import InvalidInput
from coach.evaluation.data import SETS, mark, read_lines
from coach.evaluation.people import cheap_passwords
from coach.evaluation.result import Better, Figure, Result, Table
from coach.evaluation.stage import Stage
from coach.evaluation.strings.exports import EXPORTS, Export
from coach.evaluation.strings.field import Field
from coach.evaluation.strings.fields import FIELDS
from coach.evaluation.strings.kept import Kept, as_kept
from coach.evaluation.strings.scene import Scene, make_scene
from coach.llm.scripted import UnavailableModel

OWN_SET: Final = SETS / "strings" / "strings.jsonl"
_SAMPLE: Final = 12
"""Strings of a quick run."""
_SHOWN: Final = 20
_LONGEST_SHOWN: Final = 300


class OddString(Model):
    """One line of a set. `repeat`: how often `text` stands behind itself, for long ones.

    `points`: code points in place of a text, for what JSON does not hold: half surrogates.
    """

    kind: str
    text: str = ""
    points: tuple[int, ...] = ()
    repeat: int = 1

    @property
    def whole(self) -> str:
        """The string itself."""
        return (self.text + "".join(map(chr, self.points))) * self.repeat


class Fate(StrEnum):
    """What became of a string in a field."""

    KEPT = "kept"
    REFUSED = "refused"
    """With one sentence."""
    CHANGED = "changed"
    """Something else came back than docs/attacks.md says."""
    FAILED = "failed"
    """Another error than a sentence for the person."""


class Finding(Model):
    """A string that was changed or failed; `seen` is what came back, or the error.

    Both with escapes in place of whatever is not ASCII.
    """

    string: str
    kind: str
    field: str
    fate: Fate
    seen: str


@dataclass(frozen=True, slots=True)
class StringsEvaluator:
    """Every string through every field, and exports of what then stands there.

    `exports_every`: after each so many-th string, for files take a second together. No language
    model is asked.
    """

    file: Path = OWN_SET
    exports_every: int = 4
    fields: Sequence[Field] = FIELDS
    name: str = "strings"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        strings = read_strings(self.file)
        if stage.quick and len(strings) > _SAMPLE:
            strings = tuple(Random(1).sample(strings, _SAMPLE))  # noqa: S311 - a sample
        fates: dict[str, Counter[Fate]] = {field.name: Counter() for field in self.fields}
        fates |= {f"export: {name}": Counter() for name in EXPORTS}
        findings: list[Finding] = []
        with stage.services(UnavailableModel(), passwords=cheap_passwords()) as services:
            scene = make_scene(services)
            for number, string in enumerate(strings):
                stage.tell("strings", number + 1, len(strings))
                for found in self._tried(scene, string, number):
                    fates[found.field][found.fate] += 1
                    if found.fate in {Fate.CHANGED, Fate.FAILED}:
                        findings.append(found)
        return self._result(strings, fates, findings)

    def _tried(self, scene: Scene, string: OddString, number: int) -> Iterator[Finding]:
        for field in self.fields:
            if number % field.every == 0:
                yield _finding(string, field.name, *_fate(field, scene, string.whole))
        if number % self.exports_every == 0:
            for name, export in EXPORTS.items():
                yield _finding(string, f"export: {name}", *_exported(export, scene))

    def _result(
        self,
        strings: Sequence[OddString],
        fates: Mapping[str, Counter[Fate]],
        findings: Sequence[Finding],
    ) -> Result:
        return Result(
            name=self.name,
            about="Odd strings through every text field, by service, and into every export.",
            command=f"coach eval strings --file {self.file.name}",
            data=(mark(self.file, len(strings)),),
            figures=_figures(fates, len(strings)),
            tables=(_fields_table(fates), *_findings_tables(findings)),
            details=[one.model_dump() for one in findings],
        )


def read_strings(path: Path) -> tuple[OddString, ...]:
    """Read JSON lines of this project, a JSON list of strings, or text with one string a line."""
    if path.suffix == ".jsonl":
        return read_lines(path, OddString)
    try:
        text = path.read_text(encoding="utf-8")
        texts = json.loads(text) if path.suffix == ".json" else _lines(text)
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"{path.name!r} cannot be read: name a .jsonl, .json or .txt."
        ) from error
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise InvalidInput(f"{path.name!r} holds no list of strings: name another file.")
    return tuple(OddString(kind="listed", text=one) for one in texts)


def _lines(text: str) -> list[str]:
    """Return the lines of a list; those that begin with # are remarks."""
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _exported(export: Export, scene: Scene) -> tuple[Fate, str]:
    try:
        export(scene)
    except InvalidInput as error:  # a PDF has no letters of some scripts, and says so
        return _refused(str(error))
    except Exception as error:  # noqa: BLE001 - whatever escapes is what is counted
        return Fate.FAILED, _said(error)
    return Fate.KEPT, ""


def _fate(field: Field, scene: Scene, text: str) -> tuple[Fate, str]:
    try:
        seen = field.put(scene, text)
    except InvalidInput as error:
        return _refused(str(error))
    except Exception as error:  # noqa: BLE001 - whatever escapes is what is counted
        return Fate.FAILED, _said(error)
    if field.kept is not Kept.NOTHING and seen != as_kept(text, field.kept):
        return Fate.CHANGED, seen
    return Fate.KEPT, seen


def _refused(sentence: str) -> tuple[Fate, str]:
    """A refusal is one line that can be shown; anything else is a finding."""
    one_line = sentence.strip() and "\n" not in sentence and sentence.rstrip().endswith(".")
    return (Fate.REFUSED if one_line else Fate.FAILED), sentence


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _finding(string: OddString, field: str, fate: Fate, seen: str) -> Finding:
    shown = ascii(string.whole[:_LONGEST_SHOWN])
    return Finding(
        string=shown, kind=string.kind, field=field, fate=fate, seen=ascii(seen[:_LONGEST_SHOWN])
    )


def _figures(fates: Mapping[str, Counter[Fate]], strings: int) -> tuple[Figure, ...]:
    whole: Counter[Fate] = sum(fates.values(), Counter())
    tries = whole.total()

    def none_of(fate: Fate, title: str) -> Figure:
        return Figure(
            key=fate.value,
            title=title,
            value=whole[fate],
            better=Better.LOWER,
            target=0,
            cases=tries,
        )

    return (
        none_of(Fate.FAILED, "errors other than one sentence for the person"),
        none_of(Fate.CHANGED, "strings that came back otherwise than promised"),
        Figure(
            key="refused",
            title="refused with one sentence",
            value=whole[Fate.REFUSED] / tries if tries else None,
            unit="share",
            cases=tries,
        ),
        Figure(key="strings", title="strings", value=strings),
        Figure(key="fields", title="fields and exports", value=len(fates)),
    )


def _fields_table(fates: Mapping[str, Counter[Fate]]) -> Table:
    rows = tuple((name, *(str(n[fate]) for fate in Fate)) for name, n in fates.items())
    return Table(title="Each field", columns=("field", *Fate), rows=rows)


def _findings_tables(findings: Sequence[Finding]) -> tuple[Table, ...]:
    if not findings:
        return ()
    rows = tuple(
        (one.field, one.fate.value, one.string[:60], one.seen[:100]) for one in findings[:_SHOWN]
    )
    title = f"The first {len(rows)} of {len(findings)} findings"
    return (Table(title=title, columns=("field", "fate", "string", "seen"), rows=rows),)
