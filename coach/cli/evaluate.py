"""`coach eval`: measure the product on data."""

from __future__ import annotations

import typer

from coach.cli.evaluate_accounts import accounts
from coach.cli.evaluate_all import evaluate_all
from coach.cli.evaluate_depth import depth
from coach.cli.evaluate_dialogue import dialogue
from coach.cli.evaluate_documents import documents
from coach.cli.evaluate_injection import injection
from coach.cli.evaluate_masking import masking
from coach.cli.evaluate_retrieval import retrieval
from coach.cli.evaluate_stories import stories
from coach.cli.evaluate_strings import strings
from coach.cli.evaluate_themes import themes

evaluation = typer.Typer(no_args_is_help=True, help="Measure the product on data.")
evaluation.command("all")(evaluate_all)
evaluation.command("accounts")(accounts)
evaluation.command("dialogue")(dialogue)
evaluation.command("depth")(depth)
evaluation.command("documents")(documents)
evaluation.command("injection")(injection)
evaluation.command("masking")(masking)
evaluation.command("retrieval")(retrieval)
evaluation.command("stories")(stories)
evaluation.command("strings")(strings)
evaluation.command("themes")(themes)
