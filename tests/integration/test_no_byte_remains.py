"""What is withdrawn leaves every file: the database and its log, the index, the queue, the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from coach.bootstrap import Services, build
from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.story import Story, StoryPart
from coach.evaluation.people import cheap_passwords
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from coach.services.sharing import seen_of
from coach.settings import Settings
from coach.storage import repertoire_tables as shared
from coach.storage import story_tables as own
from tests.support.repertoire import SILENT_ROOM, add_story
from tests.support.world import PASSWORD

PARTS = {
    StoryPart.TITLE: "Quetzals in the yard",
    StoryPart.SITUATION: "The quetzals of the yard answered no question of mine, week after week.",
    StoryPart.TRIED: "I asked once, and counted the quetzals on the fence to ten.",
    StoryPart.HAPPENED: "Then the youngest of the dispatchers spoke first.",
    StoryPart.LESSON: "Whoever counts quetzals hears an answer.",
}
Vector = npt.NDArray[np.float32]
OTHERS = 40
WAIT_S = 100.0


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path / "home", llm="none", embed="scripted")
    opened = build(settings, passwords=cheap_passwords())
    yield opened
    opened.close()


@pytest.fixture
def ann(services: Services) -> Actor:
    person = services.accounts.create_person(email="ann@example.org", name="Ann", password=PASSWORD)
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group("Northside")
    services.groups.add_member(group_id=group.id, email=person.email, leads=True)
    session = services.accounts.open_session(person.id, method="test").session_id
    services.charters.accept(services.accounts.actor_for_session(session), group.id, 0)
    return services.accounts.actor_for_session(session)


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def tell(services: Services, author: Actor) -> Story:
    story = services.authoring.start(author)
    for part, text in PARTS.items():
        services.authoring.set_part(author, story.id, part, text)
    seen = seen_of(services.authoring.preview(author, story.id).texts)
    choice = Choice(reach=Reach.GROUP, group_ids=author.reading_ids, attribution=Attribution.NAME)
    services.sharing.share(author, story.id, choice, seen_sha256=seen)
    return services.authoring.get(author, story.id)


def traces(services: Services, story: Story) -> set[bytes]:
    """Return what the database holds of a story, letter for letter: encrypted words and vectors."""
    places = {
        shared.items: ("id", story.item_id),
        shared.passages: ("item_id", story.item_id),
        shared.gists: ("item_id", story.item_id),
        shared.vectors: ("item_id", story.item_id),
        own.consents: ("item_id", story.item_id),
        own.stories: ("id", story.id),
    }
    with services.database.reading() as tx:
        rows = [
            row
            for table, (column, wanted) in places.items()
            for row in tx.connection.exec_driver_sql(
                f"SELECT * FROM {table.name} WHERE {column} = ?", (wanted,)
            )
        ]
    return {cell for row in rows for cell in row if isinstance(cell, bytes) and len(cell) >= 40}


def vectors_of(services: Services, item_id: str) -> list[Vector]:
    model = services.repertoire.indexer.model
    with services.database.reading() as tx:
        return [np.frombuffer(v.data, "<f4") for v in tx.vectors.of_item(item_id, model)]


def in_files(home: Path, part: bytes) -> list[str]:
    files = (path for path in home.rglob("*") if path.is_file())
    return [str(path.relative_to(home)) for path in files if part in path.read_bytes()]


def floats_in_files(home: Path, vector: Vector) -> list[str]:
    """Look for a vector as an index keeps it, normed or not, by a run of eight of its numbers."""
    normed = vector / np.linalg.norm(vector)
    runs = [some[:8].astype("<f4").tobytes() for some in (vector, normed)]
    return [name for run in runs for name in in_files(home, run)]


def test_no_byte_of_a_withdrawn_story_remains(
    services: Services, ann: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    home = services.settings.home
    for number in range(OTHERS):
        add_story(services, f"Story {number}", f"{SILENT_ROOM}\nNumber {number}.")
    services.repertoire.upkeep.start_now()
    story = tell(services, ann)
    item_id = str(story.item_id)
    until(lambda: len(vectors_of(services, item_id)) > 1, "it was not embedded")
    until(lambda: not services.repertoire.upkeep.waiting(), "it was not indexed")
    marks, vectors = traces(services, story), vectors_of(services, item_id)
    assert len(marks) > 10
    assert all(in_files(home, mark) for mark in marks)
    assert any(floats_in_files(home / "index", vector) for vector in vectors)

    services.sharing.withdraw(ann, story.id)
    services.authoring.delete(ann, story.id)

    def cleared() -> bool:
        with services.database.reading() as tx:
            consents = tx.consents.of_story(story.id)
        return all(consent.cleared_at for consent in consents)

    until(cleared, "it was not cleared")
    assert [name for mark in marks for name in in_files(home, mark)] == []
    assert [name for vector in vectors for name in floats_in_files(home, vector)] == []
    assert [name for word in (b"quetzal", b"Quetzal") for name in in_files(home, word)] == []
    assert in_files(home / "index", item_id.encode()) == []
    assert "uetzal" not in caplog.text
