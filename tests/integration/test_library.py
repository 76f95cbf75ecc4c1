"""The library: files become items, once, whole, for the right people; what an admin may do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.domain.people import Actor
from coach.domain.repertoire import (
    ORGANISATION,
    Item,
    ItemStatus,
    LoadState,
    of_group,
    of_person,
)
from coach.errors import InvalidInput, NotFound, UpstreamUnavailable
from coach.repertoire.reading.reader import ReadDocument
from coach.services.common import new_id
from coach.services.indexing import BATCH
from tests.integration.test_database import everything_written
from tests.support.library import Killed, Library, read_text
from tests.support.world import World

LEAVE = "# Leave\n\nTwelve weeks of parental leave.\n"


@pytest.fixture
def library(world: World) -> Library:
    return Library(world, read_text)


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def long_text(passages: int) -> str:
    """Return a text that is cut into so many passages, each with words of its own."""
    return "".join(f"# Part {n}\n\n" + f"word{n} " * 200 + "\n\n" for n in range(passages))


def test_a_file_becomes_an_item_that_can_be_found(library: Library, admin: Actor) -> None:
    load = library.take(admin, "Leave.md", LEAVE)
    assert (load.state, load.done, load.total, load.message) == (LoadState.LOADED, 1, 1, "")
    item = library.item(load.item_id)
    assert (item.title, item.text, item.source_key) == ("Leave", LEAVE, "Leave.md")
    assert (item.bytes, item.content_sha256, item.author_id) == (len(LEAVE), load.sha256, None)
    assert library.finds("parental leave twelve weeks") == [item.id]
    view = library.service.document(admin, item.id)
    assert [p.text for p in view.passages] == [LEAVE.strip()]
    assert view.item.text[view.passages[0].start : view.passages[0].end] == view.passages[0].text
    assert view.audience_name == "Everybody"


def test_the_uploaded_file_is_for_its_owner_alone_and_goes(library: Library, admin: Actor) -> None:
    load = library.service.upload(admin, "Leave.md", LEAVE.encode(), ORGANISATION)
    path = library.uploads.path(load.id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    library.queue.run()
    assert not path.exists()
    with library.database.reading() as tx:
        assert tx.staging.document(load.id) is None
    assert b"parental" not in everything_written(path.parent.parent)


def test_a_long_file_is_embedded_in_batches_with_progress(library: Library, admin: Actor) -> None:
    seen: list[tuple[str, int, int]] = []
    load = library.service.upload(admin, "Long.md", long_text(BATCH + 9).encode(), ORGANISATION)

    def look(step: str) -> None:
        now = library.load(load.id)
        seen.append((step, now.done, now.total))
        assert bool(library.finds("word7")) is (step == "tidy")

    library.queue.between = look
    library.queue.run()
    total = library.load(load.id).total
    assert total > BATCH
    assert all(len(call) <= BATCH for call in library.embedder.embedded)
    expected = [("embed", 0, total), ("embed", BATCH, total)]
    assert [s for s in seen if s[0] == "embed"][:2] == expected
    assert library.load(load.id).done == total
    assert library.index.count() == total


def test_the_same_content_twice_is_no_work(library: Library, admin: Actor) -> None:
    first = library.take(admin, "Leave.md", LEAVE)
    calls = len(library.embedder.embedded)
    again = library.take(admin, "Leave.md", LEAVE)
    other = library.take(admin, "Copy of leave.md", LEAVE)
    assert (again.state, again.item_id, again.message) == (
        LoadState.UNCHANGED, first.item_id, "",
    )  # fmt: skip
    assert other.message == "The same content is there already, as 'Leave'."
    assert len(library.embedder.embedded) == calls
    with library.database.reading() as tx:
        assert len(tx.items.every()) == 1


def test_the_same_content_for_another_audience_is_another_item(
    library: Library, admin: Actor, world: World
) -> None:
    group = of_group(world.group().id)
    first = library.take(admin, "Leave.md", LEAVE)
    second = library.take(admin, "Leave.md", LEAVE, group)
    assert second.state is LoadState.LOADED
    assert library.finds("parental leave twelve weeks") == [first.item_id]
    assert library.finds("parental leave twelve weeks", group) == [second.item_id]


def test_a_new_version_replaces_the_old_one_in_one_step(library: Library, admin: Actor) -> None:
    first = library.take(admin, "Leave.md", LEAVE)
    service = library.service
    service.edit(admin, str(first.item_id), title="Time off", tags=["hr"], audience=ORGANISATION)
    library.queue.run()
    new = "# Leave\n\nTwenty months sabbatical allowed.\n"
    load = service.upload(admin, "Leave.md", new.encode(), ORGANISATION)

    def look(step: str) -> None:
        is_new = step == "tidy"
        assert library.item(first.item_id).text == (new if is_new else LEAVE)
        assert bool(library.finds("parental leave twelve weeks")) is not is_new
        assert bool(library.finds("twenty months sabbatical allowed")) is is_new

    library.queue.between = look
    library.queue.run()
    item = library.item(first.item_id)
    assert library.load(load.id).item_id == first.item_id
    assert (item.text, item.title, item.tags) == (new, "Time off", ("hr",))
    assert library.index.count() == 1


def test_a_bad_file_is_refused_and_the_others_go_on(library: Library, admin: Actor) -> None:
    for name, text in (("a.md", LEAVE), ("b.md", "refuse me"), ("c.md", " \n"), ("d.md", "Fine.")):
        library.service.upload(admin, name, text.encode(), ORGANISATION, "batch")
    library.queue.run()
    ended = {x.filename: (x.state, x.message) for x in library.service.loads(admin, "batch")}
    assert ended == {
        "a.md": (LoadState.LOADED, ""),
        "b.md": (LoadState.REFUSED, "'b.md' is refused."),
        "c.md": (LoadState.REFUSED, "'c.md' holds no text: choose another file."),
        "d.md": (LoadState.LOADED, ""),
    }
    overview = library.service.documents(admin)
    assert {x.filename for x in overview.failures} == {"b.md", "c.md"}
    assert (len(overview.documents), overview.passages, overview.vectors) == (2, 2, 2)
    assert overview.model == library.embedder.name
    assert list((library.world.services.settings.home / "uploads").iterdir()) == []


def test_a_bug_with_one_file_is_said_without_its_words_and_can_be_retried(
    world: World, admin: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    broken = True

    def read(path: Path, filename: str) -> ReadDocument:
        if broken:
            raise ZeroDivisionError(path.read_text(encoding="utf-8"))
        return read_text(path, filename)

    library = Library(world, read)
    load = library.take(admin, "Leave.md", LEAVE)
    assert load.state is LoadState.FAILED
    assert load.message == (
        "It could not be loaded because of an error in the program: try it again."
    )
    assert "ZeroDivisionError" in caplog.text
    assert "parental" not in caplog.text
    broken = False
    library.service.retry(admin, load.id)
    library.queue.run()
    assert library.load(load.id).state is LoadState.LOADED
    assert not library.uploads.path(load.id).exists()


def test_an_endpoint_that_fails_is_asked_again_and_then_the_file_waits_for_a_retry(
    library: Library, admin: Actor
) -> None:
    library.embedder.fail_with = UpstreamUnavailable("The endpoint does not answer.")
    assert library.take(admin, "a.md", LEAVE).state is LoadState.LOADED

    class Down:
        name, dimensions, window = "down", 64, 256

        def embed(self, _texts: object) -> object:
            raise UpstreamUnavailable("The endpoint does not answer.")

        def count(self, text: str) -> int:
            return len(text.split())

        def close(self) -> None:
            pass

    up, library.indexer.embedder = library.indexer.embedder, Down()  # type: ignore[assignment]
    load = library.take(admin, "b.md", "Something else.")
    assert (load.state, load.message) == (LoadState.FAILED, "The endpoint does not answer.")
    library.indexer.embedder = up
    library.service.retry(admin, load.id)
    library.queue.run()
    assert library.load(load.id).state is LoadState.LOADED


def test_without_an_embedding_model_files_are_loaded_for_search_by_words(
    library: Library, admin: Actor
) -> None:
    library.indexer.embedder = None
    load = library.take(admin, "Leave.md", LEAVE)
    assert load.state is LoadState.LOADED
    assert library.index.count() == 0
    library.indexer.embedder = library.embedder
    library.indexer.refresh()
    assert library.finds("parental leave twelve weeks") == [load.item_id]


@pytest.mark.parametrize("step", ["read", "embed", "save", "tidy"])
def test_a_load_goes_on_from_wherever_the_app_was_killed(
    library: Library, admin: Actor, step: str
) -> None:
    text = long_text(BATCH + 9)
    load = library.service.upload(admin, "Long.md", text.encode(), ORGANISATION)
    left = 2 if step == "embed" else 1

    def kill(name: str) -> None:
        nonlocal left
        left -= name == step
        if left == 0:
            left = -1
            raise Killed

    library.queue.between = kill
    with pytest.raises(Killed):
        library.queue.run()
    calls = sum(map(len, library.embedder.embedded))
    library.upkeep.start_now()
    library.queue.run()
    ended = library.load(load.id)
    assert (ended.state, ended.done) == (LoadState.LOADED, ended.total)
    assert library.index.count() == ended.total
    if step == "embed":
        assert calls == BATCH
    with library.database.reading() as tx:
        assert len(tx.items.every()) == 1
        assert tx.staging.document(load.id) is None
    assert not library.uploads.path(load.id).exists()


def test_a_cancelled_file_is_not_loaded_and_can_be_taken_up_again(
    library: Library, admin: Actor
) -> None:
    load = library.service.upload(admin, "Long.md", long_text(BATCH + 9).encode(), ORGANISATION)

    def cancel(name: str) -> None:
        if name == "save":
            library.service.cancel(admin, load.id)

    library.queue.between = cancel
    library.queue.run()
    assert library.load(load.id).state is LoadState.CANCELLED
    assert library.index.count() == 0
    library.queue.between = lambda _: None
    library.service.retry(admin, load.id)
    library.queue.run()
    assert library.load(load.id).state is LoadState.LOADED
    library.service.cancel(admin, load.id)
    assert library.load(load.id).state is LoadState.LOADED


def test_what_is_retired_or_superseded_is_not_found_until_it_is_restored(
    library: Library, admin: Actor
) -> None:
    old = str(library.take(admin, "old.md", LEAVE).item_id)
    new = str(library.take(admin, "new.md", "Another rule.").item_id)
    library.service.retire(admin, old)
    assert library.finds("parental leave twelve weeks") == []
    library.service.restore(admin, old)
    assert library.finds("parental leave twelve weeks") == [old]
    library.service.supersede(admin, old, new)
    assert library.finds("parental leave twelve weeks") == []
    view = library.service.document(admin, old)
    assert (view.item.status, view.superseded_by) == (ItemStatus.SUPERSEDED, library.item(new))
    with pytest.raises(InvalidInput, match="out of use itself"):
        library.service.supersede(admin, new, old)
    with pytest.raises(InvalidInput, match="cannot supersede itself"):
        library.service.supersede(admin, new, new)


def test_another_audience_takes_an_item_from_the_old_one_at_once(
    library: Library, admin: Actor, world: World
) -> None:
    group = of_group(world.group().id)
    item_id = str(library.take(admin, "Leave.md", LEAVE).item_id)
    library.service.edit(admin, item_id, title="Leave", tags=[" a ", "a", ""], audience=group)
    assert library.item(item_id).tags == ("a",)
    assert library.finds("parental leave twelve weeks") == []
    assert library.finds("parental leave twelve weeks", group) == [item_id]


def test_a_deleted_item_leaves_nothing_behind(library: Library, admin: Actor) -> None:
    load = library.take(admin, "Leave.md", LEAVE)
    library.service.delete(admin, str(load.item_id))
    assert library.index.count() == 0
    with library.database.reading() as tx:
        assert tx.items.every() == []
        assert tx.loads.get(load.id) is None
        assert list(tx.vectors.of_model(library.embedder.name)) == []
        events = {(e.event, e.kind, e.object_id, e.actor_id) for e in tx.audit.latest()}
    assert ("deletion", "item", load.item_id, admin.person_id) in events
    library.queue.run()
    assert library.index.done == ["vacuum"]


def test_an_item_is_cut_and_embedded_anew(library: Library, admin: Actor) -> None:
    item_id = str(library.take(admin, "Leave.md", LEAVE).item_id)
    before = library.service.document(admin, item_id).passages
    library.service.reindex(admin, item_id)
    library.queue.run()
    after = library.service.document(admin, item_id).passages
    assert [p.text for p in after] == [p.text for p in before]
    assert [p.id for p in after] != [p.id for p in before]
    assert library.finds("parental leave twelve weeks") == [item_id]


def test_another_embedding_model_takes_over_when_it_has_embedded_all(
    library: Library, admin: Actor
) -> None:
    item_id = str(library.take(admin, "Leave.md", LEAVE).item_id)
    other = type(library.embedder)("another-model")
    library.indexer.embedder = other
    library.indexer.refresh()
    with library.database.reading() as tx:
        assert tx.vectors.models() == {"another-model": 1}
        assert [v.item_id for v in tx.vectors.of_model("another-model")] == [item_id]


def test_a_gist_written_by_hand_is_kept_and_embedded(library: Library, admin: Actor) -> None:
    item_id = str(library.take(admin, "Leave.md", LEAVE).item_id)
    library.service.edit_gist(admin, item_id, situation="A birth.", lesson="Plan the return.")
    library.queue.run()
    vector = library.embedder.embed(["Plan the return."])[0]
    hits = library.index.search(vector, frozenset({ORGANISATION}), "lesson", 1)
    assert [(hit.id, round(hit.similarity, 3)) for hit in hits] == [(f"{item_id}-l", 1.0)]
    view = library.service.document(admin, item_id)
    assert view.gist is not None
    assert view.gist.origin == "edited"


def member_story(world: World, author: Actor, audience: str) -> Item:
    now = world.clock()
    story = Item.model_validate(
        {
            "id": new_id(), "kind": "story", "title": "Mine", "text": "Quiet.", "source": "member",
            "audience": audience, "author_id": author.person_id, "created_at": now,
            "updated_at": now,
        }
    )  # fmt: skip
    with world.services.database.transaction() as tx:
        tx.items.add(story)
    return story


@pytest.mark.parametrize("for_all", [True, False])
def test_no_story_of_a_member_is_in_the_library(
    library: Library, admin: Actor, world: World, *, for_all: bool
) -> None:
    ben = world.actor("Ben")
    story = member_story(world, ben, ORGANISATION if for_all else of_person(ben.person_id))
    assert library.service.documents(admin).documents == ()
    attempts: list[Callable[[], object]] = [
        lambda: library.service.document(admin, story.id),
        lambda: library.service.retire(admin, story.id),
        lambda: library.service.delete(admin, story.id),
        lambda: library.service.reindex(admin, story.id),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert library.item(story.id) == story


def test_the_library_is_for_administrators_alone(
    library: Library, admin: Actor, world: World
) -> None:
    ben, service = world.actor("Ben"), library.service
    load = library.take(admin, "Leave.md", LEAVE)
    item_id = str(load.item_id)
    attempts: list[Callable[[], object]] = [
        lambda: service.documents(ben),
        lambda: service.document(ben, item_id),
        lambda: service.upload(ben, "x.md", b"x", ORGANISATION),
        lambda: service.refuse(ben, "x.md", 1, ORGANISATION),
        lambda: service.loads(ben),
        lambda: service.audiences(ben),
        lambda: service.cancel(ben, load.id),
        lambda: service.retry(ben, load.id),
        lambda: service.edit(ben, item_id, title="x", tags=[], audience=ORGANISATION),
        lambda: service.edit_gist(ben, item_id, situation="", lesson="x"),
        lambda: service.retire(ben, item_id),
        lambda: service.restore(ben, item_id),
        lambda: service.supersede(ben, item_id, item_id[::-1]),
        lambda: service.reindex(ben, item_id),
        lambda: service.delete(ben, item_id),
    ]
    before = library.item(item_id)
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert library.item(item_id) == before
    assert len(library.service.loads(admin)) == 1


@pytest.mark.parametrize("audience", ["group:" + "0" * 32, "person:" + "0" * 32, "everyone", ""])
def test_an_audience_that_does_not_exist_is_refused(
    library: Library, admin: Actor, audience: str
) -> None:
    with pytest.raises(InvalidInput, match="no such audience"):
        library.service.upload(admin, "x.md", b"x", audience)
    assert library.service.loads(admin) == []


def test_a_strange_name_is_made_printable(library: Library, admin: Actor) -> None:
    load = library.take(admin, "Ärger\n\x00 2.md", LEAVE)
    assert load.filename == "Ärger__ 2.md"


def test_a_file_that_is_too_large_is_noted_without_being_kept(
    library: Library, admin: Actor
) -> None:
    load = library.service.refuse(admin, "film.mov", 10**10, ORGANISATION)
    assert load.state is LoadState.REFUSED
    assert load.message.startswith("'film.mov' is larger than 50 MB")


def test_the_start_sweeps_files_that_nobody_needs(library: Library, admin: Actor) -> None:
    kept = library.service.upload(admin, "a.md", b"x", ORGANISATION)
    library.uploads.keep("f" * 32, b"left behind")
    library.upkeep.start_now()
    folder = library.uploads.path(kept.id).parent
    assert [path.name for path in folder.iterdir()] == [kept.id]
    assert ("load", kept.id) in library.queue.waiting
