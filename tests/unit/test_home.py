"""The one next step, case by case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import REQUIRED_SLOTS, Commitment, CommitmentStatus, Draft, Slot
from coach.domain.cycle import CycleStage
from coach.domain.home import Standing, next_step
from coach.domain.provenance import Entry
from coach.domain.reflection import Reflection, ReflectionStatus
from tests.support.world import START

TODAY: Final = START.date()
WORDS: Final = Entry(text="ask first", origin="form")


def commitment(name: str = "open", *, review_on: date | None = None, **more: object) -> Commitment:
    fields = {
        "id": name,
        "owner_id": "me",
        "status": CommitmentStatus.DRAFT if name == "draft" else CommitmentStatus.OPEN,
        "draft": Draft(slots={Slot.WISH: WORDS}, review_on=review_on),
        "created_at": START,
        "updated_at": START,
        **more,
    }
    return Commitment.model_validate(fields)


def attempt(name: str = "try", of: str = "open", days_ago: int = 1) -> Attempt:
    return Attempt(
        id=name,
        owner_id="me",
        commitment_id=of,
        happened_on=TODAY - timedelta(days=days_ago),
        cue_occurred=True,
        result=AttemptResult.NOT,
        created_at=START,
        updated_at=START,
    )


def reflection(*attempt_ids: str, kept: bool = True) -> Reflection:
    return Reflection(
        id="look",
        owner_id="me",
        attempt_ids=attempt_ids,
        status=ReflectionStatus.KEPT if kept else ReflectionStatus.DRAFT,
        created_at=START,
        updated_at=START,
    )


def stand(*things: Commitment | Attempt | Reflection, stage: CycleStage | None = None) -> Standing:
    return Standing(
        today=TODAY,
        stage=stage,
        commitments=tuple(t for t in things if isinstance(t, Commitment)),
        attempts=tuple(t for t in things if isinstance(t, Attempt)),
        reflections=tuple(t for t in things if isinstance(t, Reflection)),
    )


S: Final = CycleStage
CASES: Final[dict[str, tuple[Standing, tuple[str, str, str, str]]]] = {
    "nothing, no group": (stand(), ("Make a commitment", "commit", "", "")),
    "nothing, topic": (stand(stage=S.TOPIC), ("Think ahead", "commit", "", "")),
    "nothing, explore": (stand(stage=S.EXPLORE), ("Session 1 comes first", "commit", "", "")),
    "nothing, commit": (stand(stage=S.COMMIT), ("Make your commitment", "commit", "", "")),
    "nothing, practice": (stand(stage=S.PRACTICE), ("Make your commitment", "commit", "", "")),
    "nothing, reflect": (stand(stage=S.REFLECT), ("Come and listen", "commit", "", "")),
    "nothing, review": (stand(stage=S.REVIEW), ("Come and listen", "commit", "", "")),
    "nothing, close": (stand(stage=S.CLOSE), ("This topic is closed", "commit", "", "")),
    "a draft": (
        stand(commitment("draft"), stage=S.PRACTICE),
        ("Finish your commitment", "commit", "commitment", "draft"),
    ),
    "a draft goes first while the group commits": (
        stand(commitment("draft"), commitment(), attempt(), stage=S.COMMIT),
        ("Finish your commitment", "commit", "commitment", "draft"),
    ),
    "practice goes before a second draft": (
        stand(commitment("draft"), commitment(), stage=S.PRACTICE),
        ("Try it, then log it", "practice", "commitment", "open"),
    ),
    "open, not tried": (
        stand(commitment(), stage=S.PRACTICE),
        ("Try it, then log it", "practice", "commitment", "open"),
    ),
    "open, not tried, no group": (
        stand(commitment()),
        ("Try it, then log it", "practice", "commitment", "open"),
    ),
    "open, not tried, practice is over": (
        stand(commitment(), stage=S.REFLECT),
        ("Log what happened", "practice", "commitment", "open"),
    ),
    "tried, not reflected: on the latest attempt": (
        stand(commitment(), attempt("old", days_ago=5), attempt("new"), stage=S.PRACTICE),
        ("Reflect", "reflect", "attempt", "new"),
    ),
    "only the attempt without a reflection": (
        stand(commitment(), attempt("old", days_ago=5), attempt("new"), reflection("new")),
        ("Reflect", "reflect", "attempt", "old"),
    ),
    "an unfinished reflection goes before a new one": (
        stand(commitment(), attempt("a"), attempt("b"), reflection("a", kept=False)),
        ("Continue your reflection", "reflect", "reflection", "look"),
    ),
    "all reflected": (
        stand(commitment(), attempt(), reflection("try"), stage=S.PRACTICE),
        ("Log the next attempt", "practice", "commitment", "open"),
    ),
    "all reflected, review date today": (
        stand(commitment(review_on=TODAY), attempt(), reflection("try"), stage=S.PRACTICE),
        ("Close your commitment", "commit", "commitment", "open"),
    ),
    "review date passed, never tried": (
        stand(commitment(review_on=TODAY - timedelta(days=1)), stage=S.PRACTICE),
        ("Your review date has come", "practice", "commitment", "open"),
    ),
    "review date passed, not reflected": (
        stand(commitment(review_on=TODAY), attempt()),
        ("Reflect", "reflect", "attempt", "try"),
    ),
    "review date tomorrow": (
        stand(commitment(review_on=TODAY + timedelta(days=1)), attempt(), reflection("try")),
        ("Log the next attempt", "practice", "commitment", "open"),
    ),
    "all reflected before session 2": (
        stand(commitment(), attempt(), reflection("try"), stage=S.REVIEW),
        ("Be ready for session 2", "journal", "", ""),
    ),
    "closed already, before session 2": (
        stand(commitment("kept", status=CommitmentStatus.KEPT), stage=S.REFLECT),
        ("Be ready for session 2", "journal", "", ""),
    ),
    "the group closes": (
        stand(commitment(), attempt(), stage=S.CLOSE),
        ("Close your commitment", "commit", "commitment", "open"),
    ),
    "all closed, group closes": (
        stand(commitment("kept", status=CommitmentStatus.KEPT), stage=S.CLOSE),
        ("This topic is closed", "commit", "", ""),
    ),
    "attempts at a closed commitment ask for nothing": (
        stand(commitment("kept", status=CommitmentStatus.DROPPED), attempt(of="kept")),
        ("Make a commitment", "commit", "", ""),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_next_step(case: str) -> None:
    standing, expected = CASES[case]
    step = next_step(standing)
    assert (step.title, step.page, step.target, step.target_id) == expected
    assert len(step.text.split()) > 5


def test_a_complete_draft_waits_for_a_yes() -> None:
    slots = dict.fromkeys(REQUIRED_SLOTS, WORDS)
    whole = commitment("draft", draft=Draft(slots=slots))
    assert "say yes" in next_step(stand(whole)).text
    assert "say yes" not in next_step(stand(commitment("draft"))).text


def test_the_oldest_open_commitment_and_the_last_touched_draft_come_first() -> None:
    later = {"created_at": START + timedelta(days=1), "updated_at": START + timedelta(days=1)}
    assert next_step(stand(commitment("b", **later), commitment("a"))).target_id == "a"
    newer = commitment("draft", **later).model_copy(update={"id": "newer"})
    assert next_step(stand(commitment("draft"), newer)).target_id == "newer"
