"""Notices in words, and who may be the second person to delete a group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.group_deletion import DeletionRequest, confirm_problem
from coach.domain.notices import Notice, NoticeKind, notice_words
from tests.support.world import START

REQUEST = DeletionRequest(group_id="g", asked_by_id="ann", asked_at=START)


def notice(kind: NoticeKind, name: str = "Ben") -> Notice:
    return Notice(id="n", group_id="g", kind=kind, at=START, person_id="ben", person_name=name)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_is_one_sentence_about_somebody(kind: NoticeKind) -> None:
    words = notice_words(notice(kind))
    assert words.startswith("Ben") is (kind is not NoticeKind.THEMES)  # that one is nobody's doing
    assert words.endswith(".")
    assert words.count(".") == 1


def test_who_removed_somebody_is_named_while_they_are_there() -> None:
    removed = notice(NoticeKind.REMOVED)
    assert notice_words(removed, "Ann") == "Ben was removed by Ann."
    assert notice_words(removed) == "Ben was removed."


def test_a_deleted_account_leaves_without_a_name() -> None:
    left = notice(NoticeKind.LEFT, name="")
    assert notice_words(left) == "A member who has deleted their account has left."


def test_an_admin_is_named_as_one() -> None:
    assert "administrator" in notice_words(notice(NoticeKind.ADMIN_JOINED))


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_request_is_open_for_seven_days(after: timedelta) -> None:
    assert REQUEST.is_open(START + after) is (after < timedelta(days=7))


def test_who_asked_is_never_the_second_person() -> None:
    assert "yourself" in confirm_problem(REQUEST, person_id="ann", joined_at=None)
    earlier = START - timedelta(days=1)
    assert "yourself" in confirm_problem(REQUEST, person_id="ann", joined_at=earlier)


def test_who_came_after_it_was_asked_for_is_not_the_second_person() -> None:
    earlier = START - timedelta(seconds=1)
    assert confirm_problem(REQUEST, person_id="ben", joined_at=earlier) == ""
    assert confirm_problem(REQUEST, person_id="ada", joined_at=None) == ""
    assert "joined after" in confirm_problem(REQUEST, person_id="ben", joined_at=START)
