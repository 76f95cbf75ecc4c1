"""What was distilled from texts, kept in a file, so that a broken evaluation can go on."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from coach.errors import InvalidInput, UpstreamError
from coach.repertoire.distil import Distilled, Distiller

_TRIES: Final = 3

Progress = Callable[[str, int, int], None]


class DistilledFile:
    """One JSON line a text, found by text, prompt and model; no text itself is written down."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Distilled] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._read(line)

    def all_of(
        self, texts: Iterable[str], distiller: Distiller, progress: Progress
    ) -> dict[str, Distilled]:
        """Distil what is not known yet; InvalidInput without a model. UpstreamError, resumable."""
        if not distiller.model_name:
            raise InvalidInput("There is no language model to distil with: set COACH_LLM.")
        wanted = list(dict.fromkeys(texts))
        found: dict[str, Distilled] = {}
        for done, text in enumerate(wanted):
            key = _key(text, distiller)
            if key not in self._known:
                self._add(key, _patiently(distiller, text))
            found[text] = self._known[key]
            progress("distilling", done + 1, len(wanted))
        return found

    def _add(self, key: str, distilled: Distilled) -> None:
        self._known[key] = distilled
        self._path.parent.mkdir(parents=True, exist_ok=True)
        row = {"key": key, "situation": distilled.situation, "lesson": distilled.lesson}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _read(self, line: str) -> None:
        """Take one line in; the last one may be cut off."""
        try:
            row = json.loads(line)
            self._known[row["key"]] = Distilled(row["situation"], row["lesson"])
        except (json.JSONDecodeError, KeyError, TypeError):
            return


def _patiently(distiller: Distiller, text: str) -> Distilled:
    """Ask again when the model was too slow: a busy machine must not end a run of an hour."""
    for _ in range(_TRIES - 1):
        with contextlib.suppress(UpstreamError):
            return distiller.need(text)
    return distiller.need(text)


def _key(text: str, distiller: Distiller) -> str:
    parts = [distiller.model_name, distiller.need_fingerprint, text]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
