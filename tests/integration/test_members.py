"""Inviting people, seeing who is there, removing somebody, and what a group is told of it."""

from __future__ import annotations

import pytest

from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.members import MemberService
from tests.integration.test_charters import sections
from tests.support.kept_mails import KeptMails
from tests.support.repertoire import retire
from tests.support.rooms import Room, open_room
from tests.support.world import PASSWORD, World


@pytest.fixture
def room(world: World) -> Room:
    return open_room(world)


def invite(room: Room, actor: Actor, email: str = "", days: int = 14) -> str:
    """Return the token of a new invitation."""
    made = room.world.services.accounts.invite(
        room.again(actor), group_id=room.group.id, email=email, days=days
    )
    return made.token


def accept(room: Room, token: str, name: str) -> Actor:
    """Make an account by a link and return who it is."""
    accounts = room.world.services.accounts
    grant = accounts.accept_invitation(
        token, name=name, email=f"{name.lower()}@example.org", password=PASSWORD, address="::1"
    )
    return accounts.actor_for_token(grant.token)


def bind(room: Room) -> None:
    """Let Ann write a charter that widens, so that everybody has to accept it."""
    charters = room.world.services.charters
    view = charters.read(room.ann, room.group.id)
    terms = view.charter.terms
    charters.write(room.ann, room.group.id, sections=sections("We come."), terms=terms)


def test_whoever_leads_invites_and_an_admin_and_nobody_else(room: Room) -> None:
    dan = accept(room, invite(room, room.ann), "Dan")
    assert room.group.id in dan.group_ids
    eve = accept(room, invite(room, room.ada), "Eve")
    assert room.names(eve) == ["Ann", "Ben", "Cem", "Dan", "Eve"]
    for nobody in (room.ben, dan, room.world.actor("Zoe")):
        with pytest.raises(NotFound):
            invite(room, nobody)
    assert sorted(room.told(room.ben)) == ["Dan has joined.", "Eve has joined."]


def test_where_all_lead_any_member_invites_but_none_that_has_yet_to_accept(world: World) -> None:
    room = open_room(world, "learning_circle")
    invite(room, room.ben)
    bind(room)
    held_back = room.again(room.ben).model_copy(update={"held_back": frozenset({room.group.id})})
    with pytest.raises(NotFound):
        world.services.accounts.invite(held_back, group_id=room.group.id)


def test_open_invitations_are_listed_and_withdrawn(room: Room) -> None:
    token = invite(room, room.ann, "Dan@example.org", days=3)
    invite(room, room.ada)
    listed = room.overview(room.ann).invitations
    assert [(i.email, i.by) for i in listed] == [("dan@example.org", "Ann"), ("", "Ada")]
    assert room.overview(room.ben).invitations == ()
    for nobody in (room.ben, room.world.actor("Zoe")):
        with pytest.raises(NotFound):
            room.members.withdraw(nobody, listed[0].id)
    room.members.withdraw(room.ann, listed[0].id)
    assert [i.email for i in room.overview(room.ann).invitations] == [""]
    with pytest.raises(NotFound):
        room.world.services.accounts.invitation(token)
    with pytest.raises(NotFound):
        room.members.withdraw(room.ann, listed[0].id)
    assert "invite_withdrawn" in room.events()


def test_a_used_or_stale_invitation_is_no_longer_open(room: Room) -> None:
    accept(room, invite(room, room.ann), "Dan")
    invite(room, room.ann, days=1)
    room.world.clock.advance(days=1)
    assert room.overview(room.ann).invitations == ()
    with room.world.services.database.reading() as tx:
        used = tx.invitations.count_open(room.ann.person_id, room.world.clock())
    assert used == 0


def test_a_used_invitation_cannot_be_withdrawn(room: Room) -> None:
    token = invite(room, room.ann)
    [listed] = room.overview(room.ann).invitations
    accept(room, token, "Dan")
    with pytest.raises(InvalidInput, match="used up"):
        room.members.withdraw(room.ann, listed.id)


def test_members_and_open_invitations_fill_a_group_and_the_refusal_explains_it(room: Room) -> None:
    for _ in range(3):
        invite(room, room.ann)
    with pytest.raises(InvalidInput, match="about 12 minutes each for 6, and about 10 for 7"):
        invite(room, room.ann)
    with pytest.raises(InvalidInput, match="begin a second group"):
        invite(room, room.ada)
    assert sorted(room.told(room.cem)) == [
        "Ada wanted to invite more people than the rules allow.",
        "Ann wanted to invite more people than the rules allow.",
    ]
    overview = room.overview(room.ann)
    assert overview.full
    assert len(overview.invitations) == 3
    room.members.withdraw(room.ann, overview.invitations[0].id)
    invite(room, room.ann)


