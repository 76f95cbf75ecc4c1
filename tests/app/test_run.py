"""A session on the page: who may press what, what is shown, and what is written down."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.people import Actor, Person
from coach.domain.session_moves import OVERTAKEN, Move
from coach.domain.session_note import NoteKind
from tests.app.conftest import PASSWORD, Open, words


@pytest.fixture
def group_id(services: Services, actor: Actor, person: Person) -> str:
    """A group of three that the manager leads."""
    group_id = services.groups.mine(actor)[0].group.id
    services.groups.add_member(group_id=group_id, email=person.email, leads=True)
    for name in ("Ann", "Ben"):
        email = f"{name.lower()}@example.org"
        services.accounts.create_person(email=email, name=name, password=PASSWORD)
        services.groups.add_member(group_id=group_id, email=email)
    return group_id


@pytest.fixture
def leading(services: Services, actor: Actor, group_id: str) -> Actor:
    """The manager, as who leads."""
    assert group_id
    return services.accounts.actor_for_session(actor.session_id)


@pytest.fixture
def member(services: Services, group_id: str) -> Actor:
    """Ann, who does not lead."""
    grant = services.accounts.sign_in(email="ann@example.org", password=PASSWORD, address="::1")
    assert group_id
    return services.accounts.actor_for_session(grant.session_id)


@pytest.fixture
def session_id(services: Services, leading: Actor, group_id: str) -> str:
    """A session of an hour with all three: Ann, Ben, and the manager."""
    members = services.group_sessions.setting(leading, group_id).members
    wanted = Request(kind=SessionKind.EXPLORE, member_ids=tuple(members), minutes=60)
    day = leading.memberships[0].joined_at.date()
    return services.group_sessions.plan(leading, group_id, wanted, held_on=day).id


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def press(app: AppTest, label: str) -> None:
    next(b for b in app.button if b.label.startswith(label)).click().run()


def test_without_a_session_it_leads_to_the_group(page: Open) -> None:
    assert "No session is open here" in words(page("run"))
    assert page("run", session="a" * 32).error


def test_whoever_leads_begins_and_moves_and_ends(
    services: Services, leading: Actor, page: Open, session_id: str
) -> None:
    run = page("run", session=session_id)
    assert "The session has not begun" in words(run)
    run.button(key="run-begin").click().run()
    assert "Step 1 of" in words(run)
    assert "All of us" in words(run)
    assert run.button(key="run-back").disabled
    run.button(key="run-next").click().run()
    assert "<dt>Now</dt><dd>Ann</dd>" in words(run)
    assert "<dt>Next</dt><dd>Ben," in words(run)
    run.button(key="run-hold").click().run()
    assert "Paused" in words(run)
    assert "Go on" in words(run)
    run.button(key="run-hold").click().run()
    run.button(key="run-add_minute").click().run()
    assert "earlier than planned" in words(run)
    run.button(key="run-end").click().run()
    assert "The session is over" in words(run)
    view = services.session_runs.open(leading, session_id)
    assert view.run is not None
    assert (view.version, view.run.added_minutes) == (6, 1)
    run.button(key="run-back").click().run()
    assert "<dt>Now</dt><dd>Ann</dd>" in words(run)


def test_a_press_on_an_old_state_is_told_and_shows_the_present_one(
    services: Services, leading: Actor, page: Open, session_id: str
) -> None:
    services.session_runs.begin(leading, session_id)
    run = page("run", session=session_id)
    services.session_runs.move(leading, session_id, 1, Move.NEXT)
    run.button(key="run-next").click().run()
    assert OVERTAKEN in words(run)
    assert "<dt>Now</dt><dd>Ann</dd>" in words(run)
    run.button(key="run-next").click().run()
    assert OVERTAKEN not in words(run)
    assert "<dt>Now</dt><dd>Ben</dd>" in words(run)


def test_a_member_sees_it_and_presses_nothing(
    services: Services, leading: Actor, member: Actor, page: Open, session_id: str
) -> None:
    waiting = page("run", who=member, session=session_id)
    assert "Whoever leads begins it" in words(waiting)
    assert not {key for key in keys(waiting) if key.startswith("run-")}
    services.session_runs.begin(leading, session_id)
    services.session_runs.move(leading, session_id, 1, Move.NEXT)
    waiting.run()
    assert "<dt>Now</dt><dd>Ann</dd>" in words(waiting)
    assert not {key for key in keys(waiting) if key.startswith("run-")}
    services.session_runs.move(leading, session_id, 2, Move.END)
    waiting.run()
    assert "The session is over" in words(waiting)
    assert "For whoever leads next" not in words(waiting)


def test_who_leaves_and_who_comes_are_pressed_by_name(
    services: Services, leading: Actor, page: Open, session_id: str
) -> None:
    services.session_runs.begin(leading, session_id)
    run = page("run", session=session_id)
    press(run, "Ben leaves")
    assert "Ben comes in" in words(run)
    press(run, "Ben comes in")
    assert services.session_runs.open(leading, session_id).absent == {}


def test_notes_and_decisions_are_written_changed_and_deleted(
    services: Services, actor: Actor, leading: Actor, page: Open, session_id: str
) -> None:
    run = page("run", session=session_id)
    assert "Nothing is written down yet" in words(run)
    press(run, "Write it down")
    assert "nothing in it yet" in words(run)
    run.text_area[0].set_value("Silence <b>helps</b>")
    press(run, "Write it down")
    assert "Silence &lt;b&gt;helps&lt;/b&gt;" in words(run)
    assert run.text_area[0].value == ""
    run.segmented_control[0].set_value(NoteKind.DECISION).run()
    run.text_area[0].set_value("We ask first")
    run.selectbox[0].select("Ben")
    press(run, "Write it down")
    assert "Ben sees to it" in words(run)
    notes = services.session_notes.board(leading, session_id).notes
    run.button(key=f"edit-note-{notes[0].note.id}").click().run()
    run.text_area(key=f"changed-{notes[0].note.id}").set_value("Silence helps us")
    press(run, "Save it")
    assert "Silence helps us" in words(run)
    run.button(key=f"delete-note-{notes[1].note.id}").click().run()
    run.button(key="delete-yes").click().run()
    assert "We ask first" not in words(run)
    read = page("session", id=session_id)
    assert "Silence helps us" in words(read)
    assert "Run this session" in [getattr(x, "label", "") for x in read.get("page_link")]


def test_the_hand_over_is_offered_at_the_end_and_shown_when_the_next_one_is_planned(
    services: Services, leading: Actor, page: Open, session_id: str, group_id: str
) -> None:
    services.session_runs.begin(leading, session_id)
    services.session_runs.move(leading, session_id, 1, Move.END)
    run = page("run", session=session_id)
    run.text_area(key=f"hand-over-{session_id}").set_value("Ask Ben about his case")
    press(run, "Hand it over")
    planning = page("session", group=group_id)
    assert "From Mira Lind, who led last" in words(planning)
    assert "Ask Ben about his case" in words(planning)
