"""A repertoire as files: for the members of its group, and taken in by whoever leads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx
import pytest

from coach.bootstrap import Services
from coach.domain.groups import Group
from coach.domain.people import Person
from coach.domain.repertoire import of_group
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import AppServer, sign_in
from tests.support.exports import FILE, ITEM
from tests.support.repertoire import SILENT_ROOM, add_story


@pytest.fixture
def group(services: Services, person: Person, request: pytest.FixtureRequest) -> Group:
    """A group that the person leads."""
    operator = OperatorService(services.database, utc_now, services.accounts)
    made = operator.add_group(request.node.name[:100])
    services.groups.add_member(group_id=made.id, email=person.email, leads=True)
    return made


@pytest.mark.parametrize(("ending", "begins"), [("md", b"# The"), ("docx", b"PK"), ("json", b"{")])
def test_a_repertoire_is_for_the_members_of_its_group(
    server: AppServer,
    member: httpx.Client,
    group: Group,
    new_person: Callable[..., Person],
    services: Services,
    ending: str,
    begins: bytes,
) -> None:
    add_story(services, "House rules", SILENT_ROOM, audience=of_group(group.id))
    path = f"/export/repertoire.{ending}?group={group.id}"
    answer = member.get(path)
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert f'.{ending}"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    with server.client() as theirs:
        sign_in(theirs, new_person(is_admin=True).email)
        assert theirs.get(path).status_code == 404
        assert theirs.get(f"/repertoire/import?group={group.id}").status_code == 404
    cookie = {"Cookie": f"coach_session={member.cookies['coach_session']}"}
    assert httpx.get(server.url + path, headers=cookie).status_code == 403


def send(
    member: httpx.Client, group: Group, content: bytes, token: str | None = None
) -> httpx.Response:
    page = f"/repertoire/import?group={group.id}"
    found = re.search('name="form_token" value="([^"]+)"', member.get(page).text)
    assert found is not None
    return member.post(
        page,
        data={"form_token": found[1] if token is None else token},
        files={"file": ("export.json", content, "application/json")},
    )


def test_whoever_leads_takes_a_file_in_and_reads_why_not_the_rest(
    member: httpx.Client, group: Group, services: Services
) -> None:
    answer = send(member, group, json.dumps(FILE).encode())
    assert answer.status_code == 200
    assert "1 taken in, 0 changed, 0 there already, 1 refused." in answer.text
    assert "&lt;i&gt;No&lt;/i&gt;: No author&#39;s yes stands behind it" in answer.text
    with services.database.reading() as tx:
        assert [i.title for i in tx.items.of_audience(of_group(group.id))] == [ITEM["title"]]


def test_what_does_not_fit_is_one_sentence(member: httpx.Client, group: Group) -> None:
    for content, token, message in (
        (b"no", None, "is no JSON"),
        (b"", None, "The file is empty"),
        (b" " * 5_100_000, None, "too large"),
        (json.dumps(FILE).encode(), "wrong", "too old"),
    ):
        answer = send(member, group, content, token)
        assert answer.status_code == 400
        assert message in answer.text
    plain = member.post(f"/repertoire/import?group={group.id}", data={"form_token": "x"})
    assert plain.status_code == 400
