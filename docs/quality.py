"""Write docs/quality.md and its pictures from the last results, benchmarks/results/*.json.

Run: .venv/bin/python docs/quality.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coach.evaluation.quality import IMAGES, Page, quality_page, read_results

DOCS: Final = Path(__file__).parent
RESULTS: Final = DOCS.parent / "benchmarks" / "results"


def page() -> Page:
    """Return the page of today's results."""
    return quality_page(read_results(RESULTS))


def main() -> None:
    """Write the page and its pictures; pictures of what is no more go away."""
    made = page()
    folder = DOCS / IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, svg in made.images.items():
        (DOCS / name).write_text(svg, encoding="utf-8")
    (DOCS / "quality.md").write_text(made.text, encoding="utf-8")


if __name__ == "__main__":
    main()
