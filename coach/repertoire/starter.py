"""The starter repertoire: items of our own writing, as files with a front matter under corpus/."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import ValidationError

from coach import yaml_text
from coach.domain.base import Model
from coach.domain.repertoire import ORGANISATION, ItemKind
from coach.errors import SetupError

STARTER_DIR: Final = Path(__file__).parents[2] / "corpus" / "starter"
_FRONT: Final = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_KINDS: Final = {
    "story": ItemKind.STORY,
    "tool": ItemKind.TOOL,
    "way": ItemKind.WAY,
    "guide": ItemKind.DOCUMENT,
}


class Challenge(Model):
    """A management challenge, as a group would ask it."""

    slug: str
    question: str
    signs: tuple[str, ...] = ()
    """What managers say when they have it."""


class StarterItem(Model):
    """One file of the starter repertoire; `fields` are those of an Item, by their names."""

    kind: ItemKind
    source_key: str
    title: str
    text: str
    challenge: str = ""
    told_by: str = ""
    lesson: str = ""
    works_when: str = ""
    tags: tuple[str, ...] = ()
    content_sha256: str
    bytes: int

    @property
    def fields(self) -> dict[str, object]:
        """Return what an item takes over from the file."""
        return {**dict(self), "source": "starter", "audience": ORGANISATION}


class _FrontMatter(Model):
    kind: Literal["story", "tool", "way", "guide"]
    title: str
    challenge: str = ""
    told_by: str = ""
    lesson: str = ""
    works_when: str = ""
    tags: tuple[str, ...] = ()


class _Challenges(Model):
    challenges: tuple[Challenge, ...]


def read_challenges(folder: Path = STARTER_DIR) -> tuple[Challenge, ...]:
    """Read the challenges that the items belong to; SetupError says what is wrong."""
    name = "challenges.yaml"
    try:
        return _Challenges.model_validate(yaml_text.parse(_text(folder / name))).challenges
    except (yaml.YAMLError, ValidationError) as error:
        raise SetupError(_problem(name, error)) from None


def read_starter(folder: Path = STARTER_DIR) -> list[StarterItem]:
    """Read every item below a folder, in order of name; SetupError names the first bad file."""
    known = {challenge.slug for challenge in read_challenges(folder)}
    items = [_read(path) for path in sorted(folder.glob("*/*.md"))]
    for item in items:
        if item.challenge and item.challenge not in known:
            raise SetupError(
                f"The starter item {item.source_key!r} names the challenge {item.challenge!r}: "
                "take one of challenges.yaml."
            )
    _require_unique(items)
    return items


def _require_unique(items: Sequence[StarterItem]) -> None:
    keys = [item.source_key for item in items]
    for key in keys:
        if keys.count(key) > 1:
            raise SetupError(f"Two starter items are called {key!r}: rename one of the files.")


def _read(path: Path) -> StarterItem:
    text = _text(path)
    found = _FRONT.match(text)
    if found is None:
        raise SetupError(
            f"The starter item {path.name!r} has no front matter: begin it with a --- block."
        )
    try:
        front = _FrontMatter.model_validate(yaml_text.parse(found.group(1)))
    except (yaml.YAMLError, ValidationError) as error:
        raise SetupError(_problem(path.name, error)) from None
    return StarterItem(
        **front.model_dump(exclude={"kind", "title"}),
        kind=_KINDS[front.kind],
        title=front.title,
        source_key=path.stem,
        text=found.group(2).strip() + "\n",
        content_sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        bytes=len(text.encode("utf-8")),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(
            f"The starter file {path.name!r} cannot be read: restore it from the source."
        ) from error


def _problem(name: str, error: yaml.YAMLError | ValidationError) -> str:
    if isinstance(error, yaml.YAMLError):
        return f"The starter file {name!r} is not YAML in its front matter: mend its quotes."
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"The starter file {name!r} is wrong at {place}: {first['msg']}."
