"""Agendas to take along, read back from what was written."""

from __future__ import annotations

import io
from datetime import date, time

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coach.domain.attendance import joined
from coach.domain.session_run import begin, go_on
from coach.errors import InvalidInput
from coach.services.agenda_export import to_docx, to_markdown, to_pdf
from coach.services.agenda_sheet import Noted, Sheet, facts, promise, rows, written_down
from coach.services.safe_text import one_line
from tests.support.agendas import SIX, an_agenda, planned
from tests.support.read_back import read_docx, read_markdown, read_pdf
from tests.support.world import START

NAMES = {member: member.title() for member in SIX}
HOSTILE = "<img src=x> & [a](http://b) </font>\x00\x1b"


def sheet(**fields: object) -> Sheet:
    whole = {
        "agenda": an_agenda(),
        "group": "Northside managers",
        "topic": "How do we hand over work?",
        "held_on": date(2026, 3, 25),
        "begins_at": time(9, 30),
        "charter_line": "What is said here stays here.",
        "made_on": date(2026, 3, 1),
        "names": NAMES,
        "commitments": {"c1": "Ada: When I hand over, I will ask."},
        "stories": {"s1": "The cold oven"},
        **fields,
    }
    return Sheet.model_validate(whole)


def every_format(made: Sheet) -> dict[str, str]:
    return {
        "docx": read_docx(to_docx(made)),
        "pdf": read_pdf(to_pdf(made)),
        "markdown": read_markdown(to_markdown(made)),
    }


def test_every_format_holds_the_whole_agenda() -> None:
    made = sheet()
    for name, text in every_format(made).items():
        for row in rows(made):
            assert row.title in text, name
            assert row.asks in text, name
            assert row.begins in text, name
            assert all(detail in text for detail in row.details), name
        for fact in ("Wednesday, 25 March 2026", made.topic, made.charter_line, made.group):
            assert fact in text, name
        assert "Made with Repertoire on Sunday, 1 March 2026" in text, name


def test_rows_say_when_who_and_with_what() -> None:
    found = {row.title: row for row in rows(sheet())}
    assert found["Opening"].begins == "09:30"
    assert found["A story from outside"].details == ("Story: The cold oven",)
    assert found["What really happened"].details == (
        "Ada, Ben, Cai, Dee, Eve, Fay: 7 minutes each",
        "Commitment: Ada: When I hand over, I will ask.",
    )
    assert found["Troika consulting"].details == (
        "Two groups of three.",
        "Group 1: Ben, Cai, Dee",
        "Group 2: Eve, Fay, Ada",
        "10 minutes a turn",
    )


def test_what_the_readers_may_not_see_is_not_there() -> None:
    made = sheet(commitments={}, stories={}, names={"ada": "Ada"})
    for text in every_format(made).values():
        assert "Commitment:" not in text
        assert "Story:" not in text
        assert "Ada, a member" in text


def test_without_a_time_the_steps_are_counted_from_nought() -> None:
    assert [row.begins for row in rows(sheet(begins_at=None))][-1] == "1:45"


def test_a_clinic_names_its_owner_and_a_plan_that_does_not_fit_says_so() -> None:
    made = sheet(agenda=planned("explore", 6, 84, clinic_owner_id="cai").agenda)
    assert rows(made)[1].details == ("Case: Cai",)
    assert ("Time", "90 minutes, 6 more than there are") in facts(made)


def test_unequal_turns_are_told_one_by_one() -> None:
    run = go_on(go_on(begin(planned("explore").agenda, START), START), START)
    made = sheet(agenda=joined(run, "gil").agenda, names={**NAMES, "gil": "Gil"})
    assert "Ada 9, Ben 9, Cai 7, Dee 7, Eve 7, Fay 7, Gil 7" in rows(made)[1].details


NOTES = (
    Noted(is_decision=False, text="Silence helps.\nMostly."),
    Noted(is_decision=True, text="We ask first", seen_to_by="Ben", until=date(2026, 6, 3)),
    Noted(is_decision=True, text="No slides"),
)


def test_what_was_written_down_stands_in_every_format() -> None:
    made = sheet(notes=NOTES)
    assert [(block.title, block.lines) for block in written_down(made)] == [
        ("Decisions", ("We ask first (Ben sees to it by Wednesday, 3 June 2026)", "No slides")),
        ("Notes", ("Silence helps. Mostly.",)),
    ]
    for name, text in every_format(made).items():
        for words in ("Decisions", "We ask first (Ben sees", "No slides", "Silence helps. Mostly."):
            assert words in text, name
        assert "decisions and notes from the group" in text, name
    for name, text in every_format(sheet()).items():
        assert "Decisions" not in text, name
        assert "decisions and notes" not in text, name


def test_the_sheet_says_that_its_questions_come_from_released_themes() -> None:
    made = sheet(themes_released_on=date(2026, 3, 20))
    for name, text in every_format(made).items():
        assert "Questions: from the themes that were released on Friday, 20 March 2026" in text, (
            name
        )
        assert "the questions from the themes that were released" in text, name
        assert "own steps and commitments from the group" in text, name
    for name, text in every_format(sheet()).items():
        assert "questions, own steps and commitments from the group" in text, name
    without = sheet(agenda=an_agenda(questions=()), themes_released_on=date(2026, 3, 20))
    for name, text in every_format(without).items():
        assert "the themes" not in text, name


def test_a_decision_is_promised_by_somebody_for_a_day_or_not_at_all() -> None:
    day = date(2026, 6, 3)
    assert promise("Ben", None) == "Ben sees to it"
    assert promise("", day) == "by Wednesday, 3 June 2026"
    assert promise("", None) == ""


def test_words_of_people_are_words_in_every_format() -> None:
    notes = tuple(Noted(is_decision=is_, text=HOSTILE) for is_ in (False, True))
    words = {"topic": HOSTILE, "group": HOSTILE, "charter_line": HOSTILE, "notes": notes}
    made = sheet(**words, names={"ada": HOSTILE})
    for name, text in every_format(made).items():
        assert text.count("<img src=x> & [a](http://b) </font>") >= 6, name
        assert "\x1b" not in text, name
    html = MarkdownIt().render(to_markdown(made))
    assert "<img" not in html
    assert "href" not in html


def test_the_documents_say_what_they_are() -> None:
    about = docx.Document(io.BytesIO(to_docx(sheet()))).core_properties
    assert (about.title, about.author) == (
        "Session 2: reflect · Northside managers",
        "Repertoire",
    )
    assert to_pdf(sheet()) == to_pdf(sheet())


def test_the_pdf_keeps_names_readable_or_says_what_to_take_instead() -> None:
    assert "Jirina Łuksza" in read_pdf(to_pdf(sheet(names={"ada": "Jiřina Łuksza"})))
    with pytest.raises(InvalidInput, match="take the Word file"):
        to_pdf(sheet(names={"ada": "Ирина"}))
    assert "Ирина" in read_docx(to_docx(sheet(names={"ada": "Ирина"})))


def test_a_long_agenda_runs_over_several_pages() -> None:
    questions = tuple(f"Question {number}? " + "Why " * 60 for number in range(60))
    agenda = planned("explore", 6, 480, questions=questions).agenda
    assert "Question 59?" in read_pdf(to_pdf(sheet(agenda=agenda)))


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=80))
def test_any_topic_can_be_written(topic: str) -> None:
    made = sheet(topic=topic)
    assert one_line(topic) in read_docx(to_docx(made))
    assert to_markdown(made)
