"""What every model of the domain promises."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from coach.domain.provenance import Span


def test_an_error_does_not_quote_the_value() -> None:
    with pytest.raises(ValidationError) as caught:
        Span.model_validate({"turn_id": "t", "start": "I told Tom a secret", "end": 3, "x": "psst"})
    assert "start" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "psst" not in str(caught.value)
