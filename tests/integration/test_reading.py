"""Files of every type, and hostile ones, through a real reading process."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.reader import ReadDocument, Refused, read_file, remove_leftovers
from coach.repertoire.reading.refusals import Reason
from tests.support import documents as make

PROSE = "When the review began, Mara asked what we had assumed, and waited for the answer."
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder in which nothing may be left, by processes of which none may be left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = children()
    yield folder
    assert list(folder.iterdir()) == []
    assert children() <= before


def children() -> set[int]:
    """Return the processes whose parent is this one, zombies among them."""
    if sys.platform != "linux":
        return set()
    mine = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == os.getpid():
            mine.add(int(place.parent.name))
    return mine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(
    folder: Path, data: bytes, name: str = "file.bin", limits: Limits | None = None
) -> ReadDocument:
    place = folder / "given"
    place.write_bytes(data)
    return read_file(place, name, limits or Limits())


def refused(
    folder: Path, data: bytes, name: str = "file.bin", limits: Limits | None = None
) -> tuple[Reason, str]:
    with pytest.raises(Refused) as caught:
        read(folder, data, name, limits)
    sentence = str(caught.value)
    assert sentence.startswith(repr(name))
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return caught.value.reason, sentence


# --- every type, whatever the name says


def test_word_keeps_headings_and_takes_the_title_of_its_properties(folder: Path) -> None:
    document = read(folder, make.docx(["# Opening", PROSE], title="Reviews & us"), "x.pdf")
    assert document.title == "Reviews & us"
    assert document.text == f"# Opening\n\n{PROSE}"
    assert document.media_type.endswith("wordprocessingml.document")


def test_slides_become_sections(folder: Path) -> None:
    document = read(folder, make.pptx([("Listening", PROSE), ("", "Ask first")]))
    assert document.title == "Listening"
    assert document.text == f"# Listening\n{PROSE}\n\n# Slide 2\nAsk first"


def test_a_sheet_becomes_a_table_with_values_as_they_were_written(folder: Path) -> None:
    rows: list[list[object]] = [
        ["Who", "Hours", None],
        ["Mara | Tom", 2, None],
        [None, None, None],
        ["Ines", 2.5, None],
    ]
    document = read(folder, make.xlsx(rows), "plan.docx")
    assert document.text == (
        "## Plan\n\n| Who | Hours |\n| --- | --- |\n| Mara \\| Tom | 2 |\n| Ines | 2.5 |"
    )
    assert document.title == "plan"


def test_an_old_workbook_is_read_too(folder: Path) -> None:
    document = read(folder, make.xls([["Who", "Hours"], ["Mara", 2.0]]), "hours")
    assert document.text == "## Plan\n\n| Who | Hours |\n| --- | --- |\n| Mara | 2 |"
    assert document.media_type == "application/vnd.ms-excel"


def test_pdf(folder: Path) -> None:
    document = read(folder, make.pdf([[PROSE], ["Second page"]], title="On reviews"))
    assert document.title == "On reviews"
    assert document.text == f"{PROSE}\n\nSecond page"


def test_a_long_pdf_is_read_to_its_end(folder: Path) -> None:
    document = read(folder, make.pdf([[f"Page number {n}"] for n in range(1, 61)]))
    assert document.text.split("\n\n") == [f"Page number {n}" for n in range(1, 61)]


def test_book(folder: Path) -> None:
    document = read(folder, make.epub([("One", PROSE), ("Two", "The end")], "Nine reviews"))
    assert document.title == "Nine reviews"
    assert f"# One\n\n{PROSE}\n\n# Two\n\nThe end" in document.text


def test_mail_prefers_plain_text_and_names_attachments(folder: Path) -> None:
    data = make.eml(PROSE, html="<p>In other words</p>", attached={"plan.pdf": b"%PDF-secret"})
    document = read(folder, data, "mail.txt")
    assert document.title == "Handover"
    assert document.media_type == "message/rfc822"
    assert document.text == (
        "# Handover\n\n- From: Mara Ilves <mara@example.org>\n- To: team@example.org\n"
        f"- Date: Mon, 02 Nov 2026 09:30:00 +0100\n\n{PROSE}\n\nAttached, not opened: plan.pdf"
    )


def test_mail_that_is_html_alone(folder: Path) -> None:
    document = read(folder, make.eml("", html="<p>Ask <b>first</b></p><script>alert(1)</script>"))
    assert "Ask **first**" in document.text
    assert "alert" not in document.text


def test_outlook_message(folder: Path) -> None:
    document = read(folder, make.msg("Handover", PROSE, ["plan.xlsx"]))
    assert document.title == "Handover"
    assert document.text == (
        f"# Handover\n\n- From: mara@example.org\n\n{PROSE}\n\nAttached, not opened: plan.xlsx"
    )


def test_html_runs_nothing_and_fetches_nothing(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        remote = f"http://127.0.0.1:{server.getsockname()[1]}"
        page = (
            f"<html><head><title>On reviews</title><link rel=stylesheet href='{remote}/a.css'>"
            f"<script src='{remote}/a.js'>track()</script></head><body><h1>Ask</h1><p>{PROSE}"
            f"<img src='{remote}/a.png' alt='a chart'><img alt='dot' src='data:image/gif;base64,R'>"
            f"<a href='javascript:steal()'>more</a></p><iframe src='{remote}/f'></iframe></body>"
        )
        document = read(folder, page.encode(), "page.txt")
        with pytest.raises(TimeoutError):
            server.accept()
    assert document.title == "On reviews"
    assert document.text == f"# Ask\n\n{PROSE}[a chart]({remote}/a.png)dotmore"


def test_a_piece_of_html_with_a_script_is_html(folder: Path) -> None:
    document = read(folder, f"<p>{PROSE}</p><script>window.x = 1</script>".encode(), "piece.html")
    assert (document.media_type, document.text) == ("text/html", PROSE)


def test_a_picture_that_a_word_file_links_to_is_not_fetched(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        document = read(folder, make.docx_with_linked_picture(PROSE, address))
        with pytest.raises(TimeoutError):
            server.accept()
    assert document.text == PROSE


VTT = b"""WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:02.000
<v Mara>I asked

