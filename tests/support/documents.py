"""Small documents of every type, made in code; none is taken from anywhere."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from xml.sax.saxutils import escape

import openpyxl
import pptx as powerpoint

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CORE: Final = (
    f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = f'xmlns="{_PACKAGE}/content-types"'
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OVERRIDES: Final = (
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD_TYPE}.styles+xml"/>'
)
_HEADING_1: Final = (
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
)
_SECTOR: Final = 512
_NONE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_TABLE: Final = 0xFFFFFFFD


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked(archive: bytes) -> bytes:
    """Return the archive with every member marked as encrypted."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def docx(
    paragraphs: Sequence[str],
    *,
    title: str = "",
    extra: Mapping[str, str | bytes] | None = None,
    prolog: str = "",
) -> bytes:
    """Return a Word document; a paragraph that begins with "# " is a heading of level 1."""
    body = "".join(_paragraph(text) for text in paragraphs)
    core = f"<dc:title>{escape(title)}</dc:title>"
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f"{_DECLARATION}<Types {_TYPES}>{_OVERRIDES}</Types>",
        "_rels/.rels": _relations("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relations("styles", "styles.xml"),
        "word/styles.xml": f"{_DECLARATION}<w:styles {_WORD}>{_HEADING_1}</w:styles>",
        "docProps/core.xml": f"{_DECLARATION}<cp:coreProperties {_CORE}>{core}</cp:coreProperties>",
        "word/document.xml": (
            f"{_DECLARATION}{prolog}<w:document {_WORD}><w:body>{body}</w:body></w:document>"
        ),
    }
    return packed(members | dict(extra or {}))


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
    return (
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'
    )


def docx_with_linked_picture(text: str, address: str) -> bytes:
    """Return a Word document whose one picture lies at another address."""
    relation = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r9" '
        f'TargetMode="External" Type="{_RELATIONS}/image" Target="{address}"/></Relationships>'
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    document = (
        f'<w:document {_WORD} xmlns:r="{_RELATIONS}" xmlns:a="{drawing}/main" '
        f'xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:pic="{drawing}/picture"><w:body><w:p>'
        f"<w:r><w:t>{escape(text)}</w:t><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic>"
        '<pic:blipFill><a:blip r:link="r9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p></w:body></w:document>"
    )
    return docx([], extra={"word/_rels/document.xml.rels": relation, "word/document.xml": document})


def _paragraph(text: str) -> str:
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if text.startswith("# ") else ""
    return f"<w:p>{style}<w:r><w:t>{escape(text.removeprefix('# '))}</w:t></w:r></w:p>"


