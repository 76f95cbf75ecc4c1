"""How a bug gets into the log: its type and place, never its message."""

from __future__ import annotations

import logging
import traceback


def log_bug(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Write that `what` failed; the message stays out, for it may hold a person's words."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s failed with %s\n%s", what, type(error).__name__, frames)
