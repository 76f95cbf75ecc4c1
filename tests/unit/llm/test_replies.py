from __future__ import annotations

import pytest

from coach.errors import MalformedReply
from coach.llm.replies import checked_json

SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string", "maxLength": 20}},
    "required": ["question"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ('{"question": "What?"}', '{"question": "What?"}'),
        ('Sure:\n```json\n{"question": "What?"}\n```', '{"question": "What?"}'),
        ('{"other": 1} {"question": "What?"} {"question": "Who?"}', '{"question": "What?"}'),
        ('I { think } {"question": "a } b"}', '{"question": "a } b"}'),
    ],
)
def test_the_first_fitting_object_is_cut_out(reply: str, text: str) -> None:
    assert checked_json(reply, SCHEMA) == text


@pytest.mark.parametrize("reply", ["", "What?", '{"question": "Wh', "[1]", "{" * 5000])
def test_text_without_an_object_is_malformed(reply: str) -> None:
    with pytest.raises(MalformedReply, match="not the JSON"):
        checked_json(reply, SCHEMA)


@pytest.mark.parametrize("reply", ["{}", '{"question": "SECRET words, too long"}'])
def test_an_object_of_another_form_is_malformed_and_not_quoted(reply: str) -> None:
    with pytest.raises(MalformedReply, match="does not fit") as caught:
        checked_json(reply, SCHEMA)
    assert "SECRET" not in str(caught.value)


def test_a_schema_that_is_none_is_a_bug() -> None:
    with pytest.raises(ValueError, match="schema is not valid"):
        checked_json("{}", {"type": "nonsense"})