def pptx(slides: Sequence[tuple[str, str]]) -> bytes:
    """Return a presentation: title and text of each slide."""
    deck = powerpoint.Presentation()
    for title, text in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def xlsx(rows: Sequence[Sequence[object]], sheet: str = "Plan") -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pdf(
    pages: Sequence[Sequence[str]], *, title: str = "", encrypt: bool = False, contents: bytes = b""
) -> bytes:
    """Return a PDF with one line of text under another; `contents` replaces every page's stream."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        content = _page(lines)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number),
            contents or b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    trailer = f"/Size {len(objects) + 3} /Root 1 0 R /Info {len(objects) + 1} 0 R"
    objects.append(f"<< /Title ({title}) >>".encode())
    if encrypt:
        trailer += f" /Encrypt {len(objects) + 1} 0 R /ID [<00> <00>]"
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
        )
    return _assembled(objects, trailer)


def _page(lines: Sequence[str]) -> bytes:
    escaped = (line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in lines)
    shown = " ".join(f"({line}) Tj T*" for line in escaped)
    return f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET".encode("latin-1")


def _assembled(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())


def epub(chapters: Sequence[tuple[str, str]], title: str) -> bytes:
    """Return a book: heading and paragraph of each chapter."""
    numbers = range(len(chapters))
    kind = 'media-type="application/xhtml+xml"'
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml" {kind}/>' for n in numbers)
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    root = '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>'
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f"<container><rootfiles>{root}</rootfiles></container>",
        "book.opf": (
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata><dc:title>{escape(title)}</dc:title></metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
        ),
    }
    for number, (heading, text) in enumerate(chapters):
        members[f"c{number}.xhtml"] = (
            "<!DOCTYPE html><html><head><title>x</title></head>"
            f"<body><h1>{escape(heading)}</h1><p>{escape(text)}</p></body></html>"
        )
    return packed(members)


def eml(
    text: str,
    *,
    html: str = "",
    subject: str = "Handover",
    attached: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a message, with a second form in HTML and attachments when given."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = "Mara Ilves <mara@example.org>"
    mail["To"] = "team@example.org"
    mail["Date"] = "Mon, 02 Nov 2026 09:30:00 +0100"
    if text:
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    for name, content in (attached or {}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def msg(subject: str, text: str, attached: Sequence[str] = ()) -> bytes:
    """Return an Outlook message."""
    tree: dict[str, bytes | Mapping[str, bytes]] = {
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001F": _wide(subject),
        "__substg1.0_0C1F001F": _wide("mara@example.org"),
        "__substg1.0_1000001F": _wide(text),
    }
    for number, name in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = {"__substg1.0_3707001F": _wide(name)}
    return compound(tree)


def xls(rows: Sequence[Sequence[str | float]], *, encrypted: bool = False) -> bytes:
    """Return a workbook of the old kind, with one sheet named Plan."""
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0))
    if encrypted:
        start += _record(0x2F, bytes(6))
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                word = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += _record(0x204, place + word)
            else:
                cells += _record(0x203, place + struct.pack("<d", value))
    end = _record(0x0A, b"")
    name = struct.pack("<BB", 4, 0) + b"Plan"
    at = len(start) + 4 + 6 + len(name) + len(end)
    globals_ = start + _record(0x85, struct.pack("<IH", at, 0) + name) + end
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + end
    return compound({"Workbook": globals_ + sheet})


def _record(code: int, body: bytes) -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _wide(text: str) -> bytes:
    return text.ljust(2048).encode("utf-16-le")


Tree = Mapping[str, "bytes | Mapping[str, bytes]"]


def compound(tree: Tree) -> bytes:
    """Return an OLE compound file; every stream is padded so that it needs no mini stream."""
    entries = [_Entry("Root Entry", 5)]
    streams: list[bytes] = []
    _add(tree, 0, entries, streams)
    directory = _filled(b"".join(entry.packed() for entry in entries))
    table: list[int] = []
    for part in (*streams, directory):
        table += [*range(len(table) + 1, len(table) + len(part) // _SECTOR), _END]
    tables = -(-(len(table) + 2) // (_SECTOR // 4))
    places = [*range(len(table), len(table) + tables)]
    body = b"".join(streams)
    numbers = (0, 0, 0, tables, len(body) // _SECTOR, 0, 4096, _END, 0, _END, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHHH10L", 0x3E, 3, 0xFFFE, 9, 6, *numbers)
    header += struct.pack("<109L", *places, *[_NONE] * (109 - tables))
    table += [_TABLE] * tables
    table += [_NONE] * (tables * (_SECTOR // 4) - len(table))
    return header + body + directory + struct.pack(f"<{len(table)}L", *table)


@dataclass
class _Entry:
    name: str
    kind: int
    child: int = _NONE
    start: int = _END
    size: int = 0
    following: int = _NONE

    def packed(self) -> bytes:
        wide = self.name.encode("utf-16-le") + b"\x00\x00"
        head = struct.pack("<64sHBB", wide, len(wide), self.kind, 1)
        head += struct.pack("<LLL", _NONE, self.following, self.child)
        return head + bytes(36) + struct.pack("<LQ", self.start, self.size)


def _add(level: Tree, parent: int, entries: list[_Entry], streams: list[bytes]) -> None:
    for name, content in level.items():
        entry = _Entry(name, 1, following=entries[parent].child)
        entries[parent].child = len(entries)
        entries.append(entry)
        if isinstance(content, bytes):
            padded = _filled(content.ljust(4096, b"\x00"))
            entry.kind, entry.size = 2, len(padded)
            entry.start = sum(map(len, streams)) // _SECTOR
            streams.append(padded)
        else:
            _add(content, len(entries) - 1, entries, streams)


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % _SECTOR)
