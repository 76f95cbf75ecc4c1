"""A manager who answers by the rules of a persona, from what they see on the page."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from typing import Final

from coach.domain.conversation import ConversationKind
from coach.evaluation.managers.hearing import BACK, CHOICE, SAY_BACK, STORY, asks, hear
from coach.evaluation.managers.persona import NAMES, Correction, Persona
from coach.evaluation.managers.slips import with_slips
from coach.evaluation.transcript import Said, ScenarioAttempt, Tell

GO_ON: Final = "Let us go on."
ENOUGH: Final = "I want to stop here for today."
OF_A_STORY: Final = "Some of it fits, but our place is different."
NOTHING_TO_SAY: Final = "I have no answer to that."
AS_BEFORE: Final = "As I said:"


class Manager:
    """Answers one conversation, the same for one seed. It knows no plan, stage or topic of ours."""

    def __init__(self, persona: Persona, seed: int = 0) -> None:
        self.persona = persona
        self.ends = True
        digest = hashlib.sha256(f"{seed}/{persona.name}".encode()).digest()
        self._chance = random.Random(digest)  # noqa: S311 - no secret hangs on it
        self._told: dict[str, int] = {}
        self._deflected: Counter[str] = Counter()
        self._about = NAMES[persona.kind][0]
        self._messages = 0
        self._left = False
        self._asides = list(persona.asides)
        self._chance.shuffle(self._asides)
        self._corrected = False

    @property
    def name(self) -> str:
        """See Partner."""
        return self.persona.name

    @property
    def kind(self) -> ConversationKind:
        """See Partner."""
        return self.persona.kind

    @property
    def attempt(self) -> ScenarioAttempt | None:
        """See Partner."""
        return self.persona.attempt

    def answer(self, coach: str) -> Said | None:
        """See Partner. A coach who asks nothing has ended the conversation."""
        if self._left or not asks(coach):
            return None
        self._messages += 1
        if self.persona.patience is not None and self._messages > self.persona.patience:
            self._left = True
            return Said(text=ENOUGH)
        heard = hear(coach, self.kind)
        match heard:
            case "choice":
                return Said(text=GO_ON, heard=CHOICE)
            case "story":
                return Said(text=OF_A_STORY, heard=STORY)
            case "say_back":
                return self._say_back()
        if heard not in {"", BACK}:
            self._about = heard
        return self._on(self._about, heard)

    def _on(self, name: str, heard: str) -> Said:
        """Answer a question about a slot or step."""
        if (correction := self._due()) is not None:
            return self._correct(correction, heard)
        wordings = self.persona.facts.get(name, ())
        if not wordings:
            return Said(text=NOTHING_TO_SAY, heard=heard)
        if self._deflected[name] < self.persona.reluctance.get(name, 0):
            self._deflected[name] += 1
            return Said(text=self._chance.choice(self.persona.deflections), heard=heard)
        told = [self._tell(name)]
        other = self.persona.also.get(name, "")
        if told[0].concrete and other and other not in self._told:
            self._told[other] = len(self.persona.facts[other]) - 2
            told.append(self._tell(other))
        text = " ".join([*self._aside(), *(one.text for one in told)])
        return Said(text=text, heard=heard, tells=tuple(told))

    def _tell(self, name: str) -> Tell:
        """Say the next wording of a fact, or the last one again."""
        wordings = self.persona.facts[name]
        last = len(wordings) - 1
        again = self._told.get(name, -1) >= last
        self._told[name] = level = min(self._told.get(name, -1) + 1, last)
        text = self._typed(wordings[level])
        return Tell(
            name=name, text=f"{AS_BEFORE} {text}" if again else text, concrete=level == last
        )

    def _due(self) -> Correction | None:
        """Return what they now take back."""
        correction = self.persona.correction
        due = correction is not None and correction.after in self._told
        return correction if due and not self._corrected else None

    def _correct(self, correction: Correction, heard: str) -> Said:
        self._corrected = True
        text = self._typed(correction.text)
        tell = Tell(name=correction.name, text=text, corrects=True)
        return Said(text=text, heard=heard, tells=(tell,))

    def _say_back(self) -> Said:
        said = self.persona.say_back or self.persona.facts["action"][-1]
        return Said(text=self._typed(said), heard=SAY_BACK)

    def _aside(self) -> list[str]:
        """Return something that has nothing to do with it; nobody says such a thing twice."""
        if not self._asides or self._chance.random() >= self.persona.aside_rate:
            return []
        return [self._typed(self._asides.pop())]

    def _typed(self, text: str) -> str:
        return with_slips(text, self.persona.typo_rate, self._chance)
