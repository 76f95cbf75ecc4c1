"""The charter: who takes part, who reads on, and how far anything shared can go."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.domain.charter import (
    SECTION_TITLES,
    Acceptance,
    Attribution,
    Charter,
    CharterText,
    Sections,
    Terms,
    format_charter,
    limit,
    may_read,
    may_take_part,
    newest_accepted,
    next_version,
    standing,
)
from coach.domain.groups import Group
from coach.domain.people import Membership
from coach.domain.reach import Reach
from coach.errors import InvalidInput, SetupError
from coach.services.formats_file import CHARTERS_FILE, read_charters, read_formats
from tests.support.world import START, new_group

FORMATS: Final = {one.key: one for one in read_formats()}
CHARTERS: Final = read_charters(FORMATS.values())
PEERS: Final = new_group("group", "Northside", START)
COACHES: Final = new_group("group", "Two", START, "peer_coaching")
COMMUNITY: Final = new_group("group", "Field", START, "community_of_practice")
SINCE_EVER: Final = Membership(group_id="group", person_id="ann", joined_at=START)
NEW: Final = SINCE_EVER.model_copy(update={"joined_at": START + timedelta(days=30)})
TERMS: Final = st.builds(
    Terms,
    widest_audience=st.sampled_from(Reach),
    attributions=st.lists(st.sampled_from(Attribution), min_size=1, max_size=3, unique=True).map(
        tuple
    ),
)


def terms(widest: Reach = Reach.GROUP, *attributions: Attribution) -> Terms:
    return Terms(widest_audience=widest, attributions=attributions or tuple(Attribution))


def text(words: str = "We come.", terms_: Terms | None = None) -> CharterText:
    sections = Sections.model_validate(dict.fromkeys(SECTION_TITLES, words))
    return CharterText(sections=sections, terms=terms_ or terms())


def first(group: Group) -> Charter:
    return format_charter(group, CHARTERS[group.format])


def after(charter: Charter, terms_: Terms, words: str = "New words.", days: int = 1) -> Charter:
    return next_version(
        charter,
        text(words, terms_),
        rules=COMMUNITY.rules,
        author_id="ann",
        now=START + timedelta(days=days),
    )


def test_every_format_begins_with_a_text_within_its_rules() -> None:
    assert list(CHARTERS) == list(FORMATS)
    for key, charter in CHARTERS.items():
        assert not charter.terms.widest_audience.wider_than(FORMATS[key].rules.widest_audience)
        for name in SECTION_TITLES:
            words = getattr(charter.sections, name).split()
            assert 20 <= len(words) <= 110, (key, name, len(words))


def test_members_of_a_group_that_never_wrote_a_charter_take_part_as_before() -> None:
    for joined in (SINCE_EVER, NEW):
        assert may_take_part(joined, first(PEERS), None)
        now = standing(joined, PEERS.rules, first(PEERS), None)
        assert (now.takes_part, now.reads, now.limit) == (True, True, Reach.GROUP)


def test_where_it_binds_from_the_start_nobody_takes_part_without_a_yes() -> None:
    charter = first(COACHES)
    now = standing(SINCE_EVER, COACHES.rules, charter, None)
    assert (now.takes_part, now.reads, now.limit) == (False, False, Reach.ME)
    assert standing(SINCE_EVER, COACHES.rules, charter, 0).takes_part


def test_no_other_groups_charter_lets_anybody_in() -> None:
    elsewhere = SINCE_EVER.model_copy(update={"group_id": "other"})
    for accepted in (None, 0, 1):
        assert not may_take_part(elsewhere, first(PEERS), accepted)
        assert not may_read(elsewhere, first(PEERS), accepted)


def test_the_first_charter_of_a_group_lets_its_members_read_on_and_asks_newcomers() -> None:
    charter = after(first(PEERS), terms())
    assert charter.number == 1
    for accepted, joined, takes_part, reads in (
        (None, SINCE_EVER, False, True),
        (None, NEW, False, False),
        (1, SINCE_EVER, True, True),
        (1, NEW, True, True),
    ):
        assert may_take_part(joined, charter, accepted) is takes_part
        assert may_read(joined, charter, accepted) is reads


def test_a_wider_one_stops_everybody_until_they_agree() -> None:
    wider = after(first(PEERS), terms(Reach.ORGANISATION))
    assert not may_read(SINCE_EVER, wider, None)
    narrow = after(wider, terms(Reach.GROUP))
    again = after(narrow, terms(Reach.ORGANISATION))
    for accepted in (None, 1, 2):
        assert not may_read(SINCE_EVER, again, accepted)
        assert not may_take_part(SINCE_EVER, again, accepted)
    assert may_take_part(SINCE_EVER, again, 3)


def test_new_wording_asks_again_and_lets_read_on_whoever_accepted_since_the_last_widening() -> None:
    wide = after(first(PEERS), terms(Reach.ORGANISATION))
    second = after(wide, terms(Reach.ORGANISATION), "Better words.")
    third = after(second, terms(Reach.ME), "Fewer words.")
    for accepted in (1, 2):
        assert not may_take_part(NEW, third, accepted)
        assert may_read(NEW, third, accepted)
    assert not may_read(SINCE_EVER, third, None)


@given(st.lists(TERMS, max_size=6), st.integers(0, 6))
def test_nobody_reads_under_wider_terms_than_they_ever_accepted(
    versions: list[Terms], accepted: int
) -> None:
    history = [first(COMMUNITY)]
    for number, terms_ in enumerate(versions, start=1):
        history.append(after(history[-1], terms_, f"Version {number}."))
    if accepted >= len(history):
        return
    agreed_to, current = history[accepted], history[-1]
    late = NEW.model_copy(update={"joined_at": START + timedelta(days=60)})
    if may_read(late, current, accepted) and accepted < current.number:
        steps = history[accepted:]
        assert not any(b.terms.wider_than(a.terms) for a, b in pairwise(steps))
        assert not current.terms.widest_audience.wider_than(agreed_to.terms.widest_audience)
    assert may_take_part(late, current, accepted) is (
        accepted == current.number or not current.binds
    )


@given(TERMS, TERMS)
def test_wider_is_never_so_both_ways_round_in_reach(one: Terms, other: Terms) -> None:
    assert not one.wider_than(one)
    if one.widest_audience.wider_than(other.widest_audience):
        assert one.wider_than(other)
    for group in (PEERS, COMMUNITY):
        widest = limit(group.rules, one)
        assert not widest.wider_than(group.rules.widest_audience)
        assert not widest.wider_than(one.widest_audience)


def test_telling_more_by_name_is_wider_too() -> None:
    without, with_name = terms(Reach.GROUP, Attribution.NONE), terms(Reach.GROUP, Attribution.NAME)
    assert with_name.wider_than(without)
    assert not without.wider_than(with_name)
    assert with_name.wider_than(terms()), "a name becomes the only choice"
    assert not terms().wider_than(with_name)


def test_a_charter_goes_no_further_than_the_rules_and_changes_something() -> None:
    with pytest.raises(InvalidInput, match=r"offers 'organisation', but the rules .* at 'group'"):
        next_version(
            first(PEERS), text(terms_=terms(Reach.ORGANISATION)), rules=PEERS.rules,
            author_id="ann", now=START,
        )  # fmt: skip
    written = after(first(PEERS), terms())
    with pytest.raises(InvalidInput, match="says this already"):
        after(written, terms())
    with pytest.raises(ValidationError, match="named twice"):
        terms(Reach.GROUP, Attribution.NAME, Attribution.NAME)


def test_a_yes_to_a_formats_text_counts_for_that_format_and_group_alone() -> None:
    def yes(number: int, format_: str = "", group_id: str = "group") -> Acceptance:
        return Acceptance(
            group_id=group_id, person_id="ann", number=number, format=format_, accepted_at=START
        )

    assert newest_accepted([], PEERS) is None
    assert newest_accepted([yes(0, "peer_coaching")], PEERS) is None
    assert newest_accepted([yes(0, "peer_learning_group")], PEERS) == 0
    assert newest_accepted([yes(2), yes(1), yes(3, group_id="other")], PEERS) == 2


@pytest.mark.parametrize(
    ("replace", "message"),
    [
        (("  peer_coaching:", "  choir:"), "has no charter for 'peer_coaching'"),
        (
            ("widest_audience: group", "widest_audience: organisation"),
            "goes further than the rules",
        ),
        (("attributions: [name]", "attributions: []"), "is wrong at charters.peer_coaching.terms"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(
    tmp_path: Path, replace: tuple[str, str], message: str
) -> None:
    path = tmp_path / "charters.yaml"
    path.write_text(CHARTERS_FILE.read_text(encoding="utf-8").replace(*replace), encoding="utf-8")
    with pytest.raises(SetupError, match=message):
        read_charters(FORMATS.values(), path)
