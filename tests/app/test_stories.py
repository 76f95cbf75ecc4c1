"""Stories: the shelves, the search, an item in whole, and what a reader makes of it."""

from __future__ import annotations

import pytest

from coach.bootstrap import Services
from coach.domain.commitment import CommitmentStatus
from coach.domain.people import Actor
from coach.domain.repertoire import Item, ItemKind, Passage, of_person
from coach.services.common import new_id
from tests.app.conftest import Open, shown, words
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story

BY_WORDS = "This search goes by words only"


@pytest.fixture
def story(services: Services) -> Item:
    """A story that everybody may see."""
    return add_story(services, "The *silent* room <b>", SILENT_ROOM)


def test_an_empty_repertoire_says_who_can_fill_it(page: Open) -> None:
    assert "Nothing has been shared here yet." in words(page("stories"))


@pytest.mark.parametrize("embed", ["none"])
def test_without_an_embedding_model_one_line_says_so(page: Open, story: Item) -> None:
    assert words(page("stories")).count(BY_WORDS) == 1


def test_with_one_the_page_is_quiet(page: Open, story: Item) -> None:
    assert BY_WORDS not in words(page("stories"))


def test_the_search_narrows_as_it_is_typed(page: Open, services: Services, story: Item) -> None:
    add_story(services, "On Fridays", LATE_PROBLEMS, told_by="a team lead")
    app = page("stories")
    assert _links(app) == {"On Fridays", "The \\*silent\\* room \\<b\\>"}

    app.text_input(key="stories-query").input("dispatcher").run()
    assert _links(app) == {"The \\*silent\\* room \\<b\\>"}
    assert "1 thing that may fit" in words(app)
    assert "Told by the head of a depot" in words(app)

    app.text_input(key="stories-query").input("zxqv").run()
    assert "Nothing here fits that." in words(app)
    assert "bring the question to your next session" in words(app)


def test_filters_narrow_the_shelves(page: Open, services: Services, story: Item) -> None:
    add_story(services, "Five hooks", LATE_PROBLEMS, kind=ItemKind.TOOL, told_by="a team lead")
    app = page("stories")
    app.pills(key="stories-kinds").set_value([ItemKind.TOOL]).run()
    assert _links(app) == {"Five hooks"}
    app.selectbox(key="stories-teller").select("the head of a depot").run()
    assert "Take away a filter to see more." in words(app)
    app.pills(key="stories-kinds").set_value([]).run()
    assert _links(app) == {"The \\*silent\\* room \\<b\\>"}
    app.toggle(key="stories-whose").set_value(True).run()
    assert "Take away a filter to see more." in words(app)


def test_an_item_opens_whole_and_its_text_is_no_markup(page: Open, services: Services) -> None:
    item = add_story(
        services,
        "Two <i>rooms</i>",
        "## Situation\nA <script>alert(1)</script> [link](http://elsewhere.example) and\n"
        "![picture](http://elsewhere.example/p.png)\n\n## What I learned\n**Wait.**",
    )
    with services.database.transaction() as tx:
        tx.items.update(
            item.model_copy(update={"lesson": "Silence works.", "works_when": "Often."})
        )

    seen = words(page("stories", id=item.id))

    assert "<h1>Two &lt;i&gt;rooms&lt;/i&gt;</h1>" in seen
    assert "<h2>Situation</h2>" in seen
    assert "<strong>Wait.</strong>" in seen
    assert "&lt;script&gt;" in seen
    assert "elsewhere.example" not in seen
    assert "Silence works." in seen
    assert "Often." in seen
    assert "Told by the head of a depot" in seen


def test_helpful_and_back_again(page: Open, services: Services, actor: Actor, story: Item) -> None:
    app = page("stories", id=story.id)
    shown(app.button(key="helpful").click().run())
    assert services.stories.open(actor, story.id).helpful
    assert app.button(key="helpful").label == "Helpful to me"
    shown(app.button(key="helpful").click().run())
    assert not services.stories.open(actor, story.id).helpful


def test_i_will_try_this_goes_with_my_next_commitment(
    page: Open, services: Services, actor: Actor, story: Item
) -> None:
    app = page("stories", id=story.id)
    shown(app.button(key="try").click().run())
    (draft,) = services.commitments.mine(actor)
    assert draft.status is CommitmentStatus.DRAFT
    assert services.stories.open(actor, story.id).tried_in == draft.id
    assert not [b for b in app.button if b.key == "try"]


def test_what_is_not_for_me_can_come_up_again(
    page: Open, services: Services, actor: Actor, story: Item
) -> None:
    services.suggestions.react(actor, story.id, "not_for_me")
    app = page("stories", id=story.id)
    assert "You said that this is not for you" in words(app)
    shown(app.button(key="unhide").click().run())
    assert not services.stories.open(actor, story.id).hidden


def test_somebody_elses_item_cannot_be_told_from_none(page: Open, services: Services) -> None:
    other = services.accounts.create_person(
        email="noor@example.org", name="Noor", password="four unrelated words here"
    )
    hidden = add_story(services, "Hers", SILENT_ROOM, audience=of_person(other.id))
    first, second = (page("stories", id=i) for i in (hidden.id, "0" * 32))
    assert "There is nothing here that you can open." in words(first)
    assert words(first) == words(second)


def test_a_long_document_opens_at_its_passage(page: Open, services: Services) -> None:
    lines = [f"Rule {n}: word{n} is kept." for n in range(90)]
    text = "\n\n".join(lines)
    item = add_story(services, "House rules", text, kind=ItemKind.DOCUMENT, told_by="")
    with services.database.transaction() as tx:
        tx.items.delete(item.id)
        tx.items.add(item.model_copy(update={"source": "document"}))
        passages = [_passage(item.id, n, text, line) for n, line in enumerate(lines)]
        tx.passages.replace(item.id, passages)

    app = page("stories", id=item.id, at=passages[50].id)
    seen = words(app)
    assert '<div class="hit"><div class="prose"><p>Rule 50: word50 is kept.</p>' in seen
    assert "under “Keeping”" in seen
    assert "Rule 40:" in seen
    assert "Rule 39:" not in seen
    assert "Part 2 of 3" in seen

    assert "Rule 80:" in words(page("stories", id=item.id, part="3"))
    for odd in ("0", "-1", "x", "9" * 30):
        assert "Rule" in words(page("stories", id=item.id, part=odd))


def _passage(item_id: str, position: int, text: str, line: str) -> Passage:
    start = text.index(line)
    return Passage(
        id=new_id(),
        item_id=item_id,
        position=position,
        text=line,
        headings=("Keeping",),
        start=start,
        end=start + len(line),
        tokens=5,
    )


def _links(app: object) -> set[str]:
    """Return the titles that lead to an item."""
    labels = [
        e.proto.label
        for e in app.get("page_link")  # type: ignore[attr-defined]
        if "id=" in e.proto.query_string
    ]
    return {label.removeprefix("**").partition("**")[0] for label in labels}
