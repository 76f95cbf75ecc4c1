"""Templates of agendas: which steps a kind of session has, with their usual and least minutes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from coach.domain.agenda import SessionKind, StepKind
from coach.domain.base import Model

LONGEST_ASK = 40
"""Words: what a step asks must be read aloud in one breath or two."""


class Wish(StrEnum):
    """What a group may wish for, and a step may depend on."""

    CLINIC = "clinic"
    TROIKAS = "troikas"
    CARRIED_OVER = "carried_over"
    STORY = "story"
    QUESTIONS = "questions"
    BREAK = "break"


def _short(text: str) -> str:
    """Refuse what is too long to be read aloud."""
    if len(text.split()) >= LONGEST_ASK:
        raise ValueError(f"say it in fewer than {LONGEST_ASK} words")
    return text


Ask = Annotated[str, Field(min_length=1), AfterValidator(_short)]


class TemplateStep(Model):
    """One step, before it is known who comes."""

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    kind: StepKind
    title: str = Field(min_length=1)
    asks: Ask
    per: Literal["step", "member", "troika", "question"] = "step"
    """What the minutes are for: `member` is a turn of a round, `troika` a turn in each group."""
    shows: Literal["commitments", "story", "questions"] | None = None
    """What lies on the table."""
    minutes: int = Field(ge=1)
    least: int = Field(ge=1)
    takes_rest: bool = False
    """Whether it grows with the time available; in a round `minutes` and `least` are then equal."""
    only_with: Wish | None = None
    """The wish without which the step does not take place."""
    yields_to: tuple[Wish, ...] = ()
    """Wishes beside which the step takes place only if there is room."""
    shorten: int = Field(default=0, ge=0)
    """When it is advised to go down to its least minutes: 1 comes first, 0 never."""
    drop: int = Field(default=0, ge=0)
    """When it is advised to leave it out, on the same scale."""

    @model_validator(mode="after")
    def _minutes_are_in_order(self) -> Self:
        if self.least > self.minutes:
            raise ValueError(f"the least minutes of {self.key!r} are more than its minutes")
        if self.takes_rest and self.least != self.minutes:
            raise ValueError(f"{self.key!r} takes the rest: its minutes must be its least")
        return self


class AgendaTemplate(Model):
    """The agenda of one kind of session."""

    title: str = Field(min_length=1)
    steps: tuple[TemplateStep, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        keys = [step.key for step in self.steps]
        if len(set(keys)) < len(keys):
            raise ValueError("two steps have the same key")
        kinds = [step.kind for step in self.steps]
        if kinds[:1] != [StepKind.OPENING] or kinds[-1:] != [StepKind.CLOSING]:
            raise ValueError("it must begin with an opening and end with a closing")
        if self.steps[-1].drop:
            raise ValueError("the closing takes the odd minutes: it cannot be dropped")
        self._require_a_step_that_takes_the_rest()
        return self

    def _require_a_step_that_takes_the_rest(self) -> None:
        """Whatever is wished for, one of the steps must grow with the time."""
        growing = [step for step in self.steps if step.takes_rest]
        always = [step for step in growing if step.only_with is None]
        if not always:
            raise ValueError("one step that always takes place must take the rest of the time")
        instead = {step.only_with for step in growing if step.only_with}
        if not any(set(step.yields_to) <= instead for step in always):
            raise ValueError("what the main step yields to must take the rest of the time")


class AgendaTemplates(Model):
    """The templates of every kind of session."""

    version: Literal[1]
    agendas: dict[SessionKind, AgendaTemplate]

    @model_validator(mode="after")
    def _has_every_kind(self) -> Self:
        missing = [kind.value for kind in SessionKind if kind not in self.agendas]
        if missing:
            raise ValueError(f"there is no template for {missing[0]!r}")
        return self