def test_once_the_rule_is_changed_there_is_room(room: Room) -> None:
    for _ in range(3):
        invite(room, room.ann)
    room.world.services.group_rules.change(
        room.ann, room.group.id, {"size_most": 7}, decided_by="all of us", why="One more."
    )
    invite(room, room.ann)


def test_a_small_group_is_told_how_many_are_missing(room: Room) -> None:
    assert "2 are missing." in room.overview(room.ben).size_words
    invite(room, room.ann)
    assert "2 are missing, 1 of them invited." in room.overview(room.ben).size_words


def test_a_community_has_no_limit(world: World) -> None:
    room = open_room(world, "community_of_practice")
    for _ in range(20):
        invite(room, room.ann)
    assert room.overview(room.ann).full == ""


def test_an_admin_cannot_become_a_member_unseen(room: Room) -> None:
    for nobody in (room.ben, room.world.actor("Zoe")):
        with pytest.raises(NotFound):
            room.members.join_as_admin(nobody, room.group.id)
    room.members.join_as_admin(room.ada, room.group.id)
    assert "Ada" in room.names(room.ben)
    assert room.told(room.ben) == ["Ada, an administrator of Repertoire, has joined."]
    assert not room.overview(room.ada).may_remove
    with pytest.raises(InvalidInput, match="already a member"):
        room.members.join_as_admin(room.again(room.ada), room.group.id)


def test_an_admin_is_announced_by_every_other_way_in_too(room: Room) -> None:
    eva = room.world.actor("Eva", is_admin=True)
    room.world.services.accounts.join(eva, invite(room, eva))
    room.world.services.groups.add_member(group_id=room.group.id, email=room.ada.email)
    assert sorted(room.told(room.ben)) == [
        "Ada, an administrator of Repertoire, has joined.",
        "Eva, an administrator of Repertoire, has joined.",
    ]


def test_an_admin_takes_a_place_like_anybody_else(room: Room) -> None:
    for _ in range(3):
        invite(room, room.ann)
    with pytest.raises(InvalidInput, match="6 at most"):
        room.members.join_as_admin(room.ada, room.group.id)


def test_an_admin_outside_sees_numbers_and_no_member(room: Room) -> None:
    overview = room.overview(room.ada)
    assert not overview.is_member
    assert "3 members" in overview.size_words
    assert not any(name in overview.model_dump_json() for name in ("Ann", "Ben", "Cem"))
    assert room.members.groups(room.ada) == {room.group.id: "Northside"}
    assert room.members.groups(room.world.actor("Zoe")) == {}
    for refused in (room.members.people, room.members.notices, room.members.leave_preview):
        with pytest.raises(NotFound):
            refused(room.ada, room.group.id)


def test_a_removed_member_is_refused_at_once_and_the_group_is_told(room: Room) -> None:
    services = room.world.services
    commitment = room.world.commitment(room.ben)
    services.commitments.share(room.ben, commitment.id, "group")
    room.members.remove(room.ann, room.group.id, room.ben.person_id, reason=" to the\ncoast ")
    ben = room.again(room.ben)
    assert ben.group_ids == frozenset()
    for refused in (room.members.overview, room.members.people, services.charters.read):
        with pytest.raises(NotFound):
            refused(ben, room.group.id)
    assert services.commitments.get(ben, commitment.id).audience == "me"
    assert services.commitments.shared_in_group(room.cem, room.group.id) == []
    [notice] = room.members.notices(room.cem, room.group.id)[:1]
    assert (notice.words, notice.reason) == ("Ben was removed by Ann.", "to the coast")
    assert "coast" not in str(services.audit.latest(room.ada))
    assert "member_removed" in room.events()


def test_only_whoever_leads_removes_and_never_themselves(room: Room) -> None:
    for nobody in (room.ben, room.ada):
        with pytest.raises(NotFound):
            room.members.remove(nobody, room.group.id, room.cem.person_id)
    with pytest.raises(InvalidInput, match="leave the group instead"):
        room.members.remove(room.ann, room.group.id, room.ann.person_id)
    with pytest.raises(NotFound):
        room.members.remove(room.ann, room.group.id, room.ada.person_id)
    with pytest.raises(InvalidInput, match="shorten it to 300"):
        room.members.remove(room.ann, room.group.id, room.ben.person_id, reason="x" * 301)
    assert room.names(room.ann) == ["Ann", "Ben", "Cem"]


