"""People, as an admin sees and changes them: in their own name, and never the last admin."""

from __future__ import annotations

import pytest

from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound, NotSignedIn
from coach.services.audit import Sought
from tests.support.world import PASSWORD, World


@pytest.fixture
def ada(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def trail(world: World, admin: Actor) -> list[tuple[str, str, str, str]]:
    """Return what the admin did to others, in order of its name: event, who, to whom, detail."""
    rows = world.services.audit.page(admin, Sought(person_id=admin.person_id)).rows
    return sorted(
        (row.event, row.by, row.about, row.detail)
        for row in rows
        if row.by == admin.name and row.about_id not in {"", admin.person_id}
    )


def test_a_person_is_found_by_name_address_or_group(world: World, ada: Actor) -> None:
    north, south = world.group("Northside"), world.group("Southside")
    world.actor("Mira", north, south)
    world.actor("Bo", south)
    find = world.services.people.find
    assert [p.name for p in find(ada).people] == ["Ada", "Bo", "Mira"]
    assert [p.name for p in find(ada, "MIRA@example").people] == ["Mira"]
    assert [p.name for p in find(ada, "southside").people] == ["Bo", "Mira"]
    assert [p.name for p in find(ada, "southside mira").people] == ["Mira"]
    assert find(ada, "nobody").total == 0
    [mira] = find(ada, "mira").people
    assert mira.groups == ("Northside", "Southside")
    some = find(ada, most=1)
    assert (len(some.people), some.total) == (1, 3)


def test_the_list_tells_of_state_role_and_last_sign_in(world: World, ada: Actor) -> None:
    bo = world.actor("Bo")
    world.clock.advance(days=3)
    world.signed_in(bo.person_id)
    world.services.accounts.create_person(
        email="new@example.org", name="Newcomer", password=PASSWORD
    )
    people = world.services.people
    people.shut(ada, bo.person_id)
    [shut] = people.find(ada, which="shut").people
    assert (shut.name, shut.disabled_at, shut.signed_in_at) == (
        "Bo",
        world.clock.now,
        world.clock.now,
    )
    assert [p.name for p in people.find(ada, which="admins").people] == ["Ada"]
    assert [p.name for p in people.find(ada, which="open").people] == ["Ada", "Newcomer"]
    assert people.find(ada, "newcomer").people[0].signed_in_at is None


def test_an_account_is_shut_and_opened_in_the_admins_name(world: World, ada: Actor) -> None:
    bo = world.actor("Bo")
    world.services.people.shut(ada, bo.person_id)
    world.services.people.shut(ada, bo.person_id)
    with pytest.raises(NotSignedIn):
        world.services.accounts.actor_for_session(bo.session_id)
    with pytest.raises(InvalidInput, match="do not belong together"):
        world.services.accounts.sign_in(email=bo.email, password=PASSWORD, address="here")
    world.services.people.reopen(ada, bo.person_id)
    world.services.accounts.sign_in(email=bo.email, password=PASSWORD, address="here")
    assert trail(world, ada) == [
        ("account_disabled", "Ada", "Bo", ""),
        ("account_enabled", "Ada", "Bo", ""),
    ]


def test_somebody_is_signed_out_everywhere(world: World, ada: Actor) -> None:
    bo = world.actor("Bo")
    other = world.signed_in(bo.person_id)
    world.services.people.sign_out(ada, bo.person_id)
    for session in (bo, other):
        with pytest.raises(NotSignedIn):
            world.services.accounts.actor_for_session(session.session_id)
    assert trail(world, ada)[-1] == ("sign_out_everywhere", "Ada", "Bo", "")


def test_an_admin_is_made_and_unmade(world: World, ada: Actor) -> None:
    bo = world.actor("Bo")
    people = world.services.people
    people.make_admin(ada, bo.person_id)
    assert people.find(world.signed_in(bo.person_id)).total == 2
    people.unmake_admin(ada, bo.person_id)
    with pytest.raises(NotFound):
        people.find(world.signed_in(bo.person_id))
    assert trail(world, ada) == [
        ("role_change", "Ada", "Bo", "admin"),
        ("role_change", "Ada", "Bo", "no longer admin"),
    ]


def test_the_last_open_admin_stays_one(world: World, ada: Actor) -> None:
    people = world.services.people
    other = world.actor("Otto", is_admin=True)
    people.shut(ada, other.person_id)
    for change in (people.unmake_admin, people.shut):
        with pytest.raises(InvalidInput, match="Ada is the last admin"):
            change(ada, ada.person_id, myself=True)
    people.unmake_admin(ada, other.person_id)
    people.reopen(ada, other.person_id)
    with pytest.raises(InvalidInput, match="Ada is the last admin"):
        people.unmake_admin(ada, ada.person_id, myself=True)
    people.make_admin(ada, other.person_id)
    people.unmake_admin(ada, ada.person_id, myself=True)
    assert [p.name for p in people.find(other, which="admins").people] == ["Otto"]


def test_nobody_changes_their_own_account_by_accident(world: World, ada: Actor) -> None:
    world.actor("Otto", is_admin=True)
    people = world.services.people
    for change in (people.unmake_admin, people.shut, people.sign_out):
        with pytest.raises(InvalidInput, match="your own account"):
            change(ada, ada.person_id)
    assert world.services.accounts.actor_for_session(ada.session_id).is_admin


def test_a_shut_account_is_no_admins(world: World, ada: Actor) -> None:
    bo = world.actor("Bo")
    world.services.people.shut(ada, bo.person_id)
    with pytest.raises(InvalidInput, match="shut: open it first"):
        world.services.people.make_admin(ada, bo.person_id)


def test_somebody_who_does_not_exist_is_not_found(world: World, ada: Actor) -> None:
    people = world.services.people
    for call in (people.person, people.shut, people.reopen, people.sign_out, people.make_admin):
        with pytest.raises(NotFound):
            call(ada, "nobody")
