"""Each event makes one mail: over restarts, refusals, quiet hours and two senders at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import URL, select

from coach.domain.agenda_request import Wishes
from coach.domain.commitment import CommitmentStatus
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION
from coach.services.letters import Letters
from coach.services.mail import Mailer, build_mailer
from coach.services.mail_links import MailLinks
from coach.services.postman import CLAIM, WAITS, Postman
from coach.services.rhythm import Choices, Wish
from coach.storage.rhythm_tables import outbox
from tests.integration.test_group_sessions import request
from tests.support.mail_server import Mailbox, running_mail_server
from tests.support.postgres import new_database
from tests.support.repertoire import add_story
from tests.support.world import PASSWORD, World, open_world

BERLIN: Final = "Europe/Berlin"
NINE: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Nine in the morning of a Monday in Berlin."""
SECRET: Final = "quetzalcoatl"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with running_mail_server() as running:
        yield running


@pytest.fixture
def world(home: Path, box: Mailbox) -> Iterator[World]:
    """Services that send to a real server; it is eight o'clock in Berlin."""
    with open_world(home, **box.settings) as opened:
        opened.clock.now = NINE - timedelta(hours=1)
        yield opened


@pytest.fixture
def ann(world: World) -> Actor:
    return world.actor("Ann")


def remind(world: World, actor: Actor, *, at: time = time(9), **more: object) -> str:
    wish = Wish.model_validate({"weekdays": (0,), "at": at, **more})
    return world.services.rhythm.add(actor, wish, BERLIN).id


def choose(world: World, actor: Actor, **more: object) -> None:
    choices = Choices.model_validate({"timezone": BERLIN, **more})
    world.services.rhythm.choose(actor, choices)


def states(world: World) -> list[str]:
    with world.services.database.reading() as tx:
        return sorted(tx.connection.execute(select(outbox.c.state)).scalars())


def subjects(box: Mailbox) -> list[tuple[str, str]]:
    return [(str(mail["To"]), str(mail["Subject"])) for mail in box.mails]


