"""Links by mail: an invitation, or the way to a new password, to the one person they are for."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from coach.errors import MailRefused, UpstreamUnavailable
from coach.services.mail import Mailer

_HEADERS: Final = {"Auto-Submitted": "auto-generated"}
_NOT_TAKEN: Final = (
    "The mail server did not take the mail for {!r}: check the address, or try again."
)


class LinkMails:
    """Sends at once, not through the outbox: whoever asked is told whether it went out."""

    def __init__(self, mailer: Mailer, own_url: str) -> None:
        self._mailer = mailer
        self._own_url = own_url

    @property
    def can_send(self) -> bool:
        """Whether a mail server is set up."""
        return self._mailer.is_set_up

    def invitation(self, to: str, token: str, *, by: str, group: str, until: datetime) -> None:
        """Send a link into a group. UpstreamUnavailable when the server does not take the mail."""
        lines = (
            f"{by} invites you to the group {group!r} on Repertoire, where managers turn what they",
            "learn together into practice. The link works once, and for you alone:",
            "",
            f"{self._own_url}/invitation/{token}",
            "",
            f"It is good until {until:%-d %B %Y}.",
        )
        self._send(to, f"{by} invites you to a group on Repertoire", lines)

    def password(self, to: str, token: str, *, until: datetime) -> None:
        """Send the way to a new password; errors as above."""
        lines = (
            "An administrator of Repertoire was asked to let you set a new password. The link",
            "works once:",
            "",
            f"{self._own_url}/new-password/{token}",
            "",
            f"It is good until {until:%-d %B %Y}. If you did not ask for it, leave it unused: your",
            "password stays as it is.",
        )
        self._send(to, "A new password for Repertoire", lines)

    def _send(self, to: str, subject: str, lines: tuple[str, ...]) -> None:
        try:
            self._mailer.send(to, subject, "\n".join(lines) + "\n", _HEADERS)
        except (MailRefused, UpstreamUnavailable):
            raise UpstreamUnavailable(_NOT_TAKEN.format(to)) from None
