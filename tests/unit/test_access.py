"""Every role, relation, kind and action against a table written by hand; the rest is denied."""

from __future__ import annotations

import itertools
from typing import Final, Literal

import pytest

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.people import Actor, Membership
from coach.domain.repertoire import (
    ORGANISATION,
    Item,
    ItemKind,
    ItemStatus,
    of_group,
    of_person,
)
from coach.errors import NotFound
from tests.support.world import START

Who = Literal["owner", "groupmate", "facilitator", "admin", "admin in group", "stranger"]
WHO: Final[tuple[Who, ...]] = (
    "owner", "groupmate", "facilitator", "admin", "admin in group", "stranger",
)  # fmt: skip
STATES: Final = tuple(itertools.product(("me", "group"), (False, True)))
OWN: Final = (
    Kind.ACCOUNT, Kind.CONVERSATION, Kind.COMMITMENT, Kind.ATTEMPT, Kind.REFLECTION, Kind.REMINDER,
    Kind.STORY, Kind.CONTRIBUTION,
)  # fmt: skip
OWNERS_MAY: Final = (Action.READ, Action.WRITE, Action.DELETE, Action.EXPORT)

ADMINS_MAY: Final = (
    (Kind.AUDIT, Action.READ), (Kind.AUDIT, Action.EXPORT), (Kind.GROUP, Action.INVITE),
    (Kind.GROUP, Action.DELETE), (Kind.GROUP, Action.AGREE), (Kind.GROUP, Action.SPLIT),
    (Kind.LEAD, Action.INVITE),
    (Kind.PEOPLE, Action.READ), (Kind.PEOPLE, Action.WRITE), (Kind.PEOPLE, Action.INVITE),
    (Kind.GROUPS, Action.READ), (Kind.GROUPS, Action.WRITE),
    (Kind.TEXTS, Action.READ), (Kind.TEXTS, Action.WRITE),
    (Kind.INSTALLATION, Action.READ), (Kind.INSTALLATION, Action.WRITE),
    *((Kind.TOTALS, action) for action in (Action.READ, Action.WRITE, Action.EXPORT)),
    *((Kind.LIBRARY, action) for action in OWNERS_MAY),
)  # fmt: skip

