"""`stories`: what the drafter proposes for reflections: whether it is good, a reader says."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from coach import yaml_text
from coach.dialogue.faithful import strange_words
from coach.dialogue.story_draft import StoryDrafter
from coach.domain.base import Model
from coach.domain.reflection import ReflectionStep
from coach.domain.story import MOST_WORDS, PART_TITLES, StoryPart
from coach.errors import InvalidInput
from coach.evaluation.data import SETS, mark, shown
from coach.evaluation.result import Better, Figure, Result, Table
from coach.evaluation.stage import Stage

OWN_SET: Final = SETS / "stories" / "held_out.yaml"
_FRAME: Final = "My plan:"
_QUICK: Final = 3
"""Reflections of a quick run: the model is asked for at most each of them, some ten seconds."""


class WrittenReflection(Model):
    """One of a file: what a member said at each step, and the commitment that it is about."""

    name: str
    commitment: str = ""
    steps: Mapping[ReflectionStep, str]


class Drafted(Model):
    """What was proposed, in how many seconds, and its words that the member did not use."""

    name: str
    parts: Mapping[StoryPart, str]
    strange: tuple[str, ...]
    seconds: float

    @property
    def words(self) -> int:
        """How long the draft is."""
        return sum(len(text.split()) for text in self.parts.values())


@dataclass(frozen=True, slots=True)
class StoriesEvaluator:
    """Drafts a story from each reflection of a file, or the first three in a quick run."""

    file: Path = OWN_SET
    name: str = "stories"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        reflections = read_reflections(self.file)[: _QUICK if stage.quick else None]
        model = stage.model()
        drafter = StoryDrafter(model, stage.prompts())
        drafts = []
        for done, reflection in enumerate(reflections, 1):
            drafts.append(_drafted(drafter, reflection))
            stage.tell("drafting", done, len(reflections))
        strange = sorted({word for draft in drafts for word in draft.strange})
        return Result(
            name=self.name,
            about="What is proposed for a story from a kept reflection, in its author's sentences. "
            "Whether a draft is good, its reader says.",
            command=f"coach eval stories {shown(self.file)}",
            data=(mark(self.file, len(reflections)),),
            figures=_figures(drafts),
            tables=(_table(drafts),),
            notes=(
                f"Words that are not the author's: {', '.join(strange) or 'none'}.",
                f"The model was asked {model.calls} times.",
            ),
            details=[draft.model_dump(mode="json") for draft in drafts],
        )


def read_reflections(file: Path) -> tuple[WrittenReflection, ...]:
    """Read a list of reflections; InvalidInput where it is none."""
    try:
        found = yaml_text.parse(file.read_text(encoding="utf-8"))
        reflections = tuple(WrittenReflection.model_validate(one) for one in found)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValidationError) as error:
        raise InvalidInput(
            f"{file.name!r} is no list of reflections: give each a name, a commitment and steps."
        ) from error
    if not reflections:
        raise InvalidInput(f"{file.name!r} is empty: write a reflection into it.")
    return reflections


def _drafted(drafter: StoryDrafter, reflection: WrittenReflection) -> Drafted:
    began = time.monotonic()
    parts = drafter.draft(reflection.steps, reflection.commitment)
    seconds = time.monotonic() - began
    said = [reflection.commitment, *reflection.steps.values()]
    text = " ".join(parts.values()).replace(_FRAME, "")
    strange = strange_words(text, said)
    return Drafted(name=reflection.name, parts=parts, strange=strange, seconds=round(seconds, 3))


def _figures(drafts: Sequence[Drafted]) -> tuple[Figure, ...]:
    proposed = sum(len(draft.parts) for draft in drafts) / (len(drafts) * len(StoryPart))
    seconds = [draft.seconds for draft in drafts]
    return (
        Figure(
            key="parts_proposed",
            title="parts for which something is proposed",
            value=proposed,
            unit="share",
            better=Better.HIGHER,
            cases=len(drafts),
        ),
        _lower("strange_words", "words that are not the author's", _strange(drafts), target=0),
        _lower("longest", "words of the longest draft", max(d.words for d in drafts), MOST_WORDS),
        _lower("seconds_median", "seconds a story, median", statistics.median(seconds), unit="s"),
        _lower("seconds_most", "seconds a story, most", max(seconds), unit="s"),
    )


def _strange(drafts: Sequence[Drafted]) -> int:
    return sum(len(draft.strange) for draft in drafts)


def _lower(
    key: str, title: str, value: float, target: float | None = None, *, unit: str = ""
) -> Figure:
    return Figure(key=key, title=title, value=value, unit=unit, better=Better.LOWER, target=target)


def _table(drafts: Sequence[Drafted]) -> Table:
    rows = tuple(
        (PART_TITLES[part], f"{sum(part in draft.parts for draft in drafts)} of {len(drafts)}")
        for part in StoryPart
    )
    return Table(title="Each part", columns=("part", "proposed"), rows=rows)
