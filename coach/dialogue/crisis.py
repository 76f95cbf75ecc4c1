"""The reviewed texts that answer a crisis, shipped or the organisation's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach import yaml_text
from coach.domain.conversation import CRISES, ScreenResult
from coach.errors import SetupError

MAX_WORDS = 150
MIN_CHARACTERS = 40
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=MIN_CHARACTERS)]
Mark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class CrisisText:
    """A text with its version and who reviewed it; `source` says where it comes from."""

    text: str
    version: str
    reviewed_by: str
    source: Literal["shipped", "file", "page"]


class _File(BaseModel):
    """The file's schema; an organisation's own may leave texts out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Mark
    reviewed_by: Mark
    texts: Mapping[ScreenResult, Text] = Field(min_length=1)


class CrisisTexts:
    """A text for each kind of crisis: an admin's, else the file's, else the one that ships.

    `edited` returns what admins have written, at once and from memory: it is asked while the
    member waits, and within a transaction.
    """

    def __init__(
        self,
        shipped: _File,
        own: _File | None,
        edited: Callable[[], Mapping[ScreenResult, CrisisText]] = dict,
    ) -> None:
        self._shipped = shipped
        self._own = own
        self._edited = edited

    @classmethod
    def load(cls, path: Path | None = None) -> CrisisTexts:
        """Read the shipped texts, and `path` over them; SetupError names what is wrong with it."""
        shipped = _read(files("coach.dialogue").joinpath("crisis.yaml"))
        missing = sorted(CRISES - shipped.texts.keys())
        if missing:
            raise SetupError(f"The crisis file lacks {missing[0].value!r}: install the app again.")
        return cls(shipped, _read(path) if path is not None else None)

    def under(self, edited: Callable[[], Mapping[ScreenResult, CrisisText]]) -> CrisisTexts:
        """Return these texts with what admins write over them."""
        return CrisisTexts(self._shipped, self._own, edited)

    def of(self, result: ScreenResult) -> CrisisText:
        """Return the text for a crisis as it is in force; KeyError for a result that is none."""
        return self._edited().get(result) or self._base(result)

    def text(self, result: ScreenResult) -> str:
        """Return the words for a crisis; KeyError for a result that is none."""
        return self.of(result).text

    def version(self, result: ScreenResult) -> str:
        """Return the version of the text."""
        return self.of(result).version

    def reviewed_by(self, result: ScreenResult) -> str:
        """Return who reviewed the text."""
        return self.of(result).reviewed_by

    def _base(self, result: ScreenResult) -> CrisisText:
        own = self._own
        if own is not None and result in own.texts:
            return CrisisText(own.texts[result], own.version, own.reviewed_by, "file")
        shipped = self._shipped
        return CrisisText(shipped.texts[result], shipped.version, shipped.reviewed_by, "shipped")


def text_fault(text: str) -> str:
    """Return what a text for a crisis must not be, to go after its name; empty when it is fine."""
    if len(text.strip()) < MIN_CHARACTERS:
        return f"has fewer than {MIN_CHARACTERS} characters"
    if len(text.split()) > MAX_WORDS:
        return f"has more than {MAX_WORDS} words"
    if re.search(r"\{|\}|<[a-z/]|\bTODO\b|\[[A-Z ]+\]", text):
        return "holds a placeholder"
    return ""


def _read(source: Path | Traversable) -> _File:
    try:
        data = yaml_text.parse(source.read_text(encoding="utf-8"))
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
    fault = text_fault(text)
    return f"{result.value!r} {fault}" if fault else ""
