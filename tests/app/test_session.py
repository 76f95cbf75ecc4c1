"""Planning a session: what the fields say becomes an agenda that adds up, or says what to drop."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest

from coach.bootstrap import Services
from coach.domain.agenda import SessionKind, airtime
from coach.domain.people import Actor, Person
from coach.domain.theme_report import ReportState, ThemeReport
from tests.app.conftest import PASSWORD, Open, words
from tests.support.repertoire import SILENT_ROOM, add_story
from tests.support.theme_reports import add_report


@pytest.fixture
def group_id(services: Services, actor: Actor, person: Person) -> str:
    """A group of four that the manager leads."""
    group_id = services.groups.mine(actor)[0].group.id
    services.groups.add_member(group_id=group_id, email=person.email, leads=True)
    for name in ("Ann", "Ben", "Cem"):
        email = f"{name.lower()}@example.org"
        services.accounts.create_person(email=email, name=name, password=PASSWORD)
        services.groups.add_member(group_id=group_id, email=email)
    return group_id


def test_an_agenda_is_planned_saved_and_read(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    planning = page("session", group=group_id)
    assert "It fits into 90 minutes." in words(planning)
    assert "Ann, Ben, Cem, Mira Lind" in words(planning)
    planning.button(key="save-agenda").click().run()
    [saved] = services.group_sessions.planned(actor, group_id)
    read = page("session", id=saved.id)
    assert "Session 2: reflect" in words(read)
    assert f"/export/agenda.pdf?session={saved.id}" in words(read)
    labels = [getattr(link, "label", "") for link in page("group").get("page_link")]
    assert any(label.startswith("Session 2: reflect, ") for label in labels)


def test_the_day_is_proposed_by_the_dates_of_the_cycle(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    current = services.cycles.board(actor, group_id).current
    assert current is not None
    assert current.stage_ends_on is not None
    planning = page("session", group=group_id)
    assert planning.date_input[0].value == current.stage_ends_on + timedelta(days=3)
    assert "The dates of your cycle lead to this day." in words(planning)


def test_a_session_is_moved_and_cancelled(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    page("session", group=group_id).button(key="save-agenda").click().run()
    [saved] = services.group_sessions.planned(actor, group_id)
    read = page("session", id=saved.id)
    read.date_input[0].set_value(saved.held_on + timedelta(days=1))
    read.button(key="move-session").click().run()
    [moved] = services.group_sessions.planned(actor, group_id)
    assert moved.held_on == saved.held_on + timedelta(days=1)
    assert moved.request == saved.request
    page("session", id=saved.id).button(key="cancel-session").click().run()
    assert services.group_sessions.planned(actor, group_id) == []


def test_what_does_not_fit_says_what_to_drop_and_does_it(page: Open, group_id: str) -> None:
    planning = page("session", group=group_id)
    planning.number_input(key="session-minutes").set_value(40).run()
    planning.text_area(key="session-questions").set_value("What keeps us?\nWhat helps?").run()
    planning.checkbox(key="session-break").set_value(True).run()
    assert [w.value for w in planning.warning]
    planning.button(key="make-it-fit").click().run()
    assert not planning.warning
    assert "It fits into" in words(planning)
    planning.button(key="undo-fit").click().run()
    assert planning.warning


def test_what_gives_way_to_a_clinic_is_named(page: Open, group_id: str) -> None:
    planning = page("session", group=group_id)
    planning.selectbox(key="session-kind").set_value(SessionKind.EXPLORE).run()
    clinic = planning.selectbox(key="session-clinic")
    clinic.select(clinic.options[1]).run()
    assert "There is no room beside it for: How each of us meets it" in words(planning)


def test_the_minutes_are_those_of_the_groups_rules(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    with services.database.transaction() as tx:
        group = tx.groups.get(group_id)
        assert group is not None
        rules = group.rules.model_copy(update={"session_minutes": 75})
        tx.groups.set_rules(group.model_copy(update={"rules": rules}))
    planning = page("session", group=group_id)
    assert planning.number_input(key="session-minutes").value == 75
    assert "It fits into 75 minutes." in words(planning)


def test_a_story_from_outside_is_chosen_and_stands_in_the_agenda(
    services: Services, page: Open, group_id: str
) -> None:
    add_story(services, "The cold oven", SILENT_ROOM)
    planning = page("session", group=group_id)
    planning.selectbox(key="session-story").select("The cold oven").run()
    assert "Story: The cold oven" in words(planning)


@pytest.fixture
def report(services: Services, group_id: str) -> ThemeReport:
    """Themes of the group that were released on the third of March."""
    return add_report(services, group_id, released_at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC))


def test_released_themes_fill_the_plan_which_stays_the_leaders_to_change(
    services: Services, actor: Actor, page: Open, group_id: str, report: ThemeReport
) -> None:
    story = add_story(services, "The cold oven", SILENT_ROOM)
    planning = page("session", group=group_id, report=report.id)
    assert "released on Tuesday, 3 March 2026: “Silence after a question” and" in words(planning)
    key = f"session-{{}}-{report.id}"
    assert planning.selectbox(key=key.format("kind")).value is SessionKind.REFLECT
    assert len(planning.multiselect(key=key.format("present")).value) == 4
    assert planning.selectbox(key=key.format("story")).value == story.id
    questions = planning.text_area(key=key.format("questions"))
    assert questions.value is not None
    first, second = questions.value.splitlines()
    assert first == "On “Silence after a question”: how long is long enough?"
    assert second in html.unescape(words(planning))
    assert "It fits into 90 minutes." in words(planning)
    questions.set_value("How long did we wait?").run()
    planning.button(key="save-agenda").click().run()
    [saved] = services.group_sessions.planned(actor, group_id)
    assert saved.request.report_id == report.id
    assert saved.request.wishes.questions == ("How long did we wait?",)
    assert saved.request.wishes.story_item_id == story.id
    turns = airtime(services.group_sessions.sheet(actor, saved.id).agenda)
    assert len(set(turns.values())) == 1
    read = words(page("session", id=saved.id))
    assert "How long did we wait?" in read
    assert "from the themes that were released on Tuesday, 3 March 2026" in read


def test_the_newest_released_themes_are_asked_for_without_their_id(
    page: Open, group_id: str, report: ThemeReport
) -> None:
    planning = page("session", group=group_id, **{"from": "themes"})
    assert planning.text_area(key=f"session-questions-{report.id}").value


def test_a_plan_without_themes_shows_the_way_to_one_with_them(
    page: Open, group_id: str, report: ThemeReport
) -> None:
    planning = page("session", group=group_id)
    labels = [getattr(link, "label", "") for link in planning.get("page_link")]
    assert "Begin the plan with them" in labels
    assert "were released on Tuesday, 3 March 2026" in words(planning)
    assert planning.text_area(key="session-questions").value == ""
    assert report.id not in words(planning)


def test_what_is_not_released_fills_no_plan(services: Services, page: Open, group_id: str) -> None:
    report = add_report(services, group_id, state=ReportState.PREVIEW)
    assert page("session", group=group_id, report=report.id).error
    planning = page("session", group=group_id, **{"from": "themes"})
    assert planning.text_area(key="session-questions").value == ""
    assert "released" not in words(planning)


def test_one_alone_cannot_meet(page: Open, group_id: str) -> None:
    planning = page("session", group=group_id)
    present = planning.multiselect(key="session-present")
    present.set_value(present.value[:1]).run()
    assert "at least two members" in planning.info[0].value


def test_a_member_who_does_not_lead_plans_nothing(
    services: Services, person: Person, page: Open, group_id: str
) -> None:
    services.groups.add_member(group_id=group_id, email=person.email)
    assert "Whoever leads the group plans its sessions." in words(page("session", group=group_id))
    assert "None is planned yet." in words(page("group"))


def test_another_group_is_not_found(page: Open, group_id: str) -> None:
    assert group_id
    stray = page("session", group="a" * 32)
    assert stray.error
