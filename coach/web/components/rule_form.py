"""Changing rules on the page: fields by kind of rule, and what the change would lead to."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.rule_changes import ChangeState
from coach.domain.rule_fields import HEADINGS, Number, field_of
from coach.domain.rule_words import RULE_TITLES, value_words
from coach.domain.rules import Rules
from coach.errors import InvalidInput
from coach.services.group_rules import LONGEST_DECIDER, LONGEST_WHY
from coach.services.rule_views import ChangeView, Foresight, RulesView
from coach.web.components import fields, markup, rule_sheet
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.wording import counted, listed
from coach.web.runtime import current_actor, services

PLACE: Final = "rules"
_SAME_FORMAT: Final = ""


def draw(actor: Actor, view: RulesView) -> None:
    """Draw the fields, and beside them what the change would lead to."""
    group_id = view.group.id
    number = _sheet_for(group_id, view.rules)
    left, right = st.columns([3, 2], gap="large")
    with left:
        for heading, rules in HEADINGS.items():
            markup.section(heading)
            with st.container(key=f"fields-{heading.lower()}"):
                for rule in rules:
                    _field(rule, _key(group_id, rule, number))
    with right, st.container(key="card-rules", gap="small"):
        markup.section("What you would change")
        changes = _typed(group_id, number)
        if not changes:
            markup.note("Nothing yet. Change a value, and here you read what that leads to.")
            return
        try:
            foresight = services().group_rules.foresee(actor, group_id, changes)
        except InvalidInput as error:
            st.error(str(error), icon=":material/error:")
            return
        consequences(foresight)
        reason(f"{group_id}-{number}")
        st.button(
            _label(foresight),
            key="change-rules",
            type="primary",
            on_click=_change,
            args=(group_id, number),
        )
        show_error(PLACE)


def draw_formats(actor: Actor, view: RulesView) -> None:
    """Draw the other formats, and what taking one over would change."""
    group_id = view.group.id
    number = fields.sheet(_format_form(group_id)).number
    names = {one.key: one for one in services().group_rules.formats if one.key != view.format.key}
    with st.container(key="narrow", gap="small"):
        markup.section(
            "Become another kind of group",
            "A group can grow. It takes over all rules of the other kind; its members, what it has "
            "made and a charter of its own stay.",
        )
        chosen = st.selectbox(
            "Which kind?",
            options=[_SAME_FORMAT, *names],
            format_func=lambda key: names[key].name if key else "As it is now",
            key=f"format-{group_id}-{number}",
        )
        if not chosen:
            return
        markup.note(names[chosen].purpose)
        try:
            foresight = services().group_rules.foresee_format(actor, group_id, chosen)
        except InvalidInput as error:
            st.error(str(error), icon=":material/error:")
            return
        consequences(foresight)
        reason(f"format-{group_id}-{number}")
        st.button(
            _label(foresight),
            key="change-format",
            type="primary",
            on_click=_change_format,
            args=(group_id, number, chosen),
        )
        show_error(PLACE)


def consequences(foresight: Foresight) -> None:
    """Draw what differs, and whether it takes effect at once or waits, and for whom."""
    st.html(rule_sheet.changes(foresight.differences))
    if foresight.held:
        st.info(growth(foresight), icon=":material/visibility_off:")
    if not foresight.waits:
        markup.note("It takes effect at once.")
        return
    wider = listed(f"“{RULE_TITLES[rule]}”" for rule in foresight.wider)
    st.info(
        f"Others could see more than today, by {wider}. So it waits until {_all(foresight.missing)}"
        " said yes too. One no ends it.",
        icon=":material/hourglass_top:",
    )


def growth(foresight: Foresight) -> str:
    """Say what happens to what members shared when more people come to read it."""
    stories = counted(foresight.held, "story", "stories")
    was = "was" if foresight.held == 1 else "were"
    return (
        f"More people would come to read {stories} that {was} shared with this group before. From "
        "the moment on in which the change takes effect nobody reads them, until each author has "
        "said yes again. Documents stay as they are."
    )


def reason(name: str) -> None:
    """Draw the two lines that every change is recorded with."""
    st.text_input(
        "Who decided it?",
        key=f"rules-by-{name}",
        max_chars=LONGEST_DECIDER,
        placeholder="All of us, in the session of 3 March",
        persist_state="session",
    )
    st.text_input("Why?", key=f"rules-why-{name}", max_chars=LONGEST_WHY, persist_state="session")


def _field(rule: str, key: str) -> None:
    """Draw the field of a rule; what it begins with stands in the session already."""
    kind, title = field_of(rule), RULE_TITLES[rule]
    if isinstance(kind, Number):
        st.number_input(
            title,
            min_value=kind.least,
            max_value=kind.most,
            value=None,
            step=1,
            key=key,
            placeholder=value_words(rule, None) if kind.may_lack else None,
            persist_state="session",
        )
        return
    words = partial(value_words, rule)
    if kind.several:
        st.multiselect(
            title, options=kind.values, format_func=words, key=key, persist_state="session"
        )
    else:
        st.selectbox(
            title, options=kind.values, format_func=words, key=key, persist_state="session"
        )


def _sheet_for(group_id: str, rules: Rules) -> int:
    """Return the sheet that is being filled, which holds what the rules were when it was begun.

    An untouched one follows the rules when they change elsewhere meanwhile.
    """
    sheet = fields.sheet(f"rules-{group_id}")
    begun = fields.value(_begun_key(group_id, sheet.number))
    if begun is not None and begun != rules and not _typed(group_id, sheet.number):
        sheet.turn()
        begun = None
    if begun is None:
        st.session_state[_begun_key(group_id, sheet.number)] = rules
        for rule, value in rules.model_dump(mode="json").items():
            st.session_state[_key(group_id, rule, sheet.number)] = value
    return sheet.number


def _typed(group_id: str, number: int) -> dict[str, Any]:
    """Return the values that differ from those that the sheet began with."""
    begun = fields.value(_begun_key(group_id, number))
    if begun is None:
        return {}
    before = begun.model_dump(mode="json")
    now = {rule: _value(group_id, rule, number, old) for rule, old in before.items()}
    return {rule: value for rule, value in now.items() if value != before[rule]}


def _value(group_id: str, rule: str, number: int, before: Any) -> Any:  # noqa: ANN401 - as typed
    """Return what a field holds; several values in the order in which they are written."""
    kind, typed = field_of(rule), fields.value(_key(group_id, rule, number))
    if isinstance(kind, Number):
        return before if typed is None and not kind.may_lack else typed
    if kind.several:
        return [value for value in kind.values if value in (typed or ())]
    return before if typed is None else typed


def _change(group_id: str, number: int) -> None:
    sheet = fields.sheet(f"rules-{group_id}")
    with reporting(PLACE):
        if number != sheet.number:
            return
        by, why = _reason(f"{group_id}-{number}")
        changes = _typed(group_id, number)
        change = services().group_rules.change(
            current_actor(), group_id, changes, decided_by=by, why=why
        )
        sheet.turn()
        _tell(change)


def _change_format(group_id: str, number: int, chosen: str) -> None:
    sheet = fields.sheet(_format_form(group_id))
    with reporting(PLACE):
        if number != sheet.number:
            return
        by, why = _reason(f"format-{group_id}-{number}")
        change = services().group_rules.change_format(
            current_actor(), group_id, chosen, decided_by=by, why=why
        )
        sheet.turn()
        _tell(change)


def _tell(change: ChangeView) -> None:
    if change.state is ChangeState.PENDING:
        done(f"It waits until {_all(change.missing)} said yes.")
    else:
        done("It is recorded and holds from now on.")


def _reason(name: str) -> tuple[str, str]:
    by, why = fields.value(f"rules-by-{name}"), fields.value(f"rules-why-{name}")
    return str(by or ""), str(why or "")


def _label(foresight: Foresight) -> str:
    return "Ask for everybody's yes" if foresight.waits else "Record this change"


def _all(names: tuple[str, ...]) -> str:
    """Return the subject of "said yes": one person has, several have."""
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'}"


def _begun_key(group_id: str, number: int) -> str:
    return f"rules-begun-{group_id}-{number}"


def _key(group_id: str, rule: str, number: int) -> str:
    return f"rule-{group_id}-{rule}-{number}"


def _format_form(group_id: str) -> str:
    return f"format-{group_id}"
