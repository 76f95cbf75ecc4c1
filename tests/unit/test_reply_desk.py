"""The desk runs a conversation's replies one after the other, whatever becomes of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from coach.domain.conversation import TurnState
from coach.services.replies import ReplyHandle
from coach.services.reply_desk import ReplyDesk


@pytest.fixture
def desk() -> Iterator[ReplyDesk]:
    """A desk that is closed at the end."""
    opened = ReplyDesk()
    yield opened
    opened.close()


def test_a_bug_in_one_reply_holds_up_none_behind_it(
    desk: ReplyDesk, caplog: pytest.LogCaptureFixture
) -> None:
    free, written = threading.Event(), threading.Event()
    words = "my private words"

    def broken(handle: ReplyHandle) -> None:
        free.wait(10)
        handle.update(state=TurnState.INTERRUPTED)
        raise ValueError(words)

    def later(_: ReplyHandle) -> None:
        written.set()

    desk.submit("talk", ReplyHandle("first"), broken)
    desk.submit("talk", ReplyHandle("second"), lambda h: h.update(state=TurnState.DONE))
    desk.submit("talk", ReplyHandle("third"), later)
    free.set()
    assert written.wait(10)
    assert "ValueError" in caplog.text
    assert "broken" in caplog.text, "the place of a bug is in the log"
    assert words not in caplog.text


def test_replies_of_one_conversation_come_in_order_and_of_two_side_by_side(
    desk: ReplyDesk,
) -> None:
    order: list[str] = []
    free, done = threading.Event(), threading.Event()

    def slow(handle: ReplyHandle) -> None:
        free.wait(10)
        order.append(handle.turn_id)

    def quick(handle: ReplyHandle) -> None:
        order.append(handle.turn_id)
        done.set()

    desk.submit("talk", ReplyHandle("first"), slow)
    desk.submit("talk", ReplyHandle("second"), quick)
    other = threading.Event()
    desk.submit("another talk", ReplyHandle("aside"), lambda _: other.set())
    assert other.wait(10)
    assert order == []
    free.set()
    assert done.wait(10)
    assert order == ["first", "second"]


def test_it_tells_for_how_long_nobody_was_answered(desk: ReplyDesk) -> None:
    assert desk.quiet_for() > 1e6
    begun, free = threading.Event(), threading.Event()

    def work(_: ReplyHandle) -> None:
        begun.set()
        free.wait(10)

    desk.submit("talk", ReplyHandle("first"), work)
    assert begun.wait(10)
    assert desk.quiet_for() == 0
    free.set()
    for _ in range(500):
        if desk.quiet_for() > 0:
            break
        time.sleep(0.01)
    assert 0 < desk.quiet_for() < 10
