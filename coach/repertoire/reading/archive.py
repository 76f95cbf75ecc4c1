"""ZIP archives, which Office formats and EPUB are: looked at before any converter opens them."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from typing import IO, Final

from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, Unreadable

_ENCRYPTED: Final = 0x1
_CHUNK: Final = 1 << 20
_ENTITY: Final = b"<!ENTITY"
_XML: Final = re.compile(r"\.(xml|rels|opf|ncx|xhtml|html?|vml|svg)$", re.IGNORECASE)
_TITLE: Final = re.compile(rb"<dc:title[^<>]*>([^<>]*)</dc:title>")
_PACKED: Final = b"PK\x03\x04"
_UNSAFE_NAME: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\x00-\x1f]")
_BROKEN: Final = (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error)


class Archive:
    """An archive in memory. Members are never written to disk, and only expanded under a limit."""

    def __init__(self, data: bytes) -> None:
        self._size = len(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Unreadable(Reason.CORRUPT) from error

    def head(self, name: str, most: int) -> bytes:
        """Return the first bytes of a member, nothing when there is no such member."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return b""
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(Reason.ENCRYPTED)
        return self._read(info, most)

    def title(self) -> str:
        """Return the title in the core properties of an Office file, nothing when it has none."""
        found = _TITLE.search(self.head("docProps/core.xml", _CHUNK))
        return html.unescape(found[1].decode("utf-8", errors="replace")) if found else ""

    def check(self, limits: Limits) -> None:
        """Raise Unreadable when the archive is not what an ordinary document contains."""
        _Check(limits, self._size).archive(self._zip, depth=1)

    def _read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        try:
            with self._zip.open(info) as member:
                return member.read(most)
        except _BROKEN as error:
            raise Unreadable(Reason.CORRUPT) from error


class _Check:
    """Counts over an archive and those inside it.

    A member never yields more than its directory entry declares (zipfile stops there), so the
    declared sizes bound what any later reader can be made to expand.
    """

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits = limits
        self._size = size
        self._members = 0
        self._expanded = 0

    def archive(self, packed: zipfile.ZipFile, depth: int) -> None:
        members = packed.infolist()
        for info in members:
            self._entry(info)
        for info in members:
            if not info.is_dir():
                self._content(packed, info, depth)

    def _entry(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(Reason.ENCRYPTED)
        if _UNSAFE_NAME.search(info.orig_filename):
            raise Unreadable(Reason.UNSAFE)
        self._members += 1
        self._expanded += info.file_size
        limits = self._limits
        within = max(limits.free_ratio, limits.ratio * self._size)
        if self._members > limits.members or self._expanded > min(limits.expanded, within):
            raise Unreadable(Reason.EXPANDS)

    def _content(self, packed: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int) -> None:
        try:
            with packed.open(info) as member:
                head = member.read(len(_PACKED))
                if head == _PACKED:
                    self._inner(head + member.read(), depth)
                elif _XML.search(info.filename) or head.lstrip().startswith(b"<"):
                    _refuse_entities(head, member)
        except _BROKEN as error:
            raise Unreadable(Reason.CORRUPT) from error

    def _inner(self, data: bytes, depth: int) -> None:
        if depth >= self._limits.depth:
            raise Unreadable(Reason.EXPANDS)
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            self.archive(packed, depth + 1)


def _refuse_entities(head: bytes, member: IO[bytes]) -> None:
    """Refuse XML that declares entities, in UTF-8 or UTF-16; no Office program writes any."""
    tail = head
    while chunk := member.read(_CHUNK):
        window = tail + chunk.replace(b"\x00", b"")
        if _ENTITY in window:
            raise Unreadable(Reason.UNSAFE)
        tail = window[-len(_ENTITY) :]
