"""One reply of the coach: asked of the model, watched while it streams, replaced where it fails."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from coach.dialogue.bank import Question
from coach.dialogue.messages import remembered
from coach.dialogue.stream_json import FieldReader
from coach.dialogue.watch import MirrorWatch
from coach.domain.conversation import TurnPlan
from coach.domain.provenance import ReplyProvenance
from coach.errors import UpstreamError
from coach.llm.ports import CancelFlag, ChatModel, Finished, ModelRequest, Usage
from coach.llm.prompts import Prompt

logger = logging.getLogger(__name__)
UPSTREAM = "upstream"
"""Stands among the failed checks of a reply whose model did not answer usefully."""
BETWEEN = "\n\n"

Source = Literal["model", "mixed", "bank", "reviewed"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole text of the reply as far as it may be shown; replaces what was shown before."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A finished reply, with all that its turn keeps. `sent`: how later prompts replay it."""

    text: str
    plan: TurnPlan
    provenance: ReplyProvenance
    sent: str = ""


@dataclass(slots=True)
class Timing:
    """Seconds since the member's message was saved; the first two stay None without a model."""

    started: float = field(default_factory=time.monotonic)
    first_delta_s: float | None = None
    first_shown_s: float | None = None

    def now(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def delta(self) -> None:
        """Note the model's first token."""
        if self.first_delta_s is None:
            self.first_delta_s = self.now()

    def shown(self) -> None:
        """Note the first text that the member can see."""
        if self.first_shown_s is None:
            self.first_shown_s = self.now()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reply is to be. `candidates`: the questions that the stage allows, the bank's first
    choice first. `fallback_mirror`: what code can say back without a model, often nothing.
    """

    plan: TurnPlan
    candidates: Sequence[Question]
    fallback_mirror: str = ""
    after: str = ""
    """A sentence of ours that follows the question."""


@dataclass(slots=True)
class _Draft:
    """What the model has said so far."""

    mirror: str = ""
    question: str = ""
    failed: tuple[str, ...] = ()
    upstream: bool = False
    usage: Usage = field(default_factory=Usage)
    model: str = ""


def from_model(
    model: ChatModel,
    request: ModelRequest,
    wanted: Wanted,
    watch: MirrorWatch,
    prompt: Prompt,
    timing: Timing,
    cancelled: CancelFlag,
) -> Iterator[Shown | Reply]:
    """Yield what may be shown as it grows, then the Reply; raises Cancelled alone.

    A mirror that fails a check gives way to the bank, a question that fails to the bank's question.
    """
    said = _Draft(model=model.status().name)
    try:
        for text in _stream(model, request, wanted, watch, timing, cancelled, said):
            yield Shown(text)
    except UpstreamError as error:
        logger.info("the model gave no usable reply: %s", type(error).__name__)
        said.failed = watch.failed
        said.upstream = not (said.mirror and said.question)
    yield _finished(said, wanted, prompt, timing)


def from_bank(
    wanted: Wanted,
    timing: Timing,
    *,
    source: Source = "bank",
    failed: tuple[str, ...] = (),
    remember: bool = True,
) -> Reply:
    """Return the reply that needs no model. `remember`: whether later prompts shall hold it."""
    question = wanted.candidates[0]
    timing.shown()
    return Reply(
        text=_joined(wanted.fallback_mirror, question.text, wanted.after),
        plan=_asking(wanted.plan, question),
        provenance=ReplyProvenance(
            source=source,
            question_id=question.id,
            failed_checks=failed,
            first_shown_s=_rounded(timing.first_shown_s),
            total_s=_rounded(timing.now()),
        ),
        sent=remembered(wanted.fallback_mirror, question.text) if remember else "",
    )


def stopped(shown: str, wanted: Wanted, timing: Timing) -> Reply:
    """Return what a stopped reply comes to: the whole sentences shown, else a bank question.

    Without its question a reply asks nothing: its plan loses the topic.
    """
    question = next((q for q in wanted.candidates if shown.endswith(q.text)), None)
    if question is None and not shown.rstrip().endswith((".", "?", "!")):
        return from_bank(wanted, timing)
    mirror = shown if question is None else shown.removesuffix(question.text).rstrip()
    plan = (
        wanted.plan.model_copy(update={"topic": "", "question": "", "question_id": ""})
        if question is None
        else _asking(wanted.plan, question)
    )
    provenance = ReplyProvenance(
        source="model",
        question_id=plan.question_id,
        first_delta_s=_rounded(timing.first_delta_s),
        first_shown_s=_rounded(timing.first_shown_s),
        total_s=_rounded(timing.now()),
    )
    return Reply(shown, plan, provenance, remembered(mirror, plan.question))


def _stream(
    model: ChatModel,
    request: ModelRequest,
    wanted: Wanted,
    watch: MirrorWatch,
    timing: Timing,
    cancelled: CancelFlag,
    said: _Draft,
) -> Iterator[str]:
    """Read the model's events into `said`; yield each new text that may be shown."""
    reader, visible = FieldReader(), ""
    for event in model.stream(request, cancelled):
        if isinstance(event, Finished):
            _close(said, event, watch)
            return
        timing.delta()
        reader.feed(event.text)
        text = _visible(reader, wanted, watch)
        if "mirror" in reader.closed:
            said.mirror = watch.so_far(reader.fields["mirror"], whole=True)
            said.question = _settled(reader.fields.get("question", ""), wanted)
        if text and text != visible:
            visible = text
            timing.shown()
            yield text


def _visible(reader: FieldReader, wanted: Wanted, watch: MirrorWatch) -> str:
    mirror = watch.so_far(reader.fields.get("mirror", ""), whole="mirror" in reader.closed)
    if not mirror or watch.failed:
        return mirror
    return _joined(mirror, _settled(reader.fields.get("question", ""), wanted))


def _settled(begun: str, wanted: Wanted) -> str:
    """Return the question as soon as its first words leave no other choice, before that ''."""
    fitting = [q.text for q in wanted.candidates if q.text.startswith(begun)]
    return fitting[0] if begun and len(fitting) == 1 else ""


def _close(said: _Draft, event: Finished, watch: MirrorWatch) -> None:
    said.usage, said.model = event.usage, event.model
    fields = json.loads(event.text)
    said.mirror = watch.so_far(str(fields["mirror"]), whole=True)
    said.question = str(fields["question"])
    said.failed = watch.failed


def _finished(said: _Draft, wanted: Wanted, prompt: Prompt, timing: Timing) -> Reply:
    chosen = next((q for q in wanted.candidates if q.text == said.question), None)
    failed = said.failed
    if said.upstream:
        failed = (*failed, UPSTREAM)
    elif said.mirror and chosen is None:
        failed = (*failed, "question_unknown")
    mirrored = bool(said.mirror) and not said.failed
    question = chosen or wanted.candidates[0]
    mirror = said.mirror if mirrored else wanted.fallback_mirror
    source: Source = "bank" if not mirrored else "mixed" if chosen is None else "model"
    timing.shown()
    provenance = ReplyProvenance(
        source=source,
        prompt_name=prompt.name,
        prompt_version=str(prompt.version),
        prompt_sha256=prompt.sha256,
        model=said.model,
        question_id=question.id,
        failed_checks=failed,
        first_delta_s=_rounded(timing.first_delta_s),
        first_shown_s=_rounded(timing.first_shown_s),
        total_s=_rounded(timing.now()),
        prompt_tokens=said.usage.prompt_tokens,
        reused_tokens=said.usage.reused_tokens,
        output_tokens=said.usage.output_tokens,
    )
    return Reply(
        _joined(mirror, question.text, wanted.after),
        _asking(wanted.plan, question),
        provenance,
        remembered(mirror, question.text),
    )


def _asking(plan: TurnPlan, question: Question) -> TurnPlan:
    return plan.model_copy(update={"question_id": question.id, "question": question.text})


def _joined(*parts: str) -> str:
    return BETWEEN.join(part for part in parts if part)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
