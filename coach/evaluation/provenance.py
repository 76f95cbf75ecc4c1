"""What a run was made of: revision, packages, prompts, model, machine."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from coach.evaluation.result import Machine, Provenance
from coach.llm.prompts import load_prompts

_ROOT: Final = Path(__file__).parents[2]
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_GIT_TIMEOUT_S: Final = 10.0


def provenance(model: str, embedding: str) -> Provenance:
    """Look it up; nothing of the machine that names its owner."""
    return Provenance(
        revision=_revision(),
        packages=_packages(),
        prompts={one.name: f"{one.version}:{one.sha256}" for one in load_prompts().values()},
        model=model,
        embedding=embedding,
        machine=machine(),
    )


def machine() -> Machine:
    """Return what this machine is."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        memory_mb=_memory_mb(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _revision() -> str:
    head = _git("rev-parse", "HEAD")
    return head + "+" * bool(head and _git("status", "--porcelain"))


def _git(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", *words],  # noqa: S607 - the user's own git
            cwd=_ROOT,
            capture_output=True,
            text=True,
            timeout=_GIT_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _packages() -> Mapping[str, str]:
    """Return the versions of what the product itself asks for."""
    names = [_NAME.match(line) for line in requires("repertoire-coach") or []]
    found = {match.group(): _version(match.group()) for match in names if match}
    return {name: number for name, number in sorted(found.items()) if number}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _memory_mb() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (AttributeError, ValueError, OSError):
        return 0
