"""The library: what the organisation has loaded, for its administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.people import Actor
from coach.domain.repertoire import (
    ORGANISATION,
    Audience,
    Gist,
    Item,
    ItemStatus,
    Load,
    LoadState,
    Passage,
    of_group,
)
from coach.errors import InvalidInput, NotFound
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, refusal
from coach.services.common import Clock, new_id, note_event, tidy_line
from coach.services.indexing import Indexer
from coach.services.loading import CAN_RETRY, UNDER_WAY
from coach.services.upkeep import Upkeep
from coach.services.uploads import Uploads
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_LONGEST_NAME: Final = 300
_LONGEST_TITLE: Final = 200
_MOST_TAGS: Final = 20
_LONGEST_TAG: Final = 40
_RECENT: Final = 500


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One item in the overview, without its text."""

    id: str
    title: str
    kind: str
    source: str
    audience: str
    audience_name: str
    status: ItemStatus
    passages: int
    bytes: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is: `loaded` first to last by title; what was loaded lately, newest first."""

    documents: tuple[DocumentLine, ...]
    loads: tuple[Load, ...]
    passages: int
    bytes: int
    vectors: int
    model: str
    """The embedding model in use; empty when search goes by words alone."""
    jobs: str
    """Whether loading goes on: see `Jobs.state`."""

    @property
    def failures(self) -> tuple[Load, ...]:
        """Return what was refused or failed, each with its sentence."""
        return tuple(x for x in self.loads if x.state in {LoadState.REFUSED, LoadState.FAILED})


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An item as the splitter cut it, with its gist if it has one and what supersedes it."""

    item: Item
    passages: tuple[Passage, ...]
    gist: Gist | None
    audience_name: str
    superseded_by: Item | None


