"""Personas: a hidden situation as facts, and the way in which a manager lets go of them.

A persona is a YAML file; docs/rehearsals.md describes its keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from pydantic import Field, model_validator

from coach.domain.base import Model
from coach.domain.commitment import REQUIRED_SLOTS, SLOT_ORDER
from coach.domain.conversation import ConversationKind
from coach.domain.reflection import STEP_ORDER
from coach.errors import InvalidInput
from coach.evaluation.data import SETS
from coach.evaluation.scenario import read_yaml
from coach.evaluation.transcript import ScenarioAttempt

OWN_SET: Final = SETS / "managers"
NAMES: Final = {
    ConversationKind.COMMIT: tuple(slot.value for slot in SLOT_ORDER),
    ConversationKind.REFLECT: tuple(step.value for step in STEP_ORDER),
}
_NEEDED: Final = {
    ConversationKind.COMMIT: frozenset(slot.value for slot in REQUIRED_SLOTS),
    ConversationKind.REFLECT: frozenset(step.value for step in STEP_ORDER),
}
DEFLECTIONS: Final = ("I don't know.", "Does it matter?", "Why do you ask?", "What would you do?")
"""What a reluctant manager says who has no words of their own for it."""


class Correction(Model):
    """Something said before that a manager takes back once `after` has been told."""

    name: str
    after: str
    text: str = Field(min_length=1)


class Persona(Model):
    """A manager. `held`: nobody tunes the coach on them.

    `facts`: by slot or step, from the vaguest wording to the most concrete. `reluctance`: how
    often a question about it is deflected. `also`: told in the same breath as another.
    `patience`: messages after which they stop; None for any number. Rates are 0 to 1, of
    messages and of words.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    about: str
    held: bool = False
    kind: ConversationKind
    attempt: ScenarioAttempt | None = None
    facts: dict[str, tuple[str, ...]]
    say_back: str = ""
    reluctance: dict[str, int] = {}
    deflections: tuple[str, ...] = Field(default=DEFLECTIONS, min_length=1)
    also: dict[str, str] = {}
    asides: tuple[str, ...] = ()
    aside_rate: float = Field(default=0.0, ge=0, le=1)
    typo_rate: float = Field(default=0.0, ge=0, le=1)
    correction: Correction | None = None
    patience: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        known = frozenset(NAMES[self.kind])
        used = {*self.facts, *self.reluctance, *self.also, *self.also.values()}
        if self.correction is not None:
            used |= {self.correction.name, self.correction.after}
        if strange := sorted(used - known):
            raise ValueError(f"{strange[0]!r} is no part of such a conversation")
        if missing := sorted(_NEEDED[self.kind] - self.facts.keys()):
            raise ValueError(f"the fact for {missing[0]!r} is missing")
        if not all(text.strip() for texts in self.facts.values() for text in texts or ("",)):
            raise ValueError("each fact has at least one wording, and none is empty")
        return self


def read_personas(paths: Sequence[Path], *, held: bool | None = None) -> tuple[Persona, ...]:
    """Read files, and all YAML files of folders; InvalidInput where there is none or one is wrong.

    `held`: only those that are held, or only those that are not.
    """
    files = [
        f for path in paths for f in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])
    ]
    personas = tuple(read_yaml(file, Persona, "manager") for file in files)
    chosen = tuple(one for one in personas if held is None or one.held is held)
    if not chosen:
        named = ", ".join(path.name for path in paths)
        raise InvalidInput(f"There is no such manager in {named!r}: name a folder of YAML files.")
    names = [one.name for one in chosen]
    if doubled := next((name for name in names if names.count(name) > 1), ""):
        raise InvalidInput(f"Two managers are called {doubled!r}: rename one.")
    return chosen
