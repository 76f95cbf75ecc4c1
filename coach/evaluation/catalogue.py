"""All evaluators that have a set of our own, as `coach eval all` runs them."""

from __future__ import annotations

from collections.abc import Sequence

from coach.errors import InvalidInput
from coach.evaluation.accounts import AccountsEvaluator
from coach.evaluation.depth import DepthEvaluator
from coach.evaluation.dialogue import DialogueEvaluator
from coach.evaluation.documents import DocumentsEvaluator
from coach.evaluation.injection.evaluator import InjectionEvaluator
from coach.evaluation.masking import MaskingEvaluator
from coach.evaluation.retrieval import RetrievalEvaluator
from coach.evaluation.running import Evaluator
from coach.evaluation.stories import StoriesEvaluator
from coach.evaluation.strings.evaluator import StringsEvaluator
from coach.evaluation.themes import ThemesEvaluator


def evaluators() -> tuple[Evaluator, ...]:
    """Return each once, with its defaults: first those without the language model, then the rest.

    A new one is an import and a line.
    """
    return (
        MaskingEvaluator(),
        RetrievalEvaluator(),
        AccountsEvaluator(),
        DepthEvaluator(),
        DocumentsEvaluator(),
        StringsEvaluator(),
        ThemesEvaluator(words=True),
        StoriesEvaluator(),
        ThemesEvaluator(),
        DialogueEvaluator(),
        InjectionEvaluator(),
    )


def names() -> tuple[str, ...]:
    """Return the names of all evaluators, in their order."""
    return tuple(one.name for one in evaluators())


def chosen(only: Sequence[str]) -> tuple[Evaluator, ...]:
    """Return those that are named, in the catalogue's order; all for none named."""
    for name in only:
        if name not in names():
            raise InvalidInput(f"There is no evaluator {name!r}: take one of {', '.join(names())}.")
    return tuple(one for one in evaluators() if not only or one.name in only)