def test_a_reason_is_not_for_somebody_who_has_yet_to_accept_the_charter(room: Room) -> None:
    room.members.remove(room.ann, room.group.id, room.ben.person_id, reason="moved away")
    held_back = room.cem.model_copy(update={"held_back": frozenset({room.group.id})})
    [first, *_] = room.members.notices(held_back, room.group.id)
    assert (first.words, first.reason) == ("Ben was removed by Ann.", "")


def test_a_removed_members_stories_stay_and_they_can_take_them_back(room: Room) -> None:
    services = room.world.services
    item = room.story(room.ben)
    room.members.remove(room.ann, room.group.id, room.ben.person_id)
    ben = room.again(room.ben)
    assert services.stories.open(room.cem, item.id).item.title == "The silent room"
    opened = services.stories.open(ben, item.id)
    assert opened.audience == "Northside"
    [left] = services.left_items.mine(ben)
    assert (left.id, left.group_name) == (item.id, "Northside")
    assert services.left_items.mine(room.cem) == ()
    for nobody in (room.cem, room.ann, room.ada):
        with pytest.raises(NotFound):
            services.left_items.take_back(nobody, item.id)
    services.left_items.take_back(ben, item.id)
    assert services.left_items.mine(ben) == ()
    with pytest.raises(NotFound):
        services.stories.open(room.cem, item.id)
    assert item.id not in {i.id for i in services.search.browse(room.cem)}
    assert item.id in {i.id for i in services.search.browse(ben)}
    assert "audience_change" in room.events()


def test_what_is_out_of_use_need_not_be_taken_back(room: Room) -> None:
    item = room.story(room.ben)
    room.members.remove(room.ann, room.group.id, room.ben.person_id)
    retire(room.world.services, item)
    assert room.world.services.left_items.mine(room.again(room.ben)) == ()


def test_notices_are_forgotten_after_sixty_days(room: Room) -> None:
    room.members.remove(room.ann, room.group.id, room.ben.person_id)
    room.world.clock.advance(days=59)
    assert room.members.notices(room.cem, room.group.id)
    room.world.clock.advance(days=1)
    assert room.members.notices(room.cem, room.group.id) == ()
    room.members.leave(room.cem, room.group.id)
    with room.world.services.database.reading() as tx:
        kept = tx.notices.of_group(room.group.id, room.group.created_at.replace(year=2000))
    assert [n.person_name for n in kept] == ["Cem"]


def test_a_deleted_account_leaves_no_name_behind(room: Room) -> None:
    room.members.remove(room.ann, room.group.id, room.ben.person_id)
    services = room.world.services
    services.accounts.delete_account(room.ben, password=PASSWORD)
    services.accounts.delete_account(room.ann, password=PASSWORD)
    told = room.told(room.cem)
    assert told == ["A member who has deleted their account has left."]


def test_a_shut_account_is_shown_as_such_and_takes_no_place(room: Room) -> None:
    with room.world.services.database.transaction() as tx:
        tx.people.set_disabled(room.ben.person_id, room.world.clock())
    assert "2 members" in room.overview(room.ann).size_words
    rows = {row.name: row for row in room.members.people(room.ann, room.group.id)}
    assert [name for name, row in rows.items() if row.shut] == ["Ben"]
    assert [name for name, row in rows.items() if row.leads] == ["Ann"]
    assert rows["Ann"].me


def test_an_invitation_goes_by_mail_or_its_link_is_handed_on(world: World) -> None:
    group = world.group(format_key="community_of_practice")
    ann, mails = world.actor("Ann", group, leads=True), KeptMails()
    members = MemberService(world.services.database, world.clock, mails.links())
    invited = members.invite(ann, group.id, email=" Bo@Example.org ")
    assert (invited.sent_to, invited.problem) == ("bo@example.org", "")
    [(to, subject, text)] = mails.sent
    assert (to, subject) == ("bo@example.org", "Ann invites you to a group on Repertoire")
    assert mails.token() == invited.link.token
    assert "'Northside'" in text
    assert members.invite(ann, group.id).sent_to == "", "without an address there is a link"
    mails.refuses = True
    failed = members.invite(ann, group.id, email="cy@example.org")
    assert "did not take the mail" in failed.problem
    assert world.services.accounts.invitation(failed.link.token).email == "cy@example.org"
    assert len(mails.sent) == 1
