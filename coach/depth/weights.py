"""The trained file: a row of weights for each label, and a card that says how it was made.

`data/weights.npz` holds numbers alone and is read without pickle; `data/card.json` holds the rest.
`benchmarks/train_depth.py` makes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from coach.depth.features import Rows
from coach.domain.base import Model
from coach.domain.depth import DEPTHS, Depth

DATA: Final = Path(__file__).parent / "data"


class Measured(Model):
    """What was measured on managers' sentences that were not trained on. Shares, 0 to 1.

    `right`: of what is told; `told`: of all sentences; `critical`: of those that people call
    critical reflection, the share that it calls so too.
    """

    right: float = Field(ge=0, le=1)
    told: float = Field(ge=0, le=1)
    critical: float = Field(ge=0, le=1)
    sentences: int = Field(ge=1)


class Card(Model):
    """`embedder`: the model that the weights fit, without its window. `threshold`: see DepthReader.

    `labels`: of the data trained on, in the order of the rows, each with its level.
    """

    embedder: str
    labels: Mapping[str, Depth]
    threshold: float = Field(ge=0, le=1)
    trained_on: str
    measured: Measured


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model. `rows`: shape (labels, features); `bias`: (labels,)."""

    card: Card
    rows: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Path = DATA) -> Weights:
        """Read the two files that `save` wrote."""
        card = Card.model_validate_json((folder / "card.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            return cls(card, stored["rows"].astype(np.float32), stored["bias"].astype(np.float32))

    def save(self, folder: Path) -> None:
        """Write them, half as exact as they are: the figures are taken with what is written."""
        folder.mkdir(parents=True, exist_ok=True)
        text = self.card.model_dump_json(indent=2) + "\n"
        (folder / "card.json").write_text(text, encoding="utf-8")
        np.savez_compressed(
            folder / "weights.npz", rows=self.rows.astype(np.float16), bias=self.bias
        )

    def of_labels(self, features: Rows) -> NDArray[np.float32]:
        """Return how likely each label is: shape (sentences, labels)."""
        scores = features @ self.rows.T + self.bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def of_levels(self, labels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how likely each level is: the sum of its labels, shape (sentences, levels).

        `labels`: what `of_labels` returned.
        """
        levels = np.asarray([DEPTHS.index(level) for level in self.card.labels.values()])
        return np.stack(
            [labels[:, levels == place].sum(axis=1) for place in range(len(DEPTHS))], axis=1
        )
