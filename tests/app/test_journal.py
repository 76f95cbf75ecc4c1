"""Journal: searching, showing, taking along, deleting one thing and the whole account."""

from __future__ import annotations

import pytest

from coach.bootstrap import Services
from coach.domain.attempt import Attempt
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotSignedIn
from tests.app.conftest import PASSWORD, SENTENCE, Open, words


def test_an_empty_journal_says_what_will_stand_in_it(page: Open) -> None:
    assert "will all stand here" in words(page("journal"))


def test_items_open_and_their_text_is_shown_as_typed(page: Open, attempt: Attempt) -> None:
    app = page("journal")

    assert len(app.expander) == 2
    assert SENTENCE in words(app)
    assert "Got to *five* &lt;b&gt;seconds&lt;/b&gt;" in words(app)
    (label,) = [e.label for e in app.expander if e.label.startswith("**Attempt**")]
    assert "\\*five\\* \\<b\\>seconds" in label


def test_search_and_kind_narrow_the_list(page: Open, attempt: Attempt) -> None:
    app = page("journal")
    app.text_input(key="journal-query").input("five").run()
    assert [e.label[:11] for e in app.expander] == ["**Attempt**"]
    app.text_input(key="journal-query").input("").run()
    app.pills(key="journal-kinds").set_value(["commitment"]).run()
    assert [e.label[:14] for e in app.expander] == ["**Commitment**"]
    app.text_input(key="journal-query").input("no such words").run()
    assert "Nothing here matches." in words(app)


def test_deleting_one_item(page: Open, services: Services, actor: Actor, attempt: Attempt) -> None:
    app = page("journal")
    app.button(key=f"delete-{attempt.id}").click().run()
    app.button(key="delete-yes").click().run()

    assert services.attempts.mine(actor) == []


def test_the_whole_account_asks_for_the_password_and_says_what_goes(
    page: Open, services: Services, actor: Actor, attempt: Attempt
) -> None:
    app = page("journal")
    app.button(key="delete-account").click().run()
    for line in services.accounts.deletion_preview(actor).lines:
        assert line in words(app)
    app.text_input(key="leave-password").input("wrong")
    app.button(key="leave-yes").click().run()
    assert services.accounts.actor_for_session(actor.session_id).person_id == actor.person_id

    app = page("journal")
    app.button(key="delete-account").click().run()
    app.text_input(key="leave-password").input(PASSWORD)
    app.button(key="leave-yes").click().run()
    with pytest.raises(NotSignedIn):
        services.accounts.actor_for_session(actor.session_id)
    with pytest.raises(InvalidInput):
        services.accounts.sign_in(email=actor.email, password=PASSWORD, address="127.0.0.1")
    assert "Please sign in again." in words(app)


def test_about_says_where_words_go_and_who_reads_them(page: Open) -> None:
    seen = words(page("about"))

    assert "Your words stay on the computer that runs Repertoire" in seen
    assert "It is not a person, not a therapist and not your manager." in seen
