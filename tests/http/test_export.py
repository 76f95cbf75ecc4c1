"""The export as files: everybody's own, for nobody to keep or to ask for from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import httpx
import pytest

from coach.bootstrap import Services
from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request as AgendaRequest
from coach.domain.commitment import Slot
from coach.domain.people import Person
from coach.domain.theme_report import ReportState
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.support.app_server import AppServer, sign_in
from tests.support.theme_reports import add_report

FILES = ["/export/journal.md", "/export/journal.json"]


def _own(services: Services, person: Person, words: str) -> None:
    grant = services.accounts.open_session(person.id, method="password")
    actor = services.accounts.actor_for_session(grant.session_id)
    commitment = services.commitments.start(actor)
    services.commitments.set_slot(actor, commitment.id, Slot.ACTION, words)


def test_each_gets_their_own_alone(
    server: AppServer,
    member: httpx.Client,
    person: Person,
    new_person: Callable[..., Person],
    services: Services,
) -> None:
    other = new_person(is_admin=True)
    _own(services, person, "count to eight")
    _own(services, other, "ask one more question")
    with server.client() as theirs:
        sign_in(theirs, other.email)
        for path in FILES:
            mine, their = member.get(path), theirs.get(path)
            assert mine.status_code == their.status_code == 200
            assert "count to eight" in mine.text
            assert "count to eight" not in their.text
            assert "ask one more question" in their.text
            assert "ask one more question" not in mine.text


@pytest.mark.parametrize(
    ("path", "kind"), [(FILES[0], "text/markdown"), (FILES[1], "application/json")]
)
def test_it_is_a_file_that_nothing_keeps(member: httpx.Client, path: str, kind: str) -> None:
    answer = member.get(path)
    assert answer.headers["content-type"].startswith(kind)
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="repertoire-2')
    assert disposition.endswith(f'{path.removeprefix("/export/journal")}"')
    assert answer.headers["cache-control"] == "no-store"
    if path.endswith("json"):
        assert json.loads(answer.text)["format"] == "repertoire-export"


@pytest.mark.parametrize("path", FILES)
def test_without_a_session_there_is_nothing(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Please sign in."}


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(
    "outsider",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/"},
        {},
    ],
)
def test_another_site_cannot_ask_for_it(
    server: AppServer, member: httpx.Client, path: str, outsider: dict[str, str]
) -> None:
    cookie = {"Cookie": f"coach_session={member.cookies['coach_session']}"}
    answer = httpx.get(server.url + path, headers=cookie | outsider)
    assert answer.status_code == 403
    assert "content-disposition" not in answer.headers
    assert "download it from your journal" in answer.text


@pytest.mark.parametrize("path", FILES)
def test_it_is_only_read(member: httpx.Client, path: str) -> None:
    assert member.post(path).status_code == 405


@pytest.mark.parametrize(
    ("ending", "begins"), [("md", b"# Check-in"), ("docx", b"PK"), ("pdf", b"%PDF-")]
)
def test_an_agenda_is_for_the_members_of_its_group(
    server: AppServer,
    member: httpx.Client,
    person: Person,
    new_person: Callable[..., Person],
    services: Services,
    ending: str,
    begins: bytes,
) -> None:
    other = new_person(is_admin=True)
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group(f"Agenda in {ending}")
    services.groups.add_member(group_id=group.id, email=person.email, leads=True)
    lead = services.accounts.actor_for_session(
        services.accounts.open_session(person.id, method="password").session_id
    )
    request = AgendaRequest(kind=SessionKind.CHECK_IN, member_ids=(person.id, other.id), minutes=60)
    planned = services.group_sessions.plan(lead, group.id, request, held_on=date(2026, 3, 2))
    path = f"/export/agenda.{ending}?session={planned.id}"
    answer = member.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(begins)
    assert f'filename="agenda-2026-03-02.{ending}"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert member.get(f"/export/agenda.{ending}?session={'0' * 32}").status_code == 404
    with server.client() as theirs:
        sign_in(theirs, other.email)
        assert theirs.get(path).status_code == 404


@pytest.mark.parametrize(
    ("ending", "begins"), [("md", b"# Themes"), ("docx", b"PK"), ("pdf", b"%PDF-")]
)
def test_released_themes_are_for_the_members_of_their_group(
    server: AppServer,
    member: httpx.Client,
    person: Person,
    new_person: Callable[..., Person],
    services: Services,
    ending: str,
    begins: bytes,
) -> None:
    other = new_person(is_admin=True)
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group(f"Themes in {ending}")
    services.groups.add_member(group_id=group.id, email=person.email)
    released_at = datetime(2026, 3, 2, tzinfo=UTC)
    report = add_report(services, group.id, released_at=released_at)
    path = f"/export/themes.{ending}?report={report.id}"
    answer = member.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(begins)
    assert f'filename="themes-2026-03-02-1.{ending}"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    made = add_report(services, group.id, state=ReportState.PREVIEW)
    assert member.get(f"/export/themes.{ending}?report={made.id}").status_code == 404
    with server.client() as theirs:
        sign_in(theirs, other.email)
        assert theirs.get(path).status_code == 404
