"""`retrieval`: how well search ranks a data set in BEIR layout, each component and their fusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from coach.evaluation.data import SETS, mark, shown
from coach.evaluation.rankings import COMPONENTS_NOTE, ranking_figures
from coach.evaluation.result import Better, Figure, Result
from coach.evaluation.stage import Stage
from coach.repertoire.beir import Dataset, read_dataset
from coach.repertoire.distil import Distilled, Distiller
from coach.repertoire.distilled_file import DistilledFile
from coach.repertoire.evaluation import Latency, Report, evaluate

OWN_SET: Final = SETS / "story_to_story"
_QUICK: Final = 3
"""A quick run asks every third query, of all documents."""


@dataclass(frozen=True, slots=True)
class RetrievalEvaluator:
    """nDCG@10 and the like. `lessons`: distil situations and lessons by the model, and use them."""

    folder: Path = OWN_SET
    lessons: bool = False
    name: str = "retrieval"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        dataset = read_dataset(self.folder)
        embedder = stage.embedder()
        distilled = _distilled(stage, dataset) if self.lessons else None
        report = evaluate(
            dataset,
            embedder,
            distilled=distilled,
            queries=dataset.queries[:: _QUICK if stage.quick else 1],
            progress=stage.tell,
        )
        return Result(
            name=self.name,
            about=f"How well {report.queries} queries find what answers them among "
            f"{report.documents} documents: the fusion that search uses, and each component alone.",
            command=f"coach eval retrieval --dir {shown(self.folder)}{' --lessons' * self.lessons}",
            data=(mark(self.folder, report.queries),),
            figures=(*ranking_figures(report.components, report.queries), *_latency(report)),
            notes=(COMPONENTS_NOTE,),
            details={
                "components": {name: asdict(m) for name, m in report.components.items()},
                "cases": {id_: asdict(m) for id_, m in report.cases.items()},
            },
        )


def _distilled(stage: Stage, dataset: Dataset) -> Mapping[str, Distilled]:
    """Distil all texts, going on where a broken run ended."""
    model = stage.model()
    distiller = Distiller(model, stage.prompts())
    model.keep({"distil": distiller.prefix()})
    folder = stage.settings.models_dir.parent / "distilled"
    texts = [document.text for document in (*dataset.documents, *dataset.queries)]
    return DistilledFile(folder / "evaluation.jsonl").all_of(texts, distiller, stage.tell)


def _latency(report: Report) -> tuple[Figure, ...]:
    latency: Latency = report.latency
    given = (
        ("search_p50", "one search, half are faster", latency.p50),
        ("search_p95", "one search, 95 % are faster", latency.p95),
        ("rank_p50", "the same without embedding the query, half", latency.p50_beyond_embedding),
        ("rank_p95", "the same, 95 %", latency.p95_beyond_embedding),
    )
    return tuple(
        Figure(
            key=key,
            title=title,
            value=round(value, 3),
            unit="ms",
            better=Better.LOWER,
            cases=report.queries,
        )
        for key, title, value in given
    )
