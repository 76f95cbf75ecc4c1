"""Replies that are stopped, overtaken, left open or deleted: nothing said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from coach.domain.conversation import TurnState
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.llm.ports import CancelFlag, Delta, Finished, ModelRequest
from coach.llm.scripted import RuleScriptedModel, UnavailableModel
from coach.services.conversations import ConversationService
from coach.services.reply_desk import ReplyDesk
from coach.storage.transaction import Transaction
from tests.support.talk import GatedModel, Talk, finished
from tests.support.world import World


def test_stop_before_the_first_word_leaves_a_usable_reply(talk: Talk, anna: Actor) -> None:
    model = GatedModel(before=0)
    service = talk(model)
    conversation = service.start_commit(anna)
    handle = service.say(anna, conversation.id, "I want more calm.")
    assert model.waiting.wait(10)
    assert handle.snapshot().text == ""
    service.stop(anna, conversation.id)
    finished(handle)
    turns = service.open(anna, conversation.id).turns
    assert [t.text for t in turns if t.role == "member"] == ["I want more calm."]
    assert turns[-1].state is handle.snapshot().state is TurnState.STOPPED
    assert turns[-1].text.endswith("?")


def test_stop_in_the_middle_of_a_sentence_drops_it(talk: Talk, anna: Actor) -> None:
    model = GatedModel(before=5)
    service = talk(model)
    conversation = service.start_commit(anna)
    handle = service.say(anna, conversation.id, "I want more calm in my team.")
    assert model.waiting.wait(10)
    shown = handle.snapshot().text
    assert shown
    assert service.open(anna, conversation.id).turns[-1].text == shown
    handle.stop()
    finished(handle)
    text = service.open(anna, conversation.id).turns[-1].text
    assert text.endswith("?")


def test_a_reload_finds_the_running_reply(talk: Talk, anna: Actor) -> None:
    model = GatedModel(before=5)
    service = talk(model)
    conversation = service.start_commit(anna)
    handle = service.say(anna, conversation.id, "I want more calm in my team.")
    assert model.waiting.wait(10)
    view = service.open(anna, conversation.id)
    assert view.reply is handle
    assert view.turns[-1].state is TurnState.STREAMING
    model.gate.set()
    finished(handle)
    assert service.open(anna, conversation.id).reply is None


def test_two_tabs_lose_nothing_and_are_answered_in_turn(talk: Talk, anna: Actor) -> None:
    model = GatedModel(before=0)
    service = talk(model)
    conversation = service.start_commit(anna)
    first = service.say(anna, conversation.id, "I want more calm.")
    assert model.waiting.wait(10)
    second = service.say(anna, conversation.id, "And less mail.")
    assert second.snapshot().notice
    saved = [t.text for t in service.open(anna, conversation.id).turns if t.role == "member"]
    assert saved == ["I want more calm.", "And less mail."]
    model.gate.set()
    finished(first)
    finished(second)
    turns = service.open(anna, conversation.id).turns
    assert [t.role for t in turns] == ["coach", "member", "coach", "member", "coach"]
    assert all(t.state is TurnState.DONE and t.text for t in turns)
    assert [t.position for t in turns] == list(range(5))


def test_nothing_is_changed_under_a_running_reply(talk: Talk, anna: Actor) -> None:
    model = GatedModel(before=0)
    service = talk(model)
    conversation = service.start_commit(anna)
    with pytest.raises(InvalidInput, match="no message of yours"):
        service.regenerate(anna, conversation.id)
    service.say(anna, conversation.id, "I want more calm.")
    assert model.waiting.wait(10)
    with pytest.raises(InvalidInput, match="still answering"):
        service.regenerate(anna, conversation.id)
    mine = service.open(anna, conversation.id).turns[1]
    with pytest.raises(InvalidInput, match="still answering"):
        service.edit_last(anna, conversation.id, "other", turn_id=mine.id)


def test_a_turn_that_a_dead_process_left_open_is_mended_when_it_is_opened(
    talk: Talk, anna: Actor
) -> None:
    model = GatedModel(before=5)
    dying = talk(model)
    conversation = dying.start_commit(anna)
    handle = dying.say(anna, conversation.id, "I want more calm in my team.")
    assert model.waiting.wait(10)
    assert handle.snapshot().text
    heir = talk(RuleScriptedModel())
    view = heir.open(anna, conversation.id)
    assert view.reply is None
    assert view.turns[-1].state is TurnState.INTERRUPTED
    assert view.turns[-1].text.endswith("?")
    assert view.turns[-1].provenance is not None
    finished(heir.say(anna, conversation.id, "They would talk."))
    assert heir.open(anna, conversation.id).turns[-1].state is TurnState.DONE


def test_a_message_without_a_reply_gets_one_when_it_is_opened(
    world: World, talk: Talk, anna: Actor
) -> None:
    draft = world.services.commitments.start(anna)
    conversation, _ = world.conversation(anna, draft.id, "I want more calm.")
    service = talk(RuleScriptedModel())
    view = service.open(anna, conversation.id)
    if view.reply is not None:
        finished(view.reply)
    turns = service.open(anna, conversation.id).turns
    assert [t.role for t in turns] == ["member", "coach"]
    assert turns[-1].text


def test_a_newer_message_interrupts_reading_which_is_caught_up_with(
    world: World, talk: Talk, anna: Actor
) -> None:
    started: list[ModelRequest] = []

    class Slow(RuleScriptedModel):
        def _reply(self, request: ModelRequest) -> str:
            if request.lane == "extract":
                started.append(request)
                self.delay_s = 5.0 if len(started) == 1 else 0.0
            return super()._reply(request)

    model = Slow()
    service = talk(model)
    conversation = service.start_commit(anna)
    first = service.say(anna, conversation.id, f"It was {'so ' * 30}long. I want less.")
    while not started:
        first.wait(0.05)
    model.delay_s = 0.0
    finished(service.say(anna, conversation.id, "They would talk."))
    finished(first)
    members = [t for t in service.open(anna, conversation.id).turns if t.role == "member"]
    assert all(t.labels is not None for t in members)
    assert len(started) >= 2


def test_deleting_a_conversation_ends_its_reply(talk: Talk, anna: Actor) -> None:
    model = GatedModel(before=5)
    service = talk(model)
    conversation = service.start_commit(anna)
    handle = service.say(anna, conversation.id, "I want more calm in my team.")
    assert model.waiting.wait(10)
    service.delete(anna, conversation.id)
    finished(handle)
    with pytest.raises(NotFound):
        service.open(anna, conversation.id)


def said(service: ConversationService, anna: Actor, conversation_id: str) -> list[str]:
    turns = service.open(anna, conversation_id).turns
    return [turn.text for turn in turns if turn.role == "member"]


def test_another_reply_takes_no_message_away_that_came_meanwhile(
    world: World, talk: Talk, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = talk(UnavailableModel())
    conversation = service.start_commit(anna)
    finished(service.say(anna, conversation.id, "I want more calm."))
    reading = world.services.database.reading

    @contextmanager
    def then_another_tab_writes() -> Iterator[Transaction]:
        with reading() as tx:
            yield tx
        monkeypatch.undo()
        finished(service.say(anna, conversation.id, "And less mail."))

    monkeypatch.setattr(world.services.database, "reading", then_another_tab_writes)
    with pytest.raises(InvalidInput, match="written another message since"):
        service.regenerate(anna, conversation.id)
    assert said(service, anna, conversation.id) == ["I want more calm.", "And less mail."]


def test_an_edit_replaces_the_message_that_was_opened_or_none(talk: Talk, anna: Actor) -> None:
    service = talk(UnavailableModel())
    conversation = service.start_commit(anna)
    finished(service.say(anna, conversation.id, "I want more calm."))
    opened = service.open(anna, conversation.id).turns[1]
    finished(service.say(anna, conversation.id, "And less mail."))
    with pytest.raises(InvalidInput, match="written another message since"):
        service.edit_last(anna, conversation.id, "I want calm days.", turn_id=opened.id)
    assert said(service, anna, conversation.id) == ["I want more calm.", "And less mail."]


def test_a_reply_that_ends_while_it_is_looked_at_is_not_mended(
    talk: Talk, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = GatedModel(before=5)
    service = talk(model)
    conversation = service.start_commit(anna)
    handle = service.say(anna, conversation.id, "I want more calm in my team.")
    assert model.waiting.wait(10)

    def end_first(*_: object) -> bool:
        model.gate.set()
        finished(handle)
        return False

    monkeypatch.setattr(ReplyDesk, "owns", end_first)
    turn = service.open(anna, conversation.id).turns[-1]
    assert turn.state is TurnState.DONE
    assert turn.text == handle.snapshot().text


def test_a_message_without_a_reply_gets_one_from_two_tabs_together(
    world: World, talk: Talk, anna: Actor
) -> None:
    draft = world.services.commitments.start(anna)
    conversation, _ = world.conversation(anna, draft.id, "I want more calm.")
    service = talk(UnavailableModel())
    with ThreadPoolExecutor(4) as tabs:
        for view in tabs.map(lambda _: service.open(anna, conversation.id), range(4)):
            if view.reply is not None:
                finished(view.reply)
    roles = [turn.role for turn in service.open(anna, conversation.id).turns]
    assert roles == ["member", "coach"]


def test_after_a_bug_in_one_reply_the_next_message_is_answered(talk: Talk, anna: Actor) -> None:
    class Broken(RuleScriptedModel):
        broken = True

        def stream(
            self, request: ModelRequest, cancelled: CancelFlag
        ) -> Iterator[Delta | Finished]:
            if self.broken:
                raise ValueError("a bug of ours")
            return super().stream(request, cancelled)

    model = Broken()
    service = talk(model)
    conversation = service.start_commit(anna)
    finished(service.say(anna, conversation.id, "I want more calm."))
    assert service.open(anna, conversation.id).turns[-1].state is TurnState.INTERRUPTED
    model.broken = False
    finished(service.say(anna, conversation.id, "They would talk."), patience_s=5)
    assert service.open(anna, conversation.id).turns[-1].state is TurnState.DONE
