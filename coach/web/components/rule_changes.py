"""A change of rules that waits for each member's yes, and those that came before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from coach.domain.formats import find_format
from coach.domain.rule_changes import ChangeState
from coach.services.rule_views import ChangeView
from coach.web.components import markup, rule_sheet
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, text
from coach.web.components.wording import capital, day, listed
from coach.web.runtime import current_actor, services

PLACE: Final = "rule-answer"
_STATES: Final = {
    ChangeState.PENDING: ("Waits", "changed"),
    ChangeState.EFFECTIVE: ("In effect", "good"),
    ChangeState.REFUSED: ("Ended by a no", "quiet"),
}


def waiting(change: ChangeView) -> None:
    """Draw the change that waits, with the yes or no of whoever is asked or has said yes."""
    with st.container(key="card-waiting", gap="small"):
        markup.section("A change waits for everybody's yes")
        st.html(_facts(change))
        st.html(rule_sheet.changes(change.differences))
        said = f"Yes from {listed(change.agreed)}. " if change.agreed else ""
        missing = f"Waits for {listed(change.missing)}." if change.missing else ""
        markup.note(f"{said}{missing} One no ends it.")
        with st.container(key="answers", horizontal=True, gap="small"):
            if change.asked:
                _button("Yes, I agree", "answer-yes", change.id, yes=True)
            if change.asked or change.agrees:
                _button("No, leave it as it is", "answer-no", change.id, yes=False)
        show_error(PLACE)


def history(changes: Iterable[ChangeView]) -> None:
    """Draw every change that was decided, the newest first."""
    decided = [change for change in changes if change.state is not ChangeState.PENDING]
    markup.section("How our rules came about")
    if not decided:
        markup.note("Nothing was changed yet: the rules are those that this kind begins with.")
    for change in decided:
        with st.container(key=f"card-change-{change.id}", gap="xsmall"):
            words, tone = _STATES[change.state]
            when = change.settled_at or change.proposed_at
            st.html(f'{chip(words, tone)} <span class="note">{text(capital(day(when)))}</span>')
            st.html(_facts(change))
            st.html(rule_sheet.changes(change.differences))
            if change.agreed:
                markup.note(f"Yes from {listed(change.agreed)}.")


def _facts(change: ChangeView) -> str:
    """Return who decided and why, with the change of format if there is one."""
    formats = services().group_rules.formats
    lines = []
    if change.format_before != change.format_after:
        before, after = (
            find_format(formats, key).name for key in (change.format_before, change.format_after)
        )
        lines.append(
            f"<p><strong>From {text(before.lower())} to {text(after.lower())}</strong></p>"
        )
    by = f", brought in by {text(change.proposed_by)}" if change.proposed_by else ""
    lines.append(f'<p class="said">{text(change.why)}</p>')
    lines.append(
        f'<p class="note">Decided by: {text(change.decided_by)}{by}, '
        f"{text(day(change.proposed_at))}.</p>"
    )
    return "".join(lines)


def _button(label: str, key: str, change_id: str, *, yes: bool) -> None:
    st.button(
        label,
        key=key,
        type="primary" if yes else "secondary",
        on_click=_answer,
        args=(change_id,),
        kwargs={"yes": yes},
    )


def _answer(change_id: str, *, yes: bool) -> None:
    with reporting(PLACE):
        change = services().group_rules.answer(current_actor(), change_id, yes=yes)
        if change.state is ChangeState.EFFECTIVE:
            done("Everybody has said yes: the change holds from now on.")
        else:
            done("Your yes is noted." if yes else "The change has ended: the rules stay.")