EXPECTED: Final[set[tuple[str, Kind, Action, str, bool]]] = {
    # the owner: everything with what is theirs, whatever its state
    *(("owner", k, a, *state) for k in OWN for a in OWNERS_MAY for state in STATES),
    # those in the group: read a commitment once it is shared, and only that
    *((who, Kind.COMMITMENT, Action.READ, "group", True)
      for who in ("groupmate", "facilitator", "admin in group")),
    # members see their group and answer to its deletion; whoever leads invites, removes and asks
    # for it; an admin invites into any, asks and answers too, appoints who leads, and runs the rest
    *((who, Kind.GROUP, action, *state)
      for who in ("owner", "groupmate", "facilitator", "admin in group")
      for action in (Action.READ, Action.AGREE, Action.EXPORT) for state in STATES),
    *(("facilitator", Kind.GROUP, action, *state)
      for action in (Action.INVITE, Action.WRITE, Action.SPLIT, Action.DELETE)
      for state in STATES),
    *((who, kind, action, *state)
      for who in ("admin", "admin in group")
      for kind, action in ADMINS_MAY
      for state in STATES),
    # members read what their group agreed on, answer for themselves and change rules; a charter is
    # written by whoever leads
    *((who, kind, action, *state)
      for who in ("owner", "groupmate", "facilitator", "admin in group")
      for kind, action in ((Kind.RULES, Action.READ), (Kind.RULES, Action.AGREE),
                           (Kind.RULES, Action.WRITE), (Kind.CHARTER, Action.READ),
                           (Kind.CHARTER, Action.AGREE))
      for state in STATES),
    *(("facilitator", Kind.CHARTER, Action.WRITE, *state) for state in STATES),
    # members read released themes and say no or go on first; whoever leads has them made
    *((who, Kind.THEMES, action, *state)
      for who in ("owner", "groupmate", "facilitator", "admin in group")
      for action in (Action.READ, Action.AGREE) for state in STATES),
    *(("facilitator", Kind.THEMES, Action.WRITE, *state) for state in STATES),
    # members propose and vote, and take back their own proposal; whoever leads moves the cycle
    *((who, kind, action, *state)
      for who in ("owner", "groupmate", "facilitator", "admin in group")
      for kind, action in ((Kind.TOPIC, Action.READ), (Kind.TOPIC, Action.WRITE),
                           (Kind.CYCLE, Action.READ), (Kind.LEAD, Action.READ),
                           (Kind.SESSION, Action.READ))
      for state in STATES),
    *(("owner", Kind.TOPIC, Action.DELETE, *state) for state in STATES),
    *(("facilitator", kind, Action.WRITE, *state)
      for kind in (Kind.CYCLE, Kind.LEAD, Kind.SESSION) for state in STATES),
    # members read what their group writes down in a session and change what is their own; whoever
    # leads deletes any of it, and alone reads what was handed over
    *((who, Kind.SESSION_NOTE, Action.READ, *state)
      for who in ("owner", "groupmate", "facilitator", "admin in group") for state in STATES),
    *(("owner", Kind.SESSION_NOTE, action, *state)
      for action in (Action.WRITE, Action.DELETE) for state in STATES),
    *(("facilitator", kind, action, *state)
      for kind, action in ((Kind.SESSION_NOTE, Action.DELETE), (Kind.HAND_OVER, Action.READ),
                           (Kind.HAND_OVER, Action.WRITE)) for state in STATES),
    # members read and begin conversations; posts are written, deleted and taken along by their
    # author, removed by whoever leads; a thread is closed by who began it and by whoever leads
    *((who, kind, action, *state)
      for who in ("owner", "groupmate", "facilitator", "admin in group")
      for kind, action in ((Kind.THREAD, Action.READ), (Kind.THREAD, Action.WRITE),
                           (Kind.POST, Action.READ))
      for state in STATES),
    *(("owner", Kind.POST, action, *state)
      for action in (Action.WRITE, Action.DELETE, Action.EXPORT) for state in STATES),
    *((who, kind, Action.MODERATE, *state)
      for who, kind in (("owner", Kind.THREAD), ("facilitator", Kind.THREAD),
                        ("facilitator", Kind.POST))
      for state in STATES),
    # who flags something takes that back; whoever leads reads it and lets the item stand; its
    # author and admins are below
    *(("owner", Kind.FLAG, a, *state)
      for a in (Action.READ, Action.DELETE, Action.EXPORT) for state in STATES),
    *(("facilitator", Kind.FLAG, a, *state) for a in (Action.READ, Action.MODERATE)
      for state in STATES),
    # an item's author; the rest of its table is below
    *(("owner", Kind.ITEM, a, *state) for a in OWNERS_MAY for state in STATES),
    # what a group took in from elsewhere (the one item that has a group) goes by whoever leads
    *(("facilitator", Kind.ITEM, Action.DELETE, *state) for state in STATES),
}  # fmt: skip


def actor(who: Who, the_group: str = "the group") -> Actor:
    in_group = who in {"owner", "groupmate", "facilitator", "admin in group"}
    group_id = the_group if in_group else "another group"
    person_id = "the owner" if who == "owner" else who
    membership = Membership(group_id=group_id, person_id=person_id, joined_at=START)
    return Actor(
        person_id=person_id,
        name=who,
        email="someone@example.org",
        is_admin=who.startswith("admin"),
        memberships=(membership,),
        leading_ids=frozenset({group_id} if who == "facilitator" else ()),
    )


CASES: Final = [
    (who, kind, action, audience, shared)
    for who in WHO
    for kind in Kind
    for action in Action
    for audience, shared in STATES
]


@pytest.mark.parametrize("who", WHO)
def test_the_table_is_complete(who: Who) -> None:
    for case_who, kind, action, audience, shared in CASES:
        if case_who != who:
            continue
        resource = Resource.model_validate(
            {
                "kind": kind,
                "owner_id": "the owner",
                "group_id": "the group",
                "audience": audience,
                "shared": shared,
            }
        )
        expected = (who, kind, action, audience, shared) in EXPECTED
        assert allowed(actor(who), action, resource) is expected, (who, kind, action, audience)


