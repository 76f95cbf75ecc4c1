"""Markdown made fit to keep: no control characters, no pictures, no payloads, a title."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST_TITLE: Final = 200
_OPENING: Final = 2_000
"""Characters among which a heading may be the title of the whole."""
_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, invisible marks, direction overrides, halves of characters. Joiners stay: scripts and
emoji need them."""
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_BRACKETED: Final = r"\[((?:[^\[\]\\]|\\.)*+)\]"
_ADDRESS: Final = r"[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+"
_TARGET_END: Final = r">?(?:\s[^()\n]*+)?\)"
_PICTURE: Final = re.compile(rf"!{_BRACKETED}\(\s*<?({_ADDRESS}){_TARGET_END}")
_LINK: Final = re.compile(
    rf"(?<!\\){_BRACKETED}\(\s*<?([A-Za-z][A-Za-z0-9+.-]*:){_ADDRESS}{_TARGET_END}"
)
_PAYLOAD: Final = re.compile(
    r"\bdata:[\w.+-]+/[\w.+-]+(?:;[\w=.+-]+)*,[^\s)\"'>\]]*", re.IGNORECASE
)
_REMOTE: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_KEPT_SCHEMES: Final = frozenset({"http:", "https:", "mailto:"})
_HEADING: Final = re.compile(r"^#{1,6} +(.+?)(?: +#+)?$", re.MULTILINE)
_FRONT_MATTER: Final = re.compile(r"\A---\n(?:.*\n)*?title: *(.+)\n(?:.*\n)*?---$", re.MULTILINE)
_MARKS: Final = re.compile(r"[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}")
_NO_TITLE: Final = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|title|abstract|introduction|summary|(?:word )?document|"
    r"(?:table of )?contents|(?:powerpoint )?presentation|slide \d+|sheet ?\d*|"
    r"microsoft (?:word|powerpoint|excel) - .*)\)?|"
    r".*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|qxd|html?|txt)",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return Markdown in NFC, without what cannot be read; table lines stay as they are."""
    text = _UNWANTED.sub("", _BREAKS.sub("\n", text))
    text = _without_pictures(unicodedata.normalize("NFC", text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


def title_of(own: str, text: str) -> str:
    """Return the file's own title, else its first heading, else nothing."""
    named = _FRONT_MATTER.match(text[:_OPENING])
    heading = _HEADING.search(text[:_OPENING])
    for candidate in (own, named[1].strip("\"' ") if named else "", heading[1] if heading else ""):
        title = one_line(_MARKS.sub(r"\1", candidate))
        if any(letter.isalnum() for letter in title) and not _NO_TITLE.fullmatch(title):
            return title
    return ""


def one_line(text: str) -> str:
    """Return a text as a single line of bounded length."""
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"


def _without_pictures(text: str) -> str:
    """Turn pictures into their words, a remote one into a link; nothing here is fetched later."""
    text = _PICTURE.sub(_words, text)
    text = text.replace("![", "! [")  # what is still one: by reference, or with brackets within
    return _PAYLOAD.sub("", _LINK.sub(_link, text))


def _words(picture: re.Match[str]) -> str:
    words, address = picture[1].strip(), picture[2]
    if not _REMOTE.match(address):
        return words
    return f"[{words or 'picture'}]({address})"


def _link(link: re.Match[str]) -> str:
    return link[0] if link[2].lower() in _KEPT_SCHEMES else link[1]
