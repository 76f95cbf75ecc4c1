"""The error tree. A message is one sentence that names the thing and the remedy.

CoachError                  every error that we raise on purpose
├── UserError               the person in front of the screen can mend it
│   ├── InvalidInput        a value does not fit; says which and what would
│   ├── NotFound            no such thing *for this person* (also when access is denied)
│   ├── NotSignedIn         no live session
│   └── TooManyAttempts     slow down; carries the seconds to wait
├── SetupError              the operator can mend it: a setting, a file, a port
│   └── WeightsError        model weights are missing, damaged or not the pinned ones
├── UpstreamError           an inference or mail server did not answer usefully, after retries
│   ├── UpstreamUnavailable connection, time-out, 429, 5xx; of a mail server: try again later
│   ├── MalformedReply      empty, truncated, or not of the asked schema
│   └── MailRefused         the mail server will never take this mail
└── Cancelled               the member pressed Stop

Anything else that escapes is a bug: the page shows one calm sentence and the log gets the traceback
(never a person's words).
"""

from __future__ import annotations


class CoachError(Exception):
    """Every error that we raise on purpose."""


class UserError(CoachError):
    """The person in front of the screen can mend it."""


class InvalidInput(UserError):
    """A value does not fit; the message says which and what would."""


class NotFound(UserError):
    """There is no such thing for this person; access refusals look the same."""

    def __init__(self, message: str = "There is nothing here that you can open.") -> None:
        super().__init__(message)


class NotSignedIn(UserError):
    """No live session stands behind this request."""

    def __init__(self, message: str = "Please sign in again.") -> None:
        super().__init__(message)


class TooManyAttempts(UserError):
    """Wrong passwords came too fast from one place."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            f"Too many wrong passwords from this device: try again in {retry_after_s} seconds."
        )


class SetupError(CoachError):
    """The operator can mend it: a setting, a file, a port."""


class WeightsError(SetupError):
    """Model weights are missing, damaged or not the pinned ones."""


class UpstreamError(CoachError):
    """An inference or mail server did not answer usefully, after the bounded retries."""


class UpstreamUnavailable(UpstreamError):
    """No connection, a time-out, 429 or 5xx; of a mail server, whatever may pass."""


class MalformedReply(UpstreamError):
    """The reply was empty, truncated, or not of the schema that was asked for."""


class MailRefused(UpstreamError):
    """The mail server will never take this mail for this address."""


class Cancelled(CoachError):
    """The member pressed Stop."""
