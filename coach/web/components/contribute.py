"""Letting a kept reflection count towards themes: off at first, with all that would be shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.reflection import Reflection
from coach.errors import InvalidInput
from coach.services.contribution_offer import ContributionOffer, CountsFor, Sentence
from coach.web.components import contribute_words, fields, markup, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.runtime import current_actor, services

PLACE: Final = "contribute"
_ASKED: Final = (
    "Only if you say yes. From the reflections that members let count, a program finds what "
    "several of them wrestle with. Nobody else reads your reflection, and you choose which "
    "sentences may be quoted, if any."
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is chosen on the card."""

    quotes: tuple[str, ...]
    named: bool
    beyond: bool


def draw(actor: Actor, reflection: Reflection) -> None:
    """Draw the card below a kept reflection: where it stands, and what there is to choose."""
    offer = services().contributing.offer(actor, reflection.id)
    if offer.counts_for is None and offer.contribution is None:
        markup.note(f"It cannot count towards themes. {offer.why}")
        return
    with st.container(key="card-contribute", gap="small"):
        _standing(actor, offer)
        _choices(actor, reflection.id, offer)
        if offer.contribution is not None:
            st.button(
                "Take it back",
                key="contribute-back",
                icon=":material/undo:",
                type="tertiary",
                on_click=_take_back,
                args=(reflection.id,),
            )
        show_error(PLACE)


def while_open(actor: Actor, reflection: Reflection) -> None:
    """Say above a reflection that was opened again what that means for a yes that was given."""
    given = services().contributing.offer(actor, reflection.id)
    if given.contribution is not None:
        markup.note(contribute_words.while_open(given))


def counting(actor: Actor) -> frozenset[str]:
    """Return the ids of the actor's reflections that count."""
    mine = services().contributing.mine(actor)
    return frozenset(one.contribution.reflection_id for one in mine if one.stands)


def hint(actor: Actor) -> None:
    """Draw on Home, while a group looks back, that a reflection could count; else nothing."""
    reflection_id = services().contributing.waiting(actor)
    if not reflection_id:
        return
    markup.section(
        "Themes of your group",
        "A reflection of yours could count towards them. Nothing does unless you say yes.",
    )
    nav.link("reflect", "Look at it", icon=":material/arrow_forward:", id=reflection_id)


def _standing(actor: Actor, offer: ContributionOffer) -> None:
    """Draw whether it counts now, and what it was counted in."""
    given = offer.contribution
    if given is None:
        markup.section("May it count towards your group's themes?", _ASKED)
    elif offer.stands:
        markup.section(f"It counts towards the themes of {offer.given_to}")
        st.html(contribute_words.agreed(given, actor.name))
    else:
        markup.section("It no longer counts", contribute_words.CHANGED)
    for line in contribute_words.counted(offer):
        markup.note(line)


def _choices(actor: Actor, reflection_id: str, offer: ContributionOffer) -> None:
    counts_for = offer.counts_for
    if counts_for is None:
        markup.note(offer.why)
        return
    sheet = fields.sheet(_form(reflection_id)).number
    title = "Choose anew" if offer.stands else "Choose what would count"
    with st.expander(title, key=f"contribute-{reflection_id}-{sheet}"):
        choice = _Choice(
            quotes=_quotes(reflection_id, offer),
            named=_named(actor, reflection_id, offer, counts_for),
            beyond=_beyond(reflection_id, offer, counts_for),
        )
        with st.container(key="well-contribute", gap="small"):
            st.html(
                contribute_words.preview(
                    counts_for,
                    choice.quotes,
                    name=actor.name if choice.named else "",
                    beyond=choice.beyond,
                    model=services().model.status(),
                )
            )
        st.button(
            "Change what counts" if offer.stands else "Let it count",
            key="contribute-yes",
            type="primary",
            icon=":material/check:",
            on_click=_give,
            args=(reflection_id, offer, choice),
        )


def _quotes(reflection_id: str, offer: ContributionOffer) -> tuple[str, ...]:
    """Draw the sentences, and return those that are chosen."""
    st.html(
        '<p class="ask">Which sentences may be quoted?</p><p class="note">None has to. One that '
        "you choose may be shown word for word beside a theme.</p>"
    )
    before = offer.contribution.quotes if offer.contribution else ()
    with st.container(key="sentences", gap="xsmall"):
        return tuple(
            one.words
            for one in offer.sentences
            if _sentence(reflection_id, one, chosen=one.words in before)
        )


def _sentence(reflection_id: str, one: Sentence, *, chosen: bool) -> bool:
    picked = st.checkbox(plain(one.words), value=chosen, key=_key(_quote(one.words), reflection_id))
    if one.remark:
        st.html(f'<p class="remark">{text(one.remark)}</p>')
    return picked


def _named(
    actor: Actor, reflection_id: str, offer: ContributionOffer, counts_for: CountsFor
) -> bool:
    """Draw whether a name may stand there, where the charter offers one; off at first."""
    if not counts_for.terms.named:
        markup.note("Without a name: the charter of your group lets none stand there.")
        return False
    named: bool = st.radio(
        "Under which name?",
        options=[False, True],
        format_func=lambda one: plain(f"With my name: {actor.name}") if one else "Without a name",
        index=int(offer.contribution.named) if offer.contribution else 0,
        key=_key("named", reflection_id),
    )
    if not counts_for.terms.unnamed_quotes:
        markup.note("The charter of your group lets a sentence be quoted under its name alone.")
    return named


def _beyond(reflection_id: str, offer: ContributionOffer, counts_for: CountsFor) -> bool:
    """Draw whether it may count for the organisation too, where rules and charter reach so far."""
    if not counts_for.terms.beyond:
        return False
    return st.checkbox(
        "It may count towards themes of the organisation too, where nothing is quoted",
        value=offer.contribution.beyond if offer.contribution else False,
        key=_key("beyond", reflection_id),
    )


def _give(reflection_id: str, offer: ContributionOffer, choice: _Choice) -> None:
    """Say yes to what the preview showed, unless a field was changed since it was drawn."""
    with reporting(PLACE):
        if _in_fields(reflection_id, offer) != choice:
            raise InvalidInput(
                "You changed a choice just now: look at what would go, then say yes again."
            )
        services().contributing.give(
            current_actor(),
            reflection_id,
            quotes=choice.quotes,
            named=choice.named,
            beyond=choice.beyond,
            seen_sha256=offer.seen_sha256,
        )
        fields.sheet(_form(reflection_id)).turn()
        done("It counts. You can change that or take it back at any time.")


def _in_fields(reflection_id: str, offer: ContributionOffer) -> _Choice:
    """Return what the fields hold now."""

    def on(name: str) -> bool:
        return bool(fields.value(_key(name, reflection_id)))

    quotes = tuple(one.words for one in offer.sentences if on(_quote(one.words)))
    return _Choice(quotes=quotes, named=on("named"), beyond=on("beyond"))


def _quote(words: str) -> str:
    """Return a name for a field that does not spell the words."""
    return f"quote-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _take_back(reflection_id: str) -> None:
    with reporting(PLACE):
        services().contributing.take_back(current_actor(), reflection_id)
        fields.sheet(_form(reflection_id)).turn()
        done("It no longer counts.")


def _key(name: str, reflection_id: str) -> str:
    """Return the key of a choice; after each yes the choices are those that were agreed to."""
    form = _form(reflection_id)
    return f"{form}-{fields.sheet(form).number}-{name}"


def _form(reflection_id: str) -> str:
    return f"contribute-{reflection_id}"
