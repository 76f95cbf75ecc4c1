"""Names of browsers."""

from __future__ import annotations

import pytest

from coach.web.devices import device_name

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) Chrome/130.0 Safari/537.36", "Chrome on Linux"),
        (f"{MOZILLA} (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} (Macintosh; Mac OS X 14; rv:130.0) Firefox/130.0", "Firefox on Mac"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
