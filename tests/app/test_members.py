"""The page of a group's people: inviting, removing, leaving, and deleting by two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.people import Actor, Person
from coach.domain.repertoire import of_group
from coach.errors import NotFound
from tests.app.conftest import PASSWORD, Open, words
from tests.support.repertoire import add_story

Join = Callable[[str], Actor]


@pytest.fixture
def group_id(services: Services, actor: Actor, person: Person) -> str:
    """The manager's group, which they lead."""
    group_id = services.groups.mine(actor)[0].group.id
    services.groups.add_member(group_id=group_id, email=person.email, leads=True)
    return group_id


@pytest.fixture
def join(services: Services, group_id: str) -> Join:
    """Return a function that lets one more person into the group."""

    def let_in(name: str) -> Actor:
        email = f"{name.lower().removeprefix('<b>')}@example.org"
        made = services.accounts.create_person(email=email, name=name, password=PASSWORD)
        services.groups.add_member(group_id=group_id, email=email)
        grant = services.accounts.open_session(made.id, method="password")
        return services.accounts.actor_for_session(grant.session_id)

    return let_in


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label.startswith(label)).click().run()


def test_a_link_is_made_shown_once_and_leads_into_the_group(
    services: Services, page: Open, group_id: str, join: Join
) -> None:
    app = page("members", group=group_id)
    app.text_input[0].set_value("dan@example.org")
    press(app, "Invite")
    [link] = [code.value for code in app.code]
    assert "/invitation/" in link
    assert "It works once, until" in words(app)
    assert app.text_input[0].value == ""
    assert "For dan@example.org" in words(app)
    app.button(key="link-copied").click().run()
    assert not app.code
    token = link.rpartition("/")[2]
    assert services.accounts.invitation(token).email == "dan@example.org"
    press(app, "Withdraw")
    with pytest.raises(NotFound):
        services.accounts.invitation(token)
    assert "Open invitations" not in words(app)


def test_a_refused_invitation_keeps_what_was_typed(page: Open, group_id: str) -> None:
    app = page("members", group=group_id)
    app.text_input[0].set_value("dan at example")
    app.number_input[0].set_value(3)
    press(app, "Invite")
    assert "is not an e-mail address" in app.error[0].value
    assert (app.text_input[0].value, app.number_input[0].value) == ("dan at example", 3)
    assert not app.code


def test_a_full_group_explains_itself_instead_of_a_form(
    page: Open, group_id: str, join: Join
) -> None:
    for name in ("Ann", "Ben", "Cem", "Dan", "Eve"):
        join(name)
    seen = words(page("members", group=group_id))
    assert "about 12 minutes each for 6, and about 10 for 7" in seen
    assert "Invite" not in seen.splitlines()


def test_a_member_sees_who_is_there_and_removes_nobody(
    page: Open, group_id: str, join: Join
) -> None:
    ben = join("Ben")
    seen = words(page("members", ben, group=group_id))
    assert "Mira Lind" in seen
    assert "4 are missing" not in seen
    assert "3 are missing" in seen
    assert "Ben has joined." in seen
    for closed in ("Remove", "Invite", "Ask for the deletion"):
        assert closed not in seen


def test_a_removed_members_open_page_is_refused(
    services: Services, actor: Actor, page: Open, group_id: str, join: Join
) -> None:
    ben = join("<b>Ben")
    theirs = page("members", ben, group=group_id)
    mine = page("members", group=group_id)
    mine.text_input(key=f"remove-reason-{ben.person_id}").set_value("moved away")
    mine.button(key=f"remove-yes-{ben.person_id}").click().run()
    assert "&lt;b&gt;Ben was removed by Mira Lind. “moved away”" in words(mine)
    theirs.button(key="leave-yes").click().run()
    assert [e.value for e in theirs.error] == ["There is nothing here that you can open."]
    assert "Mira Lind" not in words(theirs)
    assert "You are in no group yet" in words(page("group", ben))


def test_who_leaves_chooses_what_becomes_of_their_stories(
    services: Services, page: Open, group_id: str, join: Join
) -> None:
    ben = join("Ben")
    item = add_story(
        services, "My story", "It was.", audience=of_group(group_id), author_id=ben.person_id
    )
    app = page("members", ben, group=group_id)
    choice = app.radio(key=f"leave-stories-{group_id}")
    assert choice.value == "take_back"
    choice.set_value("keep")
    app.button(key="leave-yes").click().run()
    gone = page("members", ben)
    assert "Yours, with groups that you are no longer in" in words(gone)
    gone.button(key=f"take-back-{item.id}").click().run()
    assert services.left_items.mine(ben) == ()
    assert "no longer in" not in words(gone)


def test_the_only_one_who_leads_is_told_to_hand_over(page: Open, group_id: str, join: Join) -> None:
    join("Ben")
    app = page("members", group=group_id)
    assert "hand the lead over" in words(app)
    assert "Leave the group" not in [b.label for b in app.button]


def test_a_group_is_deleted_by_two(
    services: Services, actor: Actor, page: Open, group_id: str, join: Join
) -> None:
    ben = join("Ben")
    mine = page("members", group=group_id)
    press(mine, "Ask for the deletion")
    assert "another person has to say yes" in words(mine)
    assert "Delete the group for good" not in words(mine)
    theirs = page("members", ben, group=group_id)
    assert "Mira Lind asked for it today" in words(theirs)
    press(mine, "Call it off")
    theirs.button(key="delete-yes").click().run()
    assert "ask anew" in theirs.error[0].value
    press(mine, "Ask for the deletion")
    theirs.run().button(key="delete-yes").click().run()
    assert services.members.groups(ben) == {}


def test_an_admin_sees_numbers_and_joins_in_the_open(
    services: Services, actor: Actor, admin: Actor, page: Open, group_id: str
) -> None:
    app = page("members", admin, group=group_id)
    assert "1 member." in words(app)
    assert "Mira" not in words(app)
    app.button(key="join-as-admin").click().run()
    assert "Mira Lind" in words(app)
    assert "an administrator of Repertoire, has joined." in words(page("members", group=group_id))


def test_the_group_page_leads_here(page: Open, group_id: str) -> None:
    links = [getattr(link, "label", "") for link in page("group").get("page_link")]
    assert "Invitations and people" in links
