"""What whoever leads may do with released themes: reword, merge, split, discard.

No edit computes a number from what was contributed: a theme that was merged or split tells no
number of people, because the new one would be a way around the rule of release. No edit keeps a
name: those who agreed to be named saw beside what they would be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from coach.domain.base import Model
from coach.domain.theme_release import Mark, Quote, Release, ShownTheme
from coach.errors import InvalidInput, NotFound

LONGEST_TITLE: Final = 90
LONGEST_LINE: Final = 400


class Wording(Model):
    """What a theme says."""

    title: str
    summary: str = ""
    obstacle: str = ""
    helped: str = ""
    open_question: str = ""


def reworded(release: Release, theme_id: str, wording: Wording) -> Release:
    """Return the release with a theme in other words. InvalidInput, NotFound."""
    theme = _theme(release, theme_id)
    _check(wording)
    if wording == _wording(theme):
        return release
    changed = ShownTheme(
        id=theme.id,
        **wording.model_dump(),
        people=None if theme.named_ids else theme.people,
        quotes=_unnamed(theme.quotes),
        mark=Mark.REWORDED if theme.mark is Mark.FOUND else theme.mark,
        was=_was(theme),
    )
    return _with(release, {theme_id: (changed,)})


def merged(release: Release, theme_ids: Sequence[str], wording: Wording) -> Release:
    """Return the release with several themes made one, in the place of the first."""
    ids = tuple(dict.fromkeys(theme_ids))
    if len(ids) < 2:  # noqa: PLR2004 - one cannot be merged
        raise InvalidInput("Choose at least two themes to make one of.")
    themes = [_theme(release, id_) for id_ in ids]
    _check(wording)
    one = ShownTheme(
        id=ids[0],
        **wording.model_dump(),
        quotes=_unnamed(quote for theme in themes for quote in theme.quotes),
        mark=Mark.MERGED,
        was=tuple(dict.fromkeys(title for theme in themes for title in _was(theme))),
    )
    return _with(release, {ids[0]: (one,), **dict.fromkeys(ids[1:], ())})


def split(
    release: Release,
    theme_id: str,
    first: Wording,
    second: Wording,
    *,
    quotes_of_second: Collection[int] = (),
    second_id: str,
) -> Release:
    """Return the release with a theme made two; quotes go to the second by their places in it."""
    theme = _theme(release, theme_id)
    _check(first)
    _check(second)
    if any(one.id == second_id for one in release.themes):
        raise ValueError("the second theme needs an id of its own")
    numbered = list(enumerate(_unnamed(theme.quotes)))
    parts = (
        (theme.id, first, [q for n, q in numbered if n not in quotes_of_second]),
        (second_id, second, [q for n, q in numbered if n in quotes_of_second]),
    )
    two = tuple(
        ShownTheme(
            id=id_,
            **wording.model_dump(),
            quotes=tuple(quotes),
            mark=Mark.SPLIT,
            was=_was(theme),
        )
        for id_, wording, quotes in parts
    )
    return _with(release, {theme_id: two})


def without(release: Release, theme_id: str) -> Release:
    """Return the release without a theme."""
    _theme(release, theme_id)
    return _with(release, {theme_id: ()})


def _theme(release: Release, theme_id: str) -> ShownTheme:
    found = next((theme for theme in release.themes if theme.id == theme_id), None)
    if found is None:
        raise NotFound
    return found


def _wording(theme: ShownTheme) -> Wording:
    return Wording(**{name: getattr(theme, name) for name in Wording.model_fields})


def _unnamed(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return the quotes without names, each once."""
    bare = (quote.model_copy(update={"named": False}) for quote in quotes)
    return tuple(dict.fromkeys(bare))


def _was(theme: ShownTheme) -> tuple[str, ...]:
    return theme.was or (theme.title,)


def _check(wording: Wording) -> None:
    if not wording.title.strip():
        raise InvalidInput("The theme has no title: write one.")
    if len(wording.title) > LONGEST_TITLE:
        raise InvalidInput(f"The title is longer than {LONGEST_TITLE} characters: shorten it.")
    if any(len(line) > LONGEST_LINE for line in wording.model_dump().values()):
        raise InvalidInput(f"A line is longer than {LONGEST_LINE} characters: shorten it.")


def _with(release: Release, instead: dict[str, tuple[ShownTheme, ...]]) -> Release:
    themes = (one for theme in release.themes for one in instead.get(theme.id, (theme,)))
    return release.model_copy(update={"themes": tuple(themes)})
