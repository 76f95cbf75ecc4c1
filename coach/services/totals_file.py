"""What a sponsor may see, as a file to hand over: Markdown to read, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from coach.domain.theme_words import lines
from coach.domain.totals import FEWEST_GROUPS, FEWEST_PEOPLE, TOTAL_TITLES, in_words
from coach.services.audit import defused
from coach.services.safe_text import harmless, one_line
from coach.services.totals import SponsorView

RULE: Final = (
    f"Each number has at least {FEWEST_PEOPLE} people of at least {FEWEST_GROUPS} groups behind "
    "it, and is rounded down to a multiple of five. Numbers and themes together name no person "
    "and no group, and quote nobody."
)
_COLUMNS: Final = ("kind", "what", "so many or more", "says", "as of")


def to_markdown(view: SponsorView) -> str:
    """Return the file for reading."""
    return "\n".join(_markdown(view)) + "\n"


def _markdown(view: SponsorView) -> Iterator[str]:
    yield from ("# Our groups in numbers", "", f"As of {_day(view.totals.counted_at)}.", "", RULE)
    yield from ("", "| what | how many |", "|---|---|")
    for total, number in view.totals.numbers.items():
        yield f"| {TOTAL_TITLES[total]} | {in_words(number)} |"
    yield from ("", "## What several groups wrestle with", "")
    if view.themes_at is None or not view.themes:
        yield "No theme comes from enough people of enough groups."
        return
    yield f"As of {_day(view.themes_at)}."
    for theme in view.themes:
        yield from ("", f"### {harmless(one_line(theme.title))}", "")
        yield f"{in_words(theme.people or 0).capitalize()} people, of several groups."
        if theme.summary:
            yield from ("", harmless(one_line(theme.summary)))
        for title, words in lines(theme):
            yield from ("", f"**{title}:** {harmless(one_line(words))}")


def to_csv(view: SponsorView) -> str:
    """Return the file for a spreadsheet: a row for each number and each theme."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for total, number in view.totals.numbers.items():
        day = f"{view.totals.counted_at:%Y-%m-%d}"
        writer.writerow(("number", TOTAL_TITLES[total], number or "", "", day))
    for theme in view.themes:
        said = " ".join(filter(None, (theme.summary, *(words for _, words in lines(theme)))))
        cells = map(defused, (one_line(theme.title), str(theme.people or ""), one_line(said)))
        writer.writerow(("theme", *cells, f"{view.themes_at:%Y-%m-%d}" if view.themes_at else ""))
    return out.getvalue()


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


FILE_KINDS: Final[Mapping[str, tuple[str, Callable[[SponsorView], str]]]] = {
    "md": ("text/markdown", to_markdown),
    # Without the mark at its beginning spreadsheets misread every letter that is not English.
    "csv": ("text/csv", lambda view: "\ufeff" + to_csv(view)),
}
"""By the ending of the file's name: its type on the web, and how it is made."""
