"""The challenges of the starter repertoire, each as a group would ask it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from coach.domain.base import Model
from coach.errors import SetupError

CHALLENGES_FILE = Path(__file__).parents[2] / "corpus" / "starter" / "challenges.yaml"


class Challenge(Model):
    """`slug` is what an item names, `question` what people read."""

    slug: str
    question: str


class _File(Model):
    challenges: tuple[Challenge, ...]


def load_challenges(path: Path = CHALLENGES_FILE) -> Mapping[str, str]:
    """Return the questions by slug, in the order of the file; SetupError if it cannot be read."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = _File.model_validate(read)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError(f"{path.name} cannot be read: restore the file.") from error
    return {challenge.slug: challenge.question for challenge in found.challenges}
