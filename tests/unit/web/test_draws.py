"""Few pages are drawn at a time, and nobody waits for good."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from coach.web import draws

PATIENCE_S = 10.0


class Drawing:
    """A page that is being drawn in a thread of its own until it is told to do something."""

    def __init__(self) -> None:
        self.inside, self._go_on = threading.Event(), threading.Event()
        self._then: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._draw, daemon=True)
        self._thread.start()

    def _draw(self) -> None:
        with draws.one_of_few():
            self.inside.set()
            self._go_on.wait(PATIENCE_S)
            self._then()

    def end(self, then: Callable[[], None] = lambda: None) -> None:
        """Let it go on, with this as the last thing that it does."""
        self._then = then
        self._go_on.set()
        self._thread.join(PATIENCE_S)


@pytest.fixture
def full() -> Iterator[list[Drawing]]:
    """As many pages as may be drawn at once."""
    drawing = [Drawing() for _ in range(2)]
    assert all(one.inside.wait(PATIENCE_S) for one in drawing)
    yield drawing
    for one in drawing:
        one.end()


def test_one_more_waits_until_a_place_is_free(full: list[Drawing]) -> None:
    late = Drawing()
    assert not late.inside.wait(0.1)
    full[0].end()
    assert late.inside.wait(PATIENCE_S)
    late.end()


def test_a_page_that_only_waits_gives_its_place_back_once(full: list[Drawing]) -> None:
    waits = threading.Event()

    def follow() -> None:
        draws.leave()
        draws.leave()
        waits.wait(PATIENCE_S)

    ending = threading.Thread(target=full[0].end, args=(follow,), daemon=True)
    late, later = Drawing(), Drawing()
    ending.start()
    assert late.inside.wait(PATIENCE_S) or later.inside.wait(PATIENCE_S)
    assert not (late.inside.wait(0.1) and later.inside.wait(0.1)), "one place, not two"
    waits.set()
    ending.join(PATIENCE_S)
    for one in (late, later):
        one.end()


def test_what_goes_wrong_in_a_page_keeps_no_place() -> None:
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), draws.one_of_few():
            raise ZeroDivisionError
    with draws.one_of_few():
        pass


def test_who_came_first_goes_in_first(full: list[Drawing]) -> None:
    early = Drawing()
    assert not early.inside.wait(0.1)
    late = Drawing()
    full[0].end()
    assert early.inside.wait(PATIENCE_S)
    assert not late.inside.wait(0.1)
    early.end()
    assert late.inside.wait(PATIENCE_S)
    late.end()


def test_pages_that_draw_for_too_long_hold_up_nobody(
    full: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draws, "_STUCK_S", 0.05)
    late = Drawing()
    assert late.inside.wait(PATIENCE_S)
    late.end()
    assert not any(not one.inside.is_set() for one in full)
    monkeypatch.undo()
    last = Drawing()
    assert not last.inside.wait(0.1), "who went in without a place gave none back"
    full[0].end()
    assert last.inside.wait(PATIENCE_S)
    last.end()
