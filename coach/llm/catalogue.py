"""The models that run on this computer, every file pinned by size and sha256."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach import yaml_text
from coach.errors import SetupError

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yaml")

_PLAIN_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(gguf|onnx|json)$"
_FileName = Annotated[str, StringConstraints(pattern=_PLAIN_NAME)]


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


class PinnedFile(_Entry):
    """One file of a model `name`: its place in the models folder, its content, its sources."""

    name: str
    file: _FileName
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    repo: str | None = None
    remote: str = ""
    """The file's path in the repository, where it is called otherwise than here."""
    parts: PartPackages | None = None


class CatalogueModel(PinnedFile):
    """One language model: what it is, where its file comes from, and what it needs."""

    about: str
    licence: str
    memory_gib: float = Field(gt=0)


class EmbeddingModel(_Entry):
    """One embedding model of the BERT family: an ONNX file and its tokenizer."""

    name: str
    about: str
    licence: str
    dimensions: int = Field(gt=0)
    longest: int = Field(gt=0)
    """Tokens that it can read at most; COACH_EMBED_WINDOW may be smaller."""
    weights: PinnedFile
    tokenizer: PinnedFile

    @property
    def files(self) -> tuple[PinnedFile, PinnedFile]:
        """Return everything that must be here before the model runs."""
        return self.weights, self.tokenizer

    @property
    def bytes(self) -> int:
        """Return the size of all files."""
        return sum(file.bytes for file in self.files)


class Catalogue(_Entry):
    """All models, the default ones, and the address of the model hub."""

    hub: str
    default: str
    models: tuple[CatalogueModel, ...]
    default_embedding: str = ""
    embeddings: tuple[EmbeddingModel, ...] = ()

    def find(self, name: str = "") -> CatalogueModel:
        """Return the language model of that name; the default one for an empty name."""
        wanted = name or self.default
        for model in self.models:
            if model.name == wanted:
                return model
        raise SetupError(
            f"The catalogue has no model {wanted!r}: choose one that `coach model list` shows."
        )

    def find_embedding(self, name: str = "") -> EmbeddingModel:
        """Return the embedding model of that name; the default one for an empty name."""
        wanted = name or self.default_embedding
        for model in self.embeddings:
            if model.name == wanted:
                return model
        raise SetupError(
            f"The catalogue has no embedding model {wanted!r}: "
            "choose one that `coach model list` shows."
        )


def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """Read a catalogue; SetupError when it is not well formed."""
    try:
        return Catalogue.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError(
            f"The model catalogue {path.name!r} cannot be read: install the app again."
        ) from error
