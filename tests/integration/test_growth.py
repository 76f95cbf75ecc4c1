"""A group that grows asks its authors again; nobody reads their stories until they answer."""

from __future__ import annotations

import pytest

from coach.domain.repertoire import ItemKind, ItemStatus, of_group
from coach.errors import InvalidInput, NotFound
from tests.support.circle import DECIDED, Circle
from tests.support.repertoire import add_story
from tests.support.world import World


@pytest.fixture
def circle(world: World) -> Circle:
    return Circle(world)


def test_what_was_shared_is_hidden_until_its_author_says_yes_again(circle: Circle) -> None:
    assert circle.reads(circle.ben)
    circle.grow()
    with pytest.raises(NotFound):
        circle.reads(circle.ben)
    assert circle.services.search.browse(circle.ben) == []
    [question] = circle.services.consent_asks.questions(circle.ann)
    assert (question.ask.reason, question.readers, question.hidden) == (
        "grown",
        ("Northside",),
        True,
    )
    assert "looked at my watch" in question.text
    circle.services.sharing.agree(circle.ann, circle.story)
    assert circle.reads(circle.ben)
    first, second = circle.services.sharing.standing(circle.ann, circle.story).consents
    assert (first.text, first.audience, second.version) == (second.text, second.audience, 2)
    assert circle.services.consent_asks.questions(circle.ann) == ()


def test_a_no_takes_it_back(circle: Circle) -> None:
    circle.grow()
    item_id = circle.item()
    circle.services.consent_asks.decline(circle.ann, circle.story)
    assert circle.services.sharing.standing(circle.ann, circle.story).item is None
    with pytest.raises(NotFound):
        circle.services.stories.open(circle.ben, item_id)
    assert circle.services.consent_asks.questions(circle.ann) == ()


def test_it_happens_in_the_moment_in_which_a_change_that_waits_takes_effect(circle: Circle) -> None:
    rules = circle.services.group_rules
    change = rules.change_format(circle.ann, circle.north.id, "community_of_practice", **DECIDED)
    assert circle.reads(circle.ben)
    rules.answer(circle.ben, change.id, yes=True)
    with pytest.raises(NotFound):
        circle.reads(circle.ben)


def test_it_happens_too_when_the_last_one_who_had_to_say_yes_leaves(circle: Circle) -> None:
    circle.services.group_rules.change_format(
        circle.ann, circle.north.id, "community_of_practice", **DECIDED
    )
    circle.services.members.leave(circle.ben, circle.north.id)
    assert [q.ask.reason for q in circle.services.consent_asks.questions(circle.ann)] == ["grown"]


def test_it_is_said_beforehand_and_documents_stay(circle: Circle) -> None:
    document = add_story(
        circle.services,
        "House rules",
        "# Rules\nBe kind.",
        audience=of_group(circle.north.id),
        kind=ItemKind.DOCUMENT,
    )
    rules = circle.services.group_rules
    foresight = rules.foresee(circle.ann, circle.north.id, {"size_most": None})
    assert (foresight.grows, foresight.held) == (("size_most",), 1)
    fewer = rules.foresee(circle.ann, circle.north.id, {"size_least": 4})
    assert (fewer.grows, fewer.held) == ((), 0)
    circle.grow()
    assert circle.services.stories.open(circle.ben, document.id).item.title == "House rules"


def test_what_was_given_without_a_story_is_its_authors_alone(circle: Circle) -> None:
    item = add_story(
        circle.services,
        "Old",
        "It was so.",
        audience=of_group(circle.north.id),
        author_id=circle.ann.person_id,
    )
    circle.grow()
    assert circle.services.stories.open(circle.ann, item.id).item.status is ItemStatus.ACTIVE
    with pytest.raises(NotFound):
        circle.services.stories.open(circle.ben, item.id)


def test_nobody_answers_for_another(circle: Circle) -> None:
    circle.grow()
    with pytest.raises(NotFound):
        circle.services.sharing.agree(circle.ben, circle.story)
    with pytest.raises(NotFound):
        circle.services.consent_asks.decline(circle.ben, circle.story)
    assert circle.services.consent_asks.questions(circle.ben) == ()


def test_a_second_answer_is_told_that_nothing_is_asked(circle: Circle) -> None:
    circle.grow()
    circle.services.sharing.agree(circle.ann, circle.story)
    with pytest.raises(InvalidInput, match="Nothing is asked"):
        circle.services.sharing.agree(circle.ann, circle.story)
    circle.services.consent_asks.decline(circle.ann, circle.story)
    assert circle.reads(circle.ben)


def test_a_question_never_reaches_further_than_what_its_author_left(circle: Circle) -> None:
    south = circle.world.group("Southside")
    circle.services.groups.add_member(group_id=south.id, email=circle.ann.email)
    circle.ann = circle.world.signed_in(circle.ann.person_id)
    story = circle.told(circle.ann, circle.north, south)
    circle.grow()
    circle.services.sharing.narrow(circle.ann, story, frozenset({south.id}))
    asked = {q.ask.story_id: q for q in circle.services.consent_asks.questions(circle.ann)}
    assert asked[story].readers == ("Southside",)
    circle.services.sharing.agree(circle.ann, story)
    item = circle.services.sharing.standing(circle.ann, story).item
    assert item is not None
    assert (item.audience, item.status) == (of_group(south.id), ItemStatus.ACTIVE)
