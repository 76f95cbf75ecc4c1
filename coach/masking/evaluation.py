"""Measures what the finders find in texts whose spans are known.

A span counts as found when each of its letters and digits lies in some finding, of any concern:
part of a name is not enough, a finding that reaches further is. A finding is false when it touches
no known span of any type, and is counted for the types of its concern. Precision is found spans of
a type by found spans and false findings; F2 weighs recall four times as much.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from coach.domain.base import Model
from coach.domain.masking import Concern, Finding
from coach.errors import InvalidInput
from coach.masking.finder import Finder, Roster

_CONCERNS: Final[Mapping[str, frozenset[Concern]]] = {
    "PERSON": frozenset({Concern.PERSON, Concern.NAME}),
    "ORGANIZATION": frozenset({Concern.ORGANISATION}),
    "TEAM": frozenset({Concern.TEAM}),
    "ROLE": frozenset({Concern.ROLE}),
    "GPE": frozenset({Concern.PLACE}),
    "STREET_ADDRESS": frozenset({Concern.PLACE}),
    "ZIP_CODE": frozenset({Concern.PLACE}),
    "DATE_TIME": frozenset({Concern.DATE}),
    "AGE": frozenset({Concern.DATE}),
    "AMOUNT": frozenset({Concern.AMOUNT}),
    "NRP": frozenset({Concern.NAME}),
    "TITLE": frozenset({Concern.ROLE}),
}
_REST: Final = frozenset({Concern.CONTACT})
_TOGETHER: Final = "all"


class Span(Model):
    """Characters `start` to `end` (exclusive) that tell of somebody, and of what type they are."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    type: str


class Sample(Model):
    """One line of a file: a text and all its spans."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Known spans, those that were found, and false findings of the concerns of their type."""

    spans: int
    found: int
    false: int

    @property
    def recall(self) -> float:
        """Found spans by known ones; 1 where there is nothing to find."""
        return self.found / self.spans if self.spans else 1.0

    @property
    def precision(self) -> float:
        """Found spans by found spans and false findings; 1 where there is neither."""
        proposed = self.found + self.false
        return self.found / proposed if proposed else 1.0

    @property
    def f2(self) -> float:
        """The harmonic mean of both that weighs recall four times as much."""
        below = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / below if below else 0.0


def read_samples(path: Path) -> tuple[Sample, ...]:
    """Read a file, one JSON object a line: text, spans with start, end, type. InvalidInput."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The file {path.name!r} cannot be read as text: name another."
        ) from error
    samples = tuple(_samples(path.name, lines))
    if not samples:
        raise InvalidInput(f"The file {path.name!r} has no line with a text: add some.")
    return samples


def _samples(name: str, lines: Sequence[str]) -> Iterator[Sample]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            sample = Sample.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as error:
            raise InvalidInput(
                f"Line {number} of {name!r} is no JSON object with text and spans: mend it."
            ) from error
        if any(not span.start < span.end <= len(sample.text) for span in sample.spans):
            raise InvalidInput(f"Line {number} of {name!r} has a span beyond its text: mend it.")
        yield sample


def evaluate(samples: Sequence[Sample], finder: Finder) -> dict[str, Score]:
    """Return the score of each type, and of all together under "all"."""
    findings = [finder.find([sample.text], Roster())[0] for sample in samples]
    known: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[Concern] = Counter()
    for sample, proposed in zip(samples, findings, strict=True):
        covered = {at for finding in proposed for at in range(finding.start, finding.end)}
        known.update(span.type for span in sample.spans)
        found.update(span.type for span in sample.spans if _covers(covered, sample.text, span))
        false.update(one.concern for one in proposed if not _touches(one, sample.spans))
    scores = {
        kind: Score(known[kind], found[kind], sum(false[c] for c in _CONCERNS.get(kind, _REST)))
        for kind in sorted(known)
    }
    return {**scores, _TOGETHER: Score(known.total(), found.total(), false.total())}


def _covers(covered: set[int], text: str, span: Span) -> bool:
    letters = (at for at in range(span.start, span.end) if text[at].isalnum())
    return all(at in covered for at in letters)


def _touches(finding: Finding, spans: Sequence[Span]) -> bool:
    return any(finding.start < span.end and span.start < finding.end for span in spans)
