"""Links that switch off one kind of mail for one person, without signing in."""

from __future__ import annotations

import hmac
from typing import Final

from coach.domain.base import Model
from coach.domain.reminders import Stream
from coach.errors import NotFound
from coach.storage.crypto import Cipher

_PLACE: Final = "mail link"
_LENGTH: Final = 40
"""Hexadecimal characters of the signature: 160 bits."""


class Off(Model):
    """What a link switches off."""

    stream: Stream
    person_id: str
    reminder_id: str = ""


class MailLinks:
    """Makes and reads tokens that this installation has signed; nothing of them is stored.

    A token can do no more than switch off, so it does not expire: mails are kept for years.
    """

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher

    def token(self, off: Off) -> str:
        """Return the token that does this."""
        parts = (off.stream.value, off.person_id, off.reminder_id)
        return "-".join((*parts, self._signature(*parts)))

    def read(self, token: str) -> Off:
        """Return what a token switches off; NotFound for one that we did not sign."""
        *parts, signature = token.split("-")
        given = signature.encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, self._signature(*parts).encode()):
            raise NotFound
        stream, person_id, reminder_id = parts
        return Off(stream=Stream(stream), person_id=person_id, reminder_id=reminder_id)

    def _signature(self, *parts: str) -> str:
        return self._cipher.keyed_hash(_PLACE, *parts)[:_LENGTH]
