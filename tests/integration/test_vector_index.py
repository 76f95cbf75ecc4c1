"""The same behaviour on exact ranking, embedded Chroma and a real Chroma server."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.errors import SetupError
from coach.repertoire import index_check
from coach.repertoire.chroma_index import ChromaIndex, IndexBroken, close_client
from coach.repertoire.exact_index import ExactIndex
from coach.repertoire.index_check import check, check_in_child
from coach.repertoire.index_home import (
    FolderHome,
    IndexHome,
    ServerHome,
    Target,
    _hash,
    build_home,
    open_client,
)
from coach.repertoire.ports import IndexRow, VectorIndex
from coach.repertoire.vector_index import HybridIndex, build_index
from coach.settings import Settings
from tests.support.app_server import free_port
from tests.support.chroma import directions, row, rows, running_chroma

SIZE = 16
EVERYBODY = frozenset({"organisation"})
LONG_S = 100.0
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url


def new_home(kind: str, request: pytest.FixtureRequest) -> IndexHome:
    if kind == "folder":
        folder: Path = request.getfixturevalue("tmp_path")
        return FolderHome(folder / "index", "tiny", SIZE)
    url: str = request.getfixturevalue("chroma_url")
    return ServerHome(url, f"database{next(_NUMBERS)}", "tiny", SIZE)


@pytest.fixture(params=["folder", "server"])
def home(request: pytest.FixtureRequest) -> Iterator[IndexHome]:
    opened = new_home(request.param, request)
    opened.take()
    yield opened
    opened.leave()


@pytest.fixture
def chroma(home: IndexHome) -> Iterator[ChromaIndex]:
    opened = home.current().open()
    yield opened
    opened.close()


@pytest.fixture(params=["exact", "chroma folder", "chroma server", "hybrid folder"])
def index(request: pytest.FixtureRequest) -> Iterator[VectorIndex]:
    kind, _, place = request.param.partition(" ")
    opened: VectorIndex
    if kind == "exact":
        opened = ExactIndex(SIZE)
    elif kind == "chroma":
        opened = new_home(place, request).current().open()
    else:
        hybrid = started(new_home(place, request), [])
        assert hybrid.state().phase == "ready"
        opened = hybrid
    yield opened
    opened.close()


def ids(index: VectorIndex, query: np.ndarray, audiences: frozenset[str] = EVERYBODY) -> list[str]:
    return [hit.id for hit in index.search(query, audiences, "text", 5)]


class Stopwatch:
    """Counts the calls of a Chroma collection."""

    def __init__(self, chroma: ChromaIndex, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        self.queries: list[object] = []
        collection = chroma._collection
        upsert, query = collection.upsert, collection.query

        def counted_upsert(**given: object) -> None:
            self.sizes.append(len(given["ids"]))  # type: ignore[arg-type]
            self.sent = given
            upsert(**given)  # type: ignore[arg-type]

        def counted_query(**given: object) -> object:
            self.queries.append(given["where"])
            return query(**given)  # type: ignore[arg-type]

        monkeypatch.setattr(collection, "upsert", counted_upsert)
        monkeypatch.setattr(collection, "query", counted_query)


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    vectors, query = directions(60), directions(1, seed=5)[0]
    index.put(rows(vectors))
    best = np.argsort(-(vectors @ query))[:5]
    hits = index.search(query, EVERYBODY, "text", 5)
    assert [hit.id for hit in hits] == [f"r{at}" for at in best]
    assert [hit.item_id for hit in hits] == [f"item-r{at}" for at in best]
    expected = (vectors @ query)[best]
    assert [hit.similarity for hit in hits] == pytest.approx(list(expected), abs=1e-5)
    assert index.count() == 60


def test_only_the_allowed_audiences_and_the_view_are_found(index: VectorIndex) -> None:
    vector = directions(1)[0]
    index.put([row("a", vector, "person:1"), row("b", vector, "group:1"), row("c", vector)])
    index.put([row("d", vector, view="lesson")])
    assert ids(index, vector) == ["c"]
    assert sorted(ids(index, vector, frozenset({"group:1", "organisation"}))) == ["b", "c"]
    assert ids(index, vector, frozenset({"person:2", "group:9"})) == []
    assert ids(index, vector, frozenset()) == []


def test_a_row_is_replaced_and_removed(index: VectorIndex) -> None:
    vectors = directions(3)
    index.put(rows(vectors))
    index.put([row("r1", -vectors[1], "person:1")])
    assert "r1" not in ids(index, vectors[1])
    assert ids(index, -vectors[1], frozenset({"person:1"})) == ["r1"]
    index.remove(["r1", "unknown"])
    assert ids(index, -vectors[1], frozenset({"person:1"})) == []
    assert index.count() == 2


def test_batches_are_small_and_hold_no_text(
    chroma: ChromaIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Stopwatch(chroma, monkeypatch)
    chroma.put(rows(directions(600)))
    assert watch.sizes == [250, 250, 100]
    assert set(watch.sent) == {"ids", "embeddings", "metadatas"}
    assert chroma.count() == 600
    held = chroma._collection.get(ids=["r7"], include=["documents", "metadatas"])
    assert not any(held["documents"] or [])
    assert held["metadatas"] == [{"audience": "organisation", "view": "text", "item_id": "item-r7"}]


def test_filters_are_positive_and_no_audience_asks_nothing(
    chroma: ChromaIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Stopwatch(chroma, monkeypatch)
    vector = directions(1)[0]
    assert chroma.search(vector, frozenset(), "text", 5) == []
    assert chroma.search(vector, EVERYBODY, "text", 0) == []
    assert watch.queries == []
    chroma.search(vector, frozenset({"b", "a"}), "lesson", 5)
    assert watch.queries == [
        {"$and": [{"view": {"$in": ["lesson"]}}, {"audience": {"$in": ["a", "b"]}}]}
    ]


def test_a_check_names_each_difference(home: IndexHome) -> None:
    vectors = directions(40)
    wanted = rows(vectors)
    target = home.successor()
    index = target.open()
    index.put(wanted[1:])
    index.put([row("extra", vectors[0]), row("r2", vectors[2], "person:1"), row("r3", -vectors[3])])
    report = check(index, wanted)
    index.close()
    assert (report.missing, report.extra) == (("r0",), ("extra",))
    assert (report.changed, report.other_vectors) == (("r2",), ("r3",))
    assert (report.expected, report.found) == (40, 40)
    assert set(report.not_found) <= {"r2", "r3"}
    assert not report.healthy
    in_child = check_in_child(target, iter(wanted), threading.Event())
    assert (in_child.stale, in_child.problem) == (report.stale, "")


def test_what_differs_a_little_is_mended_at_the_start(home: IndexHome) -> None:
    vectors = directions(100)
    target = home.successor()
    first = target.open()
    first.put([*rows(vectors)[:-2], row("extra", vectors[0])])
    first.close()
    home.replace(target)
    serial = home.current()
    assert not serial.is_new
    hybrid = started(home, rows(vectors))
    assert hybrid.state().phase == "ready"
    hybrid.close()
    home.take()
    assert home.current() == serial  # not made anew
    assert check_in_child(serial, iter(rows(vectors)), threading.Event()).healthy


def test_a_missing_index_is_made_from_the_rows(home: IndexHome) -> None:
    home.replace(opened(home.successor()))
    empty = home.current()
    hybrid = started(home, rows(directions(300)))
    assert hybrid.state().phase == "ready"
    hybrid.close()
    home.take()
    made = home.current()
    assert made != empty
    report = check_in_child(made, iter(rows(directions(300))), threading.Event())
    assert report.healthy, report.sentence()
    assert (report.vectors_checked, report.queries) == (300, 25)


def test_what_changes_during_a_build_is_in_the_new_index(
    home: IndexHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = directions(700)
    hybrid = HybridIndex(home, SIZE, exact_up_to=0)
    hybrid.load(rows(vectors[:600]))
    began, go_on = threading.Event(), threading.Event()
    upsert = ChromaIndex._upsert

    def slow(self: ChromaIndex, batch: list[IndexRow]) -> None:
        upsert(self, batch)
        began.set()
        assert go_on.wait(LONG_S)

    monkeypatch.setattr(ChromaIndex, "_upsert", slow)
    hybrid.start()
    assert began.wait(LONG_S)
    hybrid.put(rows(vectors)[600:])
    hybrid.remove(["r0", "r599"])
    assert ids(hybrid, vectors[650])[0] == "r650"  # exact search serves meanwhile
    go_on.set()
    assert hybrid.wait(LONG_S).phase == "ready"
    assert hybrid._chroma is not None
    assert set(hybrid._chroma.facts()) == {f"r{at}" for at in range(1, 700)} - {"r599"}
    hybrid.close()


def test_a_switch_of_models_builds_then_swaps_then_deletes(chroma_url: str, tmp_path: Path) -> None:
    for settings in (
        Settings(home=tmp_path / "a"),
        Settings(home=tmp_path / "b", chroma_url=chroma_url),
    ):
        old = build_index(settings, "old/model", 8)
        old.load(rows(directions(20, 8)))
        old.start()
        assert old.wait(LONG_S).phase == "ready"
        old.close()
        new = build_index(settings, "new model", SIZE)
        new.load(rows(directions(20)))
        before = stored(settings)
        assert len(before) == 1
        new.start()
        assert new.wait(LONG_S).phase == "ready"
        new.close()
        after = stored(settings)
        assert len(after) == 1
        assert "new-model" in after[0]
        assert f"-{SIZE}." in after[0]
        assert before != after


def opened(target: Target) -> Target:
    target.open().close()
    return target


def stored(settings: Settings) -> list[str]:
    if not settings.chroma_url:
        return sorted(path.name for path in (settings.home / "index").glob("repertoire-*"))
    client = open_client(settings.chroma_url)
    prefix = f"repertoire-{_hash(settings.sqlalchemy_url)}"
    names = [found.name for found in client.list_collections() if found.name.startswith(prefix)]
    close_client(client)
    return names


def started(home: IndexHome, wanted: list[IndexRow]) -> HybridIndex:
    hybrid = HybridIndex(home, SIZE, exact_up_to=0)
    hybrid.load(wanted)
    hybrid.start()
    hybrid.wait(LONG_S)
    return hybrid


def test_a_second_process_is_told_and_searches_exactly(tmp_path: Path) -> None:
    hold = (
        "import sys, pathlib; from coach.repertoire.index_home import FolderHome\n"
        "home = FolderHome(pathlib.Path(sys.argv[1]), 'tiny', 16); home.take()\n"
        "print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, tmp_path / "index"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        home = FolderHome(tmp_path / "index", "tiny", SIZE)
        with pytest.raises(SetupError, match=r"in use by another process.*COACH_CHROMA_URL"):
            home.take()
        hybrid = started(home, rows(directions(30)))
        assert hybrid.state().phase == "exact"
        assert "in use by another process" in hybrid.state().detail
        assert ids(hybrid, directions(30)[4])[0] == "r4"
        with pytest.raises(SetupError, match="in use"):
            hybrid.verify()
        other.kill()
    hybrid.rebuild()  # a killed process gives the lock back
    assert hybrid.state().phase == "ready"
    hybrid.close()


def damage(folder: Path, pattern: str) -> None:
    for path in folder.rglob(pattern):
        path.write_bytes(b"\0garbage" * (path.stat().st_size // 8 + 1))


def cut(folder: Path, pattern: str) -> None:
    for path in folder.rglob(pattern):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def delete(folder: Path, pattern: str) -> None:
    for path in folder.rglob(pattern):
        path.unlink()


@pytest.mark.parametrize(
    ("harm", "pattern"),
    [
        (damage, "chroma.sqlite3"),
        (delete, "chroma.sqlite3"),
        (cut, "data_level0.bin"),
        (delete, "header.bin"),
    ],
)
def test_a_damaged_index_is_found_and_made_anew(
    tmp_path: Path, pattern: str, harm: Callable[[Path, str], None]
) -> None:
    wanted = rows(directions(1200))  # enough that Chroma writes its graph to files
    folder = tmp_path / "index"
    hybrid = started(FolderHome(folder, "tiny", SIZE), wanted)
    hybrid.close()
    assert list(folder.rglob("data_level0.bin"))
    harm(folder, pattern)
    hybrid = HybridIndex(FolderHome(folder, "tiny", SIZE), SIZE)
    hybrid.load(wanted)
    report = hybrid.verify()
    assert not report.healthy
    hybrid.start()
    assert ids(hybrid, directions(1200)[7])[0] == "r7"
    assert hybrid.wait(LONG_S).phase == "ready"
    hybrid.close()
    hybrid = HybridIndex(FolderHome(folder, "tiny", SIZE), SIZE)
    hybrid.load(wanted)
    healed = hybrid.verify()
    assert healed.healthy, healed.sentence()
    hybrid.close()


def test_an_index_that_fails_while_serving_is_made_anew(
    home: IndexHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = directions(40)
    hybrid = started(home, rows(vectors))
    broken = hybrid._chroma
    assert broken is not None

    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(broken._collection, "query", fail)
    assert ids(hybrid, vectors[3])[0] == "r3"
    assert hybrid.wait(LONG_S).phase == "ready"
    assert hybrid._chroma is not broken
    assert ids(hybrid, vectors[3])[0] == "r3"
    hybrid.close()


def test_a_server_that_is_away_leaves_exact_search(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, chroma_url=f"http://127.0.0.1:{free_port()}")
    hybrid = build_index(settings, "tiny", SIZE)
    hybrid.load(rows(directions(30)))
    hybrid.start()
    state = hybrid.wait(LONG_S)
    assert state.phase == "exact"
    assert "COACH_CHROMA_URL" in state.detail
    assert ids(hybrid, directions(30)[4])[0] == "r4"
    with pytest.raises(SetupError, match="coach index rebuild"):
        hybrid.rebuild()
    hybrid.close()


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://here", "http://"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SetupError, match="COACH_CHROMA_URL"):
        build_home(Settings(home=tmp_path, chroma_url=address), "tiny", SIZE)


def in_files(folder: Path, vector: np.ndarray) -> bool:
    """Look for a vector, to the rounding, at every byte of every file."""
    contents = (path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return any(_holds(content[shift:], vector) for content in contents for shift in range(4))


def _holds(content: bytes, vector: np.ndarray) -> bool:
    numbers = np.frombuffer(content[: len(content) // 4 * 4], "<f4")
    places = np.arange(max(0, len(numbers) - len(vector)))
    for step, value in enumerate(vector):
        with np.errstate(invalid="ignore"):
            places = places[np.abs(numbers[places + step] - value) < 1e-6]
    return bool(len(places))


def test_a_vacuum_takes_deleted_vectors_out_of_the_files(tmp_path: Path) -> None:
    wanted = rows(directions(1200))
    hybrid = started(FolderHome(tmp_path / "index", "tiny", SIZE), wanted)
    deleted, kept = wanted[5].vector, wanted[6].vector
    hybrid.remove(["r5"])
    assert in_files(tmp_path, deleted)  # Chroma only marks it
    hybrid.vacuum()
    assert not in_files(tmp_path, deleted)
    assert in_files(tmp_path, kept)
    assert ids(hybrid, directions(1200)[6])[0] == "r6"
    hybrid.close()


def test_rows_of_another_process_are_taken_over(home: IndexHome) -> None:
    vectors = directions(20)
    hybrid = started(home, rows(vectors))
    hybrid.sync([*rows(vectors)[2:], row("r2", vectors[2], "person:1"), row("new", -vectors[0])])
    assert hybrid._chroma is not None
    assert set(hybrid._chroma.facts()) == {*(f"r{at}" for at in range(2, 20)), "new"}
    assert ids(hybrid, vectors[2], frozenset({"person:1"})) == ["r2"]
    hybrid.close()


def test_a_check_that_takes_too_long_is_ended(home: IndexHome) -> None:
    report = check_in_child(
        home.current(), iter(rows(directions(3))), threading.Event(), timeout_s=0.0
    )
    assert report.problem == "The check of the Chroma index ended without an answer."


def test_a_closed_app_leaves_no_check_behind(home: IndexHome) -> None:
    stop = threading.Event()
    stop.set()
    report = check_in_child(home.current(), iter(rows(directions(3))), stop)
    assert report.problem


def test_the_child_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_KEY", "secret")
    assert "COACH_KEY" not in index_check._environment()


def test_a_failure_of_chroma_has_one_name(chroma: ChromaIndex) -> None:
    chroma.put(rows(directions(3)))
    with pytest.raises(IndexBroken):
        chroma.search(directions(1, 3)[0], EVERYBODY, "text", 1)
