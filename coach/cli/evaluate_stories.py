"""`coach eval stories`: draft stories from reflections, to be read; count what can be counted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.cli.support import say
from coach.domain.story import PART_TITLES, StoryPart
from coach.evaluation.result import Result
from coach.evaluation.running import Evaluator
from coach.evaluation.stories import OWN_SET, Drafted, StoriesEvaluator


def _show(result: Result) -> None:
    """Print every draft for its reader."""
    for draft in map(Drafted.model_validate, result.details):
        say(f"## {draft.name} [{draft.seconds:.1f} s]\n")
        for part in StoryPart:
            say(f"{PART_TITLES[part]}: {draft.parts.get(part, '-')}")
        say()


@measures(also=_show)
def stories(
    file: Annotated[
        Path, typer.Argument(help="Reflections in YAML; see docs/stories.md.", show_default=False)
    ] = OWN_SET,
) -> Evaluator:
    """Draft a story from each reflection of a file and print it: whether it is good, you say."""
    return StoriesEvaluator(file)
