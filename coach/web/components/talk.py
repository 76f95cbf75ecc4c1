"""The conversation with the coach: the turns, the reply as it arrives, and the message box."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.dialogue.reply import BETWEEN
from coach.domain.conversation import Turn, TurnState
from coach.domain.people import Actor
from coach.domain.suggestion import Citation, Suggestions
from coach.services.conversations import (
    ConversationView,
    ReplyHandle,
)
from coach.web import draws
from coach.web.components import companion, fields, suggestions
from coach.web.components.boundary import reporting, show_done, show_error
from coach.web.components.markup import text
from coach.web.components.wording import coach_now
from coach.web.runtime import current_actor, services

PLACE: Final = "talk"
Cited = Mapping[str, Citation | None]
"""By turn, the story that the coach names in it; None for one that is no longer shared."""
_TICK_S: Final = 0.1
_ENDINGS: Final = {
    TurnState.STOPPED: "You stopped this reply.",
    TurnState.INTERRUPTED: "This reply was interrupted. You can ask for another one.",
}


@dataclass(frozen=True, slots=True)
class Live:
    """A reply that is still arriving, and where it is drawn."""

    conversation_id: str
    handle: ReplyHandle
    place: DeltaGenerator


def draw(actor: Actor, view: ConversationView, *, beside: Suggestions) -> Live | None:
    """Draw the conversation; follow what it returns as the very last thing of the page.

    `beside`: what peers have tried, to which a narrow screen needs a way.
    """
    conversation_id = view.conversation.id
    cited = services().suggestions.cited(actor, view.turns)
    running = view.reply
    # Besides the running reply, others may wait for their turn after messages sent meanwhile.
    settled = [t for t in view.turns if t.state is not TurnState.STREAMING]
    with st.container(key="talk", gap="small"):
        st.html(_list(settled, cited))
        place = st.empty()
        row = st.empty()
        if running is not None:
            place.html(_arriving(running.snapshot().text))
            with row.container(key="talk-row"):
                st.button(
                    "Stop",
                    key="stop",
                    icon=":material/stop_circle:",
                    on_click=_stop,
                    args=(conversation_id,),
                )
        else:
            with row.container(key="talk-row"):
                _after(conversation_id, settled)
        _notice(conversation_id, running)
        show_error(PLACE)
        companion.draw(conversation_id, [_spoken(turn, cited) for turn in view.turns])
        _composer(conversation_id, suggestions.hint(beside))
    return None if running is None else Live(conversation_id, running, place)


def follow(live: Live | None) -> None:
    """Show the reply as it arrives, about ten times a second; then draw the page anew.

    Less often while many people are answered.
    """
    if live is None:
        return
    show_done()
    draws.leave()
    shown = ""
    while True:
        began = time.monotonic()
        tick_s = draws.unhurried(_TICK_S, services().conversations.how_many())
        snapshot = live.handle.wait(tick_s)
        # Touching Streamlit is what lets a click on Stop, or anything else, take over.
        st.session_state.get(PLACE)
        if snapshot.text != shown:
            changed = not snapshot.text.startswith(shown)
            live.place.html(_arriving(snapshot.text, changed=changed))
            shown = snapshot.text
        if snapshot.state is not TurnState.STREAMING:
            break
        time.sleep(max(0.0, tick_s - (time.monotonic() - began)))
    companion.finished(live.conversation_id, live.handle.turn_id)
    st.session_state[f"notice-{live.conversation_id}"] = snapshot.notice
    st.rerun()


def _notice(conversation_id: str, running: ReplyHandle | None) -> None:
    """Draw the one sentence that goes with the reply, if there is one."""
    kept = st.session_state.get(f"notice-{conversation_id}", "")
    sentence = running.snapshot().notice if running else kept
    if sentence:
        st.html(f'<p class="note">{text(sentence)}</p>')


def _composer(conversation_id: str, hint: str) -> None:
    with st.container(key="composer-bar", gap="xxsmall"):
        if hint:
            st.html(hint)
        sentence = coach_now(services().model.status())
        if sentence:
            st.html(f'<p class="note coach-now">{text(sentence)}</p>')
        st.chat_input(
            "Write to your coach",
            key=companion.COMPOSER,
            on_submit=_send,
            args=(conversation_id,),
        )


def _list(turns: Sequence[Turn], cited: Cited) -> str:
    items = "".join(_item(turn, cited) for turn in turns)
    return f'<ol class="turns" aria-label="Conversation">{items}</ol>'


def _item(turn: Turn, cited: Cited) -> str:
    who = "You" if turn.role == "member" else "Coach"
    ending = _ENDINGS.get(turn.state, "")
    below = f'<p class="note">{ending}</p>' if ending else ""
    said = f'<p class="said">{text(turn.text)}</p>' if turn.text else ""
    if turn.id in cited:
        frame, _, question = turn.text.partition(BETWEEN)
        story = suggestions.cited(cited[turn.id])
        said = f'<div class="said"><p>{text(frame)}</p>{story}<p>{text(question)}</p></div>'
    return f'<li class="turn {turn.role}"><span class="who">{who}</span>{said}{below}</li>'


def _spoken(turn: Turn, cited: Cited) -> Turn:
    """Return a turn with the story that it names, for a screen reader."""
    if turn.id not in cited:
        return turn
    frame, _, question = turn.text.partition(BETWEEN)
    words = " ".join([frame, suggestions.spoken(cited[turn.id]), question])
    return turn.model_copy(update={"text": words})


def _arriving(so_far: str, *, changed: bool = False) -> str:
    if not so_far:
        said = '<p class="said thinking"><i></i><i></i><i></i><span>Thinking</span></p>'
    else:
        said = f'<p class="said{" changed" if changed else ""}">{text(so_far)}</p>'
    return (
        '<ol class="turns" aria-label="Reply that is arriving"><li class="turn coach arriving">'
        f'<span class="who">Coach</span>{said}</li></ol>'
    )


def _after(conversation_id: str, turns: Sequence[Turn]) -> None:
    """Draw what can be done with the newest reply and the newest message."""
    last = turns[-1] if turns else None
    mine = next((t for t in reversed(turns) if t.role == "member"), None)
    if mine is not None and st.session_state.get("editing") == mine.id:
        _edit(conversation_id, mine)
        return
    with st.container(key="reply-actions", horizontal=True, gap="xsmall"):
        if last is not None and last.role == "coach":
            _thumbs(last)
        if mine is not None:
            _small("Another reply", "refresh", "again", _regenerate, conversation_id)
            _small("Edit my last message", "edit", "edit", _begin_edit, mine.id)
    if last is not None and last.feedback is not None:
        _reason(last)


def _small(label: str, icon: str, key: str, then: Callable[..., None], *args: object) -> None:
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=then,
        args=args,
    )


def _thumbs(turn: Turn) -> None:
    for helpful, label, icon in (
        (True, "Helpful", "thumb_up"),
        (False, "Not helpful", "thumb_down"),
    ):
        given = turn.feedback is not None and turn.feedback.helpful is helpful
        _small(
            f"{label} ✓" if given else label,
            "check_circle" if given else icon,
            f"rate-{'up' if helpful else 'down'}-{turn.id}",
            _rate,
            turn.id,
            "helpful" if helpful else "not",
        )


def _reason(turn: Turn) -> None:
    key = f"why-{turn.id}"
    verdict = "helpful" if turn.feedback is None or turn.feedback.helpful else "not helpful"
    st.text_input(
        f"What made it {verdict}? (you may leave this empty)",
        value=turn.feedback.reason if turn.feedback else "",
        key=key,
        on_change=_explain,
        args=(turn.id, key),
    )


def _edit(conversation_id: str, mine: Turn) -> None:
    st.text_area("Your last message", value=mine.text, key=_edit_key(mine.id), height=140)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Send again",
            key="resend",
            type="primary",
            on_click=_resend,
            args=(conversation_id, mine.id),
        )
        st.button("Leave as it was", key="unedit", type="tertiary", on_click=_end_edit)


def _send(conversation_id: str) -> None:
    words = fields.value(companion.COMPOSER)
    sent = False
    with reporting(PLACE), draws.one_of_few():
        services().conversations.say(current_actor(), conversation_id, words)
        sent = True
    if not sent:
        st.session_state[companion.COMPOSER] = words


def _stop(conversation_id: str) -> None:
    with reporting(PLACE):
        services().conversations.stop(current_actor(), conversation_id)


def _regenerate(conversation_id: str) -> None:
    with reporting(PLACE):
        services().conversations.regenerate(current_actor(), conversation_id)


def _begin_edit(turn_id: str) -> None:
    st.session_state["editing"] = turn_id


def _end_edit() -> None:
    st.session_state.pop("editing", None)


def _edit_key(turn_id: str) -> str:
    return f"edited-{turn_id}"


def _resend(conversation_id: str, turn_id: str) -> None:
    words = fields.value(_edit_key(turn_id))
    sent = False
    with reporting(PLACE):
        services().conversations.edit_last(current_actor(), conversation_id, words, turn_id=turn_id)
        sent = True
    if sent:
        _end_edit()
    elif words:
        # The field goes when another message or reply has come meanwhile: its words must not.
        st.session_state[companion.COMPOSER] = words


def _rate(turn_id: str, verdict: str) -> None:
    with reporting(PLACE):
        services().conversations.feedback(current_actor(), turn_id, helpful=verdict == "helpful")


def _explain(turn_id: str, key: str) -> None:
    with reporting(PLACE):
        services().conversations.feedback(current_actor(), turn_id, reason=fields.value(key))
