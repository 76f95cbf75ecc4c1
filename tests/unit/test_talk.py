"""When a space is open, and what stays of posts that are gone."""

from __future__ import annotations

from typing import Final

import pytest

from coach.domain.charter import Attribution, Terms
from coach.domain.reach import Reach
from coach.domain.rule_changes import changed
from coach.domain.talk import Post, PostState, Space, gone, hides_names, is_empty, is_open
from coach.services.formats_file import read_formats
from tests.support.world import START

FORMATS: Final = {one.key: one.rules for one in read_formats()}
PEERS: Final = FORMATS["peer_learning_group"]
COMMUNITY: Final = FORMATS["community_of_practice"]


def terms(widest: Reach, *attributions: Attribution) -> Terms:
    return Terms(widest_audience=widest, attributions=attributions or (Attribution.NAME,))


def post(state: PostState = PostState.SHOWN) -> Post:
    return Post(
        id="p",
        thread_id="t",
        position=1,
        author_id="ann",
        inside=True,
        text="I asked first.",
        state=state,
        posted_at=START,
        edited_at=START,
    )


@pytest.mark.parametrize("widest", Reach)
def test_a_public_space_needs_both_rules_and_charter(widest: Reach) -> None:
    whole = widest is Reach.ORGANISATION
    assert is_open(Space.PUBLIC, COMMUNITY, terms(widest)) is whole
    private = changed(COMMUNITY, {"spaces": "private"})
    assert not is_open(Space.PUBLIC, private, terms(widest))
    assert not is_open(Space.PUBLIC, PEERS, terms(widest))


@pytest.mark.parametrize("widest", Reach)
def test_a_private_space_is_open_unless_everybody_keeps_all_to_themselves(widest: Reach) -> None:
    for rules in (PEERS, COMMUNITY):
        assert is_open(Space.PRIVATE, rules, terms(widest)) is (widest is not Reach.ME)
    alone = changed(PEERS, {"default_audience": "me", "widest_audience": "me"})
    assert not is_open(Space.PRIVATE, alone, terms(widest))


def test_names_are_hidden_where_the_charter_has_none() -> None:
    assert not hides_names(terms(Reach.ORGANISATION))
    assert hides_names(terms(Reach.ORGANISATION, Attribution.MEMBER, Attribution.NONE))


@pytest.mark.parametrize("state", [PostState.DELETED, PostState.REMOVED, PostState.LEFT])
def test_of_a_post_that_is_gone_no_word_stays(state: PostState) -> None:
    left = gone(post(), state)
    assert (left.text, left.state, left.edited_at) == ("", state, None)
    assert (left.position, left.posted_at) == (1, START)


def test_a_thread_is_empty_once_nobody_could_want_it() -> None:
    assert is_empty([post(PostState.DELETED), post(PostState.LEFT)])
    assert not is_empty([post(PostState.DELETED), post()])
    assert not is_empty([post(PostState.REMOVED)]), "the line says that something was removed"
