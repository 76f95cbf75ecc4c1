"""The benchmarks of scale in tiny sizes, and the parts that the large ones stand on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.proto.Delta_pb2 import Delta

from benchmarks import growth, session_report, theme_reports
from benchmarks.composed_texts import composed
from benchmarks.session_report import OURS, Point
from benchmarks.stand_in import Speed, answer
from benchmarks.talkers import WORDS, BareLook, CoachLook, Look
from coach.settings import Settings

SPEED = Speed(first_s=0.05, rate=200.0)
NOTHING, BEGUN, BEGUN_WHOLE = (False, False), (True, False), (True, True)


def test_composed_texts_are_as_long_as_asked_and_repeat_no_sentence_in_a_large_pool() -> None:
    texts = composed(125, 60)
    assert {len(one.text.split()) for one in texts} == {60}
    assert len({one.person_id for one in texts}) == 125
    assert texts[120].text.startswith("Day 120: ")
    assert composed(3, 60) == texts[:3]


def test_theme_reports_have_a_time_for_each_size_and_say_that_no_model_was_there(
    tmp_path: Path,
) -> None:
    settings = Settings.model_validate({"home": tmp_path, "llm": "none", "embed": "none"})
    sizes = theme_reports.Sizes(groups=(2, 3), pools=(4, 8), words=30)
    result = theme_reports.measured(sizes, settings)
    for key in ("rules.2", "rules.3", "pool.4", "pool.8", "pool.exponent"):
        found = result.figure(key)
        assert found is not None, key
        assert found.value is not None
    assert result.figure("model.3") is None
    assert any("no language model" in note for note in result.notes)


def test_growth_has_an_exponent_for_each_read_and_write() -> None:
    curves, rows_a_group = growth.over_groups((1, 2), runs=1)
    assert rows_a_group > 50
    assert {"home", "sign-in", "an attempt logged", "admin finds a person"} <= set(curves)
    assert all(set(curve) == {1, 2} for curve in curves.values())


def test_the_stand_in_keeps_its_speed_for_all_at_once() -> None:
    async def asked() -> Sequence[tuple[float, bytes]]:
        server = await asyncio.start_server(lambda r, w: answer(r, w, SPEED), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, asyncio.timeout(10):
            return await asyncio.gather(*(_ask(port) for _ in range(20)))

    replies = asyncio.run(asked())
    assert all(b"[DONE]" in body for _, body in replies)
    assert min(first for first, _ in replies) >= SPEED.first_s


async def _ask(port: int) -> tuple[float, bytes]:
    """Return the seconds to the first token, and all that came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b'{"messages": [{"role": "user", "content": "I waited."}]}'
    began = time.perf_counter()
    writer.write(b"POST / HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
    await reader.readuntil(b"data: ")
    first = time.perf_counter() - began
    rest = await reader.readuntil(b"0\r\n\r\n")
    writer.close()
    return first, rest


def test_a_reply_begins_and_ends_on_our_page() -> None:
    look = CoachLook()
    assert (
        seen(look, _html('<ol class="turns"><li class="turn coach">What?</li></ol>')) == BEGUN_WHOLE
    )
    look.begin()
    thinking = '<li class="turn coach arriving"><p class="said thinking"></p></li>'
    assert seen(look, _html(thinking)) == NOTHING
    assert (
        seen(look, _html('<li class="turn coach arriving"><p class="said">You</p></li>')) == BEGUN
    )
    two = '<ol class="turns"><li class="turn coach"/><li class="turn coach"/></ol>'
    assert seen(look, _html(two)) == BEGUN_WHOLE


def test_what_the_bare_page_draws_again_is_no_reply() -> None:
    look = BareLook()
    look.begin()
    assert seen(look, _markdown(WORDS[0]), _markdown("What happened?")) == BEGUN_WHOLE
    look.begin()
    again = (_markdown(WORDS[0]), _markdown("What happened?"), _markdown(WORDS[1]))
    assert seen(look, *again) == NOTHING
    assert seen(look, _markdown("And th")) == BEGUN
    assert seen(look, _markdown("And then?")) == BEGUN_WHOLE


def seen(look: Look, *drawn: Delta) -> tuple[bool, bool]:
    """Return whether a reply has begun and is whole once this is drawn."""
    for delta in drawn:
        look.take(delta)
    return look.begun, look.whole


def test_the_number_that_was_held_is_the_largest_without_a_failure() -> None:
    points = {
        OURS: [_point(1), _point(10), _point(50, failures=("no whole reply",))],
        "bare": [_point(1), _point(10), _point(50), _point(200)],
    }
    result = session_report.result(points, SPEED)
    held, memory = result.figure("held"), result.figure("memory_mb")
    assert held is not None
    assert (held.value, held.beside, held.reached) == (10, {"bare": 200}, False)
    assert memory is not None
    assert memory.value == pytest.approx(2.0)
    assert any("does not hold 50 people here" in note for note in result.notes)
    assert any("no whole reply (1)" in note for note in result.notes)


def _point(people: int, failures: Sequence[str] = ()) -> Point:
    return Point(
        people=people,
        first_s=0.6,
        first_p95_s=0.9,
        whole_s=1.0,
        rerun_s=0.1,
        rerun_p95_s=0.2,
        settled_s=0.1,
        opened_s=0.1,
        memory_mb=200.0 + 2 * people,
        wanted=2 * people,
        whole=2 * people,
        unworded=0,
        failures=failures,
        busy=0.5,
    )


def _html(body: str) -> Delta:
    delta = Delta()
    delta.new_element.html.body = body
    return delta


def _markdown(body: str) -> Delta:
    delta = Delta()
    delta.new_element.markdown.body = body
    return delta
