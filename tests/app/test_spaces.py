"""Conversations on the page: it says who reads what is written, and keeps what was typed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.people import Actor, Person
from coach.domain.talk import PostState, Space
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from tests.app.conftest import PASSWORD, Open, words

GROUP_READS = "Only this group can read this."
ALL_READ = "Everybody in the organisation can read this."


@pytest.fixture
def community(services: Services, actor: Actor, person: Person) -> str:
    """A community that the manager belongs to."""
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group("Field *notes*", "community_of_practice")
    services.groups.add_member(group_id=group.id, email=person.email)
    return group.id


@pytest.fixture
def member(services: Services, actor: Actor, community: str) -> Actor:
    """The manager as they are after joining it."""
    return services.accounts.actor_for_session(actor.session_id)


@pytest.fixture
def outsider(services: Services) -> Actor:
    made = services.accounts.create_person(
        email="zoe@example.org", name="Zoe Far", password=PASSWORD
    )
    grant = services.accounts.open_session(made.id, method="password")
    return services.accounts.actor_for_session(grant.session_id)


def lead(services: Services, person: Person, group_id: str) -> None:
    """Let somebody lead the group."""
    services.groups.add_member(group_id=group_id, email=person.email, leads=True)


def send(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def links(app: AppTest) -> list[str]:
    return [str(getattr(link, "label", "")) for link in app.get("page_link")]


def test_the_space_is_unmistakable_and_a_thread_begins_in_it(
    services: Services, member: Actor, page: Open, community: str
) -> None:
    listed = page("talk", group=community)
    assert GROUP_READS in words(listed)
    assert ALL_READ in words(listed)
    name = f"thread-{community}-public"
    listed.text_input(key=f"{name}-title-0").set_value("On <b>silence</b>")
    listed.text_area(key=f"{name}-text-0").set_value("# Eight\n\n*Slowly*\n<i>x</i>")
    send(listed, "Begin it: everybody reads it")
    [private, public] = services.talk.of_group(member, community)
    assert (private.threads, [t.title for t in public.threads]) == ((), ["On <b>silence</b>"])
    read = page("talk", thread=public.threads[0].id)
    seen = words(read)
    assert "On &lt;b&gt;silence&lt;/b&gt;" in seen
    assert "<em>Slowly</em>" in seen
    assert "<i>x</i>" not in seen
    assert ALL_READ in seen
    assert GROUP_READS not in seen


def test_what_is_refused_stays_in_the_fields(page: Open, community: str, member: Actor) -> None:
    listed = page("talk", group=community)
    name = f"thread-{community}-private"
    listed.text_area(key=f"{name}-text-0").set_value("Half a thought")
    send(listed, "Begin it: only the group reads it")
    assert [e.value for e in listed.error] == ["The title is empty: please write one."]
    assert listed.text_area(key=f"{name}-text-0").value == "Half a thought"


def test_posts_are_answered_edited_deleted_and_removed(
    services: Services, member: Actor, person: Person, outsider: Actor, page: Open, community: str
) -> None:
    talk = services.talk
    thread = talk.begin(member, community, Space.PUBLIC, title="Silence", text="How long?")
    outside = page("talk", outsider, thread=thread.id)
    outside.text_area(key=f"answer-{thread.id}-0-text").set_value("Eight seconds.")
    send(outside, "Answer: everybody reads it")
    [first, second] = talk.thread(outsider, thread.id).posts
    assert "from outside" in words(outside)
    assert [b.label[:15] for b in outside.button if "Edit" in b.label] == ["Edit *: Zoe Far"]
    outside.button(key=f"edit-{second.id}").click().run()
    outside.text_area(key=f"edit-text-{second.id}").set_value("Nine seconds.")
    send(outside, "Save")
    assert "edited" in words(outside)
    assert "Nine seconds." in words(outside)
    lead(services, person, community)
    inside = page("talk", thread=thread.id)
    inside.button(key=f"remove-{second.id}").click().run()
    inside.button(key="delete-yes").click().run()
    assert "Removed by whoever leads the group." in words(inside)
    inside.button(key="close-thread").click().run()
    assert "This conversation is closed" in words(inside)
    assert talk.thread(outsider, thread.id).posts[1].state is PostState.REMOVED
    assert first.id


def test_new_posts_are_marked_until_the_thread_was_opened(
    services: Services, member: Actor, outsider: Actor, page: Open, community: str
) -> None:
    thread = services.talk.begin(member, community, Space.PUBLIC, title="Silence", text="Now?")
    services.talk.answer(outsider, thread.id, "Eight.")
    assert "1 new post" in words(page("talk", group=community))
    assert "New since you were last here" in words(page("talk", thread=thread.id))
    assert "new post" not in words(page("talk", group=community))
    assert "New since" not in words(page("talk", thread=thread.id))


def test_an_outsider_finds_public_spaces_and_nothing_else(
    services: Services, member: Actor, outsider: Actor, page: Open, community: str
) -> None:
    inner = services.talk.begin(member, community, Space.PRIVATE, title="Inner", text="Here.")
    services.talk.begin(member, community, Space.PUBLIC, title="Outer", text="There.")
    everything = page("talk", outsider)
    assert "Outer" in links(everything)
    assert "Inner" not in links(everything)
    assert "Field *notes*: open to the organisation" in words(everything)
    listed = page("talk", outsider, group=community)
    assert "Begin a conversation" not in [e.label for e in listed.expander]
    assert "nothing here that you can open" in words(page("talk", outsider, thread=inner.id))


def test_words_are_shown_again_when_the_thread_was_closed_meanwhile(
    services: Services, member: Actor, outsider: Actor, page: Open, community: str
) -> None:
    thread = services.talk.begin(member, community, Space.PUBLIC, title="Silence", text="Now?")
    outside = page("talk", outsider, thread=thread.id)
    outside.text_area(key=f"answer-{thread.id}-0-text").set_value("Half a <thought>")
    services.talk.close(member, thread.id)
    send(outside, "Answer: everybody reads it")
    assert "This conversation is closed" in words(outside)
    assert "Half a &lt;thought&gt;" in words(outside)
    assert len(services.talk.thread(member, thread.id).posts) == 1


def test_words_are_shown_again_when_the_public_space_was_shut_meanwhile(
    services: Services, member: Actor, outsider: Actor, page: Open, community: str
) -> None:
    thread = services.talk.begin(member, community, Space.PUBLIC, title="Silence", text="Now?")
    outside = page("talk", outsider, thread=thread.id)
    outside.text_area(key=f"answer-{thread.id}-0-text").set_value("Half a thought")
    private = {"spaces": "private"}
    services.group_rules.change(member, community, private, decided_by="us", why="Quiet.")
    send(outside, "Answer: everybody reads it")
    assert "nothing here that you can open" in words(outside)
    assert "Half a thought" in words(outside)
    assert "Now?" not in words(outside)


def test_who_has_yet_to_accept_the_charter_is_told_so(
    services: Services, member: Actor, person: Person, outsider: Actor, page: Open, community: str
) -> None:
    private = {"spaces": "private"}
    services.group_rules.change(member, community, private, decided_by="us", why="Quiet.")
    lead(services, person, community)
    leader = services.accounts.actor_for_session(member.session_id)
    charter = services.charters.read(leader, community).charter
    services.charters.write(leader, community, sections=charter.sections, terms=charter.terms)
    services.groups.add_member(group_id=community, email=outsider.email)
    assert "Accept the charter" in words(page("talk", outsider, group=community))


def test_deleting_the_last_words_leads_back_to_the_list(
    services: Services, member: Actor, page: Open, community: str
) -> None:
    thread = services.talk.begin(member, community, Space.PRIVATE, title="Inner", text="Here.")
    [post] = services.talk.thread(member, thread.id).posts
    opened = page("talk", thread=thread.id)
    opened.button(key=f"drop-{post.id}").click().run()
    opened.button(key="delete-yes").click().run()
    assert services.talk.of_group(member, community)[0].threads == ()
