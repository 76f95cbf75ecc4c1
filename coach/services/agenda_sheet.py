"""What stands on the sheet of an agenda, whatever it is printed as.

An agenda holds ids: whoever makes a sheet puts in the names, and those commitments and story titles
that its readers may see at that moment. What is not put in is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from pydantic import Field

from coach.domain.agenda import Agenda, Step
from coach.domain.base import Model
from coach.domain.theme_words import listed
from coach.services.paper import Part, day
from coach.services.safe_text import one_line

SOMEBODY = "a member"
"""Who is no longer in the group."""


class Noted(Model):
    """A note of the session, or a decision with who sees to it and until when, if anybody does."""

    is_decision: bool
    text: str
    seen_to_by: str = ""
    until: date | None = None


class Sheet(Model):
    """An agenda with all that its readers may see."""

    agenda: Agenda
    group: str
    topic: str = ""
    held_on: date
    begins_at: time | None = None
    """Without it the steps are counted from 0:00."""
    charter_line: str = ""
    """What the group has agreed may leave the room."""
    made_on: date
    names: dict[str, str] = Field(default={})
    commitments: dict[str, str] = Field(default={})
    """Sentences by id, each with the name of whoever shares it if the readers may know it."""
    stories: dict[str, str] = Field(default={})
    """Titles by id."""
    themes_released_on: date | None = None
    """When the themes were released that the questions were proposed from."""
    notes: tuple[Noted, ...] = ()
    """In the order in which they were written down."""


class Row(Model):
    """One step as it is read."""

    begins: str
    minutes: str
    title: str
    asks: str
    details: tuple[str, ...]


def heading(sheet: Sheet) -> str:
    """Return the title of the sheet."""
    return one_line(f"{sheet.agenda.title} · {sheet.group}")


def facts(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Return what stands above the steps: names and values."""
    agenda = sheet.agenda
    people = ", ".join(_name(sheet, member) for member in agenda.member_ids)
    length = spell_minutes(agenda.planned)
    if agenda.over:
        length += f", {agenda.over} more than there are"
    found = [
        ("Date", day(sheet.held_on)),
        ("Topic", sheet.topic),
        ("Who", people),
        ("Time", length),
        ("Questions", questions_from(sheet)),
        ("Agreed", sheet.charter_line),
    ]
    return tuple((name, one_line(value)) for name, value in found if value)


def rows(sheet: Sheet) -> tuple[Row, ...]:
    """Return the steps."""
    found, passed = [], 0
    for step in sheet.agenda.steps:
        details = tuple(one_line(detail) for detail in _details(sheet, step))
        row = Row(
            begins=_begins(sheet.begins_at, passed),
            minutes=spell_minutes(step.minutes),
            title=one_line(step.title),
            asks=one_line(step.asks),
            details=details,
        )
        found.append(row)
        passed += step.minutes
    return tuple(found)


def written_down(sheet: Sheet) -> tuple[Part, ...]:
    """Return the decisions and the notes; nothing where there are none. No author is named."""
    decisions = tuple(one_line(_decision(noted)) for noted in sheet.notes if noted.is_decision)
    notes = tuple(one_line(noted.text) for noted in sheet.notes if not noted.is_decision)
    parts = (Part(title="Decisions", lines=decisions), Part(title="Notes", lines=notes))
    return tuple(part for part in parts if part.lines)


def questions_from(sheet: Sheet) -> str:
    """Return where the questions were proposed from; "" for the group's own, and without any."""
    asks = any(step.notes and not step.groups for step in sheet.agenda.steps)
    if sheet.themes_released_on is None or not asks:
        return ""
    return f"from the themes that were released on {day(sheet.themes_released_on)}"


def provenance(sheet: Sheet) -> str:
    """Return where the sheet comes from."""
    themes = questions_from(sheet)
    own = ["own steps", "commitments", *(("decisions", "notes") if sheet.notes else ())]
    parts = [
        "the steps come from a template",
        "the minutes from arithmetic",
        *([f"the questions {themes}"] if themes else []),
        f"{listed(own if themes else ['questions', *own])} from the group",
    ]
    return (
        f"Made with Repertoire on {day(sheet.made_on)}: {', '.join(parts[:-1])}, and {parts[-1]}."
    )


def spell_minutes(number: int) -> str:
    """Return a number of minutes in words."""
    return "1 minute" if number == 1 else f"{number} minutes"


def promise(seen_to_by: str, until: date | None) -> str:
    """Return who sees to a decision and until when, in words; empty when neither is known."""
    parts = [f"{seen_to_by} sees to it" if seen_to_by else "", f"by {day(until)}" if until else ""]
    return " ".join(filter(None, parts))


def _decision(noted: Noted) -> str:
    promised = promise(noted.seen_to_by, noted.until)
    return f"{noted.text} ({promised})" if promised else noted.text


def _details(sheet: Sheet, step: Step) -> Iterator[str]:
    yield from step.notes
    if step.owner_id:
        yield f"Case: {_name(sheet, step.owner_id)}"
    if step.groups:
        yield from _groups(sheet, step)
    elif step.turns:
        yield _turns(sheet, step)
    if step.item_id in sheet.stories:
        yield f"Story: {sheet.stories[step.item_id]}"
    for commitment_id in step.commitment_ids:
        if commitment_id in sheet.commitments:
            yield f"Commitment: {sheet.commitments[commitment_id]}"


def _groups(sheet: Sheet, step: Step) -> Iterator[str]:
    for number, group in enumerate(step.groups, start=1):
        yield f"Group {number}: {', '.join(_name(sheet, member) for member in group)}"
    yield f"{spell_minutes(step.turns[0].minutes)} a turn".capitalize()


def _turns(sheet: Sheet, step: Step) -> str:
    """Say who speaks in which order, and how long: once when all turns are equal."""
    speakers = [", ".join(_name(sheet, m) for m in turn.member_ids) for turn in step.turns]
    lengths = [turn.minutes for turn in step.turns]
    if len(set(lengths)) == 1:
        return f"{', '.join(speakers)}: {spell_minutes(lengths[0])} each"
    return ", ".join(f"{who} {minutes}" for who, minutes in zip(speakers, lengths, strict=True))


def _name(sheet: Sheet, member_id: str) -> str:
    return sheet.names.get(member_id, SOMEBODY)


def _begins(begins_at: time | None, passed: int) -> str:
    if begins_at is None:
        return f"{passed // 60}:{passed % 60:02d}"
    return f"{datetime.combine(date.min, begins_at) + timedelta(minutes=passed):%H:%M}"
