"""Home in each state of a member."""

from __future__ import annotations

import pytest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.commitment import Commitment
from coach.domain.people import Actor, Person
from coach.web.components.boundary import CALM
from tests.app.conftest import PASSWORD, SENTENCE, Open, words


def test_new_member_sees_where_the_group_is_and_one_next_step(page: Open) -> None:
    home = page("home")

    seen = words(home)
    assert "How do we make room for others to think?" in seen
    assert "Step 4 of 7: <strong>Practice</strong> · 12 days left" in seen
    assert 'aria-current="step"' in seen
    assert [b.label for b in home.button if b.key == "next"] == ["Begin a commitment"]
    assert "When you have said yes to a commitment, it stands here." in seen
    assert "Left unfinished" not in seen


def test_member_without_a_group_is_welcomed(services: Services, page: Open) -> None:
    loner = services.accounts.create_person(
        email="solo@example.org", name="Solo Ray", password=PASSWORD
    )
    grant = services.accounts.open_session(loner.id, method="password")
    home = page("home")
    home.user = {"session_id": grant.session_id}
    home.run()

    assert "Welcome, Solo Ray" in words(home)
    assert "You are in no group yet." in words(home)


def test_members_see_who_is_in_the_group_and_who_facilitates(
    services: Services, actor: Actor, page: Open
) -> None:
    other = services.accounts.create_person(
        email="ines@example.org", name="Ines <b>Roca</b>", password=PASSWORD
    )
    group = services.groups.mine(actor)[0].group
    services.groups.add_member(group_id=group.id, email=other.email, leads=True)

    seen = words(page("home"))

    assert "<li>Mira Lind </li>" in seen
    assert '<li>Ines &lt;b&gt;Roca&lt;/b&gt; <span class="chip ">Facilitator</span></li>' in seen
    assert "You run this installation" not in seen


def test_an_administrator_is_told_how_to_invite(services: Services, page: Open) -> None:
    admin = services.accounts.create_person(
        email="ruth@example.org", name="Ruth Calder", password=PASSWORD, is_admin=True
    )
    grant = services.accounts.open_session(admin.id, method="password")
    home = page("home")
    home.user = {"session_id": grant.session_id}
    home.run()

    assert "<code>coach invite GROUP</code>" in words(home)


def test_open_commitment_shows_its_attempts_as_a_picture_with_words(
    page: Open, commitment: Commitment, attempt: Attempt
) -> None:
    seen = words(page("home"))

    assert SENTENCE in seen
    assert 'role="img" aria-label="1 attempt: tried once. The newest was today."' in seen
    assert '<circle cx="22" cy="20" r="9" class="tried"/>' in seen


def test_what_is_unfinished_and_what_others_shared(
    services: Services, actor: Actor, person: Person, page: Open, draft: Commitment
) -> None:
    other = services.accounts.create_person(
        email="tomas@example.org", name="Tomas Berg", password=PASSWORD
    )
    group = services.groups.mine(actor)[0].group
    services.groups.add_member(group_id=group.id, email=other.email)
    grant = services.accounts.open_session(other.id, method="password")
    tomas = services.accounts.actor_for_session(grant.session_id)
    for sentence in ("I will ask <i>twice</i>.", "I keep this."):
        theirs = services.commitments.start(tomas)
        services.commitments.commit(tomas, theirs.id, sentence)
        if sentence != "I keep this.":
            services.commitments.share(tomas, theirs.id, "group")

    seen = words(page("home"))

    assert "wait for eight seconds before I speak" in seen
    assert "Tomas Berg" in seen
    assert "I will ask &lt;i&gt;twice&lt;/i&gt;." in seen
    assert "I keep this." not in seen


def test_the_next_step_leads_to_its_page(page: Open, commitment: Commitment) -> None:
    home = page("home")
    home.button(key="next").click().run()

    assert "Did the moment come?" in [g.label for g in home.segmented_control]


def test_without_a_session_the_page_leads_to_sign_in(page: Open) -> None:
    home = page("home")
    home.user = {}
    home.run()

    assert "Please sign in again." in words(home)
    assert not home.button


def test_a_bug_becomes_one_calm_sentence_and_its_words_stay_out_of_the_log(
    page: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    private = "what the " + "member wrote"

    def broken(*_: object) -> None:
        raise ValueError(private)

    monkeypatch.setattr("coach.web.views.home.services", broken)
    home = page("home")

    assert [e.value for e in home.error] == [CALM]
    assert "ValueError" in caplog.text
    assert private not in caplog.text


def test_a_name_is_never_markdown(services: Services, page: Open) -> None:
    hostile = services.accounts.create_person(
        email="odd@example.org", name="![x](//evil.example/x.png) *B*", password=PASSWORD
    )
    home = page("home")
    grant = services.accounts.open_session(hostile.id, method="password")
    home.user = {"session_id": grant.session_id}
    home.run()

    popover = home.main.get("popover")[0].proto.popover
    assert popover.label == "!\\*"
    assert popover.help.startswith("!\\[x\\](//evil.example/x.png) \\*B\\*")
