"""Passwords: what is accepted, and argon2id hashes of them."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coach.errors import InvalidInput

SHORTEST = 12
LONGEST = 256
_FEWEST_DIFFERENT = 5

COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123123123123 111222333444 012345678910
    1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop12 qwertyuiop123 qwertyuiopas qwerty123456 qwerty1234567
    qwertyqwerty asdfghjkl123 asdfghjklzxc zxcvbnm12345 abcdefghijkl abcdefghijklm abcd12345678
    abc123456789 abcdef123456 password1234 password12345 password123456 passwordpassword
    password2024 password2025 password2026 passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword123
    administrator administrator1 adminadmin12 admin1234567 admin123456789 welcome12345 welcome123456
    welcomewelcome changeme1234 changemenow1 changemeplease letmein12345 letmeinplease iloveyou1234
    iloveyou12345 iloveyouforever sunshine1234 football1234 baseball1234 superman1234 princess1234
    monkey123456 dragon123456 trustno1trustno1 computer1234 internet1234 samsung12345 michael12345
    liverpool123 manchester1 manchester123 chocolate123 butterfly123 correcthorsebatterystaple
    thisisapassword thisismypassword secret123456 secretsecret topsecret123 test12345678
    testtesttest default12345 guest1234567 company12345 summer202620 letmeinletmein
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""The most used passwords that are long enough to pass the first rule."""


class Passwords:
    """Checks and hashes. A verification takes the same time whether the account exists or not."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def require_good(self, password: str, *, email: str, name: str) -> None:
        """Raise InvalidInput, saying what would do, unless the password is accepted."""
        if len(password) < SHORTEST:
            raise InvalidInput(
                f"This password is too short: use at least {SHORTEST} characters, "
                "for example four unrelated words."
            )
        if len(password) > LONGEST:
            raise InvalidInput(f"This password is too long: use {LONGEST} characters at most.")
        plain = _bare(password)
        if plain in {_bare(email), _bare(email.partition("@")[0]), _bare(name)}:
            raise InvalidInput("This password is your name or e-mail address: choose another one.")
        if plain in COMMON or len(set(plain)) < _FEWEST_DIFFERENT:
            raise InvalidInput("This password is among the first that are guessed: choose another.")

    def hash(self, password: str) -> str:
        """Return a new argon2id hash."""
        return self._hasher.hash(_normal(password))

    def fits(self, password: str, hashed: str | None) -> bool:
        """Whether the password belongs to the hash; with None it works as long and says no."""
        known = hashed is not None and len(password) <= LONGEST
        try:
            self._hasher.verify(
                hashed if known and hashed else self._nobody, _normal(password[:LONGEST])
            )
        except (VerificationError, InvalidHashError):
            return False
        return known

    def needs_new_hash(self, hashed: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


def _bare(text: str) -> str:
    return "".join(text.casefold().split())
