"""Library: loading, the overview and a document's page, for admins alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.domain.repertoire import (
    ORGANISATION,
    Gist,
    Item,
    ItemStatus,
    Load,
    LoadState,
    Passage,
    of_group,
)
from coach.services.common import new_id, utc_now
from coach.services.operator import OperatorService
from tests.app.conftest import Open, shown, words
from tests.support.repertoire import SILENT_ROOM, add_story

TEXT = "# Rules\n\n## Keys\n\nThe porter keeps **them** <b>all</b>."


@pytest.fixture
def document(services: Services) -> Item:
    """A document of one passage, as loading leaves it."""
    now = utc_now()
    item = Item(
        id=new_id(),
        kind="document",
        title="House *rules*",
        text=TEXT,
        audience=ORGANISATION,
        source="document",
        source_key="rules.md",
        bytes=len(TEXT),
        created_at=now,
        updated_at=now,
    )
    start = TEXT.index("The porter")
    passage = Passage(
        id=new_id(),
        item_id=item.id,
        position=0,
        text=TEXT[start:],
        headings=("Rules", "Keys"),
        start=start,
        end=len(TEXT),
        tokens=9,
    )
    with services.database.transaction() as tx:
        tx.items.add(item)
        tx.passages.replace(item.id, [passage])
    return item


def _add_load(
    services: Services, owner: Actor, name: str, state: LoadState, **facts: object
) -> Load:
    now = utc_now() - timedelta(minutes=1)
    load = Load.model_validate(
        {
            "id": new_id(),
            "batch_id": "b" * 32,
            "owner_id": owner.person_id,
            "filename": name,
            "audience": ORGANISATION,
            "sha256": "",
            "bytes": 1200,
            "state": state,
            "created_at": now,
            "updated_at": now,
            **facts,
        }
    )
    with services.database.transaction() as tx:
        tx.loads.add(load)
    return load


def test_a_member_is_told_that_there_is_nothing(page: Open, document: Item) -> None:
    for query in ({}, {"id": document.id}):
        app = page("library", **query)
        assert "There is nothing here that you can open." in words(app)
        assert "House" not in words(app)
        assert not app.text_input
    assert "Library" not in _tabs(page("home"))


def test_an_admin_has_it_in_the_bar_and_as_things_stand(
    page: Open, admin: Actor, services: Services, document: Item
) -> None:
    app = page("library", who=admin)
    seen = words(app)
    assert "Library" in _tabs(app)
    assert "<dt>In use</dt><dd>1 of 1 item</dd>" in seen
    assert "By meaning and words, with scripted-words" in seen
    assert "House \\*rules\\*" in _tabs(app)
    app.text_input(key="library-query").input("nothing like it").run()
    assert "No title or tag here matches that." in words(app)


@pytest.mark.parametrize("embed", ["none"])
def test_without_an_embedding_model_it_says_so(page: Open, admin: Actor) -> None:
    seen = words(page("library", who=admin))
    assert "<dt>Search</dt><dd>By words only</dd>" in seen
    assert "<dt>Vectors</dt>" not in seen


def test_each_file_says_how_it_stands_and_what_can_be_done(
    page: Open, admin: Actor, services: Services
) -> None:
    waiting = _add_load(services, admin, "w.md", LoadState.WAITING)
    _add_load(services, admin, "half.pdf", LoadState.EMBEDDING, done=3, total=6)
    _add_load(
        services,
        admin,
        "<b>.pdf",
        LoadState.REFUSED,
        message="'<b>.pdf' is empty: choose the file that holds the text.",
    )
    failed = _add_load(services, admin, "f.md", LoadState.FAILED, message="It failed: try again.")
    app = page("library", who=admin)
    seen = words(app)

    assert "1 being taken in, 1 waiting, 1 failed and 1 refused." in seen
    assert "3 of 6 passages" in seen
    assert 'value="55"' in seen
    assert "Is empty: choose the file that holds the text." in seen
    assert "&#x27;&lt;b&gt;.pdf&#x27; is empty" in seen
    assert "<b>.pdf" not in seen

    shown(app.button(key=f"cancel-{waiting.id}").click().run())
    assert _state(services, admin, waiting) is LoadState.CANCELLED
    shown(app.button(key=f"try-{failed.id}").click().run())
    assert "is no longer here: load it again." in words(app)
    assert _state(services, admin, failed) is LoadState.FAILED


def test_a_document_page_shows_how_it_was_cut(page: Open, admin: Actor, document: Item) -> None:
    seen = words(page("library", who=admin, id=document.id))
    assert "Passage 1 · characters 18 to 55 · 9 tokens" in seen
    assert "Rules / Keys" in seen
    assert "The porter keeps **them** &lt;b&gt;all&lt;/b&gt;." in seen
    assert "Nobody has written them yet." in seen


def test_title_tags_and_audience_are_edited_and_a_mistake_loses_nothing(
    page: Open, admin: Actor, services: Services, document: Item
) -> None:
    group = OperatorService(services.database, utc_now, services.accounts).add_group("Nights")
    app = page("library", who=admin, id=document.id)
    app.text_input(key=f"document-title-{document.id}").input(" ")
    app.text_input(key=f"document-tags-{document.id}").input("keys, doors")
    app.selectbox(key=f"document-audience-{document.id}").select_index(1)
    _submit(app, "facts")
    assert "The title is empty: please write one." in words(app)
    assert app.text_input(key=f"document-tags-{document.id}").value == "keys, doors"

    app.text_input(key=f"document-title-{document.id}").input("The keys")
    _submit(app, "facts")
    saved = services.library.document(admin, document.id).item
    assert (saved.title, saved.tags) == ("The keys", ("keys", "doors"))
    assert saved.audience == of_group(group.id)


def test_a_lesson_is_edited_and_says_where_it_came_from(
    page: Open, admin: Actor, services: Services, document: Item
) -> None:
    with services.database.transaction() as tx:
        tx.gists.put(
            Gist(
                item_id=document.id,
                lesson="Keep keys in one hand.",
                situation="Keys get lost.",
                origin="model",
                prompt_name="distil_item",
                prompt_version="1",
                model="tiny",
                updated_at=utc_now(),
            )
        )
    app = page("library", who=admin, id=document.id)
    assert "Distilled by tiny, prompt distil_item 1, today. Please check them." in words(app)
    app.text_area(key=f"document-lesson-{document.id}").input("One hand keeps what many use.")
    _submit(app, "gist")
    gist = services.library.document(admin, document.id).gist
    assert gist is not None
    assert (gist.origin, gist.situation) == ("edited", "Keys get lost.")
    assert gist.lesson == "One hand keeps what many use."
    assert "Written by hand, today." in words(app)


def test_retire_and_put_back(
    page: Open, admin: Actor, actor: Actor, services: Services, document: Item
) -> None:
    app = page("library", who=admin, id=document.id)
    shown(app.button(key="document-retire").click().run())
    assert services.library.document(admin, document.id).item.status is ItemStatus.RETIRED
    assert "Retired: nobody finds it" in words(app)
    assert "There is nothing here" in words(page("stories", id=document.id))
    shown(app.button(key="document-put").click().run())
    assert services.library.document(admin, document.id).item.status is ItemStatus.ACTIVE


def test_supersede_by_another(page: Open, admin: Actor, services: Services, document: Item) -> None:
    newer = add_story(services, "Newer rules", SILENT_ROOM)
    app = page("library", who=admin, id=document.id)
    app.selectbox(key=f"document-newer-{document.id}").select_index(0)
    shown(app.button(key=f"supersede-{document.id}").click().run())
    view = services.library.document(admin, document.id)
    assert view.item.superseded_by == newer.id
    assert "Superseded by “Newer rules”." in words(app)


def test_deleting_says_first_what_it_leads_to(
    page: Open, admin: Actor, services: Services, document: Item
) -> None:
    app = page("library", who=admin, id=document.id)
    shown(app.button(key="document-delete").click().run())
    assert "with its 1 passage." in words(app)
    assert "comes back when that is loaded again" not in words(app)
    app.button(key="document-delete-yes").click().run()
    assert services.library.documents(admin).documents == ()


def _submit(app: AppTest, form: str) -> None:
    (button,) = [b for b in app.button if b.form_id.startswith(form) and b.label == "Save"]
    shown(button.click().run())


def _state(services: Services, admin: Actor, load: Load) -> LoadState:
    return next(x.state for x in services.library.loads(admin) if x.id == load.id)


def _tabs(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]
