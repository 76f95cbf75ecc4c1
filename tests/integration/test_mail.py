"""Mails as a real server receives them, and what it may answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from coach.errors import MailRefused, UpstreamUnavailable
from coach.services.mail import Mailer, NoMailer, SmtpMailer, build_mailer
from coach.settings import Settings
from tests.support.app_server import free_port
from tests.support.mail_server import Mailbox, running_mail_server

ANN = "ann@example.org"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with running_mail_server() as running:
        yield running


def mailer(home: Path, box: Mailbox, **more: object) -> Mailer:
    return build_mailer(Settings.model_validate({"home": home, **box.settings, **more}))


def test_a_mail_arrives_as_it_was_written(home: Path, box: Mailbox) -> None:
    address = "https://coach.example.org/mail/off/" + "a" * 150
    headers = {"Message-ID": "<1@example.org>", "List-Unsubscribe": f"<{address}>"}
    text = f"Grüße\n\nOff: {address}\n"
    mailer(home, box).send(ANN, "Es grüßt", text, headers)
    [mail] = box.mails
    assert (mail["To"], mail["From"]) == (ANN, "Repertoire <coach@example.org>")
    assert mail["Subject"] == "Es grüßt"
    assert mail["Message-ID"] == "<1@example.org>"
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize("subject", ["a\r\nBcc: eve@example.org", "a\n\nbody", "a\rX-Y: z"])
def test_words_cannot_become_headers(home: Path, box: Mailbox, subject: str) -> None:
    mailer(home, box).send(ANN, subject, "text\r\n.\r\nMAIL FROM:<eve@example.org>\n", {})
    [mail] = box.mails
    assert set(mail.keys()) <= {
        "To", "From", "Subject", "Date", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    assert "MAIL FROM:<eve@example.org>" in mail.get_content()


def test_a_header_with_a_line_break_is_refused(home: Path, box: Mailbox) -> None:
    with pytest.raises(ValueError, match="may not contain"):
        mailer(home, box).send(ANN, "a", "b", {"X-Own": "a\r\nBcc: eve@example.org"})
    assert box.mails == []


@pytest.mark.parametrize("to", ["", "ann", "a@b\r\nBcc: eve@example.org", "a@b, eve@example.org"])
def test_an_address_that_is_none_is_refused(home: Path, box: Mailbox, to: str) -> None:
    with pytest.raises(MailRefused):
        mailer(home, box).send(to, "a", "b", {})
    assert box.mails == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 no such user", MailRefused), ("451 come back later", UpstreamUnavailable)],
)
def test_a_refused_recipient_is_refused_for_good_or_for_now(
    home: Path, box: Mailbox, answer: str, error: type[Exception]
) -> None:
    box.answers[ANN] = answer
    with pytest.raises(error) as caught:
        mailer(home, box).send(ANN, "a", "b", {})
    assert ANN not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "error"), [("554 spam", MailRefused), ("452 full", UpstreamUnavailable)]
)
def test_a_refused_mail_is_refused_for_good_or_for_now(
    home: Path, box: Mailbox, answer: str, error: type[Exception]
) -> None:
    box.at_data = lambda: answer
    with pytest.raises(error):
        mailer(home, box).send(ANN, "a", "b", {})


def test_a_server_that_is_away_is_tried_again(home: Path) -> None:
    with pytest.raises(UpstreamUnavailable):
        mailer(home, Mailbox(free_port())).send(ANN, "a", "b", {})


def test_nothing_is_sent_in_the_clear_where_it_should_be_encrypted(
    home: Path, box: Mailbox
) -> None:
    for tls in ("starttls", "tls"):
        with pytest.raises(UpstreamUnavailable):
            mailer(home, box, smtp_tls=tls).send(ANN, "a", "b", {})
    assert box.mails == []


def test_a_server_that_hangs_up_once_it_has_the_mail_has_it(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=_hang_up_at_quit, args=(listener,), daemon=True)
        thread.start()
        mailer(home, Mailbox(port)).send(ANN, "a", "b", {})
        thread.join(10)


def _hang_up_at_quit(listener: socket.socket) -> None:
    link, _ = listener.accept()
    with link, link.makefile("rb") as lines, suppress(OSError):
        link.sendall(b"220 here\r\n")
        in_data = False
        for line in lines:
            if in_data and line != b".\r\n":
                continue
            in_data = line.upper().startswith(b"DATA")
            if line.upper().startswith(b"QUIT"):
                return
            link.sendall(b"354 go on\r\n" if in_data else b"250 fine\r\n")


def test_without_a_server_nothing_is_sent_and_it_says_so(home: Path) -> None:
    none = build_mailer(Settings(home=home))
    assert isinstance(none, NoMailer)
    assert not none.is_set_up
    with pytest.raises(MailRefused, match="COACH_SMTP_HOST"):
        none.send(ANN, "a", "b", {})


def test_links_carry_the_domain_of_the_sender(home: Path, box: Mailbox) -> None:
    made = mailer(home, box)
    assert isinstance(made, SmtpMailer)
    assert made.domain == "example.org"
