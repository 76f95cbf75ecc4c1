"""Bytes to text."""

from __future__ import annotations

import codecs
import re
from typing import Final

_SAMPLE: Final = 200_000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL: Final = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL: Final = 0.002
"""Share of control bytes up to which data may still be text; a stray one is dropped later."""
_MOST_STRANGE: Final = 0.1


def decode(data: bytes) -> str | None:
    """Return the text, None when the data is none: by its mark, as UTF-8, else as it looks."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace").lstrip("\ufeff")
    wide = _wide(data)
    if wide:
        return data.decode(wide, errors="replace")
    sample = data[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _cut_or_guessed(data, error)


def _wide(data: bytes) -> str:
    """Recognise UTF-16 without a mark: every other byte of Western text is zero."""
    pairs = len(data[:_SAMPLE]) // 2
    even, odd = data[: 2 * pairs : 2].count(0), data[1 : 2 * pairs : 2].count(0)
    if pairs and even < 0.05 * pairs and odd > 0.7 * pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs and odd < 0.05 * pairs and even > 0.7 * pairs else ""


def _cut_or_guessed(data: bytes, error: UnicodeDecodeError) -> str | None:
    if error.start > len(data) - 4 and error.start:  # cut within its last character
        return data[: error.start].decode("utf-8")
    from charset_normalizer import from_bytes  # noqa: PLC0415  # only old encodings need it

    best = from_bytes(data[:_SAMPLE]).best()
    text = data.decode(best.encoding if best else "cp1252", errors="replace")
    strange = sum(
        1 for letter in text[:_SAMPLE] if not letter.isprintable() and letter not in "\t\n\r\f"
    )
    return None if strange > _MOST_STRANGE * min(len(text), _SAMPLE) else text
