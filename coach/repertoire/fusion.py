"""Calibrated convex fusion: one score from what each component of search says of an item.

Every component is brought to one scale by two constants that were measured on development data,
never by what else is on the shelf: an item's score does not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach import yaml_text
from coach.errors import SetupError

Component = Literal["text", "lexical", "about", "situation", "lesson", "kinship"]
"""text: the words against a passage, by meaning; lexical: by words. about: an account against what
an item is about in general; situation, lesson: what was distilled from both; kinship: see
kinship.py."""

Mode = Literal["words", "account"]
"""Whether words are looked for, or what is like an account of something that happened."""

Scores = NDArray[np.float32]

CALIBRATION_FILE: Final = Path(__file__).with_name("calibration.yaml")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scale(_Model):
    """A component's place in the fusion: it says (raw - centre) / scale, with a weight a mode."""

    centre: float
    scale: float = Field(gt=0)
    words: float = Field(ge=0)
    account: float = Field(ge=0)


class Bm25(_Model):
    """`k1`: how soon repeats of a word stop to count; `b`: how far length is taken into account."""

    k1: float = Field(default=1.2, ge=0)
    b: float = Field(default=0.75, ge=0, le=1)


class Calibration(_Model):
    """Everything about ranking that was measured.

    threshold: for each mode the fused score below which nothing is suggested. per_author: items of
    one author in one answer. diversity: 0 to 1, how much likeness to a better result costs.
    """

    scales: Mapping[Component, Scale]
    bm25: Bm25 = Bm25()
    threshold: Mapping[Mode, float]
    per_author: int = Field(ge=1)
    diversity: float = Field(ge=0, le=1)


def load_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """Read the constants; SetupError names what is wrong with them."""
    try:
        return Calibration.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError(
            f"The file {path.name!r} cannot be used ({type(error).__name__}): restore it."
        ) from error


def fuse(
    parts: Mapping[Component, Scores], scales: Mapping[Component, Scale], mode: Mode
) -> Scores:
    """Return one score an item: the weighted mean of the calibrated components that it has.

    `parts`: equally long arrays, NaN where an item lacks a component (a story without a lesson).
    An item that lacks them all scores minus infinity.
    """
    if not parts:
        raise ValueError("Fusion needs at least one component.")
    length = len(next(iter(parts.values())))
    total, weight = np.zeros(length), np.zeros(length)
    for name, raw in parts.items():
        scale = scales[name]
        there = ~np.isnan(raw)
        share = scale.words if mode == "words" else scale.account
        total[there] += share * (raw[there] - scale.centre) / scale.scale
        weight[there] += share
    known = weight > 0
    return np.where(known, total / np.where(known, weight, 1), -np.inf).astype(np.float32)
