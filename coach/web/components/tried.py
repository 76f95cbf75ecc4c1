"""What a commitment of mine tries of others, and what I say happened with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from coach.domain.lineage import Outcome, Verdict
from coach.domain.people import Actor
from coach.domain.repertoire import Item
from coach.errors import InvalidInput
from coach.services.lineage import LONGEST_LINE, Tried
from coach.web.components import fields, markup, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, note, plain, text
from coach.web.components.reception import TONES, VERDICTS
from coach.web.runtime import current_actor, services

PLACE: Final = "tried"
_EDITING: Final = "saying-again"
_NOBODY, _AUTHOR, _NAMED = "nobody", "author", "named"
_READERS: Final = {
    _NOBODY: "Nobody: it is counted, and no more",
    _AUTHOR: "Its author, without my name",
    _NAMED: "Its author, with my name",
}


def draw(actor: Actor, commitment_id: str) -> None:
    """Draw what the commitment tries; nothing where it tries nothing that can be read now."""
    tried = services().lineage.of_commitment(actor, commitment_id)
    shown = [(one, one.item) for one in tried if one.item is not None]
    if not shown:
        return
    with st.container(key="card-tried", gap="small"):
        markup.section("What you try of others")
        show_error(PLACE)
        for one, item in shown:
            nav.link("stories", plain(item.title), icon=":material/auto_stories:", id=item.id)
            _one(one, item)


def _one(one: Tried, item: Item) -> None:
    editing = st.session_state.get(_EDITING) == one.trial_id
    if one.outcome is not None and not editing:
        _said(one, one.outcome)
    elif one.may_say:
        with st.expander(
            "Say what happened with it",
            icon=":material/chat_bubble:",
            key=f"say-{one.trial_id}",
            expanded=editing,
        ):
            _form(one, item)
    elif item.author_id != current_actor().person_id:
        note("Once you have logged an attempt, you can say here what happened with it.")


def _said(one: Tried, outcome: Outcome) -> None:
    line = f'<p class="said">{text(outcome.line)}</p>' if outcome.line else ""
    reads = _READERS[_readers(outcome)].partition(":")[0].lower()
    verdict = chip(VERDICTS[outcome.verdict], TONES[outcome.verdict])
    st.html(f'<p class="chips">{verdict}<span class="note">read by: {reads}</span></p>{line}')
    with st.container(horizontal=True, gap="small"):
        _small("Change", "edit", "say-again", _edit, one.trial_id)
        _small("Take it back", "undo", "unsay", _take_back, one.trial_id)


def _form(one: Tried, item: Item) -> None:
    was, key = one.outcome, one.trial_id
    with st.form(f"say-form-{key}", border=False):
        st.radio(
            "How did it go?",
            options=list(Verdict),
            index=list(Verdict).index(was.verdict) if was else None,
            format_func=lambda verdict: VERDICTS[verdict],
            key=f"verdict-{key}",
        )
        st.text_area(
            "What happened, in a line (you may leave this empty)",
            value=was.line if was else "",
            key=f"line-{key}",
            height=80,
            max_chars=LONGEST_LINE,
        )
        if item.author_id is not None:
            st.radio(
                "Who reads this?",
                options=list(_READERS),
                index=list(_READERS).index(_readers(was)) if was else 0,
                format_func=lambda who: _READERS[who],
                key=f"readers-{key}",
            )
            note("In a small group its author may guess who wrote, also without a name.")
        st.form_submit_button(
            "Save",
            key=f"say-save-{key}",
            on_click=_say,
            args=(one.commitment_id, item.id, key),
        )


def _readers(outcome: Outcome) -> str:
    if not outcome.told:
        return _NOBODY
    return _NAMED if outcome.named else _AUTHOR


def _small(label: str, icon: str, key: str, then: Callable[[str], None], trial_id: str) -> None:
    st.button(
        label,
        key=f"{key}-{trial_id}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=then,
        args=(trial_id,),
    )


def _edit(trial_id: str) -> None:
    st.session_state[_EDITING] = trial_id


def _say(commitment_id: str, item_id: str, key: str) -> None:
    with reporting(PLACE):
        verdict = fields.value(f"verdict-{key}")
        if verdict is None:
            raise InvalidInput("How it went is not said: choose one, then save.")
        readers = fields.value(f"readers-{key}") or _NOBODY
        services().lineage.say(
            current_actor(),
            commitment_id,
            item_id,
            Verdict(verdict),
            fields.value(f"line-{key}") or "",
            told=readers != _NOBODY,
            named=readers == _NAMED,
        )
        st.session_state.pop(_EDITING, None)
        done("It is noted.")


def _take_back(trial_id: str) -> None:
    with reporting(PLACE):
        services().lineage.take_back(current_actor(), trial_id)
        done("It is taken back.")
