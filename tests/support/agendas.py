"""Requests for agendas, some and any, and the templates that they are made from."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from coach.domain.agenda import Agenda, SessionKind
from coach.domain.agenda_builder import Plan, plan
from coach.domain.agenda_request import OwnStep, Request, Wishes
from coach.services.agenda_file import read_agendas

TEMPLATES: Final = read_agendas().agendas
SIX: Final = ("ada", "ben", "cai", "dee", "eve", "fay")


def planned(kind: str, members: int = 6, minutes: int = 90, **wishes: object) -> Plan:
    """Return the plan for so many members."""
    names = (SIX + tuple(f"m{number}" for number in range(7, 41)))[:members]
    request = Request(
        kind=SessionKind(kind),
        member_ids=names,
        minutes=minutes,
        wishes=Wishes.model_validate(wishes),
    )
    return plan(request, TEMPLATES[request.kind])


def an_agenda(**wishes: object) -> Agenda:
    """Return the agenda of a second session of six with everything that it can show."""
    full: dict[str, object] = {
        "carried_over": ("c1", "c2"),
        "story_item_id": "s1",
        "questions": ("What is new?",),
        "troikas": True,
        **wishes,
    }
    return planned("reflect", 6, 120, **full).agenda


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Return any request that an agenda can be made from."""
    number = draw(st.integers(2, 14))
    members = tuple(f"m{i}" for i in range(number))
    with_clinic = draw(st.booleans())
    own = st.builds(OwnStep, title=st.just("Ours"), minutes=st.integers(1, 20))
    wishes = Wishes(
        clinic_owner_id=draw(st.sampled_from(members)) if with_clinic else "",
        troikas=number > 2 and not with_clinic and draw(st.booleans()),
        carried_over=draw(st.sampled_from([(), ("c1",), ("c1", "c2")])),
        story_item_id=draw(st.sampled_from(["", "s1"])),
        questions=("Why?",) * draw(st.integers(0, 4)),
        with_break=draw(st.booleans()),
        own=tuple(draw(st.lists(own, max_size=2))),
    )
    kind, minutes = draw(st.sampled_from(SessionKind)), draw(st.integers(10, 240))
    return Request(kind=kind, member_ids=members, minutes=minutes, wishes=wishes)
