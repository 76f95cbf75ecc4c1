"""What happened with what was tried, thanks, and what is wrong: on the pages of those concerned."""

from __future__ import annotations

import pytest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.commitment import Commitment
from coach.domain.lineage import FlagReason, Verdict
from coach.domain.people import Actor
from coach.domain.repertoire import Item, of_group
from tests.app.conftest import Open, shown, words
from tests.support.repertoire import SILENT_ROOM, add_story


@pytest.fixture
def noor(services: Services, actor: Actor) -> Actor:
    """Another member of the group, who takes part and leads."""
    made = services.accounts.create_person(
        email="noor@example.org", name="Noor Hale", password="four unrelated words here"
    )
    (group_id,) = actor.group_ids
    services.groups.add_member(group_id=group_id, email=made.email, leads=True)
    return taking_part(services, made.id, group_id)


@pytest.fixture
def mira(services: Services, actor: Actor, noor: Actor) -> Actor:
    """The manager, who has accepted the charter."""
    (group_id,) = actor.group_ids
    return taking_part(services, actor.person_id, group_id)


@pytest.fixture
def story(services: Services, noor: Actor) -> Item:
    """A story that Noor told their group."""
    (group_id,) = noor.group_ids
    return add_story(
        services,
        "The *silent* room",
        SILENT_ROOM,
        audience=of_group(group_id),
        author_id=noor.person_id,
        told_by="Noor Hale",
    )


def taking_part(services: Services, person_id: str, group_id: str) -> Actor:
    def signed_in() -> Actor:
        grant = services.accounts.open_session(person_id, method="password")
        return services.accounts.actor_for_session(grant.session_id)

    services.charters.accept(signed_in(), group_id, 0)
    return signed_in()


def test_thank_you_is_one_click_and_back(
    page: Open, services: Services, mira: Actor, story: Item
) -> None:
    app = page("stories", mira, id=story.id)
    shown(app.button(key="thank").click().run())
    assert services.lineage.ties(mira, story.id).thanked
    assert app.button(key="thank").label == "You thanked for this"
    shown(app.button(key="thank").click().run())
    assert not services.lineage.ties(mira, story.id).thanked


def test_the_author_sees_what_became_of_it_and_has_nobody_to_thank(
    page: Open, services: Services, noor: Actor, mira: Actor, story: Item
) -> None:
    services.lineage.thank(mira, story.id)
    app = page("stories", noor, id=story.id)
    assert "Nobody has tried it yet." in words(app)
    assert "A few of your readers said thank you." in words(app)
    assert not [b for b in app.button if b.key == "thank"]
    assert not [e for e in app.expander if e.label == "Something is wrong with it"]
    assert "What became of it" not in words(page("stories", mira, id=story.id))


def test_what_happened_is_said_beside_the_commitment_and_read_as_agreed(
    page: Open,
    services: Services,
    mira: Actor,
    noor: Actor,
    story: Item,
    commitment: Commitment,
    attempt: Attempt,
) -> None:
    trial = services.suggestions.try_it(mira, story.id, commitment.id)
    app = page("practice", mira)
    assert "What you try of others" in words(app)
    save = f"say-save-{trial.id}"
    app.text_area(key=f"line-{trial.id}").input("They *spoke* <b>first</b>.")
    shown(app.button(key=save).click().run())
    assert "How it went is not said" in words(app)
    assert app.text_area(key=f"line-{trial.id}").value == "They *spoke* <b>first</b>."

    assert app.radio(key=f"readers-{trial.id}").value == "nobody"
    app.radio(key=f"verdict-{trial.id}").set_value(Verdict.WORKED)
    app.radio(key=f"readers-{trial.id}").set_value("named")
    shown(app.button(key=save).click().run())
    assert "They *spoke* &lt;b&gt;first&lt;/b&gt;." in words(app)

    seen = words(page("stories", noor, id=story.id))
    assert "Mira Lind" in seen
    assert "They *spoke* &lt;b&gt;first&lt;/b&gt;." in seen

    app = page("commit", mira, id=commitment.id)
    shown(app.button(key=f"say-again-{trial.id}").click().run())
    assert app.radio(key=f"readers-{trial.id}").value == "named"
    app.radio(key=f"readers-{trial.id}").set_value("author")
    shown(app.button(key=save).click().run())
    assert "Mira Lind" not in words(page("stories", noor, id=story.id))
    shown(app.button(key=f"unsay-{trial.id}").click().run())
    assert services.lineage.reception(noor, story.id).lines == ()


