"""Reading a JSON object of strings while it is still arriving."""

from __future__ import annotations

import json
import re

_KEY = re.compile(r'\s*[{,]\s*"((?:[^"\\]|\\.)*)"\s*:\s*"')
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[^u])")
_SURROGATES = re.compile(r"\\ud[89ab][0-9a-f]{2}(?:\\ud[c-f][0-9a-f]{2})?", re.IGNORECASE)


class FieldReader:
    """Feed it JSON text in pieces of any size; it holds what each string field says so far.

    An object whose values are all strings is what it reads; anything else leaves `fields` as far
    as it got. `closed` names the fields whose end has been seen.
    """

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.closed: set[str] = set()
        self._buffer = ""
        self._key: str | None = None

    def feed(self, piece: str) -> None:
        """Take the next piece."""
        self._buffer += piece
        while self._read_key() or self._read_value():
            pass

    def _read_key(self) -> bool:
        if self._key is not None:
            return False
        found = _KEY.match(self._buffer)
        if found is None:
            return False
        self._key = str(json.loads(f'"{found.group(1)}"'))
        self.fields[self._key] = ""
        self._buffer = self._buffer[found.end() :]
        return True

    def _read_value(self) -> bool:
        """Move what is surely text from the buffer to the open field."""
        if self._key is None or not self._buffer:
            return False
        end, closes = _text_end(self._buffer)
        raw, self._buffer = self._buffer[:end], self._buffer[end + closes :]
        self.fields[self._key] += _unescape(raw)
        if closes:
            self.closed.add(self._key)
            self._key = None
        return bool(raw) or bool(closes)


def _text_end(buffer: str) -> tuple[int, int]:
    """Return where the readable text ends, and 1 if a closing quote stands there, else 0."""
    position = 0
    while position < len(buffer):
        char = buffer[position]
        if char == '"':
            return position, 1
        if char != "\\":
            position += 1
            continue
        pair = _SURROGATES.match(buffer, position)
        escape = pair or _ESCAPE.match(buffer, position)
        if escape is None or (pair is not None and len(pair.group()) < len(r"\ud800\udc00")):
            return position, 0
        position = escape.end()
    return position, 0


def _unescape(raw: str) -> str:
    return str(json.loads(f'"{raw}"', strict=False)) if "\\" in raw else raw
