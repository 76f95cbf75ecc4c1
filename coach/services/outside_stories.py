"""Stories from outside a group, to read aloud in its sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, zip_longest
from typing import Final

from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Item, ItemKind
from coach.services.search import SearchService

_OFFERED: Final = 3
_LOOKED_AT: Final = 30
"""Of so many that fit best so many are offered."""


def stories_from_outside(
    search: SearchService,
    actor: Actor,
    member_ids: Collection[str],
    looked_for: Sequence[str],
) -> dict[str, str]:
    """Return titles by id of at most three stories that fit what is looked for.

    looked_for: what matters most comes first; the best for each comes before the second best of
    any. The stories are the organisation's, and told by nobody of the group.
    """
    found = [_fitting(search, actor, member_ids, words) for words in looked_for]
    in_turn = filter(None, chain.from_iterable(zip_longest(*found)))
    titles = {item.id: item.title for item in in_turn}
    return dict(list(titles.items())[:_OFFERED])


def _fitting(
    search: SearchService, actor: Actor, member_ids: Collection[str], words: str
) -> list[Item]:
    found = search.search(actor, words, limit=_LOOKED_AT, kinds={ItemKind.STORY})
    items = (hit.item for hit in found)
    outside = (i for i in items if i.audience == ORGANISATION and i.author_id not in member_ids)
    return list(outside)[:_OFFERED]
