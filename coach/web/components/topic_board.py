"""How a group chooses its challenge: what is proposed, my votes, and how earlier votes ended."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.topics import LONGEST, VOTES_EACH
from coach.errors import InvalidInput
from coach.services.topics import Proposed, TopicBoard, Vote
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

PLACE: Final = "topic"
_FORM: Final = "proposal"


def draw(group_id: str, board: TopicBoard) -> None:
    """Draw the choice as it stands for this member."""
    lead = _HOW_BY_VOTE if board.by_vote else _HOW_BY_LEAD
    markup.section("Which challenge next?", lead)
    for proposed in board.open:
        _proposed(group_id, board, proposed)
    if not board.open:
        markup.note("Nothing is proposed yet: begin with what keeps you busy at the moment.")
    _propose(group_id)
    if board.open:
        _outcome(group_id, board)
    show_error(PLACE)


def earlier(votes: tuple[Vote, ...]) -> None:
    """Draw how earlier votes ended."""
    if not votes:
        return
    with st.expander("How earlier votes ended", key="earlier-votes"):
        for vote in votes:
            rows = "".join(
                f"<li>{text(p.question)} <span class='note'>{_votes(p.votes)}"
                f"{', chosen' if p.chosen else ''}</span></li>"
                for p in vote.proposals
            )
            st.html(f"<p class='note'>{text(day(vote.closed_at))}</p><ul>{rows}</ul>")


def _proposed(group_id: str, board: TopicBoard, proposed: Proposed) -> None:
    proposal = proposed.proposal
    with st.container(key=f"card-topic-{proposal.id}", gap="xsmall"):
        st.html(f'<p class="thing">{text(proposal.question)}</p>')
        if proposed.hint and proposed.mine:
            markup.note(proposed.hint)
        with st.container(
            key=f"row-topic-{proposal.id}",
            horizontal=True,
            gap="small",
            vertical_alignment="center",
        ):
            if board.by_vote:
                st.segmented_control(
                    _named("My votes", proposal.question),
                    options=range(VOTES_EACH + 1),
                    default=proposed.my_votes,
                    key=_key(proposal.id),
                    label_visibility="collapsed",
                    on_change=_vote,
                    args=(group_id, [p.proposal.id for p in board.open]),
                )
            elif board.may_close:
                st.button(
                    _named("Take this one", proposal.question),
                    key=f"take-{proposal.id}",
                    on_click=_close,
                    args=(group_id, proposal.id),
                )
            if proposed.mine:
                st.button(
                    _named("Take it back", proposal.question),
                    key=f"back-{proposal.id}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=_take_back,
                    args=(proposal.id,),
                )


def _propose(group_id: str) -> None:
    number = fields.sheet(_FORM).number
    with st.form(f"propose-{number}", border=False):
        st.text_input(
            "Propose a challenge",
            key=_field(number),
            max_chars=LONGEST,
            placeholder="How do we … ?",
        )
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                "Propose it", icon=":material/add:", on_click=_add, args=(group_id, number)
            )
            st.form_submit_button(
                "Help me phrase it", type="tertiary", on_click=_ask, args=(number,)
            )
    _phrased(group_id, number)


def _phrased(group_id: str, number: int) -> None:
    """Draw the coach's wording of what stood in the field, once it has been asked for."""
    if fields.value(_asked(number)):
        with reporting(PLACE), st.spinner("The coach looks for a question in your words…"):
            words = str(st.session_state.pop(_asked(number)))
            found = services().topics.phrased(current_actor(), group_id, words)
            st.session_state[_wording(number)] = found or _NO_WORDING
    found = fields.value(_wording(number))
    if not found:
        return
    if found == _NO_WORDING:
        markup.note(_NO_WORDING)
        return
    st.html(
        f'<p class="note">A suggestion, made of your words:</p>{markup.quote(found, small=True)}'
    )
    st.button("Take this wording", key="take-wording", on_click=_take, args=(number, found))


def _outcome(group_id: str, board: TopicBoard) -> None:
    if not board.by_vote:
        return
    left = f"You have {_votes(board.votes_left)} left." if board.votes_left else "You have voted."
    markup.note(f"{left} {board.voted} of {board.members} have voted so far.")
    with st.expander("How it is counted", key="tie-rule"):
        markup.note(board.tie_rule)
    if board.may_close:
        st.button(
            "Close the vote and show the result",
            key="close-vote",
            type="primary",
            on_click=_close,
            args=(group_id, ""),
        )


def _vote(group_id: str, ids: list[str]) -> None:
    with reporting(PLACE):
        given = {id_: int(fields.value(_key(id_)) or 0) for id_ in ids}
        services().topics.vote(current_actor(), group_id, given)


def _add(group_id: str, number: int) -> None:
    sheet = fields.sheet(_FORM)
    with reporting(PLACE):
        if number == sheet.number:
            words = str(fields.value(_field(number)) or "")
            services().topics.propose(current_actor(), group_id, words)
            sheet.turn()


def _ask(number: int) -> None:
    with reporting(PLACE):
        words = str(fields.value(_field(number)) or "")
        if not words.strip():
            raise InvalidInput("Write first what you would like to work on, in any words.")
        st.session_state[_asked(number)] = words


def _take(number: int, wording: str) -> None:
    st.session_state[_field(number)] = wording
    st.session_state[_wording(number)] = ""


def _take_back(proposal_id: str) -> None:
    with reporting(PLACE):
        services().topics.take_back(current_actor(), proposal_id)


def _close(group_id: str, choice: str) -> None:
    with reporting(PLACE):
        services().topics.close(current_actor(), group_id, choice=choice)
        done("The challenge is chosen.")


def _field(number: int) -> str:
    return f"proposal-{number}"


def _asked(number: int) -> str:
    return f"phrase-{number}"


def _wording(number: int) -> str:
    return f"phrased-{number}"


def _key(proposal_id: str) -> str:
    return f"votes-{proposal_id}"


def _votes(number: int) -> str:
    return "1 vote" if number == 1 else f"{number} votes"


def _named(words: str, question: str) -> str:
    """Return a label that says to a screen reader what it is about; the rest is hidden."""
    return f"{words} *: {plain(question)}*"


_NO_WORDING: Final = (
    "The coach has no better wording. A question that begins with “How do we” says what we "
    "ourselves would do."
)
_HOW_BY_VOTE: Final = (
    f"Each of you has {VOTES_EACH} votes and may put several on one challenge. Nobody sees what "
    "others gave, and no count before the vote is closed."
)
_HOW_BY_LEAD: Final = "Propose what you would like to work on; whoever leads takes one up."
