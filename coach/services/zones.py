"""Time zones by their names."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coach.errors import InvalidInput


def find_zone(name: str) -> ZoneInfo:
    """Return the time zone with an IANA name; InvalidInput when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder's name is an OSError
        raise InvalidInput(
            f"There is no time zone {name!r}: name one like 'Europe/Berlin'."
        ) from error
