"""Prompts as files: YAML front matter, then a Jinja2 body in sections `# system`, `# user`, ….

    ---
    name: coach_commit
    version: 3
    description: Words one turn about a commitment.
    variables: [topic]
    ---
    # system
    You listen. The topic is {{ topic }}.

A body without section headings is one system message. Headings are found in the file, never in what
is filled in, so that no member's text can open a section.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach import yaml_text
from coach.errors import SetupError
from coach.llm.ports import Message

PROMPTS_DIR = Path(__file__).parents[2] / "prompts"

OPEN, CLOSE = "<<<", ">>>"

Role = Literal["system", "user", "assistant"]

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^# (system|user|assistant)[ \t]*$", re.MULTILINE)


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    description: str = ""
    variables: tuple[str, ...] = ()
    output: str | dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file, checked. `sha256` is of the whole file, in hex."""

    name: str
    version: int
    description: str
    sha256: str
    variables: frozenset[str]
    output: str | Mapping[str, Any] | None
    sections: Sequence[tuple[Role, Template]]

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON schema of its reply; SetupError where its file has none."""
        if not isinstance(self.output, Mapping):
            raise SetupError(f"The prompt {self.name!r} has no output schema: restore its file.")
        return self.output

    def render(self, **variables: object) -> list[Message]:
        """Return the messages; SetupError when a variable is missing or not declared."""
        given = frozenset(variables)
        if given != self.variables:
            missing, extra = sorted(self.variables - given), sorted(given - self.variables)
            raise SetupError(
                f"The prompt {self.name!r} lacks {missing!r} and knows no {extra!r}: "
                "give exactly the variables that its front matter declares."
            )
        try:
            return [Message(role, body.render(variables).strip()) for role, body in self.sections]
        except TemplateError as error:
            raise SetupError(
                f"The prompt {self.name!r} cannot be filled in ({type(error).__name__}): "
                "check what its body does with its variables."
            ) from error


def load_prompt(name: str, folder: Path = PROMPTS_DIR) -> Prompt:
    """Read `folder`/`name`.md; SetupError says what is wrong with it."""
    path = folder / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(
            f"The prompt {path.name!r} cannot be read: put it into prompts/."
        ) from error
    front, body = _front_matter(path.name, text)
    if front.name != name:
        raise SetupError(f"The prompt {path.name!r} calls itself {front.name!r}: use one name.")
    return Prompt(
        name=front.name,
        version=front.version,
        description=front.description,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        variables=frozenset(front.variables),
        output=front.output,
        sections=_sections(path.name, body, frozenset(front.variables)),
    )


def load_prompts(folder: Path = PROMPTS_DIR) -> dict[str, Prompt]:
    """Read every prompt of a folder, by name."""
    return {path.stem: load_prompt(path.stem, folder) for path in sorted(folder.glob("*.md"))}


def fence(text: str) -> str:
    """Put a member's text between marks that it cannot close, nor end the turn from inside."""
    safe = text
    for mark in (OPEN, CLOSE):
        safe = re.sub(rf"{mark[0]}{{{len(mark)},}}", lambda m: " ".join(m.group()), safe)
    return f"{OPEN} {safe.replace('<|', '< |')} {CLOSE}"


def _front_matter(file: str, text: str) -> tuple[_FrontMatter, str]:
    found = _FRONT.match(text)
    if found is None:
        raise SetupError(f"The prompt {file!r} has no front matter: begin it with a --- block.")
    try:
        return _FrontMatter.model_validate(yaml_text.parse(found.group(1))), found.group(2)
    except (yaml.YAMLError, ValidationError) as error:
        raise SetupError(
            f"The front matter of the prompt {file!r} is wrong: {_first_problem(error)}."
        ) from error


def _first_problem(error: yaml.YAMLError | ValidationError) -> str:
    if isinstance(error, yaml.YAMLError):
        return "it is not YAML"
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _sections(file: str, body: str, declared: frozenset[str]) -> Sequence[tuple[Role, Template]]:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False
    )  # text, not HTML
    try:
        used = meta.find_undeclared_variables(environment.parse(body))
        sections = [(role, environment.from_string(text)) for role, text in _split(body)]
    except TemplateError as error:
        raise SetupError(f"The prompt {file!r} is not a Jinja2 template: {error}.") from error
    if used != declared:
        raise SetupError(
            f"The prompt {file!r} uses {sorted(used)!r} and declares {sorted(declared)!r}: "
            "make them the same."
        )
    if not sections:
        raise SetupError(f"The prompt {file!r} has no text: write its body.")
    return tuple(sections)


def _split(body: str) -> list[tuple[Role, str]]:
    pieces = _HEADING.split(body)
    if len(pieces) == 1:
        return [("system", body)] if body.strip() else []
    if pieces[0].strip():
        raise SetupError("A prompt has text before its first section: move it below a heading.")
    roles = {role: role for role in get_args(Role)}
    return [(roles[name], text) for name, text in zip(pieces[1::2], pieces[2::2], strict=True)]
