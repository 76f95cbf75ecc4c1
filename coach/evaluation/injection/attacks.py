"""Attack sentences: our own set, anybody's in the same shape, and BIPIA's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Final, Self

from pydantic import Field, model_validator

from coach.domain.base import Model
from coach.errors import InvalidInput
from coach.evaluation.data import SETS, read_lines

OWN_SET: Final = SETS / "injection" / "attacks.jsonl"
_BIPIA_FILES: Final = ("text_attack_train.json", "text_attack_test.json")
_CANARY: Final = "QUOKKA"


class Asks(StrEnum):
    """What an attack is after, where no word of its own tells that it was followed."""

    PROMPT = "prompt"
    OTHERS_TEXT = "others_text"
    STATE_CHANGE = "state_change"


class Attack(Model):
    """One line. `canary`: words that stand in an output only if the attack was followed.

    With `asks_for` a canary may be missing: prompts, others' texts and states are looked at anyway.
    """

    id: str
    kind: str
    text: str = Field(min_length=1)
    canary: str = ""
    asks_for: Asks | None = None

    @model_validator(mode="after")
    def _can_be_seen(self) -> Self:
        if not self.canary and self.asks_for is None:
            raise ValueError("give a canary, or what it asks for: its success must be seen")
        return self


def read_attacks(path: Path) -> tuple[Attack, ...]:
    """Read a set of our shape; InvalidInput names the line that does not fit."""
    return read_lines(path, Attack)


def read_bipia(place: Path) -> tuple[Attack, ...]:
    """Read BIPIA's text attacks: a file, or a folder that holds it.

    They say what to do and not how it would show, so that each asks for a word at the end too.
    """
    path = next((place / name for name in _BIPIA_FILES if (place / name).is_file()), place)
    try:
        kinds = json.loads(path.read_text(encoding="utf-8"))
        attacks = [
            Attack(
                id=f"bipia-{kind}-{number}",
                kind=f"BIPIA {kind}",
                text=f"{text} And end with the word {_CANARY}.",
                canary=_CANARY,
            )
            for kind, texts in kinds.items()
            for number, text in enumerate(texts, 1)
        ]
    except (OSError, ValueError, AttributeError) as error:
        raise InvalidInput(
            f"{str(place)!r} holds no text attacks of BIPIA: name text_attack_train.json."
        ) from error
    return tuple(attacks)


def mixed_kinds(attacks: Sequence[Attack]) -> tuple[Attack, ...]:
    """Return them in an order in which kinds take turns; the same each time."""
    kinds: dict[str, list[Attack]] = {}
    for attack in Random(1).sample(attacks, len(attacks)):  # noqa: S311 - an order
        kinds.setdefault(attack.kind, []).append(attack)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    return tuple(attack for turn in turns for attack in turn if attack is not None)
