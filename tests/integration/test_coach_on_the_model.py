"""A short commitment and its reflection with the real embedded model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.bootstrap import Services, build
from coach.dialogue.grounding import traces
from coach.domain.commitment import Slot
from coach.domain.people import Actor
from coach.evaluation.people import cheap_passwords
from coach.llm.catalogue import load_catalogue
from coach.llm.embedded_model import EmbeddedChatModel
from coach.settings import Settings
from tests.support.talk import coach_turns, finished
from tests.support.world import FakeClock, World

READY_S = 120.0
MESSAGES = (
    "I want my weekly team meeting to stop being me talking for an hour.",
    """It was a long winter. The canteen is closed until they have repaired the roof, which takes
    ages. People would leave knowing what the others are stuck on.""",
    "I get nervous when nobody speaks, so I fill the gap myself.",
    "I will ask one question and then stay quiet until two people have answered.",
)

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    settings = Settings(home=home, llm="embedded", llm_timeout_s=300)
    if not (settings.models_dir / load_catalogue().find().file).exists():
        pytest.skip("The weights are not here: run `coach model pull`.")
    built = build(settings, clock=FakeClock(), passwords=cheap_passwords())
    assert isinstance(built.model, EmbeddedChatModel)
    assert built.model.server.wait_ready(READY_S).state == "ready"
    yield built
    built.close()


@pytest.fixture
def anna(services: Services) -> Actor:
    return World(services, FakeClock()).actor("Anna")


def test_the_model_mirrors_and_the_draft_holds_the_members_words(
    services: Services, anna: Actor
) -> None:
    conversations = services.conversations
    conversation = conversations.start_commit(anna)
    conversations.warm(anna, conversation.id)
    for text in MESSAGES:
        finished(conversations.say(anna, conversation.id, text), patience_s=400)
    turns = conversations.open(anna, conversation.id).turns
    origins = [t.provenance for t in coach_turns(turns) if t.provenance is not None]
    assert len(origins) == len(MESSAGES)
    # Six in ten is what the rehearsals ask for; four sampled replies cannot carry more.
    assert sum(origin.source == "model" for origin in origins) >= 2
    later = origins[1:]
    reused = sum(o.reused_tokens or 0 for o in later)
    assert reused >= 0.85 * sum(o.prompt_tokens or 0 for o in later)
    draft = services.commitments.get(anna, conversation.subject_id).draft
    texts = {turn.id: turn.text for turn in turns}
    assert all(traces(entry, texts) for entry in draft.slots.values())
    assert {Slot.WISH, Slot.OUTCOME, Slot.OBSTACLE, Slot.ACTION} <= set(draft.slots)
    # Which clause the model takes for the heart of a long answer is its judgement, and it errs:
    # what must hold is that the value is a piece of that very answer.
    outcome = " ".join(draft.slots[Slot.OUTCOME].text.split())
    assert outcome in " ".join(MESSAGES[1].split())
