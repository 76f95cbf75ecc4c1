"""Every rule stands under one heading, and its field offers what the rule can be."""

from __future__ import annotations

from typing import Any, Final

import pytest

from coach.domain.rule_changes import changed
from coach.domain.rule_fields import HEADINGS, Choice, Number, field_of
from coach.domain.rule_words import value_words
from coach.domain.rules import Level, Rules
from coach.errors import InvalidInput
from coach.services.formats_file import read_formats

FORMATS: Final = [one.rules for one in read_formats()]


def test_every_rule_stands_under_one_heading() -> None:
    told = [rule for rules in HEADINGS.values() for rule in rules]
    assert sorted(told) == sorted(Rules.model_fields)


@pytest.mark.parametrize("rule", list(Rules.model_fields))
def test_a_field_can_hold_what_each_format_begins_with(rule: str) -> None:
    field = field_of(rule)
    for rules in FORMATS:
        value: Any = rules.model_dump(mode="json")[rule]
        if isinstance(field, Choice):
            assert set(value if field.several else [value]) <= set(field.values)
        else:
            assert value is None or field.least <= value <= field.most


@pytest.mark.parametrize("rule", list(Rules.model_fields))
def test_a_field_offers_nothing_that_the_rule_refuses_by_itself(rule: str) -> None:
    field = field_of(rule)
    if isinstance(field, Number):
        for value in (field.least - 1, field.most + 1):
            with pytest.raises(InvalidInput):
                changed(FORMATS[0], {rule: value})
        return
    for choice in field.values:
        assert value_words(rule, choice) != choice or rule == "levels"


def test_kinds_of_fields() -> None:
    assert field_of("session_minutes") == Number(least=15, most=480, may_lack=False)
    assert field_of("cadence_days") == Number(least=1, most=366, may_lack=True)
    assert field_of("levels") == Choice(values=tuple(Level), several=True)
    assert field_of("topics") == Choice(values=("one", "many"), several=False)