class LibraryService:
    """For administrators alone; anybody else gets NotFound."""

    def __init__(
        self, database: Database, clock: Clock, uploads: Uploads, indexer: Indexer, upkeep: Upkeep
    ) -> None:
        self._database = database
        self._clock = clock
        self._uploads = uploads
        self._indexer = indexer
        self._upkeep = upkeep

    def audiences(self, actor: Actor) -> dict[Audience, str]:
        """Return for whom documents can be loaded: the organisation, and each group by its name."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            return _audiences(tx)

    def upload(
        self, actor: Actor, filename: str, content: bytes, audience: Audience, batch_id: str = ""
    ) -> Load:
        """Take a file in and load it in the background; files of one `batch_id` are shown together.

        Returns at once: `loads` says how it goes. InvalidInput for an audience that does not exist.
        """
        _require(actor, Action.WRITE)
        with self._database.reading() as tx:
            _require_audience(tx, audience)
        now, load_id = self._clock(), new_id()
        name = tidy_line(_printable(filename), name="The name of the file", longest=_LONGEST_NAME)
        received = self._uploads.keep(load_id, content)
        load = Load(
            id=load_id,
            batch_id=batch_id or new_id(),
            owner_id=actor.person_id,
            filename=name,
            audience=audience,
            sha256=received.sha256,
            bytes=received.bytes,
            created_at=now,
            updated_at=now,
        )
        with self._database.transaction() as tx:
            tx.loads.add(load)
        self._upkeep.load(load.id)
        return load

    def refuse(
        self, actor: Actor, filename: str, size: int, audience: Audience, batch_id: str = ""
    ) -> Load:
        """Note a file that is too large to be taken in at all."""
        _require(actor, Action.WRITE)
        now = self._clock()
        load = Load(
            id=new_id(),
            batch_id=batch_id or new_id(),
            owner_id=actor.person_id,
            filename=_printable(filename)[:_LONGEST_NAME],
            audience=audience,
            sha256="",
            bytes=size,
            state=LoadState.REFUSED,
            message=str(refusal(Reason.TOO_LARGE, filename, Limits())),
            created_at=now,
            updated_at=now,
        )
        with self._database.transaction() as tx:
            tx.loads.add(load)
        return load

    def loads(self, actor: Actor, batch_id: str = "") -> list[Load]:
        """Return the files of one batch in their order, or the last ones, the newest first."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            return tx.loads.of_batch(batch_id) if batch_id else tx.loads.recent(_RECENT)

    def cancel(self, actor: Actor, load_id: str) -> None:
        """Stop loading a file; one that is done stays."""
        _require(actor, Action.WRITE)
        facts = {"state": LoadState.CANCELLED, "updated_at": self._clock()}
        with self._database.transaction() as tx:
            load = _load(tx, load_id).model_copy(update=facts)
            if tx.loads.update(load, only_from=UNDER_WAY):
                _note_load(tx, actor, load, "load_cancelled")
            tx.staging.clear(load_id)

    def retry(self, actor: Actor, load_id: str) -> None:
        """Load a file again that failed or was cancelled; its bytes are still here."""
        _require(actor, Action.WRITE)
        facts = {"state": LoadState.WAITING, "message": "", "done": 0, "total": 0}
        with self._database.transaction() as tx:
            load = _load(tx, load_id).model_copy(update={**facts, "updated_at": self._clock()})
            if not self._uploads.path(load_id).exists():
                raise InvalidInput(f"{load.filename!r} is no longer here: load it again.")
            if tx.loads.update(load, only_from=CAN_RETRY):
                _note_load(tx, actor, load, "load_retried")
        self._upkeep.load(load_id)

    def documents(self, actor: Actor) -> Overview:
        """Return the overview: what the organisation has loaded, never a member's story."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            items = [item for item in tx.items.every() if not item.by_member]
            passages, names = tx.passages.count_by_item(), _audiences(tx)
            loads = tx.loads.recent(_RECENT)
            vectors = tx.vectors.count(self._indexer.model)
        lines = sorted((_line(i, passages, names) for i in items), key=lambda x: x.title.casefold())
        return Overview(
            documents=tuple(lines),
            loads=tuple(loads),
            passages=sum(line.passages for line in lines),
            bytes=sum(line.bytes for line in lines),
            vectors=vectors,
            model=self._indexer.model,
            jobs=self._upkeep.state,
        )

    def document(self, actor: Actor, item_id: str) -> DocumentView:
        """Return an item with its passages; NotFound for a member's story."""
        with self._database.reading() as tx:
            item = _own(tx, actor, item_id, Action.READ)
            newer = tx.items.get(item.superseded_by) if item.superseded_by else None
            return DocumentView(
                item=item,
                passages=tuple(tx.passages.of_item(item_id)),
                gist=tx.gists.get(item_id),
                audience_name=_audiences(tx).get(item.audience, ""),
                superseded_by=newer,
            )

    def edit(
        self, actor: Actor, item_id: str, *, title: str, tags: Sequence[str], audience: Audience
    ) -> Item:
        """Change title, tags and audience; whoever is no longer meant does not find it any more."""
        plain = tidy_line(title, name="The title", longest=_LONGEST_TITLE)
        return self._change(
            actor, item_id, {"title": plain, "tags": _tags(tags), "audience": audience}
        )

    def edit_gist(self, actor: Actor, item_id: str, *, situation: str, lesson: str) -> Gist:
        """Write the situation and lesson by hand; no model changes them after that."""
        with self._database.transaction() as tx:
            item = _own(tx, actor, item_id, Action.WRITE)
            gist = Gist(
                item_id=item_id,
                situation=_sentence(situation, "The situation"),
                lesson=_sentence(lesson, "The lesson"),
                origin="edited",
                content_sha256=item.content_sha256,
                updated_at=self._clock(),
            )
            tx.gists.put(gist)
        self._upkeep.refresh()
        return gist

    def retire(self, actor: Actor, item_id: str) -> Item:
        """Take an item out of use; nothing of it is found any more."""
        return self._change(actor, item_id, {"status": ItemStatus.RETIRED})

    def restore(self, actor: Actor, item_id: str) -> Item:
        """Put an item into use again."""
        facts = {"status": ItemStatus.ACTIVE, "superseded_by": None}
        return self._change(actor, item_id, facts)

    def supersede(self, actor: Actor, item_id: str, by_id: str) -> Item:
        """Mark an item as superseded by another, which is found in its place."""
        if item_id == by_id:
            raise InvalidInput("A document cannot supersede itself: choose another one.")
        with self._database.reading() as tx:
            newer = _own(tx, actor, by_id, Action.READ)
        if newer.status is not ItemStatus.ACTIVE:
            raise InvalidInput(f"{newer.title!r} is out of use itself: choose one that is in use.")
        return self._change(
            actor, item_id, {"status": ItemStatus.SUPERSEDED, "superseded_by": by_id}
        )

    def delete(self, actor: Actor, item_id: str) -> None:
        """Delete an item with all that was derived from it, in the database and in the index."""
        with self._database.transaction() as tx:
            _own(tx, actor, item_id, Action.DELETE)
            tx.loads.delete_of_item(item_id)
            tx.items.delete(item_id)
            note_event(
                tx,
                self._clock(),
                "deletion",
                actor_id=actor.person_id,
                kind=Kind.ITEM.value,
                object_id=item_id,
            )
        self._upkeep.removed()

    def reindex(self, actor: Actor, item_id: str) -> None:
        """Cut and embed an item anew, in the background."""
        with self._database.transaction() as tx:
            item = _own(tx, actor, item_id, Action.WRITE)
            tx.passages.replace(item_id, self._indexer.cut(item))
        self._indexer.sync()
        self._upkeep.refresh()

    def _change(self, actor: Actor, item_id: str, facts: Mapping[str, object]) -> Item:
        with self._database.transaction() as tx:
            item = _own(tx, actor, item_id, Action.WRITE)
            _require_audience(tx, str(facts.get("audience", item.audience)))
            changed = item.model_copy(update={**facts, "updated_at": self._clock()})
            tx.items.update(changed)
        self._indexer.sync()
        if changed.status is ItemStatus.ACTIVE:
            self._upkeep.refresh()
        return changed


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.LIBRARY))


