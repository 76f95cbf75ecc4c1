"""What the reading process is kept from, tried from within it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

_REPO = Path(__file__).parents[2]
_OPENING = """
import os, socket, subprocess, sys, ctypes
from pathlib import Path
from coach.repertoire.reading.confine import confine, forbid_processes
from coach.repertoire.reading.limits import Limits
confine(Limits(seconds=2, memory=300_000_000), os.getppid())
"""


def confined(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _OPENING + textwrap.dedent(code)],
        cwd=folder,
        env={"PYTHONPATH": str(_REPO), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.getaddrinfo('localhost', 80)",
        "os.fork()",
        "os.system('true')",
        "subprocess.run(['true'])",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "Path('../outside').write_text('x')",
        "os.remove('../inside')",
        "os.rename('../inside', 'mine')",
        "os.open('../inside', os.O_WRONLY)",
        "os.symlink('/etc', '../link')",
    ],
)
def test_python_code_is_refused(tmp_path: Path, attempt: str) -> None:
    (tmp_path / "inside").write_text("kept", encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    done = confined(work, attempt)
    assert done.returncode == 1
    assert "PermissionError" in done.stderr
    assert [place.name for place in sorted(tmp_path.iterdir())] == ["inside", "work"]
    assert (tmp_path / "inside").read_text(encoding="utf-8") == "kept"


def test_it_may_write_in_its_own_folder(tmp_path: Path) -> None:
    done = confined(tmp_path, "Path('note').write_text('x'); os.rename('note', 'kept')")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "kept").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded on Linux alone")
def test_memory_is_bounded(tmp_path: Path) -> None:
    done = confined(tmp_path, "bytearray(400_000_000)")
    assert "MemoryError" in done.stderr


def test_processor_time_is_bounded(tmp_path: Path) -> None:
    done = confined(tmp_path, "while True: pass")
    assert done.returncode < 0


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces exist on Linux alone")
def test_native_code_finds_no_network(tmp_path: Path) -> None:
    """A C library would not ask the audit hook: its socket must have nowhere to go."""
    if subprocess.run(["unshare", "-Urn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine permits no user namespaces: the audit hook alone holds here")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        address = (
            socket.AF_INET.to_bytes(2, "little")
            + port.to_bytes(2, "big")
            + b"\x7f\0\0\1"
            + bytes(8)
        )
        done = confined(
            tmp_path,
            f"""
            libc = ctypes.CDLL(None, use_errno=True)
            made = libc.socket(2, 1, 0)
            sys.exit(0 if libc.connect(made, {address!r}, 16) == 0 else ctypes.get_errno())
            """,
        )
    assert done.returncode != 0
    assert os.strerror(done.returncode) == "Network is unreachable"
