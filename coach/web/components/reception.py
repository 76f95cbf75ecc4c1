"""For the author of an item: how often it was tried, where it worked, and what they are told."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.lineage import Verdict
from coach.domain.people import Actor
from coach.services.lineage import Line
from coach.web.components import flag_list, item, markup
from coach.web.components.markup import chip, text
from coach.web.runtime import services

VERDICTS: Final = {
    Verdict.WORKED: "It worked",
    Verdict.PARTLY: "It worked in part",
    Verdict.NOT: "It did not work",
}
TONES: Final = {Verdict.WORKED: "good", Verdict.PARTLY: "changed", Verdict.NOT: "quiet"}
_SHY: Final = "What fewer than three people say is told only if they want you to read it."


def draw(actor: Actor, item_id: str) -> None:
    """Draw what became of an item of the actor's own; NotFound for another's."""
    reception = services().lineage.reception(actor, item_id)
    flags = [w for w in services().flags.open_for(actor) if w.mine and w.item.id == item_id]
    with st.container(key="card-reception", gap="small"):
        markup.section("What became of it", _SHY)
        for flag in flags:
            st.html(flag_list.said(flag))
        counts = item.lineage(reception.told) or "Nobody has tried it yet"
        st.html(f"<p>{text(counts)}.</p>")
        if not reception.thanks.none:
            st.html(f"<p>{text(_thanked(item.people(reception.thanks)))}</p>")
        if reception.lines:
            st.html(f'<ul class="members">{"".join(map(_line, reception.lines))}</ul>')


def _thanked(people: str) -> str:
    return f"{people[:1].upper() + people[1:]} of your readers said thank you."


def _line(line: Line) -> str:
    who = line.name or "Somebody who tried it"
    words = f'<p class="said">{text(line.line)}</p>' if line.line else ""
    verdict = chip(VERDICTS[line.verdict], TONES[line.verdict])
    return f'<li><p class="chips"><strong>{text(who)}</strong>{verdict}</p>{words}</li>'
