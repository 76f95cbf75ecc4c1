"""The reviewed texts that answer a crisis, shipped or the organisation's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach.domain.conversation import CRISES, ScreenResult
from coach.errors import SetupError

MAX_WORDS = 150
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=40)]
Mark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _File(BaseModel):
    """The file's schema; an organisation's own may leave texts out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Mark
    reviewed_by: Mark
    texts: Mapping[ScreenResult, Text] = Field(min_length=1)


class CrisisTexts:
    """A text for each kind of crisis, with who reviewed it."""

    def __init__(self, shipped: _File, own: _File | None) -> None:
        self._shipped = shipped
        self._own = own

    @classmethod
    def load(cls, path: Path | None = None) -> CrisisTexts:
        """Read the shipped texts, and `path` over them; SetupError names what is wrong with it."""
        shipped = _read(files("coach.dialogue").joinpath("crisis.yaml"))
        missing = sorted(CRISES - shipped.texts.keys())
        if missing:
            raise SetupError(f"The crisis file lacks {missing[0].value!r}: install the app again.")
        return cls(shipped, _read(path) if path is not None else None)

    def text(self, result: ScreenResult) -> str:
        """Return the text for a crisis; KeyError for a result that is none."""
        return self._source(result).texts[result]

    def version(self, result: ScreenResult) -> str:
        """Return the version of the file that the text comes from."""
        return self._source(result).version

    def reviewed_by(self, result: ScreenResult) -> str:
        """Return who reviewed the text."""
        return self._source(result).reviewed_by

    def _source(self, result: ScreenResult) -> _File:
        own = self._own
        return own if own is not None and result in own.texts else self._shipped


def _read(source: Path | Traversable) -> _File:
    try:
        data = yaml.safe_load(source.read_text(encoding="utf-8"))
        found = _File.model_validate(data)
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(
            f"The crisis file {str(source)!r} cannot be read: set COACH_CRISIS_FILE to a text file."
        ) from error
    except yaml.YAMLError as error:
        raise SetupError(f"The crisis file {str(source)!r} is no valid YAML: mend it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SetupError(
            f"In the crisis file {str(source)!r}, {place} does not fit ({first['msg']}): mend it."
        ) from error
    fault = next((f for r, t in found.texts.items() if (f := _fault(r, t))), "")
    if fault:
        raise SetupError(f"In the crisis file {str(source)!r}, {fault}: mend it.")
    return found


def _fault(result: ScreenResult, text: str) -> str:
    if result not in CRISES:
        return f"{result.value!r} is no crisis"
    if len(text.split()) > MAX_WORDS:
        return f"{result.value!r} has more than {MAX_WORDS} words"
    if re.search(r"\{|\}|<[a-z/]|\bTODO\b|\[[A-Z ]+\]", text):
        return f"{result.value!r} holds a placeholder"
    return ""
