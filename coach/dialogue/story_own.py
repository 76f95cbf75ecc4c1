"""What of a reflection goes into which part of a story, by rule and in its author's sentences.

What was felt and what comes next stay in the reflection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coach.dialogue.deeds import three_parts
from coach.dialogue.reply_words import tokens
from coach.dialogue.sentences import sentences
from coach.dialogue.story_title import planned_title
from coach.domain.commitment_words import words
from coach.domain.reflection import ReflectionStep
from coach.domain.story import LONGEST_LINE, LONGEST_PART, MOST_WORDS, StoryPart

_LONGEST_PLAN: Final = 45
"""Words of a plan that is quoted."""
_TOLD: Final = (StoryPart.SITUATION, StoryPart.TRIED, StoryPart.HAPPENED, StoryPart.LEARNED)
_NAMED: Final = re.compile(r"(?<=[\w,;:] )[A-Z][\w'\u2019-]+")
_OPENING: Final = words("when whenever if every each as during before after once with in at on")
_LEANS: Final = re.compile(
    r"(?:it|that|this|these|those|they|he|she|then|also|do it|the (?:first|second|third|other))\b",
    re.IGNORECASE,
)
"""How a sentence begins that means nothing without the one before."""
_OWN: Final = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|he|she|him|her|his)\b", re.IGNORECASE)
_CONDITION: Final = re.compile(
    r"\bonly (?:if|when|with|where)\b|\bworks?\b(?! (?:on|for|in|at|here|there)\b)|\bas long as\b|"
    r"\bunless\b|\bwould have (?:been|worked)\b|\bdepends\b|\bprovided\b|\b(?:needs|takes)\b|"
    r"\bworth more\b|\bcosts\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The sentences of each part, and those from which the lesson and the condition are chosen."""

    title: str
    told: Mapping[StoryPart, tuple[str, ...]]
    learned: tuple[str, ...]
    lessons: tuple[str, ...]
    conditions: tuple[str, ...]

    def conditions_beside(self, lesson: str) -> tuple[str, ...]:
        """The sentences that may say when it works, given which one is the lesson."""
        return tuple(sentence for sentence in self.conditions if sentence != lesson)

    def first_choice(self) -> tuple[str, str]:
        """The lesson and the condition as rules choose them, each empty for none."""
        lesson = next(iter(self.lessons), "")
        return lesson, next(iter(self.conditions_beside(lesson)), "")

    def drafted(self, *, title: str, lesson: str, works_when: str) -> dict[StoryPart, str]:
        """Return the parts with something in them, of at most 300 words in all.

        Where they are too many, whole sentences go, one at a time from the longest part.
        """
        lines = {
            StoryPart.TITLE: title,
            StoryPart.LESSON: lesson,
            StoryPart.WORKS_WHEN: works_when,
        }
        left = MOST_WORDS - sum(len(line.split()) for line in lines.values())
        rest = tuple(one for one in self.learned if one not in {lesson, works_when})
        told = _fitted({**self.told, StoryPart.LEARNED: rest}, left)
        parts = {**lines, **{part: " ".join(kept) for part, kept in told.items()}}
        return {part: parts[part] for part in StoryPart if parts.get(part)}


def own_words(texts: Mapping[ReflectionStep, str], commitment: str) -> OwnWords:
    """Sort the sentences of a reflection and of the commitment that it is about."""
    said = {step: sentences(texts.get(step, "")) for step in ReflectionStep}
    before, did, after = three_parts(said[ReflectionStep.HAPPENED])
    meaning, taken = said[ReflectionStep.MEANING], said[ReflectionStep.LESSON]
    return OwnWords(
        title=planned_title(commitment),
        told={
            StoryPart.SITUATION: before,
            StoryPart.TRIED: (*_plan(commitment), *did),
            StoryPart.HAPPENED: after,
        },
        learned=(*meaning, *taken),
        lessons=_lessons(taken, meaning, names("\n".join([commitment, *texts.values()]))),
        conditions=_conditions(taken, meaning),
    )


def _plan(commitment: str) -> tuple[str, ...]:
    """The commitment's first sentence, which readers need to know what was tried."""
    first = next(iter(sentences(commitment)), "")
    if not first or len(first.split()) > _LONGEST_PLAN:
        return ()
    opening = first.split()[0].lower()
    return (f"My plan: {first[0].lower() + first[1:] if opening in _OPENING else first}",)


def _lessons(
    taken: Sequence[str], meaning: Sequence[str], named: frozenset[str]
) -> tuple[str, ...]:
    """The sentences that could be the lesson: what was taken from it, else what it means.

    A single one is it, whatever it says; of several those that are about anybody.
    """
    if len(taken) == 1 and _is_line(taken[0]):
        return tuple(taken)
    general = [
        [one for one in step if stands_alone(one) and not named & set(tokens(one))]
        for step in (taken, meaning)
    ]
    return tuple(filter(_is_line, general[0] or general[1]))


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is about anybody, and can be read without the one before."""
    return not _LEANS.match(sentence) and not _OWN.search(sentence)


def _conditions(taken: Sequence[str], meaning: Sequence[str]) -> tuple[str, ...]:
    """What sounds like a condition; else what was taken beside the lesson, mostly a proviso."""
    sounding = tuple(s for s in (*taken, *meaning) if _CONDITION.search(s) and _is_line(s))
    return sounding or tuple(filter(_is_line, taken))


def names(text: str) -> frozenset[str]:
    """Return the words, in lower case, that stand with a capital letter inside a sentence."""
    return frozenset(word.lower() for word in _NAMED.findall(text)) - {"i", "i'm", "i'll", "i'd"}


def _is_line(sentence: str) -> bool:
    return len(sentence) <= LONGEST_LINE


def _fitted(
    told: Mapping[StoryPart, tuple[str, ...]], most_words: int
) -> dict[StoryPart, tuple[str, ...]]:
    kept = {part: _short_enough(told[part]) for part in _TOLD}
    while sum(map(_count, kept.values())) > most_words:
        longest = max(_TOLD, key=lambda part: _count(kept[part]))
        kept[longest] = _without_one(kept[longest])
    return kept


def _short_enough(part: tuple[str, ...]) -> tuple[str, ...]:
    while len(" ".join(part)) > LONGEST_PART:
        part = _without_one(part)
    return part


def _without_one(part: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the last sentence but one: a part keeps how it begins and how it ends."""
    return (*part[:-2], part[-1]) if len(part) > 1 else ()


def _count(part: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in part)
