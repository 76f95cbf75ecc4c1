"""The shelves and the search of the Stories page: for each person what they may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.domain.repertoire import ItemKind, Passage, of_group, of_person
from coach.domain.shelving import Wanted
from coach.errors import NotFound
from coach.services.common import new_id
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story, retire
from tests.support.world import World, open_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world in which the search goes by words."""
    with open_world(tmp_path) as opened:
        yield opened


def _titles(listed: object) -> set[str]:
    return {one.title for one in listed}  # type: ignore[attr-defined]


def test_the_shelves_stand_by_challenge_with_the_guides_apart(world: World) -> None:
    actor = world.actor("Mira")
    story = add_story(world.services, "The silent room", SILENT_ROOM)
    _change(world, story.id, challenge="meetings")
    other = add_story(world.services, "On Fridays", LATE_PROBLEMS)
    _change(world, other.id, challenge="speaking-up-early")
    add_story(
        world.services,
        "Troika",
        "# Troika\n\nThree people.\n\n## What\nChairs.",
        kind=ItemKind.DOCUMENT,
        told_by="",
    )

    shelves = world.services.stories.shelves(actor, Wanted())

    assert [t.slug for t in shelves.topics] == ["speaking-up-early", "meetings"]
    assert shelves.topics[1].question.startswith("How do we run meetings")
    assert _titles(shelves.topics[1].items) == {"The silent room"}
    assert [(g.title, g.guide, g.lines) for g in shelves.guides] == [
        ("Troika", True, "Three people.")
    ]
    assert shelves.others == ()


def test_nobody_finds_browses_or_opens_what_is_not_theirs(world: World) -> None:
    ours, theirs = world.group("Ours"), world.group("Theirs")
    mira, noor = world.actor("Mira", ours), world.actor("Noor", theirs)
    item = add_story(
        world.services,
        "The silent room",
        SILENT_ROOM,
        audience=of_group(ours.id),
        told_by="a head of ours",
    )
    _change(world, item.id, challenge="of ours")
    stories = world.services.stories

    assert _titles(stories.find(mira, "nobody answered my questions", Wanted())) == {item.title}
    assert stories.open(mira, item.id).audience == "Ours"
    assert stories.tellers(mira) == ["a head of ours"]
    for stranger in (noor, world.actor("Ada", is_admin=True)):
        assert stories.find(stranger, "nobody answered my questions", Wanted()) == []
        assert stories.find(stranger, "the silent room", Wanted()) == []
        assert stories.shelves(stranger, Wanted()).empty
        assert stories.topics(stranger) == {}
        assert stories.tellers(stranger) == []
        for refused in (stories.open, stories.passages):
            with pytest.raises(NotFound, match="nothing here that you can open"):
                refused(stranger, item.id)


def test_what_is_retired_is_gone_at_once(world: World) -> None:
    actor = world.actor("Mira")
    item = add_story(world.services, "The silent room", SILENT_ROOM)
    assert not world.services.stories.shelves(actor, Wanted()).empty

    retire(world.services, item)

    assert world.services.stories.shelves(actor, Wanted()).empty
    assert world.services.stories.find(actor, "silent room", Wanted()) == []
    with pytest.raises(NotFound):
        world.services.stories.open(actor, item.id)


def test_every_filter_narrows_shelves_and_search(world: World) -> None:
    group = world.group()
    actor = world.actor("Mira", group)
    add_story(world.services, "All", SILENT_ROOM, told_by="a head")
    add_story(world.services, "Group", SILENT_ROOM, told_by="a cook", audience=of_group(group.id))
    add_story(world.services, "Mine", SILENT_ROOM, told_by="", audience=of_person(actor.person_id))
    tool = add_story(world.services, "Tool", SILENT_ROOM, kind=ItemKind.TOOL, told_by="a head")
    _change(world, tool.id, challenge="meetings")
    cases = {
        Wanted(kinds=frozenset({ItemKind.TOOL})): {"Tool"},
        Wanted(challenge="meetings"): {"Tool"},
        Wanted(told_by="a head"): {"All", "Tool"},
        Wanted(mine=True): {"Group", "Mine"},
        Wanted(mine=True, told_by="a head"): set(),
    }
    for wanted, titles in cases.items():
        shelves = world.services.stories.shelves(actor, wanted)
        shown = [*shelves.others, *(i for t in shelves.topics for i in t.items)]
        assert _titles(shown) == titles
        assert _titles(world.services.stories.find(actor, "silence", wanted)) == titles


def test_the_last_word_may_be_half_typed_and_nonsense_finds_nothing(world: World) -> None:
    actor = world.actor("Mira")
    add_story(world.services, "The silent room", SILENT_ROOM)
    stories = world.services.stories

    assert _titles(stories.find(actor, "silen roo", Wanted())) == {"The silent room"}
    assert stories.find(actor, "zxqv", Wanted()) == []


def test_what_is_not_for_me_comes_up_in_no_search(world: World) -> None:
    mira, noor = world.actor("Mira"), world.actor("Noor")
    item = add_story(world.services, "The silent room", SILENT_ROOM)
    world.services.suggestions.react(mira, item.id, "not_for_me")
    stories = world.services.stories

    for query in ("silence", "silent room"):
        assert stories.find(mira, query, Wanted()) == []
        assert _titles(stories.find(noor, query, Wanted())) == {item.title}
    assert stories.open(mira, item.id).hidden
    assert not stories.open(noor, item.id).hidden


def test_lineage_tells_totals_once_three_have_tried(world: World) -> None:
    item = add_story(world.services, "The silent room", SILENT_ROOM)
    people = [world.actor(name) for name in ("Mira", "Noor", "Paul")]
    for person in people[:2]:
        world.services.suggestions.try_it(person, item.id, world.commitment(person).id)
    told = world.services.stories.open(people[2], item.id).told
    assert (told.some, told.tried) == (True, None)
    mine = world.commitment(people[2])
    world.services.suggestions.try_it(people[2], item.id, mine.id)
    opened = world.services.stories.open(people[2], item.id)
    assert opened.told.tried == 3
    assert opened.tried_in == mine.id


def test_a_passage_of_a_document_says_where_it_stands(world: World) -> None:
    actor = world.actor("Mira")
    text = "# Rules\n\n## Leave\n\nAsk a week before.\n\n## Keys\n\nThe porter keeps them."
    item = add_story(world.services, "House rules", text, kind=ItemKind.DOCUMENT, told_by="")
    _change(world, item.id, source="document")
    start = text.index("The porter")
    passage = Passage(
        id=new_id(),
        item_id=item.id,
        position=0,
        text=text[start:],
        headings=("Rules", "Keys"),
        start=start,
        end=len(text),
        tokens=5,
    )
    with world.services.database.transaction() as tx:
        tx.passages.replace(item.id, [passage])

    (found,) = world.services.stories.find(actor, "porter", Wanted())

    assert (found.passage_id, found.headings) == (passage.id, ("Rules", "Keys"))
    assert found.lines == "The porter keeps them."
    opened = world.services.stories.open(actor, item.id, passage.id)
    assert opened.place == passage
    elsewhere = add_story(world.services, "Other", SILENT_ROOM)
    assert world.services.stories.open(actor, elsewhere.id, passage.id).place is None


def _change(world: World, item_id: str, **facts: object) -> None:
    """Change what the helper of the tests does not set; a source is changed as a new item is."""
    with world.services.database.transaction() as tx:
        item = tx.items.get(item_id)
        assert item is not None
        if "source" in facts:
            tx.items.delete(item_id)
            tx.items.add(item.model_copy(update=facts))
        else:
            tx.items.update(item.model_copy(update=facts))
