"""What evaluators run on: the settings' own models, opened once, and services in empty folders."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from coach.bootstrap import Services, build
from coach.errors import SetupError
from coach.llm.factory import build_model
from coach.llm.ports import (
    CancelFlag,
    ChatModel,
    Delta,
    Finished,
    Lane,
    Message,
    ModelRequest,
    ModelStatus,
)
from coach.llm.prompts import Prompt, load_prompts
from coach.repertoire.embedding import build_embedder
from coach.repertoire.ports import Embedder
from coach.services.passwords import Passwords
from coach.settings import Settings

_READY_TIMEOUT_S: Final = 180.0

Tell = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""


def say_nothing(what: str, done: int, total: int) -> None:
    """Draw no progress."""
    del what, done, total


@dataclass(slots=True)
class Counted:
    """A model that counts its calls and tokens, and stays open when a borrower closes it.

    `calls`: those that fail too.
    """

    model: ChatModel
    calls: int = 0
    tokens_read: int = 0
    tokens_reused: int = 0
    tokens_written: int = 0

    def status(self) -> ModelStatus:
        """See ChatModel."""
        return self.model.status()

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """See ChatModel."""
        self.calls += 1
        for event in self.model.stream(request, cancelled):
            if isinstance(event, Finished):
                self._count(event)
            yield event

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """See ChatModel."""
        self.calls += 1
        finished = self.model.complete(request, cancelled)
        self._count(finished)
        return finished

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """See ChatModel."""
        self.model.keep(prefixes)

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """See ChatModel."""
        self.model.warm(messages, lane)

    def close(self) -> None:
        """Leave the model open: it is the stage's."""

    def _count(self, finished: Finished) -> None:
        usage = finished.usage
        self.tokens_read += (usage.prompt_tokens or 0) - (usage.reused_tokens or 0)
        self.tokens_reused += usage.reused_tokens or 0
        self.tokens_written += usage.output_tokens or 0


@dataclass(slots=True)
class Stage:
    """Opens what an evaluator asks for when it is first asked for, and closes it at the end.

    `quick`: evaluators take a sample that a run of all of them can afford (see `coach eval all`).
    """

    settings: Settings
    quick: bool = False
    tell: Tell = say_nothing
    _opened: ExitStack = field(default_factory=ExitStack)
    _model: ChatModel | None = None
    _embedder: Embedder | None = None
    _prompts: Mapping[str, Prompt] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def model(self) -> Counted:
        """Return the language model of the settings, ready; SetupError where it does not get so."""
        if self._model is None:
            self._model = build_model(self.settings)
            self._opened.callback(self._model.close)
        _wait_for(self._model)
        return Counted(self._model)

    def embedder(self) -> Embedder | None:
        """Return the embedding model of the settings; None for COACH_EMBED=none."""
        if self._embedder is None:
            self._embedder = build_embedder(self.settings)
            if self._embedder is not None:
                self._opened.callback(self._embedder.close)
        return self._embedder

    def need_embedder(self, why: str) -> Embedder:
        """Return the embedding model; SetupError says what needs one."""
        embedder = self.embedder()
        if embedder is None:
            raise SetupError(f"{why} needs an embedding model: set COACH_EMBED.")
        return embedder

    def prompts(self) -> Mapping[str, Prompt]:
        """Return the prompts as files hold them."""
        if self._prompts is None:
            self._prompts = load_prompts()
        return self._prompts

    @contextmanager
    def services(
        self, model: ChatModel | None = None, *, passwords: Passwords | None = None
    ) -> Iterator[Services]:
        """Open services on an empty data folder that goes away; the model is the stage's or given.

        A given model is closed with them, unless it is one of `model()`. `passwords`: cheaper ones
        than an installation's, for whoever makes many.
        """
        with tempfile.TemporaryDirectory(prefix="evaluation-") as folder:
            settings = self.settings.model_copy(
                update={"home": Path(folder) / "home", "database_url": "", "chroma_url": ""}
            )
            services = build(settings, model=model or self.model(), passwords=passwords)
            try:
                yield services
            finally:
                services.close()

    def model_name(self) -> str:
        """Return the language model's name, or that none was opened."""
        return self._model.status().name if self._model else "none was asked"

    def embedding_name(self) -> str:
        """Return the embedding model's name, or that none was opened."""
        return self._embedder.name if self._embedder else "none was asked"


def _wait_for(model: ChatModel) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while (status := model.status()).state == "warming" and time.monotonic() < deadline:
        time.sleep(0.2)
    if status.kind != "none" and status.state != "ready":
        raise SetupError(f"The model {status.name!r} is {status.state}: {status.detail}")
