"""What stands in a released report, whatever it is printed as.

Quotes and names are looked up when a sheet is made: what its author has taken back is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coach.domain import theme_words
from coach.domain.base import Model
from coach.services.paper import Paper, Part, day
from coach.services.read_themes import ReadTheme
from coach.services.released_themes import Released
from coach.services.safe_text import one_line


class ToldQuote(Model):
    """A sentence as it may be shown now; `name`: of its author, "" where they are not named."""

    words: str
    name: str = ""


class ToldTheme(Model):
    """A theme in words. `whom_from` and `mark` are "" where there is nothing to tell."""

    id: str
    title: str
    whom_from: str
    mark: str
    summary: str
    lines: tuple[tuple[str, str], ...]
    """Obstacle, help and open question, as far as it shows them: titles and sentences."""
    quotes: tuple[ToldQuote, ...]


class ThemeSheet(Model):
    """A released report with all that its readers may see."""

    group: str
    topic: str
    number: int
    """Of the version."""
    released_on: date
    made_on: date
    taken_part: str
    themes: tuple[ToldTheme, ...]
    withheld: tuple[str, ...]
    """A sentence for each reason."""
    made_by: str
    rule: str
    charter_line: str


def told(view: ReadTheme) -> ToldTheme:
    """Return a theme in the words of a sheet."""
    theme = view.theme
    return ToldTheme(
        id=theme.id,
        title=theme.title,
        whom_from=theme_words.whom_from(theme, view.names),
        mark=theme_words.mark(theme),
        summary=theme.summary,
        lines=theme_words.lines(theme),
        quotes=tuple(ToldQuote(words=quote.words, name=quote.name) for quote in view.quotes),
    )


def theme_sheet(
    found: Released,
    themes: Iterable[ToldTheme],
    *,
    group: str,
    topic: str,
    charter_line: str,
    least: int,
    made_on: date,
) -> ThemeSheet:
    """Return the sheet; least: members whom a theme of the group must come from."""
    report = found.report
    return ThemeSheet(
        group=group,
        topic=topic,
        number=report.number,
        released_on=found.on,
        made_on=made_on,
        taken_part=theme_words.taken_part(found.release),
        themes=tuple(themes),
        withheld=tuple(theme_words.withheld(found.release)),
        made_by=theme_words.made(report.made_by, report.model),
        rule=theme_words.rule_of_release(least),
        charter_line=charter_line,
    )


def as_paper(sheet: ThemeSheet) -> Paper:
    """Return the sheet as a paper, of which a file of any kind can be made."""
    facts = (
        ("Topic", sheet.topic),
        ("Released", f"{day(sheet.released_on)}, version {sheet.number}"),
        ("Who", sheet.taken_part),
        ("Agreed", sheet.charter_line),
    )
    return Paper(
        heading=one_line(f"Themes · {sheet.group}"),
        facts=tuple((name, one_line(value)) for name, value in facts if value),
        parts=(*(map(_part, sheet.themes)), *_not_shown(sheet)),
        provenance=_provenance(sheet),
        made_on=sheet.made_on,
    )


def _provenance(sheet: ThemeSheet) -> str:
    made = f"Made with Repertoire on {day(sheet.made_on)}. {sheet.made_by} {sheet.rule}"
    if any(theme.quotes for theme in sheet.themes):
        made += " A quote stands here word for word, as its author lets it be shown on this day."
    return one_line(made)


def _part(theme: ToldTheme) -> Part:
    above = f"{theme.whom_from}." if theme.whom_from else ""
    lines = (f"{title}: {words}" for title, words in theme.lines)
    return Part(
        title=one_line(theme.title),
        texts=tuple(filter(None, (one_line(f"{above} {theme.mark}"), one_line(theme.summary)))),
        lines=tuple(map(one_line, (*lines, *map(_quoted, theme.quotes)))),
    )


def _quoted(quote: ToldQuote) -> str:
    return f"“{quote.words}”" + (f" ({quote.name})" if quote.name else "")


def _not_shown(sheet: ThemeSheet) -> tuple[Part, ...]:
    """Return what is told of themes that are not shown, and that there are none to show."""
    none = () if sheet.themes else ("No theme can be shown.",)
    if not (none or sheet.withheld):
        return ()
    return (Part(title="Not shown", texts=none, lines=sheet.withheld),)
