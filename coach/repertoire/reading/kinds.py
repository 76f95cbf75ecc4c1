"""Which type a file is, from its content alone."""

from __future__ import annotations

import io
from typing import Final

from coach.repertoire.reading.archive import Archive
from coach.repertoire.reading.decode import decode
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, Unreadable
from coach.repertoire.reading.text_kinds import Kind, text_kind

__all__ = ["MEDIA_TYPES", "Kind", "identify"]

MEDIA_TYPES: Final = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.XLS: "application/vnd.ms-excel",
    Kind.MSG: "application/vnd.ms-outlook",
    Kind.EPUB: "application/epub+zip",
    Kind.HTML: "text/html",
    Kind.MARKDOWN: "text/markdown",
    Kind.TEXT: "text/plain",
    Kind.CSV: "text/csv",
    Kind.EML: "message/rfc822",
    Kind.VTT: "text/vtt",
    Kind.SRT: "application/x-subrip",
}
_HEAD: Final = 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS: Final = {
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"ms-word.document.macroEnabled.main+xml": Kind.DOCX,
    b"wordprocessingml.template.main+xml": Kind.DOCX,
    b"presentationml.presentation.main+xml": Kind.PPTX,
    b"presentationml.slideshow.main+xml": Kind.PPTX,
    b"ms-powerpoint.presentation.macroEnabled.main+xml": Kind.PPTX,
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
    b"ms-excel.sheet.macroEnabled.main+xml": Kind.XLSX,
}

_STREAMS: Final = {
    "__properties_version1.0": Kind.MSG,
    "workbook": Kind.XLS,
    "book": Kind.XLS,
}
_OLD: Final = {
    "worddocument": "an old Word document (.doc)",
    "powerpoint document": "an old PowerPoint file (.ppt)",
}
_OTHERS: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a WebP picture, a film or a sound",
    b"ID3": "an MP3 sound",
    b"\x00\x00\x00\x18ftyp": "an MP4 film",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}


def identify(data: bytes, limits: Limits) -> tuple[Kind, str]:
    """Return the type, and the decoded text of types that are text.

    Unreadable: a type that is not supported, protected, or an archive beyond its limits.
    """
    if b"%PDF-" in data[:_HEAD]:
        return Kind.PDF, ""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _in_archive(data, limits), ""
    if data.startswith(_OLE):
        return _in_ole(data), ""
    text = decode(data)
    if text is None:
        raise Unreadable(Reason.UNSUPPORTED, _name(data))
    if not text.strip():
        raise Unreadable(Reason.EMPTY)
    return text_kind(text), text


def _in_archive(data: bytes, limits: Limits) -> Kind:
    archive = Archive(data)
    kind = _packed_kind(archive)
    archive.check(limits)
    return kind


def _packed_kind(archive: Archive) -> Kind:
    """Tell Office formats and EPUB from other archives, before anything large is expanded."""
    if archive.head("mimetype", _HEAD).strip() == b"application/epub+zip":
        return Kind.EPUB
    types = archive.head("[Content_Types].xml", 1_000_000)
    if not types:
        raise Unreadable(Reason.UNSUPPORTED, "a ZIP archive")
    for part, kind in _PARTS.items():
        if part in types:
            return kind
    raise Unreadable(Reason.UNSUPPORTED, "an Office file of another kind")


def _in_ole(data: bytes) -> Kind:
    import olefile  # noqa: PLC0415

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        names = {entry[0].lower() for entry in container.listdir()}
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise Unreadable(Reason.ENCRYPTED)
    for name, kind in _STREAMS.items():
        if name in names:
            return kind
    found = next((found for name, found in _OLD.items() if name in names), "an old Office file")
    raise Unreadable(Reason.UNSUPPORTED, found)


def _name(data: bytes) -> str:
    """Return what binary data is: by its first bytes, else as magika takes it."""
    known = next((found for mark, found in _OTHERS.items() if data.startswith(mark)), "")
    if known:
        return known
    from magika import Magika  # noqa: PLC0415  # half a second, for what is refused anyway

    output = Magika().identify_bytes(data).output
    return "" if output.label == "unknown" else output.description
