from __future__ import annotations

import json

import pytest

from benchmarks.fitting import exponent, said
from benchmarks.stand_in import reply_to, tokens


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(power: float) -> None:
    sizes = [10.0, 100.0, 1000.0, 10000.0]
    found = exponent(sizes, [3 * size**power for size in sizes])
    assert found == pytest.approx(power)


def test_small_sizes_with_a_fixed_part_are_left_out() -> None:
    assert exponent([1, 10, 100, 1000], [50, 10, 100, 1000]) == pytest.approx(1.0)


def test_one_size_has_no_exponent() -> None:
    assert exponent([10], [1.0]) is None
    assert "too few" in said("Home", None, "groups")


def test_a_sentence_says_what_the_exponent_means() -> None:
    assert said("Home", 0.02, "groups") == (
        "Home grows as n^0.02: it does not depend on the number of groups."
    )
    assert "grows with the number" in said("The list", 1.0, "groups")


def test_the_stand_in_answers_within_the_schema() -> None:
    form = {
        "type": "object",
        "properties": {"question": {"enum": ["What happened next?"]}},
        "required": ["question"],
    }
    body = {
        "messages": [{"role": "user", "content": "I waited."}],
        "response_format": {"json_schema": {"schema": form}},
    }
    reply = reply_to(body)
    assert json.loads(reply) == {"question": "What happened next?"}
    assert "".join(tokens(reply)) == reply
