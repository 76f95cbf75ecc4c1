"""The form of a reply: a mirror whose opening fits what was asked, then a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.dialogue.bank import Question
from coach.dialogue.second_person import to_second_person
from coach.domain.reflection import ReflectionStep

LONGEST_MIRROR = 110
"""Characters behind the opening."""
_TEXT = "[a-zA-Z0-9 ,'\u2019;:%&/-]"
"""Positive classes only: a negated one lets a quotation mark through in llama.cpp's grammar."""
_END = "[a-zA-Z0-9'\u2019%]"
_YOU_DO = re.compile(r"You (?!are\b)[a-z]+(?= )")
_LINK = re.compile(r"^(?:(?:that|because|so|well|and|but|then)\s+)+", re.IGNORECASE)
_OWN_OPENING = re.compile(
    r"(?!(?:if|when|because|that|what|who|how|no|not|we|our)\b)(?:[a-z']+ ){1,6}?"
    r"(?:would|will|could|can|is|are|was|were|had|has|have|did|never|always|\w+ed|said|told|came|"
    r"left|went|asks?|needs?|wants?|starts?|comes?|knows?)(?= )",
    re.IGNORECASE,
)
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
_WHEN = {
    "context": "(It is when |It starts when )",
    "sign": "(You will see it when |You will notice it when )",
}
"""How it begins when the answer is a "when …"."""


def reply_schema(answered: str, answer: str, candidates: Sequence[Question]) -> dict[str, object]:
    """Return the schema of a reply: a mirror of the message, then one of the candidate questions.

    `answered`: the topic that the message answers, '' when it answers none. `answer`: the clause
    that does; a mirror may also begin as it does.
    """
    opening = _opening(answered, answer)
    mirror = f"^{opening}{_TEXT}{{2,{LONGEST_MIRROR}}}{_END}[.]$"
    return {
        "type": "object",
        "properties": {
            "mirror": {"type": "string", "pattern": mirror},
            "question": {"type": "string", "enum": [q.text for q in candidates]},
        },
        "required": ["mirror", "question"],
        "additionalProperties": False,
    }


def _opening(answered: str, answer: str) -> str:
    if answered in _WHEN and answer[:5].lower() == "when ":
        return _WHEN[answered]
    opening = _with_own(OPENINGS.get(answered, _ANY), answer)
    return _own_alone(opening) if answered == ReflectionStep.HAPPENED else opening


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
