"""Cleaning, titles, transcripts, tables, decoding and types of text, without a process."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.repertoire.reading.clean import clean, one_line, title_of
from coach.repertoire.reading.decode import decode
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, Unreadable, refusal
from coach.repertoire.reading.tables import table
from coach.repertoire.reading.text_kinds import Kind, text_kind
from coach.repertoire.reading.transcript import from_transcript


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a \t\n\n\n\n\nb\n", "a\n\nb"),
        ("nul\x00 bell\x07 soft\u00adhyphen \u202eoverride\u202c \ufeffmark", None),
        ("e\u0301", "é"),
        ("half \ud800 a pair", "half  a pair"),
        ("| a  |   | b |\n| --- | --- | --- |", "| a  |   | b |\n| --- | --- | --- |"),
        ("👩\u200d👧 and \u0645\u06cc\u200c\u062e", "👩\u200d👧 and \u0645\u06cc\u200c\u062e"),
        ("![a chart](https://example.org/a_(1).png 'T')", "[a chart](https://example.org/a_(1).png)"),
        ("![](http://example.org/pixel.gif)", "[picture](http://example.org/pixel.gif)"),
        ("![dot](data:image/png;base64,iVBORw0KGgo=)", "dot"),
        ("![Picture 4](Picture4.jpg)", "Picture 4"),
        ("![ref][1]\n\n[1]: http://example.org/x.png", "! [ref][1]\n\n[1]: http://example.org/x.png"),
        ("[run](javascript:alert(1)) [read](file:///etc/passwd)", "run read"),
        ("[kept](https://example.org/a?b=(c)) [me](mailto:a@example.org)", None),
        ("see data:text/html;base64,PHNjcmlwdD4= there", "see  there"),
    ],
)  # fmt: skip
def test_cleaning(raw: str, kept: str | None) -> None:
    expected = {
        "nul": "nul bell softhyphen override mark",
        "[ke": "[kept](https://example.org/a?b=(c)) [me](mailto:a@example.org)",
    }
    assert clean(raw) == (expected[raw[:3]] if kept is None else kept)


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_cleaned_text_can_be_kept_and_stays_as_it_is(raw: str) -> None:
    text = clean(raw)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(
        unicodedata.category(letter) in {"Cc", "Cs"} for letter in text if letter not in "\n\t"
    )
    assert "\n\n\n" not in text
    assert "![" not in text
    assert clean(text) == text
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize(
    ("own", "text", "title"),
    [
        ("On reviews", "# Other", "On reviews"),
        ("Microsoft Word - draft3.doc", "# **Listening** first #", "Listening first"),
        ("untitled", "no heading", ""),
        ("(anonymous)", "no heading", ""),
        ("Abstract", "# Contents", ""),
        ("plan_final.docx", "## Two\n# One", "Two"),
        ("", "---\nauthor: Mara\ntitle: 'How we ask'\n---\n# One", "How we ask"),
        ("", "words " * 500 + "\n# Late", ""),
        ("a\nb\x00\u202e  c", "", "a b c"),
        ("***", "", ""),
    ],
)
def test_title(own: str, text: str, title: str) -> None:
    assert title_of(own, text) == title


def test_a_title_is_one_line_of_bounded_length() -> None:
    assert len(one_line("word " * 100)) <= 200


def test_paragraphs_of_a_transcript_end_with_a_turn_or_a_pause() -> None:
    lines = [
        (0.0, 2.0, "Mara: We began late."),
        (2.1, 3.0, "Nobody minded"),
        (3.0, 4.0, "at first."),
        (9.0, 10.0, "Then it happened again."),
        (10.0, 11.0, "Tom: Again?"),
        (11.0, 12.0, "Tom: Yes."),
        (12.0, 13.0, "Yes."),
        (13.0, 14.0, "Yes."),
    ]
    cues = (f"00:00:{a:06.3f} --> 00:00:{b:06.3f} align:start\n{text}" for a, b, text in lines)
    assert from_transcript("WEBVTT\n\nSTYLE\n::cue {}\n\n" + "\n\n".join(cues)) == (
        "Mara: We began late. Nobody minded at first.\n\nThen it happened again.\n\n"
        "Tom: Again? Yes."
    )


def test_a_table_keeps_values_and_drops_what_is_empty() -> None:
    rows: list[list[object]] = [["", None], ["a", "b|c", ""], ["x\ny", 2.0, None], [], [True, 0.5]]
    assert table(rows) == "| a | b\\|c |\n| --- | --- |\n| x y | 2 |\n| True | 0.5 |"
    assert table([[None, ""]]) == ""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve „Grüße“".encode(), "naïve „Grüße“"),
        ("cut é".encode()[:-1], "cut "),
        ("Привет, мир. Как дела сегодня?".encode("utf-16"), "Привет, мир. Как дела сегодня?"),
        ("日本語です。会議の記録。".encode("shift_jis"), "日本語です。会議の記録。"),
        (b"\x00\x01\x02\x03" * 50, None),
    ],
)  # fmt: skip
def test_decoding(data: bytes, text: str | None) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WEBVTT - talk\n\n", Kind.VTT),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi", Kind.SRT),
        ("<!-- saved --><!DOCTYPE html><p>x", Kind.HTML),
        ("<div><p>one</p><p>two</p></div>", Kind.HTML),
        ("From: a@b\nTo: c@d\nSubject: x\n\nbody", Kind.EML),
        ("Subject: to change\nand nothing else", Kind.TEXT),
        ("a,b\n1,2\n3,4\n", Kind.CSV),
        ("Dear all,\nthanks, and sorry\nfor the wait, Mara", Kind.TEXT),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", Kind.MARKDOWN),
        ("We say **ask first**.", Kind.MARKDOWN),
        ("[2026] notes of a meeting", Kind.TEXT),
        ("Use <b> for bold, if a < b.", Kind.TEXT),
    ],
)
def test_types_of_text(text: str, kind: Kind) -> None:
    assert text_kind(text) is kind


@pytest.mark.parametrize("text", ['{"a": 1}\n{"a": 2}', "[1, 2]", "<svg><p/></svg>", "%!PS-Adobe"])
def test_text_for_programs_is_not_supported(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        text_kind(text)
    assert caught.value.reason is Reason.UNSUPPORTED


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_one_sentence_with_a_remedy(reason: Reason) -> None:
    error = refusal(reason, "a\n\u202eb.txt", Limits(), found="<img src=x onerror=y>\n" * 9)
    sentence = str(error)
    assert error.reason is reason
    assert sentence.startswith("'a\\n\\u202eb.txt' ")
    assert ": " in sentence
    assert sentence.endswith(".")
    assert not set("<>{}\n\u202e") & set(sentence)
