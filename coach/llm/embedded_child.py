"""The process that runs llama.cpp: `python -m coach.llm.embedded_child`.

It reads one JSON line from standard input (see ChildConfig), answers with one JSON line on standard
output once the model is loaded (`{"address": "http://127.0.0.1:PORT"}`), and ends when its standard
input closes, which is when its parent ends, however that ends. From the moment that it can be sent
a member's words it has nowhere to write them: its output goes to the null device.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import xllamacpp

_PR_SET_PDEATHSIG = 1
_ERRORS_ONLY = 1
_CACHE_MIB = 768


@dataclass(frozen=True, slots=True)
class ChildConfig:
    """What the parent tells the child. The key travels by pipe, where no process list shows it.

    `saves`: folder in which a slot's state may be stored on request.
    """

    weights: str
    alias: str
    key: str
    threads: int
    parent: int
    slots: int
    saves: str
    slot_tokens: int = 4096

    def to_line(self) -> bytes:
        """Return the one line that the child reads."""
        return json.dumps(asdict(self)).encode() + b"\n"


def main() -> None:
    """Serve until standard input closes."""
    lifeline = sys.stdin.buffer
    config = ChildConfig(**json.loads(lifeline.readline()))
    _die_with(config.parent)
    threading.Thread(target=_exit_at_end_of, args=(lifeline,), daemon=True).start()
    report = os.dup(1)
    os.dup2(2, 1)  # whatever llama.cpp prints, the report is one line
    server = _serve(config)
    os.write(report, json.dumps({"address": server.listening_address}).encode() + b"\n")
    _go_silent()
    threading.Event().wait()


def _serve(config: ChildConfig) -> xllamacpp.Server:
    """Load the model and return the running server, which lives as long as the object."""
    import xllamacpp  # noqa: PLC0415  # the parent reads ChildConfig without loading llama.cpp

    params = xllamacpp.CommonParams()
    params.model.path = config.weights
    params.model_alias = {config.alias}
    params.api_keys = [config.key]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = config.slots
    params.kv_unified = False  # each slot keeps its own context: one cannot crowd out another
    params.n_ctx = config.slots * config.slot_tokens
    params.n_batch = params.n_ubatch = 128  # small, so that Stop is noticed in mid-prompt
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = config.threads
    params.cache_ram_mib = _CACHE_MIB
    params.slot_save_path = f"{config.saves}{os.sep}"
    params.verbosity = _ERRORS_ONLY
    params.warmup = True
    params.ui = False
    params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    return xllamacpp.Server(params)


def _die_with(parent: int) -> None:
    """Ask Linux to kill this process with its parent, even while llama.cpp holds every thread."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _exit_at_end_of(lifeline: BinaryIO) -> None:
    lifeline.read()
    os._exit(0)


def _go_silent() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.close(null)


if __name__ == "__main__":
    main()
