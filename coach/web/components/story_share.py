"""Sharing a story: who may read it, under which name, and the exact text of the yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.charter import Attribution
from coach.domain.consent import Choice, Offer, teller
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.story import MOST_WORDS, PART_TITLES, Story, missing
from coach.services.sharing import seen_of
from coach.web.components import fields, markup, nav, story_check, story_text
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import capital, listed
from coach.web.runtime import current_actor, services

PLACE: Final = "story-share"
_ALL: Final = "organisation"


def draw(actor: Actor, story: Story) -> None:
    """Draw the choices, what they come to, and the text that is agreed to."""
    offer = services().sharing.offer(actor, story.id)
    if not offer.groups and not offer.organisation:
        markup.note(f"This story cannot be shared so far. {offer.why}")
        nav.link("group", "To my group", icon=":material/groups:")
        return
    unfinished = _unfinished(story)
    if unfinished:
        st.html(f'<p class="remark">{text(unfinished)}</p>')
    story_check.still_looking(story.id)
    texts = services().authoring.preview(actor, story.id).texts
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="card-story-share", gap="small"):
        choice = _choice(actor, story, offer)
        if choice is not None:
            _yes(actor, story.id, choice, seen_of(texts))
        show_error(PLACE)
    with right, st.container(key="card-story-exact", gap="small"):
        markup.section("The exact text", "Word for word what others would read, and nothing else.")
        st.html(story_text.plain(texts))


def _unfinished(story: Story) -> str:
    """Return what has to be done in Write before it can be shared."""
    lacking = [f"“{PART_TITLES[part]}”" for part in missing(story)]
    if lacking:
        return f"Before you can share it, write {listed(lacking)}."
    if story.suggested:
        parts = listed(f"“{PART_TITLES[part]}”" for part in story.suggested)
        return f"Before you can share it, change or take what is suggested: {parts}."
    if story.words > MOST_WORDS:
        return f"Before you can share it, shorten it to {MOST_WORDS} words."
    return ""


def _choice(actor: Actor, story: Story, offer: Offer) -> Choice | None:
    """Draw the choices, none made beforehand; return them once they are complete."""
    keys = _audience(story.id, offer)
    if offer.why:
        markup.note(offer.why)
    if not keys:
        markup.note("Choose who may read it. So far only you can.")
        return None
    attribution = _attribution(actor, story.id, offer, keys)
    st.html('<p class="story-part">What others may do with it</p>')
    may_build = st.checkbox(
        "They may build on it, and say that they did", key=_key("build", story.id)
    )
    may_quote = st.checkbox(
        "Sentences of it may be quoted where the group reads of its themes",
        key=_key("quote", story.id),
    )
    if attribution is None:
        return None
    everybody = keys == [_ALL]
    return Choice(
        reach=Reach.ORGANISATION if everybody else Reach.GROUP,
        group_ids=frozenset() if everybody else frozenset(keys),
        attribution=attribution,
        may_build=may_build,
        may_quote=may_quote,
    )


def _audience(story_id: str, offer: Offer) -> list[str]:
    markup.section("Who may read it?")
    everybody = offer.organisation and st.checkbox(
        "Everybody who can sign in here", key=_key("all", story_id)
    )
    chosen = [
        id_
        for id_, name in offer.groups.items()
        if st.checkbox(
            f"The members of {plain(name)}",
            key=_key(f"group-{id_}", story_id),
            disabled=bool(everybody),
        )
    ]
    return [_ALL] if everybody else chosen


def _attribution(
    actor: Actor, story_id: str, offer: Offer, keys: Sequence[str]
) -> Attribution | None:
    allowed = offer.attributions_for(keys)
    if not allowed:
        markup.note("The charters of these groups have no name in common: choose fewer readers.")
        return None
    names = [offer.groups[key] for key in keys if key in offer.groups]
    found: Attribution | None = st.radio(
        "Under which name?",
        options=list(reversed(allowed)),
        format_func=lambda one: _name(one, actor.name, names),
        index=None,
        key=_key("name-" + "-".join(sorted(keys)), story_id),
    )
    return found


def _name(attribution: Attribution, name: str, group_names: Sequence[str]) -> str:
    if attribution is Attribution.NONE:
        return "No name"
    told_by = teller(attribution, name, group_names)
    return plain(capital(told_by))


def _yes(actor: Actor, story_id: str, choice: Choice, seen: str) -> None:
    markup.section("What you say yes to")
    st.html(markup.quote(services().sharing.words_of(actor, story_id, choice), small=True))
    st.button(
        "Yes, share it",
        key="share-yes",
        type="primary",
        icon=":material/share:",
        on_click=_share,
        args=(story_id, choice, seen),
    )


def _share(story_id: str, choice: Choice, seen: str) -> None:
    with reporting(PLACE):
        services().sharing.share(current_actor(), story_id, choice, seen_sha256=seen)
        fields.sheet(_form(story_id)).turn()
        done("It is shared. You can take it back at any time.")


def _key(name: str, story_id: str) -> str:
    """Return the key of a choice; after each yes nothing is chosen any more."""
    return f"{_form(story_id)}-{fields.sheet(_form(story_id)).number}-{name}"


def _form(story_id: str) -> str:
    return f"share-{story_id}"
