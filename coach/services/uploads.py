"""Files that wait to be loaded, in a folder that only its owner can open."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from coach.errors import SetupError


@dataclass(frozen=True, slots=True)
class Received:
    """What is known of a file before it is read."""

    sha256: str
    bytes: int


class Uploads:
    """Keeps the bytes of a file under the id of its load until they are no longer needed."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "uploads"

    def path(self, load_id: str) -> Path:
        """Return where the file of a load lies, if it is there."""
        return self._folder / load_id

    def keep(self, load_id: str, content: bytes) -> Received:
        """Save the bytes; when this returns they are on disk. SetupError when that fails."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(self.path(load_id), flags, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self.drop(load_id)
            raise SetupError(
                f"The file cannot be kept in the data folder ({error.strerror}): make room there."
            ) from error
        return Received(hashlib.sha256(content).hexdigest(), len(content))

    def drop(self, load_id: str) -> None:
        """Remove the file of a load; none is fine."""
        self.path(load_id).unlink(missing_ok=True)

    def sweep(self, wanted: Collection[str]) -> None:
        """Remove every file that belongs to none of these loads."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in wanted:
                    path.unlink(missing_ok=True)
