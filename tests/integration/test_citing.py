"""Asked for advice, the coach offers a peer's story first, and keeps nothing of it but its id."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from coach.dialogue.bank import QuestionBank
from coach.dialogue.crisis import CrisisTexts
from coach.dialogue.engine import NO_STORY, STORY_FRAME, Coach
from coach.dialogue.extract import Reader
from coach.domain.commitment import Slot
from coach.domain.conversation import Turn
from coach.domain.people import Actor
from coach.domain.repertoire import Item, of_group
from coach.llm.prompts import load_prompts
from coach.llm.scripted import RuleScriptedModel
from coach.repertoire.search import Found, Searcher
from coach.services.citing import PATIENCE_S, Citing
from coach.services.conversations import ConversationService
from coach.services.search import SearchService
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story, retire
from tests.support.talk import finished
from tests.support.world import World

WISH = "I want my team to bring problems to me earlier. Today they come when it is almost too late."
ASKED = "What would you do?"
_SLOW_S = PATIENCE_S * 8


class SlowSearch(SearchService):
    """Takes its time until the test ends, and remembers that it was asked."""

    asked = 0
    ended: threading.Event

    def search(self, *arguments: Any, **options: Any) -> list[Found]:  # noqa: ANN401
        """See SearchService."""
        self.asked += 1
        self.ended.wait(_SLOW_S)
        return super().search(*arguments, **options)


@pytest.fixture
def ann(world: World) -> Actor:
    return world.actor("Ann", world.group())


@pytest.fixture
def story(world: World) -> Item:
    return add_story(world.services, "On a Friday", LATE_PROBLEMS, told_by="a depot's head")


def asked(world: World, actor: Actor, *messages: str) -> str:
    """Say these, then ask for advice; return the conversation's id."""
    conversation = world.services.conversations.start_commit(actor)
    for message in (*messages, ASKED):
        finished(world.services.conversations.say(actor, conversation.id, message))
    return conversation.id


def last(world: World, actor: Actor, conversation_id: str) -> Turn:
    return world.services.conversations.open(actor, conversation_id).turns[-1]


def test_the_story_comes_before_an_opinion_and_only_its_id_is_kept(
    world: World, ann: Actor, story: Item
) -> None:
    turn = last(world, ann, asked(world, ann, WISH))
    assert turn.provenance is not None
    assert (turn.provenance.source, turn.provenance.item_id) == ("bank", story.id)
    frame, question = turn.text.split("\n\n")
    assert frame == STORY_FRAME
    assert question.count("?") == 1
    assert "Friday" not in repr(turn)
    cited = world.services.suggestions.cited(ann, [turn])[turn.id]
    assert cited is not None
    assert (cited.item.title, cited.item.told_by) == ("On a Friday", "a depot's head")
    assert cited.lines.rstrip(" …") in LATE_PROBLEMS


def test_what_was_withdrawn_or_hidden_is_not_quoted_any_more(
    world: World, ann: Actor, story: Item
) -> None:
    suggestions = world.services.suggestions
    turn = last(world, ann, asked(world, ann, WISH))
    suggestions.react(ann, story.id, "not_for_me")
    assert suggestions.cited(ann, [turn]) == {turn.id: None}
    suggestions.unreact(ann, story.id)
    assert suggestions.cited(ann, [turn])[turn.id] is not None
    retire(world.services, story)
    assert suggestions.cited(ann, [turn]) == {turn.id: None}
    with world.services.database.transaction() as tx:
        tx.items.delete(story.id)
    assert suggestions.cited(ann, [turn]) == {turn.id: None}


def test_without_a_story_that_fits_it_says_so_and_goes_on(world: World, ann: Actor) -> None:
    turn = last(world, ann, asked(world, ann, WISH))
    assert turn.provenance is not None
    assert turn.provenance.item_id == ""
    assert turn.text.startswith(NO_STORY)
    assert turn.provenance.question_id.startswith("advice.")
    assert turn.plan is not None
    assert turn.plan.topic


