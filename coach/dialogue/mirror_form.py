"""The form that a mirror must have, as a regular expression that an inference server enforces.

A small model says back freely only what is neither very short nor very long. A few words are
copied behind an opening that fits what was asked; out of a long message one clause is chosen,
turned towards the member by code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.dialogue.second_person import to_second_person
from coach.domain.reflection import ReflectionStep

LONGEST = 110
"""Characters behind the opening."""
SHORT, LONG = 8, 28
"""Words up to which an answer is copied, and above which one clause of it is chosen."""
_LONGEST_CLAUSE = 24
_TEXT = "[a-zA-Z0-9 ,'\u2019;:%&/-]"
"""Positive classes only: a negated one lets a quotation mark through in llama.cpp's grammar."""
_END = "[a-zA-Z0-9'\u2019%]"
_ANY = "(You |Your |It |They |She |He |The |There )"
OPENINGS: dict[str, str] = {
    "wish": "(You want |You would like |You wish |What you want is )",
    "outcome": "(You would |They would |It would |There would |Your |The |You |What you see is )",
    "obstacle": "(You |Your |What gets in the way is |There is )",
    "action": "(You will |You would |You could )",
    "context": "(It is |It starts |It is when )",
    "target": "(You will start with |It is about )",
    "time": "(You will do it |It is )",
    "response": "(Then you will |Then you would |You will |You would )",
    "sign": "(You will see |You will notice |They |There |It )",
    "support": "(It is |Your )",
    "say_back": "(You will |When |If |At |On |Every )",
    "happened": "(You |They |Your |The |On |In |She |He |It )",
    "felt": "(You felt |You feel |You were |You are |It was )",
    "meaning": "(You thought |You assumed |You think |They |She |He |It )",
    "lesson": "(What you take from it is |What you see is |You |If |When |The )",
    "next": "(You will |Next time you will |You would |Next time )",
}
"""How a mirror may begin when the member has answered what was asked."""
_BEFORE_FRAGMENT: dict[str, str] = {
    "wish": "(You want |You would like |What you want is )",
    "outcome": "(You would have |There would be |It would mean )",
    "obstacle": "(What gets in the way is )",
    "action": "(You will )",
    "context": "(It is the |It is about )",
    "target": "(You will start with |It is about )",
    "time": "(You will do it )",
    "response": "(Then you will |You will )",
    "sign": "(You will see |You will notice )",
    "support": "(It is |You think of )",
    "felt": "(You felt |It was )",
    "meaning": "(You thought |You think )",
    "lesson": "(What you take from it is )",
    "next": "(Next time you will |You will )",
}
"""What makes a sentence of an answer that is none."""
_BEFORE_WHEN = {
    "context": "(It is |It starts )",
    "sign": "(You will see it |You will notice it )",
}
_BEFORE_THAT = {
    "outcome": "(You see )",
    "meaning": "(You thought |You assumed |You think )",
    "lesson": "(What you take from it is |You see )",
    "sign": "(You will see |You will notice )",
}
_BEFORE_PREPOSITION = {
    "target": "(You will do it )",
    "time": "(You will do it )",
}
_NO_FRAGMENT = frozenset({"what", "how", "if", "because", "who", "why", "not"})
_PREPOSITION = re.compile(
    r"(?:with|to|for|in|at|on|during|before|after|by|from|every|each|once|twice|right)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:(?:you|they|he|she|it)(?:'\w+)?|your|nobody|somebody|people|what you)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:if|when|whenever|as soon as) [a-z']+(?= )", re.IGNORECASE)
