"""What people wrote, in labels that are Markdown."""

from __future__ import annotations

import pytest

from coach.web.components.markup import plain


@pytest.mark.parametrize(
    "words",
    ["Ines was off. I wrote (at 10:30) to her!", "well-known: A+B, no. 3", "C# in {braces}", ""],
)
def test_everyday_words_stay_as_they_are_for_screen_readers(words: str) -> None:
    assert plain(words) == words


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("*one* and _two_", "\\*one\\* and \\_two\\_"),
        ("![x](//evil.example/x.png)", "!\\[x\\](//evil.example/x.png)"),
        (
            ":red[danger] :material/home: :smile: :+1: :100:",
            "\\:red\\[danger\\] \\:material/home: \\:smile: \\:+1: \\:100:",
        ),
        (
            "http://a.example, www.b.example, c@d.example",
            "http\\://a.example, www\\.b.example, c\\@d.example",
        ),
        ("1. first", "1\\. first"),
        ("- dash", "\\- dash"),
        ("# title", "\\# title"),
        ("$x$ &amp; <b>`c`</b> ~~d~~", "\\$x\\$ \\&amp; \\<b\\>\\`c\\`\\</b\\> \\~\\~d\\~\\~"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_what_would_be_markup_is_shown_as_typed(typed: str, label: str) -> None:
    assert plain(typed) == label
