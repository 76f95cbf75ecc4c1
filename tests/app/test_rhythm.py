"""The page of reminders: with a mail server and without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services, build
from coach.domain.commitment import Commitment
from coach.domain.people import Actor
from coach.settings import Settings
from coach.web.runtime import provide
from tests.app.conftest import Open, words

MAIL = {"smtp_host": "127.0.0.1", "smtp_from": "coach@example.org"}


@pytest.fixture
def mail() -> dict[str, str]:
    """Settings of a mail server that is there but is never asked."""
    return MAIL


@pytest.fixture
def services(tmp_path: Path, mail: dict[str, str]) -> Iterator[Services]:
    """The services, as the other pages have them, with or without mail."""
    settings = {"home": tmp_path, "llm": "scripted", "embed": "scripted", **mail}
    built = build(Settings.model_validate(settings))
    with provide(built):
        yield built
    built.close()


def field(app: AppTest, kind: str, ending: str) -> object:
    [found] = [one for one in app.get(kind) if str(one.key).endswith(ending)]
    return found


def test_a_reminder_is_made_switched_off_and_deleted(
    services: Services, actor: Actor, page: Open, commitment: Commitment
) -> None:
    app = page("rhythm", commitment=commitment.id)
    app.button_group[0].set_value([1, 3])
    app.text_input[0].set_value("before my one-to-one")
    [add] = [b for b in app.button if b.label == "Remind me"]
    add.click().run()
    [view] = services.rhythm.overview(actor, "UTC").reminders
    assert (view.reminder.weekdays, view.reminder.commitment_id) == ((1, 3), commitment.id)
    assert view.reminder.label == "before my one-to-one"
    assert not view.reminder.shows_label
    assert "Tue and Thu, 09:00" in words(app)
    app.toggle[0].set_value(False).run()
    assert not services.rhythm.overview(actor, "UTC").reminders[0].reminder.is_on
    assert "It is off." in words(app)
    app.button(key=f"delete-reminder-{view.reminder.id}").click().run()
    assert services.rhythm.overview(actor, "UTC").reminders == ()


def test_without_a_day_the_words_stay_and_the_page_says_what_is_missing(
    services: Services, actor: Actor, page: Open
) -> None:
    app = page("rhythm")
    app.text_input[0].set_value("before lunch")
    [add] = [b for b in app.button if b.label == "Remind me"]
    add.click().run()
    assert "choose at least one weekday" in words(app)
    assert app.text_input[0].value == "before lunch"
    assert services.rhythm.overview(actor, "UTC").reminders == ()


def test_quiet_hours_sessions_and_the_weekly_mail_are_chosen(
    services: Services, actor: Actor, page: Open
) -> None:
    app = page("rhythm")
    for box in app.checkbox:
        if str(box.key).endswith(("-quiet", "-sessions")):
            box.check()
    [digest] = [s for s in app.selectbox if str(s.key).endswith("-digest")]
    digest.set_value(4)
    [save] = [b for b in app.button if b.label == "Save"]
    save.click().run()
    kept = services.rhythm.overview(actor, "UTC").rhythm
    assert kept.quiet is not None
    assert (kept.session_mails, kept.digest_weekday) == (True, 4)
    app.button(key="pause-mails").click().run()
    assert services.rhythm.overview(actor, "UTC").rhythm.is_paused
    assert "All mails to you are paused." in [info.value for info in app.info]


def test_the_address_of_the_calendar_is_shown_once(
    services: Services, actor: Actor, page: Open
) -> None:
    app = page("rhythm")
    app.button(key="calendar-make").click().run()
    [address] = [code.value for code in app.code]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert services.calendar_feed.file(token)
    app.button(key="calendar-copied").click().run()
    assert not app.code
    again = page("rhythm")
    assert not again.code
    assert "It cannot be shown again." in words(again)
    again.button(key="calendar-revoke").click().run()
    assert services.calendar_feed.made_at(actor) is None


@pytest.mark.parametrize("mail", [{}])
def test_without_a_mail_server_the_page_says_so_and_offers_the_calendar(
    services: Services, page: Open
) -> None:
    app = page("rhythm")
    [info] = app.info
    assert "No mail server is set up here" in info.value
    assert "Make an address" in words(app)
    assert "Pause all mails" not in words(app)
    assert not [s for s in app.selectbox if str(s.key).endswith("-digest")]


def test_home_leads_there_from_the_open_commitment(page: Open, commitment: Commitment) -> None:
    links = [getattr(link, "label", "") for link in page("home").get("page_link")]
    assert "Remind me" in links
