"""One file's bytes to a title and clean Markdown; runs in the child process."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from coach.repertoire.reading.archive import Archive
from coach.repertoire.reading.clean import clean, title_of
from coach.repertoire.reading.confine import forbid_processes
from coach.repertoire.reading.kinds import MEDIA_TYPES, Kind, identify
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, Unreadable
from coach.repertoire.reading.text_kinds import delimiter_of

_SLIDE: Final = re.compile(r"<!-- Slide number: (\d+) -->\n(# .+\n)?")

_SHEETS: Final = frozenset({Kind.XLSX, Kind.XLS, Kind.CSV})
"""Their headings name sheets, not the whole."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of a file; `title` is empty when it names none."""

    title: str
    text: str
    media_type: str


def convert(data: bytes, limits: Limits) -> Draft:
    """Return the file as Markdown. Unreadable, or whatever a parser raises over a damaged file."""
    kind, text = identify(data, limits)
    forbid_processes()
    own, markdown = _CONVERTERS[kind](data, text, limits)
    if len(markdown) > 2 * limits.characters:  # before it costs anything to clean
        raise Unreadable(Reason.TOO_LONG)
    cleaned = clean(markdown)
    if not any(letter.isalnum() for letter in cleaned):
        raise Unreadable(Reason.NO_TEXT)
    if len(cleaned) > limits.characters:
        raise Unreadable(Reason.TOO_LONG)
    title = title_of(own, "" if kind in _SHEETS else cleaned)
    return Draft(title, cleaned, MEDIA_TYPES[kind])


_Converter = Callable[[bytes, str, Limits], tuple[str, str]]


def _by(name: str) -> _Converter:
    def converter(data: bytes, _text: str, _limits: Limits) -> tuple[str, str]:
        from coach.repertoire.reading.markitdown_parts import convert_with  # noqa: PLC0415

        return convert_with(name, data)

    return converter


def _as_is(_data: bytes, text: str, _limits: Limits) -> tuple[str, str]:
    return "", text


def _pdf(data: bytes, _text: str, limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.pdf import from_pdf  # noqa: PLC0415

    return from_pdf(data, limits.pages)


def _docx(data: bytes, text: str, limits: Limits) -> tuple[str, str]:
    return Archive(data).title(), _by("docx")(data, text, limits)[1]


def _pptx(data: bytes, text: str, limits: Limits) -> tuple[str, str]:
    markdown = _by("pptx")(data, text, limits)[1]
    titled = _SLIDE.sub(lambda slide: slide[2] or f"# Slide {slide[1]}\n", markdown)
    return Archive(data).title(), titled


def _xlsx(data: bytes, _text: str, _limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.sheets import from_xlsx  # noqa: PLC0415

    return Archive(data).title(), from_xlsx(data)


def _xls(data: bytes, _text: str, _limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.sheets import from_xls  # noqa: PLC0415

    return "", from_xls(data)


def _csv(_data: bytes, text: str, _limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.sheets import from_csv  # noqa: PLC0415

    return "", from_csv(text, delimiter_of(text))


def _html(_data: bytes, text: str, limits: Limits) -> tuple[str, str]:
    return _by("html")(text.encode("utf-8", errors="replace"), text, limits)


def _eml(data: bytes, _text: str, limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.mail import from_eml  # noqa: PLC0415

    return from_eml(data, lambda body: _html(b"", body, limits)[1])


def _msg(data: bytes, text: str, limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.mail import from_msg  # noqa: PLC0415

    return from_msg(data, _by("msg")(data, text, limits)[1])


def _transcript(_data: bytes, text: str, _limits: Limits) -> tuple[str, str]:
    from coach.repertoire.reading.transcript import from_transcript  # noqa: PLC0415

    return "", from_transcript(text)


_CONVERTERS: Final[dict[Kind, _Converter]] = {
    Kind.PDF: _pdf,
    Kind.DOCX: _docx,
    Kind.PPTX: _pptx,
    Kind.XLSX: _xlsx,
    Kind.XLS: _xls,
    Kind.MSG: _msg,
    Kind.EPUB: _by("epub"),
    Kind.HTML: _html,
    Kind.MARKDOWN: _as_is,
    Kind.TEXT: _as_is,
    Kind.CSV: _csv,
    Kind.EML: _eml,
    Kind.VTT: _transcript,
    Kind.SRT: _transcript,
}
