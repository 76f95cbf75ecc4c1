"""`accounts`: what is suggested from the starter repertoire for what managers tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from coach.domain.base import Model
from coach.domain.repertoire import ORGANISATION, Item, ItemKind
from coach.errors import InvalidInput
from coach.evaluation.data import SETS, mark, read_lines, shown
from coach.evaluation.rankings import COMPONENTS_NOTE, ranking_figures
from coach.evaluation.result import Better, Figure, Result
from coach.evaluation.stage import Stage
from coach.repertoire.evaluation import FUSED
from coach.repertoire.measured_shelf import ShelfMaker
from coach.repertoire.measures import DEPTH, Measures, mean_of, measure
from coach.repertoire.ranking import Ranking
from coach.repertoire.search import Query, Searcher
from coach.repertoire.shelf import Shelf
from coach.repertoire.starter import read_challenges, read_starter

OWN_SET: Final = SETS / "accounts" / "accounts.jsonl"
_MINE: Final = frozenset({ORGANISATION})
_CARDS: Final = 3
"""How many suggestions a member sees at most."""
_THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Account(Model):
    """What a manager tells, and the challenges that it is about, by slug; none fits nothing."""

    id: str
    text: str
    challenges: tuple[str, ...]
    setting: str = ""


class Suggested(Model):
    """One account, the items shown for it, and which of them are on its challenge."""

    id: str
    cards: tuple[str, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class AccountsEvaluator:
    """How the items on an account's challenge rank, and which cards a member would see."""

    file: Path = OWN_SET
    name: str = "accounts"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        accounts = read_lines(self.file, Account)
        fitting = [account for account in accounts if account.challenges]
        others = [account for account in accounts if not account.challenges]
        _refuse_unknown(self.file, fitting)
        embedder = stage.need_embedder("What fits an account")
        shelf, searcher = _starter_shelf(stage), Searcher(embedder)
        components = _components(shelf, searcher, fitting)
        seen = [_suggested(shelf, searcher, account) for account in fitting]
        for_nothing = [_suggested(shelf, searcher, account) for account in others]
        return Result(
            name=self.name,
            about=f"What is suggested from the starter repertoire for {len(fitting)} accounts of "
            f"managers that fit a challenge, and for {len(others)} that fit none: at most "
            f"{_CARDS} cards, without the language model.",
            command=f"coach eval accounts --file {shown(self.file)}",
            data=(mark(self.file, len(accounts)),),
            figures=(
                *ranking_figures(components, len(fitting)),
                *_card_figures(seen, for_nothing),
            ),
            notes=(COMPONENTS_NOTE,),
            details=[one.model_dump(mode="json") for one in (*seen, *for_nothing)],
        )


def _refuse_unknown(file: Path, fitting: Sequence[Account]) -> None:
    if not fitting:
        raise InvalidInput(f"{file.name!r} has no account with a challenge: give one of them some.")
    known = {challenge.slug for challenge in read_challenges()}
    for account in fitting:
        for slug in set(account.challenges) - known:
            raise InvalidInput(
                f"The account {account.id!r} names the challenge {slug!r}: take those of "
                "corpus/starter/challenges.yaml."
            )


def _starter_shelf(stage: Stage) -> Shelf:
    """Put the stories, tools and ways of the starter repertoire on a shelf."""
    facts = {"created_at": _THEN, "updated_at": _THEN}
    files = [file for file in read_starter() if file.kind is not ItemKind.DOCUMENT]
    items = [Item.model_validate({**f.fields, "id": f.source_key, **facts}) for f in files]
    challenges = {challenge.slug: challenge for challenge in read_challenges()}
    return ShelfMaker(stage.embedder(), challenges, stage.tell).make(items)


def _components(
    shelf: Shelf, searcher: Searcher, fitting: Sequence[Account]
) -> Mapping[str, Measures]:
    """Measure each component's ranking of all items, and the fusion's."""
    rows: dict[str, list[Measures]] = {}
    for account in fitting:
        vectors = searcher.vectors(Query(account.text, "account"))
        ranking = Ranking(shelf.open(_MINE), account.text, vectors, searcher.calibration, "account")
        items = [ranking.item(row) for row in range(len(ranking.scores))]
        relevant = {item.id: 1 for item in items if item.challenge in account.challenges}
        for name, scores in [*ranking.parts.items(), (FUSED, ranking.scores)]:
            best = np.argsort(-np.nan_to_num(scores, nan=-np.inf), kind="stable")[:DEPTH]
            rows.setdefault(name, []).append(measure([items[row].id for row in best], relevant))
    return {name: mean_of(of_it) for name, of_it in rows.items()}


def _suggested(shelf: Shelf, searcher: Searcher, account: Account) -> Suggested:
    """Return the cards that the account's teller would see."""
    found = searcher.search(shelf, _MINE, Query(account.text, "account"), _CARDS)
    items = [hit.item for hit in found]
    return Suggested(
        id=account.id,
        cards=tuple(item.id for item in items),
        right=tuple(item.challenge in account.challenges for item in items),
    )


def _card_figures(fitting: Sequence[Suggested], others: Sequence[Suggested]) -> tuple[Figure, ...]:
    cards = [right for one in fitting for right in one.right]
    return (
        _share("shown", "accounts that fit, shown something", [bool(a.cards) for a in fitting]),
        _share("helped", "shown something on their challenge", [any(a.right) for a in fitting]),
        _share("cards_right", "of all cards, on the challenge", cards),
        _share(
            "noise",
            "accounts that fit nothing, shown something",
            [bool(a.cards) for a in others],
            Better.LOWER,
        ),
    )


def _share(key: str, title: str, hits: Sequence[bool], better: Better = Better.HIGHER) -> Figure:
    value = sum(hits) / len(hits) if hits else None
    return Figure(key=key, title=title, value=value, unit="share", better=better, cases=len(hits))
