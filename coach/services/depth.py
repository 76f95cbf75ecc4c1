"""How deep a reflection goes, for its member alone. Computed when asked; nothing is kept of it."""

from __future__ import annotations

from coach.depth.asking import Questions
from coach.depth.reader import DepthReader
from coach.depth.weights import Measured
from coach.domain.access import Action
from coach.domain.base import Model
from coach.domain.contribution import Source, source_of
from coach.domain.depth import DepthReading, SentenceDepth, step_to_deepen
from coach.domain.people import Actor
from coach.domain.reflection import STEP_ORDER, ReflectionStep
from coach.errors import InvalidInput
from coach.services.common import own_reflection
from coach.storage.database import Database


class ReadSentence(Model):
    """One sentence in the member's words, with what was read in it."""

    words: str
    read: SentenceDepth


class ReadStep(Model):
    """The sentences of one step, in order."""

    step: ReflectionStep
    sentences: tuple[ReadSentence, ...]


class DepthCheck(Model):
    """What the member is shown. `question`: empty where the whole has no level.

    `measured`: how often the reader is right, on sentences that it had not seen.
    """

    steps: tuple[ReadStep, ...]
    read: DepthReading
    question: str
    measured: Measured


class DepthService:
    """Reads the actor's own reflections and nobody else's; it writes nothing anywhere."""

    def __init__(self, database: Database, reader: DepthReader, questions: Questions) -> None:
        self._database = database
        self._reader = reader
        self._questions = questions

    def check(self, actor: Actor, reflection_id: str) -> DepthCheck:
        """Read one of the actor's reflections as it stands now; NotFound for another's.

        InvalidInput for one that is empty, SetupError where nothing can be read here, UpstreamError
        where an embedding endpoint fails.
        """
        with self._database.reading() as tx:
            source = source_of(own_reflection(tx, actor, reflection_id, Action.READ))
        read = self._reader.read(source.text)
        if not read.sentences:
            raise InvalidInput("There is nothing to read yet: write what happened first.")
        step = step_to_deepen(source, read)
        return DepthCheck(
            steps=_by_step(source, read),
            read=read,
            question=self._questions[read.whole][step] if read.whole and step else "",
            measured=self._reader.weights.card.measured,
        )


def _by_step(source: Source, read: DepthReading) -> tuple[ReadStep, ...]:
    steps = []
    for step in STEP_ORDER:
        span = source.steps.get(step)
        inside = [s for s in read.sentences if span and span.start <= s.start < span.end]
        words = (ReadSentence(words=source.text[s.start : s.end], read=s) for s in inside)
        if inside:
            steps.append(ReadStep(step=step, sentences=tuple(words)))
    return tuple(steps)
