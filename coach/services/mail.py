"""Sending mail: over SMTP, or not at all where no server is set up."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final, Protocol

from coach.errors import MailRefused, UpstreamUnavailable
from coach.services.safe_text import one_line
from coach.settings import Settings

_TIMEOUT_S: Final = 20.0
"""For each answer of the server; a mail takes about eight."""
_FOR_EVER: Final = range(500, 600)
_SENDER: Final = "Repertoire"
_POLICY: Final = policy.SMTP.clone(max_line_length=900)
"""Addresses of pages stay on one line: some mail programs do not join them again."""


class Mailer(Protocol):
    """Whatever takes mails."""

    @property
    def is_set_up(self) -> bool:
        """Whether mails can be sent at all."""
        ...

    @property
    def domain(self) -> str:
        """The domain that mails come from, for their Message-ID."""
        ...

    def send(self, to: str, subject: str, text: str, headers: Mapping[str, str], /) -> None:
        """Hand over a mail in plain text.

        UpstreamUnavailable: try again later. MailRefused: do not.
        """
        ...


class NoMailer:
    """An installation without a mail server."""

    is_set_up = False
    domain = ""

    def send(self, _to: str, _subject: str, _text: str, _headers: Mapping[str, str], /) -> None:
        """Refuse: nothing was to be sent from here."""
        raise MailRefused("No mail server is set up: set COACH_SMTP_HOST and COACH_SMTP_FROM.")


class SmtpMailer:
    """Sends over one connection a mail."""

    is_set_up = True

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._from = Address(_SENDER, addr_spec=settings.smtp_from)
        self.domain = self._from.domain

    def send(self, to: str, subject: str, text: str, headers: Mapping[str, str], /) -> None:
        """Hand over a mail; once the server has taken it, nothing can fail any more."""
        message = self._message(to, subject, text, headers)
        try:
            with self._connected() as server:
                server.send_message(message, self._settings.smtp_from, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise _refused(code, error) from None
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code, error) from None
        except (smtplib.SMTPException, OSError) as error:
            # Without its own words: they can hold the address.
            raise UpstreamUnavailable(_LATER.format(type(error).__name__)) from None

    def _message(
        self, to: str, subject: str, text: str, headers: Mapping[str, str]
    ) -> EmailMessage:
        message = EmailMessage(policy=_POLICY)
        try:
            message["To"] = Address(addr_spec=to)
        except (ValueError, IndexError):
            raise MailRefused("The address is none that a mail can be sent to.") from None
        message["From"] = self._from
        message["Subject"] = one_line(subject)
        message["Date"] = datetime.now(UTC)
        for name, value in headers.items():
            message[name] = value  # the library refuses line breaks
        message.set_content(text)
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self._connect()
        try:
            if self._settings.smtp_tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._settings.smtp_user:
                password = self._settings.smtp_password.get_secret_value()
                server.login(self._settings.smtp_user, password)
            yield server
            with suppress(smtplib.SMTPException, OSError):  # the mail has been taken by now
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, self.domain, timeout=_TIMEOUT_S, context=context)
        return smtplib.SMTP(host, port, self.domain, timeout=_TIMEOUT_S)


def build_mailer(settings: Settings) -> Mailer:
    """Return the mailer of the settings."""
    return SmtpMailer(settings) if settings.smtp_host else NoMailer()


def _refused(code: int, error: smtplib.SMTPException) -> MailRefused | UpstreamUnavailable:
    if code in _FOR_EVER:
        return MailRefused(f"The mail server refused the mail for good ({code}).")
    return UpstreamUnavailable(_LATER.format(f"{type(error).__name__} {code}"))


_LATER: Final = "The mail server did not take the mail ({}): it is tried again later."
