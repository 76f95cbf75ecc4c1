"""The audit trail: rows by kind, person and day, and the file to take along."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from coach.domain.people import Actor
from coach.services.audit import AuditRow, Sought
from coach.web.components import fields, markup
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import capital, counted, zone
from coach.web.runtime import services

_AT: Final = "audit-page"
_WORDS: Final = {
    "account_created": "Account made",
    "account_disabled": "Account shut",
    "account_enabled": "Account opened again",
    "account_invite": "Link to a new account made",
    "audience_change": "Audience changed",
    "audit_export": "Audit trail taken along",
    "consent_declined": "Another audience declined",
    "export": "Own texts taken along",
    "flag_settled": "Remark on an item settled",
    "group_created": "Group made",
    "group_renamed": "Group renamed",
    "group_split": "Group split",
    "index_rebuild": "Index made anew",
    "invite": "Invited into a group",
    "join": "Joined a group",
    "item_flagged": "Remark on an item",
    "jobs_refresh": "Splitting and embedding begun",
    "load_cancelled": "Loading of a file cancelled",
    "load_retried": "Loading of a file tried again",
    "password_change": "Own password changed",
    "password_link": "Link for a new password made",
    "password_reset": "Password replaced",
    "repertoire_export": "Repertoire taken along",
    "repertoire_import": "Repertoire taken in",
    "role_change": "Role changed",
    "sign_in": "Signed in",
    "sign_in_failed": "Wrong password",
    "sign_out": "Signed out",
    "sign_out_everywhere": "Signed out everywhere",
    "story_held": "Story hidden until its author answers",
    "themes_asked": "Report on themes asked for",
    "themes_failed": "Report on themes shows nothing",
    "themes_released": "Report on themes released",
    "themes_stopped": "Report on themes stopped",
    "totals_export": "Totals for a sponsor taken along",
    "text_changed": "Text of the organisation changed",
    "text_reset": "Text of the organisation set back",
}


def draw(actor: Actor) -> None:
    """Draw the part."""
    markup.section("Audit trail", "Who did what, and when. No row holds a word that people write.")
    sought = _filters(actor)
    page = services().audit.page(actor, sought, int(st.session_state.get(_AT, 0)))
    markup.note(counted(page.total, "row"))
    st.html(f'<ul class="audit">{"".join(map(_row, page.rows))}</ul>')
    _pager(page.number, page.last)
    if page.total:
        st.html(
            markup.download(f"/export/audit.csv?{_query(sought)}", "Take these rows along (CSV)")
        )


def _filters(actor: Actor) -> Sought:
    people = services().audit.people(actor)
    with st.container(key="audit-filters", horizontal=True, gap="small"):
        event = st.selectbox(
            "Kind",
            options=["", *services().audit.events(actor)],
            format_func=lambda name: words(name) if name else "Every kind",
            key="audit-event",
            on_change=_first_page,
        )
        person = st.selectbox(
            "Person",
            options=["", *people],
            format_func=lambda id_: plain(people[id_]) if id_ else "Anybody",
            key="audit-person",
            on_change=_first_page,
        )
        since = st.date_input("From", value=None, key="audit-since", on_change=_first_page)
        until = st.date_input("To", value=None, key="audit-until", on_change=_first_page)
    return Sought(
        event=event or "",
        person_id=person or "",
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def words(event: str) -> str:
    """Return what an event is called on the page."""
    return _WORDS.get(event) or capital(event.replace("_", " "))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=zone())


def _row(row: AuditRow) -> str:
    at = row.at.astimezone(zone())
    by = f" by {text(row.by)}" if row.by else ""
    about = f": {text(row.about)}" if row.about and row.about_id != row.by_id else ""
    detail = f" {chip(row.detail, 'quiet')}" if row.detail else ""
    return (
        f'<li><span class="when">{at.day} {at:%B %Y, %H:%M}</span> '
        f"<span><strong>{text(words(row.event))}</strong>{by}{about}{detail}</span></li>"
    )


def _pager(number: int, last: int) -> None:
    if not last:
        return
    with st.container(key="row-pager", horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Newer", key="audit-newer", disabled=not number, on_click=_to, args=(number - 1,))
        markup.note(f"Page {number + 1} of {last + 1}")
        st.button(
            "Older", key="audit-older", disabled=number == last, on_click=_to, args=(number + 1,)
        )


def _to(number: int) -> None:
    st.session_state[_AT] = number


def _first_page() -> None:
    if fields.value(_AT):
        st.session_state[_AT] = 0


def _query(sought: Sought) -> str:
    return urlencode(
        {
            "event": sought.event,
            "person": sought.person_id,
            "since": sought.since.isoformat() if sought.since else "",
            "until": sought.until.isoformat() if sought.until else "",
        }
    )