00:00:02.000 --> 00:00:03.000
<v Mara>and waited.

00:03.500 --> 00:04.000
<v Tom>Yes &amp; no
"""
SRT = b"""1\r
00:00:01,000 --> 00:00:02,000\r
<i>Mara: I asked</i>\r
\r
2\r
00:00:02,100 --> 00:00:03,000\r
and waited.\r
"""
TABLE = "| name | hours |\n| --- | --- |\n| Mara | 2 |\n| Tom | =1+1 |"
WIDE = "Übung für Zoë\r\n\r\n\r\n\r\nnext"
OLD = "Grüße aus Köln, schöne Übung."


@pytest.mark.parametrize(
    ("data", "media_type", "text"),
    [
        pytest.param(b"\xef\xbb\xbfPlain words", "text/plain", "Plain words", id="utf-8"),
        pytest.param(WIDE.encode("utf-16"), "text/plain", "Übung für Zoë\n\nnext", id="utf-16"),
        pytest.param(
            WIDE.encode("utf-16-le"), "text/plain", "Übung für Zoë\n\nnext", id="unmarked"
        ),
        pytest.param(OLD.encode("cp1252"), "text/plain", OLD, id="cp1252"),
        pytest.param(b"# One\n\n- a\n- b", "text/markdown", "# One\n\n- a\n- b", id="markdown"),
        pytest.param(b"name;hours\nMara;2\nTom;=1+1\n", "text/csv", TABLE, id="csv"),
        pytest.param(VTT, "text/vtt", "Mara: I asked and waited.\n\nTom: Yes & no", id="vtt"),
        pytest.param(SRT, "application/x-subrip", "Mara: I asked and waited.", id="srt"),
    ],
)
def test_texts(folder: Path, data: bytes, media_type: str, text: str) -> None:
    document = read(folder, data)
    assert (document.media_type, document.text) == (media_type, text)


def test_a_file_without_a_title_is_named_as_it_was_called(folder: Path) -> None:
    assert read(folder, PROSE.encode(), "../notes of\u202e May.txt").title == "notes of May"


# --- refusals, one sentence each


def test_an_unsupported_type_is_named(folder: Path) -> None:
    reason, sentence = refused(folder, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "page.html")
    assert reason is Reason.UNSUPPORTED
    assert "'page.html' looks like a PNG picture" in sentence
    assert "PDF, Word (.docx)" in sentence


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"a": [1, 2]}', "JSON"),
        (
            b'import os\n\n\ndef main(a: int) -> dict[str, int]:\n    return {"a": a[0]}\n' * 5,
            "Python",
        ),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "XML"),
        (b"{\\rtf1 hello}", "Rich Text Format"),
        (make.packed({"a.txt": "hello"}), "a ZIP archive"),
        (make.compound({"WordDocument": b"x"}), "an old Word document"),
        (bytes(range(256)) * 8, "an unknown kind of file"),
    ],
)
def test_other_types_are_not_guessed_at(folder: Path, data: bytes, found: str) -> None:
    reason, sentence = refused(folder, data, "notes.txt")
    assert reason is Reason.UNSUPPORTED
    assert f"looks like {found}" in sentence


@pytest.mark.parametrize(
    "data",
    [
        make.pdf([[PROSE]], encrypt=True),
        make.xls([["a"]], encrypted=True),
        make.locked(make.docx([PROSE])),
        make.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}),
    ],
    ids=["pdf", "xls", "zip", "office"],
)
def test_what_has_a_password_is_refused(folder: Path, data: bytes) -> None:
    assert refused(folder, data)[0] is Reason.ENCRYPTED


@pytest.mark.parametrize("data", [make.pdf([[]]), make.docx([]), b"---\n\n***\n"])
def test_a_file_without_words_is_refused(folder: Path, data: bytes) -> None:
    assert refused(folder, data)[0] is Reason.NO_TEXT


@pytest.mark.parametrize("data", [b"", b" \n\n"])
def test_an_empty_file_is_refused(folder: Path, data: bytes) -> None:
    assert refused(folder, data)[0] is Reason.EMPTY


@pytest.mark.parametrize(
    "data", [make.docx([PROSE] * 50), make.pptx([("A", PROSE)]), make.epub([("A", PROSE)], "T")]
)
def test_half_an_archive_is_damaged(folder: Path, data: bytes) -> None:
    reason, sentence = refused(folder, data[: len(data) // 2])
    assert reason is Reason.CORRUPT
    assert PROSE[:10] not in sentence


def test_half_a_pdf_is_refused_or_gives_what_it_has(folder: Path) -> None:
    data = make.pdf([[PROSE] * 30] * 5)
    reason, _ = refused(folder, data[:200])
    assert reason in {Reason.CORRUPT, Reason.NO_TEXT}


@pytest.mark.parametrize(
    "data",
    [
        make.docx([PROSE], extra={"word/media/a.bin": bytes(40_000_000)}),
        make.docx([PROSE], extra={f"word/media/{n}": "" for n in range(6_000)}),
        make.docx([PROSE], extra={"a.zip": make.packed({"b.zip": make.packed({"c": "x"})})}),
        make.docx([PROSE], extra={"a.zip": make.packed({"c": bytes(40_000_000)})}),
    ],
    ids=["ratio", "members", "depth", "ratio inside"],
)
def test_a_bomb_is_not_opened(folder: Path, data: bytes) -> None:
    assert refused(folder, data)[0] is Reason.EXPANDS


def test_an_embedded_workbook_is_fine(folder: Path) -> None:
    data = make.docx([PROSE], extra={"word/embeddings/plan.xlsx": make.xlsx([["a", "b"]])})
    assert read(folder, data).text == PROSE


def test_a_member_that_lies_about_its_size_is_damaged(folder: Path) -> None:
    data = bytearray(make.docx([PROSE], extra={"word/media/a.xml": b"<" * 1_000_000}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/media/a.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert refused(folder, bytes(data))[0] is Reason.CORRUPT


@pytest.mark.parametrize(
    "data",
    [
        make.docx([PROSE], prolog=BOMB),
        make.docx(
            [PROSE], extra={"word/a.xml": f'<?xml version="1.0"?>{BOMB}<x/>'.encode("utf-16")}
        ),
        make.docx([PROSE], extra={"../../evil.xml": "x"}),
        make.docx([PROSE], extra={"/etc/passwd": "x"}),
        make.docx([PROSE], extra={"C:evil": "x"}),
    ],
    ids=["entities", "entities in UTF-16", "up", "absolute", "drive"],
)
def test_unsafe_archives_are_refused(folder: Path, data: bytes) -> None:
    assert refused(folder, data)[0] is Reason.UNSAFE


def test_a_page_that_unpacks_to_gigabytes_needs_too_much_memory(folder: Path) -> None:
    stream = zlib.compress(bytes(200_000_000), 1)
    page = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)
    data = make.pdf([[PROSE]], contents=page)
    reason, sentence = refused(folder, data, limits=Limits(memory=250_000_000))
    assert reason is Reason.MEMORY
    assert "250 MB" in sentence


def test_what_takes_too_long_is_ended(folder: Path) -> None:
    data = make.docx([PROSE] * 40_000)
    reason, sentence = refused(folder, data, limits=Limits(seconds=0.2))
    assert reason is Reason.TIME
    assert "0.2 seconds" in sentence


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(size=100), Reason.TOO_LARGE),
        (Limits(characters=100), Reason.TOO_LONG),
        (Limits(pages=1), Reason.TOO_MANY_PAGES),
    ],
)
def test_limits_of_size(folder: Path, limits: Limits, reason: Reason) -> None:
    assert refused(folder, make.pdf([[PROSE] * 3] * 2), limits=limits)[0] is reason


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing"])
def test_what_is_no_file_is_refused_without_waiting(folder: Path, kind: str) -> None:
    place = folder / kind
    if kind == "folder":
        place.mkdir()
    if kind == "pipe":
        os.mkfifo(place)
    with pytest.raises(Refused, match="choose an ordinary file"):
        read_file(place, kind)


def test_folders_of_killed_readers_are_removed(temporary: Path) -> None:
    (temporary / "coach-reading-999999999-abc").mkdir()
    mine = temporary / f"coach-reading-{os.getpid()}-abc"
    mine.mkdir()
    assert remove_leftovers() == 1
    assert list(temporary.iterdir()) == [mine]
    mine.rmdir()
