"""Reading a model's structured reply: JSON text that fits a schema, or MalformedReply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from jsonschema import Draft202012Validator, SchemaError

from coach.errors import MalformedReply


def checked_json(text: str, schema: Mapping[str, object]) -> str:
    """Return the JSON text of the first object in `text` that fits `schema`.

    A reply that is one object is returned as it came; code fences and chatter around an object are
    cut off. Raises MalformedReply, which never quotes the reply.
    """
    validator = _validator(schema)
    found = False
    for candidate in _objects(text):
        found = True
        if validator.is_valid(json.loads(candidate)):
            return candidate
    if found:
        raise MalformedReply("The model's reply does not fit the form that it was asked for.")
    raise MalformedReply("The model's reply is not the JSON that it was asked for.")


def in_words(schema: Mapping[str, object]) -> str:
    """Say in a prompt which JSON is wanted, for servers that take no schema of their own."""
    compact = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return f"Reply with one JSON object of this schema and with nothing else:\n{compact}"


def _validator(schema: Mapping[str, object]) -> Draft202012Validator:
    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as error:
        raise ValueError(f"The output schema is not valid: {error.message}") from error
    return Draft202012Validator(dict(schema))


def _objects(text: str) -> Iterator[str]:
    """Yield the JSON objects in a text, outermost only, in order."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            _, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            at = text.find("{", at + 1)
            continue
        yield text[at:end]
        at = text.find("{", end)
