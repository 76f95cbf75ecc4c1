"""The coach: listens and plans by rule, has a model word the reply, checks what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.dialogue.answers import is_non_answer, says_little
from coach.dialogue.bank import Question, QuestionBank
from coach.dialogue.clauses import split
from coach.dialogue.crisis import CrisisTexts
from coach.dialogue.filling import labels_by_rule
from coach.dialogue.messages import fenced
from coach.dialogue.messages import prompt as prompt_of
from coach.dialogue.progress import progress
from coach.dialogue.reply import Reply, Shown, Timing, Wanted, from_bank, from_model
from coach.dialogue.schema import reply_schema
from coach.dialogue.screen import detect, screen
from coach.dialogue.second_person import say_back
from coach.dialogue.stages import Step, first_step, kind_of, next_step
from coach.dialogue.watch import MirrorWatch
from coach.domain.commitment import Draft, Slot
from coach.domain.commitment_rules import remarks
from coach.domain.conversation import (
    CRISES,
    ConversationKind,
    Label,
    Labels,
    ScreenResult,
    Turn,
    TurnPlan,
)
from coach.domain.reflection import ReflectionDraft, ReflectionStep
from coach.llm.ports import CancelFlag, ChatModel, Lane, Message, ModelRequest
from coach.llm.prompts import Prompt

CANDIDATES = 3
"""Questions among which a model chooses the one that fits."""
UNWORDED = frozenset({"crisis", "injection", "off_topic", "stop", "advice"})
"""Intents whose text is ours alone: no model is called, and no later prompt holds the turn."""
_NO_EVIDENCE = CRISES | {
    ScreenResult.INJECTION,
    ScreenResult.OFF_TOPIC,
    ScreenResult.STOP,
    ScreenResult.ADVICE,
}
MAX_TOKENS = 140
TEMPERATURE = 0.2
STORY_FRAME = "Before any opinion, here is what a peer has told of something like it."
"""Stands before a story that the coach names; the question about it follows."""
NO_STORY = "I looked for a story of a peer that fits, and found none."
_STORY = "story"
REFLECT_OFFER = "You can also write this in the form, or stop here for today."
_ASKS_BEFORE_OFFER = 2
_SAID_LATELY = 3
"""Member messages whose words a mirror may use."""
_SHORT_ANSWER = 3
"""Clauses up to which code dares to say an answer back."""
_TOPICS = frozenset({*Slot, *ReflectionStep})
_OWN_DEED = re.compile(r"(?:and |so |then )*i (?!was\b|am\b|had\b)\w+ ", re.IGNORECASE)
"""In a story, what the member did is said back rather than the scene."""
_NOT_READY = frozenset({"absent", "warming"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message is, by rule. `asked`: the topic of the question before it; `awaited`: the same
    where an answer can stand in the draft, else ''. `signal`: the pattern that the screen saw.
    """

    screen: ScreenResult
    asked: str
    awaited: str
    labels: Labels
    signal: str = ""

    @property
    def answer(self) -> Label | None:
        """The first clause that says something for the draft, or None."""
        return next((label for label in self.labels.clauses if label.name), None)


@dataclass(frozen=True, slots=True)
class Planned:
    """What the next reply is about, and what may be said in it."""

    step: Step
    heard: Heard
    wanted: Wanted

    worded: bool
    """Whether a model is to word it, and later prompts hold it."""
    item_id: str = ""
    """The item of the repertoire that it names."""


