"""How an installation stands, for its admins: numbers, prompts, checks with a limit, jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from coach import __version__
from coach.domain.people import Actor
from coach.domain.repertoire import LoadState
from coach.errors import UpstreamUnavailable
from coach.llm.ports import CancelFlag, Delta, Finished, ModelRequest
from coach.llm.prompts import load_prompts
from coach.llm.scripted import ScriptedModel
from coach.services.audit import Sought
from coach.services.installation import InstallationService
from tests.support.library import Library, read_text
from tests.support.repertoire import SILENT_ROOM, add_story
from tests.support.world import World


@pytest.fixture
def ada(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


class _Silent(ScriptedModel):
    """Never answers, until it is told to stop."""

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        cancelled.wait(30)
        yield Finished("")


def installation(world: World, model: ScriptedModel, limit_s: float = 20.0) -> InstallationService:
    services = world.services
    return InstallationService(
        services.settings,
        services.database,
        world.clock,
        model=model,
        repertoire=services.repertoire,
        prompts=load_prompts().values(),
        limit_s=limit_s,
    )


def test_the_state_tells_what_is_there_and_what_is_missing(world: World, ada: Actor) -> None:
    add_story(world.services, "The silent room", SILENT_ROOM)
    before = world.services.installation.state(ada)
    assert (before.held.items, before.held.not_split, before.held.without_gist) == (1, 1, 1)
    world.services.repertoire.indexer.refresh()
    world.services.repertoire.gists.make_missing(lambda: True)
    world.services.repertoire.indexer.refresh()
    state = world.services.installation.state(ada)
    assert state.held.passages > 0
    assert state.held.vectors >= state.held.passages
    assert (state.held.not_split, state.held.without_vector, state.held.without_gist) == (0, 0, 0)
    assert (state.model.kind, state.index, state.database) == ("none", "exact", "SQLite")
    assert state.database_bytes > 10_000
    assert state.free is not None
    prompt = next(p for p in state.prompts if p.name == "coach_commit")
    assert (prompt.version >= 1, len(prompt.sha256)) == (True, 64)
    assert world.services.installation.overview(ada).version == __version__


def test_models_are_asked_and_timed(world: World, ada: Actor) -> None:
    model = ScriptedModel(replies=["ready"])
    answers = installation(world, model).check(ada)
    assert [(a.what, a.works, a.problem) for a in answers] == [
        ("Language model", True, ""),
        ("Embedding model", True, ""),
    ]
    [request] = model.history
    assert request.max_tokens <= 8


def test_a_model_that_fails_says_why(world: World, ada: Actor) -> None:
    down = ScriptedModel(replies=[UpstreamUnavailable("The server is down: start it.")])
    first, _ = installation(world, down).check(ada)
    assert (first.works, first.problem) == (False, "The server is down: start it.")


def test_a_silent_model_keeps_nobody_waiting_for_ever(world: World, ada: Actor) -> None:
    first, second = installation(world, _Silent(), limit_s=0.2).check(ada)
    assert (first.works, first.problem) == (False, "It did not answer within 0.2 seconds.")
    assert second.works
    waiting = [t for t in threading.enumerate() if t.name == "check"]
    for thread in waiting:
        thread.join(5)
        assert not thread.is_alive()


def test_no_model_is_not_asked(world: World, ada: Actor) -> None:
    assert [a.what for a in world.services.installation.check(ada)] == ["Embedding model"]


def test_making_the_index_anew_is_a_job_and_is_noted(world: World, ada: Actor) -> None:
    world.services.start()
    _until(lambda: world.services.job_board.board(ada).queue == "running")
    world.services.installation.rebuild(ada)
    _until(lambda: not world.services.job_board.board(ada).is_busy)
    assert world.services.installation.state(ada).index == "ready"
    [noted] = world.services.audit.page(ada, Sought(event="index_rebuild")).rows
    assert noted.by == "Ada"


def test_the_board_shows_files_by_how_they_stand(world: World, ada: Actor) -> None:
    library = Library(world, read_text)
    waiting = library.service.upload(ada, "Wait.md", b"# Wait\n\nHere.\n", "organisation")
    other = library.service.upload(ada, "Stop.md", b"# Stop\n\nHere.\n", "organisation")
    library.service.cancel(ada, other.id)
    board = world.services.job_board.board(ada)
    assert [load.id for load in board.under_way] == [waiting.id]
    assert [(load.id, load.state) for load in board.ended_badly] == [
        (other.id, LoadState.CANCELLED)
    ]
    assert board.is_busy
    library.service.retry(ada, other.id)
    assert len(world.services.job_board.board(ada).under_way) == 2
    rows = world.services.audit.page(ada, Sought()).rows
    told = [(r.event, r.by, r.about_id) for r in rows if r.kind == "library"]
    assert sorted(told) == [
        ("load_cancelled", "Ada", other.id),
        ("load_retried", "Ada", other.id),
    ]


def _until(holds: Callable[[], bool]) -> None:
    """Wait, at most half a minute, until it holds."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
