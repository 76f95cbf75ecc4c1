"""Writing a story: what kind it is, its seven parts, and what is suggested for them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.repertoire import ItemKind
from coach.domain.story import MOST_WORDS, PART_TITLES, Story, StoryPart, missing
from coach.services.story_desk import DeskState
from coach.web.components import fields, markup
from coach.web.components.boundary import reporting, show_error
from coach.web.components.wording import counted, listed
from coach.web.runtime import current_actor, services

PLACE: Final = "story-write"
_POLL_S: Final = 1.0
_WAITS: Final = "The coach is reading your reflection for this …"
_KINDS: Final = {
    ItemKind.STORY: "A story",
    ItemKind.TOOL: "A tool",
    ItemKind.WAY: "A way of working",
}
_HINTS: Final = {
    StoryPart.TITLE: "What you would call it when you tell it",
    StoryPart.SITUATION: "Where you were, and what was difficult there",
    StoryPart.TRIED: "What you did, so that somebody else could do it",
    StoryPart.HAPPENED: "What could be seen and heard then, also what did not work",
    StoryPart.LEARNED: "What you would tell yourself now",
    StoryPart.LESSON: "One sentence that would hold elsewhere too",
    StoryPart.WORKS_WHEN: "What has to be there for it to work",
}


def draw(story: Story) -> None:
    """Draw the fields; each is saved as it is left."""
    working = _proposals(story)
    st.segmented_control(
        "What is it?",
        options=list(_KINDS),
        format_func=lambda kind: _KINDS[kind],
        default=story.kind,
        key=_kind_key(story.id),
        required=True,
        on_change=_set_kind,
        args=(story.id,),
    )
    for part in StoryPart:
        _part(story, part, working=working)


def standing(story: Story) -> None:
    """Draw how far it is: words, what is missing, what is still a suggestion."""
    over = story.words > MOST_WORDS
    many = f"{story.words} of {MOST_WORDS} words"
    lines = [
        f"{many}: {counted(story.words - MOST_WORDS, 'word')} too many." if over else f"{many}."
    ]
    needed = [f"“{PART_TITLES[part]}”" for part in missing(story)]
    if needed:
        lines.append(f"Still missing: {listed(needed)}.")
    if story.suggested:
        lines.append(f"Still a suggestion: {counted(len(story.suggested), 'part')}.")
    if not over and not needed and not story.suggested:
        lines.append("Everything that a reader needs is there.")
    markup.section("How far it is")
    share = min(100, round(100 * story.words / MOST_WORDS))
    st.html(
        f'<div class="share{" over" if over else ""}" aria-hidden="true">'
        f'<span style="width:{share}%"></span></div><p class="note">{" ".join(lines)}</p>'
    )


def catch_up(story_id: str) -> bool:
    """Save what was typed and not saved yet because of a newer click; say if there was any."""
    late = [p for p in StoryPart if fields.unsaved(field_key(story_id, p)) is not None]
    for part in late:
        _save(story_id, part)
    return bool(late)


def field_key(story_id: str, part: StoryPart) -> str:
    """Return the key of one part's field."""
    return f"part-{story_id}-{part}"


def _part(story: Story, part: StoryPart, *, working: bool) -> None:
    key, stored = field_key(story.id, part), story.text(part)
    fields.follow(key, stored)
    suggested = part in story.suggested
    name = f"suggested-{part}" if suggested else f"own-{part}"
    with st.container(key=name, gap="xsmall"):
        # An empty field waits for the model: a proposal must not meet words being typed.
        waits = working and not stored
        draw_field = st.text_input if part is StoryPart.TITLE else st.text_area
        draw_field(
            PART_TITLES[part],
            key=key,
            placeholder=_WAITS if waits else _HINTS[part],
            disabled=waits,
            on_change=_save,
            args=(story.id, part),
        )
        if suggested:
            _suggested(story.id, part)
        show_error(key)


def _suggested(story_id: str, part: StoryPart) -> None:
    with st.container(
        key=f"row-take-{part}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(markup.chip("suggested from your reflection", "changed"), width="content")
        st.button(
            f"Take it as mine *: {PART_TITLES[part]}*",
            key=f"take-{part}",
            icon=":material/check:",
            type="tertiary",
            on_click=_take,
            args=(story_id, part),
        )


def _proposals(story: Story) -> bool:
    """Draw what the coach can propose, or how far it is; say whether it is at work."""
    if story.reflection_id is None:
        return False
    found = services().authoring.proposals(current_actor(), story.id)
    if found.state is DeskState.WORKING:
        _at_work(story.id)
        return True
    empty = [part for part in StoryPart if not story.text(part)]
    if found.state is DeskState.FAILED:
        markup.note("The coach could propose nothing now. Write it yourself, or ask once more.")
    if empty:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                "Propose from my reflection",
                key="propose",
                icon=":material/auto_awesome:",
                on_click=_propose,
                args=(story.id,),
            )
            markup.note("Only what is empty is filled, from your own words; you decide on each.")
    show_error(PLACE)
    return False


def _at_work(story_id: str) -> None:
    @st.fragment(run_every=_POLL_S)
    def drawn() -> None:
        found = services().authoring.proposals(current_actor(), story_id)
        if found.state is not DeskState.WORKING:
            st.rerun()
        done = f"{found.done} of {found.steps} parts" if found.steps else "It begins"
        st.html(
            '<p class="thinking" role="status"><i></i><i></i><i></i>'
            f"<span>The coach is reading your reflection. {done}.</span></p>"
        )
        st.button("Stop, I write it myself", key="stop-proposing", on_click=_stop, args=(story_id,))

    drawn()


def _save(story_id: str, part: StoryPart) -> None:
    key = field_key(story_id, part)
    typed = str(fields.value(key) or "")
    with reporting(key):
        story = services().authoring.set_part(current_actor(), story_id, part, typed)
        fields.saved(key, typed, story.text(part))


def _take(story_id: str, part: StoryPart) -> None:
    with reporting(field_key(story_id, part)):
        services().authoring.take(current_actor(), story_id, part)


def _set_kind(story_id: str) -> None:
    with reporting(PLACE):
        services().authoring.set_kind(current_actor(), story_id, fields.value(_kind_key(story_id)))


def _propose(story_id: str) -> None:
    with reporting(PLACE):
        services().authoring.propose(current_actor(), story_id)


def _stop(story_id: str) -> None:
    with reporting(PLACE):
        services().authoring.stop_proposing(current_actor(), story_id)


def _kind_key(story_id: str) -> str:
    return f"kind-{story_id}"