def test_before_anything_was_described_nothing_is_looked_for(
    world: World, ann: Actor, story: Item
) -> None:
    del story
    turn = last(world, ann, asked(world, ann))
    assert NO_STORY not in turn.text
    assert STORY_FRAME not in turn.text
    assert turn.plan is not None
    assert turn.plan.intent == "advice"


def test_what_the_question_itself_tells_is_enough(world: World, ann: Actor, story: Item) -> None:
    conversations = world.services.conversations
    conversation = conversations.start_commit(ann)
    finished(conversations.say(ann, conversation.id, f"{WISH} What should I do?"))
    turn = last(world, ann, conversation.id)
    assert turn.provenance is not None
    assert turn.provenance.item_id == story.id


def test_another_reply_names_another_story_or_none(world: World, ann: Actor, story: Item) -> None:
    second = add_story(world.services, "Almost too late", LATE_PROBLEMS.replace("month", "year"))
    conversation_id = asked(world, ann, WISH)
    named = []
    for _ in range(2):
        provenance = last(world, ann, conversation_id).provenance
        assert provenance is not None
        named.append(provenance.item_id)
        finished(world.services.conversations.regenerate(ann, conversation_id))
    assert set(named) == {story.id, second.id}
    assert len(named) == 2


def test_another_groups_story_and_ones_own_are_not_named(world: World, ann: Actor) -> None:
    other = world.group("Southside")
    add_story(world.services, "Theirs", LATE_PROBLEMS, audience=of_group(other.id))
    add_story(world.services, "My own", LATE_PROBLEMS, author_id=ann.person_id)
    turn = last(world, ann, asked(world, ann, WISH))
    assert turn.text.startswith(NO_STORY)
    assert turn.provenance is not None
    assert turn.provenance.item_id == ""


def test_what_is_said_of_the_story_does_not_end_in_the_plan(
    world: World, ann: Actor, story: Item
) -> None:
    del story
    conversation_id = asked(world, ann, WISH)
    (before,) = world.services.commitments.mine(ann)
    about = "It resembles mine because the trucks leave at noon in both places."
    finished(world.services.conversations.say(ann, conversation_id, about))
    (after,) = world.services.commitments.mine(ann)
    assert after.draft == before.draft
    assert set(after.draft.slots) == {Slot.WISH}


@pytest.fixture
def search(world: World) -> SlowSearch:
    search = SlowSearch(world.services.database, Searcher(None))
    search.ended = threading.Event()
    return search


@pytest.fixture
def slow(
    world: World, search: SlowSearch
) -> Iterator[tuple[ConversationService, RuleScriptedModel]]:
    model, prompts = RuleScriptedModel(), load_prompts()
    citing = Citing(world.services.database, world.clock, search)
    service = ConversationService(
        world.services.database,
        world.clock,
        coach=Coach(model, QuestionBank.load(), prompts, CrisisTexts.load()),
        reader=Reader(model, prompts),
        commitments=world.services.commitments,
        citing=citing,
    )
    yield service, model
    search.ended.set()
    service.close()
    citing.close()


def test_a_slow_search_holds_up_no_reply_and_no_model_is_asked(
    world: World, ann: Actor, story: Item, slow: tuple[ConversationService, RuleScriptedModel]
) -> None:
    del story
    service, model = slow
    conversation = service.start_commit(ann)
    finished(service.say(ann, conversation.id, WISH))
    requests = len(model.history)
    began = time.monotonic()
    handle = finished(service.say(ann, conversation.id, ASKED))
    assert time.monotonic() - began < _SLOW_S
    assert len(model.history) == requests
    assert handle.snapshot().source == "bank"
    assert STORY_FRAME not in last(world, ann, conversation.id).text


def test_no_search_stands_in_the_way_of_an_ordinary_reply(
    world: World,
    ann: Actor,
    search: SlowSearch,
    slow: tuple[ConversationService, RuleScriptedModel],
) -> None:
    add_story(world.services, "Ten seconds", SILENT_ROOM)
    service, _ = slow
    conversation = service.start_commit(ann)
    finished(service.say(ann, conversation.id, WISH))
    assert last(world, ann, conversation.id).role == "coach"
    assert search.asked == 0
