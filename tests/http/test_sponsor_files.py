"""What a sponsor may see as files: for admins alone, asked for from our own pages."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from coach.domain.people import Person
from tests.support.app_server import AppServer, sign_in

FILES = ("/export/totals.md", "/export/totals.csv")


@pytest.mark.parametrize(("path", "kind"), [(FILES[0], "text/markdown"), (FILES[1], "text/csv")])
def test_an_admin_gets_a_file(
    server: AppServer, new_person: Callable[..., Person], path: str, kind: str
) -> None:
    admin = new_person(is_admin=True)
    with server.client() as theirs:
        sign_in(theirs, admin.email)
        answer = theirs.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert 'filename="totals-2' in answer.headers["content-disposition"]
        assert "People taking part" in answer.text
        assert theirs.get(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", FILES)
def test_nobody_else_gets_one(member: httpx.Client, path: str) -> None:
    answer = member.get(path)
    assert answer.status_code == 404
    assert "People taking part" not in answer.text
