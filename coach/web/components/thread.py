"""One thread: its posts, what may be done with them, and the answer."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.talk import LONGEST_TITLE, PostState
from coach.services.talk_views import PostView, ThreadView
from coach.web.components import fields, markup, prose, spaces
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import capital, day, zone
from coach.web.runtime import current_actor, services

PLACE: Final = "thread"
_EDITED: Final = "post-edited"
_TAKEN: Final = "post-taken"
_VISIT: Final = "thread-visit"
_GONE: Final = {
    PostState.DELETED: "Deleted by its author.",
    PostState.REMOVED: "Removed by whoever leads the group.",
    PostState.LEFT: "Written by somebody who has left: the words went with the account.",
}


def draw(view: ThreadView) -> None:
    """Draw the posts, the earliest first, and the field for an answer."""
    first_new = _first_new(view, _seen_before(view))
    for post in view.posts:
        if post is first_new:
            st.html('<p class="new-since"><span>New since you were last here</span></p>')
        _post(view, post)
    show_error(PLACE)
    if view.may_answer:
        _answer(view)
    else:
        markup.note(view.why_not)
        spaces.unsent(view.id)
    if view.may_close:
        words = "Open it again" if view.closed else "Close this conversation"
        st.button(
            words, key="close-thread", type="tertiary", on_click=_close, args=(view.id, view.closed)
        )


def leave() -> None:
    """Forget where the last visit to a thread began, and what was being edited there."""
    st.session_state.pop(_VISIT, None)
    _end_edit()


def _seen_before(view: ThreadView) -> int:
    """Return how far the reader had read when this visit began, and note that all is read now."""
    thread_id, seen = st.session_state.get(_VISIT, ("", 0))
    if thread_id != view.id:
        seen = view.seen
        st.session_state[_VISIT] = (view.id, seen)
    last = view.posts[-1].position
    if view.seen < last:
        services().talk.seen(current_actor(), view.id, last)
    return int(seen)


def _first_new(view: ThreadView, seen: int) -> PostView | None:
    """Return where the line goes that parts old from new; nowhere on a first visit."""
    new = (post for post in view.posts if post.position > seen > 0 and not post.mine)
    return next(new, None)


def _post(view: ThreadView, post: PostView) -> None:
    with st.container(key=f"post-{post.id}", gap="xsmall"):
        if post.state is not PostState.SHOWN:
            st.html(f'<p class="note">{text(_GONE[post.state])}</p>')
            return
        st.html(_head(post))
        if fields.value(_EDITED) == post.id and post.may_edit:
            _edit(view, post)
            return
        st.html(prose.html(post.text))
        _actions(view, post)


def _actions(view: ThreadView, post: PostView) -> None:
    """Draw what the reader may do with a post; a screen reader hears which one it is about."""
    which = f"*: {plain(f'{post.author}, {_when(post)}')}*"
    with st.container(key=f"row-post-{post.id}", horizontal=True, gap="small"):
        if post.may_edit:
            st.button(
                f"Edit {which}",
                key=f"edit-{post.id}",
                type="tertiary",
                icon=":material/edit:",
                on_click=_begin_edit,
                args=(post.id,),
            )
        if post.mine and st.button(
            f"Delete {which}", key=f"drop-{post.id}", type="tertiary", icon=":material/delete:"
        ):
            _ask(post.id, view.group_id, remove=False)
        if post.may_remove and st.button(
            f"Remove {which}", key=f"remove-{post.id}", type="tertiary", icon=":material/block:"
        ):
            _ask(post.id, view.group_id, remove=True)


def _when(post: PostView) -> str:
    return f"{capital(day(post.posted_at))} at {post.posted_at.astimezone(zone()):%H:%M}"


def _head(post: PostView) -> str:
    facts = [_when(post)] + ["edited"] * post.edited
    outside = f" {chip('from outside', 'quiet')}" if post.from_outside else ""
    return (
        f'<p class="post-head"><strong>{text(post.author)}</strong>{outside} '
        f'<span class="note">{text(" · ".join(facts))}</span></p>'
    )


def _edit(view: ThreadView, post: PostView) -> None:
    with st.form(f"edit-form-{post.id}", border=False):
        if post.position == 1:
            st.text_input(
                "What is it about?",
                value=view.title,
                key=f"edit-title-{post.id}",
                max_chars=LONGEST_TITLE,
            )
        spaces.writing("Your words", f"edit-text-{post.id}", value=post.text)
        spaces.band(view.space, view.group_name, mine=view.mine, unnamed=view.unnamed)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("Save", type="primary", on_click=_save, args=(view.id, post.id))
            st.form_submit_button("Leave it as it was", on_click=_end_edit)
        show_error(_edit_place(post.id))


def _answer(view: ThreadView) -> None:
    name = f"answer-{view.id}"
    number = fields.sheet(name).number
    with st.form(f"{name}-{number}", border=False):
        spaces.writing("Your answer", f"{name}-{number}-text")
        spaces.band(view.space, view.group_name, mine=view.mine, unnamed=view.unnamed)
        st.form_submit_button(
            spaces.post_label("Answer", view.space),
            type="primary",
            on_click=_send,
            args=(view.id, number),
        )
        show_error(name)


@st.dialog("Take these words away?")
def _ask(post_id: str, group_id: str, *, remove: bool) -> None:
    if st.session_state.pop(_TAKEN, None) == post_id:
        st.rerun()
    who = "whoever leads removed them" if remove else "you deleted them"
    st.html(
        '<ul class="consequences"><li>The words go for good, for everybody.</li>'
        f"<li>A line in their place says that {who}.</li>"
        "<li>If they begin the conversation, its title goes along.</li></ul>"
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Take them away",
            key="delete-yes",
            type="primary",
            on_click=_take_away,
            args=(post_id, group_id),
            kwargs={"remove": remove},
        )
        if st.button("Keep them", key="delete-no"):
            st.rerun()


def _take_away(post_id: str, group_id: str, *, remove: bool) -> None:
    with reporting(PLACE):
        talk = services().talk
        stands = (talk.remove if remove else talk.delete)(current_actor(), post_id)
        if not stands:
            spaces.next_is(group_id)
        done("The words are gone.")
    st.session_state[_TAKEN] = post_id


def _begin_edit(post_id: str) -> None:
    st.session_state[_EDITED] = post_id


def _end_edit() -> None:
    st.session_state.pop(_EDITED, None)


def _edit_place(post_id: str) -> str:
    return f"edit-{post_id}"


def _save(thread_id: str, post_id: str) -> None:
    words = str(fields.value(f"edit-text-{post_id}") or "")
    with spaces.keeping(_edit_place(post_id), thread_id, words):
        title = fields.value(f"edit-title-{post_id}")
        services().talk.edit(current_actor(), post_id, words, title=title)
        _end_edit()


def _send(thread_id: str, number: int) -> None:
    name = f"answer-{thread_id}"
    words = str(fields.value(f"{name}-{number}-text") or "")

    def save() -> None:
        services().talk.answer(current_actor(), thread_id, words)

    spaces.saving(name, number, thread_id, words, save)


def _close(thread_id: str, is_closed: bool) -> None:  # noqa: FBT001 - a callback's argument
    with reporting(PLACE):
        services().talk.close(current_actor(), thread_id, closed=not is_closed)
