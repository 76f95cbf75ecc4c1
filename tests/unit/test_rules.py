"""The formats, what rules refuse, and which changes ask everybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.formats import find_format
from coach.domain.reach import Reach, capped, reach_of
from coach.domain.rule_changes import (
    Answer,
    ChangeState,
    Difference,
    RuleChange,
    answered,
    brings_readers,
    changed,
    differences,
    missing,
    settled,
    widening,
)
from coach.domain.rule_words import RULE_TITLES, rule_lines, value_words
from coach.domain.rules import Rules
from coach.errors import InvalidInput, SetupError
from coach.services.formats_file import FORMATS_FILE, read_formats
from tests.support.world import START

FORMATS: Final = {one.key: one for one in read_formats()}
PEERS: Final = FORMATS["peer_learning_group"].rules
COMMUNITY: Final = FORMATS["community_of_practice"].rules

CHANGES: Final[st.SearchStrategy[dict[str, Any]]] = st.fixed_dictionaries(
    {},
    optional={
        "size_least": st.integers(2, 9),
        "size_most": st.none() | st.integers(2, 9),
        "attendance": st.sampled_from(["everyone", "who_can"]),
        "commitment": st.sampled_from(["required", "invited", "none"]),
        "practice": st.sampled_from(["behaviour", "actions", "none"]),
        "sessions_in_cycle": st.none() | st.integers(1, 4),
        "weeks_least": st.none() | st.integers(1, 8),
        "weeks_usual": st.none() | st.integers(1, 8),
        "weeks_most": st.none() | st.integers(1, 8),
        "cadence_days": st.none() | st.integers(1, 60),
        "topics": st.sampled_from(["one", "many"]),
        "topic_choice": st.sampled_from(["vote", "any_member", "each_own"]),
        "leading": st.sampled_from(["rotation", "appointed", "coordinator", "turns", "shared"]),
        "term": st.sampled_from(["session", "cycle", "until_date", "open"]),
        "levels": st.sampled_from([["member"], ["core", "peripheral"]]),
        "spaces": st.sampled_from(["private", "private_and_public"]),
        "default_audience": st.sampled_from(["me", "group", "organisation"]),
        "widest_audience": st.sampled_from(["me", "group", "organisation"]),
        "release_inside": st.integers(2, 6),
        "theme_preview_hours": st.integers(1, 48),
        "release_outside": st.integers(2, 6),
        "release_groups": st.integers(2, 6),
        "charter_binds": st.sampled_from(["from_start", "once_written"]),
    },
)


def perhaps(rules: Rules, changes: dict[str, Any]) -> Rules | None:
    """Return the changed rules, or None where they contradict each other."""
    try:
        return changed(rules, changes)
    except InvalidInput:
        return None


def test_the_five_formats_differ_as_the_method_says() -> None:
    assert list(FORMATS) == [
        "peer_learning_group", "community_of_practice", "learning_circle", "peer_coaching",
        "quality_circle",
    ]  # fmt: skip
    sizes = {key: (f.rules.size_least, f.rules.size_most) for key, f in FORMATS.items()}
    assert sizes["peer_learning_group"] == (5, 6)
    assert sizes["community_of_practice"][1] is None
    assert sizes["peer_coaching"] == (2, 3)
    assert [k for k, f in FORMATS.items() if f.rules.commitment == "required"] == [
        "peer_learning_group"
    ]
    assert [k for k, f in FORMATS.items() if f.rules.led_by_all] == [
        "learning_circle", "peer_coaching",
    ]  # fmt: skip
    assert [k for k, f in FORMATS.items() if f.rules.widest_audience == "organisation"] == [
        "community_of_practice", "quality_circle",
    ]  # fmt: skip
    for one in FORMATS.values():
        assert (one.rules.release_inside, one.rules.release_outside) == (3, 5)
        assert one.rules.release_groups == 2
        assert one.purpose.count(".") == 1


def test_an_unknown_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match=r"'choir': choose one of peer_learning_group, "):
        find_format(FORMATS.values(), "choir")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size_least": 7}, "least size 7 is above the most 6"),
        ({"levels": ["core", "core"], "attendance": "who_can"}, "named twice"),
        ({"levels": ["core", "active"]}, "everyone comes each time"),
        ({"weeks_most": None}, "given in part"),
        ({"weeks_usual": 7}, "lie outside"),
        ({"practice": "none", "commitment": "none"}, "Weeks of practice are given where"),
        (
            {"practice": "none", "weeks_least": None, "weeks_usual": None, "weeks_most": None},
            "commitment is required where nothing is practised",
        ),
        ({"sessions_in_cycle": None, "term": "session"}, "has no rhythm"),
        ({"topic_choice": "each_own"}, "One topic at a time"),
        ({"term": "open"}, "passes on only when a term ends"),
        ({"leading": "shared"}, "there is no term"),
        ({"sessions_in_cycle": None, "cadence_days": 14}, "A term of a cycle needs cycles"),
        ({"default_audience": "organisation"}, "is wider than the widest 'group'"),
        ({"spaces": "private_and_public"}, "needs 'organisation' as the widest"),
        ({"release_inside": 6}, "6 contributors inside the group and only 5 outside"),
        ({"release_groups": 6}, "5 contributors cannot come from 6 groups"),
        ({"release_inside": 1}, "The rule 'release_inside' does not fit"),
        ({"colour": "green"}, "There is no rule 'colour': choose one of size_least, "),
    ],
)
def test_a_contradiction_is_refused_in_one_sentence(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        changed(PEERS, changes)
    assert str(caught.value).count(". ") == 0
    assert str(caught.value).endswith(".")


@given(CHANGES)
def test_differences_lead_from_the_one_to_the_other(changes: dict[str, Any]) -> None:
    after = perhaps(PEERS, changes)
    if after is not None:
        steps = {d.rule: d.after for d in differences(PEERS, after)}
        assert changed(PEERS, steps) == after
        back = {d.rule: d.before for d in differences(PEERS, after)}
        assert changed(after, back) == PEERS


@given(CHANGES, CHANGES)
def test_what_asks_nobody_shows_nobody_more(first: dict[str, Any], second: dict[str, Any]) -> None:
    before = perhaps(PEERS, first) or COMMUNITY
    after = perhaps(before, second)
    if after is None:
        return
    shows_more = (
        Reach(after.widest_audience).rank > Reach(before.widest_audience).rank
        or Reach(after.default_audience).rank > Reach(before.default_audience).rank
        or (before.spaces, after.spaces) == ("private", "private_and_public")
        or (before.charter_binds, after.charter_binds) == ("from_start", "once_written")
        or after.release_inside < before.release_inside
        or after.release_outside < before.release_outside
        or after.release_groups < before.release_groups
        or after.theme_preview_hours < before.theme_preview_hours
    )
    assert bool(widening(before, after)) is shows_more
    assert not set(widening(before, after)) & set(widening(after, before))


def test_growing_into_a_community_asks_everybody_and_going_back_nobody() -> None:
    assert widening(PEERS, COMMUNITY) == ("widest_audience", "spaces")
    assert widening(COMMUNITY, PEERS) == ()
    assert widening(PEERS, PEERS) == ()


def change(state: ChangeState = ChangeState.PENDING) -> RuleChange:
    return RuleChange(
        id="c",
        group_id="g",
        state=state,
        format_before="peer_learning_group",
        format_after="peer_learning_group",
        differences=(Difference(rule="release_inside", before=3, after=2),),
        decided_by="all of us",
        why="There are few of us.",
        proposed_by_id="ann",
        proposed_at=START,
    )


def answer(person_id: str, *, yes: bool = True) -> Answer:
    return Answer(person_id=person_id, yes=yes, answered_at=START)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=8))
def test_a_change_takes_effect_with_everybodys_yes_and_no_sooner(
    said: list[tuple[str, bool]],
) -> None:
    present, one = ("a", "b", "c"), change()
    for person_id, yes in said:
        if one.state is ChangeState.PENDING:
            one = settled(answered(one, answer(person_id, yes=yes)), present, START)
    refused = any(not a.yes for a in one.answers)
    everybody = set(present) <= {a.person_id for a in one.answers if a.yes}
    expected = (
        ChangeState.REFUSED if refused
        else ChangeState.EFFECTIVE if everybody
        else ChangeState.PENDING
    )  # fmt: skip
    assert one.state is expected
    assert (one.settled_at is None) is (expected is ChangeState.PENDING)


def test_who_joins_is_asked_too_and_who_left_is_not_waited_for() -> None:
    one = answered(answered(change(), answer("a")), answer("b"))
    assert missing(one, ("a", "b", "new")) == ("new",)
    assert settled(one, ("a", "b", "new"), START).state is ChangeState.PENDING
    assert settled(one, ("a",), START + timedelta(days=1)).state is ChangeState.EFFECTIVE
    assert settled(one, (), START).state is ChangeState.PENDING


def test_what_is_decided_takes_no_answer() -> None:
    for state in (ChangeState.EFFECTIVE, ChangeState.REFUSED):
        with pytest.raises(InvalidInput, match="decided already"):
            answered(change(state), answer("a"))


def test_every_rule_and_value_has_words() -> None:
    assert list(RULE_TITLES) == list(Rules.model_fields)
    for one in FORMATS.values():
        assert all(words and "_" not in words for *_, words in rule_lines(one.rules))
    assert value_words("levels", ["core", "active"]) == "core, active"
    assert value_words("size_most", None) == "no limit"


@given(st.lists(st.sampled_from(["me", "group", "organisation", "person:a", "group:b", "x", ""])))
def test_a_cap_lets_nothing_wider_through(audiences: list[str]) -> None:
    for limit in Reach:
        kept = capped(audiences, limit)
        assert [a for a in audiences if a in kept] == list(kept)
        for audience in set(audiences) - set(kept):
            reach = reach_of(audience)
            assert reach is None or reach.wider_than(limit)
        assert not {"x", ""} & set(kept)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        ("formats: [", "is not YAML"),
        ("version: 2\nformats: []", "is wrong at version"),
        ("TWICE", "two formats are called 'peer_learning_group'"),
        ("BAD", "is wrong at formats.0.rules: The least size 9 is above the most 6"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(
    tmp_path: Path, text: str | None, message: str
) -> None:
    path = tmp_path / "formats.yaml"
    real = FORMATS_FILE.read_text(encoding="utf-8")
    texts = {
        "TWICE": real.replace("key: learning_circle", "key: peer_learning_group"),
        "BAD": real.replace("size_least: 5", "size_least: 9"),
    }
    if text is not None:
        path.write_text(texts.get(text, text), encoding="utf-8")
    with pytest.raises(SetupError, match=message):
        read_formats(path)


@pytest.mark.parametrize(
    ("before", "changes", "expected"),
    [
        (PEERS, {"size_most": 7}, ("size_most",)),
        (PEERS, {"size_most": None}, ("size_most",)),
        (PEERS, {"size_most": 5}, ()),
        (COMMUNITY, {"size_most": 50}, ()),
        (PEERS, {"widest_audience": "organisation"}, ()),
        (PEERS, {"widest_audience": "organisation", "spaces": "private_and_public"}, ("spaces",)),
        (FORMATS["peer_coaching"].rules, {"charter_binds": "once_written"}, ("charter_binds",)),
        (PEERS, {"charter_binds": "from_start", "session_minutes": 60}, ()),
    ],
)
def test_authors_are_asked_again_where_more_people_come_to_read(
    before: Rules, changes: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert brings_readers(before, changed(before, changes)) == expected


def test_a_group_that_becomes_a_community_brings_readers() -> None:
    assert brings_readers(PEERS, COMMUNITY) == ("size_most", "spaces")
    assert brings_readers(COMMUNITY, PEERS) == ()
