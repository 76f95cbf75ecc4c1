"""Encryption of private text at rest: AES-256-GCM under one key of the installation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coach.errors import SetupError
from coach.settings import Settings

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Cipher:
    """Encrypts and decrypts with one key, and derives keyed hashes from it.

    A value is one version byte, a random nonce of 12 bytes, then ciphertext and tag. `place` (the
    table and column) is bound as associated data: a value moved to another column does not open.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SetupError(f"The encryption key has {len(key)} bytes: it needs {KEY_BYTES}.")
        self._aead = AESGCM(key)
        self._hash_key = hmac.digest(key, b"repertoire keyed hash v1", hashlib.sha256)

    def encrypt(self, text: str, place: str) -> bytes:
        """Return the encrypted value of a text."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._aead.encrypt(nonce, text.encode("utf-8"), _associated(place))
        return _VERSION + nonce + sealed

    def decrypt(self, value: bytes, place: str) -> str:
        """Return the text; SetupError when the key, the place or the bytes are not the ones."""
        head = 1 + _NONCE_BYTES
        if value[:1] != _VERSION:
            raise SetupError(_unreadable(place))
        try:
            return self._aead.decrypt(value[1:head], value[head:], _associated(place)).decode(
                "utf-8"
            )
        except InvalidTag:
            raise SetupError(_unreadable(place)) from None

    def keyed_hash(self, *parts: str) -> str:
        """Return a hex digest that only holders of the key can compute."""
        given = [part.encode("utf-8", "surrogatepass") for part in parts]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in given)
        return hmac.new(self._hash_key, message, hashlib.sha256).hexdigest()

    def check_value(self) -> str:
        """Return what is stored in the database to recognise a wrong key at start."""
        return self.keyed_hash("key check")


def _associated(place: str) -> bytes:
    return b"repertoire:1:" + place.encode("ascii")


def _unreadable(place: str) -> str:
    return (
        f"A value in {place} cannot be decrypted: restore the key that this database was written "
        "with, or the database from a backup."
    )


def load_cipher(settings: Settings, *, may_create: bool = True) -> Cipher:
    """Return the cipher of COACH_KEY, or of the key file, which is made on first use.

    `may_create` is False when there is a database already: a new key would not open it.
    """
    given = settings.key.get_secret_value()
    if given:
        return Cipher(_decode(given, "COACH_KEY"))
    home = prepare_home(settings.home)
    return Cipher(_decode(_read_or_create(home / "key", may_create=may_create), "The key file"))


def prepare_home(home: Path) -> Path:
    """Make the data folder, open to its owner alone; SetupError when others can read it.

    An empty folder that exists is closed to others; one with something in it is left as it is.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if home.stat().st_mode & _OTHERS:
            if any(home.iterdir()):
                raise SetupError(
                    f"Others can open the data folder: run 'chmod 700 {home}' and start again."
                )
            home.chmod(0o700)
    except OSError as error:
        raise SetupError(
            f"The data folder {home} cannot be used ({error.strerror}): set COACH_HOME to a "
            "folder that you can write to."
        ) from error
    return home


def _decode(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SetupError(
            f"{name} is not base64 of {KEY_BYTES} bytes: 'openssl rand -base64 32' makes one."
        )
    return key


def _read_or_create(path: Path, *, may_create: bool) -> str:
    if not path.exists():
        if not may_create:
            raise SetupError(
                f"There is a database but no key for it: restore {path}, or set COACH_KEY."
            )
        _create(path)
    if path.stat().st_mode & _OTHERS:
        raise SetupError(f"Others can read the key file: run 'chmod 600 {path}' and start again.")
    return path.read_text(encoding="ascii", errors="replace")


def _create(path: Path) -> None:
    """Write a new key completely before it gets its name; the first of two starters wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        _sync_folder(path.parent)
    finally:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
