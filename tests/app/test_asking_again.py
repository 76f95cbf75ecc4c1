"""A group that grows or splits: said beforehand on its pages, asked on Home."""

from __future__ import annotations

import json

import pytest

from coach.bootstrap import Services
from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.services.sharing import seen_of
from tests.app.conftest import PASSWORD, Open, words
from tests.support.circle import DECIDED, PARTS
from tests.support.exports import FILE


@pytest.fixture
def group_id(services: Services, actor: Actor) -> str:
    return services.groups.mine(actor)[0].group.id


@pytest.fixture
def story(services: Services, actor: Actor, group_id: str) -> str:
    """A story that the manager has shared with the group."""
    made = services.authoring.start(actor)
    for part, text in PARTS.items():
        services.authoring.set_part(actor, made.id, part, text)
    seen = seen_of(services.authoring.preview(actor, made.id).texts)
    choice = Choice(
        reach=Reach.GROUP, group_ids=frozenset({group_id}), attribution=Attribution.NONE
    )
    services.sharing.share(actor, made.id, choice, seen_sha256=seen)
    return made.id


def test_growing_is_foretold_and_the_author_answers_on_home(
    services: Services, actor: Actor, page: Open, group_id: str, story: str
) -> None:
    rules = page("rules", group=group_id)
    rules.segmented_control(key="rules-part").set_value("change").run()
    rules.number_input(key=f"rule-{group_id}-size_most-0").set_value(9).run()
    assert "would come to read 1 story that was shared" in rules.info[0].value
    services.group_rules.change(actor, group_id, {"size_most": 9}, **DECIDED)
    home = page("home")
    seen = words(home)
    assert "May it stay?" in seen
    assert "looked at my watch for ten seconds" in seen
    assert "No name would stand under it." in seen
    home.button(key=f"ask-yes-{story}").click().run()
    assert "May it stay?" not in words(home)
    item = services.sharing.standing(actor, story).item
    assert item is not None
    assert item.status.value == "active"


def test_a_no_on_home_takes_it_back(
    services: Services, actor: Actor, page: Open, group_id: str, story: str
) -> None:
    services.group_rules.change(actor, group_id, {"size_most": 9}, **DECIDED)
    home = page("home")
    home.button(key=f"ask-no-{story}").click().run()
    assert "May it stay?" not in words(home)
    assert services.sharing.standing(actor, story).item is None


def test_whoever_leads_a_community_splits_it(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    assert "Split off" not in [e.label for e in page("members", group=group_id).expander]
    services.group_rules.change(actor, group_id, {"size_most": None}, **DECIDED)
    ben = services.accounts.create_person(email="ben@example.org", name="Ben", password=PASSWORD)
    services.groups.add_member(group_id=group_id, email=ben.email)
    services.groups.add_member(group_id=group_id, email=actor.email, leads=True)
    members = page("members", group=group_id)
    name = f"split-{group_id}-0"
    members.text_input(key=f"{name}-name").set_value("Two of us")
    members.selectbox(key=f"{name}-format").set_value("peer_coaching")
    members.multiselect(key=f"{name}-members").set_value([actor.person_id, ben.id]).run()
    assert "Ben and Mira Lind are in the new group and stay in Northside too" in words(members)
    members.button(key="split-yes").click().run()
    assert "Two of us" in [g.group.name for g in services.groups.mine(again(services, actor))]


def again(services: Services, actor: Actor) -> Actor:
    return services.accounts.actor_for_session(actor.session_id)


def test_the_repertoire_is_taken_along_by_members_and_in_by_who_leads(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    group = page("group", group=group_id)
    assert f"/export/repertoire.docx?group={group_id}" in words(group)
    assert "/repertoire/import" not in words(group)
    group.checkbox(key=f"wide-{group_id}").check().run()
    assert f"/export/repertoire.json?group={group_id}&amp;wide=1" in words(group)
    services.groups.add_member(group_id=group_id, email=actor.email, leads=True)
    services.repertoire_import.read_in(group_id, json.dumps(FILE).encode())
    leads = page("group", group=group_id)
    assert "/repertoire/import" in words(leads)
    [delete] = [b for b in leads.button if b.key and b.key.startswith("delete-imported")]
    delete.click().run()
    assert services.repertoire_import.imported(again(services, actor), group_id) == ()
