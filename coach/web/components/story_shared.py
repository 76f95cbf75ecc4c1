"""A story that others read or have read: who does, what was agreed to, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from coach.domain.consent import Consent
from coach.domain.people import Actor
from coach.domain.repertoire import Item
from coach.domain.story import Story
from coach.services.sharing import Sharing
from coach.web.components import fields, markup, nav, prose, reception
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import capital, counted, day, listed, zone
from coach.web.runtime import current_actor, services

PLACE: Final = "story-shared"
_POLL_S: Final = 2.0
_STAYS: Final = '<p class="note">Your story is here as it was.</p>'


def draw(actor: Actor, story: Story, sharing: Sharing, *, share_anew: Callable[[], None]) -> None:
    """Draw where the story stands with others; nothing for one that never was shared.

    `share_anew` leads to the step in which a new version is shared.
    """
    show_error(PLACE)
    if sharing.item is not None:
        _read(story, sharing, sharing.item, share_anew)
        reception.draw(actor, sharing.item.id)
        return
    newest = max(
        (c for c in sharing.consents if c.withdrawn_at), key=lambda c: c.given_at, default=None
    )
    if newest is not None:
        _taken_back(actor, story.id, newest)


def readers(sharing: Sharing) -> str:
    """Return who reads it in words; empty for nobody."""
    if sharing.item is None:
        return ""
    if not sharing.group_names:
        return "everybody who can sign in here"
    return f"the members of {listed(sharing.group_names)}"


def _read(story: Story, sharing: Sharing, item: Item, share_anew: Callable[[], None]) -> None:
    held = [c for c in sharing.consents if c.item_id == item.id]
    with st.container(key="card-story-shared", gap="small"):
        by = f", told by {item.told_by}" if item.told_by else ", without a name"
        since = f"Since {day(held[0].given_at)}{by}." if held else ""
        markup.section(f"Read by {readers(sharing)}", since)
        if sharing.changed:
            _changed(share_anew)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                "Take it back",
                key="withdraw",
                icon=":material/undo:",
                on_click=_withdraw,
                args=(story.id,),
            )
            nav.link("stories", "See it as others do", icon=":material/visibility:", id=item.id)
        markup.note("One click, and nobody else reads it. Your story stays here with you.")
        if len(sharing.groups) > 1:
            _fewer(story.id, sharing)
        elif not sharing.groups:
            markup.note("To let fewer read it, share it once more under Share, with some groups.")
        _versions(held)


def _changed(share_anew: Callable[[], None]) -> None:
    st.html(
        '<p class="remark">Your story says something else by now than what they read. They read '
        "the old text until you share the new one.</p>"
    )
    st.button(
        "Share the new version",
        key="share-anew",
        icon=":material/arrow_forward:",
        on_click=share_anew,
    )


def _fewer(story_id: str, sharing: Sharing) -> None:
    with st.expander("Let fewer groups read it", key="story-fewer"):
        for id_, name in sorted(sharing.groups.items(), key=lambda one: one[1]):
            st.checkbox(plain(name), value=True, key=_fewer_key(story_id, id_))
        st.button(
            "Let only these read it",
            key="narrow",
            on_click=_narrow,
            args=(story_id, sorted(sharing.groups)),
        )


def _versions(consents: Sequence[Consent]) -> None:
    title = f"What you agreed to: {counted(len(consents), 'version')}"
    with st.expander(title, key="story-versions"):
        for consent in reversed(consents):
            when = capital(day(consent.given_at))
            st.html(
                f'<p class="story-part">Version {consent.version} · {text(when)}</p>'
                f"{markup.quote(consent.statement, small=True)}"
                f'<div class="whole">{prose.html(consent.text, top=3)}</div>'
            )


def _taken_back(actor: Actor, story_id: str, consent: Consent) -> None:
    if consent.cleared_at is None:
        _until_gone(actor, story_id)
        return
    when = f"{day(consent.cleared_at)} at {_clock(consent.cleared_at)}"
    with st.container(key="card-story-gone", gap="xsmall"):
        st.html(
            '<p class="thing" role="status">Taken back. '
            f"Gone from all files {text(when)}.</p>{_STAYS}"
        )


def _until_gone(actor: Actor, story_id: str) -> None:
    @st.fragment(run_every=_POLL_S)
    def drawn() -> None:
        known = services().sharing.standing(actor, story_id).consents
        if all(c.cleared_at for c in known if c.withdrawn_at):
            st.rerun()
        with st.container(key="card-story-gone", gap="xsmall"):
            st.html(
                '<p class="thing" role="status">It is gone from search and pages; its last bytes '
                f"leave the files in a moment.</p>{_STAYS}"
            )

    drawn()


def _withdraw(story_id: str) -> None:
    with reporting(PLACE):
        services().sharing.withdraw(current_actor(), story_id)
        done("Taken back: nobody else reads it.")


def _narrow(story_id: str, group_ids: Sequence[str]) -> None:
    with reporting(PLACE):
        left = frozenset(id_ for id_ in group_ids if fields.value(_fewer_key(story_id, id_)))
        services().sharing.narrow(current_actor(), story_id, left)
        done("Fewer groups read it from now on.")


def _fewer_key(story_id: str, group_id: str) -> str:
    return f"fewer-{story_id}-{group_id}"


def _clock(when: datetime) -> str:
    return f"{when.astimezone(zone()):%H:%M}"
