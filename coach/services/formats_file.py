"""The files of formats and of the charters that they begin with, under corpus/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Self, TypeVar

import yaml
from pydantic import ValidationError, model_validator

from coach import yaml_text
from coach.domain.base import Model
from coach.domain.charter import CharterText
from coach.domain.formats import Format
from coach.errors import SetupError

FORMATS_FILE = Path(__file__).parents[2] / "corpus" / "formats.yaml"
CHARTERS_FILE = FORMATS_FILE.with_name("charters.yaml")
FIRST_FORMAT = "peer_learning_group"
"""What a group is made as unless another format is named."""
Charters = Mapping[str, CharterText]
"""The text that a group begins with, by the key of its format."""
M = TypeVar("M", bound=Model)


class _Formats(Model):
    version: Literal[1]
    formats: tuple[Format, ...]

    @model_validator(mode="after")
    def _refuse_twins(self) -> Self:
        keys = [one.key for one in self.formats]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"two formats are called {key!r}: rename one")
        return self


def read_formats(path: Path = FORMATS_FILE) -> tuple[Format, ...]:
    """Return the formats in the order of the file; SetupError names the first thing wrong."""
    return _read(path, _Formats).formats


class _Charters(Model):
    version: Literal[1]
    charters: dict[str, CharterText]


def read_charters(formats: Iterable[Format], path: Path = CHARTERS_FILE) -> Charters:
    """Return the text of each format; SetupError when one lacks or goes further than its rules."""
    charters = _read(path, _Charters).charters
    for one in formats:
        text = charters.get(one.key)
        if text is None:
            raise SetupError(f"The file {path} has no charter for {one.key!r}: write one.")
        if text.terms.widest_audience.wider_than(one.rules.widest_audience):
            raise SetupError(
                f"The charter of {one.key!r} in {path} goes further than the rules of that format: "
                "narrow its widest audience."
            )
    return charters


def _read(path: Path, kind: type[M]) -> M:
    try:
        return kind.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SetupError(
            f"The file {path} cannot be read ({error.strerror}): restore it from the repository."
        ) from error
    except yaml.YAMLError as error:
        raise SetupError(f"The file {path} is not YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise SetupError(f"The file {path} is wrong at {place}: {problem}.") from error
