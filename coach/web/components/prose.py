"""Markdown that others wrote as HTML: text and its shape, nothing that is fetched or leads away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from coach.web.components.markup import text as harmless


def html(markdown: str, *, top: int = 2) -> str:
    """Return the text as HTML whose headings begin at level `top` and skip none.

    HTML in it is shown as it was typed; of a link or a picture only the words remain.
    """
    parser = _parser()
    tokens = parser.parse(markdown)
    _level(tokens, top)
    drawn: str = parser.renderer.render(tokens, parser.options, {})
    return f'<div class="prose">{drawn}</div>'


def _level(tokens: Sequence[Token], top: int) -> None:
    """Give each heading a level at most one below the last one's, as a reader's software needs."""
    found = [int(t.tag[1:]) for t in tokens if t.type == "heading_open"]
    shift = top - min(found, default=top)
    last = top - 1
    for token in tokens:
        if token.type == "heading_open":
            last = min(int(token.tag[1:]) + shift, last + 1, 6)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{last}"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for rule in ("link_open", "link_close"):
        parser.add_render_rule(rule, _nothing)
    parser.add_render_rule("image", _words)
    return parser


def _nothing(
    _renderer: RendererProtocol,
    _tokens: Sequence[Token],
    _index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    return ""


def _words(
    _renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    return harmless(tokens[index].content)
