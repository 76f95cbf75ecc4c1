"""How the group works: its rules in words, a change that waits, and changing them together."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.rule_views import RulesView
from coach.web.components import markup, nav, rule_changes, rule_form, rule_sheet
from coach.web.runtime import services

_PARTS: Final = {
    "read": "Read",
    "change": "Change them",
    "format": "Another kind of group",
    "history": "How they came about",
}


def page(actor: Actor) -> None:
    """Draw the page of one group, the one joined last if the address names none."""
    groups = {view.group.id: view.group.name for view in services().groups.mine(actor)}
    group_id = st.query_params.get("group", "") or next(iter(groups), "")
    if not group_id:
        markup.heading("How we work")
        markup.note("You are in no group yet: a group's rules are read by its members.")
        return
    view = services().group_rules.rules(actor, group_id)
    nav.link("group", "My group", icon=":material/arrow_back:", group=group_id)
    markup.heading(
        "How we work", f"{view.format.name}: {view.format.purpose}", eyebrow=view.group.name
    )
    if view.pending is not None:
        rule_changes.waiting(view.pending)
    _part(actor, view)


def _part(actor: Actor, view: RulesView) -> None:
    part = st.segmented_control(
        "What do you want to see?",
        options=list(_PARTS),
        default="read",
        required=True,
        format_func=_PARTS.__getitem__,
        key="rules-part",
        label_visibility="collapsed",
    )
    if part == "history":
        rule_changes.history(services().group_rules.history(actor, view.group.id))
    elif part == "read":
        rule_sheet.draw(view)
    elif not view.may_change:
        markup.note("Accept the charter on your group's page first: then you can change rules.")
    elif part == "change":
        rule_form.draw(actor, view)
    else:
        rule_form.draw_formats(actor, view)
