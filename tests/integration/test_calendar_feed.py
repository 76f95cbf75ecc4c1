"""A member's calendar: what they may see, at an address that can be taken back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from coach.domain.agenda_request import Wishes
from coach.domain.commitment import CommitmentStatus
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.errors import NotFound
from coach.services.calendar_feed import CalendarFeedService
from coach.services.rhythm import Choices, Wish
from tests.integration.test_group_sessions import request
from tests.support.world import PASSWORD, World

BERLIN: Final = "Europe/Berlin"
SECRET: Final = "quetzalcoatl"


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


@pytest.fixture
def lead(world: World, group: Group) -> Actor:
    return world.actor("Lea", group, leads=True)


@pytest.fixture
def ann(world: World, group: Group) -> Actor:
    made = world.actor("Ann", group)
    world.services.rhythm.choose(made, Choices(timezone=BERLIN))
    return made


@pytest.fixture
def feed(world: World) -> CalendarFeedService:
    return world.services.calendar_feed


def events(data: bytes) -> dict[str, Event]:
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    return {str(event["uid"]): event for event in calendar.events}


def plan(world: World, lead: Actor, group: Group, at: time | None = time(14, 30)) -> str:
    sessions = world.services.group_sessions
    wanted = request(sessions, lead, group, Wishes(questions=(SECRET,)))
    day = world.today + timedelta(days=9)
    return sessions.plan(lead, group.id, wanted, held_on=day, begins_at=at).id


def test_sessions_stand_at_their_time_and_a_change_raises_the_sequence(
    world: World, feed: CalendarFeedService, group: Group, lead: Actor, ann: Actor
) -> None:
    token = feed.make(ann)
    session_id = plan(world, lead, group)
    uid = f"session-{session_id}@repertoire"
    before = events(feed.file(token))[uid]
    assert before.start == datetime(2026, 3, 11, 14, 30, tzinfo=ZoneInfo(BERLIN))
    assert before.end - before.start == timedelta(minutes=90)
    assert before["summary"] == "Northside: session"
    assert feed.file(token) == feed.file(token)
    world.clock.advance(minutes=5)
    moved_to = world.today + timedelta(days=12)
    world.services.group_sessions.move(lead, session_id, held_on=moved_to, begins_at=None)
    after = events(feed.file(token))[uid]
    assert after.start == moved_to
    assert after.decoded("sequence") > before.decoded("sequence")
    assert after.decoded("last-modified") > before.decoded("last-modified")
    world.services.group_sessions.cancel(lead, session_id)
    assert uid not in events(feed.file(token))


def test_check_ins_follow_the_reminder_until_the_day_to_look_back(
    world: World, feed: CalendarFeedService, ann: Actor
) -> None:
    commitment = world.commitment(ann, words=SECRET)
    world.services.commitments.set_review(ann, commitment.id, date(2026, 3, 16))
    wish = Wish(
        commitment_id=commitment.id, weekdays=(0,), at=time(9), label=SECRET, shows_label=False
    )
    reminder = world.services.rhythm.add(ann, wish, BERLIN)
    token = feed.make(ann)
    found = events(feed.file(token))
    days = sorted(str(uid) for uid in found if reminder.id in uid)
    assert days == [
        f"check_in-{reminder.id}-{day}@repertoire"
        for day in ("20260223", "20260302", "20260309", "20260316")
    ]
    first = found[days[2]]
    assert first.start == datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo(BERLIN))
    assert found[f"check_in-review-{commitment.id}@repertoire"].start == date(2026, 3, 16)
    assert SECRET.encode() not in feed.file(token)
    world.clock.advance(minutes=1)
    shown = wish.model_copy(update={"shows_label": True})
    world.services.rhythm.change(ann, reminder.id, shown)
    changed = events(feed.file(token))[days[2]]
    assert changed["summary"] == SECRET
    assert changed.decoded("sequence") > first.decoded("sequence")
    world.services.commitments.close(
        ann, commitment.id, outcome=CommitmentStatus.KEPT, reason="it works"
    )
    assert events(feed.file(token)) == {}


def test_an_address_leads_nowhere_once_it_is_made_anew_or_taken_back(
    world: World, feed: CalendarFeedService, ann: Actor
) -> None:
    assert feed.made_at(ann) is None
    first = feed.make(ann)
    assert feed.made_at(ann) == world.clock()
    second = feed.make(ann)
    assert feed.file(second)
    feed.revoke(ann)
    feed.revoke(ann)
    for token in (first, second, "", "nonsense"):
        with pytest.raises(NotFound):
            feed.file(token)
    assert feed.made_at(ann) is None


def test_the_address_itself_is_not_stored(
    world: World, feed: CalendarFeedService, ann: Actor
) -> None:
    token = feed.make(ann)
    home = world.services.settings.home
    assert all(token.encode() not in path.read_bytes() for path in home.iterdir())
    with world.services.database.reading() as tx:
        assert "calendar_made" in {event.event for event in tx.audit.latest()}


def test_who_has_yet_to_accept_the_charter_has_no_sessions_in_their_calendar(
    world: World, feed: CalendarFeedService, group: Group, lead: Actor, ann: Actor
) -> None:
    plan(world, lead, group)
    charter = world.services.charters.read(lead, group.id).charter
    world.clock.advance(minutes=1)
    world.services.charters.write(lead, group.id, sections=charter.sections, terms=charter.terms)
    world.clock.advance(minutes=1)
    late = world.actor("Late", group)
    assert late.held_back == {group.id}
    assert len(events(feed.file(feed.make(ann)))) == 1
    assert events(feed.file(feed.make(late))) == {}


def test_a_shut_or_deleted_account_has_no_calendar(
    world: World, feed: CalendarFeedService, ann: Actor
) -> None:
    token = feed.make(ann)
    for at in (world.clock(), None):
        with world.services.database.transaction() as tx:
            tx.people.set_disabled(ann.person_id, at)
        if at is not None:
            with pytest.raises(NotFound):
                feed.file(token)
    assert feed.file(token)
    preview = world.services.accounts.deletion_preview(ann)
    assert "The address of your calendar leads nowhere from then on." in preview.lines
    world.services.accounts.delete_account(ann, password=PASSWORD)
    with pytest.raises(NotFound):
        feed.file(token)


def test_before_anything_is_chosen_there_is_a_calendar_all_the_same(
    world: World, feed: CalendarFeedService, group: Group, lead: Actor
) -> None:
    world.actor("Mate", group)
    plan(world, lead, group, at=None)
    [event] = events(feed.file(feed.make(lead))).values()
    assert event.start == world.today + timedelta(days=9)
