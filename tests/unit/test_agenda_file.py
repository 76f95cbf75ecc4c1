"""The agenda templates that we ship, and what the loader refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.domain.agenda import SessionKind, StepKind
from coach.errors import SetupError
from coach.services.agenda_file import AGENDAS, read_agendas


def test_every_kind_of_session_has_a_template_with_warm_short_words() -> None:
    templates = read_agendas()
    assert set(templates.agendas) == set(SessionKind)
    for template in templates.agendas.values():
        assert template.steps[0].kind is StepKind.OPENING
        assert all(len(step.asks.split()) < 40 for step in template.steps)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1", "version: 2", "wrong at version"),
        ("  check_in:\n    title", "  chat:\n    title", "wrong at agendas.chat"),
        ("kind: closing", "kind: own", "begin with an opening and end with a closing"),
        ("key: story", "key: opening", "two steps have the same key"),
        ("least: 6", "least: 16", "more than its minutes"),
        ("takes_rest: true", "takes_rest: false", "must take the rest"),
        ("Arrive.", "Arrive." + " slowly" * 40, "fewer than 40 words"),
        ("version: 1", "version: [", "are not YAML"),
    ],
)
def test_a_spoilt_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = AGENDAS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "agendas.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SetupError, match=message):
        read_agendas(path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="restore the file"):
        read_agendas(tmp_path / "agendas.yaml")
