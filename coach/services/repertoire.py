"""Wires the repertoire: the embedding model, the index, search, loading and upkeep."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from coach.errors import SetupError, UpstreamError
from coach.llm.ports import ChatModel
from coach.repertoire.distil import Distiller
from coach.repertoire.embedding import build_embedder
from coach.repertoire.ports import Embedder
from coach.repertoire.search import Searcher
from coach.repertoire.starter import Challenge
from coach.repertoire.vector_index import HybridIndex, build_index
from coach.services.common import Clock
from coach.services.distilling import GistMaker
from coach.services.indexing import Indexer
from coach.services.jobs import Jobs
from coach.services.library import LibraryService
from coach.services.loading import FileLoader
from coach.services.search import SearchService
from coach.services.starter import StarterService
from coach.services.upkeep import Upkeep
from coach.services.uploads import Uploads
from coach.settings import Settings
from coach.storage.database import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repertoire:
    """What finds and keeps the items; nothing runs before `upkeep.start`."""

    search: SearchService
    library: LibraryService
    starter: StarterService
    indexer: Indexer
    gists: GistMaker
    upkeep: Upkeep
    index: HybridIndex | None
    problem: str
    """Why search goes by words alone; empty when it goes by meaning too."""

    def close(self) -> None:
        """Stop jobs, then release index and model."""
        self.upkeep.close()
        if self.index is not None:
            self.index.close()
        if self.indexer.embedder is not None:
            self.indexer.embedder.close()


def open_repertoire(
    settings: Settings,
    database: Database,
    clock: Clock,
    *,
    distiller: Distiller,
    model: ChatModel,
    challenges: Sequence[Challenge],
) -> Repertoire:
    """Wire it all. Without an embedding model, or when it cannot be used, words alone decide."""
    embedder, problem = _embedder(settings)
    index = _index(settings, embedder)
    indexer = Indexer(database, embedder, {c.slug: c for c in challenges})
    uploads = Uploads(settings.home)
    searcher = Searcher(embedder)
    gists = GistMaker(database, distiller, model_answers=lambda: model.status().state == "ready")
    upkeep = Upkeep(
        database,
        clock,
        uploads=uploads,
        indexer=indexer,
        loader=FileLoader(database, clock, uploads, indexer),
        gists=gists,
        index=index,
        queue=lambda kinds: Jobs(settings, kinds),
        ready=searcher.use,
    )
    return Repertoire(
        search=SearchService(database, searcher),
        library=LibraryService(database, clock, uploads, indexer, upkeep),
        starter=StarterService(database, clock, indexer),
        indexer=indexer,
        gists=gists,
        upkeep=upkeep,
        index=index,
        problem=problem,
    )


def _embedder(settings: Settings) -> tuple[Embedder | None, str]:
    try:
        return build_embedder(settings), "" if settings.embed_mode != "none" else _OFF
    except SetupError as error:
        logger.warning("Search goes by words alone: %s", error)
        return None, str(error)


def _index(settings: Settings, embedder: Embedder | None) -> HybridIndex | None:
    """Return the empty index; none where an endpoint does not even tell its dimensions."""
    if embedder is None:
        return None
    try:
        return build_index(settings, embedder.name, embedder.dimensions)
    except UpstreamError as error:
        logger.warning("There is no index until the next start: %s", type(error).__name__)
        return None


_OFF = "Search goes by words alone, as COACH_EMBED=none says."
