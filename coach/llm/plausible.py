"""A reply made by rule from a request: what the scripted model says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coach.errors import MalformedReply
from coach.llm.ports import ModelRequest

_SECOND_PERSON = {
    "i": "you",
    "my": "your",
    "me": "you",
    "am": "are",
    "mine": "yours",
    "i'm": "you're",
}
_QUESTION = re.compile(r"[^.!?\n<>{}\"]*\?")
_ANY_QUESTION = "What happened next?"
_LONGEST_MIRROR = 20
_OPENINGS = re.compile(r"^\^\(([^()]*)\)")


def plausible_reply(request: ModelRequest) -> str:
    """Return text for a request: JSON of its schema, or a mirror and a question.

    Questions come from an enum or from the last message; other text repeats the member's first
    sentence. MalformedReply when a schema asks for what no rule here can make.
    """
    words = _first_words(request)
    question = _question(request)
    if request.schema is None:
        return f"You say: {words}. {question}"
    value = _value("", request.schema, words, question)
    return json.dumps(value, ensure_ascii=False)


def _value(name: str, schema: Mapping[str, Any], words: str, question: str) -> object:
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _value(name, choices[0], words, question)
    kind = schema.get("type", "object")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
            return {key: _value(key, of, words, question) for key, of in properties.items()}
        case "array":
            item = _value(name, schema.get("items", {"type": "string"}), words, question)
            return [item] * int(schema.get("minItems", 0))
        case "string":
            return _text(schema, question if name == "question" else words)
        case other:
            simple: Mapping[str, object] = {"boolean": False, "null": None}
            return simple.get(other, schema.get("minimum", 0))


def _text(schema: Mapping[str, Any], wanted: str) -> str:
    pattern = str(schema.get("pattern", ""))
    for candidate in _candidates(pattern, wanted):
        text = candidate[: schema.get("maxLength", len(candidate))]
        if re.search(pattern, text) and len(text) >= schema.get("minLength", 0):
            return text
    raise MalformedReply("The scripted model has no words for that form.")


def _candidates(pattern: str, wanted: str) -> Iterator[str]:
    """Yield the words as they are, as a sentence, and after each opening of the pattern."""
    plain = " ".join(re.sub(r"[^A-Za-z0-9 ,']", " ", wanted).split())
    yield from (wanted, f"{wanted}.", plain, f"{plain}.")
    found = _OPENINGS.match(pattern)
    openings: Sequence[str] = found.group(1).split("|") if found else ("You say ",)
    for opening in openings:
        rest = plain.removeprefix(opening.lower().strip()).strip().removeprefix("you ")
        yield from (f"{opening}{rest}.", f"{opening}{plain}.", f"{opening}say {plain}.")
        yield f"{opening}{rest}?"
    yield _first_choice(pattern)


def _first_choice(pattern: str) -> str:
    """The first text that a pattern of alternatives and literals alone allows."""
    literal = pattern.removeprefix("^").removesuffix("$").replace("[.]", ".")
    literal = re.sub(r"\([^()]*\)\?", "", literal)
    return re.sub(r"\(([^()|]*)[^()]*\)", r"\1", literal)


def _first_words(request: ModelRequest) -> str:
    said = next((m.content for m in reversed(request.messages) if m.role == "user"), "")
    inside = re.findall(r"<<<(.*?)>>>", said, re.DOTALL)
    sentence = re.split(r"(?<=[.!?])\s", (inside[-1] if inside else said).strip())[0]
    words = sentence.split()[:_LONGEST_MIRROR]
    turned = [_SECOND_PERSON.get(word.lower(), word) for word in words]
    return " ".join(turned).strip(" .!?…") or "nothing yet"


def _question(request: ModelRequest) -> str:
    last = request.messages[-1].content if request.messages else ""
    found = _QUESTION.findall(last)
    return found[-1].strip() if found and found[-1].strip(" ?") else _ANY_QUESTION
