"""The picture of a group: what is counted, what is left out, and what one could do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.formats import find_format
from coach.domain.group_health import Counts, Leg, Measure, measures
from coach.domain.rules import Expectation, Practice, Rules
from coach.services.formats_file import read_formats

ALL_WELL = Counts(
    has_topic=True,
    has_charter=True,
    charter_binds=True,
    members=6,
    accepted=6,
    proposing=4,
    sharing=5,
    logging=6,
    attempts=14,
    stories=3,
    tried=4,
    is_session_planned=True,
)
NUMBERS = {
    name: st.integers(0, 30)
    for name in ("accepted", "proposing", "sharing", "logging", "attempts", "stories", "tried")
}


def rules(key: str = "peer_learning_group") -> Rules:
    return find_format(read_formats(), key).rules


def seen(counts: Counts, found: Rules) -> dict[str, Measure]:
    return {measure.title: measure for measure in measures(counts, found)}


def test_a_group_that_does_well_is_told_nothing_to_do() -> None:
    found = measures(ALL_WELL, rules())
    assert [measure.title for measure in found if measure.hint] == []
    assert {measure.leg for measure in found} == set(Leg)
    attempts = seen(ALL_WELL, rules())["Attempts in this cycle"]
    assert (attempts.part, attempts.said) == (14, "14 logged by all of you together.")


def test_what_is_empty_comes_with_an_idea() -> None:
    facts = dict.fromkeys(NUMBERS, 0) | {"members": 6, "charter_binds": True}
    flags = dict.fromkeys(("has_topic", "has_charter", "is_session_planned"), False)
    empty = seen(Counts.model_validate(facts | flags), rules())
    assert [title for title, measure in empty.items() if not measure.hint] == []
    assert empty["Attempts in this cycle"].said == "Told once 3 of you have logged one."


@given(st.builds(Counts, members=st.integers(1, 30), **NUMBERS))
def test_no_total_points_to_one_or_two(counts: Counts) -> None:
    found = seen(counts, rules())
    if counts.logging < 3:
        assert found["Attempts in this cycle"].part == 0
        assert str(counts.attempts) not in found["Attempts in this cycle"].said.replace("3", "")
    if counts.tried < 3:
        assert found["Taken up from others"].part == 0


def test_only_what_the_rules_ask_for_is_counted() -> None:
    without = rules().model_copy(update={"practice": Practice.NONE, "commitment": Expectation.NONE})
    assert "Attempts in this cycle" not in seen(ALL_WELL, without)
    assert "Commitments that you can ask about" not in seen(ALL_WELL, without)
    unbound = ALL_WELL.model_copy(update={"charter_binds": False})
    assert "Agreed to the charter" not in seen(unbound, rules())