class Coach:
    """Keeps nothing between calls; one serves all conversations and threads.

    `prompts`: by name, with "coach_commit" and "coach_reflect".
    """

    def __init__(
        self,
        model: ChatModel,
        bank: QuestionBank,
        prompts: Mapping[str, Prompt],
        crisis: CrisisTexts,
    ) -> None:
        self._model = model
        self._bank = bank
        self._crisis = crisis
        self._prompts = {
            ConversationKind.COMMIT: prompts["coach_commit"],
            ConversationKind.REFLECT: prompts["coach_reflect"],
        }

    def opening(self, draft: Draft | ReflectionDraft, seed: str) -> tuple[TurnPlan, str]:
        """Return the plan and the text with which a conversation begins."""
        step = first_step(draft)
        question = self._bank.pick(_home(step, kind_of(draft)), step.intent, set(), seed)
        plan = TurnPlan(
            stage=step.stage,
            topic=step.topic,
            intent=step.intent,
            question_id=question.id,
            question=question.text,
        )
        return plan, question.text

    def listen(self, kind: ConversationKind, turns: Sequence[Turn]) -> Heard:
        """Screen and read the last turn, the member's, by rule; quick, and before any model."""
        message = turns[-1].text
        signal = detect(message)
        found = signal.result
        if found is ScreenResult.ADVICE and is_non_answer(message):
            found = ScreenResult.NONE
        done = progress(turns[:-1])
        nothing = found in _NO_EVIDENCE or done.awaited not in _TOPICS
        awaited = "" if nothing else done.awaited
        reflects = kind is ConversationKind.REFLECT and found not in _NO_EVIDENCE
        before = done.before if done.before in _TOPICS else ""
        labels = labels_by_rule(message, awaited, before, reflects=reflects)
        return Heard(found, done.awaited, awaited, labels, signal.pattern)

    def plan(
        self,
        draft: Draft | ReflectionDraft,
        turns: Sequence[Turn],
        heard: Heard,
        avoid: frozenset[str] = frozenset(),
    ) -> Planned:
        """Decide the reply to the last turn, the member's, whose answer stands in the draft.

        `avoid`: ids of questions that must not come, beside those of the conversation.
        """
        done = progress(turns)
        noticed = remarks(draft) if isinstance(draft, Draft) else ()
        step = next_step(draft, done, heard.screen, noticed)
        if step.intent == "off_topic":
            step = step.model_copy(update={"rule": heard.signal})
        offers = step.intent == "reask" and isinstance(draft, ReflectionDraft)
        offers = offers and done.asks.get(step.topic, 0) >= _ASKS_BEFORE_OFFER
        says_nothing = heard.answer is None and _says_little(turns[-1].text)
        worded = step.intent not in UNWORDED and not says_nothing
        plain = worded and step.intent != "emotion"
        wanted = Wanted(
            plan=TurnPlan(
                stage=step.stage, topic=step.topic, intent=step.intent, screen=heard.screen
            ),
            candidates=self._candidates(
                step, kind_of(draft), heard.screen, done.used_ids | avoid, turns[-1].id
            ),
            fallback_mirror=_plain_mirror(turns[-1].text, heard.labels) if plain else "",
            after=REFLECT_OFFER if offers else "",
        )
        return Planned(step, heard, wanted, worded)

    def with_story(self, planned: Planned, turns: Sequence[Turn], item_id: str) -> Planned:
        """Return the plan of a reply to a question for advice that offers a story, or has none.

        `item_id`: of the story that was found, or "". A reply that names one asks for nothing
        else, so that what the member says of the story does not end in the draft.
        """
        if not item_id:
            wanted = replace(planned.wanted, fallback_mirror=NO_STORY)
            return replace(planned, wanted=wanted)
        used = progress(turns).used_ids
        question = self._bank.pick("any", "advice", set(used), turns[-1].id, _STORY)
        if question.rule != _STORY:
            return planned
        wanted = replace(
            planned.wanted,
            plan=planned.wanted.plan.model_copy(update={"topic": ""}),
            candidates=(question,),
            fallback_mirror=STORY_FRAME,
        )
        return replace(planned, wanted=wanted, item_id=item_id)

    def reply(
        self,
        kind: ConversationKind,
        planned: Planned,
        turns: Sequence[Turn],
        timing: Timing,
        cancelled: CancelFlag,
        seed: int | None = None,
    ) -> Iterator[Shown | Reply]:
        """Yield the reply as it grows, then as a whole; raises Cancelled when the flag is set.

        `turns`: up to the member's last one, with what each `sent`.
        """
        if not planned.worded or self._model.status().state in _NOT_READY:
            yield self.without_model(planned, timing)
            return
        request = ModelRequest(
            messages=self.messages(kind, turns),
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
            seed=seed,
            schema=_schema(planned, turns[-1].text),
            lane=lane_of(kind),
        )
        said = [turn.text for turn in turns if turn.role == "member"]
        watch = MirrorWatch(said[-_SAID_LATELY:])
        yield from from_model(
            self._model, request, planned.wanted, watch, self._prompts[kind], timing, cancelled
        )

    def without_model(self, planned: Planned, timing: Timing) -> Reply:
        """Return the reply of the bank, or the reviewed text of a crisis."""
        found = planned.heard.screen
        if found not in CRISES:
            reply = from_bank(planned.wanted, timing, remember=planned.worded)
            named = {"item_id": planned.item_id}
            return replace(reply, provenance=reply.provenance.model_copy(update=named))
        reply = from_bank(planned.wanted, timing, source="reviewed", remember=False)
        crisis = self._crisis.of(found)
        reviewed = {
            "prompt_name": f"crisis text reviewed by {crisis.reviewed_by}",
            "prompt_version": crisis.version,
        }
        return replace(reply, provenance=reply.provenance.model_copy(update=reviewed))

    def get_ready(self) -> None:
        """Load what the first message would otherwise wait for."""
        screen("")

    def sent(self, planned: Planned, message: str) -> str:
        """Return the member's message as prompts hold it; '' where they leave it out."""
        return fenced(message) if planned.worded else ""

    def messages(self, kind: ConversationKind, turns: Sequence[Turn]) -> list[Message]:
        """Return the prompt for these turns."""
        return prompt_of(self._prompts[kind].render(), turns)

    def warm(self, kind: ConversationKind, turns: Sequence[Turn]) -> None:
        """Have the model read what the prompts after these turns begin with; returns at once."""
        self._model.warm(self.messages(kind, turns), lane_of(kind))

    def prefixes(self) -> dict[Lane, Sequence[Message]]:
        """Return what every prompt begins with, by lane."""
        return {lane_of(kind): prompt.render() for kind, prompt in self._prompts.items()}

    def _candidates(
        self,
        step: Step,
        kind: ConversationKind,
        found: ScreenResult,
        used: frozenset[str],
        seed: str,
    ) -> tuple[Question, ...]:
        if found in CRISES:
            text = self._crisis.text(found)
            return (Question(f"crisis.{found.value}", "any", "crisis", text),)
        picked: list[Question] = []
        for _ in range(1 if step.intent in UNWORDED else CANDIDATES):
            taken = {*used, *(q.id for q in picked)}
            picked.append(self._bank.pick(_home(step, kind), step.intent, taken, seed, step.rule))
        return tuple(picked)


