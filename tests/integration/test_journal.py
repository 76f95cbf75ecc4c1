"""The journal finds, and the export takes along, all that is one's own."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from coach.domain.charter import Attribution
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.consent import Choice
from coach.domain.conversation import Feedback
from coach.domain.people import Actor
from coach.domain.provenance import ReplyProvenance
from coach.domain.reach import Reach
from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.services.common import new_id
from coach.services.journal import JournalService
from coach.services.sharing import seen_of
from tests.support.world import World


@pytest.fixture
def ann(world: World) -> Actor:
    """Ann with one of everything, each a day younger than the one before."""
    ann = world.actor("Ann", world.group())
    services = world.services
    commitment = world.commitment(ann, words="ask the Friday crew first")
    services.commitments.set_slot(ann, commitment.id, Slot.OBSTACLE, "Ärger und Ungeduld")
    services.commitments.revise(ann, commitment.id, "I will ask the crew.\n# Not a heading")
    world.clock.advance(days=1)
    attempt = world.attempt(ann, commitment, note="Asked Friday morning, got silence.")
    world.clock.advance(days=1)
    reflection = services.reflections.start(ann, [attempt.id])
    services.reflections.set_step(
        ann, reflection.id, ReflectionStep.HAPPENED, "Nobody spoke.\n## Then one did."
    )
    world.clock.advance(days=1)
    _, turns = world.conversation(ann, commitment.id, "I always answer first.")
    provenance = ReplyProvenance(
        source="model", model="small", prompt_name="coach_commit", prompt_version="3"
    )
    reply = turns[0].model_copy(
        update={
            "id": new_id(), "position": 1, "role": "coach", "text": "When does that happen?",
            "provenance": provenance, "feedback": Feedback(helpful=True, reason="short"),
        }
    )  # fmt: skip
    with services.database.transaction() as tx:
        tx.turns.add_turn(reply)
    return ann


@pytest.fixture
def journal(world: World) -> JournalService:
    return world.services.journal


def test_all_that_is_mine_the_newest_first(journal: JournalService, ann: Actor) -> None:
    items = journal.items(ann)
    assert [i.kind for i in items] == ["conversation", "reflection", "attempt", "commitment"]
    assert [i.title for i in items] == [
        "I always answer first.",
        "Nobody spoke. ## Then one did.",
        "Tried it: Asked Friday morning, got silence.",
        "I will ask the crew. # Not a heading",
    ]
    assert "Coach: When does that happen?" in items[0].text
    assert items[1].detail == "Not finished, on 1 attempt."
    assert "The moment came." in items[2].detail
    assert "Earlier wording: I will ask the Friday crew first." in items[3].text


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("friday", ["attempt", "commitment"]),
        ("FRIDAY crew", ["attempt", "commitment"]),
        ("silence friday", ["attempt"]),
        ("ärger", ["commitment"]),
        ("ÄRGER ungeduld", ["commitment"]),
        ("when does", ["conversation"]),
        ("nowhere", []),
        ("  ", ["conversation", "reflection", "attempt", "commitment"]),
    ],
)
def test_every_word_must_be_there_in_any_case(
    journal: JournalService, ann: Actor, query: str, kinds: list[str]
) -> None:
    assert [i.kind for i in journal.items(ann, query=query)] == kinds


def test_kinds_narrow_the_list(journal: JournalService, ann: Actor) -> None:
    assert [i.kind for i in journal.items(ann, kinds=["attempt"])] == ["attempt"]
    assert journal.items(ann, query="friday", kinds=["reflection"]) == []


def test_the_json_holds_everything_with_its_links(
    world: World, journal: JournalService, ann: Actor
) -> None:
    document = json.loads(journal.export(ann).json)
    assert (document["format"], document["version"]) == ("repertoire-export", 1)
    assert document["exported_at"] == world.clock().isoformat()
    assert document["person"] == {"name": "Ann", "email": "ann@example.org"}
    [commitment], [attempt] = document["commitments"], document["attempts"]
    [reflection], [conversation] = document["reflections"], document["conversations"]
    assert commitment["draft"]["slots"]["obstacle"]["text"] == "Ärger und Ungeduld"
    assert commitment["revisions"][0]["sentence"] == "I will ask the Friday crew first."
    assert attempt["commitment_id"] == commitment["id"] == conversation["subject_id"]
    assert reflection["attempt_ids"] == [attempt["id"]]
    assert [t["role"] for t in conversation["turns"]] == ["member", "coach"]
    assert conversation["turns"][1]["provenance"]["prompt_version"] == "3"
    assert conversation["turns"][1]["feedback"] == {"helpful": True, "reason": "short"}


def test_the_markdown_can_be_read_and_words_stay_words(journal: JournalService, ann: Actor) -> None:
    text = journal.export(ann).markdown
    for expected in (
        "# Repertoire: what belongs to Ann",
        "- **What in me gets in the way:** Ärger und Ungeduld",
        "- 2026-03-03, tried, the moment came: Asked Friday morning, got silence.",
        "> Nobody spoke.\n> ## Then one did.",
        "**Coach** (model, small, coach_commit 3)",
        "I found this helpful. short",
    ):
        assert expected in text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert [h for h in headings if "Then one" in h or "Not a heading" in h] == []


def test_the_markdown_shows_no_picture_and_no_html_of_anybody(world: World) -> None:
    hostile = "![p](//evil.example/p.png) \\[c](javascript:x) <img onerror=x> <//evil.example>"
    ann = world.actor("Ann", world.group(name=hostile))
    commitment = world.commitment(ann, words=hostile)
    world.attempt(ann, commitment, note=hostile)
    world.services.commitments.close(
        ann, commitment.id, outcome=CommitmentStatus.DROPPED, reason=hostile
    )
    world.conversation(ann, commitment.id, f"{hostile}\n{hostile}")
    text = world.services.journal.export(ann).markdown
    assert text.count("onerror") == 7
    active = re.findall(r"(?<!\\)(?:\\\\)*[<\[]", text)
    assert active == []


def test_a_story_stands_there_with_its_masks_and_what_was_agreed(
    world: World, journal: JournalService
) -> None:
    group = world.group()
    ann = world.actor("Ann", group)
    authoring = world.services.authoring
    story = authoring.start(ann)
    for part in StoryPart:
        authoring.set_part(ann, story.id, part, f"We met Quinlan, {part}.")
    assert [i.detail for i in journal.items(ann, kinds=["story"])] == ["Seen by you alone."]
    authoring.set_mask(ann, story.id, "Quinlan", "a peer")
    texts = authoring.preview(ann, story.id).texts
    choice = Choice(
        reach=Reach.GROUP, group_ids=frozenset({group.id}), attribution=Attribution.NAME
    )
    world.services.sharing.share(ann, story.id, choice, seen_sha256=seen_of(texts))
    (item,) = journal.items(ann, query="quinlan met")
    assert (item.kind, item.title) == ("story", "We met Quinlan, title.")
    assert "Instead of Quinlan: a peer" in item.text
    assert item.detail.startswith("Shared. The members of Northside may read this text.")
    text = journal.export(ann).markdown
    assert "- **Instead of Quinlan:** others read a peer" in text
    assert "Version 1, shared on 2026-03-02. The members of Northside" in text
    assert "> We met a peer, situation." in text
    world.services.sharing.withdraw(ann, story.id)
    text = journal.export(ann).markdown
    assert "Version 1, shared and taken back on 2026-03-02." in text
    assert "We met a peer" not in text


def test_an_empty_journal(world: World, journal: JournalService) -> None:
    new = world.actor("New")
    assert journal.items(new) == []
    document = json.loads(journal.export(new).json)
    assert document["commitments"] == document["conversations"] == []
    assert journal.export(new).markdown.count("None.") == 9


def test_details_tell_who_sees_a_commitment(world: World, journal: JournalService) -> None:
    bea = world.actor("Bea", world.group("Other"))
    commitments = world.services.commitments

    def detail() -> str:
        [item] = journal.items(bea)
        return item.detail

    draft = commitments.start(bea)
    assert detail() == "Draft, seen by you alone."
    commitments.share(bea, draft.id, "group")
    assert detail() == "Draft, seen by you alone."
    commitments.commit(bea, draft.id, "I will ask.")
    assert detail() == "Open, seen by your group."
    world.clock.advance(days=1)
    closed = commitments.close(bea, draft.id, outcome=CommitmentStatus.ADAPTED, reason="Too big.")
    assert detail() == "Adapted, seen by your group."
    assert closed.updated_at - closed.created_at == timedelta(days=1)
