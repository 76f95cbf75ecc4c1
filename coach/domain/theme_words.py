"""What is said of released themes: pages, files and agendas share these words.

Nothing here looks anything up: names come in from whoever may read them at that moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from coach.domain.theme import MadeBy
from coach.domain.theme_release import Mark, Release, ShownTheme, Withheld

LINE_TITLES: Final[Mapping[str, str]] = {
    "obstacle": "What gets in the way",
    "helped": "What helped",
    "open_question": "Still open",
}
"""What a theme shows beside its summary, in the order in which it is read."""

_WITHHELD: Final[Mapping[Withheld, tuple[str, str]]] = {
    Withheld.FEW: (
        "theme is not shown: it comes from too few of us, or from all but one",
        "themes are not shown: they come from too few of us, or from all but one",
    ),
    Withheld.ALL_BUT_ONE: (
        "theme comes from all of us but one, who would stand out if it were shown",
        "themes come from all of us but one, who would stand out if they were shown",
    ),
    Withheld.VETO: (
        "theme was kept back by somebody whom it comes from",
        "themes were kept back by somebody whom they come from",
    ),
}
"""Of one theme, and of several."""
_NUMBERS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def lines(theme: ShownTheme) -> tuple[tuple[str, str], ...]:
    """Return what a theme shows about obstacle, help and open question: titles and sentences."""
    found = ((title, getattr(theme, name)) for name, title in LINE_TITLES.items())
    return tuple((title, words) for title, words in found if words)


def whom_from(theme: ShownTheme, names: Sequence[str] = ()) -> str:
    """Return from how many of the group a theme comes; "" where that is not told.

    names: of those whom it comes from, where they agreed to that.
    """
    if names:
        return f"From {listed(names)}"
    if theme.people is None:
        return ""
    return f"From {theme.people} of us"


def mark(theme: ShownTheme) -> str:
    """Return what whoever leads has done with a theme; "" for one that reads as it was found."""
    earlier = [f"“{title}”" for title in theme.was if title != theme.title]
    match theme.mark:
        case Mark.FOUND:
            return ""
        case Mark.REWORDED:
            called = f"; it was called {listed(earlier)}" if earlier else ""
            return f"Reworded by whoever leads{called}."
        case Mark.MERGED:
            of = [f"“{title}”" for title in theme.was]
            return f"Made of {listed(of)} by whoever leads: a number is no longer told."
        case Mark.SPLIT:
            of = [f"“{title}”" for title in theme.was]
            return f"Split from {listed(of)} by whoever leads: a number is no longer told."


def withheld(release: Release) -> Iterator[str]:
    """Yield a sentence for each reason for which themes are told of by their number alone."""
    for reason in Withheld:
        if number := release.withheld.get(reason, 0):
            yield f"{_spelt(number)} {_WITHHELD[reason][number > 1]}."


def taken_part(release: Release) -> str:
    """Return how many contributed."""
    if release.people is None:
        return "How many of us contributed is not told: it could single somebody out."
    return f"{_spelt(release.people)} of us contributed."


def made(made_by: MadeBy | None, model: str) -> str:
    """Return who named the themes, in a sentence."""
    if made_by == "model":
        named = f" {model}" if model else ""
        return f"The themes were named by a language model{named} and checked by rules."
    return "The themes were named by rules over keywords, without a language model."


def rule_of_release(least: int) -> str:
    """Return the rule in a sentence; least: members whom a theme must come from."""
    return (
        f"Our rule shows a theme when it comes from at least {least} of us and not from all but "
        "one, or when all whom it comes from agreed to be named; whoever it comes from saw it "
        "first and could keep it back."
    )


def listed(words: Sequence[str]) -> str:
    """Return several names or titles in a row."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _spelt(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