def lane_of(kind: ConversationKind) -> Lane:
    """Return the lane in which replies of such a conversation are asked for."""
    return "commit" if kind is ConversationKind.COMMIT else "reflect"


def _says_little(message: str) -> bool:
    """Whether there is nothing in a message to say back."""
    return all(clause.is_question or says_little(clause.text) for clause in split(message))


def _schema(planned: Planned, message: str) -> dict[str, object]:
    return reply_schema(*_to_say_back(planned, message), planned.wanted.candidates)


def _to_say_back(planned: Planned, message: str) -> tuple[str, list[str]]:
    """Return the topic and the clauses that a mirror is of: a feeling, a deed, or the answer."""
    clauses = [clause.text for clause in split(message) if not clause.is_question]
    if planned.step.intent == "emotion":
        moved = [text for text in clauses if screen(text) is ScreenResult.EMOTION]
        return "", moved[:1] or clauses
    answer = planned.heard.answer
    if answer is None:
        return planned.heard.asked, clauses
    named = [c for c in planned.heard.labels.clauses if c.name == answer.name]
    said = [message[c.start : c.end] for c in named]
    if answer.name == ReflectionStep.HAPPENED:
        said.sort(key=lambda text: _OWN_DEED.match(text) is None)
    return answer.name, said


def _home(step: Step, kind: ConversationKind) -> str:
    """Where the bank keeps questions for a step."""
    return step.topic or kind.value


def _plain_mirror(message: str, labels: Labels) -> str:
    """What code can say back of a short answer: a clause that turns cleanly to "you"."""
    if len(labels.clauses) > _SHORT_ANSWER:
        return ""
    answers = [message[c.start : c.end] for c in labels.clauses if c.name]
    return next((mirror for clause in answers if (mirror := say_back(clause))), "")
