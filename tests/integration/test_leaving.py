"""Leaving a group: what it leads to is said beforehand, and is what happens."""

from __future__ import annotations

import pytest

from coach.domain.repertoire import of_group, of_person
from coach.domain.rule_changes import ChangeState
from coach.errors import InvalidInput, NotFound
from tests.support.rooms import Room, open_room
from tests.support.world import World


@pytest.fixture
def room(world: World) -> Room:
    return open_room(world)


def fill(room: Room) -> None:
    """Let Ben share and take part in all that there is."""
    services, group_id = room.world.services, room.group.id
    shared = room.world.commitment(room.ben)
    services.commitments.share(room.ben, shared.id, "group")
    room.world.commitment(room.ben, words="keep this to myself")
    room.story(room.ben)
    mine = services.topics.propose(room.ben, group_id, "How do we listen?")
    theirs = services.topics.propose(room.ann, group_id, "How do we plan?")
    services.topics.vote(room.ben, group_id, {mine.id: 1, theirs.id: 2})
    services.charters.accept(room.ben, group_id, 0)


def test_it_says_beforehand_what_it_leads_to(room: Room) -> None:
    fill(room)
    services = room.world.services
    services.group_rules.change(
        room.ann, room.group.id, {"widest_audience": "organisation"}, decided_by="us", why="Open."
    )
    preview = room.members.leave_preview(room.ben, room.group.id)
    assert preview.lines == (
        "You no longer see what the others share here, and they read that you have left.",
        "The group no longer sees 1 commitment that you share with it; you keep what is yours.",
        "This goes: 3 votes, 1 open proposal and your yes to the charter.",
        "A change of the rules that waits for your yes is decided by the others.",
    )
    assert (preview.stories, preview.problem) == (1, "")


def test_it_does_what_it_said(room: Room) -> None:
    fill(room)
    services = room.world.services
    room.members.leave(room.ben, room.group.id)
    ben = room.again(room.ben)
    assert ben.group_ids == frozenset()
    assert {c.audience for c in services.commitments.mine(ben)} == {"me"}
    assert {c.group_id for c in services.commitments.mine(ben)} == {None}
    assert services.commitments.shared_in_group(room.ann, room.group.id) == []
    board = services.topics.board(room.ann, room.group.id)
    assert [p.proposal.question for p in board.open] == ["How do we plan?"]
    assert (board.voted, board.members) == (0, 2)
    with services.database.reading() as tx:
        assert tx.charters.accepted_by(ben.person_id) == []
        assert [i.audience for i in tx.items.of_author(ben.person_id)] == [of_person(ben.person_id)]
    assert room.told(room.ann) == ["Ben has left."]
    assert "leave" in room.events()
    with pytest.raises(NotFound):
        room.members.leave(ben, room.group.id)


def test_stories_stay_where_the_member_says_so(room: Room) -> None:
    item = room.story(room.ben)
    room.members.leave(room.ben, room.group.id, stories="keep")
    assert room.world.services.stories.open(room.ann, item.id).audience == "Northside"
    with room.world.services.database.reading() as tx:
        assert [i.audience for i in tx.items.of_author(room.ben.person_id)] == [
            of_group(room.group.id)
        ]


def test_stories_for_others_are_not_touched(room: Room) -> None:
    other = room.world.group("Southside")
    room.world.services.groups.add_member(group_id=other.id, email=room.ben.email)
    elsewhere = Room(room.world, other, room.ann, room.ben, room.cem, room.ada).story(room.ben)
    room.members.leave(room.again(room.ben), room.group.id)
    with room.world.services.database.reading() as tx:
        [item] = tx.items.of_author(room.ben.person_id)
    assert (item.id, item.audience) == (elsewhere.id, of_group(other.id))


def test_a_change_that_waited_for_them_takes_effect(room: Room) -> None:
    rules = room.world.services.group_rules
    change = rules.change(
        room.ann, room.group.id, {"widest_audience": "organisation"}, decided_by="us", why="Open."
    )
    rules.answer(room.cem, change.id, yes=True)
    assert rules.history(room.ann, room.group.id)[0].state is ChangeState.PENDING
    room.members.leave(room.ben, room.group.id)
    assert rules.history(room.ann, room.group.id)[0].state is ChangeState.EFFECTIVE


def test_their_open_invitations_stop_working(room: Room) -> None:
    accounts = room.world.services.accounts
    room.world.services.groups.add_member(group_id=room.group.id, email=room.ben.email, leads=True)
    link = accounts.invite(room.ann, group_id=room.group.id)
    preview = room.members.leave_preview(room.ann, room.group.id)
    assert any("such a link no longer works" in line for line in preview.lines)
    room.members.leave(room.ann, room.group.id)
    with pytest.raises(NotFound):
        accounts.invitation(link.token)


def test_the_only_one_who_leads_hands_the_lead_over_first(room: Room) -> None:
    preview = room.members.leave_preview(room.ann, room.group.id)
    assert "hand the lead over" in preview.problem
    with pytest.raises(InvalidInput, match="hand the lead over"):
        room.members.leave(room.ann, room.group.id)
    assert room.names(room.ann) == ["Ann", "Ben", "Cem"]
    room.world.services.groups.add_member(group_id=room.group.id, email=room.ben.email, leads=True)
    room.members.leave(room.ann, room.group.id)
    assert room.names(room.ben) == ["Ben", "Cem"]


def test_the_last_of_all_may_go(room: Room) -> None:
    for member in (room.ben, room.cem):
        room.members.leave(member, room.group.id)
    preview = room.members.leave_preview(room.ann, room.group.id)
    assert preview.problem == ""
    assert preview.lines[-1].startswith("Nobody is left in the group then")
    room.members.leave(room.ann, room.group.id)
    assert "0 members" in room.overview(room.ada).size_words


def test_where_all_lead_anybody_goes(world: World) -> None:
    room = open_room(world, "learning_circle")
    room.members.leave(room.ann, room.group.id)
    assert room.names(room.ben) == ["Ben", "Cem"]


def test_whoever_comes_back_starts_anew(room: Room) -> None:
    fill(room)
    room.members.leave(room.ben, room.group.id, stories="keep")
    link = room.world.services.accounts.invite(room.ann, group_id=room.group.id)
    room.world.services.accounts.join(room.again(room.ben), link.token)
    view = room.world.services.charters.read(room.again(room.ben), room.group.id)
    assert view.accepted is None
    assert room.world.services.commitments.shared_in_group(room.ann, room.group.id) == []
    assert room.world.services.left_items.mine(room.again(room.ben)) == ()
