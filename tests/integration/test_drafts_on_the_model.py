"""Stories drafted, and names found, with the real embedded model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from coach.dialogue.name_finder import NameFinder
from coach.dialogue.sentences import sentences
from coach.dialogue.story_draft import StoryDrafter
from coach.domain.reflection import ReflectionStep
from coach.domain.story import MOST_WORDS, StoryPart
from coach.evaluation.stories import WrittenReflection
from coach.llm.catalogue import load_catalogue
from coach.llm.embedded_model import EmbeddedChatModel
from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.llm.prompts import load_prompts
from coach.settings import Settings

READY_S = 120.0
REFLECTIONS = Path(__file__).parents[1] / "evals" / "stories" / "reflections.yaml"

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatModel]:
    settings = Settings(home=tmp_path_factory.mktemp("drafts"), llm="embedded", llm_timeout_s=300)
    if not (settings.models_dir / load_catalogue().find().file).exists():
        pytest.skip("The weights are not here: run `coach model pull`.")
    built = build_model(settings)
    assert isinstance(built, EmbeddedChatModel)
    assert built.server.wait_ready(READY_S).state == "ready"
    yield built
    built.close()


def reflection(name: str) -> WrittenReflection:
    found = yaml.safe_load(REFLECTIONS.read_text(encoding="utf-8"))
    return next(r for one in found if (r := WrittenReflection.model_validate(one)).name == name)


@pytest.mark.parametrize("name", ["fail-feedback", "half-success-budget"])
def test_a_draft_is_whole_and_its_authors(model: ChatModel, name: str) -> None:
    told = reflection(name)
    parts = StoryDrafter(model, load_prompts()).draft(told.steps, told.commitment)
    assert set(StoryPart) - {StoryPart.WORKS_WHEN} <= parts.keys()
    assert sum(len(text.split()) for text in parts.values()) <= MOST_WORDS
    said = {s for text in told.steps.values() for s in sentences(text)}
    assert parts[StoryPart.LESSON] in sentences(told.steps[ReflectionStep.LESSON])
    for part in (StoryPart.SITUATION, StoryPart.HAPPENED, StoryPart.LEARNED):
        assert set(sentences(parts[part])) <= said


def test_names_are_found_and_ordinary_words_are_not(model: ChatModel) -> None:
    told = reflection("ward-handover").steps[ReflectionStep.HAPPENED]
    [found] = NameFinder(model, load_prompts()).find([told])
    words = {told[f.start : f.end] for f in found}
    assert any("Marta" in one for one in words)
    assert any("Okafor" in one for one in words)
    assert not {"board", "table", "nobody"} & words
