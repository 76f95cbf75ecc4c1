"""A group changes its rules: at once, or with the yes of every present member."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from coach.cli import app
from coach.domain.groups import Group
from coach.domain.people import Actor, Membership, Person
from coach.domain.rule_changes import ChangeState
from coach.errors import InvalidInput, NotFound
from coach.services.common import utc_now
from coach.services.formats_file import read_formats
from coach.services.group_rules import GroupRulesService
from coach.services.operator import OperatorService
from coach.services.participation import actor_of
from coach.services.rule_views import ChangeView
from coach.storage.database import Database
from tests.support.world import PASSWORD, START, FakeClock, World, new_group

WIDER = {"widest_audience": "organisation"}


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


@pytest.fixture
def three(world: World, group: Group) -> tuple[Actor, Actor, Actor]:
    """Ann, Ben and Cem of one group."""
    return world.actor("Ann", group), world.actor("Ben", group), world.actor("Cem", group)


@pytest.fixture
def rules(world: World) -> GroupRulesService:
    return world.services.group_rules


def propose(
    rules: GroupRulesService, actor: Actor, group: Group, changes: dict[str, Any] | None = None
) -> ChangeView:
    return rules.change(
        actor, group.id, changes or WIDER, decided_by="all of us", why="We want to tell others."
    )


def widest(rules: GroupRulesService, actor: Actor, group: Group) -> str:
    return rules.rules(actor, group.id).rules.widest_audience.value


def test_a_group_begins_with_the_rules_of_its_format(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    view = rules.rules(three[0], group.id)
    assert view.format.name == "Peer learning group"
    assert view.rules == view.format.rules
    assert (view.differs, view.pending) == ((), None)
    assert rules.history(three[0], group.id) == []


def test_what_shows_nobody_more_is_recorded_and_holds_at_once(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    done = propose(rules, three[0], group, {"session_minutes": 120, "release_inside": 4})
    assert done.state is ChangeState.EFFECTIVE
    view = rules.rules(three[1], group.id)
    assert view.rules.session_minutes == 120
    assert [d.rule for d in view.differs] == ["session_minutes", "release_inside"]
    [told] = rules.history(three[1], group.id)
    assert (told.decided_by, told.why) == ("all of us", "We want to tell others.")
    assert (told.proposed_by, told.missing, told.asked) == ("Ann", (), False)


def test_what_shows_others_more_waits_for_each_members_own_yes(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, cem = three
    waits = propose(rules, ann, group)
    assert (waits.state, waits.agreed, waits.missing) == (
        ChangeState.PENDING, ("Ann",), ("Ben", "Cem"),
    )  # fmt: skip
    pending = rules.rules(ben, group.id).pending
    assert pending is not None
    assert (pending.id, pending.asked) == (waits.id, True)
    rules.answer(ann, waits.id, yes=True)
    assert rules.answer(ben, waits.id, yes=True).missing == ("Cem",)
    assert widest(rules, ann, group) == "group"
    assert rules.answer(cem, waits.id, yes=True).state is ChangeState.EFFECTIVE
    assert widest(rules, ann, group) == "organisation"
    assert rules.rules(ann, group.id).pending is None


def test_one_no_ends_it_also_after_a_yes(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, cem = three
    waits = propose(rules, ann, group)
    rules.answer(ben, waits.id, yes=True)
    assert rules.answer(ben, waits.id, yes=False).state is ChangeState.REFUSED
    with pytest.raises(InvalidInput, match="decided already"):
        rules.answer(cem, waits.id, yes=True)
    assert widest(rules, ann, group) == "group"
    [told] = rules.history(cem, group.id)
    assert (told.state, told.agreed, told.missing) == (ChangeState.REFUSED, ("Ann",), ())
    again = propose(rules, cem, group)
    assert again.missing == ("Ann", "Ben")


def test_who_joins_meanwhile_is_asked_and_who_leaves_is_not_waited_for(
    world: World, rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, cem = three
    waits = propose(rules, ann, group)
    rules.answer(ben, waits.id, yes=True)
    dia = world.actor("Dia", group)
    world.services.accounts.delete_account(cem, password=PASSWORD)
    pending = rules.rules(dia, group.id).pending
    assert pending is not None
    assert pending.missing == ("Dia",)
    operator = OperatorService(world.services.database, utc_now, world.services.accounts)
    operator.disable("dia@example.org")
    assert widest(rules, ann, group) == "organisation"
    assert rules.history(ann, group.id)[0].state is ChangeState.EFFECTIVE


def test_the_last_one_who_was_missing_leaves_and_it_takes_effect(
    world: World, rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, cem = three
    waits = propose(rules, cem, group)
    rules.answer(ben, waits.id, yes=True)
    world.services.accounts.delete_account(ann, password=PASSWORD)
    assert widest(rules, ben, group) == "organisation"
    world.services.accounts.delete_account(cem, password=PASSWORD)
    [told] = rules.history(ben, group.id)
    assert (told.proposed_by, told.agreed) == ("", ("Ben",))


def test_what_a_change_leads_to_is_said_beforehand(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, _ = three
    at_once = rules.foresee(ann, group.id, {"session_minutes": 60})
    assert (at_once.waits, at_once.wider, at_once.missing) == (False, (), ())
    waits = rules.foresee(ben, group.id, {**WIDER, "session_minutes": 60})
    assert [d.rule for d in waits.differences] == ["session_minutes", "widest_audience"]
    assert (waits.waits, waits.wider, waits.missing) == (
        True,
        ("widest_audience",),
        ("Ann", "Cem"),
    )
    grown = rules.foresee_format(ann, group.id, "community_of_practice")
    assert grown.missing == ("Ben", "Cem")
    assert "spaces" in grown.wider
    assert rules.history(ann, group.id) == []
    assert rules.rules(ann, group.id).may_change
    with pytest.raises(InvalidInput, match="changes none"):
        rules.foresee(ann, group.id, {"session_minutes": 90})
    with pytest.raises(InvalidInput, match="above the most"):
        rules.foresee(ann, group.id, {"size_least": 7})
    pending = propose(rules, ann, group)
    assert (pending.agrees, pending.asked) == (True, False)
    with pytest.raises(InvalidInput, match="decide that one first"):
        rules.foresee(ben, group.id, WIDER)


def test_alone_nobody_is_waited_for(world: World, rules: GroupRulesService) -> None:
    group = world.group("Alone")
    lone = world.actor("Lone", group)
    foresight = rules.foresee(lone, group.id, WIDER)
    assert (foresight.waits, foresight.wider, foresight.missing) == (
        False,
        ("widest_audience",),
        (),
    )


def test_alone_in_a_group_one_decides_at_once(world: World, rules: GroupRulesService) -> None:
    group = world.group("Alone")
    lone = world.actor("Lone", group)
    assert propose(rules, lone, group).state is ChangeState.EFFECTIVE


def test_a_group_grows_into_a_community_under_the_same_law_and_back_at_once(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, cem = three
    change = {"decided_by": "all of us", "why": "More people want to join."}
    waits = rules.change_format(ann, group.id, "community_of_practice", **change)
    assert rules.rules(ann, group.id).format.key == "peer_learning_group"
    assert {d.rule for d in waits.differences} > {"levels", "leading", "widest_audience"}
    for member in (ben, cem):
        rules.answer(member, waits.id, yes=True)
    view = rules.rules(ann, group.id)
    assert (view.format.key, view.differs) == ("community_of_practice", ())
    assert view.rules == view.format.rules
    back = rules.change_format(ben, group.id, "peer_learning_group", **change)
    assert back.state is ChangeState.EFFECTIVE
    assert rules.rules(ann, group.id).rules.size_most == 6


def test_while_one_change_waits_no_other_gets_in_its_way(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, cem = three
    propose(rules, ann, group, {"release_inside": 4})
    waits = propose(rules, ann, group, WIDER | {"spaces": "private_and_public"})
    with pytest.raises(InvalidInput, match="waits for everybody's yes: decide that one first"):
        propose(rules, ben, group, {"release_inside": 3})
    propose(rules, ben, group, {"session_minutes": 60})
    lower = {"release_outside": 5, "release_inside": 5}
    propose(rules, ben, group, lower)
    for member in (ben, cem):
        rules.answer(member, waits.id, yes=True)
    after = rules.rules(ann, group.id).rules
    assert (after.widest_audience, after.session_minutes, after.release_inside) == (
        "organisation", 60, 5,
    )  # fmt: skip


def test_what_would_contradict_the_waiting_change_is_refused(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, _ = three
    propose(rules, ann, group, {"release_outside": 7})
    propose(rules, ann, group, {"release_outside": 5})
    with pytest.raises(InvalidInput, match="does not go together with the change that waits"):
        propose(rules, ben, group, {"release_inside": 6})


def test_the_format_stays_while_a_change_waits(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    ann, ben, _ = three
    propose(rules, ann, group, WIDER)
    with pytest.raises(InvalidInput, match="does not go together"):
        rules.change_format(ben, group.id, "learning_circle", decided_by="us", why="It fits.")


@pytest.mark.parametrize(
    ("changes", "decided_by", "why", "message"),
    [
        ({"session_minutes": 90}, "us", "x", "changes none of the rules"),
        ({"session_minutes": 60}, " ", "x", "Who decided is empty"),
        ({"session_minutes": 60}, "us", " ", "The reason is empty"),
        ({"session_minutes": 60}, "us", "x" * 301, "shorten it to 300"),
        ({"leading": "shared"}, "us", "x", "there is no term"),
        ({"session_minutes": "long"}, "us", "x", "'session_minutes' does not fit"),
        ({"mood": "good"}, "us", "x", "There is no rule 'mood'"),
    ],
)
def test_mistakes_are_named_and_nothing_is_kept(
    rules: GroupRulesService,
    three: tuple[Actor, ...],
    group: Group,
    changes: dict[str, Any],
    decided_by: str,
    why: str,
    message: str,
) -> None:
    with pytest.raises(InvalidInput, match=message):
        rules.change(three[0], group.id, changes, decided_by=decided_by, why=why)
    assert rules.history(three[0], group.id) == []


def test_an_unknown_format_or_change_is_not_found(
    rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    with pytest.raises(InvalidInput, match="no format 'choir'"):
        rules.change_format(three[0], group.id, "choir", decided_by="us", why="We sing.")
    with pytest.raises(NotFound):
        rules.answer(three[0], "no such change", yes=True)


def test_the_audit_trail_tells_of_changes_without_words(
    world: World, rules: GroupRulesService, three: tuple[Actor, ...], group: Group
) -> None:
    waits = propose(rules, three[0], group)
    rules.answer(three[1], waits.id, yes=False)
    admin = world.actor("Ruth", is_admin=True)
    trail = world.services.audit.latest(admin)
    found = {(e.event, e.kind, e.object_id, e.detail) for e in trail if e.kind == "rules"}
    assert found == {
        ("rules_changed", "rules", group.id, "pending"),
        ("rules_answered", "rules", group.id, "no"),
    }
    assert "tell others" not in repr(trail)


def test_the_last_two_say_yes_at_the_same_moment(database: Database) -> None:
    names = ("ann", "ben", "cem")
    with database.transaction() as tx:
        tx.groups.add(new_group("group", "Northside", START))
        for name in names:
            email = f"{name}@example.org"
            tx.people.add(Person(id=name, email=email, name=name, created_at=START), "hash")
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=START))
        people = filter(None, map(tx.people.get, names))
        ann, ben, cem = (actor_of(tx, found, START) for found in people)
    rules = GroupRulesService(database, FakeClock(), read_formats())
    waits = rules.change(ann, "group", WIDER, decided_by="all of us", why="It is time.")
    together = Barrier(2)

    def agree(actor: Actor) -> None:
        together.wait()
        rules.answer(actor, waits.id, yes=True)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(agree, (ben, cem)))
    assert rules.rules(ann, "group").rules.widest_audience == "organisation"
    [told] = rules.history(ann, "group")
    assert (told.state, told.agreed) == (ChangeState.EFFECTIVE, names)


def coach(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_command_line_makes_a_group_of_a_format_and_prints_its_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "other"))
    assert coach("group", "add", "Wards", "--format", "community_of_practice").exit_code == 0
    printed = coach("group", "rules", "wards").output.splitlines()
    assert printed[0].startswith("Wards: Community of practice. People who care")
    assert "Levels of participation: core, active, peripheral" in printed
    assert "Members, at most: no limit" in printed
    assert not [line for line in printed if "changed by the group" in line]
    refused = coach("group", "add", "Choir", "--format", "choir")
    assert refused.exit_code != 0
    assert "choose one of peer_learning_group, " in refused.output + str(refused.exception)