def _own(tx: Transaction, actor: Actor, item_id: str, action: Action) -> Item:
    """Return one of the organisation's items, locked for a change; NotFound for a member's."""
    _require(actor, action)
    item = tx.items.get(item_id, lock=action is not Action.READ)
    if item is None or item.by_member:
        raise NotFound
    require(actor, action, Resource.of_item(item))
    return item


def _load(tx: Transaction, load_id: str) -> Load:
    load = tx.loads.get(load_id)
    if load is None:
        raise NotFound
    return load


def _note_load(tx: Transaction, actor: Actor, load: Load, event: str) -> None:
    note_event(
        tx,
        load.updated_at,
        event,
        actor_id=actor.person_id,
        kind=Kind.LIBRARY.value,
        object_id=load.id,
    )


def _audiences(tx: Transaction) -> dict[Audience, str]:
    groups = {of_group(group.id): group.name for group in tx.groups.every()}
    return {ORGANISATION: "Everybody", **groups}


def _require_audience(tx: Transaction, audience: str) -> None:
    if audience not in _audiences(tx):
        raise InvalidInput("There is no such audience: choose everybody, or a group that exists.")


def _line(item: Item, passages: Mapping[str, int], names: Mapping[str, str]) -> DocumentLine:
    return DocumentLine(
        id=item.id,
        title=item.title,
        kind=item.kind.value,
        source=item.source,
        audience=item.audience,
        audience_name=names.get(item.audience, ""),
        status=item.status,
        passages=passages.get(item.id, 0),
        bytes=item.bytes,
        tags=item.tags,
    )


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    plain = (tidy_line(tag, name="A tag", longest=_LONGEST_TAG) for tag in tags if tag.strip())
    unique = tuple(dict.fromkeys(plain))
    if len(unique) > _MOST_TAGS:
        raise InvalidInput(f"There are {len(unique)} tags: keep {_MOST_TAGS} at most.")
    return unique


def _sentence(text: str, name: str) -> str:
    return tidy_line(text, name=name, longest=400) if text.strip() else ""


def _printable(filename: str) -> str:
    return "".join(c if c.isprintable() else "_" for c in filename)
