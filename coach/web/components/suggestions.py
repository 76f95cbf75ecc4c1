"""Peers' experience beside a draft: at most three cards, each with the reason why it is there."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.conversation import ConversationKind
from coach.domain.excerpt import cut
from coach.domain.people import Actor
from coach.domain.repertoire import Item, ItemKind
from coach.domain.suggestion import Card, Citation, Suggestions, SuggestionState
from coach.services.suggestions import LONGEST_REASON
from coach.web.components import fields, item, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import note, plain, text
from coach.web.runtime import current_actor, services

PLACE: Final = "peers"
GONE: Final = "A story that is no longer shared, or that you have hidden."
_REFUSING: Final = "refusing"
_LONGEST_QUOTE: Final = 170
_SENTENCES: Final = {
    SuggestionState.WAITING: "Once you have described your situation, you find here what peers "
    "have tried in one like it.",
    SuggestionState.SEARCHING: "Looking for what peers have tried in a situation like yours …",
    SuggestionState.NONE: "Nothing that peers have shared fits what you have written so far.",
    SuggestionState.FAILED: "Peers' stories cannot be searched at the moment. Nothing of yours "
    "is lost, and the coach goes on without them.",
}
_READ: Final = {
    ItemKind.STORY: "Read the story",
    ItemKind.TOOL: "Read about the tool",
    ItemKind.WAY: "Read how they do it",
    ItemKind.DOCUMENT: "Read the document",
}


def draw(actor: Actor, kind: ConversationKind, subject_id: str, found: Suggestions) -> None:
    """Draw the cards for a draft; `found`: what `look` returned in this run of the page.

    Where a click makes another search necessary, the page, which waits for it, is drawn anew.
    """
    first = [found]

    @st.fragment
    def drawn() -> None:
        clicked = not first
        now = look(actor, kind, subject_id) if clicked else first.pop()
        if clicked and now.state is SuggestionState.SEARCHING:
            st.rerun()
        with st.container(key="peers", gap=None):
            st.html('<span id="peers"></span>')
            with st.expander("From peers", expanded=True, key="from-peers"):
                _panel(actor, kind, subject_id, now)

    drawn()


def look(actor: Actor, kind: ConversationKind, subject_id: str) -> Suggestions:
    """Return what is known now."""
    return services().suggestions.for_draft(actor, kind, subject_id)


def hint(now: Suggestions) -> str:
    """Return, for a screen on which the cards stand below the conversation, the way to them."""
    if not now.cards:
        return ""
    one = "What a peer has tried may fit"
    words = one if len(now.cards) == 1 else f"What {len(now.cards)} peers have tried may fit"
    return f'<p class="peers-hint"><a href="#peers" target="_self">{words}</a></p>'


def cited(citation: Citation | None) -> str:
    """Return a story that the coach names, as a part of its turn."""
    if citation is None:
        return f'<p class="cited gone">{GONE}</p>'
    named = citation.item
    return (
        f'<div class="cited"><p class="peer-title">{text(named.title)}</p>'
        f'<p class="note">{text(item.label(named.kind, named.told_by))}</p>'
        f'<p class="peer-lines">{text(citation.lines)}</p>{_whole(named, top=3)}</div>'
    )


def spoken(citation: Citation | None) -> str:
    """Return the same for a screen reader that speaks a finished reply."""
    if citation is None:
        return GONE
    return f"{citation.item.title}. {citation.lines}"


def _panel(actor: Actor, kind: ConversationKind, subject_id: str, now: Suggestions) -> None:
    if kind is ConversationKind.COMMIT:
        _linked(actor, subject_id, {card.item.id for card in now.cards})
    if not now.cards:
        note(_SENTENCES[now.state])
    for card in now.cards:
        with st.container(key=f"peer-{card.item.id}", gap="xsmall"):
            st.html(_card(card))
            if st.session_state.get(_REFUSING) == card.item.id:
                _refuse(card)
            elif card.tried_in is not None:
                _trying(card, kind, card.tried_in)
            else:
                _actions(card, kind, subject_id)
    show_error(PLACE)


def _linked(actor: Actor, commitment_id: str, shown: set[str]) -> None:
    """Name what the draft tries and no card shows."""
    for known in services().suggestions.tried_in(actor, commitment_id):
        if known is None or known.item.id not in shown:
            title = f"“{known.item.title}”" if known else GONE[:1].lower() + GONE[1:].rstrip(".")
            note(f"You want to try: {title}.")


def _card(card: Card) -> str:
    told = item.lineage(card.told)
    theirs = "What they learned" if card.why.is_lesson else "They write"
    counts = f'<p class="note">{text(told)}</p>' if told else ""
    return (
        f'<h3 class="peer-title">{text(card.item.title)}</h3>'
        f'<p class="note">{text(item.label(card.item.kind, card.item.told_by))}</p>'
        f'<p class="peer-lines">{text(card.lines)}</p>'
        '<dl class="peer-why" aria-label="Why this">'
        f"<dt>You wrote</dt><dd><q>{text(cut(card.why.member, _LONGEST_QUOTE))}</q></dd>"
        f"<dt>{theirs}</dt><dd><q>{text(cut(card.why.story, _LONGEST_QUOTE))}</q></dd></dl>"
        f"{counts}{_whole(card.item, top=4)}"
    )


def _whole(shown: Item, *, top: int) -> str:
    """Return the item with its sections, folded."""
    inside = f'<div class="whole">{item.whole(shown, top=top)}</div>'
    return f'<details class="origin"><summary>{_READ[shown.kind]}</summary>{inside}</details>'


def _actions(card: Card, kind: ConversationKind, subject_id: str) -> None:
    with st.container(key=f"row-peer-{card.item.id}", horizontal=True, gap="xsmall"):
        st.button(
            _named("I will try this", card),
            key=f"try-{card.item.id}",
            icon=":material/footprint:",
            on_click=_try,
            args=(card.item.id, kind, subject_id),
        )
        st.button(
            _named("Helpful ✓" if card.helpful else "Helpful", card),
            key=f"helpful-{card.item.id}",
            icon=":material/check_circle:" if card.helpful else ":material/thumb_up:",
            type="tertiary",
            on_click=_unsay if card.helpful else _helpful,
            args=(card.item.id,),
        )
        st.button(
            _named("Not for me", card),
            key=f"refuse-{card.item.id}",
            icon=":material/visibility_off:",
            type="tertiary",
            on_click=_ask_why,
            args=(card.item.id,),
        )


def _named(words: str, card: Card) -> str:
    """Return a label that says to a screen reader which card it is about; the rest is hidden."""
    return f"{words} *: {plain(card.item.title)}*"


def _trying(card: Card, kind: ConversationKind, commitment_id: str) -> None:
    """Say what happens next with an item that the member tries."""
    with st.container(key=f"tried-{card.item.id}", gap="xsmall"):
        if kind is ConversationKind.COMMIT:
            note("You will try this. Say in your own words what you will do: the plan stays yours.")
        else:
            note("You will try this: it waits with your next commitment.")
            nav.link("commit", "Work it out", icon=":material/arrow_forward:", id=commitment_id)
        st.button(
            _named("Not after all", card),
            key=f"leave-{card.item.id}",
            type="tertiary",
            on_click=_leave,
            args=(card.item.id, commitment_id),
        )


def _refuse(card: Card) -> None:
    key = f"why-not-{card.item.id}"
    with st.form(f"refuse-form-{card.item.id}", border=False):
        st.text_input(
            "What does not fit? (you may leave this empty)", key=key, max_chars=LONGEST_REASON
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.form_submit_button("Hide it", on_click=_hide, args=(card.item.id, key))
            st.form_submit_button("Keep it", type="tertiary", on_click=_ask_why, args=("",))


def _ask_why(item_id: str) -> None:
    st.session_state[_REFUSING] = item_id


def _hide(item_id: str, key: str) -> None:
    with reporting(PLACE):
        why = fields.value(key) or ""
        services().suggestions.react(current_actor(), item_id, "not_for_me", why)
        st.session_state[_REFUSING] = ""
        done("You will not be shown it again.")


def _helpful(item_id: str) -> None:
    with reporting(PLACE):
        services().suggestions.react(current_actor(), item_id, "helpful")


def _unsay(item_id: str) -> None:
    with reporting(PLACE):
        services().suggestions.unreact(current_actor(), item_id)


def _try(item_id: str, kind: ConversationKind, subject_id: str) -> None:
    with reporting(PLACE):
        if kind is ConversationKind.COMMIT:
            services().suggestions.try_it(current_actor(), item_id, subject_id)
        else:
            services().suggestions.try_next(current_actor(), item_id)


def _leave(item_id: str, commitment_id: str) -> None:
    with reporting(PLACE):
        services().suggestions.leave_it(current_actor(), item_id, commitment_id)