def test_the_table_names_no_case_that_does_not_exist() -> None:
    assert set(CASES) >= EXPECTED


@pytest.mark.parametrize(
    ("who", "kind", "action"), list(itertools.product(WHO, Kind, Action)), ids=str
)
def test_without_owner_and_group_only_what_admins_run_is_open(
    who: Who, kind: Kind, action: Action
) -> None:
    expected = who.startswith("admin") and (kind, action) in ADMINS_MAY
    assert allowed(actor(who), action, Resource(kind=kind)) is expected


THE_GROUP: Final = "a" * 32
AUDIENCES: Final = (ORGANISATION, of_group(THE_GROUP), of_person("the owner"), "")
READERS: Final = {
    # who reads an item in use that is meant for the organisation, the group, its author, nobody
    ORGANISATION: {"owner", "groupmate", "facilitator", "admin", "admin in group", "stranger"},
    of_group(THE_GROUP): {"owner", "groupmate", "facilitator", "admin in group"},
    of_person("the owner"): {"owner"},
    "": {"owner"},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("meant_for", AUDIENCES)
@pytest.mark.parametrize("by_member", [True, False])
@pytest.mark.parametrize("in_use", [True, False])
def test_an_item_is_read_by_its_audience_and_changed_by_its_author_or_its_admin(
    who: Who, meant_for: str, *, by_member: bool, in_use: bool
) -> None:
    facts = {"meant_for": meant_for, "by_member": by_member, "in_use": in_use}
    resource = Resource.model_validate({"kind": Kind.ITEM, "owner_id": "the owner", **facts})
    owns = who == "owner" or (who.startswith("admin") and not by_member)
    for action in Action:
        reads = action is Action.READ and in_use and who in READERS[meant_for]
        expected = reads or (owns and action in OWNERS_MAY)
        assert allowed(actor(who, THE_GROUP), action, resource) is expected, action


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("meant_for", AUDIENCES)
@pytest.mark.parametrize("by_member", [True, False])
@pytest.mark.parametrize("led_by_all", [True, False])
def test_a_flag_is_told_to_author_and_leader_and_of_the_organisations_to_admins(
    who: Who, meant_for: str, *, by_member: bool, led_by_all: bool
) -> None:
    facts = {"meant_for": meant_for, "by_member": by_member, "led_by_all": led_by_all}
    group = {"group_id": THE_GROUP, "author_id": "the owner", "owner_id": "somebody else"}
    resource = Resource.model_validate({"kind": Kind.FLAG, **group, **facts})
    expected: set[Action] = set()
    if who == "facilitator" or (led_by_all and who in {"groupmate", "admin in group"}):
        expected = {Action.READ, Action.MODERATE}
    if who.startswith("admin") and (meant_for == ORGANISATION or not by_member):
        expected = {Action.READ, Action.MODERATE, Action.WRITE}
    if who == "owner":  # the author, who decides over nothing, also where all lead
        expected = {Action.READ}
    asked = actor(who, THE_GROUP)
    assert {a for a in Action if allowed(asked, a, resource)} == expected
    waiting = asked.model_copy(update={"held_back": frozenset({THE_GROUP})})
    if who in {"groupmate", "facilitator"}:
        assert not any(allowed(waiting, a, resource) for a in Action)


@pytest.mark.parametrize("who", WHO)
def test_where_the_lead_is_shared_any_member_writes_the_charter(who: Who) -> None:
    resource = Resource(kind=Kind.CHARTER, group_id="the group", led_by_all=True)
    in_group = who not in {"admin", "stranger"}
    for action in Action:
        expected = in_group and action in {Action.READ, Action.AGREE, Action.WRITE}
        assert allowed(actor(who), action, resource) is expected, action


@pytest.mark.parametrize("who", WHO)
def test_where_the_lead_is_shared_any_member_lets_people_in_and_out(who: Who) -> None:
    resource = Resource(kind=Kind.GROUP, group_id=THE_GROUP, led_by_all=True)
    waiting = actor(who, THE_GROUP).model_copy(update={"held_back": frozenset({THE_GROUP})})
    admins_do = {Action.INVITE, Action.DELETE, Action.AGREE, Action.SPLIT}
    for_admins = admins_do if who.startswith("admin") else set()
    member = who not in {"admin", "stranger"}
    for action in Action:
        expected = member and action is not Action.MODERATE
        assert allowed(actor(who, THE_GROUP), action, resource) is (
            expected or action in for_admins
        ), action
        expected = member and action in {Action.READ, Action.AGREE}
        assert allowed(waiting, action, resource) is (expected or action in for_admins), action


@pytest.mark.parametrize("who", WHO)
def test_where_the_lead_is_shared_any_member_reads_what_is_handed_over(who: Who) -> None:
    facts = {"owner_id": "the owner", "group_id": "the group", "led_by_all": True}
    hand_over = Resource.model_validate({"kind": Kind.HAND_OVER, **facts})
    note = Resource.model_validate({"kind": Kind.SESSION_NOTE, **facts})
    in_group = who not in {"admin", "stranger"}
    for action in Action:
        expected = in_group and action in {Action.READ, Action.WRITE}
        assert allowed(actor(who), action, hand_over) is expected, action
        changes = action is Action.WRITE and who == "owner"
        expected = in_group and (action in {Action.READ, Action.DELETE} or changes)
        assert allowed(actor(who), action, note) is expected, action


@pytest.mark.parametrize("who", ["owner", "groupmate", "facilitator", "admin in group"])
def test_who_has_yet_to_accept_the_charter_sees_nothing_of_a_session(who: Who) -> None:
    waiting = actor(who).model_copy(update={"held_back": frozenset({"the group"})})
    for kind in (Kind.SESSION, Kind.SESSION_NOTE, Kind.HAND_OVER):
        resource = Resource(kind=kind, owner_id="the owner", group_id="the group", led_by_all=True)
        assert not any(allowed(waiting, action, resource) for action in Action), kind


@pytest.mark.parametrize("who", ["groupmate", "facilitator", "admin in group"])
def test_who_has_yet_to_accept_the_charter_sees_nothing_that_is_shared(who: Who) -> None:
    waiting = actor(who, THE_GROUP).model_copy(update={"held_back": frozenset({THE_GROUP})})
    commitment = {"kind": Kind.COMMITMENT, "audience": "group", "shared": True}
    item = {"kind": Kind.ITEM, "meant_for": of_group(THE_GROUP)}
    for facts in (commitment, item):
        resource = Resource.model_validate({"owner_id": "a", "group_id": THE_GROUP, **facts})
        assert allowed(actor(who, THE_GROUP), Action.READ, resource)
        assert not any(allowed(waiting, action, resource) for action in Action)
    rules = Resource(kind=Kind.RULES, group_id=THE_GROUP)
    charter = Resource(kind=Kind.CHARTER, group_id=THE_GROUP)
    may = {a for a in Action if allowed(waiting, a, rules)}
    assert may == {Action.READ, Action.AGREE}
    assert allowed(waiting, Action.AGREE, charter)
    assert allowed(waiting, Action.READ, Resource(kind=Kind.GROUP, group_id=THE_GROUP))


@pytest.mark.parametrize("who", WHO)
def test_everybody_reads_and_answers_in_public_and_nobody_outside_does_more(who: Who) -> None:
    thread = Resource(kind=Kind.THREAD, owner_id="x", group_id="the group", public=True)
    in_group = who not in {"stranger", "admin"}
    may = {action for action in Action if allowed(actor(who), action, thread)}
    expected = {Action.READ, Action.WRITE} if in_group else {Action.READ}
    assert may == expected | ({Action.MODERATE} if who == "facilitator" else set())
    mine = Resource(
        kind=Kind.POST, owner_id=actor(who).person_id, group_id="the group", public=True
    )
    own = {action for action in Action if allowed(actor(who), action, mine)}
    expected = {Action.READ, Action.WRITE, Action.DELETE, Action.EXPORT}
    assert own == expected | ({Action.MODERATE} if who == "facilitator" else set())
    other = mine.model_copy(update={"owner_id": "somebody else"})
    assert not allowed(actor(who), Action.WRITE, other)
    assert not allowed(actor(who), Action.DELETE, other)


@pytest.mark.parametrize("who", ["groupmate", "facilitator", "admin in group"])
def test_who_is_held_back_is_no_more_than_an_outsider_in_conversations(who: Who) -> None:
    waiting = actor(who, THE_GROUP).model_copy(update={"held_back": frozenset({THE_GROUP})})
    for public in (False, True):
        for kind in (Kind.THREAD, Kind.POST):
            for owner_id in ("somebody else", waiting.person_id):
                for led_by_all in (False, True):
                    resource = Resource(
                        kind=kind,
                        owner_id=owner_id,
                        group_id=THE_GROUP,
                        public=public,
                        led_by_all=led_by_all,
                    )
                    for action in Action:
                        outside = actor("stranger").model_copy(
                            update={"person_id": waiting.person_id}
                        )
                        expected = allowed(outside, action, resource)
                        assert allowed(waiting, action, resource) is expected, action


def test_of_a_private_conversation_nothing_is_left_to_who_was_removed_but_their_own_words() -> None:
    removed = actor("groupmate").model_copy(update={"memberships": ()})
    post = Resource(kind=Kind.POST, owner_id=removed.person_id, group_id="the group")
    assert {a for a in Action if allowed(removed, a, post)} == {Action.DELETE, Action.EXPORT}
    thread = post.model_copy(update={"kind": Kind.THREAD, "led_by_all": True})
    assert not any(allowed(removed, action, thread) for action in Action)


def test_leading_another_group_gives_no_right_in_this_one() -> None:
    charter = Resource(kind=Kind.CHARTER, group_id=THE_GROUP)
    elsewhere = Membership(group_id="other", person_id="x", joined_at=START)
    here = elsewhere.model_copy(update={"group_id": THE_GROUP})
    both = actor("groupmate").model_copy(
        update={"memberships": (elsewhere, here), "leading_ids": frozenset({"other"})}
    )
    assert not allowed(both, Action.WRITE, charter)


def test_an_admin_reads_no_story_of_a_member_that_is_not_meant_for_them() -> None:
    for meant_for in (of_group(THE_GROUP), of_person("the owner")):
        for action in Action:
            resource = Resource(kind=Kind.ITEM, owner_id="the owner", meant_for=meant_for)
            assert not allowed(actor("admin"), action, resource)


def test_the_facts_about_an_item_are_taken_from_it() -> None:
    item = Item(
        id="i",
        kind=ItemKind.STORY,
        title="One",
        text="x",
        audience=of_group(THE_GROUP),
        source="member",
        author_id="the owner",
        status=ItemStatus.RETIRED,
        created_at=START,
        updated_at=START,
    )
    assert Resource.of_item(item) == Resource(
        kind=Kind.ITEM,
        owner_id="the owner",
        meant_for=of_group(THE_GROUP),
        by_member=True,
        in_use=False,
    )
    assert not Resource.of_item(item.model_copy(update={"source": "document"})).by_member


def test_a_refusal_gives_nothing_away() -> None:
    resource = Resource(kind=Kind.REFLECTION, owner_id="the owner")
    with pytest.raises(NotFound, match=r"^There is nothing here that you can open\.$"):
        require(actor("stranger"), Action.READ, resource)


@pytest.mark.parametrize("who", WHO)
def test_what_a_group_took_in_is_deleted_by_whoever_leads_and_is_no_admins(who: Who) -> None:
    item = Item(
        id="i",
        kind=ItemKind.STORY,
        title="t",
        text="",
        audience=of_group(THE_GROUP),
        source="imported",
        created_at=START,
        updated_at=START,
    )
    resource = Resource.of_item(item)
    by_all = resource.model_copy(update={"led_by_all": True})
    in_group = who not in {"admin", "stranger"}
    for action in Action:
        reads = action is Action.READ and in_group
        deletes = action is Action.DELETE
        one = reads or (deletes and who == "facilitator")
        assert allowed(actor(who, THE_GROUP), action, resource) is one, action
        every = reads or (deletes and in_group)
        assert allowed(actor(who, THE_GROUP), action, by_all) is every, action
