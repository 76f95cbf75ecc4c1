"""The page of a group's themes in each of its states, for each of its readers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.domain.theme_report import ReportState
from tests.app.conftest import PASSWORD, Open, words
from tests.support.themes import PlantedFinder, contribute, kept_report

SILENT = "I asked, and all were <silent> for a while."


@pytest.fixture
def others(services: Services, actor: Actor) -> list[Actor]:
    """Five more members; the first leads."""
    (view,) = services.groups.mine(actor)
    made = []
    for name in ("Lea", "Ben", "Cem", "Dora", "Eli"):
        person = services.accounts.create_person(
            email=f"{name.lower()}@example.org", name=name, password=PASSWORD
        )
        services.groups.add_member(group_id=view.group.id, email=person.email, leads=name == "Lea")
        grant = services.accounts.open_session(person.id, method="password")
        made.append(services.accounts.actor_for_session(grant.session_id))
    return made


@pytest.fixture
def group(services: Services, actor: Actor) -> str:
    """The group's id."""
    return services.groups.mine(actor)[0].group.id


@pytest.fixture(autouse=True)
def _by_hand(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make reports where a test says so, of what is planted."""
    services.theme_maker.finder = PlantedFinder()
    services.theme_maker.busy = lambda: False
    monkeypatch.setattr(services.repertoire.upkeep, "add", lambda *_: None)


def give(services: Services, group: str, *givers: Actor) -> None:
    for giver in givers:
        contribute(services, giver, group, SILENT, quotes=[SILENT])


def previewed(services: Services, group: str, givers: list[Actor], lead: Actor) -> str:
    give(services, group, *givers)
    report = services.theme_reports.ask(lead, group)
    assert services.theme_maker.make(report.id)
    return report.id


def released(services: Services, group: str, givers: list[Actor], lead: Actor) -> str:
    report_id = previewed(services, group, givers, lead)
    for giver in givers:
        services.theme_reports.assent(giver, report_id)
    return report_id


def button(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label.startswith(label)).click().run()


def test_nothing_made_yet(page: Open, others: list[Actor], group: str) -> None:
    assert "Whoever leads has one made." in words(page("themes", group=group))
    lea = page("themes", others[0], group=group)
    assert "at least 3 of us" in words(lea)
    assert "For 24 hours" in words(lea)
    assert "keywords" not in words(lea)
    lea = button(lea, "Find the themes")
    assert "Too few of us let a reflection count" in words(lea)


def test_it_is_made_with_progress_and_can_be_stopped(
    page: Open, services: Services, others: list[Actor], group: str
) -> None:
    give(services, group, *others[:4])
    lea = button(page("themes", others[0], group=group), "Find the themes")
    assert "A report is being made" in words(lea)
    assert "Stop it" in words(lea)
    assert "Stop it" not in words(page("themes", group=group))
    lea = button(lea, "Stop it")
    assert "was stopped" in words(lea)
    assert "Find the themes" in words(lea)


def test_a_contributor_looks_leaves_out_takes_that_back_and_agrees(
    page: Open, services: Services, actor: Actor, others: list[Actor], group: str
) -> None:
    report_id = previewed(services, group, [actor, *others[:3]], others[0])
    mira = page("themes", group=group)
    seen = words(mira)
    assert "Bearing the silence" in seen
    assert seen.count("&lt;silent&gt; for a while") == 1
    assert "Without your name" in seen
    assert "of us</span>" not in seen
    mira = button(mira, "Leave this out")
    assert "You left this out" in words(mira)
    mira = button(mira, "Take that back")
    assert "You left this out" not in words(mira)
    mira = button(mira, "I need no more time")
    assert "You need no more time." in words(mira)
    assert kept_report(services, report_id).state is ReportState.PREVIEW
    assert "Have a look" not in words(page("home"))


def test_who_did_not_contribute_reads_only_that_somebody_looks(
    page: Open, services: Services, others: list[Actor], group: str
) -> None:
    previewed(services, group, others[:4], others[0])
    seen = words(page("themes", group=group))
    assert "Those whom it comes from look at it first" in seen
    assert "silen" not in seen
    assert "Themes wait for your look" not in words(page("home"))
    assert "Themes wait for your look" in words(page("home", others[1]))


def test_all_read_what_is_released_and_only_whoever_leads_edits(
    page: Open, services: Services, others: list[Actor], group: str
) -> None:
    released(services, group, others[:4], others[0])
    mira = page("themes", group=group)
    seen = words(mira)
    assert "From 4 of us" in seen
    assert seen.count("&lt;silent&gt; for a while") == 4
    assert "of us contributed" not in seen  # all but two
    assert "without a language model" in seen
    assert not mira.text_input
    assert "Themes to read" in words(page("home"))
    assert "Save these words" in words(page("themes", others[0], group=group))


def test_whoever_leads_puts_a_theme_in_other_words_and_loses_none(
    page: Open, services: Services, others: list[Actor], group: str
) -> None:
    released(services, group, others[:4], others[0])
    lea = page("themes", others[0], group=group)
    title = next(f for f in lea.text_input if f.key == "reword-theme-silent-0-title")
    title.set_value("   ")
    summary = next(f for f in lea.text_area if f.key == "reword-theme-silent-0-summary")
    summary.set_value("We wait for each other.")
    lea = button(lea, "Save these words")
    assert "has no title" in words(lea)
    summary = next(f for f in lea.text_area if f.key == "reword-theme-silent-0-summary")
    assert summary.value == "We wait for each other."
    title = next(f for f in lea.text_input if f.key == "reword-theme-silent-0-title")
    title.set_value("Waiting")
    lea = button(lea, "Save these words")
    assert "it was called “Bearing the silence”" in words(page("themes", group=group))
    assert "We wait for each other." in words(lea)


def test_a_theme_is_split_its_parts_merged_and_one_taken_out(
    page: Open, services: Services, others: list[Actor], group: str
) -> None:
    released(services, group, others[:4], others[0])
    lea = page("themes", others[0], group=group)
    second = next(f for f in lea.text_input if f.key == "split-theme-silent-0-second-title")
    second.set_value("Watching the clock")
    quotes = next(m for m in lea.multiselect if m.key == "split-theme-silent-0-quotes")
    quotes.set_value([0])
    lea = button(lea, "Make two of it")
    assert words(lea).count("Split from “Bearing the silence”") == 2
    assert "From 4 of us" not in words(lea)
    board = services.theme_reports.board(others[0], group)
    assert board.released is not None
    report_id = board.released.id
    which = next(m for m in lea.multiselect if m.key == f"merge-{report_id}-0-which")
    which.set_value([view.theme.id for view in board.released.themes])
    next(f for f in lea.text_input if f.key == f"merge-{report_id}-0-title").set_value("Quiet")
    lea = button(lea, "Make one of them")
    assert "Made of" in words(lea)
    lea = button(lea, "Take it out for good")
    assert "No theme may be shown." in words(page("themes", group=group))


def test_too_few_left_is_said_and_shows_nothing(
    page: Open, services: Services, others: list[Actor], group: str
) -> None:
    report_id = previewed(services, group, others[:3], others[0])
    services.members.leave(others[1], group)
    with services.database.transaction() as tx:
        report = tx.theme_reports.get(report_id)
        assert report is not None
        assert report.preview_ends_at is not None
        past = report.preview_ends_at - timedelta(days=2)
        tx.theme_reports.update(report.model_copy(update={"preview_ends_at": past}))
    seen = words(page("themes", group=group))
    assert "The last report came to nothing." in seen
    assert "Bearing" not in seen


def test_who_is_in_no_group_or_a_stranger_finds_nothing(
    page: Open, services: Services, admin: Actor, group: str
) -> None:
    assert "You are in no group yet" in words(page("themes", admin))
    assert "Not here" in words(page("themes", admin, group=group))