def test_a_reminder_comes_at_its_time_and_once(world: World, box: Mailbox, ann: Actor) -> None:
    remind(world, ann, label=SECRET)
    post = world.services.postman
    assert post.go_round() == 0
    world.clock.now = NINE
    assert [post.go_round(), post.go_round()] == [1, 0]
    world.clock.advance(hours=2)
    assert post.go_round() == 0
    world.clock.now = NINE + timedelta(days=7)
    assert post.go_round() == 1
    assert subjects(box) == [("ann@example.org", "You asked to be reminded")] * 2
    [mail, other] = box.mails
    assert mail["Message-ID"] != other["Message-ID"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://coach.example.org/mail/off/reminder-")
    assert mail["List-Unsubscribe"].strip("<>") in mail.get_content()
    assert SECRET not in str(mail)


def test_own_words_are_in_it_if_the_member_chose_so(world: World, box: Mailbox, ann: Actor) -> None:
    commitment = world.commitment(ann, words=SECRET)
    remind(world, ann, label="Before my 1:1", shows_label=True, commitment_id=commitment.id)
    world.clock.now = NINE
    world.services.postman.go_round()
    [mail] = box.mails
    assert "Before my 1:1" in mail.get_content()
    assert f"/practice?commitment={commitment.id}" in mail.get_content()
    assert SECRET not in str(mail)


def test_a_reminder_ends_with_the_day_to_look_back_or_the_closing(
    world: World, box: Mailbox, ann: Actor
) -> None:
    reviewed, closed = world.commitment(ann, words="ask"), world.commitment(ann, words="wait")
    world.services.commitments.set_review(ann, reviewed.id, date(2026, 3, 9))
    for commitment in (reviewed, closed):
        remind(world, ann, commitment_id=commitment.id)
    sent = []
    for week in range(3):
        world.clock.now = NINE + timedelta(weeks=week)
        sent.append(world.services.postman.go_round())
        if week == 0:
            world.services.commitments.close(
                ann, closed.id, outcome=CommitmentStatus.KEPT, reason="done"
            )
    assert sent == [2, 1, 0]


def test_what_is_due_while_the_app_is_down_is_sent_if_it_is_of_use(
    world: World, box: Mailbox, ann: Actor
) -> None:
    remind(world, ann)
    world.clock.now = NINE + timedelta(hours=5)
    assert world.services.postman.go_round() == 1
    world.clock.now = NINE + timedelta(days=7, hours=7)
    assert world.services.postman.go_round() == 0


def test_a_mail_waits_for_the_end_of_the_quiet_hours(
    world: World, box: Mailbox, ann: Actor
) -> None:
    choose(world, ann, quiet_starts=time(8, 30), quiet_ends=time(11))
    remind(world, ann)
    post = world.services.postman
    for hours, sent in ((0, 0), (1.9, 0), (2, 1), (3, 0)):
        world.clock.now = NINE + timedelta(hours=hours)
        assert post.go_round() == sent, hours


def test_quiet_hours_that_are_chosen_later_hold_a_mail_that_waits(
    world: World, box: Mailbox, ann: Actor
) -> None:
    remind(world, ann)
    box.answers["ann@example.org"] = "451 later"
    world.clock.now = NINE
    world.services.postman.go_round()
    box.answers.clear()
    choose(world, ann, quiet_starts=time(9), quiet_ends=time(10))
    for minutes, sent in ((30, 0), (60, 1)):
        world.clock.now = NINE + timedelta(minutes=minutes)
        assert world.services.postman.go_round() == sent


def test_nothing_is_sent_while_all_is_paused_nor_made_up_for(
    world: World, box: Mailbox, ann: Actor
) -> None:
    remind(world, ann)
    rhythm = world.services.rhythm
    rhythm.pause(ann, BERLIN, paused=True)
    world.clock.now = NINE + timedelta(minutes=1)
    assert world.services.postman.go_round() == 0
    rhythm.pause(ann, BERLIN, paused=False)
    assert world.services.postman.go_round() == 0
    world.clock.advance(days=7)
    assert world.services.postman.go_round() == 1


def test_what_is_switched_off_or_deleted_meanwhile_is_not_sent(
    world: World, box: Mailbox, ann: Actor
) -> None:
    choose(world, ann, quiet_starts=time(8, 30), quiet_ends=time(11))
    off, gone, kept = (remind(world, ann) for _ in range(3))
    world.clock.now = NINE
    world.services.postman.go_round()
    world.services.rhythm.switch(ann, off, on=False)
    world.services.rhythm.delete(ann, gone)
    world.clock.advance(hours=2)
    assert world.services.postman.go_round() == 1
    assert states(world) == ["dropped", "dropped", "sent"]
    assert kept


def test_an_account_that_is_shut_or_deleted_gets_nothing(
    world: World, box: Mailbox, ann: Actor
) -> None:
    ben = world.actor("Ben")
    for actor in (ann, ben):
        choose(world, actor, quiet_starts=time(8, 30), quiet_ends=time(11))
        remind(world, actor)
    world.clock.now = NINE
    world.services.postman.go_round()
    with world.services.database.transaction() as tx:
        tx.people.set_disabled(ben.person_id, world.clock())
    world.services.accounts.delete_account(ann, password=PASSWORD)
    world.clock.advance(hours=2)
    assert world.services.postman.go_round() == 0
    assert states(world) == ["dropped"]


# Restarts, refusals and rivals


class Killed(BaseException):
    """The process ends here: nothing below catches it."""


class Dying:
    """Sends over a real mailer, and dies before or after the server has taken the mail."""

    is_set_up = True

    def __init__(self, mailer: Mailer, *, before: bool) -> None:
        self._mailer = mailer
        self._before = before
        self.domain = mailer.domain

    def send(self, to: str, subject: str, text: str, headers: Mapping[str, str], /) -> None:
        if not self._before:
            self._mailer.send(to, subject, text, headers)
        raise Killed


def postman(world: World, mailer: Mailer) -> Postman:
    services = world.services
    links = MailLinks(services.database.cipher)
    letters = Letters(links, own_url=services.settings.own_url, domain=mailer.domain)
    return Postman(services.database, world.clock, mailer, letters)


@pytest.mark.parametrize("before", [True, False])
def test_a_restart_between_claim_and_mark_sends_it_later(
    home: Path, box: Mailbox, *, before: bool
) -> None:
    with open_world(home, **box.settings) as world:
        world.clock.now = NINE - timedelta(hours=1)
        remind(world, world.actor("Ann"))
        world.clock.now = NINE
        dying = Dying(build_mailer(world.services.settings), before=before)
        with pytest.raises(Killed):
            postman(world, dying).go_round()
    with open_world(home, **box.settings) as world:
        sent = []
        for minutes in (1, 14, 15, 40):
            world.clock.now = NINE + timedelta(minutes=minutes)
            sent.append(world.services.postman.go_round())
        assert timedelta(minutes=15) == CLAIM
        assert sent == [0, 0, 1, 0]
    ids = [mail["Message-ID"] for mail in box.mails]
    assert len(ids) == (1 if before else 2)
    assert len(set(ids)) == 1  # by which whoever receives both knows the double


def test_a_server_that_is_away_is_tried_with_growing_waits_and_then_given_up(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_mail_server() as stopped:
        settings = stopped.settings
    with open_world(home, **settings) as world:
        world.clock.now = NINE - timedelta(hours=1)
        zoe = world.actor("Zoe", lead := world.group())
        choose(world, zoe, session_mails=True)
        plan(world, world.actor("Lea", lead, leads=True), lead, days=9)
        tried = 0
        with caplog.at_level(logging.WARNING):
            while states(world) == ["waiting"]:
                world.services.postman.go_round()
                tried += 1
                world.clock.advance(hours=12)
        assert states(world) == ["given_up"]
        assert tried == 7
    assert "given up" in caplog.text
    assert "zoe@example.org" not in caplog.text
    assert list(WAITS) == sorted(WAITS)


def test_after_a_refused_connection_it_is_tried_again_after_the_wait(
    home: Path, box: Mailbox
) -> None:
    with open_world(home, **box.settings) as world:
        world.clock.now = NINE - timedelta(hours=1)
        remind(world, world.actor("Ann"))
        box.answers["ann@example.org"] = "451 greylisted"
        sent = []
        for seconds in (0, 59, 60, 119, 359, 360):
            world.clock.now = NINE + timedelta(seconds=seconds)
            if seconds == 119:
                box.answers.clear()
            sent.append(world.services.postman.go_round())
        assert sent == [0, 0, 0, 0, 0, 1]


def test_a_recipient_refused_for_good_is_given_up_at_once_and_others_get_theirs(
    world: World, box: Mailbox, ann: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    for actor in (ann, world.actor("Ben")):
        remind(world, actor)
    box.answers["ann@example.org"] = "550 5.1.1 ann@example.org: no such user"
    world.clock.now = NINE
    with caplog.at_level(logging.WARNING):
        assert world.services.postman.go_round() == 1
    assert subjects(box) == [("ben@example.org", "You asked to be reminded")]
    assert states(world) == ["given_up", "sent"]
    assert "ann@" not in caplog.text


@contextmanager
def one_world(
    kind: str, home: Path, box: Mailbox, request: pytest.FixtureRequest
) -> Iterator[World]:
    more: dict[str, object] = {}
    if kind == "postgresql":
        server: URL = request.getfixturevalue("postgres_url")
        more["database_url"] = new_database(server, "postmen")
    with open_world(home, **box.settings, **more) as world:
        yield world


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_senders_at_once_send_each_mail_once(
    kind: str, home: Path, box: Mailbox, request: pytest.FixtureRequest
) -> None:
    with one_world(kind, home, box, request) as world:
        world.clock.now = NINE - timedelta(hours=1)
        ann = world.actor("Ann")
        reminders = {remind(world, ann) for _ in range(20)}
        world.clock.now = NINE
        mailer = build_mailer(world.services.settings)
        counts: list[int] = []
        start = threading.Barrier(3)

        def rounds() -> None:
            post = postman(world, mailer)
            start.wait()
            counts.append(post.go_round())

        senders = [threading.Thread(target=rounds) for _ in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert sum(counts) == len(reminders)
        assert len({mail["Message-ID"] for mail in box.mails}) == len(box.mails) == 20


def test_it_goes_round_in_the_background_and_ends_with_the_app(home: Path, box: Mailbox) -> None:
    arrived = threading.Event()

    def taken() -> str:
        arrived.set()
        return "250 taken"

    box.at_data = taken
    with open_world(home, **box.settings) as world:
        world.clock.now = NINE - timedelta(hours=1)
        remind(world, world.actor("Ann"))
        world.clock.now = NINE
        world.services.postman.start()
        assert arrived.wait(20)
    assert "postman" not in {thread.name for thread in threading.enumerate()}


def test_without_a_mail_server_nothing_waits_for_one(home: Path) -> None:
    with open_world(home) as world:
        world.services.postman.start()
        assert "postman" not in {thread.name for thread in threading.enumerate()}


# Sessions and the weekly mail


def plan(world: World, lead: Actor, group: Group, *, days: int) -> str:
    sessions = world.services.group_sessions
    if len(sessions.setting(lead, group.id).members) == 1:
        world.actor("Mate", group)
    wanted = request(sessions, lead, group, Wishes())
    day = world.today + timedelta(days=days)
    return sessions.plan(lead, group.id, wanted, held_on=day, begins_at=time(14, 30)).id


@pytest.fixture
def group(world: World) -> Group:
    return world.group(SECRET)


@pytest.fixture
def lead(world: World, group: Group) -> Actor:
    return world.actor("Lea", group, leads=True)


@pytest.fixture
def zoe(world: World, group: Group) -> Actor:
    """Wants to know of sessions; nobody else does."""
    made = world.actor("Zoe", group)
    choose(world, made, session_mails=True)
    return made


def test_who_asked_for_it_is_told_of_a_session_planned_moved_and_cancelled(
    world: World, box: Mailbox, group: Group, lead: Actor, zoe: Actor
) -> None:
    post, sessions = world.services.postman, world.services.group_sessions
    choose(world, lead, session_mails=True)
    session_id = plan(world, lead, group, days=9)
    post.go_round()
    day = world.today + timedelta(days=9)
    for begins_at in (time(9), time(14, 30)):
        world.clock.advance(minutes=1)
        sessions.move(lead, session_id, held_on=day, begins_at=begins_at)
        sessions.move(lead, session_id, held_on=day, begins_at=begins_at)
        post.go_round()
    sessions.cancel(lead, session_id)
    post.go_round()
    assert subjects(box) == [
        ("zoe@example.org", subject)
        for subject in (
            "A session is planned", "A session has a new date", "A session has a new date",
            "A session is cancelled",
        )
    ]  # fmt: skip
    planned, moved, back, cancelled = (mail.get_content() for mail in box.mails)
    assert "Wednesday, 11 March 2026, 14:30" in planned
    assert f"https://coach.example.org/session?id={session_id}" in planned
    assert "09:00" in moved
    assert "14:30" in back
    assert "does not meet on Wednesday, 11 March 2026" in cancelled
    assert not any(SECRET in str(mail) for mail in box.mails)


def test_a_session_that_moves_before_its_mail_is_sent_makes_one_mail(
    world: World, box: Mailbox, group: Group, lead: Actor, zoe: Actor
) -> None:
    choose(world, zoe, session_mails=True, quiet_starts=time(6), quiet_ends=time(12))
    session_id = plan(world, lead, group, days=9)
    world.clock.advance(minutes=1)
    day = world.today + timedelta(days=10)
    world.services.group_sessions.move(lead, session_id, held_on=day, begins_at=None)
    world.clock.advance(hours=4)
    assert world.services.postman.go_round() == 1
    assert subjects(box) == [("zoe@example.org", "A session has a new date")]


def test_the_day_before_comes_once_and_not_on_top_of_what_was_just_planned(
    world: World, box: Mailbox, group: Group, lead: Actor, zoe: Actor
) -> None:
    plan(world, lead, group, days=3)
    world.services.postman.go_round()
    box.mails.clear()
    for hours, sent in ((24, 0), (47, 0), (48, 0), (49, 1), (50, 0), (73, 0)):
        world.clock.now = NINE - timedelta(hours=1) + timedelta(hours=hours)
        assert world.services.postman.go_round() == sent, hours
    assert subjects(box) == [("zoe@example.org", "Your group meets tomorrow")]
    plan(world, lead, group, days=1)
    world.clock.advance(minutes=1)
    assert world.services.postman.go_round() == 1
    assert subjects(box)[1:] == [("zoe@example.org", "A session is planned")]


def test_who_has_yet_to_accept_the_charter_is_told_nothing(
    world: World, box: Mailbox, group: Group, lead: Actor, zoe: Actor
) -> None:
    charter = world.services.charters.read(lead, group.id).charter
    world.clock.advance(minutes=1)
    world.services.charters.write(lead, group.id, sections=charter.sections, terms=charter.terms)
    world.clock.advance(minutes=1)
    late = world.actor("Late", group)
    assert late.held_back == {group.id}
    choose(world, late, session_mails=True)
    session_id = plan(world, world.signed_in(lead.person_id), group, days=9)
    assert world.services.postman.go_round() == 1
    world.services.group_sessions.cancel(world.signed_in(lead.person_id), session_id)
    assert world.services.postman.go_round() == 1
    assert {to for to, _ in subjects(box)} == {"zoe@example.org"}


def test_the_weekly_mail_has_counts_and_links_alone(
    world: World, box: Mailbox, group: Group, lead: Actor, zoe: Actor
) -> None:
    choose(world, zoe, digest_weekday=2)
    commitment = world.commitment(zoe, words=SECRET)
    for _ in range(2):
        world.attempt(zoe, commitment, note=SECRET)
    plan(world, lead, group, days=9)
    for author in (lead, zoe):  # one's own is no news
        add_story(
            world.services, SECRET, f"It was {SECRET}.", audience=ORGANISATION,
            author_id=author.person_id,
        )  # fmt: skip
    world.clock.now = NINE + timedelta(days=1, hours=23)
    assert world.services.postman.go_round() == 1
    [mail] = box.mails
    text = mail.get_content()
    assert "You have 1 open commitment: 2 attempts this week." in text
    assert "Next session: Wednesday, 11 March." in text
    assert "1 new story was shared with you this week." in text
    assert SECRET not in str(mail)
    world.clock.advance(days=1)
    assert world.services.postman.go_round() == 0


def test_a_weekday_that_is_chosen_sends_nothing_for_the_hours_before(
    world: World, box: Mailbox, ann: Actor
) -> None:
    choose(world, ann)
    world.clock.now = NINE + timedelta(hours=2)
    choose(world, ann, digest_weekday=0)
    assert world.services.postman.go_round() == 0
