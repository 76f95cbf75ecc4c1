"""Reading a form that does not arrive as it should."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from coach.errors import InvalidInput
from coach.web import forms


def request(*messages: Message) -> Request:
    """Return a request whose body is these messages, and then nothing more."""
    waiting = list(messages)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def chunk(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_form_in_pieces_is_read() -> None:
    whole = request(chunk(b"a=1&", more=True), chunk(b"b=2", more=False))
    assert asyncio.run(forms.read_form(whole)) == {"a": "1", "b": "2"}


def test_a_form_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_LONGEST_S", 0.05)
    with pytest.raises(InvalidInput, match="did not arrive whole"):
        asyncio.run(forms.read_form(request(chunk(b"a=1", more=True))))


def test_a_visitor_who_leaves_in_the_middle_is_no_bug() -> None:
    left = request(chunk(b"a=1", more=True), {"type": "http.disconnect"})
    with pytest.raises(InvalidInput, match="did not arrive whole"):
        asyncio.run(forms.read_form(left))
