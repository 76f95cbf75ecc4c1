"""Figures of rankings: each component beside the fusion of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from coach.evaluation.result import Better, Figure
from coach.repertoire.evaluation import FUSED
from coach.repertoire.measures import Measures

_TITLES: Final[Mapping[str, str]] = {
    "ndcg": "nDCG@10",
    "recall": "recall@10",
    "mrr": "MRR",
    "p_at_1": "P@1",
}
_COMPONENTS: Final[Mapping[str, str]] = {
    "lexical": "words (BM25)",
    "text": "text vectors",
    "about": "challenge vectors",
    "kinship": "course of events",
    "situation": "situation distilled",
    "lesson": "lesson distilled",
}
COMPONENTS_NOTE: Final = (
    "Challenge vectors: an account against an item's challenge, title and lesson. "
    "Course of events: two accounts without the setting that each shares with its neighbours."
)


def ranking_figures(components: Mapping[str, Measures], cases: int) -> Iterator[Figure]:
    """Yield the fusion's figures with those of each component alone beside them.

    The fusion's nDCG@10 is to be no worse than that of its best component.
    """
    alone = {_title(n): asdict(m) for n, m in components.items() if n != FUSED}
    for key, value in asdict(components[FUSED]).items():
        beside = {name: figures[key] for name, figures in alone.items()}
        yield Figure(
            key=key,
            title=_TITLES[key],
            value=value,
            unit="share",
            better=Better.HIGHER,
            target=max(beside.values(), default=None) if key == "ndcg" else None,
            beside=beside,
            cases=cases,
        )


def _title(name: str) -> str:
    return _COMPONENTS.get(name, name)
