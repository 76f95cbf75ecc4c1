"""The next session follows from the dates of the cycle, else from the group's rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from coach.domain.agenda import SessionKind
from coach.domain.cycle import Cycle, CycleStage, proposed_dates
from coach.domain.next_session import next_session, usual_kind
from coach.domain.rules import Rules
from coach.services.formats_file import read_formats

TODAY: Final = date(2026, 3, 2)
FORMATS: Final = {format_.key: format_.rules for format_ in read_formats()}


def rules(key: str = "peer_learning_group") -> Rules:
    return FORMATS[key]


def cycle(stage: CycleStage, ends_on: date | None) -> Cycle:
    return Cycle(id="c", group_id="g", topic="How?", stage=stage, stage_ends_on=ends_on)


def test_whatever_the_stage_the_dates_lead_to_the_same_sessions() -> None:
    dates = proposed_dates(TODAY, weeks=4)
    for stage, meets in (
        (CycleStage.EXPLORE, TODAY),
        (CycleStage.PRACTICE, TODAY + timedelta(weeks=4)),
        (CycleStage.REFLECT, TODAY + timedelta(weeks=4)),
        (CycleStage.REVIEW, TODAY + timedelta(weeks=4)),
    ):
        found = next_session(rules(), cycle=cycle(stage, dates[stage]), last=None, today=TODAY)
        assert found is not None
        assert found.held_on == meets


@pytest.mark.parametrize("stage", [CycleStage.TOPIC, CycleStage.COMMIT, CycleStage.CLOSE])
def test_without_a_date_that_tells_the_rules_decide(stage: CycleStage) -> None:
    at = cycle(stage, TODAY)
    assert next_session(rules(), cycle=at, last=None, today=TODAY) is None
    found = next_session(rules(), cycle=at, last=TODAY, today=TODAY)
    weeks = rules().weeks_usual
    assert weeks is not None
    assert found is not None
    assert found.held_on == TODAY + timedelta(weeks=weeks)


def test_a_cadence_goes_on_from_the_last_session_past_those_that_were_missed() -> None:
    ongoing = rules("community_of_practice")
    days = ongoing.cadence_days
    assert days is not None
    for ago, ahead in ((0, days), (1, days - 1), (days, 0), (days + 1, days - 1), (3 * days, 0)):
        last = TODAY - timedelta(days=ago)
        found = next_session(ongoing, cycle=None, last=last, today=TODAY)
        assert found is not None
        assert found.held_on == TODAY + timedelta(days=ahead), ago
        assert str(days) in found.why


def test_a_session_that_is_planned_ahead_is_what_the_rhythm_goes_on_from() -> None:
    ongoing = rules("community_of_practice")
    planned = TODAY + timedelta(days=3)
    found = next_session(ongoing, cycle=None, last=planned, today=TODAY)
    assert found is not None
    assert ongoing.cadence_days is not None
    assert found.held_on == planned + timedelta(days=ongoing.cadence_days)


def test_nothing_is_proposed_in_the_past() -> None:
    passed = cycle(CycleStage.REVIEW, TODAY - timedelta(days=9))
    assert next_session(rules(), cycle=passed, last=None, today=TODAY) is None
    found = next_session(rules(), cycle=passed, last=TODAY - timedelta(days=99), today=TODAY)
    assert found is not None
    assert found.held_on == TODAY


def test_once_the_group_practises_the_next_session_looks_back() -> None:
    kinds = {stage: usual_kind(cycle(stage, None)) for stage in CycleStage}
    assert kinds[CycleStage.TOPIC] is kinds[CycleStage.EXPLORE] is SessionKind.EXPLORE
    assert kinds[CycleStage.PRACTICE] is kinds[CycleStage.REVIEW] is SessionKind.REFLECT
    assert kinds[CycleStage.CLOSE] is usual_kind(None) is SessionKind.EXPLORE
