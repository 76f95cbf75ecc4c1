"""Where the Chroma index lives: a folder of ours, or a server; and how a new one takes its place.

An index is never mended in place. A successor is filled beside it, takes over in one step, and the
old one is deleted as a whole: that is also the only way in which deleted vectors leave the files.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast
from urllib.parse import urlsplit

from coach.errors import SetupError
from coach.repertoire.chroma_index import ChromaIndex, broken_if_it_fails, close_client, sessions_of
from coach.settings import Settings

if TYPE_CHECKING:
    from chromadb.api.client import Client

_PREFIX: Final = "repertoire"
_SILENCE_S: Final = 30.0
_COMPLETE: Final = "complete"
_SERIAL: Final = re.compile(r"\.(\d{6})$")


@dataclass(frozen=True, slots=True)
class Target:
    """One index: its folder or its server's address, its collection, its dimensions."""

    place: str
    collection: str
    dimensions: int
    is_new: bool = False
    """Whether it was made just now, and is empty."""

    def open(self) -> ChromaIndex:
        """Open it, an empty one where there is none. IndexBroken when that fails."""
        return ChromaIndex(open_client(self.place), self.collection, self.dimensions)


class IndexHome(Protocol):
    """The one place of an index of one embedding model. One thread uses it at a time."""

    def take(self) -> None:
        """Keep others out. SetupError when another process is in."""
        ...

    def current(self) -> Target:
        """Return the newest complete index, or a new empty one."""
        ...

    def successor(self) -> Target:
        """Return a new, empty index beside the current one."""
        ...

    def replace(self, target: Target) -> None:
        """Make this the current one; delete all others, of other models too."""
        ...

    def leave(self) -> None:
        """Let others in."""
        ...


def build_home(settings: Settings, embedder_name: str, dimensions: int) -> IndexHome:
    """Return the home that the settings name; nothing is opened yet."""
    if settings.chroma_url:
        installation = settings.sqlalchemy_url
        return ServerHome(settings.chroma_url, installation, embedder_name, dimensions)
    return FolderHome(settings.home / "index", embedder_name, dimensions)


def collection_name(embedder_name: str, dimensions: int) -> str:
    """Return the name of a model's collection: readable, and never another model's."""
    slug = re.sub(r"[^a-z0-9]+", "-", embedder_name.lower()).strip("-")[:40].strip("-") or "model"
    return f"{_PREFIX}-{slug}-{_hash(embedder_name)}-{dimensions}"


def open_client(place: str) -> Client:
    """Connect to a server's address, or open a folder, without telemetry. IndexBroken."""
    import chromadb  # noqa: PLC0415  # two seconds that no start should wait for
    from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415

    quiet = ChromaSettings(anonymized_telemetry=False)
    with broken_if_it_fails():
        if not _is_address(place):
            return cast("Client", chromadb.PersistentClient(place, quiet))
        url = urlsplit(place)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        server = chromadb.HttpClient(url.hostname or "", port, secure, settings=quiet)
        client = cast("Client", server)
    for session in sessions_of(client):
        session.timeout = _SILENCE_S  # else a search would wait for ever
    return client


class FolderHome:
    """Indexes in a folder, each in a numbered folder of its own, behind one exclusive lock."""

    def __init__(self, folder: Path, embedder_name: str, dimensions: int) -> None:
        self._folder = folder
        self._name = collection_name(embedder_name, dimensions)
        self._dimensions = dimensions
        self._lock: int | None = None

    def take(self) -> None:
        """See IndexHome; a killed process gives the lock back."""
        if self._lock is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise SetupError(
                f"The index in {str(self._folder)!r} is in use by another process: stop it first, "
                "or let both use a Chroma server (COACH_CHROMA_URL)."
            ) from error
        self._lock = lock

    def current(self) -> Target:
        """See IndexHome; what an interrupted build left is deleted."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        complete = [folder for folder in self._mine() if (folder / _COMPLETE).exists()]
        newest = complete[-1] if complete else self._new()
        for folder in self._mine():
            if folder != newest:
                shutil.rmtree(folder)
        return self._target(newest, is_new=not complete)

    def successor(self) -> Target:
        """See IndexHome."""
        return self._target(self._new(), is_new=True)

    def replace(self, target: Target) -> None:
        """See IndexHome; the old ones must be closed."""
        kept = Path(target.place)
        (kept / _COMPLETE).touch()
        for folder in self._folder.glob(f"{_PREFIX}-*"):
            if folder != kept:
                shutil.rmtree(folder)

    def leave(self) -> None:
        """See IndexHome."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _mine(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self._name}.[0-9]*"))

    def _new(self) -> Path:
        folder = self._folder / f"{self._name}.{_next(path.name for path in self._mine()):06d}"
        folder.mkdir(mode=0o700)
        return folder

    def _target(self, folder: Path, *, is_new: bool) -> Target:
        return Target(str(folder), self._name, self._dimensions, is_new)


class ServerHome:
    """Collections on a Chroma server, numbered. The server keeps writers apart; no lock.

    Deleted rows leave the server's files when its operator runs `chroma vacuum` on them.
    """

    def __init__(self, url: str, installation: str, embedder_name: str, dimensions: int) -> None:
        if not _is_address(url) or not urlsplit(url).hostname:
            raise SetupError(
                f"COACH_CHROMA_URL is {url!r}: give an address such as http://localhost:8000."
            )
        self._url = url
        self._prefix = f"{_PREFIX}-{_hash(installation)}-"
        self._name = f"{self._prefix}{collection_name(embedder_name, dimensions)}."
        self._dimensions = dimensions

    def take(self) -> None:
        """See IndexHome; a server serves many."""

    def current(self) -> Target:
        """See IndexHome."""
        with self._client() as client:
            complete = sorted(_complete(client, self._name))
            if complete:
                return self._target(complete[-1], is_new=False)
            for name in _names(client, self._name):
                client.delete_collection(name)
            return self._target(self._new(client), is_new=True)

    def successor(self) -> Target:
        """See IndexHome."""
        with self._client() as client:
            return self._target(self._new(client), is_new=True)

    def replace(self, target: Target) -> None:
        """See IndexHome."""
        with self._client() as client:
            collection = client.get_collection(target.collection, embedding_function=None)
            collection.modify(metadata={_COMPLETE: True})
            for name in _names(client, self._prefix):
                if name != target.collection:
                    client.delete_collection(name)

    def leave(self) -> None:
        """See IndexHome."""

    @contextmanager
    def _client(self) -> Iterator[Client]:
        with broken_if_it_fails():
            client = open_client(self._url)
            try:
                yield client
            finally:
                close_client(client)

    def _new(self, client: Client) -> str:
        return f"{self._name}{_next(_names(client, self._name)):06d}"

    def _target(self, name: str, *, is_new: bool) -> Target:
        return Target(self._url, name, self._dimensions, is_new)


def _complete(client: Client, prefix: str) -> Iterator[str]:
    for name in _names(client, prefix):
        metadata = client.get_collection(name, embedding_function=None).metadata
        if metadata and metadata.get(_COMPLETE):
            yield name


def _names(client: Client, prefix: str) -> list[str]:
    return [found.name for found in client.list_collections() if found.name.startswith(prefix)]


def _next(names: Iterator[str] | list[str]) -> int:
    serials = [int(match[1]) for name in names if (match := _SERIAL.search(name))]
    return max(serials, default=0) + 1


def _is_address(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
