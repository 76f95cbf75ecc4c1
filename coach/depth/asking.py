"""The question that leads one level deeper: one of a fixed bank, by level and step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from coach import yaml_text
from coach.domain.depth import Depth
from coach.domain.reflection import ReflectionStep

_FILE: Final = Path(__file__).with_name("questions.yaml")

Questions = Mapping[Depth, Mapping[ReflectionStep, str]]
_SHAPE: Final[TypeAdapter[Questions]] = TypeAdapter(Questions)


def read_questions(path: Path = _FILE) -> Questions:
    """Read the bank: a question for each level of a whole reflection and each step."""
    return _SHAPE.validate_python(yaml_text.parse(path.read_text(encoding="utf-8")))
