"""Texts of the organisation: in force at once, kept in versions, checked as the file's are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from coach.dialogue.crisis import CrisisTexts
from coach.domain.conversation import ScreenResult
from coach.domain.organisation_text import TextName
from coach.domain.people import Actor
from coach.errors import InvalidInput
from coach.services.audit import Sought
from coach.services.organisation_texts import OrganisationTexts
from tests.support.talk import finished
from tests.support.world import World

OWN = "Please call our own counsellor, Monday to Friday, day and night; the coach stops here."
DANGER = "I want to kill myself."


@pytest.fixture
def ada(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def reply_to_danger(world: World, person: Actor) -> str:
    """Return what the coach answers."""
    talk = world.services.conversations
    conversation = talk.start_commit(person)
    finished(talk.say(person, conversation.id, DANGER))
    return talk.open(person, conversation.id).turns[-1].text


def test_the_coach_gives_the_new_text_at_once(world: World, ada: Actor) -> None:
    bo, texts = world.actor("Bo"), world.services.texts
    shipped = CrisisTexts.load().text(ScreenResult.SELF_HARM)
    assert reply_to_danger(world, bo) == shipped
    texts.write(ada, TextName.SELF_HARM, OWN, reviewed_by="Dr. A", after=0)
    assert reply_to_danger(world, bo) == OWN
    texts.reset(ada, TextName.SELF_HARM, after=1)
    assert reply_to_danger(world, bo) == shipped


def test_a_reply_keeps_which_version_it_was(world: World, ada: Actor) -> None:
    world.services.texts.write(ada, TextName.LEGAL, OWN, reviewed_by="Dr. A", after=0)
    legal = world.services.texts.crisis().of(ScreenResult.LEGAL)
    assert (legal.text, legal.version, legal.reviewed_by, legal.source) == (
        OWN,
        "own 1",
        "Dr. A",
        "page",
    )
    assert world.services.texts.crisis().of(ScreenResult.VIOLENCE).source == "shipped"


def test_versions_stay_to_be_read_with_who_and_when(world: World, ada: Actor) -> None:
    texts = world.services.texts
    first = texts.view(ada, TextName.PRIVACY)
    assert (first.number, first.is_base, first.versions) == (0, True, ())
    assert "answerable" in first.text
    texts.write(ada, TextName.PRIVACY, "  Ours.\n\nAsk Ruth. ", after=0)
    began = world.clock.now
    world.clock.advance(days=1)
    texts.write(ada, TextName.PRIVACY, "Ours, longer.", after=1)
    world.clock.advance(hours=1)
    texts.reset(ada, TextName.PRIVACY, after=2)
    view = texts.view(ada, TextName.PRIVACY)
    assert view.text == first.text
    assert view.is_base
    assert [(v.number, v.text, v.written_by) for v in view.versions] == [
        (3, "", "Ada"),
        (2, "Ours, longer.", "Ada"),
        (1, "Ours.\n\nAsk Ruth.", "Ada"),
    ]
    assert view.versions[-1].written_at == began
    rows = world.services.audit.page(ada, Sought()).rows
    assert [(r.event, r.by, r.detail) for r in rows if r.kind == "texts"] == [
        ("text_reset", "Ada", "version 3"),
        ("text_changed", "Ada", "version 2"),
        ("text_changed", "Ada", "version 1"),
    ]
    assert "Ours" not in repr(rows)


def test_a_text_written_meanwhile_is_not_lost(world: World, ada: Actor) -> None:
    texts = world.services.texts
    texts.write(ada, TextName.PRIVACY, "Mine.", after=0)
    with pytest.raises(InvalidInput, match="another version meanwhile"):
        texts.write(ada, TextName.PRIVACY, "Late.", after=0)
    with pytest.raises(InvalidInput, match="another version meanwhile"):
        texts.reset(ada, TextName.PRIVACY, after=0)
    assert texts.privacy_notice() == "Mine."


@pytest.mark.parametrize(
    ("words", "reviewer", "sentence"),
    [
        ("", "Dr. A", "The text is empty"),
        ("Call us.", "Dr. A", "fewer than 40 characters"),
        (" ".join(["word"] * 151), "Dr. A", "more than 150 words"),
        (f"{OWN} [NAME OF THE HELP LINE]", "Dr. A", "holds a placeholder"),
        (OWN, " ", "Who has reviewed it is empty"),
    ],
)
def test_a_crisis_text_keeps_what_it_must_have(
    world: World, ada: Actor, words: str, reviewer: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        world.services.texts.write(ada, TextName.VIOLENCE, words, reviewed_by=reviewer, after=0)
    assert world.services.texts.view(ada, TextName.VIOLENCE).is_base


def test_the_file_is_what_an_organisation_goes_back_to(
    world: World, ada: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    text = "Our file says: call 1234 at any hour, and stop reading here until you have."
    data = {"version": "7", "reviewed_by": "Dr. File", "texts": {"legal": text}}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    database = world.services.database
    texts = OrganisationTexts(database, world.clock, CrisisTexts.load(path))
    texts.write(ada, TextName.LEGAL, OWN, reviewed_by="Dr. A", after=0)
    assert texts.crisis().text(ScreenResult.LEGAL) == OWN
    texts.reset(ada, TextName.LEGAL, after=1)
    assert texts.crisis().text(ScreenResult.LEGAL) == text
    view = texts.view(ada, TextName.LEGAL)
    assert (view.is_base, view.from_file, view.reviewed_by) == (True, True, "Dr. File")


def test_another_process_takes_a_text_over_by_itself(world: World, ada: Actor) -> None:
    database = world.services.database
    other = OrganisationTexts(database, world.clock, CrisisTexts.load(), every_s=0.02)
    other.follow()
    try:
        world.services.texts.write(ada, TextName.PRIVACY, "Ours.", after=0)
        end = time.monotonic() + 10
        while other.privacy_notice() != "Ours.":
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        other.close()


def test_a_text_outlives_who_wrote_it(world: World, ada: Actor) -> None:
    otto = world.actor("Otto", is_admin=True)
    world.services.texts.write(otto, TextName.PRIVACY, "Ours.", after=0)
    with world.services.database.transaction() as tx:
        tx.people.delete(otto.person_id)
    view = world.services.texts.view(ada, TextName.PRIVACY)
    assert (view.text, view.versions[0].written_by) == ("Ours.", "")
