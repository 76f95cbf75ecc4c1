"""Cutting a member's message into clauses, and trimming a piece of it, always by position."""

from __future__ import annotations

import re

from coach.domain.base import Model

MAX_CLAUSES = 12
_MIN_WORDS = 3
_SENTENCE = re.compile(r"[^.!?;\n…]+[.!?;…]*")
_JOINT = re.compile(
    r",\s+(?!i (?:think|guess|suppose|mean)\b|if i(?: am|'m) honest)"
    r"(?=(?:and|but|so|because|then|if|when|whenever|while|although|though|i|i'll|i'd|i'm|we|they|"
    r"she|he|it|it's|that's|there)\b)"
    r"|\s+(?=(?:because|so that|and then|and if|but)\b)"
    r"|\s+(?=and (?:i|they|she|he|it|we|my|if|when)\b)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:(?:(?:well|honestly|actually|basically|alright|all right|you know|to be honest"
    r"|if i am honest|(?:as|like) i (?:just |already )?(?:said|told you|wrote)(?: before)?"
    r"|i mean|i guess|i suppose|hm+|um+|uh|oh|and|but)\b(?!-)"
    r"|(?:no|yes|yeah|right|so|ok|okay|fine)(?=\s*[,.:;!…-]))[\s,.:;!…-]*)+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:what|how|why|who|whom|when|where|which|do|does|did|can|could|would|should|is|are|am|will|"
    r"may|shall|have|has)\b|.*,\s*(?:what|how|why|who|is|are|do|should|right|isn)",
    re.IGNORECASE,
)
_NOISE = ' \t\r\n,.;:!?…-\u2013\u2014"“”'


class Clause(Model):
    """Characters `start` to `end` (exclusive) of a message."""

    start: int
    end: int
    text: str
    onwards: str
    """The clause with the rest of its sentence."""
    is_question: bool = False


def split(message: str) -> tuple[Clause, ...]:
    """Return the clauses in order, at most twelve; a longer message falls into whole sentences."""
    sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(message)]
    pieces = [piece for start, end in sentences for piece in _pieces(message, start, end)]
    ends = [end for _, end in sentences]
    if len(pieces) > MAX_CLAUSES:
        pieces = sentences
    while len(pieces) > MAX_CLAUSES:
        pieces = _halve(pieces)
    found = (
        _clause(message, start, end, next(e for e in ends if e >= end)) for start, end in pieces
    )
    return tuple(clause for clause in found if clause is not None)


def trim(message: str, start: int, end: int) -> tuple[int, int]:
    """Take blanks, loose punctuation and leading filler off a piece; may come out empty."""
    while start < end and message[start] in _NOISE:
        start += 1
    while end > start and message[end - 1] in _NOISE:
        end -= 1
    filler = _FILLER.match(message, start, end)
    if filler is not None and filler.end() < end:
        return trim(message, filler.end(), end)
    return start, end


def _pieces(message: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start]
    for joint in _JOINT.finditer(message, start, end):
        long_enough = len(message[cuts[-1] : joint.start()].split()) >= _MIN_WORDS
        if long_enough and len(message[joint.end() : end].split()) >= _MIN_WORDS:
            cuts.append(joint.end())
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _halve(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join neighbours two by two."""
    return [
        (pieces[i][0], pieces[min(i + 1, len(pieces) - 1)][1]) for i in range(0, len(pieces), 2)
    ]


def _clause(message: str, start: int, end: int, sentence_end: int) -> Clause | None:
    first, last = trim(message, start, end)
    if first == last or _FILLER.fullmatch(message, first, last):
        return None
    return Clause(
        start=first,
        end=last,
        text=message[first:last],
        onwards=message[first:sentence_end],
        is_question="?" in message[start:end] and _ASKS.match(message, first, last) is not None,
    )
