"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _no_weights() -> Iterator[None]:
    """Embed with the scripted model wherever a test does not ask for another one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_EMBED", "scripted")
        yield
