"""The models that the embedded server may run, each pinned by size and sha256."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach.errors import SetupError

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yaml")

_FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.gguf$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartPackages(_Entry):
    """Packages that hold a model's file in pieces: package `number` of 1…count has piece `number`.

    Every piece has `bytes` bytes but the last one, which has the rest.
    """

    package: str
    version: str
    member: str
    count: int = Field(gt=0)
    bytes: int = Field(gt=0)

    def requirement(self, number: int) -> str:
        """Return the exact requirement of one piece."""
        return f"{self.package.format(number=number)}=={self.version}"

    def member_of(self, number: int) -> str:
        """Return how the path of the piece ends inside its package."""
        return self.member.format(number=number)


class CatalogueModel(_Entry):
    """One model: what it is, where its file comes from, and what it needs."""

    name: str
    about: str
    file: _FileName
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    licence: str
    memory_gib: float = Field(gt=0)
    repo: str | None = None
    parts: PartPackages | None = None


class Catalogue(_Entry):
    """All models, the default one, and the address of the model hub."""

    hub: str
    default: str
    models: tuple[CatalogueModel, ...]

    def find(self, name: str = "") -> CatalogueModel:
        """Return the model of that name; the default one for an empty name."""
        wanted = name or self.default
        for model in self.models:
            if model.name == wanted:
                return model
        raise SetupError(
            f"The catalogue has no model {wanted!r}: choose one that `coach model list` shows."
        )


def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """Read a catalogue; SetupError when it is not well formed."""
    try:
        return Catalogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError(
            f"The model catalogue {path.name!r} cannot be read: install the app again."
        ) from error
