"""Attacks against services whose model does whatever a text orders: nothing of it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import app
from coach.errors import InvalidInput
from coach.evaluation.injection.evaluator import InjectionEvaluator
from coach.evaluation.injection.places import PLACES
from coach.evaluation.injection.scene import SECRET, make_scene
from coach.evaluation.people import cheap_passwords
from coach.evaluation.stage import Stage
from coach.llm.scripted import UnavailableModel
from coach.settings import Settings


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    settings = Settings.model_validate({"home": tmp_path, "llm": "scripted", "embed": "scripted"})
    return Stage(settings.model_copy(update={"llm_scripted_delay_s": 0.0}))


def test_every_place_is_tried_and_nothing_is_shown_or_changed(stage: Stage) -> None:
    with stage:
        result = InjectionEvaluator(limit=1, without_defences=True).evaluate(stage)
    for key in ("shown_to_others", "evaded", "changed"):
        figure = result.figure(key)
        assert figure is not None
        assert figure.value == 0
        assert figure.reached
    assert {one["place"] for one in result.details} == set(PLACES)
    assert {one["defended"] for one in result.details} == {True, False}
    assert result.figure("followed").beside  # type: ignore[union-attr]


def test_a_state_that_changes_and_a_secret_that_is_shared_are_seen(stage: Stage) -> None:
    with stage, stage.services(UnavailableModel(), passwords=cheap_passwords()) as services:
        scene = make_scene(services)
        before = scene.state()
        assert not any(SECRET in text for text in scene.readable())
        (his,) = (one.id for one in services.commitments.mine(scene.circle.ben) if one.sentence)
        services.commitments.share(scene.circle.ben, his, "group")
        assert scene.state() != before
        assert any(SECRET in text for text in scene.readable())


def test_a_place_that_does_not_exist_is_refused(stage: Stage) -> None:
    with stage, pytest.raises(InvalidInput, match="'attic' is no place: choose among document"):
        InjectionEvaluator(places=["attic"]).evaluate(stage)


def test_the_command_measures_without_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM", "none")
    monkeypatch.setenv("COACH_EMBED", "scripted")
    written = tmp_path / "result.json"
    words = ["eval", "injection", "--limit", "1", "--place", "challenge", "--json", str(written)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    result = json.loads(written.read_text(encoding="utf-8"))["results"][0]
    assert result["notes"] == [
        "No language model was asked: only what code shows and changes was measured."
    ]
