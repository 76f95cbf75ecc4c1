"""A released report is taken along by whoever takes part, with what may be read of it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.theme_release import Quote, Release, ShownTheme
from coach.domain.theme_report import ReportState
from coach.errors import NotFound
from coach.services.theme_files import FILE_KINDS
from coach.services.theme_sheet import ThemeSheet
from tests.support.read_back import read_docx, read_markdown, read_pdf
from tests.support.theme_reports import HASTE, RELEASE, SILENCE, add_report, contribute
from tests.support.world import World

SENTENCE = "I asked, and then I waited until somebody else spoke."
OTHERS = "Everybody looked at the table."


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


@pytest.fixture
def ann(world: World, group: Group) -> Actor:
    return world.actor("Ann", group)


@pytest.fixture
def ben(world: World, group: Group) -> Actor:
    return world.actor("Ben", group)


def quoting(*quotes: Quote, **fields: object) -> Release:
    theme = SILENCE.model_copy(update={"quotes": quotes, **fields})
    return RELEASE.model_copy(update={"themes": (theme, HASTE)})


def every_format(sheet: ThemeSheet) -> dict[str, str]:
    read: dict[str, Callable[[Any], str]] = {
        "md": read_markdown,
        "docx": read_docx,
        "pdf": read_pdf,
    }
    return {ending: read[ending](kind.make(sheet)) for ending, kind in FILE_KINDS.items()}


def test_every_format_holds_what_was_released(world: World, group: Group, ann: Actor) -> None:
    quote = contribute(world, ann, group.id, SENTENCE)
    report = add_report(world.services, group.id, quoting(quote))
    for ending, text in every_format(world.services.theme_export.export(ann, report.id)).items():
        for words in (
            "Themes · Northside",
            "Topic of Northside",
            "version 1",
            "Five of us contributed.",
            "Silence after a question",
            "From 4 of us.",
            SILENCE.summary,
            "What gets in the way: Nobody wants to be the first to speak.",
            "What helped: Counting to eight before saying more.",
            "Still open: How long is long enough?",
            f"“{SENTENCE}”",
            "Answers that come too early",
            "Two themes are not shown: they come from too few of us, or from all but one.",
            "Made with Repertoire on Monday, 2 March 2026.",
            "named by rules over keywords, without a language model",
            "at least 3 of us and not from all but one",
            "Agreed",
        ):
            assert words in text, (ending, words)
        assert "Ann" not in text, ending


def test_a_quote_that_was_taken_back_has_gone(world: World, group: Group, ann: Actor) -> None:
    quote = contribute(world, ann, group.id, SENTENCE)
    report = add_report(world.services, group.id, quoting(quote))
    with world.services.database.transaction() as tx:
        tx.contributions.delete(quote.source_id)
    [silence, _] = world.services.theme_export.sheet(ann, report.id).themes
    assert silence.quotes == ()


def test_a_name_stands_under_a_quote_only_while_its_author_agrees(
    world: World, group: Group, ann: Actor, ben: Actor
) -> None:
    hers, his = (
        contribute(world, ann, group.id, SENTENCE, named=True),
        contribute(world, ben, group.id, OTHERS),
    )
    report = add_report(world.services, group.id, quoting(hers, his))
    themes = world.services.theme_export.sheet(ben, report.id).themes
    assert [(q.words, q.name) for q in themes[0].quotes] == [(SENTENCE, "Ann"), (OTHERS, "")]
    with world.services.database.transaction() as tx:
        given = tx.contributions.get(hers.source_id)
        assert given is not None
        tx.contributions.put(given.model_copy(update={"named": False}))
    themes = world.services.theme_export.sheet(ben, report.id).themes
    assert [q.name for q in themes[0].quotes] == ["", ""]


def test_whom_a_theme_comes_from_is_named_only_while_all_agree(
    world: World, group: Group, ann: Actor, ben: Actor
) -> None:
    first = contribute(world, ann, group.id, SENTENCE, named=True)
    contribute(world, ben, group.id, OTHERS, named=True)
    named = {"named_ids": (ann.person_id, ben.person_id), "people": 2}
    report = add_report(world.services, group.id, quoting(**named))
    export = world.services.theme_export
    assert export.sheet(ann, report.id).themes[0].whom_from == "From Ann and Ben"
    with world.services.database.transaction() as tx:
        tx.contributions.delete(first.source_id)
    told = [theme.whom_from for theme in export.sheet(ann, report.id).themes]
    assert "From 2 of us" not in told, "two are too few to be told of without their names"
    assert len(told) == 1


def test_what_somebody_said_has_gone_with_them(
    world: World, group: Group, ann: Actor, ben: Actor
) -> None:
    quote = contribute(world, ann, group.id, SENTENCE, named=True)
    named = {"named_ids": (ann.person_id,), "people": 1}
    report = add_report(world.services, group.id, quoting(quote, **named))
    export = world.services.theme_export
    assert export.sheet(ben, report.id).themes[0].whom_from == "From Ann"
    with world.services.database.transaction() as tx:
        tx.groups.remove_member(group.id, ann.person_id)
    [other] = export.sheet(ben, report.id).themes
    assert other.quotes == ()


def test_where_no_theme_can_be_shown_the_files_say_so(
    world: World, group: Group, ann: Actor
) -> None:
    report = add_report(world.services, group.id, Release())
    for ending, text in every_format(world.services.theme_export.sheet(ann, report.id)).items():
        assert "No theme can be shown." in text, ending
        assert "How many of us contributed is not told" in text, ending


def test_words_of_people_are_words_in_every_format(world: World, group: Group, ann: Actor) -> None:
    hostile = "<img src=x> & [a](http://b) </font>"
    theme = ShownTheme(id="t", title=hostile, summary=hostile, helped=hostile, people=3)
    report = add_report(world.services, group.id, Release(themes=(theme,)), model=hostile)
    for ending, text in every_format(world.services.theme_export.sheet(ann, report.id)).items():
        assert text.count(hostile) >= 3, ending


def test_taking_it_along_is_on_record(world: World, group: Group, ann: Actor) -> None:
    report = add_report(world.services, group.id)
    world.services.theme_export.export(ann, report.id)
    with world.services.database.reading() as tx:
        events = [e for e in tx.audit.latest() if e.event == "export"]
    assert [(e.kind, e.object_id, e.detail) for e in events] == [("themes", report.id, "")]


def test_nothing_else_is_taken_along(world: World, group: Group, ann: Actor) -> None:
    services = world.services
    stranger = world.actor("Zoe", world.group("Other"), is_admin=True)
    released = add_report(services, group.id)
    with pytest.raises(NotFound):
        services.theme_export.export(stranger, released.id)
    for state in ReportState:
        if state is not ReportState.RELEASED:
            report = add_report(services, group.id, state=state)
            with pytest.raises(NotFound):
                services.theme_export.export(ann, report.id)
    of_all = add_report(services, None)
    with pytest.raises(NotFound):
        services.theme_export.export(ann, of_all.id)
