"""`coach eval dialogue` plays whole conversations through the app's services."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import app
from coach.domain.conversation import ConversationKind, TurnState
from coach.evaluation.dialogue import BANK_ALONE, DialogueEvaluator, spread
from coach.evaluation.judging import NOT_TRUSTED, Judging
from coach.evaluation.managers.manager import Manager
from coach.evaluation.managers.persona import OWN_SET, read_personas
from coach.evaluation.player import Player
from coach.evaluation.running import read
from coach.evaluation.stage import Stage
from coach.evaluation.transcript import Transcript
from coach.settings import Settings

DISPATCH, DEPOT = OWN_SET / "c01-dispatch.yaml", OWN_SET / "r01-depot.yaml"


@pytest.fixture
def stage(home: Path) -> Stage:
    return Stage(Settings(home=home, llm="scripted", llm_scripted_delay_s=0.0, embed="none"))


def test_conversations_run_to_their_end_with_the_model_and_with_the_bank_alone(
    stage: Stage,
) -> None:
    evaluator = DialogueEvaluator((DISPATCH, DEPOT), (), open_page_s=0.0, judge=True)
    with stage as opened:
        opened.quick = True
        result = evaluator.evaluate(opened)
    played = [Transcript.model_validate(one) for one in result.details["transcripts"]]
    assert [one.complete for one in played] == [True, True]
    assert not any(one.untraceable() for one in played)
    worded = result.figure("share_model")
    assert worded is not None
    assert (worded.value or 0) > 0
    assert worded.beside[BANK_ALONE] == 0.0
    assert result.figure("judge_kappa") is not None
    assert NOT_TRUSTED in result.notes


def test_the_banks_replies_stand_beside_the_models_to_the_same_messages(stage: Stage) -> None:
    (persona,) = read_personas([DEPOT])
    with stage as opened:
        with opened.services(opened.model()) as services:
            played = Player.of(services, open_page_s=0.0).play(Manager(persona))
        pairs = Judging(opened).pairs([played])
    assert played.kind is ConversationKind.REFLECT
    assert pairs
    said = {turn.member: turn.text for turn in played.turns}
    assert all(said[pair.message] == pair.first != pair.second for pair in pairs)


def test_a_conversation_that_does_not_end_is_cut_at_the_limit(stage: Stage) -> None:
    (persona,) = read_personas([DISPATCH])
    with stage as opened, opened.services(opened.model()) as services:
        player = Player.of(services, open_page_s=0.0, limit_turns=3)
        played = player.play(Manager(persona))
    assert len(played.turns) == 3
    assert played.complete is False


def test_a_reply_that_takes_too_long_is_stopped_and_usable(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.evaluation.player.TURN_TIMEOUT_S", 0.3)
    (persona,) = read_personas([DEPOT])
    settings = Settings(home=home, llm="scripted", llm_scripted_delay_s=5.0, embed="none")
    with Stage(settings) as opened, opened.services(opened.model()) as services:
        player = Player.of(services, open_page_s=0.0, limit_turns=1)
        (turn,) = player.play(Manager(persona)).turns
    assert turn.state is TurnState.STOPPED
    assert turn.text.endswith("?")


def test_a_sample_is_spread_over_all() -> None:
    assert spread(range(3), 5) == range(3)
    assert list(spread(range(100), 5)) == [10, 30, 50, 70, 90]


def test_the_command_plays_one_manager_and_writes_the_result(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    out = tmp_path / "run.json"
    options = ["--managers", str(DEPOT), "--model", "none", "--seed", "1", "--json", str(out)]
    done = CliRunner().invoke(app, ["eval", "dialogue", *options])
    assert done.exit_code == 0, done.output
    result = read(out).result("dialogue")
    assert result is not None
    assert result.command == "coach eval dialogue --managers r01-depot.yaml --seed 1"
    assert [one.cases for one in result.data] == [1]
    assert "reflections that end complete" in done.output
