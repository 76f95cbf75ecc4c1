"""Loading a document, beside the bare model and Chroma's own way: `python -m benchmarks.loading`.

One Markdown file is made of the starter repertoire, another one each round. The sides:

- ours: `upload` of the administrators' page until the file can be found, in an app that runs as it
  does for people: reading in a child process, splitting, embedding, database, index, queues;
- the bare model: its session alone on the file's passages, cut and tokenised beforehand, one text
  at a time on each thread, which is the fastest way that we know;
- Chroma: LangChain's recursive splitter with its defaults for text, then `collection.add` with the
  texts, for which Chroma calls the same embedding model. Chroma's own default model is the same
  network in other weights, fetched from the network at its first use, so it is not measured.

Rates are tokens of the document a second, by the clock and by the processor seconds that a side
and its children used; the second says the same on a machine with other work.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

import chromadb
from chromadb import EmbeddingFunction, Embeddings
from chromadb.api.types import Embeddable
from chromadb.config import Settings as ChromaSettings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.bare_model import BareModel
from benchmarks.options import Options, alone
from benchmarks.vectors import bodies
from coach.bootstrap import Services, build
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, ItemKind, LoadState
from coach.errors import SetupError
from coach.evaluation.result import Better, Figure, Result
from coach.repertoire.embedding import build_embedder
from coach.repertoire.pieces import cut, embedded_text
from coach.repertoire.ports import Embedder
from coach.services.common import utc_now
from coach.services.loading import UNDER_WAY
from coach.services.operator import OperatorService
from coach.settings import Settings

_TARGET: Final = 0.85
_BARE, _CHROMA = "the bare model", "Chroma's add"
_LOOK_S: Final = 0.05
_START_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """`copies`: of the starter repertoire in one file, some 27,000 tokens each."""

    copies: int = 2
    rounds: int = 3
    bodies: int | None = None


QUICK: Final = Sizes(copies=1, rounds=1, bodies=8)


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens a second, by the clock and of the processor."""

    clock: float
    processor: float


def measure(options: Options) -> Result:
    """Measure the three sides; SetupError where no model embeds on this computer."""
    return measured(QUICK if options.quick else Sizes(), options.settings)


def measured(sizes: Sizes, settings: Settings) -> Result:
    """See `measure`."""
    bare = BareModel(settings)
    embedder = build_embedder(settings)
    if embedder is None:
        raise SetupError("The loading benchmark needs an embedding model: set COACH_EMBED=onnx.")
    seen: dict[str, list[Spent]] = {"ours": [], _BARE: [], _CHROMA: []}
    tokens = 0
    with tempfile.TemporaryDirectory() as folder, _app(settings, Path(folder)) as (app, admin):
        _load(app, admin, document(replace(sizes, copies=1, bodies=2), "warm"))
        for number in range(sizes.rounds):
            text = document(sizes, str(number))
            texts = [embedded_text(p) for p in cut("x", ItemKind.DOCUMENT, text, embedder)]
            ids = bare.tokens(texts)
            tokens = sum(map(len, ids))
            sides = {
                _BARE: lambda: bare.run_all(ids),  # noqa: B023 - is called in this round
                "ours": lambda: _load(app, admin, text),  # noqa: B023
                _CHROMA: lambda: _plain(embedder, text, Path(folder) / "chroma"),  # noqa: B023
            }
            for name, side in sides.items():
                seen[name].append(_spent(side, tokens))
    embedder.close()
    return Result(
        name="loading",
        about="Loading a document from its upload until it can be found, in tokens a second.",
        command="python -m benchmarks.loading",
        figures=tuple(_figures(seen, sizes)),
        notes=(f"{sizes.rounds} files of {tokens:,} tokens each.",),
    )


def document(sizes: Sizes, mark: str) -> str:
    """Return the starter repertoire as one Markdown text, each copy made different."""
    texts = bodies()[: sizes.bodies]
    parts = (f"# Part {mark}.{copy}\n{body}" for copy in range(sizes.copies) for body in texts)
    return "\n\n".join(parts)


@contextmanager
def _app(settings: Settings, folder: Path) -> Iterator[tuple[Services, Actor]]:
    """Run the services as the app does, with nobody to talk with the coach."""
    own = {"home": folder / "home", "llm": "none", "database_url": "", "chroma_url": ""}
    services = build(settings.model_copy(update=own))
    try:
        services.accounts.create_person(
            email="ada@example.org", name="Ada", password="four unrelated words", is_admin=True
        )
        services.start()
        deadline = time.monotonic() + _START_S
        while services.repertoire.upkeep.state != "running":
            if time.monotonic() > deadline:
                raise SetupError("The jobs of the app did not start: run `coach run` to see why.")
            time.sleep(_LOOK_S)
        operator = OperatorService(services.database, utc_now, services.accounts)
        yield services, operator.admin("")
    finally:
        services.close()


def _load(services: Services, admin: Actor, text: str) -> None:
    """Load a file and wait until it can be found."""
    name = f"{text.partition(chr(10))[0][2:]}.md"
    batch = services.library.upload(admin, name, text.encode(), ORGANISATION).batch_id
    while (load := services.library.loads(admin, batch)[0]).state in UNDER_WAY:
        time.sleep(_LOOK_S)
    if load.state is not LoadState.LOADED:
        raise SetupError(load.message or f"The file ended {load.state.value}.")


def _plain(embedder: Embedder, text: str, folder: Path) -> None:
    """Load in the plain manner."""
    pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_text(text)
    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    collection = client.get_or_create_collection("plain", embedding_function=_Embeds(embedder))
    first = collection.count()
    collection.add(ids=[f"p{first + at}" for at in range(len(pieces))], documents=pieces)


class _Embeds(EmbeddingFunction[Embeddable]):
    """Lets Chroma call the embedding model."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, input: Embeddable) -> Embeddings:  # noqa: A002 - Chroma's own name
        """Return one vector a text."""
        return list(self._embedder.embed([str(text) for text in input]))

    @staticmethod
    def name() -> str:
        """Return what Chroma notes of it."""
        return "measured"


def _spent(side: Callable[[], object], tokens: int) -> Spent:
    began, used = time.perf_counter(), _processor()
    side()
    return Spent(tokens / (time.perf_counter() - began), tokens / (_processor() - used))


def _processor() -> float:
    usage = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in usage)


def _figures(seen: Mapping[str, Sequence[Spent]], sizes: Sizes) -> Iterator[Figure]:
    for key, title in (("clock", "tokens a second"), ("processor", "tokens a processor second")):
        rates = {name: [getattr(one, key) for one in spent] for name, spent in seen.items()}
        ours = rates.pop("ours")
        yield Figure(
            key=f"tokens_per_s.{key}",
            title=title,
            value=round(median(ours), 1),
            better=Better.HIGHER,
            beside={name: round(median(those), 1) for name, those in rates.items()},
            cases=sizes.rounds,
        )
        shares = [one / bare for one, bare in zip(ours, rates[_BARE], strict=True)]
        yield Figure(
            key=f"share_of_bare.{key}",
            title=f"of the bare model's rate, {title}",
            value=round(median(shares), 3),
            unit="share",
            better=Better.HIGHER,
            target=_TARGET if key == "clock" else None,
            cases=sizes.rounds,
        )


if __name__ == "__main__":
    alone(measure)
