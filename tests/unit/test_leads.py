"""Terms of leading: when they lapse, and whose turn it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.formats import find_format
from coach.domain.leads import Course, Lead, holds, lasts_to, may_be_taken_up, whose_turn
from coach.domain.rules import Leading, Rules, Term
from coach.errors import InvalidInput
from coach.services.formats_file import read_formats

SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = SINCE.date()


def rules(**changed: object) -> Rules:
    known = find_format(read_formats(), "peer_learning_group").rules
    return Rules.model_validate(known.model_dump() | changed)


def lead(term: Term, **facts: object) -> Lead:
    known = {"id": "l", "group_id": "g", "person_id": "ann", "since": SINCE, "term": term}
    return Lead.model_validate(known | facts)


def test_a_term_of_a_cycle_lapses_with_the_next_one() -> None:
    mine = lead(Term.CYCLE, through_cycle=2)
    assert holds(mine, Course(today=DAY))
    assert holds(mine, Course(today=DAY + timedelta(days=900), cycle_number=2))
    assert not holds(mine, Course(today=DAY, cycle_number=3))


def test_a_term_to_a_date_holds_on_its_last_day() -> None:
    mine = lead(Term.UNTIL_DATE, until=DAY)
    assert holds(mine, Course(today=DAY))
    assert not holds(mine, Course(today=DAY + timedelta(days=1)))


def test_a_term_of_a_session_ends_with_the_day_of_the_first_one_held_in_it() -> None:
    mine, later = lead(Term.SESSION), DAY + timedelta(days=30)
    before, first, second = (DAY + timedelta(days=n) for n in (-3, 7, 14))
    assert holds(mine, Course(today=later))
    assert holds(mine, Course(today=later, held_on=(before,))), "that one was not theirs"
    assert holds(mine, Course(today=first, held_on=(second, first)))
    assert not holds(mine, Course(today=first + timedelta(days=1), held_on=(second, first)))


@pytest.mark.parametrize("term", list(Term))
def test_what_was_ended_holds_no_longer(term: Term) -> None:
    mine = lead(term, through_cycle=9, until=DAY, ended_at=SINCE)
    assert not holds(mine, Course(today=DAY))


def test_a_lead_lasts_as_the_rules_say() -> None:
    def lasts(
        found: Rules, number: int | None, *, over: bool = False, until: date | None = None
    ) -> tuple[int | None, date | None]:
        return lasts_to(found, number, cycle_is_over=over, today=DAY, until=until)

    assert lasts(rules(), None) == (1, None)
    assert lasts(rules(), 4) == (4, None)
    assert lasts(rules(), 4, over=True) == (5, None)
    assert lasts(rules(term="session"), 4) == (None, None)
    assert lasts(rules(term="until_date"), 4, until=DAY) == (None, DAY)
    for until in (None, DAY - timedelta(days=1)):
        with pytest.raises(InvalidInput, match="until when"):
            lasts(rules(term="until_date"), 4, until=until)


def test_only_an_admin_fills_an_appointed_place() -> None:
    for leading in Leading:
        term = {"term": "open"} if leading is Leading.SHARED else {}
        found = rules(leading=leading.value, **term)
        assert may_be_taken_up(found) is (leading is not Leading.APPOINTED)


@given(st.lists(st.sampled_from("abcdef"), max_size=40))
def test_the_lead_passes_round(led: list[str]) -> None:
    joined = {name: SINCE + timedelta(days=at) for at, name in enumerate("abcdef")}
    leads = [
        lead(Term.CYCLE, id=str(at), person_id=name, since=SINCE + timedelta(days=10 * at))
        for at, name in enumerate(led, start=1)
    ]
    counts = [led.count(name) for name in whose_turn(joined, leads)]
    assert counts == sorted(counts)
    for _ in range(6 * (max(counts) - min(counts) + 1)):
        following = whose_turn(joined, leads)[0]
        at = len(leads) + 1
        since = SINCE + timedelta(days=10 * at)
        leads.append(lead(Term.CYCLE, id=str(at), person_id=following, since=since))
    last_six = [one.person_id for one in leads[-6:]]
    assert sorted(last_six) == list("abcdef"), "everybody once before anybody twice"
