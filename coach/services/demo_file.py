"""The file of the demo group, as it is written: days are relative to the day of loading."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from coach import yaml_text
from coach.domain.agenda import SessionKind
from coach.domain.attempt import AttemptResult
from coach.domain.base import Model
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.cycle import CycleStage
from coach.domain.reflection import ReflectionStep
from coach.domain.repertoire import ItemKind
from coach.domain.session_note import NoteKind
from coach.domain.story import StoryKind, StoryPart
from coach.errors import SetupError


class SaidWords(Model):
    """Words that stand exactly like this in a turn of the conversation."""

    turn: int
    words: str


class DemoTurn(Model):
    """One turn: either `member`, or `coach` (the question) with what the turn was about."""

    member: str = ""
    coach: str = ""
    mirror: str = ""
    stage: str = ""
    topic: str = ""
    question_id: str = ""


class DemoConversation(Model):
    """A conversation about its commitment."""

    days_ago: int
    turns: tuple[DemoTurn, ...]


class DemoAttempt(Model):
    """One entry of the practice log."""

    days_ago: int
    cue: bool
    result: AttemptResult
    note: str = ""


class DemoReflection(Model):
    """A reflection on attempts, named by their place in the list."""

    looks_back_on: tuple[int, ...]
    days_ago: int
    kept: bool
    steps: dict[ReflectionStep, str]


class DemoRevision(Model):
    """An earlier wording and the day on which it was replaced."""

    days_ago: int
    sentence: str


class DemoCommitment(Model):
    """A commitment with all that belongs to it."""

    cycle: int
    status: CommitmentStatus
    audience: Literal["me", "group"]
    started_days_ago: int
    committed_days_ago: int | None = None
    closed_days_ago: int | None = None
    review_in_days: int | None = None
    sentence: str = ""
    reason: str = ""
    slots: dict[Slot, str | SaidWords]
    revisions: tuple[DemoRevision, ...] = ()
    attempts: tuple[DemoAttempt, ...] = ()
    reflections: tuple[DemoReflection, ...] = ()
    conversation: DemoConversation | None = None


class DemoStory(Model):
    """A story of one's own; a shared one is read by the group.

    reflection: the place of the person's kept reflection that it is made from, if there is one.
    """

    days_ago: int
    kind: StoryKind = ItemKind.STORY
    reflection: int | None = None
    parts: dict[StoryPart, str]
    suggested: frozenset[StoryPart] = frozenset()
    stand_ins: dict[str, str] = {}
    shared: bool = False


class DemoPerson(Model):
    """Somebody who can sign in."""

    name: str
    email: str
    leads: bool = False
    admin: bool = False
    member: bool = True
    commitments: tuple[DemoCommitment, ...] = ()
    stories: tuple[DemoStory, ...] = ()


class DemoCycle(Model):
    """One cycle; they count from 1 in the order of the file."""

    topic: str
    stage: CycleStage
    ends_in_days: int


class DemoNote(Model):
    """What was written down in a session; people are named by their addresses."""

    by: str
    kind: NoteKind
    text: str
    seen_to_by: str | None = None
    until_in_days: int | None = None


class DemoSession(Model):
    """A session for all members, held or planned."""

    cycle: int
    kind: SessionKind
    in_days: int
    begins_at: time
    questions: tuple[str, ...] = ()
    notes: tuple[DemoNote, ...] = ()


class DemoPost(Model):
    """What somebody wrote in a thread; `by` is their e-mail."""

    by: str
    days_ago: int
    text: str


class DemoThread(Model):
    """A conversation in the private space, the first post first."""

    title: str
    posts: tuple[DemoPost, ...] = Field(min_length=1)


class DemoGroup(Model):
    """The group, its cycles, its sessions and what it talks about."""

    name: str
    format: str
    founded_days_ago: int
    cycles: tuple[DemoCycle, ...]
    sessions: tuple[DemoSession, ...] = ()
    threads: tuple[DemoThread, ...] = ()


class DemoFile(Model):
    """The whole file."""

    version: Literal[1]
    group: DemoGroup
    people: tuple[DemoPerson, ...]


def read_demo(path: Path) -> DemoFile:
    """Return the file's content; SetupError names the file and the first thing wrong in it."""
    try:
        return DemoFile.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SetupError(
            f"The demo group {path} cannot be read ({error.strerror}): restore it from the "
            "repository."
        ) from error
    except yaml.YAMLError as error:
        raise SetupError(f"The demo group {path} is not YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SetupError(f"The demo group {path} is wrong at {place}: {first['msg']}.") from error
