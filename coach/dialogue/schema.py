"""The form of a reply: a mirror whose opening fits what was asked, then a question."""

from __future__ import annotations

from collections.abc import Sequence

from coach.dialogue.bank import Question

_TEXT = "[a-zA-Z0-9 ,'\u2019;:%&/-]"
"""Positive classes only: a negated one lets a quotation mark through in llama.cpp's grammar."""
_ANY = "(You |Your |It |They |She |He |The |There )"
OPENINGS: dict[str, str] = {
    "wish": "(You |What you want is |They |It |Your )",
    "outcome": "(You |They |It |The |Your |There )",
    "obstacle": "(You |Your |It is |What gets in the way is |There is )",
    "action": "(You will |You would |You could )",
    "context": "(It is |It starts |It is when |On |In |When )",
    "target": "(It is |With |You will start with )",
    "time": "(It is |On |Every |You will do it )",
    "response": "(Then you will |You will |You would )",
    "sign": "(You will see |You will notice |They |There |It )",
    "support": "(You |Your |It is )",
    "happened": "(You |They |Your |The |On |In |She |He |It )",
    "felt": "(You felt |You feel |You were |You are |It was )",
    "meaning": "(You thought |You assumed |You think |You were |They |It )",
    "lesson": "(You |If |When |What you take from it is |That |The )",
    "next": "(You will |Next time you will |You would )",
}
"""How a mirror may begin, by what the member was answering."""


def reply_schema(awaited: str, candidates: Sequence[Question]) -> dict[str, object]:
    """Return the schema of a reply: a mirror of the answer, one of the candidate questions."""
    opening = OPENINGS.get(awaited, _ANY)
    return {
        "type": "object",
        "properties": {
            "mirror": {"type": "string", "pattern": f"^{opening}{_TEXT}{{3,150}}[.]$"},
            "question": {"type": "string", "enum": [q.text for q in candidates]},
        },
        "required": ["mirror", "question"],
        "additionalProperties": False,
    }
