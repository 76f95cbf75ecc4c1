"""From an item to its passages, and to the texts that are embedded for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from coach.domain.repertoire import ItemKind, Passage
from coach.repertoire.ports import Embedder
from coach.repertoire.splitting import Piece, split, whole

_MARKS: Final = 2
"""Tokens that the model itself puts around a text."""
_HEADINGS: Final = 24
"""Tokens left free for the headings that are embedded with a passage."""
_DEFAULT_WINDOW: Final = 256
_CHARACTERS_A_TOKEN: Final = 4


def count_with(embedder: Embedder | None) -> Callable[[str], int]:
    """Return what counts tokens: the model itself, or an estimate when there is none."""
    return embedder.count if embedder is not None else _estimate


def cut(item_id: str, kind: ItemKind, text: str, embedder: Embedder | None) -> list[Passage]:
    """Return a document's passages that fit the model; everything else stays whole."""
    count = count_with(embedder)
    window = embedder.window if embedder is not None else _DEFAULT_WINDOW
    longest = max(32, window - _MARKS - _HEADINGS)
    document = kind is ItemKind.DOCUMENT
    pieces = split(text, count, longest=longest) if document else whole(text, count)
    return [_passage(item_id, position, piece) for position, piece in enumerate(pieces)]


def embedded_text(passage: Passage) -> str:
    """Return what the model is given for a passage: its innermost heading, then its text."""
    heading = passage.headings[-1] if passage.headings else ""
    known = not heading or heading in passage.text
    return passage.text if known else f"{heading}\n{passage.text}"


def _passage(item_id: str, position: int, piece: Piece) -> Passage:
    return Passage(
        id=uuid.uuid4().hex,
        item_id=item_id,
        position=position,
        text=piece.text,
        headings=piece.headings,
        start=piece.start,
        end=piece.end,
        tokens=piece.tokens,
    )


def _estimate(text: str) -> int:
    return -(-len(text) // _CHARACTERS_A_TOKEN)
