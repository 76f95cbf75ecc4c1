"""What reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file, sizes in bytes; the defaults suit two cores and 8 GB of memory."""

    size: int = 50 * _MB
    """Of the file as it was given."""
    seconds: float = 120.0
    """Wall clock, and processor time."""
    memory: int = 1_500 * _MB
    """Address space of the child process; holds on Linux."""
    characters: int = 5 * _MB
    """Of the Markdown that comes out."""
    expanded: int = 300 * _MB
    """All members of an archive together, those of archives inside it included."""
    ratio: int = 200
    """Expanded to packed, once `free_ratio` bytes have been passed."""
    free_ratio: int = 10 * _MB
    members: int = 5_000
    """Files inside an archive."""
    depth: int = 2
    """Archives inside archives: a spreadsheet embedded in a text is at depth 2."""
    pages: int = 2_000
    """Of a PDF."""
