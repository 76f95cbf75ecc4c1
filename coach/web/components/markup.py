"""Pieces of HTML. Whatever a person or a model wrote goes through `text` and is never markup."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from coach.domain.provenance import Span

_MARKUP: Final = re.compile(r"[\\`*_~<>\[\]$&|@]|:(?=[^\W\d]|[+/-]|\d+:)|(?<=www)\.", re.IGNORECASE)
_MARKUP_AT_START: Final = re.compile(r"^(\s*\d*)([-+#=.)])", re.MULTILINE)
_STATIC: Final = Path(__file__).resolve().parent.parent / "static"


def frame() -> None:
    """Set the page's title and icon and load the style sheet."""
    # A page's own Material icon would become its favicon, fetched from another host.
    st.set_page_config(
        page_title="Repertoire",
        page_icon=str(_STATIC / "mark.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(_STATIC / "pages.css")


def styles(name: str) -> None:
    """Load a style sheet that few pages need."""
    st.html(_STATIC / f"{name}.css")


def text(value: str) -> str:
    """Return what somebody wrote, harmless inside HTML."""
    return escape(value, quote=True)


def plain(value: str) -> str:
    """Return what somebody wrote so that a label, which is Markdown, shows it as typed.

    Only what would be markup where it stands gets a backslash: screen readers are given the label
    as it is here.
    """
    return _MARKUP_AT_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", value))


def quote(sentence: str, *, small: bool = False) -> str:
    """Return somebody's sentence as a quotation."""
    name = "sentence small" if small else "sentence"
    return f'<blockquote class="{name}">{text(sentence)}</blockquote>'


def chip(words: str, tone: str = "") -> str:
    """Return a short label; `tone` is a class of the style sheet: good, changed, quiet, missing."""
    return f'<span class="chip {tone}">{text(words)}</span>'


def download(address: str, label: str) -> str:
    """Return a link that looks like a button and saves a file from an address of ours."""
    icon = '<span class="icon" aria-hidden="true">download</span>'
    return f'<a class="download" href="{text(address)}" download>{icon}{text(label)}</a>'


def heading(words: str, lead: str = "", *, eyebrow: str = "") -> None:
    """Draw the page's one first-level heading, with a line above and a paragraph below it."""
    above = f'<p class="eyebrow">{text(eyebrow)}</p>' if eyebrow else ""
    below = f'<p class="lead">{text(lead)}</p>' if lead else ""
    st.html(f'<div class="page-head">{above}<h1>{text(words)}</h1>{below}</div>')


def section(words: str, note: str = "") -> None:
    """Draw a second-level heading, with an optional note beneath."""
    below = f'<p class="note">{text(note)}</p>' if note else ""
    st.html(f'<div class="section-head"><h2>{text(words)}</h2>{below}</div>')


def note(words: str) -> None:
    """Draw a quiet sentence."""
    st.html(f'<p class="note">{text(words)}</p>')


def marked(source: str, span: Span) -> str:
    """Return the member's turn with the span highlighted, shortened to its surroundings."""
    around = 140
    start, end = min(span.start, len(source)), min(span.end, len(source))
    before, inside, after = source[:start], source[start:end], source[end:]
    head = f"…{before[-around:].lstrip()}" if len(before) > around else before
    tail = f"{after[:around].rstrip()}…" if len(after) > around else after
    return f"{text(head)}<mark>{text(inside)}</mark>{text(tail)}"
