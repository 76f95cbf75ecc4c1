"""What released themes lead to, drawn: questions with their themes, and files to take along."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.domain.theme_release import Release
from tests.app.conftest import shown, words
from tests.support.theme_reports import add_report


def _draw(session_id: str, group_id: str, report_id: str) -> None:
    from coach.web.components import theme_files, theme_way  # noqa: PLC0415 - it runs alone
    from coach.web.runtime import services  # noqa: PLC0415

    actor = services().accounts.actor_for_session(session_id)
    theme_way.what_to_talk_about(actor, group_id, report_id, leads=False)
    theme_files.draw(report_id)


def drawn(services: Services, actor: Actor, release: Release | None = None) -> str:
    """Return what a member sees of a report."""
    (group_id,) = actor.group_ids
    given = {} if release is None else {"release": release}
    report = add_report(services, group_id, **given)
    app = AppTest.from_function(_draw, args=(actor.session_id, group_id, report.id))
    return words(shown(app.run())).replace(report.id, "ID")


def test_questions_stand_with_their_themes_and_files_are_offered(
    services: Services, actor: Actor
) -> None:
    seen = drawn(services, actor)
    assert "On “Silence after a question”: how long is long enough?" in seen
    assert '<span class="note">Answers that come too early</span>' in seen
    assert all(f"/export/themes.{ending}?report=ID" in seen for ending in ("md", "docx", "pdf"))


def test_without_a_theme_there_is_no_question(services: Services, actor: Actor) -> None:
    assert "<li>" not in drawn(services, actor, Release())
