"""A mailer that keeps what it is given, and links with the tokens in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.errors import MailRefused
from coach.services.account_links import AccountLinkService
from coach.services.common import Clock, utc_now
from coach.services.link_mails import LinkMails


@dataclass
class KeptMails:
    """Mails in order: to whom, subject, text."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    is_set_up: bool = True
    domain: str = "example.org"
    refuses: bool = False

    def send(self, to: str, subject: str, text: str, headers: Mapping[str, str], /) -> None:
        """Keep it, unless mails are refused."""
        assert headers["Auto-Submitted"] == "auto-generated"
        if self.refuses:
            raise MailRefused("The mail server refused the mail for good (550).")
        self.sent.append((to, subject, text))

    def token(self) -> str:
        """Return the token of the link in the last mail."""
        [token] = re.findall(r"https://coach\.example\.org/[a-z-]+/(\S+)", self.sent[-1][2])
        return str(token)

    def links(self) -> LinkMails:
        """Return what mails links through this."""
        return LinkMails(self, "https://coach.example.org")


def password_token(services: Services, admin: Actor, person_id: str, clock: Clock = utc_now) -> str:
    """Have an admin mail somebody the way to a new password; return the token of its link."""
    mails = KeptMails()
    links = AccountLinkService(services.database, clock, services.accounts, mails.links())
    links.send_password_link(admin, person_id)
    return mails.token()
