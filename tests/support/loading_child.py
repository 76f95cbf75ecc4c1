"""A process that loads what waits, until nothing waits, and tells how many texts it embedded."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from coach.bootstrap import build
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.settings import Settings


def main(home: Path) -> None:
    """Run the jobs of an installation until every load has ended."""
    services = build(Settings(home=home, llm="none", embed="scripted"))
    try:
        assert services.repertoire.upkeep.start_now(), "another process runs the jobs"
        while True:
            with services.database.reading() as tx:
                if not tx.loads.under_way():
                    break
            time.sleep(0.05)
    finally:
        services.close()
    embedder = services.repertoire.indexer.embedder
    assert isinstance(embedder, ScriptedEmbedder)
    sys.stdout.write(f"{sum(map(len, embedder.embedded))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
