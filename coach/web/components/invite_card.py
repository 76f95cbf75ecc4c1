"""Inviting somebody into a group: the form, the link that is shown once, and what is still open."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.errors import UpstreamUnavailable
from coach.services.invitations import LONGEST_DAYS, OpenInvitation
from coach.services.members import Overview
from coach.web.components import fields, markup, own_address
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

PLACE: Final = "invite"
_FORM: Final = "invitation"
_LINK: Final = "invitation-link"
_USUAL_DAYS: Final = 14
_HOW: Final = "By a link, good for one person and once."
_HOW_BY_MAIL: Final = (
    "By mail to an address, or by a link that you hand on; good for one person, once."
)


def draw(group_id: str, overview: Overview) -> None:
    """Draw it for somebody who may invite."""
    with st.container(key="card-invite", gap="small"):
        markup.section("Invite somebody", _HOW_BY_MAIL if services().members.sends_mail else _HOW)
        _link(group_id)
        if overview.full:
            markup.note("There is no room for another invitation now.")
        else:
            _form(group_id)
        show_error(PLACE)
    if overview.invitations:
        markup.section("Open invitations")
        for invitation in overview.invitations:
            _open(invitation)


def _form(group_id: str) -> None:
    number = fields.sheet(_FORM).number
    with st.form(f"invite-{number}", border=False):
        st.text_input(
            "E-mail address, for a link that is good for this one alone",
            key=f"invite-email-{number}",
            max_chars=254,
            placeholder="name@example.org",
        )
        st.number_input(
            "Good for how many days?",
            min_value=1,
            max_value=LONGEST_DAYS,
            value=_USUAL_DAYS,
            key=f"invite-days-{number}",
        )
        st.form_submit_button(
            "Invite", icon=":material/person_add:", on_click=_make, args=(group_id, number)
        )


def _link(group_id: str) -> None:
    """Draw the link that has just been made, until the reader says that they have it."""
    made = st.session_state.setdefault(_LINK, {})
    if group_id not in made:
        return
    link, until = made[group_id]
    st.code(link, language=None, wrap_lines=True)
    markup.note(f"Copy the link now: it is not shown again. It works once, until {until}.")
    st.button("I have copied it", key="link-copied", on_click=made.clear)


def _open(invitation: OpenInvitation) -> None:
    for_whom = invitation.email or "whoever has the link"
    with st.container(
        key=f"row-open-{invitation.id}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        by = f", by {invitation.by}" if invitation.by else ""
        until = f"until {day(invitation.expires_at)}{by}"
        st.html(
            f'<p class="thing">For {text(for_whom)}</p><p class="note">{text(until)}</p>',
            width="stretch",
        )
        st.button(
            f"Withdraw *: for {plain(for_whom)}*",
            key=f"withdraw-{invitation.id}",
            icon=":material/undo:",
            type="tertiary",
            on_click=_withdraw,
            args=(invitation.id,),
        )


def _make(group_id: str, number: int) -> None:
    sheet, made = fields.sheet(_FORM), fields.value(_LINK)
    with reporting(PLACE):
        if number != sheet.number:
            return
        invited = services().members.invite(
            current_actor(),
            group_id,
            email=str(fields.value(f"invite-email-{number}") or ""),
            days=int(fields.value(f"invite-days-{number}") or 0),
        )
        sheet.turn()
        if invited.sent_to:
            done(f"The invitation is on its way to {invited.sent_to}.")
            return
        link = invited.link
        made[group_id] = own_address.of(f"/invitation/{link.token}"), day(link.expires_at)
        if invited.problem:
            raise UpstreamUnavailable(f"{invited.problem} Until then, here is the link.")


def _withdraw(invitation_id: str) -> None:
    with reporting(PLACE):
        services().members.withdraw(current_actor(), invitation_id)
        done("The invitation is withdrawn: its link leads nowhere.")
