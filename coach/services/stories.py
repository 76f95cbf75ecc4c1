"""Stories: the shared repertoire to browse, to search and to read, as each person may see it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from coach.domain.commitment import CLOSED
from coach.domain.excerpt import cut, opening, plain
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Item, ItemKind, Lineage, Passage
from coach.domain.shelving import Listed, Opened, Shelves, Topic, Wanted, is_guide
from coach.domain.suggestion import released
from coach.repertoire.search import Found
from coach.repertoire.starter import Challenge
from coach.services.citing import visible_item
from coach.services.common import group_of, searched_words
from coach.services.search import SearchService
from coach.services.withdrawing import groups_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction

MOST = 20
"""Items of one search."""
_LINES = 240
_SHARE = 0.4
"""Of the best score by words, below which a hit that is not close in meaning has no ground."""
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6} .*$")


class StoryService:
    """Shows each person what they may see, and no other item is counted or named."""

    def __init__(
        self, database: Database, search: SearchService, challenges: Sequence[Challenge]
    ) -> None:
        self._database = database
        self._search = search
        self._challenges = {c.slug: c.question for c in challenges}

    @property
    def by_meaning(self) -> bool:
        """Whether a search finds the same in other words; without an embedding model it cannot."""
        return self._search.by_meaning

    def shelves(self, actor: Actor, wanted: Wanted) -> Shelves:
        """Return what fits, by challenge in the order of the starter's; within, kind by kind."""
        items = [item for item in self._search.browse(actor) if _fits(item, wanted)]
        listed = self._listed(items)
        by_topic: dict[str, list[Listed]] = defaultdict(list)
        for item in sorted(items, key=_order):
            slug = "guide" if is_guide(item) else f"topic {item.challenge}"
            by_topic[slug].append(listed[item.id])
        slugs = dict.fromkeys([*self._challenges, *sorted(i.challenge for i in items)])
        return Shelves(
            topics=tuple(
                Topic(slug=s, question=self._question(s), items=tuple(by_topic[f"topic {s}"]))
                for s in slugs
                if s and f"topic {s}" in by_topic
            ),
            others=tuple(by_topic["topic "]),
            guides=tuple(by_topic["guide"]),
        )

    def topics(self, actor: Actor) -> dict[str, str]:
        """Return the questions of the challenges that this person can find something on."""
        there = {item.challenge for item in self._search.browse(actor)} - {""}
        known = [slug for slug in self._challenges if slug in there]
        return {slug: self._question(slug) for slug in [*known, *sorted(there - set(known))]}

    def tellers(self, actor: Actor) -> list[str]:
        """Return who tells the items that this person may see, as their authors chose."""
        return sorted(
            {item.told_by for item in self._search.browse(actor)} - {""}, key=str.casefold
        )

    def find(self, actor: Actor, text: str, wanted: Wanted) -> list[Listed]:
        """Return what fits a few words or a whole situation, the best first; none if nothing does.

        What fits by meaning or shares a word comes first, then titles that begin so: the last word
        may not be typed to its end. Guides stand last, for they tell of no situation. InvalidInput
        when the text is too long.
        """
        items = {item.id: item for item in self._search.browse(actor)}
        left_out = frozenset(i.id for i in items.values() if not _fits(i, wanted))
        found = self._found(actor, text, wanted.kinds or None, left_out)
        known = left_out | {f.item.id for f in found} | self._hidden(actor)
        named = [i for i in items.values() if i.id not in known and _names(i, text)]
        lineage = self._lineage([f.item.id for f in found] + [i.id for i in named])
        listed = [self._entry(f.item, lineage, f.passage) for f in found]
        listed += [self._entry(item, lineage) for item in named]
        return sorted(listed[:MOST], key=lambda entry: entry.guide)

    def open(self, actor: Actor, item_id: str, passage_id: str = "") -> Opened:
        """Return a whole item, at a passage if it still has that one; NotFound if it is not theirs.

        Read anew from the database, so that what was withdrawn a moment ago is not shown.
        """
        with self._database.reading() as tx:
            item = visible_item(tx, actor, item_id)
            said = {r.item_id: r.kind for r in tx.reactions.of_person(actor.person_id)}
            place = tx.passages.get_many([passage_id]).get(passage_id) if passage_id else None
            return Opened(
                item=item,
                question=self._question(item.challenge),
                audience=_audience(tx, actor, item),
                guide=is_guide(item),
                told=released(tx.trials.lineage([item.id])[item.id]),
                place=place if place and place.item_id == item.id else None,
                helpful=said.get(item.id) == "helpful",
                hidden=said.get(item.id) == "not_for_me",
                tried_in=_tried_in(tx, actor, item.id),
            )

    def passages(self, actor: Actor, item_id: str) -> list[Passage]:
        """Return the pieces of an item in their order; NotFound if it is not theirs to see."""
        with self._database.reading() as tx:
            return tx.passages.of_item(visible_item(tx, actor, item_id).id)

    def _found(
        self,
        actor: Actor,
        text: str,
        kinds: Collection[ItemKind] | None,
        left_out: frozenset[str],
    ) -> list[Found]:
        """Search without the threshold of suggestions, but keep no hit without any ground.

        A query of two words is rarely close enough to a whole story to be suggested unasked. It
        is compared with situations and lessons as it stands: no model puts it in other words.
        """
        search = partial(
            self._search.search,
            actor,
            text,
            limit=MOST,
            kinds=kinds,
            leave_out=left_out,
            situation=text,
            lesson=text,
        )
        found, sure = search(), search(abstain=True)
        close = {f.item.id for f in sure}
        shared = {f.item.id: f.parts.get("lexical", 0.0) for f in found}
        least = _SHARE * max(shared.values(), default=0.0)
        by_words = {item_id for item_id, score in shared.items() if score > 0 and score >= least}
        return [f for f in found if f.item.id in close | by_words]

    def _hidden(self, actor: Actor) -> frozenset[str]:
        with self._database.reading() as tx:
            return tx.reactions.hidden_for(actor.person_id)

    def _lineage(self, item_ids: Sequence[str]) -> dict[str, Lineage]:
        with self._database.reading() as tx:
            return tx.trials.lineage(item_ids)

    def _listed(self, items: Iterable[Item]) -> dict[str, Listed]:
        lineage = self._lineage([item.id for item in items])
        return {item.id: self._entry(item, lineage) for item in items}

    def _entry(
        self, item: Item, lineage: Mapping[str, Lineage], passage: Passage | None = None
    ) -> Listed:
        is_document = item.kind is ItemKind.DOCUMENT and not is_guide(item)
        at = passage if is_document else None
        return Listed(
            item_id=item.id,
            kind=item.kind,
            title=item.title,
            told_by=item.told_by,
            question=self._question(item.challenge),
            lines=_passage_lines(at) if at else _beginning(item),
            told=released(lineage.get(item.id, Lineage())),
            passage_id=at.id if at else "",
            headings=at.headings if at else (),
            guide=is_guide(item),
        )

    def _question(self, slug: str) -> str:
        """Return a challenge as it is asked; one of a document's own stands for itself."""
        return self._challenges.get(slug, slug)


