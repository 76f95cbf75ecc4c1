"""Scenarios: lists of a manager's messages, said one after the other whatever the coach answers."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import Field, ValidationError

from coach import yaml_text
from coach.domain.base import Model
from coach.domain.conversation import ConversationKind, ScreenResult
from coach.errors import InvalidInput
from coach.evaluation.transcript import Said, ScenarioAttempt

Shape = TypeVar("Shape", bound=Model)


class ScenarioMessage(Model):
    """One message of the manager; `screen` is what the safety screen must recognise in it."""

    text: str = Field(min_length=1)
    screen: ScreenResult | None = None


class Scenario(Model):
    """A rehearsal to play."""

    name: str
    about: str = ""
    kind: ConversationKind
    attempt: ScenarioAttempt | None = None
    messages: tuple[ScenarioMessage, ...] = Field(min_length=1)

    @classmethod
    def load(cls, path: Path) -> Scenario:
        """Read a scenario file; InvalidInput names the file and the first thing that is wrong."""
        return read_yaml(path, cls, "scenario")


class Script:
    """Says a scenario's messages in their order. One for each time that it is played."""

    def __init__(self, scenario: Scenario) -> None:
        self.name = scenario.name
        self.kind = scenario.kind
        self.attempt = scenario.attempt
        self.ends = False
        self._messages = iter(scenario.messages)

    def answer(self, coach: str) -> Said | None:
        """See Partner: the next message, whatever was asked."""
        del coach
        message = next(self._messages, None)
        return None if message is None else Said(text=message.text, screen=message.screen)


def read_yaml(path: Path, shape: type[Shape], what: str) -> Shape:
    """Read one file of that shape; InvalidInput names it and the first thing that is wrong.

    `what`: the word for such a file in a message. One that reflects must name an attempt.
    """
    try:
        found = shape.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput(f"The {what} {str(path)!r} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InvalidInput(
            f"The {what} {str(path)!r} is not valid at {where}: {first['msg']}."
        ) from error
    reflects = getattr(found, "kind", None) is ConversationKind.REFLECT
    if reflects and getattr(found, "attempt", None) is None:
        raise InvalidInput(f"The {what} {str(path)!r} reflects but names no attempt: add one.")
    return found
