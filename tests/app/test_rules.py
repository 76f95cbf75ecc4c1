"""The rules on their page: read by headings, changed with what follows said beforehand."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.domain.rule_changes import ChangeState
from tests.app.conftest import PASSWORD, Open, words

TOLD = "all of us"


@pytest.fixture
def group_id(services: Services, actor: Actor) -> str:
    return services.groups.mine(actor)[0].group.id


@pytest.fixture
def ben(services: Services, group_id: str) -> Actor:
    """Another member of the group."""
    made = services.accounts.create_person(
        email="ben@example.org", name="Ben Ode", password=PASSWORD
    )
    services.groups.add_member(group_id=group_id, email=made.email)
    grant = services.accounts.open_session(made.id, method="password")
    return services.accounts.actor_for_session(grant.session_id)


def part(rules: AppTest, name: str) -> AppTest:
    return rules.segmented_control(key="rules-part").set_value(name).run()


def fill(rules: AppTest, group_id: str, rule: str, value: object, number: int = 0) -> AppTest:
    """Put a value into the field of a rule, whatever kind it is."""
    key = f"rule-{group_id}-{rule}-{number}"
    for kind in (rules.number_input, rules.selectbox, rules.multiselect):
        found = [field for field in kind if field.key == key]
        if found:
            return found[0].set_value(value).run()  # type: ignore[arg-type]
    raise AssertionError(f"no field for {rule}")


def reason(rules: AppTest, name: str, by: str = TOLD, why: str = "It is long.") -> AppTest:
    rules.text_input(key=f"rules-by-{name}").set_value(by)
    return rules.text_input(key=f"rules-why-{name}").set_value(why).run()


def test_rules_are_read_by_headings_with_what_differs(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    services.group_rules.change(
        actor, group_id, {"session_minutes": 60}, decided_by=TOLD, why="It is long."
    )
    rules = page("rules", group=group_id)
    seen = words(rules)
    for heading in ("People", "Practice", "Sessions", "Topics", "Leading", "Sharing"):
        assert f"<h2>{heading}</h2>" in seen
    assert '60<span class="usual">Our own; Peer learning group: 90</span>' in seen
    assert seen.count("Our own;") == 1
    told = words(part(rules, "history"))
    assert "Decided by: all of us, brought in by Mira Lind" in told
    assert "Minutes of a session: 90" in told


def test_what_shows_nobody_more_is_recorded_at_once(
    services: Services, actor: Actor, ben: Actor, page: Open, group_id: str
) -> None:
    rules = part(page("rules", group=group_id), "change")
    assert "Nothing yet." in words(rules)
    fill(rules, group_id, "session_minutes", 60)
    seen = words(rules)
    assert "It takes effect at once." in seen
    assert "Ask for everybody's yes" not in seen
    reason(rules, f"{group_id}-0")
    rules.button(key="change-rules").click().run()
    [change] = services.group_rules.history(actor, group_id)
    assert [(d.rule, d.after) for d in change.differences] == [("session_minutes", 60)]
    assert change.state is ChangeState.EFFECTIVE
    assert "Nothing yet." in words(rules), "a fresh sheet"


def test_a_wider_change_names_whose_yes_it_waits_for_and_is_answered(
    services: Services, actor: Actor, ben: Actor, page: Open, group_id: str
) -> None:
    rules = part(page("rules", group=group_id), "change")
    fill(rules, group_id, "widest_audience", "organisation")
    assert "until Ben Ode has said yes too" in rules.info[0].value
    reason(rules, f"{group_id}-0")
    rules.button(key="change-rules").click().run()
    waits = words(rules)
    assert "A change waits for everybody" in waits
    assert "Waits for Ben Ode." in waits
    assert [b.label for b in rules.button if b.key and b.key.startswith("answer")] == [
        "No, leave it as it is"
    ]
    other = page("rules", ben, group=group_id)
    other.button(key="answer-yes").click().run()
    view = services.group_rules.rules(actor, group_id)
    assert (view.pending, view.rules.widest_audience.value) == (None, "organisation")
    assert "A change waits" not in words(other)


def test_a_contradiction_is_one_sentence_and_every_value_stays(
    services: Services, actor: Actor, page: Open, group_id: str
) -> None:
    rules = part(page("rules", group=group_id), "change")
    fill(rules, group_id, "session_minutes", 60)
    fill(rules, group_id, "practice", "none")
    [error] = rules.error
    assert "nothing is practised" in error.value
    assert [b for b in rules.button if b.key == "change-rules"] == []
    assert rules.number_input(key=f"rule-{group_id}-session_minutes-0").value == 60
    fill(rules, group_id, "practice", "behaviour")
    assert not rules.error
    reason(rules, f"{group_id}-0", why=" ")
    rules.button(key="change-rules").click().run()
    assert [e.value for e in rules.error] == ["The reason is empty: please write one."]
    assert rules.number_input(key=f"rule-{group_id}-session_minutes-0").value == 60
    assert rules.text_input(key=f"rules-by-{group_id}-0").value == TOLD
    assert services.group_rules.history(actor, group_id) == []


def test_a_limit_can_be_taken_away(page: Open, group_id: str) -> None:
    rules = part(page("rules", group=group_id), "change")
    fill(rules, group_id, "size_most", None)
    assert "<strong>no limit</strong>" in words(rules)


def test_an_untouched_sheet_follows_what_others_change(
    services: Services, ben: Actor, page: Open, group_id: str
) -> None:
    rules = part(page("rules", group=group_id), "change")
    services.group_rules.change(
        ben, group_id, {"session_minutes": 75}, decided_by="both", why="Less."
    )
    rules.run()
    assert rules.number_input(key=f"rule-{group_id}-session_minutes-1").value == 75
    fill(rules, group_id, "session_minutes", 60, number=1)
    services.group_rules.change(ben, group_id, {"release_inside": 4}, decided_by="us", why="More.")
    rules.run()
    assert "Minutes of a session: 75" in words(rules)
    assert "Contributors" not in words(rules), "only what was changed here is sent"


def test_a_group_grows_into_a_community_with_everybodys_yes(
    services: Services, actor: Actor, ben: Actor, page: Open, group_id: str
) -> None:
    rules = part(page("rules", group=group_id), "format")
    rules.selectbox(key=f"format-{group_id}-0").set_value("community_of_practice").run()
    seen = words(rules)
    assert "Spaces: private only" in seen
    assert "<strong>private and public</strong>" in seen
    assert "until Ben Ode has said yes too" in rules.info[0].value
    reason(rules, f"format-{group_id}-0", why="More want to join.")
    rules.button(key="change-format").click().run()
    assert "From peer learning group to community of practice" in words(rules)
    page("rules", ben, group=group_id).button(key="answer-yes").click().run()
    assert services.group_rules.rules(actor, group_id).format.key == "community_of_practice"


def test_another_groups_rules_are_not_found(services: Services, page: Open) -> None:
    assert "There is nothing here that you can open." in words(page("rules", group="f" * 32))
