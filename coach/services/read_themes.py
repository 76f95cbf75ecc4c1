"""Released themes as they may be read now: pages and files look words and names up here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.domain.base import Model
from coach.domain.theme_release import Quote, ShownTheme
from coach.domain.theme_report import ThemeReport
from coach.services.contributions import Given, words_of
from coach.services.theme_ending import given_now
from coach.storage.transaction import Transaction


class ReadQuote(Model):
    """A quote as it is read. `name`: of its author, or ""; `place`: its number in the theme."""

    words: str
    name: str
    place: int


class ReadTheme(Model):
    """A released theme. `names`: of all whom it comes from, where they agreed to that."""

    theme: ShownTheme
    names: tuple[str, ...]
    quotes: tuple[ReadQuote, ...]


def read_themes(tx: Transaction, report: ThemeReport) -> tuple[ReadTheme, ...]:
    """Return the released themes of a report with the words and names that still may be shown.

    What was shown because all whom it comes from are named goes once one of them no longer is.
    """
    themes = report.release.themes if report.release else ()
    given = given_now(tx, report.group_id or "", report.cycle_id)
    refusing = {source.person_id for yes, source in given.values() if not yes.named}
    agreeing = {source.person_id for _, source in given.values()} - refusing
    return tuple(
        ReadTheme(
            theme=theme,
            names=tuple(sorted(_name(tx, id_) for id_ in theme.named_ids)),
            quotes=tuple(_quotes(tx, theme.quotes, given)),
        )
        for theme in themes
        if agreeing.issuperset(theme.named_ids)
    )


def _quotes(tx: Transaction, quotes: Sequence[Quote], given: Given) -> Iterator[ReadQuote]:
    """Yield the quotes that their authors still let be shown, with names as they agree to them."""
    for place, quote in enumerate(quotes):
        if words := words_of(quote, given):
            contribution, source = given[quote.source_id]
            named = quote.named and contribution.named
            name = _name(tx, source.person_id) if named else ""
            yield ReadQuote(words=words, name=name, place=place)


def _name(tx: Transaction, person_id: str) -> str:
    person = tx.people.get(person_id)
    return person.name if person else ""
