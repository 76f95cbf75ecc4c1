"""The group's page: what it works on, who it is, how it works, and what whoever leads may do."""

from __future__ import annotations

import pytest

from coach.bootstrap import Services
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor, Person
from coach.domain.rules import Level
from tests.app.conftest import Open, words

ASK = "How do we ask before we answer?"
MEET = "How do we run <b>shorter</b> meetings?"


@pytest.fixture
def group_id(services: Services, actor: Actor) -> str:
    return services.groups.mine(actor)[0].group.id


def lead(services: Services, person: Person, group_id: str) -> None:
    services.groups.add_member(group_id=group_id, email=person.email, leads=True)


def choosing(services: Services, group_id: str) -> None:
    """Bring the group to the choice of its next topic."""
    topic = "How do we make room for others to think?"
    services.groups.set_cycle(group_id=group_id, topic=topic, stage=CycleStage.CLOSE)


def test_a_member_sees_the_three_legs_and_moves_nothing(page: Open) -> None:
    seen = words(page("group"))
    assert "What we work on" in seen
    assert "How do we make room for others to think?" in seen
    assert "Mira Lind" in seen
    assert "Our charter" in seen
    assert "Minutes of a session" in seen
    assert "You lead" not in seen
    assert "Which challenge next?" not in seen


def test_members_propose_and_vote_and_see_no_count(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    choosing(services, group_id)
    group = page("group")
    group.text_input[0].set_value(ASK)
    next(b for b in group.button if b.label == "Propose it").click().run()
    assert ASK in words(group)
    assert group.text_input[0].value == ""
    proposed = services.topics.board(actor, group_id).open[0].proposal
    group.segmented_control(key=f"votes-{proposed.id}").set_value(2).run()
    assert "You have 1 vote left. 1 of 1 have voted so far." in words(group)
    assert services.topics.board(actor, group_id).open[0].my_votes == 2


def test_too_many_votes_are_refused_and_stay_where_they_were_put(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    choosing(services, group_id)
    first = services.topics.propose(actor, group_id, ASK)
    second = services.topics.propose(actor, group_id, MEET)
    group = page("group")
    group.segmented_control(key=f"votes-{first.id}").set_value(2).run()
    group.segmented_control(key=f"votes-{second.id}").set_value(3).run()
    assert [e.value for e in group.error] == ["You have 3 votes and gave 5: take some back."]
    assert group.segmented_control(key=f"votes-{second.id}").value == 3
    assert "&lt;b&gt;shorter" in words(group)


def test_whoever_leads_closes_the_vote_and_moves_the_group(
    services: Services, actor: Actor, person: Person, page: Open, group_id: str
) -> None:
    choosing(services, group_id)
    proposed = services.topics.propose(actor, group_id, ASK)
    services.topics.vote(actor, group_id, {proposed.id: 1})
    lead(services, person, group_id)
    group = page("group")
    group.button(key="close-vote").click().run()
    assert f"<li>{ASK} <span class='note'>1 vote, chosen" in words(group)
    group.button(key="move-on").click().run()
    current = services.cycles.board(actor, group_id).current
    assert current is not None
    assert (current.topic, current.stage) == (ASK, CycleStage.EXPLORE)
    assert current.stage_ends_on is not None
    assert "Step 2 of 7" in words(group)


def test_a_charter_is_written_accepted_and_never_lost(
    services: Services, actor: Actor, person: Person, page: Open, group_id: str
) -> None:
    lead(services, person, group_id)
    group = page("group")
    group.text_area[0].set_value("We come each time.")
    group.text_area[1].set_value(" ")
    save = next(b for b in group.button if b.label == "Save this version")
    save.click().run()
    assert "'What may leave the room' is empty" in group.error[0].value
    assert group.text_area[0].value == "We come each time."
    group.text_area[1].set_value("Nothing but what we agree on.")
    next(b for b in group.button if b.label == "Save this version").click().run()
    assert services.charters.read(actor, group_id).charter.number == 1
    assert "We come each time." in words(group)
    group.button(key="accept-charter").click().run()
    assert services.charters.read(actor, group_id).accepted == 1
    assert "You have accepted it." in words(group)


def test_somebody_in_no_group_is_told_so(services: Services, page: Open) -> None:
    loner = services.accounts.create_person(
        email="solo@example.org", name="Solo Ray", password="four unrelated words here"
    )
    grant = services.accounts.open_session(loner.id, method="password")
    group = page("group")
    group.user = {"session_id": grant.session_id}
    group.run()
    assert "You are in no group yet" in words(group)


def test_whoever_leads_pauses_goes_on_and_hands_over(
    services: Services, actor: Actor, person: Person, page: Open, group_id: str
) -> None:
    lead(services, person, group_id)
    other = services.accounts.create_person(
        email="ben@example.org", name="Ben Roe", password="four unrelated words here"
    )
    services.groups.add_member(group_id=group_id, email=other.email)
    group = page("group")
    assert "Next in turn: Ben Roe" in words(group)
    group.button(key="pause").click().run()
    assert "The group pauses, since today." in words(group)
    group.button(key="go-on").click().run()
    assert "The group pauses" not in words(group)
    assert group.selectbox(key="new-leader").options == ["Ben Roe", "Mira Lind"]
    group.button(key="give-lead").click().run()
    assert "Ben Roe leads to the end of cycle" in words(group)
    assert "You lead" not in words(group)
    assert services.leads.board(actor, group_id).may_give is False


def test_the_next_cycle_goes_to_whose_turn_it_is_and_the_last_can_be_read(
    services: Services, actor: Actor, person: Person, page: Open, group_id: str
) -> None:
    lead(services, person, group_id)
    services.groups.set_cycle(
        group_id=group_id,
        topic="How do we make room for others to think?",
        stage=CycleStage.CLOSE,
    )
    group = page("group")
    group.button(key="begin").click().run()
    assert "Earlier challenges" in words(group)
    assert services.leads.board(actor, group_id).leader is not None
    earlier = page("group", cycle="1")
    assert "How do we make room for others to think?" in words(earlier)
    assert "Nobody has shared a commitment of this cycle." in words(earlier)
    for number in ("7", "one", "-1"):
        assert "There is no such cycle" in words(page("group", cycle=number))


def test_the_coach_helps_to_phrase_a_challenge_and_the_member_decides(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    choosing(services, group_id)
    group = page("group")
    phrase = "Help me phrase it"
    next(b for b in group.button if b.label == phrase).click().run()
    assert "Write first what you would like to work on" in group.error[0].value
    group.text_input[0].set_value("speak last in our meetings")
    next(b for b in group.button if b.label == phrase).click().run()
    assert "A suggestion, made of your words" in words(group)
    assert group.text_input[0].value == "speak last in our meetings"
    group.button(key="take-wording").click().run()
    assert group.text_input[0].value == "How do we speak last in our meetings?"
    assert services.topics.board(actor, group_id).open == ()


def test_in_a_community_members_say_how_much_they_take_part(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    services.group_rules.change_format(
        actor, group_id, "community_of_practice", decided_by="all of us", why="We grow."
    )
    group = page("group")
    assert "Peripheral · 1" in words(group)
    group.selectbox(key="my-level").set_value(Level.CORE).run()
    assert "Core · 1" in words(group)
    assert services.groups.mine(actor)[0].members[0].level is Level.CORE