def _fits(item: Item, wanted: Wanted) -> bool:
    return (
        (not wanted.kinds or item.kind in wanted.kinds)
        and wanted.challenge in {"", item.challenge}
        and wanted.told_by in {"", item.told_by}
        and not (wanted.mine and item.audience == ORGANISATION)
    )


def _passage_lines(passage: Passage) -> str:
    """Return how a passage begins; its headings stand above it already."""
    return cut(plain(_HEADING.sub("", passage.text)) or plain(passage.text), _LINES)


def _beginning(item: Item) -> str:
    """Return how an item begins; a guide with what stands before its first section."""
    before = item.text.partition("\n## ")[0].strip()
    words = plain(before.partition("\n")[2] if before.startswith("# ") else before)
    return cut(words) if is_guide(item) and words else opening(item)


def _names(item: Item, text: str) -> bool:
    """Return whether every word of the text begins a word of the title, the teller or a tag."""
    words = searched_words(text)
    there = f"{item.title} {item.told_by} {' '.join(item.tags)}".casefold().split()
    return bool(words) and all(any(t.startswith(w) for t in there) for w in words)


def _order(item: Item) -> tuple[int, str, str]:
    return (list(ItemKind).index(item.kind), item.title.casefold(), item.id)


def _audience(tx: Transaction, actor: Actor, item: Item) -> str:
    """Return the names of the reader's groups that an item is meant for; all for its author.

    Empty for one person's and for everybody's.
    """
    meant = groups_of(tx, item.audience)
    known = meant if item.author_id == actor.person_id else meant & actor.group_ids
    return " and ".join(sorted(group_of(tx, group_id).name for group_id in known))


def _tried_in(tx: Transaction, actor: Actor, item_id: str) -> str | None:
    """Return the actor's newest commitment that tries an item and is not at its end."""
    tried = [t.commitment_id for t in tx.trials.of_person(actor.person_id) if t.item_id == item_id]
    mine = {c.id: c for c in tx.commitments.of_owner(actor.person_id)} if tried else {}
    return next((i for i in tried if i in mine and mine[i].status not in CLOSED), None)
