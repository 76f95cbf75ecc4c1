"""Tell a story: write it, check what others would read, share it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, Literal, get_args

import streamlit as st

from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStatus
from coach.domain.story import Story, StoryPart, missing
from coach.services.home import reflection_title
from coach.web.components import (
    deletion,
    item,
    markup,
    nav,
    story_check,
    story_share,
    story_shared,
    story_write,
)
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import capital, counted, day
from coach.web.runtime import current_actor, services

Step = Literal["write", "check", "share"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
PLACE: Final = "start-story"
_LABELS: Final = {"write": "1 · Write", "check": "2 · Check", "share": "3 · Share"}
_LEAD: Final = (
    "What you went through and made of it, so that a peer can use it. You write it for yourself "
    "first. Nobody else reads a word before you have seen what they would read and said yes."
)
_PRIVATE: Final = "Nobody else reads this. Nothing is shared before you say yes under Share."
_OFFERED: Final = 5


def page(actor: Actor) -> None:
    """Draw the story named in the address, or the ways to a new one and mine so far."""
    markup.styles("story")
    services().authoring.get_ready()
    wanted = st.query_params.get("id", "")
    if wanted:
        _one(actor, services().authoring.get(actor, wanted))
        return
    markup.heading("Tell a story", _LEAD)
    mine = services().authoring.mine(actor)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _begin(_untold(actor, mine))
    with right:
        _mine(actor, mine)


def step_key(story_id: str) -> str:
    """Return the key of the switch between the steps."""
    return f"step-of-{story_id}"


def _untold(actor: Actor, mine: Sequence[Story]) -> list[Reflection]:
    told = {story.reflection_id for story in mine}
    kept = [r for r in services().reflections.mine(actor) if r.status is ReflectionStatus.KEPT]
    return [r for r in kept if r.id not in told][:_OFFERED]


def _begin(reflections: Sequence[Reflection]) -> None:
    with st.container(key="card-begin-story", gap="small"):
        if reflections:
            markup.section("From a reflection", "The reflection itself stays private and as it is.")
        for reflection in reflections:
            _offer(reflection)
        markup.section("From nothing", "Seven parts in a form, at most 300 words.")
        if st.button("Begin with an empty page", key="begin-empty", icon=":material/edit_note:"):
            _start(None)
        show_error(PLACE)


def _offer(reflection: Reflection) -> None:
    with st.container(key=f"line-reflection-{reflection.id}", gap="xsmall"):
        when = capital(day(reflection.kept_at or reflection.updated_at))
        title = reflection_title(reflection)
        st.html(f'<p class="thing">{text(title)}</p><p class="note">{when}</p>')
        label = f"Make a story of it *: {markup.plain(title)}*"
        if st.button(label, key=f"tell-{reflection.id}", icon=":material/auto_stories:"):
            _start(reflection.id)


def _start(reflection_id: str | None) -> None:
    with reporting(PLACE):
        story = services().authoring.start(current_actor(), reflection_id=reflection_id)
        nav.go("story", id=story.id)


def _mine(actor: Actor, mine: Sequence[Story]) -> None:
    if not mine:
        markup.note("You have told no story so far. One begins with what you really tried.")
        return
    markup.section("My stories")
    for story in mine:
        with st.container(key=f"card-my-story-{story.id}", gap="xsmall"):
            title = story.text(StoryPart.TITLE) or "No title yet"
            st.html(f'<p class="thing">{text(title)}</p>{_where(actor, story)}')
            nav.link("story", "Open", icon=":material/arrow_forward:", id=story.id)


def _where(actor: Actor, story: Story) -> str:
    """Return where a story stands as chips."""
    sharing = services().sharing.standing(actor, story.id)
    kind = markup.chip(item.KIND_WORDS[story.kind])
    if sharing.item is not None:
        read = markup.chip(f"Read by {story_shared.readers(sharing)}", "good")
        changed = markup.chip("changed since", "changed") if sharing.changed else ""
        return f'<p class="chips">{kind}{read}{changed}</p>'
    lacking = missing(story)
    left = "ready to check"
    if lacking or story.suggested:
        left = f"{counted(len(lacking or story.suggested), 'part')} "
        left += "missing" if lacking else "still suggested"
    state = "taken back" if any(c.withdrawn_at for c in sharing.consents) else "only mine"
    return f'<p class="chips">{kind}{markup.chip(state)}{markup.chip(left, "quiet")}</p>'


def _one(actor: Actor, story: Story) -> None:
    nav.link("story", "All my stories", icon=":material/arrow_back:")
    if story_write.catch_up(story.id):
        story = services().authoring.get(actor, story.id)
    markup.heading(story.text(StoryPart.TITLE) or "A new story", eyebrow="Tell a story")
    sharing = services().sharing.standing(actor, story.id)
    share_anew = partial(_turn_to, story.id, "share")
    story_shared.draw(actor, story, sharing, share_anew=share_anew)
    if sharing.item is None:
        st.html(f'<p class="band">{text(_PRIVATE)}</p>')
    step = _step(story.id)
    with st.container(key=f"story-{step}", gap="medium"):
        if step == "write":
            _write(story)
        elif step == "check":
            _check(story)
        else:
            story_share.draw(actor, story)
    if sharing.item is None:
        deletion.button("story", story.id, "Delete my story", leave_for="story")


def _write(story: Story) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="story-parts", gap="small"):
        story_write.draw(story)
    with right, st.container(key="card-story-standing", gap="small"):
        story_write.standing(story)
        _onward(story.id, "check", "Check what others would read")


def _check(story: Story) -> None:
    story_check.draw(story)
    _onward(story.id, "share", "Go on to sharing")


def _step(story_id: str) -> Step:
    key = step_key(story_id)
    st.session_state.setdefault(key, "write")
    chosen: Step | None = st.segmented_control(
        "Which step?",
        options=STEPS,
        format_func=lambda step: _LABELS[step],
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        width="stretch",
    )
    return chosen or "write"


def _onward(story_id: str, step: Step, label: str) -> None:
    st.button(
        label,
        key=f"to-{step}",
        type="primary",
        icon=":material/arrow_forward:",
        on_click=_turn_to,
        args=(story_id, step),
    )


def _turn_to(story_id: str, step: Step) -> None:
    st.session_state[step_key(story_id)] = step
