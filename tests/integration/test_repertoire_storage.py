"""The repertoire's tables: what is saved comes back, is noticed, and goes with its owner."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coach.domain.commitment import Commitment, CommitmentStatus
from coach.domain.conversation import Conversation, ConversationKind
from coach.domain.people import Person
from coach.domain.repertoire import (
    ORGANISATION,
    Gist,
    Item,
    ItemStatus,
    Load,
    LoadState,
    Need,
    Passage,
    Reaction,
    Trial,
    of_group,
    of_person,
)
from coach.services.common import new_id
from coach.storage.database import Database
from coach.storage.records import StagedDocument, StoredVector
from coach.storage.transaction import Transaction

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
MODEL = "words-64"
GROUP = of_group("a" * 32)
SECRET = "quetzalcoatl"


def item(item_id: str, **more: object) -> Item:
    fields: dict[str, object] = {
        "id": item_id,
        "kind": "story",
        "title": f"Title of {item_id}",
        "text": "## Situation\nI said yes.\n",
        "audience": ORGANISATION,
        "source": "starter",
        "source_key": f"key of {item_id}",
        "tags": ("saying no", "“quotes”"),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Item.model_validate(fields | more)


def passage(item_id: str, position: int) -> Passage:
    return Passage(
        id=f"{item_id}-{position}",
        item_id=item_id,
        position=position,
        text=f"Passage {position}",
        headings=("One", "Two"),
        start=position * 10,
        end=position * 10 + 9,
        tokens=3,
    )


def vector(
    item_id: str, view: str = "text", position: int = 0, number: float = 1.0, model: str = MODEL
) -> StoredVector:
    is_text = view == "text"
    passage_id = f"{item_id}-{position}" if is_text else None
    return StoredVector(
        id=passage_id or f"{item_id}-{view[0]}",
        item_id=item_id,
        passage_id=passage_id,
        view=view,
        model=model,
        data=np.array([number, 0.0], dtype="<f4").tobytes(),
        audience=ORGANISATION,
    )


def gist(item_id: str) -> Gist:
    return Gist(
        item_id=item_id, lesson="Ask first.", situation="A hurry.", origin="model", updated_at=NOW
    )


def add_people(tx: Transaction) -> None:
    for name in ("ann", "ben"):
        tx.people.add(
            Person(id=name, email=f"{name}@example.org", name=name, created_at=NOW), "hash"
        )


def add_full(tx: Transaction, item_id: str, **more: object) -> None:
    tx.items.add(item(item_id, **more))
    tx.passages.replace(item_id, [passage(item_id, n) for n in range(2)])
    tx.vectors.replace(item_id, MODEL, [vector(item_id, position=n) for n in range(2)])
    tx.gists.put(gist(item_id))
    tx.vectors.put([vector(item_id, "lesson")])


def commit(tx: Transaction, commitment_id: str, owner: str, status: CommitmentStatus) -> None:
    tx.commitments.add(
        Commitment(id=commitment_id, owner_id=owner, status=status, created_at=NOW, updated_at=NOW)
    )


def test_what_was_saved_comes_back_equal(database: Database) -> None:
    story = item("story", author_id="ann", source="member", told_by="a member", works_when="rare")
    with database.transaction() as tx:
        add_people(tx)
        tx.items.add(story)
        tx.passages.replace("story", [passage("story", n) for n in range(3)])
        tx.gists.put(gist("story"))
    with database.reading() as tx:
        assert tx.items.get("story") == story
        assert tx.items.get_many(["story", "none"]) == {"story": story}
        assert tx.items.of_author("ann") == tx.items.of_source("member") == [story]
        assert tx.passages.of_item("story") == [passage("story", n) for n in range(3)]
        assert tx.passages.of_items(["story"]) == tx.passages.of_item("story")
        assert tx.passages.get_many(["story-1"]) == {"story-1": passage("story", 1)}
        assert tx.gists.get("story") == gist("story")
        assert tx.gists.of_items(["story", "none"]) == {"story": gist("story")}


def test_an_item_is_found_by_where_it_was_loaded_from(database: Database) -> None:
    with database.transaction() as tx:
        tx.items.add(item("one", source="document", source_key="Leave.pdf"))
        tx.items.add(item("two", source="document", source_key="Leave.pdf", audience=GROUP))
    with database.reading() as tx:
        found = tx.items.by_source("document", "Leave.pdf", GROUP)
        assert found is not None
        assert (found.id, found.source_key) == ("two", "Leave.pdf")
        assert tx.items.by_source("document", "leave.pdf", GROUP) is None
        assert tx.items.by_source("starter", "Leave.pdf", GROUP) is None


def test_only_active_items_of_the_given_audiences_are_visible(database: Database) -> None:
    with database.transaction() as tx:
        tx.items.add(item("open"))
        tx.items.add(item("retired", status=ItemStatus.RETIRED))
        tx.items.add(item("old", status=ItemStatus.SUPERSEDED, superseded_by="open"))
        tx.items.add(item("ours", audience=GROUP))
        tx.items.add(item("mine", audience=of_person("b" * 32)))
    with database.reading() as tx:
        assert [i.id for i in tx.items.visible(frozenset({ORGANISATION, GROUP}))] == [
            "open",
            "ours",
        ]
        assert tx.items.visible(frozenset()) == []
        assert len(tx.items.every()) == 5


CHANGES: list[Callable[[Transaction], object]] = [
    lambda tx: tx.items.add(item("new")),
    lambda tx: tx.items.update(item("one", title="Another")),
    lambda tx: tx.items.delete("one"),
    lambda tx: tx.passages.replace("one", [passage("one", 5)]),
    lambda tx: tx.vectors.replace("one", MODEL, []),
    lambda tx: tx.vectors.put([vector("one", number=2.0)]),
    lambda tx: tx.vectors.delete_model(MODEL),
    lambda tx: tx.gists.put(gist("one")),
    lambda tx: tx.gists.delete("one"),
    lambda tx: tx.people.delete("ann"),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_every_change_counts_up_once_it_is_saved(database: Database, number: int) -> None:
    with database.transaction() as tx:
        add_people(tx)
        add_full(tx, "one", author_id="ann", source="member")
        before = tx.items.version()
    with database.reading() as tx:
        CHANGES[number](tx)
        assert tx.items.version() > before
    with database.reading() as tx:
        assert tx.items.version() == before
    with database.transaction() as tx:
        CHANGES[number](tx)
    with database.reading() as tx:
        assert tx.items.version() > before


def test_vectors_of_another_model_or_of_items_out_of_use_are_not_returned(
    database: Database,
) -> None:
    with database.transaction() as tx:
        add_full(tx, "one", audience=GROUP)
        add_full(tx, "gone", status=ItemStatus.RETIRED)
        tx.vectors.put([vector("one", "lesson", model="other")])
    with database.reading() as tx:
        found = sorted(tx.vectors.of_model(MODEL), key=lambda v: v.id)
        assert [v.id for v in found] == ["one-0", "one-1", "one-l"]
        assert {v.audience for v in found} == {GROUP}
        assert found[0].data == vector("one").data
        assert tx.vectors.count(MODEL) == 3
        assert tx.vectors.models() == {MODEL: 6, "other": 1}
        assert len(tx.vectors.of_item("gone", MODEL)) == 3
        assert sorted(tx.vectors.ids_of_item("one")) == ["one-0", "one-1", "one-l"]


def test_putting_a_vector_again_replaces_it(database: Database) -> None:
    with database.transaction() as tx:
        add_full(tx, "one")
        tx.vectors.put([vector("one", number=2.0), vector("one", "situation")])
    with database.reading() as tx:
        found = {v.id: v.data for v in tx.vectors.of_model(MODEL)}
    assert sorted(found) == ["one-0", "one-1", "one-l", "one-s"]
    assert np.frombuffer(found["one-0"], "<f4")[0] == 2.0


def test_new_passages_take_the_vectors_of_the_old_ones_with_them(database: Database) -> None:
    with database.transaction() as tx:
        add_full(tx, "one")
        tx.passages.replace("one", [passage("one", 7)])
    with database.reading() as tx:
        assert [v.id for v in tx.vectors.of_model(MODEL)] == ["one-l"]


def _left(database: Database) -> dict[str, int]:
    names = ("items", "passages", "vectors", "gists", "needs", "reactions", "trials", "loads")
    with database.reading() as tx:
        return {
            name: tx.connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in names
        }


def test_nothing_is_left_of_a_person_who_goes(database: Database) -> None:
    with database.transaction() as tx:
        add_people(tx)
        commit(tx, "c", "ann", CommitmentStatus.OPEN)
        add_full(tx, "hers", author_id="ann", source="member")
        add_full(tx, "starter")
        tx.conversations.add(
            Conversation(
                id="talk", owner_id="ann", kind=ConversationKind.COMMIT, subject_id="c",
                created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        tx.needs.put(
            Need(conversation_id="talk", owner_id="ann", position=0, text="x", updated_at=NOW)
        )
        tx.reactions.put(
            Reaction(person_id="ann", item_id="starter", kind="helpful", created_at=NOW)
        )
        tx.trials.add(
            Trial(id="t", person_id="ann", item_id="starter", commitment_id="c", created_at=NOW)
        )
        tx.loads.add(load("l", owner_id="ann"))
        tx.people.delete("ann")
    assert _left(database) == {
        "items": 1, "passages": 2, "vectors": 3, "gists": 1,
        "needs": 0, "reactions": 0, "trials": 0, "loads": 0,
    }  # fmt: skip


def test_nothing_is_left_of_an_item_that_is_deleted(database: Database) -> None:
    with database.transaction() as tx:
        add_people(tx)
        commit(tx, "c", "ann", CommitmentStatus.OPEN)
        add_full(tx, "one")
        tx.items.add(item("older", status=ItemStatus.SUPERSEDED, superseded_by="one"))
        tx.loads.add(load("l", item_id="one"))
        tx.reactions.put(Reaction(person_id="ann", item_id="one", kind="helpful", created_at=NOW))
        tx.trials.add(
            Trial(id="t", person_id="ann", item_id="one", commitment_id="c", created_at=NOW)
        )
        tx.items.delete("one")
        older, loaded = tx.items.get("older"), tx.loads.get("l")
    assert older is not None
    assert loaded is not None
    assert (older.status, older.superseded_by, loaded.item_id) == ("superseded", None, None)
    assert sum(_left(database).values()) == 2


def test_needs_are_kept_as_they_were_last(database: Database) -> None:
    need = Need(conversation_id="talk", owner_id="ann", position=0, text="one", updated_at=NOW)
    later = need.model_copy(update={"position": 4, "text": "one two", "lesson": "Ask."})
    with database.transaction() as tx:
        add_people(tx)
        tx.conversations.add(
            Conversation(
                id="talk", owner_id="ann", kind=ConversationKind.REFLECT, subject_id="r",
                created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        tx.needs.put(need)
        tx.needs.put(later)
        assert tx.needs.get("talk") == later
        tx.conversations.delete("talk")
        assert tx.needs.get("talk") is None


def test_the_last_word_on_an_item_counts(database: Database) -> None:
    def said(kind: str, item_id: str = "one", person: str = "ann") -> Reaction:
        return Reaction.model_validate(
            {"person_id": person, "item_id": item_id, "kind": kind, "created_at": NOW}
        )

    with database.transaction() as tx:
        add_people(tx)
        tx.items.add(item("one"))
        tx.items.add(item("two"))
        for reaction in (said("not_for_me"), said("not_for_me", "two"), said("helpful")):
            tx.reactions.put(reaction)
        tx.reactions.put(said("not_for_me", person="ben"))
        assert tx.reactions.hidden_for("ann") == {"two"}
        assert tx.reactions.hidden_for("ben") == {"one"}
        assert {r.kind for r in tx.reactions.of_person("ann")} == {"helpful", "not_for_me"}


def test_lineage_counts_people_not_trials(database: Database) -> None:
    with database.transaction() as tx:
        add_people(tx)
        tx.items.add(item("one"))
        tx.items.add(item("two"))
        tried = [
            ("a", "ann", CommitmentStatus.KEPT),
            ("b", "ann", CommitmentStatus.KEPT),
            ("c", "ben", CommitmentStatus.DROPPED),
        ]
        for name, owner, status in tried:
            commit(tx, name, owner, status)
            tx.trials.add(
                Trial(id=name, person_id=owner, item_id="one", commitment_id=name, created_at=NOW)
            )
        tx.reactions.put(Reaction(person_id="ben", item_id="one", kind="helpful", created_at=NOW))
        found = tx.trials.lineage(["one", "two"])
        assert (found["one"].tried, found["one"].kept, found["one"].helpful) == (2, 1, 1)
        assert (found["two"].tried, found["two"].kept, found["two"].helpful) == (0, 0, 0)
        assert [t.id for t in tx.trials.of_person("ben")] == ["c"]
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.trials.add(
            Trial(id="d", person_id="ann", item_id="one", commitment_id="a", created_at=NOW)
        )


def load(load_id: str, **more: object) -> Load:
    fields: dict[str, object] = {
        "id": load_id,
        "batch_id": "batch",
        "owner_id": "ann",
        "filename": f"{load_id}.pdf",
        "audience": ORGANISATION,
        "sha256": "0" * 64,
        "bytes": 10,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Load.model_validate(fields | more)


def test_a_load_changes_state_for_one_of_two_who_want_to(database: Database) -> None:
    waiting = load("l")
    reading = waiting.model_copy(update={"state": LoadState.READING, "total": 9})
    cancelled = waiting.model_copy(update={"state": LoadState.CANCELLED})
    with database.transaction() as tx:
        add_people(tx)
        tx.loads.add(waiting)
        assert tx.loads.update(reading, only_from=[LoadState.WAITING])
        assert not tx.loads.update(cancelled, only_from=[LoadState.WAITING])
        assert tx.loads.get("l") == reading
        assert tx.loads.under_way() == [reading]
        assert tx.loads.update(cancelled)
        assert tx.loads.under_way() == []
        tx.loads.add(load("m", created_at=NOW + timedelta(seconds=1)))
        assert [found.id for found in tx.loads.of_batch("batch")] == ["l", "m"]
        assert [found.id for found in tx.loads.recent(1)] == ["m"]


def test_what_is_staged_waits_for_its_vectors_and_goes_with_its_load(database: Database) -> None:
    document = StagedDocument(load_id="l", title="T", text="One. Two.", media_type="text/plain")
    passages = [passage("l", n) for n in range(3)]
    with database.transaction() as tx:
        add_people(tx)
        tx.loads.add(load("l"))
        tx.staging.put(document, passages[:1])
        tx.staging.put(document, passages)
        tx.staging.set_vectors(MODEL, {"l-1": b"\0" * 8})
        assert tx.staging.document("l") == document
        assert tx.staging.without_vector("l", MODEL, 9) == [passages[0], passages[2]]
        assert tx.staging.without_vector("l", "other", 1) == passages[:1]
        assert (tx.staging.count("l"), tx.staging.count("l", MODEL)) == (3, 1)
        assert tx.staging.passages("l")[1] == (passages[1], MODEL, b"\0" * 8)
        assert tx.items.every() == []
        tx.loads.delete("l")
        assert tx.staging.document("l") is None
        assert tx.staging.count("l") == 0


def test_what_has_not_been_split_or_embedded_is_found(database: Database) -> None:
    with database.transaction() as tx:
        add_full(tx, "one")
        tx.items.add(item("new"))
        tx.items.add(item("old", status=ItemStatus.RETIRED))
        tx.passages.replace("one", [passage("one", 0), passage("one", 1)])
        tx.vectors.put([vector("one", position=1)])
        assert [i.id for i in tx.items.without_passages()] == ["new"]
        assert tx.passages.without_vector(MODEL, 9) == [passage("one", 0)]
        assert len(tx.passages.without_vector("other", 1)) == 1
        assert tx.passages.count_by_item() == {"one": 2}


def test_a_new_gist_takes_the_vectors_of_the_old_one_with_it(database: Database) -> None:
    with database.transaction() as tx:
        add_full(tx, "one")
        tx.gists.put(gist("one"))
        assert sorted(v.id for v in tx.vectors.of_model(MODEL)) == ["one-0", "one-1"]


def test_private_words_of_the_repertoire_are_not_in_the_file(database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no single file to look into")
    with database.transaction() as tx:
        add_people(tx)
        words = dict.fromkeys(("title", "text", "source_key", "told_by", "challenge"), SECRET)
        tx.items.add(item("one", **words, tags=(SECRET,), lesson=SECRET, works_when=SECRET))
        tx.passages.replace("one", [passage("one", 0).model_copy(update={"text": SECRET})])
        tx.gists.put(gist("one").model_copy(update={"lesson": SECRET, "situation": SECRET}))
        tx.loads.add(load("l", filename=SECRET, message=SECRET))
        tx.staging.put(
            StagedDocument(load_id="l", title=SECRET, text=SECRET, media_type="x"),
            [passage("l", 0).model_copy(update={"text": SECRET})],
        )
        tx.reactions.put(
            Reaction(person_id="ann", item_id="one", kind="helpful", reason=SECRET, created_at=NOW)
        )
    path = str(database.engine.url.database)
    for name in (path, f"{path}-wal"):
        assert SECRET.encode() not in Path(name).read_bytes()


def test_many_vectors_stream_quickly(database: Database) -> None:
    is_sqlite = database.engine.dialect.name == "sqlite"
    size, dimensions = (20_000 if is_sqlite else 3_000), 384
    blob = np.zeros(dimensions, dtype="<f4").tobytes()
    rows = [
        StoredVector(new_id(), "one", None, "lesson", MODEL, blob, ORGANISATION)
        for _ in range(size)
    ]
    with database.transaction() as tx:
        tx.items.add(item("one"))
        tx.vectors.put(rows)
    began = time.perf_counter()
    with database.reading() as tx:
        total = sum(len(v.data) for v in tx.vectors.of_model(MODEL))
    assert total == size * dimensions * 4
    assert time.perf_counter() - began < 4
