"""What the model does for a story, in the background: one thing at a time, until it is told off."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from coach.dialogue.name_finder import NameFinder
from coach.dialogue.story_draft import StoryDrafter
from coach.domain.base import Model
from coach.domain.masking import Finding
from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.errors import Cancelled, CoachError, UpstreamError
from coach.services.bugs import log_bug

logger = logging.getLogger(__name__)

_REMEMBERED: Final = 64
"""Texts whose names are kept in memory, so that a page drawn anew does not ask again."""

Save = Callable[[Mapping[StoryPart, str]], None]


class DeskState(StrEnum):
    """How far the model is."""

    IDLE = "idle"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Proposals(Model):
    """How far the model is with one story: `done` of `steps`; `looking`: it still reads names."""

    state: DeskState = DeskState.IDLE
    done: int = 0
    steps: int = 0
    looking: bool = False


@dataclass
class _Work:
    flag: threading.Event = field(default_factory=threading.Event)
    state: DeskState = DeskState.WORKING
    done: int = 0
    steps: int = 0


class StoryDesk:
    """Threads may share it. Nothing of it outlives the process but what `save` has saved."""

    def __init__(self, drafter: StoryDrafter, names: NameFinder) -> None:
        self._drafter = drafter
        self._names = names
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="story")
        self._lock = threading.Lock()
        self._works: dict[str, _Work] = {}
        self._looking: dict[str, threading.Event] = {}
        self._found: dict[str, tuple[Finding, ...]] = {}

    def draft(
        self, story_id: str, told: Mapping[ReflectionStep, str], sentence: str, save: Save
    ) -> None:
        """Begin to propose the parts of a story, unless that is under way."""
        with self._lock:
            known = self._works.get(story_id)
            if known is not None and known.state is DeskState.WORKING:
                return
            work = self._works[story_id] = _Work()
        self._pool.submit(self._draft, work, told, sentence, save)

    def state(self, story_id: str) -> Proposals:
        """Return how far it is."""
        with self._lock:
            work, looking = self._works.get(story_id), story_id in self._looking
        if work is None:
            return Proposals(looking=looking)
        return Proposals(state=work.state, done=work.done, steps=work.steps, looking=looking)

    def cancel(self, story_id: str) -> None:
        """Stop what is under way for a story, and forget it."""
        with self._lock:
            work = self._works.pop(story_id, None)
            looking = self._looking.get(story_id)
        for flag in (work.flag if work else None, looking):
            if flag is not None:
                flag.set()

    def names(self, story_id: str, texts: Sequence[str]) -> list[tuple[Finding, ...]]:
        """Return what the model has found in these texts; nothing yet for new ones.

        New ones are looked at in the background: ask again while `state().looking`.
        """
        with self._lock:
            missing = [text for text in texts if text not in self._found]
            if missing and story_id not in self._looking:
                flag = self._looking[story_id] = threading.Event()
                self._pool.submit(self._look, story_id, missing, flag)
            return [self._found.get(text, ()) for text in texts]

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            flags = [w.flag for w in self._works.values()] + list(self._looking.values())
        for flag in flags:
            flag.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _draft(
        self, work: _Work, told: Mapping[ReflectionStep, str], sentence: str, save: Save
    ) -> None:
        def progress(done: int, steps: int) -> None:
            work.done, work.steps = done, steps

        try:
            save(self._drafter.draft(told, sentence, work.flag, progress))
            work.state = DeskState.DONE
        except (Cancelled, UpstreamError) as error:
            logger.info("no story was proposed: %s", type(error).__name__)
            work.state = DeskState.FAILED
        except CoachError as error:  # the story was deleted or shared meanwhile
            logger.info("a proposal came too late: %s", type(error).__name__)
            work.state = DeskState.FAILED
        except Exception as error:  # noqa: BLE001 - the thread serves the next story
            log_bug(logger, "a proposal", error)
            work.state = DeskState.FAILED

    def _look(self, story_id: str, texts: Sequence[str], flag: threading.Event) -> None:
        try:
            found = self._names.find(texts, flag)
        except (Cancelled, UpstreamError) as error:
            logger.info("the model found no names: %s", type(error).__name__)
            found = [()] * len(texts)
        except Exception as error:  # noqa: BLE001 - as above
            log_bug(logger, "a search for names", error)
            found = [()] * len(texts)
        with self._lock:
            self._looking.pop(story_id, None)
            if not flag.is_set():
                self._found.update(zip(texts, found, strict=True))
            while len(self._found) > _REMEMBERED:
                self._found.pop(next(iter(self._found)))
