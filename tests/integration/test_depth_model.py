"""The shipped weights with the real embedding model: `coach model pull --embedding-only`."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.evaluation.depth import RIGHT_AIM, TOLD_AIM, DepthEvaluator
from coach.evaluation.stage import Stage
from coach.repertoire.embedding import embedding_model, is_here
from coach.settings import Settings


@pytest.mark.model
def test_it_reads_managers_sentences_as_well_as_the_page_tells(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, embed="onnx", llm="none")
    model = embedding_model(settings)
    assert model is not None
    if not is_here(model, settings):
        pytest.skip("The weights are not here: run `coach model pull --embedding-only`.")
    with Stage(settings) as stage:
        result = DepthEvaluator().evaluate(stage)

    right, told = result.figure("accuracy_told"), result.figure("coverage")
    assert right is not None
    assert told is not None
    assert (right.value or 0) >= RIGHT_AIM
    assert (told.value or 0) >= TOLD_AIM
    kappa = result.figure("kappa_told")
    assert kappa is not None
    assert (kappa.value or 0) > (kappa.beside["most frequent level"] or 0)
