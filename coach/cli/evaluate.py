"""`coach eval`: measure the product on data."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from coach.cli.evaluate_documents import documents
from coach.cli.evaluate_injection import injection
from coach.cli.evaluate_masking import masking
from coach.cli.evaluate_stories import stories
from coach.cli.evaluate_strings import strings
from coach.cli.evaluate_themes import themes
from coach.cli.support import load_settings, say
from coach.errors import SetupError
from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.llm.prompts import load_prompts
from coach.repertoire.beir import Dataset, read_dataset
from coach.repertoire.distil import Distilled, Distiller
from coach.repertoire.distilled_file import DistilledFile
from coach.repertoire.embedding import build_embedder
from coach.repertoire.evaluation import Report, evaluate
from coach.settings import Settings

evaluation = typer.Typer(no_args_is_help=True, help="Measure the product on data.")
evaluation.command("documents")(documents)
evaluation.command("injection")(injection)
evaluation.command("masking")(masking)
evaluation.command("stories")(stories)
evaluation.command("strings")(strings)
evaluation.command("themes")(themes)

_READY_TIMEOUT_S: Final = 180.0


@evaluation.command("retrieval")
def retrieval(
    folder: Annotated[Path, typer.Option("--dir", help="corpus.jsonl, queries.jsonl, qrels.tsv.")],
    *,
    lessons: Annotated[
        bool, typer.Option("--lessons", help="Distil situations and lessons, and use them.")
    ] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the report here.")] = None,
) -> None:
    """Measure search on a data set in BEIR layout: each component, and the fusion."""
    dataset = read_dataset(folder)
    settings = load_settings()
    progress = _Progress()
    embedder = build_embedder(settings)
    try:
        distilled = _distilled(settings, dataset, progress) if lessons else None
        report = evaluate(dataset, embedder, distilled=distilled, progress=progress)
    finally:
        if embedder is not None:
            embedder.close()
    _show(report)
    if json_path is not None:
        text = json.dumps(asdict(report), indent=2, ensure_ascii=False)
        json_path.write_text(text + "\n", encoding="utf-8")
        say(f"Written to {json_path}.")


def _distilled(settings: Settings, dataset: Dataset, progress: _Progress) -> dict[str, Distilled]:
    """Distil all texts, going on where a broken run ended."""
    model = build_model(settings)
    try:
        distiller = Distiller(model, load_prompts())
        model.keep({"distil": distiller.prefix()})
        _wait_for(model)
        kept = DistilledFile(settings.models_dir.parent / "distilled" / "evaluation.jsonl")
        texts = [document.text for document in (*dataset.documents, *dataset.queries)]
        return kept.all_of(texts, distiller, progress)
    finally:
        model.close()


def _wait_for(model: ChatModel) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while (status := model.status()).state == "warming" and time.monotonic() < deadline:
        time.sleep(0.2)
    if status.state != "ready":
        raise SetupError(f"The model {status.name!r} is {status.state}: {status.detail}")


def _show(report: Report) -> None:
    say(f"\n{report.name}: {report.documents} documents, {report.queries} queries\n")
    say("| component | nDCG@10 | recall@10 | MRR | P@1 |\n|---|---|---|---|---|")
    for name, m in report.components.items():
        say(f"| {name} | {m.ndcg:.3f} | {m.recall:.3f} | {m.mrr:.3f} | {m.p_at_1:.3f} |")
    t = report.latency
    say(
        f"\nOne search: p50 {t.p50:.1f} ms, p95 {t.p95:.1f} ms; beyond embedding the query "
        f"p50 {t.p50_beyond_embedding:.1f} ms, p95 {t.p95_beyond_embedding:.1f} ms."
    )


class _Progress:
    """A line that counts on a terminal; nothing in a pipe."""

    def __call__(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{what} {done}/{total} ", nl=done == total, err=True)
