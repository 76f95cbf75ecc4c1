"""The finder with the real embedded model: one set, its themes found, nothing made up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.bootstrap import build_theme_finder
from coach.domain.theme import is_borne_out
from coach.llm.catalogue import load_catalogue
from coach.llm.embedded_model import EmbeddedChatModel
from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.llm.prompts import load_prompts
from coach.settings import Settings
from coach.themes.evaluation import read_sets
from tests.unit.themes.support import Kept

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

READY_S = 120.0
SETS = Path(__file__).parents[1] / "evals" / "themes"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatModel]:
    settings = Settings(home=tmp_path_factory.mktemp("themes"), llm="embedded", llm_timeout_s=300)
    if not (settings.models_dir / load_catalogue().find().file).exists():
        pytest.skip("The weights are not here: run `coach model pull`.")
    built = build_model(settings)
    assert isinstance(built, EmbeddedChatModel)
    assert built.server.wait_ready(READY_S).state == "ready"
    yield built
    built.close()


def test_the_model_reads_a_group_of_six(model: ChatModel) -> None:
    known = read_sets(SETS / "dev.jsonl")[1]
    sources = known.sources()
    memo = Kept()
    finder = build_theme_finder(model, load_prompts(), None)
    found = finder.find(
        sources, told=lambda done, steps: None, memo=memo, cancelled=threading.Event()
    )
    assert found.made_by == "model"
    assert found.themes
    assert len(memo.answers) <= len(sources)
    assert all(is_borne_out(one, sources) for theme in found.themes for one in theme.evidence)
