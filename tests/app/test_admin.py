"""Admin: every part as an admin sees and uses it, and nothing of it for anybody else."""

from __future__ import annotations

import pytest
import streamlit as st

from coach.bootstrap import Services
from coach.domain.commitment import Commitment
from coach.domain.organisation_text import TextName
from coach.domain.people import Actor
from coach.domain.theme_release import Release, ShownTheme
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import note_event, utc_now
from tests.app.conftest import PASSWORD, SENTENCE, Open, shown, words

PARTS = ("people", "groups", "texts", "model", "jobs", "totals", "audit")


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the page an address, which the test runner does not have."""
    monkeypatch.setattr(type(st.context), "url", property(lambda _: "http://coach.test/admin"))


@pytest.mark.parametrize("part", PARTS)
def test_a_member_is_refused_every_part(page: Open, part: str) -> None:
    app = page("admin", part=part)
    assert [e.value for e in app.error] == ["There is nothing here that you can open."]
    assert "<h1>Admin" not in words(app)


@pytest.mark.parametrize("part", PARTS)
def test_no_part_shows_what_people_write(
    page: Open, admin: Actor, commitment: Commitment, part: str
) -> None:
    seen = "".join(str(node.proto) for node in page("admin", who=admin, part=part).main)
    assert "<h1>Admin</h1>" in seen
    assert SENTENCE[:30] not in seen
    assert "make room for others" not in seen


def test_somebody_is_invited_and_the_link_is_shown_once(
    page: Open, services: Services, admin: Actor
) -> None:
    app = page("admin", who=admin)
    app.text_input(key="invite-email-0").input("bo@example.org")
    app.checkbox(key="invite-as-0").check()
    shown(next(b for b in app.button if b.label == "Make a link").click().run())
    address = app.code[0].value
    assert address.startswith("http://coach.test/welcome/")
    view = services.account_links.view(address.rpartition("/")[2])
    assert (view.email, view.as_admin) == ("bo@example.org", True)
    assert not shown(app.run()).code


def test_a_wrong_address_stays_in_its_field(page: Open, admin: Actor) -> None:
    app = page("admin", who=admin)
    app.text_input(key="invite-email-0").input("nowhere")
    shown(next(b for b in app.button if b.label == "Make a link").click().run())
    assert "'nowhere' is not an e-mail address" in words(app)
    assert app.text_input(key="invite-email-0").value == "nowhere"


def test_an_account_is_shut_from_its_dialog(
    page: Open, services: Services, admin: Actor, actor: Actor
) -> None:
    app = page("admin", who=admin)
    shown(app.button(key=f"change-{actor.person_id}").click().run())
    shown(app.radio(key=f"what-{actor.person_id}").set_value("shut").run())
    assert "Nothing of theirs is deleted" in words(app)
    shown(app.button(key="change-yes").click().run())
    assert services.people.person(admin, actor.person_id).disabled_at is not None


def test_ones_own_account_asks_first(page: Open, services: Services, admin: Actor) -> None:
    services.accounts.create_person(
        email="otto@example.org", name="Otto", password=PASSWORD, is_admin=True
    )
    app = page("admin", who=admin)
    shown(app.button(key=f"change-{admin.person_id}").click().run())
    shown(app.radio(key=f"what-{admin.person_id}").set_value("unmake-admin").run())
    shown(app.button(key="change-yes").click().run())
    assert "This is your own account" in words(app)
    assert services.people.person(admin, admin.person_id).is_admin


def test_a_group_is_made_and_leads_to_its_members(
    page: Open, services: Services, admin: Actor
) -> None:
    app = page("admin", who=admin, part="groups")
    assert "For 5 to 6 people." in words(app)
    app.text_input(key="group-name-0").input("Harbour <b>")
    app.selectbox(key="group-format-0").set_value("learning_circle")
    shown(app.run())
    assert "For 4 to 12 people." in words(app)
    shown(app.button(key="group-make").click().run())
    made = services.group_register.find(admin, utc_now().date()).groups[0]
    assert made.format == "learning_circle"
    assert f'<a href="/members?group={made.id}"' in words(app)
    assert "Harbour &lt;b&gt;" in words(app)


def test_a_text_is_put_in_force_and_set_back(page: Open, services: Services, admin: Actor) -> None:
    app = page("admin", who=admin, part="texts")
    assert "This is the text of the app." in words(app)
    key = f"text-{TextName.PRIVACY}-0"
    app.text_area(key=key).input("Ours alone.\n\nAsk <Ruth>.")
    shown(app.button(key="text-save").click().run())
    assert services.texts.privacy_notice() == "Ours alone.\n\nAsk <Ruth>."
    assert "Version 1, by Ada Rook, today" in words(app)
    assert "Ask &lt;Ruth&gt;." in words(page("about"))
    shown(app.button(key="text-reset").click().run())
    assert "Ours" not in services.texts.privacy_notice()


def test_a_refused_crisis_text_stays_in_its_field(
    page: Open, services: Services, admin: Actor
) -> None:
    app = page("admin", who=admin, part="texts")
    shown(app.selectbox(key="text-chosen").set_value("legal").run())
    key = f"text-{TextName.LEGAL}-0"
    app.text_area(key=key).input("Call us.")
    shown(app.button(key="text-save").click().run())
    assert "fewer than 40 characters" in words(app)
    assert app.text_area(key=key).value == "Call us."
    assert services.texts.view(admin, TextName.LEGAL).is_base


def test_what_is_typed_stays_while_another_text_is_read(page: Open, admin: Actor) -> None:
    app = page("admin", who=admin, part="texts")
    key = f"text-{TextName.PRIVACY}-0"
    app.text_area(key=key).input("Half a notice")
    shown(app.selectbox(key="text-chosen").set_value("legal").run())
    shown(app.selectbox(key="text-chosen").set_value("privacy").run())
    assert app.text_area(key=key).value == "Half a notice"


def test_the_models_are_checked_by_a_button(page: Open, admin: Actor) -> None:
    app = page("admin", who=admin, part="model")
    assert "coach_commit" in words(app)
    assert "SQLite" in words(app)
    shown(app.button(key="model-check").click().run())
    assert words(app).count('<span class="chip good">Answers</span>') == 2


def test_the_board_says_how_the_queue_stands(page: Open, admin: Actor) -> None:
    seen = words(page("admin", who=admin, part="jobs"))
    assert "Jobs are not started yet." in seen
    assert "None has failed." in seen


def test_the_trail_is_filtered_and_paged(page: Open, services: Services, admin: Actor) -> None:
    with services.database.transaction() as tx:
        for number in range(60):
            note_event(tx, utc_now(), "counted", detail=f"number {number}")
    app = page("admin", who=admin, part="audit")
    shown(app.selectbox(key="audit-event").set_value("counted").run())
    assert "60 rows" in words(app)
    assert "/export/audit.csv?event=counted" in words(app)
    shown(app.button(key="audit-older").click().run())
    assert "Page 2 of 2" in words(app)
    shown(app.selectbox(key="audit-event").set_value("sign_in").run())
    assert "Signed in</strong> by Ada Rook" in words(app)


def test_what_a_sponsor_may_see_stands_alone(page: Open, services: Services, admin: Actor) -> None:
    _release_outside(services)
    seen = words(page("admin", who=admin, part="totals"))
    assert seen.count("too few to say") == 8
    assert "Waiting &lt;b&gt; for an answer" in seen
    assert "10 or more people, of several groups" in seen
    assert "What helped:</strong> Counting to eight." in seen
    assert 'href="/export/totals.md"' in seen
    assert 'href="/export/totals.csv"' in seen
    assert "Northside" not in seen
    assert "Mira" not in seen


def test_without_themes_it_says_what_one_needs(page: Open, admin: Actor) -> None:
    seen = words(page("admin", who=admin, part="totals"))
    assert "at least five people of at least two groups" in seen.replace("\n", " ")


def _release_outside(services: Services) -> None:
    theme = ShownTheme(
        id="one", title="Waiting <b> for an answer", helped="Counting to eight.", people=10
    )
    now = utc_now()
    report = ThemeReport(
        id="outside",
        group_id=None,
        cycle_id=None,
        number=1,
        state=ReportState.RELEASED,
        asked_by_id=None,
        asked_at=now,
        updated_at=now,
        released_at=now,
        release=Release(themes=(theme,), people=10),
    )
    with services.database.transaction() as tx:
        tx.theme_reports.add(report)


def test_a_report_on_themes_is_asked_for_and_stopped(
    page: Open, services: Services, admin: Actor
) -> None:
    app = page("admin", who=admin, part="totals")
    shown(app.button(key="totals-ask").click().run())
    assert "Themes are being looked for." in words(app)
    shown(app.button(key="totals-stop").click().run())
    assert "The last report was stopped." in words(app)
    assert services.outside_maker.under_way() == []
