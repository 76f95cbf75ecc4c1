"""Reminders and choices are their member's own; a link in a mail switches off and no more."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Final

import pytest
from sqlalchemy import select

from coach.domain.commitment import CommitmentStatus
from coach.domain.people import Actor
from coach.domain.reminders import Stream
from coach.errors import InvalidInput, NotFound
from coach.services.mail_links import MailLinks, Off
from coach.services.rhythm import MOST_REMINDERS, Choices, RhythmService, Wish
from coach.storage.rhythm_tables import calendar_feeds, reminders, rhythms
from tests.support.world import PASSWORD, World

BERLIN: Final = "Europe/Berlin"
WISH: Final = Wish(weekdays=(0, 3), at=time(9, 30), label="before my one-to-one")


@pytest.fixture
def rhythm(world: World) -> RhythmService:
    return world.services.rhythm


@pytest.fixture
def links(world: World) -> MailLinks:
    return MailLinks(world.services.database.cipher)


def test_a_reminder_says_when_it_comes_next_on_the_members_clock(
    world: World, rhythm: RhythmService, anna: Actor
) -> None:
    commitment = world.commitment(anna)
    rhythm.add(anna, WISH.model_copy(update={"commitment_id": commitment.id}), BERLIN)
    [view] = rhythm.overview(anna, "UTC").reminders  # Monday at ten in Berlin
    assert view.next_at is not None
    assert f"{view.next_at:%A %H:%M %Z}" == "Thursday 09:30 CET"
    assert view.about == "I will ask first."
    rhythm.switch(anna, view.reminder.id, on=False)
    assert rhythm.overview(anna, "UTC").reminders[0].next_at is None
    rhythm.switch(anna, view.reminder.id, on=True)
    rhythm.pause(anna, BERLIN, paused=True)
    assert rhythm.overview(anna, "UTC").reminders[0].next_at is None


def test_it_is_over_once_the_commitment_is_closed_or_looked_back_on(
    world: World, rhythm: RhythmService, anna: Actor
) -> None:
    reviewed, closed = world.commitment(anna), world.commitment(anna)
    world.services.commitments.set_review(anna, reviewed.id, world.today + timedelta(days=2))
    for commitment in (reviewed, closed):
        rhythm.add(anna, WISH.model_copy(update={"commitment_id": commitment.id}), BERLIN)
    world.services.commitments.close(
        anna, closed.id, outcome=CommitmentStatus.DROPPED, reason="no time"
    )
    assert [view.is_over for view in rhythm.overview(anna, BERLIN).reminders] == [True, True]
    world.services.commitments.set_review(anna, reviewed.id, world.today + timedelta(days=3))
    assert [view.is_over for view in rhythm.overview(anna, BERLIN).reminders].count(False) == 1


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish(at=time(9)), "at least one weekday"),
        (WISH.model_copy(update={"label": "x" * 121}), "shorten it to 120"),
        (WISH.model_copy(update={"label": "a\u200bb"}), "cannot be shown"),
    ],
)
def test_what_cannot_be_a_reminder_is_refused(
    rhythm: RhythmService, anna: Actor, wish: Wish, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        rhythm.add(anna, wish, BERLIN)


def test_only_an_open_commitment_can_be_reminded_of(
    world: World, rhythm: RhythmService, anna: Actor
) -> None:
    draft = world.commitment(anna, open_=False)
    with pytest.raises(InvalidInput, match="not open"):
        rhythm.add(anna, WISH.model_copy(update={"commitment_id": draft.id}), BERLIN)


def test_there_is_an_end_to_reminders(rhythm: RhythmService, anna: Actor) -> None:
    for _ in range(MOST_REMINDERS):
        rhythm.add(anna, WISH, BERLIN)
    with pytest.raises(InvalidInput, match="delete one first"):
        rhythm.add(anna, WISH, BERLIN)


def test_choices_are_kept_and_what_does_not_fit_is_refused(
    rhythm: RhythmService, anna: Actor
) -> None:
    choices = Choices(
        timezone="Asia/Kolkata", quiet_starts=time(20), quiet_ends=time(7), digest_weekday=4
    )
    rhythm.choose(anna, choices)
    kept = rhythm.overview(anna, BERLIN).rhythm
    assert Choices.model_validate(kept.model_dump(include=set(Choices.model_fields))) == choices
    for wrong in (
        {"timezone": "Mars/Base"},
        {"quiet_ends": None},
        {"quiet_ends": time(20)},
    ):
        with pytest.raises(InvalidInput):
            rhythm.choose(anna, choices.model_copy(update=wrong))
    assert rhythm.overview(anna, BERLIN).rhythm == kept


def test_the_time_zone_is_proposed_until_something_is_chosen(
    rhythm: RhythmService, anna: Actor
) -> None:
    assert rhythm.overview(anna, "Asia/Tokyo").rhythm.timezone == "Asia/Tokyo"
    rhythm.add(anna, WISH, BERLIN)
    assert rhythm.overview(anna, "Asia/Tokyo").rhythm.timezone == BERLIN


def test_a_link_switches_off_what_it_names_and_nothing_else(
    rhythm: RhythmService, anna: Actor, links: MailLinks
) -> None:
    rhythm.choose(anna, Choices(timezone=BERLIN, session_mails=True, digest_weekday=0))
    one, other = rhythm.add(anna, WISH, BERLIN), rhythm.add(anna, WISH, BERLIN)

    def off(stream: Stream, reminder_id: str = "", **more: bool) -> None:
        token = links.token(Off(stream=stream, person_id=anna.person_id, reminder_id=reminder_id))
        assert rhythm.what_stops(token) is stream
        for _ in range(2):
            assert rhythm.stop(token, **more) is stream

    def state() -> tuple[dict[str, bool], bool, int | None, bool]:
        view = rhythm.overview(anna, BERLIN)
        on = {one.reminder.id: one.reminder.is_on for one in view.reminders}
        kept = view.rhythm
        return on, kept.session_mails, kept.digest_weekday, kept.is_paused

    off(Stream.REMINDER, one.id)
    assert state() == ({one.id: False, other.id: True}, True, 0, False)
    off(Stream.SESSIONS)
    assert state() == ({one.id: False, other.id: True}, False, 0, False)
    off(Stream.DIGEST)
    assert state() == ({one.id: False, other.id: True}, False, None, False)
    rhythm.delete(anna, other.id)
    off(Stream.REMINDER, other.id, everything=True)
    assert state() == ({one.id: False}, False, None, True)


def test_a_link_that_we_did_not_sign_leads_nowhere(
    world: World, rhythm: RhythmService, anna: Actor, links: MailLinks
) -> None:
    rhythm.choose(anna, Choices(timezone=BERLIN, session_mails=True))
    mine = Off(stream=Stream.DIGEST, person_id=anna.person_id)
    token = links.token(mine)
    signature = token.rpartition("-")[2]
    for wrong in (
        "", "-", "---", token[:-1], f"sessions-{anna.person_id}--{signature}",
        f"digest-{'0' * 32}--{signature}", token + "0", token.upper(), f"{token}-", "ä-ö-ü-ß",
    ):  # fmt: skip
        for call in (rhythm.what_stops, rhythm.stop):
            with pytest.raises(NotFound):
                call(wrong)
    assert rhythm.overview(anna, BERLIN).rhythm.session_mails


def test_reminders_go_with_their_commitment_and_it_is_said_before(
    world: World, rhythm: RhythmService, anna: Actor
) -> None:
    commitment = world.commitment(anna)
    rhythm.add(anna, WISH.model_copy(update={"commitment_id": commitment.id}), BERLIN)
    kept = rhythm.add(anna, WISH, BERLIN)
    [line] = world.services.journal.deletion_preview(anna, "commitment", commitment.id)
    assert line == "This also deletes the reminder of it."
    world.services.commitments.delete(anna, commitment.id)
    assert [v.reminder for v in rhythm.overview(anna, BERLIN).reminders] == [kept]


def test_an_account_goes_with_all_of_it(world: World, rhythm: RhythmService, anna: Actor) -> None:
    ben = world.actor("Ben")
    for actor in (anna, ben):
        rhythm.add(actor, WISH, BERLIN)
        world.services.calendar_feed.make(actor)
    world.services.accounts.delete_account(anna, password=PASSWORD)
    with world.services.database.reading() as tx:
        for table in (reminders, rhythms, calendar_feeds):
            [row] = tx.connection.execute(select(table)).mappings()
            assert ben.person_id in row.values(), table.name


def test_the_export_holds_own_reminders_in_words(
    world: World, rhythm: RhythmService, anna: Actor
) -> None:
    rhythm.add(anna, WISH, BERLIN)
    rhythm.add(world.actor("Ben"), WISH.model_copy(update={"label": "mine alone"}), BERLIN)
    export = world.services.journal.export(anna)
    assert "- Monday, Thursday at 09:30: before my one-to-one" in export.markdown
    assert "mine alone" not in export.markdown + export.json
