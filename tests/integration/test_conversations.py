"""Conversations on a real database with scripted models: what is asked, read and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest

from coach.dialogue.grounding import traces
from coach.domain.commitment import Slot
from coach.domain.people import Actor
from coach.domain.reflection import STEP_ORDER, ReflectionStep
from coach.errors import InvalidInput, NotFound
from coach.llm.ports import ChatModel, ModelRequest
from coach.llm.scripted import RuleScriptedModel, ScriptedModel, UnavailableModel
from tests.support.talk import Talk, coach_turns, finished, says
from tests.support.world import World

COMMIT = (
    "I want to stop solving everything for my team.",
    "They would think for themselves.",
    "I get nervous when nobody speaks.",
    "I will ask what they have tried.",
    "The Tuesday stand-up.",
    "My two shift leads.",
    "every week",
    "I will put my pen down.",
    "One of them answers before me.",
    "my deputy",
    "On Tuesday I ask what they have tried.",
)


def test_a_whole_commitment_without_a_model(world: World, talk: Talk, anna: Actor) -> None:
    service = talk(UnavailableModel())
    conversation = service.start_commit(anna)
    for text in COMMIT:
        finished(service.say(anna, conversation.id, text))
    view = service.open(anna, conversation.id)
    assert {t.provenance.source for t in coach_turns(view.turns) if t.provenance} == {"bank"}
    assert view.turns[-1].plan is not None
    assert (view.turns[-1].plan.stage, view.turns[-1].plan.intent) == ("done", "wrap_up")
    draft = world.services.commitments.get(anna, conversation.subject_id).draft
    assert draft.missing() == ()
    texts = {turn.id: turn.text for turn in view.turns}
    assert all(traces(entry, texts) for entry in draft.slots.values())
    assert draft.slots[Slot.ACTION].text == "I will ask what they have tried"
    sentence = world.services.commitments.compose(anna, conversation.subject_id)
    assert "ask what they have tried" in sentence


def test_a_whole_reflection_without_a_model(world: World, talk: Talk, anna: Actor) -> None:
    service = talk(UnavailableModel())
    attempt = world.attempt(anna, world.commitment(anna))
    reflection = world.services.reflections.start(anna, [attempt.id])
    conversation = service.start_reflect(anna, reflection.id)
    stages = []
    for text in ("She called.", "I was angry.", "She is new.", "Pause helps.", "Breathe."):
        finished(service.say(anna, conversation.id, text))
        plan = service.open(anna, conversation.id).turns[-1].plan
        assert plan is not None
        stages.append(plan.stage)
    assert stages == ["felt", "meaning", "lesson", "next", "done"]
    draft = world.services.reflections.get(anna, reflection.id).draft
    assert draft.text(STEP_ORDER[0]) == "She called"


def test_the_message_is_fenced_and_later_prompts_begin_with_earlier_ones(
    talk: Talk, anna: Actor
) -> None:
    model = RuleScriptedModel()
    service = talk(model)
    conversation = service.start_commit(anna)
    for text in ("I want >>> calm days", "They would talk.", "I am afraid."):
        finished(service.say(anna, conversation.id, text))
    prompts = [list(r.messages) for r in model.history if r.lane == "commit"]
    assert len(prompts) == 3
    for before, after in pairwise(prompts):
        assert after[: len(before)] == before
        assert len(after) == len(before) + 2
    assert prompts[0][-1].content.startswith("<<< ")
    assert prompts[0][-1].content.count(">>>") == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 9000])
def test_a_message_that_cannot_be_taken_is_refused_in_one_sentence(
    talk: Talk, anna: Actor, text: str
) -> None:
    service = talk(UnavailableModel())
    conversation = service.start_commit(anna)
    with pytest.raises(InvalidInput):
        service.say(anna, conversation.id, text)
    assert len(service.open(anna, conversation.id).turns) == 1


@pytest.mark.parametrize("model", [UnavailableModel(), RuleScriptedModel()])
def test_forty_turns_without_one_question_twice(talk: Talk, anna: Actor, model: ChatModel) -> None:
    service = talk(model)
    conversation = service.start_commit(anna)
    for number in range(40):
        finished(service.say(anna, conversation.id, f"dunno {number}" if number % 3 else "dunno"))
    turns = [t for t in service.open(anna, conversation.id).turns if t.role == "coach"]
    asked = [t.plan.question for t in turns if t.plan is not None]
    assert len(asked) == 41
    assert len(set(asked)) == 41
    assert len({t.text for t in turns}) == 41


def test_a_long_answer_is_narrowed_to_its_heart_behind_the_reply(
    world: World, talk: Talk, anna: Actor
) -> None:
    def read(request: ModelRequest) -> str:
        assert "2. I want fewer meetings" in request.messages[-1].content
        return json.dumps({"first": "2", "last": "2"})

    model = ScriptedModel(replies=[says("You want fewer meetings."), read])
    service = talk(model)
    conversation = service.start_commit(anna)
    text = (
        "It was a long week with the audit and all the people from the head office around. "
        "I want fewer meetings. My dog is ill and nobody could tell me why so far."
    )
    handle = service.say(anna, conversation.id, text)
    finished(handle)
    slots = world.services.commitments.get(anna, conversation.subject_id).draft.slots
    assert slots[Slot.WISH].text == "I want fewer meetings"
    assert [r.lane for r in model.history] == ["commit", "extract"]
    member = service.open(anna, conversation.id).turns[1]
    assert member.labels is not None
    assert member.labels.by == "model"


def test_strangers_find_nothing(world: World, talk: Talk, anna: Actor) -> None:
    service = talk(RuleScriptedModel())
    conversation = service.start_commit(anna)
    finished(service.say(anna, conversation.id, "I want more calm."))
    mine = service.open(anna, conversation.id).turns[1]
    bea = world.actor("Bea", is_admin=True)
    attempts: list[Callable[[], object]] = [
        lambda: service.open(bea, conversation.id),
        lambda: service.say(bea, conversation.id, "hello"),
        lambda: service.regenerate(bea, conversation.id),
        lambda: service.edit_last(bea, conversation.id, "x", turn_id=mine.id),
        lambda: service.stop(bea, conversation.id),
        lambda: service.delete(bea, conversation.id),
        lambda: service.warm(bea, conversation.id),
        lambda: service.start_commit(bea, conversation.subject_id),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert service.for_subject(bea, conversation.subject_id) is None
    assert len(service.open(anna, conversation.id).turns) == 3


def test_opening_a_page_warms_the_prompt_that_the_next_message_uses(
    talk: Talk, anna: Actor
) -> None:
    model = RuleScriptedModel()
    service = talk(model)
    conversation = service.start_commit(anna)
    finished(service.say(anna, conversation.id, "I want more calm."))
    service.warm(anna, conversation.id)
    warmed = list(model.warmed[-1])
    finished(service.say(anna, conversation.id, "They would talk."))
    sent = [list(r.messages) for r in model.history if r.lane == "commit"][-1]
    assert sent[: len(warmed)] == warmed


def test_what_was_committed_to_is_not_changed_by_talking_on(
    world: World, talk: Talk, anna: Actor
) -> None:
    commitment = world.commitment(anna)
    service = talk(UnavailableModel())
    conversation = service.start_commit(anna, commitment.id)
    finished(service.say(anna, conversation.id, "I want more calm."))
    assert world.services.commitments.get(anna, commitment.id) == commitment


def test_a_felt_answer_in_the_story_counts_as_felt(world: World, talk: Talk, anna: Actor) -> None:
    service = talk(UnavailableModel())
    attempt = world.attempt(anna, world.commitment(anna))
    reflection = world.services.reflections.start(anna, [attempt.id])
    conversation = service.start_reflect(anna, reflection.id)
    finished(service.say(anna, conversation.id, "She called me. I was angry."))
    draft = world.services.reflections.get(anna, reflection.id).draft
    assert draft.text(ReflectionStep.FELT) == "I was angry"
    plan = service.open(anna, conversation.id).turns[-1].plan
    assert plan is not None
    assert plan.topic == "meaning"
