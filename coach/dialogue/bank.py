"""The question bank: what the coach asks when no model words it, and what a model's words replace.

`questions.yaml` holds every text; this module checks it at load and picks one that the
conversation has not had yet.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

import yaml

from coach import yaml_text
from coach.domain.commitment import Slot
from coach.domain.reflection import ReflectionStep
from coach.errors import SetupError

MAX_WORDS = 40
SILENT_INTENTS = frozenset({"stop", "wrap_up"})
"""Intents whose texts ask nothing."""
ANY_TOPIC = frozenset({"emotion", "advice", "injection", "off_topic", "stop"})
"""Intents whose texts do not depend on what is being talked about."""
_SIBLINGS: Mapping[str, tuple[str, ...]] = {
    "ask": ("ask", "probe", "reask"),
    "probe": ("probe", "ask", "reask"),
    "reask": ("reask", "ask", "probe"),
}
_OPEN_WORDS = re.compile(r"\b(?:what|which|who|whom|whose|how|when|where)\b", re.IGNORECASE)
_FORBIDDEN = re.compile(
    r"\b(?:should|ought|try to|why don't|have you considered|i (?:suggest|recommend|feel|think)|"
    r"journey|unpack|lean into|resonates?|mindset|hold space|leverage|reframe|deep dive|toxic|"
    r"impactful|synergy|wonderful|amazing|beautiful|great job|well done|proud of you|courageous|"
    r"inner child|heal|as an ai|language model)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """One text of the coach; `id` is unique within a conversation. `rule` keys a
    probe to a remark, or a reply to the signal that the screen saw."""

    id: str
    topic: str
    intent: str
    text: str
    rule: str = ""


class QuestionBank:
    """All questions, by topic and intent."""

    def __init__(self, questions: Iterable[Question], leads: Sequence[tuple[str, str]]) -> None:
        self._questions = tuple(questions)
        self._leads = tuple(leads)
        _validate(self._questions, self._leads)

    @classmethod
    def load(cls, path: Path | None = None) -> QuestionBank:
        """Read and check the bank (the shipped file by default); SetupError names what is wrong."""
        source = path or files("coach.dialogue").joinpath("questions.yaml")
        try:
            data = yaml_text.parse(source.read_text(encoding="utf-8"))
            return cls(_read(data["topics"]), [(r["id"], r["text"]) for r in data["leads"]])
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise SetupError(f"The question bank {source!s} cannot be read: {error!r}.") from error

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of the bank, in the file's order."""
        return self._questions

    def pick(
        self, topic: str, intent: str, used_ids: set[str], seed: str, rule: str = ""
    ) -> Question:
        """Return a question that is not in `used_ids`; the same arguments give the same one.

        `topic`: a slot, a step, "say_back", "commit" or "reflect". A text for `rule` comes first,
        then the topic's other lists, then a new wording of an old question. An unknown topic or
        intent is a bug and raises KeyError.
        """
        home = _home(topic, intent)
        lists = [self._of(home, each, rule) for each in _SIBLINGS.get(intent, (intent,))]
        if not any(lists):
            raise KeyError(f"{topic}/{intent}")
        keyed = [
            [q for q in lists[0] if q.rule],
            *([q for q in each if not q.rule] for each in lists),
        ]
        for candidates in keyed:
            free = [q for q in candidates if q.id not in used_ids]
            if free:
                return min(free, key=lambda q: _draw(seed, q.id))
        return next(q for q in self._again(lists, seed) if q.id not in used_ids)

    def _of(self, topic: str, intent: str, rule: str) -> list[Question]:
        fits = (q for q in self._questions if (q.topic, q.intent) == (topic, intent))
        return [q for q in fits if q.rule in {"", rule}]

    def _again(self, lists: Sequence[Sequence[Question]], seed: str) -> Iterator[Question]:
        """Old questions behind one lead, then behind two, and so on: thousands of wordings."""
        old = sorted(itertools.chain.from_iterable(lists), key=lambda q: _draw(seed, q.id))
        leads = sorted(self._leads, key=lambda lead: _draw(seed, lead[0]))
        for count in range(1, len(leads) + 1):
            for chosen, question in itertools.product(itertools.permutations(leads, count), old):
                name = "+".join([*(lead_id for lead_id, _ in chosen), question.id])
                text = " ".join([*(lead for _, lead in chosen), question.text])
                yield Question(name, question.topic, question.intent, text, question.rule)


def _home(topic: str, intent: str) -> str:
    if intent in ANY_TOPIC:
        return "any"
    if intent not in {"open", "wrap_up"}:
        return topic
    if topic in {s.value for s in Slot} | {"say_back"}:
        return "commit"
    return "reflect" if topic in {s.value for s in ReflectionStep} else topic


def _draw(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{name}".encode()).digest()


def _read(topics: object) -> Iterator[Question]:
    for topic, intents in cast("dict[str, dict[str, list[dict[str, str]]]]", topics).items():
        for intent, rows in intents.items():
            for row in rows:
                yield Question(row["id"], topic, intent, row["text"], row.get("rule", ""))


def _validate(questions: Sequence[Question], leads: Sequence[tuple[str, str]]) -> None:
    ids = [q.id for q in questions] + [lead_id for lead_id, _ in leads]
    texts = [q.text for q in questions]
    for values in (ids, texts):
        doubled = next((v for v in values if values.count(v) > 1), None)
        if doubled is not None:
            raise SetupError(f"The question bank has {doubled!r} twice: keep one of them.")
    for question in questions:
        fault = fault_of(question)
        if fault:
            raise SetupError(f"The question {question.id!r} {fault}: mend it in the bank.")


def fault_of(question: Question) -> str:
    """Return what is wrong with a question, '' when nothing is."""
    text = question.text
    if len(text.split()) > MAX_WORDS:
        return f"has more than {MAX_WORDS} words"
    found = _FORBIDDEN.search(text)
    if found:
        return f"says {found.group(0)!r}"
    wanted = 0 if question.intent in SILENT_INTENTS else 1
    if text.count("?") != wanted:
        return f"needs exactly {wanted} question mark{'s' * (wanted != 1)}"
    if wanted and not text.endswith("?"):
        return "goes on after its question"
    return "" if not wanted or _OPEN_WORDS.search(text) else "is no open question"
