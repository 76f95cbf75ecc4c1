"""What a played conversation is written down as: everything that its figures are counted from."""

from __future__ import annotations

from pydantic import Field

from coach.dialogue.grounding import traces
from coach.domain.attempt import AttemptResult
from coach.domain.base import Model
from coach.domain.conversation import ConversationKind, ScreenResult, TurnState
from coach.domain.provenance import Entry


class Tell(Model):
    """What a manager said about one slot or step in a message: the gold for what ends there.

    `concrete`: said as well as they can; asking again brings nothing. `corrects`: it takes the
    place of what they said before.
    """

    name: str
    text: str
    concrete: bool = True
    corrects: bool = False


class Said(Model):
    """A message of a manager. `heard`: what they took the coach to ask about, '' for unknown.

    `screen`: what the safety screen must recognise in it, where a scenario says so.
    """

    text: str = Field(min_length=1)
    heard: str = ""
    tells: tuple[Tell, ...] = ()
    screen: ScreenResult | None = None


class ScenarioAttempt(Model):
    """The attempt that a reflection is about, with the commitment it belongs to."""

    commitment: str
    action: str
    context: str
    result: AttemptResult
    cue_occurred: bool = True
    days_ago: int = Field(default=1, ge=0)
    note: str = ""


class TurnRecord(Model):
    """One exchange: the manager's message, the coach's answer, and what is known about it.

    `question`: the one that code or the model chose, as it stands in `text`.
    """

    member: str
    heard: str
    tells: tuple[Tell, ...]
    text: str
    question: str
    stage: str
    topic: str
    intent: str
    screen: ScreenResult
    expected_screen: ScreenResult | None
    source: str
    failed_checks: tuple[str, ...]
    question_id: str
    state: TurnState
    first_delta_s: float | None
    first_shown_s: float | None
    total_s: float | None
    draft_lag_s: float
    tokens_in: int | None
    tokens_reused: int | None
    tokens_out: int | None
    slots: dict[str, list[Entry]]


class Transcript(Model):
    """A played conversation; `member_turns` maps turn ids to texts so that spans can be checked.

    `complete`: whether it ended in a commitment that was said yes to, or in five steps that were
    kept; None for a scenario, which never says yes. `seconds`: without the wait at its beginning.
    """

    scenario: str
    kind: ConversationKind
    attempt: ScenarioAttempt | None = None
    model: str
    opening: str
    opening_topic: str
    turns: tuple[TurnRecord, ...]
    member_turns: dict[str, str]
    complete: bool | None = None
    seconds: float = 0.0

    def untraceable(self) -> list[Entry]:
        """Chat entries, after any turn, whose span does not hold their text; must be empty."""
        entries = [e for turn in self.turns for group in turn.slots.values() for e in group]
        return [e for e in entries if not traces(e, self.member_turns)]
