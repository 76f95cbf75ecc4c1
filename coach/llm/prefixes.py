"""Fixed prompt beginnings, read once and then restored from a file at every start of the server.

Reading 450 tokens takes two cores several seconds, restoring what was read of them a few
milliseconds. The files hold prompts of ours: they are read and stored in a lane that no member's
message ever enters.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UpstreamError
from coach.llm.ports import Lane, Message

if TYPE_CHECKING:
    from coach.llm.client import OpenAIChatModel

logger = logging.getLogger(__name__)
_AGAIN_S = 3.0
_UNUSED_S = 30 * 86400.0
_HALF_DONE_S = 60.0


class PrefixKeeper:
    """Prepares the lanes of one embedded server, one after the other.

    `folder`: the server's, see ChildConfig.saves. `model`: what the files depend on beside the
    prompt, such as the hash of the weights.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = f"{model} {version('xllamacpp')}"

    def prepare(
        self,
        client: OpenAIChatModel,
        prefixes: Mapping[Lane, Sequence[Message]],
        ending: threading.Event,
    ) -> None:
        """Have every lane hold its prefix; what fails only costs speed. Returns when `ending`."""
        wanted = {lane: self._file(messages) for lane, messages in prefixes.items()}
        self._forget_old()
        try:
            for lane, file in wanted.items():
                if not self._restored(client, lane, file):
                    self._read(client, prefixes[lane], ending)
                    self._save(client, file)
                    if not self._restored(client, lane, file):
                        client.warm(prefixes[lane], lane)
        except UpstreamError as error:
            logger.info("a prompt was not prepared: %s", type(error).__name__)

    def _restored(self, client: OpenAIChatModel, lane: Lane, file: Path) -> bool:
        """Restore a lane. A file on which the server dies is not there at the next start."""
        trying = file.with_suffix(".trying")
        try:
            file.rename(trying)
        except FileNotFoundError:
            return False
        if client.restore(lane, trying.name):
            trying.touch()
            trying.rename(file)
            return True
        trying.unlink(missing_ok=True)
        return False

    def _save(self, client: OpenAIChatModel, file: Path) -> None:
        saving = file.with_suffix(".saving")
        if client.save(saving.name):
            saving.rename(file)

    def _read(
        self,
        client: OpenAIChatModel,
        messages: Sequence[Message],
        ending: threading.Event,
    ) -> None:
        """Read a prefix in the lane of its own; a member's message in between goes first."""
        while not ending.is_set():
            try:
                client.read(messages)
            except CancelledError:
                ending.wait(_AGAIN_S)
            else:
                return

    def _file(self, messages: Sequence[Message]) -> Path:
        content = json.dumps([self._model, [[m.role, m.content] for m in messages]])
        return self._folder / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.kv"

    def _forget_old(self) -> None:
        """Delete what nobody has restored for a month, or what was left half done."""
        for path in self._folder.glob("*"):
            age = time.time() - path.stat().st_mtime
            if age > (_UNUSED_S if path.suffix == ".kv" else _HALF_DONE_S):
                path.unlink(missing_ok=True)