"""An answer that begins so is no intention: "You will start to joke" would turn it round."""
_OF_MEMBER = re.compile(r"(?:You|Your|What you)\b")
_SOUNDS_LIKE = {
    "wish": r"\b[Yy]ou (?:really )?(?:want|wish|would (?:really )?like)\b",
    "outcome": r"\bwould\b",
    "action": r"\b[Yy]ou (?:will|could|would)\b",
    "response": r"\b[Yy]ou (?:will|could|would)\b",
    "next": r"\b[Yy]ou (?:will|could|would)\b",
}
_DETERMINED = re.compile(r"(?:(?:a|an|the|my|your|his|her|their|this|that|no)\b|\d)", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|us|our|ours|we'\w+)\b", re.IGNORECASE)
_SAFE = re.compile(r"[a-zA-Z0-9 ,'%&/:;-]+")
_LINK = re.compile(r"^(?:(?:that|because|so|well|and|but|then)\s+)+", re.IGNORECASE)
_HEDGE = re.compile(
    r",? (?:you guess|you suppose|honestly|to be honest)$"
    r"|(?:,? (?:you think|you guess|you suppose|if you are honest|honestly|to be honest)(?=,))+,"
)
_YOU_DO = re.compile(r"You (?!are\b)[a-z']+(?= )")
_OWN_OPENING = re.compile(
    r"(?!(?:if|when|because|that|what|who|how|no|not|we|our)\b)(?:[a-z']+ ){1,6}?"
    r"(?:would|will|could|can|is|are|was|were|had|has|have|did|never|always|\w+ed|said|told|came|"
    r"left|went|asks?|needs?|wants?|starts?|comes?|knows?)(?= )",
    re.IGNORECASE,
)


def mirror_pattern(topic: str, clauses: Sequence[str]) -> str:
    """Return the pattern for a mirror of these clauses, of which the first matters most.

    `topic`: what the clauses answer, '' when nothing was asked.
    """
    words = sum(len(clause.split()) for clause in clauses)
    if len(clauses) == 1 and words <= SHORT:
        copied = _copied(topic, clauses[0])
        if copied:
            return copied
    if words > LONG or not topic:
        turned = [sentence for clause in clauses if (sentence := _turned(clause, least=3))]
        if turned:
            return f"^({'|'.join(_best(topic, turned))})[.]$"
    first = clauses[0] if clauses else ""
    longest = min(LONGEST, max(30, 2 * len(first))) if len(clauses) == 1 else LONGEST
    return f"^{_opening(topic, first)}{_TEXT}{{2,{longest}}}{_END}[.]$"


def _copied(topic: str, clause: str) -> str:
    """The clause itself: as it stands where it is a sentence, else behind an opening."""
    whole = _turned(clause, least=2)
    if whole:
        return f"^{whole}[.]$"
    text = _second(clause)
    before = _before(topic, text)
    if not before or _SAFE.fullmatch(text) is None or _WE.search(text):
        return ""
    article = "" if _DETERMINED.match(text) or _PREPOSITION.match(text) else "(a |the )?"
    lowered = text[0].lower() + text[1:]
    return (
        f"^{before}{article}({text}|{lowered})[.]$"
        if lowered != text
        else (f"^{before}{article}{text}[.]$")
    )


def _before(topic: str, text: str) -> str:
    start = text.split(" ", 1)[0].lower()
    if start == "when":
        return _BEFORE_WHEN.get(topic, "")
    if start == "that":
        return _BEFORE_THAT.get(topic, "")
    if start in _NO_FRAGMENT:
        return ""
    if (_PREPOSITION.match(text) or _DETERMINED.match(text)) and topic == "context":
        return "(It is )"
    if _PREPOSITION.match(text) and topic in _BEFORE_PREPOSITION:
        return _BEFORE_PREPOSITION[topic]
    return _BEFORE_FRAGMENT.get(topic, "")


def _turned(clause: str, *, least: int) -> str:
    """The clause as a sentence about the member, '' where code cannot be sure of it."""
    text = _second(_LINK.sub("", clause))
    unsure = _SAFE.fullmatch(text) is None or _WE.search(text) or not _SUBJECT.match(text)
    bare = text.lower().startswith("your ") and not _OWN_OPENING.match(text)
    shortest = 5 if bare else least  # "your deputy" is no sentence
    if unsure or not shortest <= len(text.split()) <= _LONGEST_CLAUSE:
        return ""
    return text[0].upper() + text[1:]


def _best(topic: str, sentences: Sequence[str]) -> Sequence[str]:
    """Those that sound like an answer, else those about the member, else all."""
    answers = [s for s in sentences if re.search(_SOUNDS_LIKE.get(topic, "$^"), s)]
    return answers or [s for s in sentences if _OF_MEMBER.match(s)] or sentences


def _second(clause: str) -> str:
    return _HEDGE.sub("", to_second_person(" ".join(clause.split()))).rstrip(" ,;:-")


def _opening(topic: str, answer: str) -> str:
    start = answer.split(" ", 1)[0].lower()
    if start == "when" and topic in _BEFORE_WHEN:
        return f"{_BEFORE_WHEN[topic]}when "
    if start == "that" and topic in _BEFORE_THAT:
        return f"{_BEFORE_THAT[topic]}that "
    condition = _CONDITION.match(_second(_LINK.sub("", answer)))
    if condition:
        return f"({condition.group()[0].upper()}{condition.group()[1:]} )"
    opening = _with_own(OPENINGS.get(topic, _ANY), answer)
    return _own_alone(opening) if topic == ReflectionStep.HAPPENED else opening


def _own_alone(opening: str) -> str:
    """A story is told from its first deed on: the answer's own opening, where there is one."""
    first = opening[1:].split("|", 1)[0]
    return f"({first})" if len(first.split()) > 1 else opening


def _with_own(opening: str, answer: str) -> str:
    """Let a mirror begin like the answer itself: "People would leave …"."""
    turned = to_second_person(_LINK.sub("", answer))
    found = _OWN_OPENING.match(turned) or _YOU_DO.match(turned)
    if found is None:
        return opening
    own = found.group()[0].upper() + found.group()[1:]
    return f"({own} |{opening[1:]}"