def test_before_an_attempt_the_page_says_when_it_can_be_said(
    page: Open, services: Services, mira: Actor, story: Item, commitment: Commitment
) -> None:
    services.suggestions.try_it(mira, story.id, commitment.id)
    assert "Once you have logged an attempt" in words(page("practice", mira))


def test_a_flag_hides_and_waits_for_the_author_until_it_is_taken_back(
    page: Open, services: Services, mira: Actor, noor: Actor, story: Item
) -> None:
    app = page("stories", mira, id=story.id)
    assert "are not told that it was you" in words(app)
    app.text_area(key=f"flag-words-{story.id}").input("The <b>dispatcher</b> is me.")
    shown(app.button(key=f"flag-say-{story.id}").click().run())
    assert "What is wrong is not said" in words(app)
    app.radio(key=f"flag-reason-{story.id}").set_value(FlagReason.ME)
    app.button(key=f"flag-say-{story.id}").click().run()
    assert "There is nothing here that you can open." in words(page("stories", mira, id=story.id))

    assert "Something may be wrong" in words(page("home", noor))
    assert "Something may be wrong" not in words(page("home", mira))
    seen = words(page("review", noor))
    assert "Somebody recognises themselves in it" in seen
    assert "The &lt;b&gt;dispatcher&lt;/b&gt; is me." in seen
    assert "Mira" not in seen
    assert "It stands as it is" not in seen

    app = page("review", mira)
    (flag,) = services.flags.raised(mira)
    shown(app.button(key=f"unflag-{flag.flag.id}").click().run())
    assert "silent" in words(page("stories", mira, id=story.id))
    assert "Nothing waits for you." in words(page("review", noor))


def test_whoever_leads_sees_it_on_the_group_page_and_lets_it_stand(
    page: Open, services: Services, mira: Actor, noor: Actor
) -> None:
    (group_id,) = noor.group_ids
    given = add_story(
        services,
        "On Fridays",
        SILENT_ROOM,
        audience=of_group(group_id),
        author_id=mira.person_id,
    )
    third = services.accounts.create_person(
        email="paul@example.org", name="Paul Eck", password="four unrelated words here"
    )
    services.groups.add_member(group_id=group_id, email=third.email)
    paul = taking_part(services, third.id, group_id)
    flag = services.flags.flag(paul, given.id, FlagReason.RECOGNISABLE)
    assert "Something may be wrong" in words(page("group", noor))
    assert "Something may be wrong" not in words(page("group", mira))
    assert "Something may be wrong" in words(page("home", mira))
    app = page("review", noor)
    assert "It is hidden from its readers" in words(app)
    shown(app.button(key=f"stands-{flag.id}").click().run())
    assert services.stories.open(paul, given.id).item.id == given.id


def test_of_the_organisations_an_admin_takes_it_out_of_use(
    page: Open, services: Services, actor: Actor, admin: Actor
) -> None:
    starter = add_story(services, "On Fridays", SILENT_ROOM)
    app = page("stories", id=starter.id)
    options = app.radio(key=f"flag-reason-{starter.id}").options
    assert options == ["Something in it is wrong", "It can do harm"]
    app.radio(key=f"flag-reason-{starter.id}").set_value(FlagReason.HARMFUL)
    shown(app.button(key=f"flag-say-{starter.id}").click().run())
    assert "You said" in words(app)
    (raised,) = services.flags.raised(actor)
    app = page("review", admin)
    shown(app.button(key=f"retire-{raised.flag.id}").click().run())
    assert "Nothing waits for you." in words(app)
    assert "There is nothing here that you can open." in words(page("stories", id=starter.id))
