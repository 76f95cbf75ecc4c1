"""Home: where I am in the cycle, the one next step, and how my practice goes."""

from __future__ import annotations

import streamlit as st

from coach.domain.home import NextStep
from coach.domain.people import Actor
from coach.services.commitments import SharedCommitment
from coach.services.groups import MemberView
from coach.services.home import CommitmentProgress, HomeView, Unfinished
from coach.web.components import (
    consent_asks,
    contribute,
    flag_list,
    markup,
    nav,
    rail,
    theme_news,
    timeline,
    totals_preview,
)
from coach.web.components.markup import chip, text
from coach.web.components.wording import STATUS_WORDS, capital, day, today
from coach.web.runtime import services

_WELCOME = (
    "Here you turn one idea from your group into something that you do differently, try it at "
    "work, and look at what really happened. A coach asks you questions and gives no "
    "advice unless you ask."
)
_UNFINISHED_PAGES = {"commitment": "commit", "reflection": "reflect"}


def page(actor: Actor) -> None:
    """Draw the page."""
    view = services().home.overview(actor, today())
    _where_i_am(view)
    with st.container(key="home-columns", gap="large"):
        main, side = st.columns([3, 2], gap="large")
    with main:
        _next(view.step)
        theme_news.draw(actor)
        consent_asks.draw(actor)
        totals_preview.draw(actor)
        _commitments(view)
    with side:
        flag_list.lines(actor)
        _unfinished(view)
        contribute.hint(actor)
        _shared(view)
        _members(actor, view)
        _as_admin(actor)


def _where_i_am(view: HomeView) -> None:
    if view.group is None:
        markup.heading(f"Welcome, {view.name}", _WELCOME)
        markup.note("You are in no group yet. Everything here works for you alone all the same.")
        return
    if view.cycle is None or not view.cycle.topic:
        markup.heading(f"Welcome, {view.name}", _WELCOME, eyebrow=view.group.name)
        markup.note("Your group has no challenge yet: propose one and give your votes.")
        nav.link("group", "Choose a challenge", icon=":material/arrow_forward:")
        return
    markup.heading(view.cycle.topic, eyebrow=f"{view.group.name} · topic {view.cycle.number}")
    rail.draw(view.cycle.stage, view.days_left)
    if view.cycle.paused_on is not None:
        markup.note("Your group pauses: nothing is due until it goes on.")


def _next(step: NextStep) -> None:
    with st.container(key="card-next", gap="small"):
        st.html(
            '<p class="eyebrow">Your next step</p>'
            f'<h2 class="next-title">{text(step.title)}</h2>'
            f'<p class="next-text">{text(step.text)}</p>'
        )
        if st.button(
            _label(step),
            key="next",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
        ):
            _leave(step)


def _label(step: NextStep) -> str:
    if step.page == "commit" and not step.target:
        return "Begin a commitment"
    return _LABELS[step.page]


_LABELS = {
    "commit": "Go to my commitment",
    "practice": "Log an attempt",
    "reflect": "Reflect",
    "journal": "Open my journal",
}
_QUERY = {"commitment": "id", "reflection": "id", "attempt": "attempt"}


def _leave(step: NextStep) -> None:
    if not step.target:
        nav.go(step.page)
    name = "commitment" if step.page == "practice" else _QUERY[step.target]
    nav.go(step.page, **{name: step.target_id})


def _commitments(view: HomeView) -> None:
    markup.section("What I am practising")
    if not view.commitments:
        markup.note("Nothing yet. When you have said yes to a commitment, it stands here.")
    for progress in view.commitments:
        _progress(progress)


def _progress(progress: CommitmentProgress) -> None:
    commitment = progress.commitment
    with st.container(key=f"card-open-{commitment.id}", gap="small"):
        st.html(markup.quote(commitment.sentence))
        timeline.draw(progress.attempts, today())
        with st.container(horizontal=True, gap="small"):
            nav.link("practice", "Log an attempt", icon=":material/add:", commitment=commitment.id)
            nav.link("rhythm", "Remind me", icon=":material/alarm:", commitment=commitment.id)
            nav.link("commit", "Details", icon=":material/arrow_forward:", id=commitment.id)


def _unfinished(view: HomeView) -> None:
    if not view.unfinished:
        return
    markup.section("Left unfinished")
    for thing in view.unfinished:
        _thing(thing)


def _thing(thing: Unfinished) -> None:
    with st.container(key=f"card-unfinished-{thing.id}", gap="xsmall"):
        st.html(
            f'<p class="thing">{text(thing.title)}</p>'
            f'<p class="note">{capital(day(thing.updated_at))}</p>'
        )
        path = _UNFINISHED_PAGES.get(thing.kind, "journal")
        nav.link(path, "Continue", icon=":material/arrow_forward:", id=thing.id)


def _shared(view: HomeView) -> None:
    if view.group is None:
        return
    markup.section("What my group shared", "Only the sentences that members chose to share.")
    if not view.shared:
        markup.note("Nothing yet.")
        return
    st.html(f'<ul class="shared">{"".join(_sentence(s) for s in view.shared)}</ul>')


def _members(actor: Actor, view: HomeView) -> None:
    if view.group is None:
        return
    markup.section("Who is in my group")
    group = next(g for g in services().groups.mine(actor) if g.group.id == view.group.id)
    st.html(f'<ul class="members">{"".join(_member(m) for m in group.members)}</ul>')


def _member(member: MemberView) -> str:
    role = chip("Facilitator") if member.leads else ""
    return f"<li>{text(member.name)} {role}</li>"


def _as_admin(actor: Actor) -> None:
    if not actor.is_admin:
        return
    markup.section("You run this installation")
    st.html(
        '<p class="note">On its computer, <code>coach invite GROUP</code> prints a link that lets '
        "one person into a group. <code>coach --help</code> lists the other commands.</p>"
    )


def _sentence(shared: SharedCommitment) -> str:
    status = chip(STATUS_WORDS[shared.status])
    return (
        f'<li><p class="shared-name">{text(shared.name)} {status}</p>'
        f"{markup.quote(shared.sentence, small=True)}</li>"
    )
