"""The starter repertoire: our own files, and how the database follows them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from coach.domain.repertoire import ORGANISATION, Item, ItemKind, ItemStatus
from coach.errors import SetupError
from coach.repertoire.exact_index import ExactIndex
from coach.repertoire.ports import Vectors
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.repertoire.starter import STARTER_DIR, Challenge, read_challenges, read_starter
from coach.services.indexing import Indexer
from coach.services.starter import StarterReport, StarterService
from coach.storage.database import Database
from tests.support.world import FakeClock, World

STORY = """---
kind: story
title: "One: two"
challenge: meetings
told_by: a baker
lesson: Ask first.
works_when: In a hurry.
tags: [one, two]
---
## Situation
The oven was cold.

## What I learned
Ask the oven.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "starter"
    (place / "stories").mkdir(parents=True)
    shutil.copy(STARTER_DIR / "challenges.yaml", place)
    (place / "stories" / "cold-oven.md").write_text(STORY, encoding="utf-8")
    other = STORY.replace("oven", "van").replace("story", "tool")
    (place / "stories" / "cold-van.md").write_text(other, encoding="utf-8")
    return place


class Shop:
    """The service with its indexer, and what it has loaded."""

    def __init__(self, database: Database, clock: FakeClock, folder: Path) -> None:
        self.embedder = ScriptedEmbedder()
        self.indexer = Indexer(database, self.embedder)
        self.index = ExactIndex(self.embedder.dimensions)
        self.database = database
        self.folder = folder
        self.service = StarterService(database, clock, self.indexer)
        self.indexer.attach(self.index)

    def rows(self) -> int:
        """Return how many passages can be found by their text."""
        return self.index.visible(frozenset({ORGANISATION}), "text")

    def load(self) -> StarterReport:
        report = self.service.load(self.folder)
        self.indexer.refresh()
        return report

    def item(self, key: str = "cold-oven") -> Item:
        with self.database.reading() as tx:
            found = tx.items.by_source("starter", key, ORGANISATION)
        assert found is not None
        return found

    def write(self, text: str, name: str = "cold-oven") -> None:
        (self.folder / "stories" / f"{name}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def shop(world: World, folder: Path) -> Shop:
    return Shop(world.services.database, world.clock, folder)


def test_our_own_files_are_at_least_sixty_over_twelve_challenges() -> None:
    items = read_starter()
    assert len(items) >= 60
    assert len({item.challenge for item in items} - {""}) >= 12
    known = {challenge.slug for challenge in read_challenges()}
    assert known >= {item.challenge for item in items if item.challenge}
    for item in items:
        assert all((item.title, item.text, item.tags)), item.source_key
        assert item.lesson or item.kind is ItemKind.DOCUMENT, item.source_key


def test_a_file_becomes_an_item(shop: Shop) -> None:
    assert shop.load() == StarterReport(added=2)
    item = shop.item()
    assert (item.kind, item.title, item.challenge) == (ItemKind.STORY, "One: two", "meetings")
    assert (item.told_by, item.lesson, item.tags) == ("a baker", "Ask first.", ("one", "two"))
    assert item.author_id is None
    assert [section.title for section in item.sections] == ["Situation", "What I learned"]
    assert "---" not in item.text
    assert shop.item("cold-van").kind is ItemKind.TOOL


def test_every_item_has_its_passage_and_its_vector(shop: Shop) -> None:
    shop.load()
    with shop.database.reading() as tx:
        passages = tx.passages.of_item(shop.item().id)
    assert [p.text for p in passages] == [shop.item().text.strip()]
    assert shop.rows() == 2
    assert [text for call in shop.embedder.embedded for text in call].count(passages[0].text) == 1


def test_loading_again_is_no_work(shop: Shop) -> None:
    shop.load()
    with shop.database.reading() as tx:
        before = tx.items.version()
    calls = len(shop.embedder.embedded)
    assert shop.load() == StarterReport(unchanged=2)
    with shop.database.reading() as tx:
        assert tx.items.version() == before
    assert len(shop.embedder.embedded) == calls


def test_a_changed_file_changes_its_item_and_vector_and_nothing_else(shop: Shop) -> None:
    shop.load()
    old, other = shop.item(), shop.item("cold-van")
    shop.write(STORY.replace("cold", "hot").replace("One", "Three"))
    assert shop.load() == StarterReport(changed=1, unchanged=1)
    new = shop.item()
    assert (new.id, new.title) == (old.id, "Three: two")
    assert "The oven was hot." in new.text
    assert shop.item("cold-van") == other
    assert shop.rows() == 2
    hot = shop.embedder.embed(["The oven was hot."])[0]
    assert shop.index.search(hot, frozenset({ORGANISATION}), "text", 1)[0].item_id == new.id


def test_a_removed_file_retires_its_item_until_it_comes_back(shop: Shop) -> None:
    shop.load()
    (shop.folder / "stories" / "cold-oven.md").unlink()
    assert shop.load() == StarterReport(retired=1, unchanged=1)
    assert shop.item().status is ItemStatus.RETIRED
    assert shop.rows() == 1
    assert shop.load() == StarterReport(unchanged=1)
    shop.write(STORY)
    assert shop.load() == StarterReport(changed=1, unchanged=1)
    assert shop.item().status is ItemStatus.ACTIVE
    assert shop.rows() == 2


def test_what_an_admin_retired_stays_retired_when_its_file_changes(shop: Shop) -> None:
    shop.load()
    retired = shop.item().model_copy(update={"status": ItemStatus.RETIRED})
    with shop.database.transaction() as tx:
        tx.items.update(retired)
    shop.write(STORY.replace("One", "Three"))
    assert shop.load().changed == 1
    assert (shop.item().status, shop.item().title) == (ItemStatus.RETIRED, "Three: two")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "'cold-oven.md' has no front matter"),
        (STORY.replace("kind: story", "kind: poem"), "'cold-oven.md' is wrong at kind"),
        (STORY.replace("lesson:", "leson:"), "'cold-oven.md' is wrong at leson"),
        (STORY.replace("meetings", "metings"), "names the challenge 'metings'"),
        (STORY.replace('"One: two"', "One: two"), "not YAML"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_changed(shop: Shop, text: str, message: str) -> None:
    shop.load()
    shop.write(STORY.replace("One", "Three"), "cold-van")
    shop.write(text)
    before = shop.item("cold-van")
    with pytest.raises(SetupError, match=message):
        shop.load()
    assert shop.item("cold-van") == before


def test_two_files_of_one_name_are_refused(shop: Shop) -> None:
    (shop.folder / "tools").mkdir()
    shutil.copy(shop.folder / "stories" / "cold-oven.md", shop.folder / "tools")
    with pytest.raises(SetupError, match="called 'cold-oven'"):
        shop.load()


def about_of(shop: Shop) -> Vectors:
    """Return the vector of what the oven's story is about."""
    with shop.database.reading() as tx:
        (stored,) = tx.vectors.get_many([f"{shop.item().id}-a"], shop.embedder.name)
    return np.frombuffer(stored.data, "<f4")


def test_an_item_is_found_by_what_people_say_who_have_its_challenge(shop: Shop) -> None:
    """And anew once other signs are known."""
    sign = "Everybody stares at the floor."
    heard = shop.embedder.embed([sign])[0]
    shop.load()
    before = about_of(shop) @ heard
    shop.write(STORY.replace("One: two", "Floor"))
    shop.load()
    assert about_of(shop) @ heard > before, "another title is embedded anew"
    meetings = Challenge(slug="meetings", question="How do we meet?", signs=(sign,))
    shop.indexer = Indexer(shop.database, shop.embedder, {"meetings": meetings})
    shop.indexer.refresh()
    nearer = about_of(shop)
    assert nearer @ heard > before + 0.3
    assert np.linalg.norm(nearer) == pytest.approx(1, abs=1e-5)
    shop.indexer.refresh()
    assert np.array_equal(about_of(shop), nearer)
