"""What is suggested for what managers tell, from the starter repertoire alone.

    python -m benchmarks.accounts [--file tests/evals/accounts/accounts.jsonl]

First table: how well the items on an account's challenge are ranked by each component and by the
fusion, over the accounts that fit a challenge. Second table: what a member would see once the
threshold has had its say, at most three cards; for accounts that fit nothing, less is better.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import BaseModel

from coach.domain.repertoire import ORGANISATION, Item, ItemKind, Passage
from coach.repertoire.about import Abouts
from coach.repertoire.embedding import build_embedder
from coach.repertoire.kinship import course_id, course_of
from coach.repertoire.measures import DEPTH, Measures, mean_of, measure
from coach.repertoire.pieces import cut, embedded_text
from coach.repertoire.ports import Embedder, Vectors
from coach.repertoire.ranking import Ranking
from coach.repertoire.search import Query, Searcher
from coach.repertoire.shelf import Shelf, make_shelf
from coach.repertoire.starter import read_challenges, read_starter
from coach.settings import Settings
from coach.storage.records import StoredVector

_FILE: Final = Path(__file__).parents[1] / "tests" / "evals" / "accounts" / "accounts.jsonl"
_MINE: Final = frozenset({ORGANISATION})
_CARDS: Final = 3
_THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Account(BaseModel):
    """What a manager tells, and the challenges that it is about."""

    id: str
    text: str
    challenges: tuple[str, ...]
    setting: str


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=_FILE)
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    accounts = [Account.model_validate(json.loads(line)) for line in lines]
    embedder = build_embedder(Settings())
    if embedder is None:
        raise SystemExit("There is no embedding model: run `coach model pull`.")
    shelf, searcher = starter_shelf(embedder), Searcher(embedder)
    print("| component | nDCG@10 | recall@10 | MRR | P@1 |\n|---|---|---|---|---|")
    for name, m in ranked(shelf, searcher, accounts).items():
        print(f"| {name} | {m.ndcg:.3f} | {m.recall:.3f} | {m.mrr:.3f} | {m.p_at_1:.3f} |")
    fitting = [account for account in accounts if account.challenges]
    others = [account for account in accounts if not account.challenges]
    seen = [suggested(shelf, searcher, account) for account in fitting]
    right = [[item.challenge in a.challenges for item in cards] for a, cards in seen]
    shown = sum(map(bool, right)) / len(right)
    correct = sum(map(sum, right)) / max(1, sum(map(len, right)))
    helped = sum(map(any, right)) / len(right)
    noise = sum(bool(suggested(shelf, searcher, a)[1]) for a in others) / max(1, len(others))
    print(f"\nOf {len(fitting)} accounts that fit, {shown:.0%} are shown something, {helped:.0%} ")
    print(f"something on their challenge; {correct:.0%} of all cards are on the challenge.")
    print(f"Of {len(others)} that fit nothing, {noise:.0%} are shown something.")


def ranked(shelf: Shelf, searcher: Searcher, accounts: Sequence[Account]) -> Mapping[str, Measures]:
    """Measure each component's ranking of all items, and the fusion's."""
    rows: dict[str, list[Measures]] = {}
    for account in filter(lambda a: a.challenges, accounts):
        vectors = searcher.vectors(Query(account.text, "account"))
        ranking = Ranking(shelf.open(_MINE), account.text, vectors, searcher.calibration, "account")
        items = [ranking.item(row) for row in range(len(ranking.scores))]
        relevant = {item.id: 1 for item in items if item.challenge in account.challenges}
        for name, scores in [*ranking.parts.items(), ("fused", ranking.scores)]:
            best = np.argsort(-np.nan_to_num(scores, nan=-np.inf), kind="stable")[:DEPTH]
            rows.setdefault(name, []).append(measure([items[row].id for row in best], relevant))
    return {name: mean_of(of_it) for name, of_it in rows.items()}


def suggested(shelf: Shelf, searcher: Searcher, account: Account) -> tuple[Account, list[Item]]:
    """Return the cards that the account's teller would see."""
    found = searcher.search(shelf, _MINE, Query(account.text, "account"), _CARDS)
    return account, [hit.item for hit in found]


def starter_shelf(embedder: Embedder) -> Shelf:
    """Put the stories, tools and ways of the starter repertoire on a shelf."""
    facts = {"created_at": _THEN, "updated_at": _THEN}
    files = [file for file in read_starter() if file.kind is not ItemKind.DOCUMENT]
    items = [Item.model_validate({**f.fields, "id": f.source_key, **facts}) for f in files]
    passages = [p for item in items for p in cut(item.id, item.kind, item.text, embedder)]
    return make_shelf(
        version=1,
        model=embedder.name,
        items=items,
        passages=passages,
        gists={},
        vectors=_vectors(embedder, items, passages),
    )


def _vectors(
    embedder: Embedder, items: Sequence[Item], passages: Sequence[Passage]
) -> Iterator[StoredVector]:
    def stored(id_: str, item_id: str, view: str, row: Vectors) -> StoredVector:
        data = row.astype("<f4").tobytes()
        return StoredVector(id_, item_id, None, view, embedder.name, data, ORGANISATION)

    texts = embedder.embed([embedded_text(passage) for passage in passages])
    for passage, row in zip(passages, texts, strict=True):
        yield stored(passage.id, passage.item_id, "text", row)
        course = course_of(passage.text, embedder)
        yield stored(course_id(passage.id), passage.item_id, "course", course)
    abouts = Abouts(embedder.embed, {c.slug: c for c in read_challenges()})
    for item, row in zip(items, abouts.of(items), strict=True):
        yield stored(f"{item.id}-a", item.id, "about", row)


if __name__ == "__main__":
    main()
