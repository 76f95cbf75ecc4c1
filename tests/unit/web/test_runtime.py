"""How a page run finds the services and its actor."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

import pytest
import streamlit as st

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.errors import NotSignedIn, SetupError
from coach.web import runtime

AMARA = Actor(person_id="p1", name="Amara", email="amara@example.org", session_id="s1")


class Accounts:
    """Knows one live session."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def actor_for_session(self, session_id: str) -> Actor:
        self.asked.append(session_id)
        if session_id != "s1":
            raise NotSignedIn
        return AMARA


def fake(accounts: Accounts | None = None) -> Services:
    return cast(Services, SimpleNamespace(accounts=accounts))


def look_as(monkeypatch: pytest.MonkeyPatch, user: Mapping[str, object]) -> None:
    monkeypatch.setattr(st, "user", user)


def test_services_are_there_inside_a_provide_block_only() -> None:
    outer, inner = fake(), fake()
    with runtime.provide(outer):
        with runtime.provide(inner):
            assert runtime.services() is inner
        assert runtime.services() is outer
    with pytest.raises(SetupError, match="coach run"):
        runtime.services()


def test_a_block_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="boom"), runtime.provide(fake()):
        raise ValueError("boom")
    with pytest.raises(SetupError):
        runtime.services()


def test_the_session_is_asked_for_again_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Accounts()
    look_as(monkeypatch, {"session_id": "s1"})
    with runtime.provide(fake(accounts)):
        assert [runtime.current_actor(), runtime.current_actor()] == [AMARA, AMARA]
    assert accounts.asked == ["s1", "s1"]


@pytest.mark.parametrize(
    "user", [{}, {"session_id": None}, {"session_id": ""}, {"session_id": True}, {"email": "s1"}]
)
def test_no_session_is_nobody(monkeypatch: pytest.MonkeyPatch, user: Mapping[str, object]) -> None:
    accounts = Accounts()
    look_as(monkeypatch, user)
    with runtime.provide(fake(accounts)), pytest.raises(NotSignedIn):
        runtime.current_actor()
    assert accounts.asked == []


def test_an_ended_session_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    look_as(monkeypatch, {"session_id": "ended"})
    with runtime.provide(fake(Accounts())), pytest.raises(NotSignedIn):
        runtime.current_actor()
