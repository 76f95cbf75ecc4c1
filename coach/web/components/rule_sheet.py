"""A group's rules in words, under the headings by which people look for them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from coach.domain.rule_changes import Difference
from coach.domain.rule_fields import HEADINGS
from coach.domain.rule_words import RULE_TITLES, value_words
from coach.services.rule_views import RulesView
from coach.web.components.markup import text


def draw(view: RulesView) -> None:
    """Draw every rule; beneath one that differs from the format stands what that begins with."""
    own = {difference.rule: difference for difference in view.differs}
    sections = "".join(
        f'<section><h2>{text(heading)}</h2><dl class="facts">'
        f"{''.join(_row(view, rule, own.get(rule)) for rule in rules)}</dl></section>"
        for heading, rules in HEADINGS.items()
    )
    st.html(f'<div class="rule-sheet">{sections}</div>')


def changes(differences: Iterable[Difference]) -> str:
    """Return what differs as a list: each rule with its value before and after."""
    rows = "".join(
        f"<li>{text(RULE_TITLES[d.rule])}: {text(value_words(d.rule, d.before))} "
        '<span aria-hidden="true">→</span><span class="sr-only">becomes</span> '
        f"<strong>{text(value_words(d.rule, d.after))}</strong></li>"
        for d in differences
    )
    return f'<ul class="points">{rows}</ul>'


def _row(view: RulesView, rule: str, own: Difference | None) -> str:
    value = text(value_words(rule, getattr(view.rules, rule)))
    if own is not None:
        usual = text(value_words(rule, own.before))
        value += f'<span class="usual">Our own; {text(view.format.name)}: {usual}</span>'
    return f"<dt>{text(RULE_TITLES[rule])}</dt><dd>{value}</dd>"
