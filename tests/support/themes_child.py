"""A process that makes a report, says when two texts are read, and then waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from coach.bootstrap import build
from coach.domain.contribution import Source
from coach.settings import Settings
from tests.support.themes import PlantedFinder


def main(home: Path) -> None:
    """Run the jobs of an installation."""
    services = build(Settings(home=home, llm="none", embed="scripted"))
    finder = services.theme_maker.finder = PlantedFinder()
    services.theme_maker.busy = lambda: False

    def read(_: Source) -> None:
        if len(finder.asked) == 2:
            sys.stdout.write("2 read\n")
            sys.stdout.flush()
            time.sleep(60)

    finder.before = read
    services.repertoire.upkeep.start_now()
    time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
