"""Where a value or a reply came from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coach.domain.base import Model


class Span(Model):
    """A place in a member's own turn: characters `start` to `end` (exclusive) of its text."""

    turn_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class Entry(Model):
    """A slot's or step's value in the member's words.

    A value from the chat carries the span it came from and equals that span up to white space; a
    value that the member typed into the form has origin "form" and no span.
    """

    text: str
    origin: Literal["chat", "form"]
    span: Span | None = None


class ReplyProvenance(Model):
    """How a coach turn came about; stored with it."""

    source: Literal["model", "mixed", "bank", "reviewed"]
    """model: the mirror is the model's, and so is the choice of the question among those that the
    stage allows; mixed: the model's mirror before a question that code chose; bank: question bank
    or fixed text of ours; reviewed: the organisation's reviewed crisis text."""
    prompt_name: str = ""
    prompt_version: str = ""
    prompt_sha256: str = ""
    model: str = ""
    question_id: str = ""
    item_id: str = ""
    """The item of the repertoire that the reply names; its words are read when it is shown."""
    failed_checks: tuple[str, ...] = ()
    first_delta_s: float | None = None
    first_shown_s: float | None = None
    total_s: float | None = None
    prompt_tokens: int | None = None
    reused_tokens: int | None = None
    output_tokens: int | None = None
