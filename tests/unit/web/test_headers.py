"""Identity headers on their way in, policy on its way out."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from coach.web.headers import app_csp, with_identity

KEPT = [(b"host", b"x"), (b"x-coachman", b"kept"), (b"cookie", b"a=b")]


@pytest.mark.parametrize(
    "name",
    [
        b"x-coach-session",
        b"X-Coach-Session",
        b"X_COACH_SESSION",
        b"x-coach_session",
        b"X-Coach-Role",
    ],
)
def test_every_spelling_from_outside_is_removed(name: bytes) -> None:
    inbound = [*KEPT, (name, b"stolen"), (name, b"twice")]
    assert with_identity(inbound, None) == KEPT
    assert with_identity(inbound, "mine") == [*KEPT, (b"x-coach-session", b"mine")]


def test_the_policy_allows_the_pages_own_inline_script_by_hash(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<script>a()</script><script src='x'></script>", encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(b"a()").digest()).decode("ascii")
    policy = app_csp(page)
    assert f"'sha256-{digest}'" in policy
    assert policy.count("sha256") == 1
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
