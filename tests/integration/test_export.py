"""docs/export.md describes the keys of a real export: all of them, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any, Final

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.charter import Attribution
from coach.domain.commitment import SLOT_ORDER, Slot
from coach.domain.consent import Choice
from coach.domain.lineage import FlagReason, Verdict
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.reflection import STEP_ORDER, ReflectionStep
from coach.domain.repertoire import of_person
from coach.domain.session_note import NoteKind
from coach.domain.story import StoryPart
from coach.domain.talk import Space
from coach.llm.scripted import RuleScriptedModel
from coach.services.export import FORMAT, VERSION
from coach.services.rhythm import Wish
from coach.services.sharing import seen_of
from tests.support.contributions import give
from tests.support.repertoire import SILENT_ROOM, add_story
from tests.support.talk import conversations, finished
from tests.support.world import World

_NAMES: Final = (*SLOT_ORDER, *STEP_ORDER, *StoryPart)
PAGE: Final = Path(__file__).parents[2] / "docs" / "export.md"
_BY_NAME: Final = (".slots", ".steps", ".parts")


def rows() -> list[tuple[list[str], str]]:
    """Return the rows of the page's tables: the keys, and what they hold."""
    lines = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return [(re.findall(r"`([^`]+)`", line[1]), line[2]) for line in lines if len(line) == 4]


def paths(value: object, path: str = "") -> Iterator[str]:
    """Return the way to every value, as the page writes it; an empty list counts as one item."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, part in value.items():
            step = "*" if path.endswith(_BY_NAME) else name
            yield from paths(part, f"{path}.{step}".lstrip("."))
    elif isinstance(value, list):
        for part in value or [None]:
            yield from paths(part, f"{path}[]")


def exported(world: World) -> dict[str, Any]:
    """Return the export of a member who has filled every place that there is."""
    group = world.group()
    ann = world.actor("Ann", group, leads=True)
    services = world.services
    services.group_rules.change(
        ann, group.id, {"session_minutes": 60}, decided_by="both of us", why="Ninety is long."
    )
    text = services.charters.read(ann, group.id).charter
    written = services.charters.write(
        ann, group.id, sections=text.sections, terms=text.terms
    ).charter
    services.charters.accept(ann, group.id, written.number)
    wanted = Request(kind=SessionKind.EXPLORE, member_ids=(ann.person_id, "another"))
    session = services.group_sessions.plan(ann, group.id, wanted, held_on=world.today)
    services.session_notes.add(ann, session.id, NoteKind.NOTE, "Silence helps.")
    talk = conversations(world, RuleScriptedModel())
    conversation = talk.start_commit(ann)
    finished(talk.say(ann, conversation.id, "I want to answer less and ask more."))
    reply = talk.open(ann, conversation.id).turns[-1]
    talk.feedback(ann, reply.id, helpful=True, reason="short")
    commitment = services.commitments.commit(ann, conversation.subject_id, "I will ask.")
    services.commitments.set_slot(ann, commitment.id, Slot.ACTION, "ask")
    services.commitments.revise(ann, commitment.id, "I will ask first.")
    attempt = world.attempt(ann, commitment)
    reflection = services.reflections.start(ann, [attempt.id])
    services.reflections.set_step(ann, reflection.id, ReflectionStep.HAPPENED, "I asked.")
    services.reflections.keep(ann, reflection.id)
    give(world, ann, reflection.id, quotes=["I asked."])
    wish = Wish(commitment_id=commitment.id, weekdays=(0, 4), at=time(9), label="before lunch")
    services.rhythm.add(ann, wish, "Europe/Berlin")
    talk.close()
    services.talk.begin(ann, group.id, Space.PRIVATE, title="Silence", text="I counted.")
    item = add_story(
        services,
        "The silent room",
        SILENT_ROOM,
        audience=of_person(ann.person_id),
        author_id=world.actor("Ben").person_id,
    )
    services.suggestions.try_it(ann, item.id, commitment.id)
    services.lineage.say(ann, commitment.id, item.id, Verdict.PARTLY, "It took three weeks.")
    services.lineage.thank(ann, item.id)
    services.flags.flag(ann, item.id, FlagReason.WRONG, "It was a depot.")
    tell(world, ann, group.id)
    document: dict[str, Any] = json.loads(services.journal.export(ann).json)
    return document


def tell(world: World, author: Actor, group_id: str) -> None:
    """Share a story with a group."""
    services = world.services
    story = services.authoring.start(author)
    for part in StoryPart:
        services.authoring.set_part(author, story.id, part, f"We met Quinlan, {part}.")
    texts = services.authoring.preview(author, story.id).texts
    choice = Choice(
        reach=Reach.GROUP, group_ids=frozenset({group_id}), attribution=Attribution.NAME
    )
    services.sharing.share(author, story.id, choice, seen_sha256=seen_of(texts))


def test_the_page_describes_every_key_of_a_real_export_and_no_other(world: World) -> None:
    real = set(paths(exported(world)))
    described = {key for keys, _ in rows() for key in keys}
    elsewhere = {key for keys, about in rows() if " as in " in about for key in keys}
    assert described <= real, "described, but not there"
    inner = {path for path in real if any(p.startswith((f"{path}.", f"{path}[")) for p in real)}
    missing = {
        path
        for path in real - inner - described
        if not any(path.startswith((f"{key}.", f"{key}[")) for key in elsewhere)
    }
    assert missing == set(), "there, but not described"


def test_the_page_names_version_slots_and_steps() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = [f'"{FORMAT}"`, `{VERSION}`', *(f"`{name}`" for name in _NAMES)]
    assert [name for name in names if name not in text] == []


def test_of_a_group_only_my_own_yes_and_words_are_mine(world: World) -> None:
    group = world.group()
    ann, ben = (world.actor(name, group) for name in ("Ann", "Ben"))
    rules = world.services.group_rules
    wider = {"widest_audience": "organisation"}
    waits = rules.change(ann, group.id, wider, decided_by="Ann", why="So few.")
    rules.answer(ben, waits.id, yes=False)
    for actor, why, yes in ((ann, "So few.", True), (ben, "", False)):
        export = world.services.journal.export(actor)
        [answer] = json.loads(export.json)["answers"]
        assert (answer["why"], answer["yes"]) == (why, yes)
        assert ("So few." in export.markdown) is bool(why)
        assert f"Northside: {'yes' if yes else 'no'} to a change of rules" in export.markdown
