"""Which of a member's words peers' stories are sought by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from coach.dialogue.described import own_words
from coach.domain.commitment import Draft, Slot
from coach.domain.conversation import Turn, TurnState
from coach.domain.provenance import Entry, Span

TROUBLE = "My team brings me problems when it is too late"
BETTER = "we would have time to help each other before the weekend"


def turn(id_: str, text: str, role: Literal["member", "coach"] = "member") -> Turn:
    return Turn(
        id=id_,
        conversation_id="c",
        position=0,
        role=role,
        text=text,
        state=TurnState.DONE,
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def heard(id_: str, whole: str, words: str) -> Entry:
    start = whole.index(words)
    span = Span(turn_id=id_, start=start, end=start + len(words))
    return Entry(text=words, origin="chat", span=span)


def test_what_would_be_better_is_not_what_the_trouble_is() -> None:
    said = f"{TROUBLE}, and if it worked {BETTER}. It has been like that since March."
    draft = Draft(
        slots={Slot.WISH: heard("t", said, TROUBLE), Slot.OUTCOME: heard("t", said, BETTER)}
    )
    words = own_words(draft, [turn("t", said)])
    assert words == f"{TROUBLE}, and if it worked It has been like that since March."


def test_a_turn_that_only_wishes_or_arranges_is_left_out() -> None:
    first, second = f"{TROUBLE}.", f"{BETTER.capitalize()}."
    draft = Draft(slots={Slot.OUTCOME: heard("u", second, second[:-1])})
    turns = [turn("t", first), turn("q", "What would be better?", "coach"), turn("u", second)]
    assert own_words(draft, turns) == first


def test_typed_plans_are_left_out_and_typed_trouble_is_not() -> None:
    typed = {
        Slot.OBSTACLE: Entry(text="I solve it at once", origin="form"),
        Slot.SIGN: Entry(text="They bring a proposal", origin="form"),
    }
    assert own_words(Draft(slots=typed), []) == "I solve it at once"
