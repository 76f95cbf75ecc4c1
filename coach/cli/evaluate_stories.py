"""`coach eval stories`: draft stories from reflections, to be read; count what can be counted."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
import yaml
from pydantic import ValidationError

from coach import yaml_text
from coach.cli.support import load_settings, say
from coach.dialogue.faithful import strange_words
from coach.dialogue.story_draft import StoryDrafter
from coach.domain.base import Model
from coach.domain.reflection import ReflectionStep
from coach.domain.story import PART_TITLES, StoryPart
from coach.errors import InvalidInput, SetupError
from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.llm.prompts import load_prompts

_READY_TIMEOUT_S: Final = 180.0
_FRAME: Final = "My plan:"


class WrittenReflection(Model):
    """One of a file: what a member said at each step, and the commitment that it is about."""

    name: str
    commitment: str = ""
    steps: Mapping[ReflectionStep, str]


class Drafted(Model):
    """What was proposed, in how many seconds, and its words that the member did not use."""

    name: str
    parts: Mapping[StoryPart, str]
    strange: tuple[str, ...]
    seconds: float


def stories(
    file: Annotated[Path, typer.Argument(help="Reflections in YAML; see docs/stories.md.")],
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the drafts here.")] = None,
) -> None:
    """Draft a story from each reflection of a file and print it: whether it is good, you say."""
    reflections = _read(file)
    model = build_model(load_settings())
    try:
        _wait_for(model)
        drafter = StoryDrafter(model, load_prompts())
        drafts = [_drafted(drafter, reflection) for reflection in reflections]
    finally:
        model.close()
    for draft in drafts:
        _show(draft)
    _show_counts(drafts)
    if json_path is not None:
        content = [draft.model_dump(mode="json") for draft in drafts]
        text = json.dumps(content, indent=2, ensure_ascii=False)
        json_path.write_text(f"{text}\n", encoding="utf-8")
        say(f"\nWritten to {json_path}.")


def _read(file: Path) -> list[WrittenReflection]:
    try:
        found = yaml_text.parse(file.read_text(encoding="utf-8"))
        reflections = [WrittenReflection.model_validate(one) for one in found]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValidationError) as error:
        raise InvalidInput(
            f"{file.name!r} is no list of reflections: give each a name, a commitment and steps."
        ) from error
    if not reflections:
        raise InvalidInput(f"{file.name!r} is empty: write a reflection into it.")
    return reflections


def _wait_for(model: ChatModel) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while (status := model.status()).state == "warming" and time.monotonic() < deadline:
        time.sleep(0.2)
    if status.kind != "none" and status.state != "ready":
        raise SetupError(f"The model {status.name!r} is {status.state}: {status.detail}")


def _drafted(drafter: StoryDrafter, reflection: WrittenReflection) -> Drafted:
    began = time.monotonic()
    parts = drafter.draft(reflection.steps, reflection.commitment)
    seconds = time.monotonic() - began
    said = [reflection.commitment, *reflection.steps.values()]
    text = " ".join(parts.values()).replace(_FRAME, "")
    strange = strange_words(text, said)
    return Drafted(name=reflection.name, parts=parts, strange=strange, seconds=seconds)


def _show(draft: Drafted) -> None:
    say(f"\n## {draft.name} [{draft.seconds:.1f} s]\n")
    for part in StoryPart:
        say(f"{PART_TITLES[part]}: {draft.parts.get(part, '-')}")


def _show_counts(drafts: Sequence[Drafted]) -> None:
    say("\n| part | proposed |\n|---|---|")
    for part in StoryPart:
        proposed = sum(part in draft.parts for draft in drafts)
        say(f"| {PART_TITLES[part]} | {proposed} of {len(drafts)} |")
    seconds = [draft.seconds for draft in drafts]
    longest = max(sum(len(t.split()) for t in draft.parts.values()) for draft in drafts)
    strange = sorted({word for draft in drafts for word in draft.strange})
    say(
        f"\nSeconds a story: median {statistics.median(seconds):.1f}, most {max(seconds):.1f}. "
        f"Longest story: {longest} words.\n"
        f"Words that are not the author's: {', '.join(strange) or 'none'}."
    )
