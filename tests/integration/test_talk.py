"""A group talks in private and in public: who reads, who writes, and what goes when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.domain.charter import Attribution, Terms
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.talk import LONGEST_POST, PostState, Space, Thread
from coach.errors import InvalidInput, NotFound
from coach.services.talk import TalkService
from coach.services.talk_setting import SOMEBODY_LEFT
from coach.services.talk_views import ThreadView
from tests.support.world import PASSWORD, World, open_world

SECRET = "quetzalcoatl"


@pytest.fixture
def talk(world: World) -> TalkService:
    return world.services.talk


@pytest.fixture
def group(world: World) -> Group:
    """A community: it has a public space beside the private one."""
    return world.group("Field notes", format_key="community_of_practice")


@pytest.fixture
def lea(world: World, group: Group) -> Actor:
    """Who leads it."""
    return world.actor("Lea", group, leads=True)


@pytest.fixture
def ann(world: World, group: Group) -> Actor:
    return world.actor("Ann", group)


@pytest.fixture
def zoe(world: World) -> Actor:
    """Somebody of another group."""
    return world.actor("Zoe", world.group("Elsewhere"))


def begun(
    talk: TalkService, actor: Actor, group: Group, space: Space = Space.PUBLIC, **given: str
) -> Thread:
    words = {"title": "Quiet meetings", "text": "What do you do?", **given}
    return talk.begin(actor, group.id, space, **words)


def said(view: ThreadView) -> list[tuple[str, str]]:
    return [(post.author, post.text) for post in view.posts]


def fall_back(world: World, actor: Actor, group: Group) -> None:
    """Let the group decide to talk in private alone."""
    world.services.group_rules.change(
        actor, group.id, {"spaces": "private"}, decided_by="all", why="We want to be alone."
    )


def write_charter(world: World, lead: Actor, group: Group, **terms: object) -> int:
    world.clock.advance(minutes=1)
    charter = world.services.charters.read(lead, group.id).charter
    wanted = charter.terms.model_copy(update=terms)
    written = world.services.charters.write(
        lead, group.id, sections=charter.sections, terms=Terms.model_validate(dict(wanted))
    )
    return written.charter.number


def accept(world: World, actor: Actor, group: Group, number: int) -> Actor:
    world.services.charters.accept(actor, group.id, number)
    return world.signed_in(actor.person_id)


def test_a_member_sees_both_spaces_and_an_outsider_the_public_one(
    talk: TalkService, group: Group, ann: Actor, zoe: Actor
) -> None:
    inner = begun(talk, ann, group, Space.PRIVATE, title="Among us")
    outer = begun(talk, ann, group)
    assert [
        (v.space, [line.title for line in v.threads]) for v in talk.of_group(ann, group.id)
    ] == [
        (Space.PRIVATE, ["Among us"]),
        (Space.PUBLIC, ["Quiet meetings"]),
    ]
    [seen] = talk.of_group(zoe, group.id)
    assert (seen.space, seen.mine, seen.may_begin) == (Space.PUBLIC, False, False)
    assert [line.id for line in seen.threads] == [outer.id]
    for action in (
        lambda: talk.thread(zoe, inner.id),
        lambda: talk.answer(zoe, inner.id, "hello"),
        lambda: talk.seen(zoe, inner.id, 1),
        lambda: begun(talk, zoe, group, Space.PUBLIC),
        lambda: begun(talk, zoe, group, Space.PRIVATE),
    ):
        with pytest.raises(NotFound):
            action()


def test_inside_and_outside_talk_with_each_other(
    talk: TalkService, group: Group, ann: Actor, zoe: Actor
) -> None:
    thread = begun(talk, ann, group)
    talk.answer(zoe, thread.id, "  I wait for *eight* seconds.\n")
    view = talk.thread(ann, thread.id)
    assert said(view) == [("Ann", "What do you do?"), ("Zoe", "I wait for *eight* seconds.")]
    assert [p.from_outside for p in view.posts] == [False, True]
    assert [(p.mine, p.may_edit, p.may_remove) for p in view.posts] == [
        (True, True, False),
        (False, False, False),
    ]
    assert view.may_answer
    assert talk.thread(zoe, thread.id).may_answer


def test_own_groups_come_first_then_public_spaces_of_others(
    world: World, talk: TalkService, group: Group, ann: Actor, zoe: Actor
) -> None:
    begun(talk, ann, group)
    found = [(v.group_name, v.space, v.mine) for v in talk.spaces(zoe)]
    assert found == [
        ("Elsewhere", Space.PRIVATE, True),
        ("Field notes", Space.PUBLIC, False),
    ]
    admin = world.actor("Ada", is_admin=True)
    assert [(v.group_name, v.space) for v in talk.spaces(admin)] == [("Field notes", Space.PUBLIC)]


def test_when_the_rule_falls_back_outsiders_are_shut_out_at_once(
    world: World, talk: TalkService, group: Group, ann: Actor, zoe: Actor
) -> None:
    thread = begun(talk, ann, group)
    own = talk.answer(zoe, thread.id, "From outside.")
    fall_back(world, ann, group)
    for action in (
        lambda: talk.thread(zoe, thread.id),
        lambda: talk.answer(zoe, thread.id, "more"),
        lambda: talk.edit(zoe, own.id, "changed"),
        lambda: talk.of_group(zoe, group.id),
    ):
        with pytest.raises(NotFound):
            action()
    assert group.id not in {v.group_id for v in talk.spaces(zoe)}
    view = talk.thread(ann, thread.id)
    assert not view.may_answer
    with pytest.raises(InvalidInput, match="no public space any more"):
        talk.answer(ann, thread.id, "Now among us.")
    with pytest.raises(InvalidInput, match="no public space any more"):
        begun(talk, ann, group)
    assert talk.delete(zoe, own.id), "one's own words can be deleted all the same"


def test_a_thread_stays_in_its_space_when_the_space_opens_again(
    world: World, talk: TalkService, group: Group, ann: Actor, zoe: Actor
) -> None:
    inner = begun(talk, ann, group, Space.PRIVATE, title="Among us")
    outer = begun(talk, ann, group)
    fall_back(world, ann, group)
    world.services.group_rules.change(
        ann, group.id, {"spaces": "private_and_public"}, decided_by="all", why="Open again."
    )
    assert len(talk.thread(zoe, outer.id).posts) == 1
    with pytest.raises(NotFound):
        talk.thread(zoe, inner.id)


def test_a_charter_that_ends_at_the_group_shuts_the_public_space(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor, zoe: Actor
) -> None:
    thread = begun(talk, ann, group)
    number = write_charter(world, lea, group, widest_audience=Reach.GROUP)
    with pytest.raises(NotFound):
        talk.thread(zoe, thread.id)
    ann = accept(world, ann, group, number)
    assert "the charter keeps inside" in talk.thread(ann, thread.id).why_not


def test_who_has_yet_to_accept_a_charter_reads_and_writes_nothing(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor
) -> None:
    inner = begun(talk, ann, group, Space.PRIVATE)
    outer = begun(talk, ann, group)
    number = write_charter(world, lea, group)
    lea = accept(world, lea, group, number)
    new = world.actor("Nia", group)
    assert group.id in new.held_back
    assert [view.space for view in talk.of_group(new, group.id)] == [Space.PUBLIC]
    with pytest.raises(NotFound):
        talk.thread(new, inner.id)
    assert "asks for a yes" in talk.thread(new, outer.id).why_not
    for who, thread in ((new, outer), (world.signed_in(ann.person_id), inner)):
        with pytest.raises(InvalidInput, match="asks for a yes"):
            talk.answer(who, thread.id, "hello")
    talk.answer(accept(world, new, group, number), inner.id, "Hello, all.")


def test_where_the_charter_keeps_names_inside_outsiders_read_none(
    world: World, talk: TalkService, group: Group, lea: Actor, zoe: Actor
) -> None:
    number = write_charter(world, lea, group, attributions=(Attribution.MEMBER,))
    lea = accept(world, lea, group, number)
    thread = begun(talk, lea, group)
    talk.answer(zoe, thread.id, "And I.")
    outside = talk.thread(zoe, thread.id)
    assert [name for name, _ in said(outside)] == ["A member of Field notes", "Zoe"]
    assert talk.of_group(zoe, group.id)[0].threads[0].opened_by == "A member of Field notes"
    assert [name for name, _ in said(talk.thread(lea, thread.id))] == ["Lea", "Zoe"]
    assert outside.unnamed


def test_edits_are_marked_and_only_ones_own(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor
) -> None:
    thread = begun(talk, ann, group, Space.PRIVATE)
    first = talk.thread(ann, thread.id).posts[0]
    with pytest.raises(NotFound):
        talk.edit(lea, first.id, "mine now")
    talk.edit(ann, first.id, "What do you do?", title="Quiet meetings")
    assert not talk.thread(ann, thread.id).posts[0].edited, "nothing was changed"
    world.clock.advance(minutes=5)
    talk.edit(ann, first.id, "What do you all do?", title=" Silence ")
    view = talk.thread(lea, thread.id)
    assert (view.title, said(view), view.posts[0].edited) == (
        "Silence",
        [("Ann", "What do you all do?")],
        True,
    )
    second = talk.answer(ann, thread.id, "Nothing yet?")
    talk.edit(ann, second.id, "Nobody?", title="Not the title's post")
    assert talk.thread(ann, thread.id).title == "Silence"


def test_a_deleted_post_leaves_a_line_and_the_last_one_nothing(
    talk: TalkService, group: Group, lea: Actor, ann: Actor
) -> None:
    thread = begun(talk, ann, group, Space.PRIVATE)
    answer = talk.answer(lea, thread.id, "I count to eight.")
    first = talk.thread(ann, thread.id).posts[0]
    with pytest.raises(NotFound):
        talk.delete(lea, first.id)
    assert talk.delete(ann, first.id)
    view = talk.thread(lea, thread.id)
    assert (view.title, [(p.state, p.text) for p in view.posts]) == (
        "",
        [(PostState.DELETED, ""), (PostState.SHOWN, "I count to eight.")],
    )
    with pytest.raises(InvalidInput, match="gone already"):
        talk.delete(ann, first.id)
    assert not talk.delete(lea, answer.id)
    with pytest.raises(NotFound):
        talk.thread(ann, thread.id)


def test_whoever_leads_removes_and_the_audit_holds_no_word(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor, zoe: Actor
) -> None:
    thread = begun(talk, ann, group)
    rude = talk.answer(zoe, thread.id, f"You are all {SECRET}.")
    with pytest.raises(NotFound):
        talk.remove(ann, rude.id)
    assert [p.may_remove for p in talk.thread(lea, thread.id).posts] == [True, True]
    assert talk.remove(lea, rude.id)
    [_, line] = talk.thread(zoe, thread.id).posts
    assert (line.state, line.text, line.author) == (PostState.REMOVED, "", "Zoe")
    with pytest.raises(InvalidInput, match="gone already"):
        talk.edit(zoe, rude.id, "Sorry.")
    admin = world.actor("Ada", is_admin=True)
    events = world.services.audit.latest(admin)
    [noted] = [event for event in events if event.event == "post_removed"]
    assert (noted.actor_id, noted.kind, noted.object_id) == (lea.person_id, "post", rude.id)
    assert SECRET not in repr(events)


def test_a_closed_thread_is_read_and_not_written(
    talk: TalkService, group: Group, lea: Actor, ann: Actor, zoe: Actor
) -> None:
    thread = begun(talk, ann, group)
    with pytest.raises(NotFound):
        talk.close(zoe, thread.id)
    talk.close(ann, thread.id)
    assert talk.thread(zoe, thread.id).closed
    with pytest.raises(InvalidInput, match="closed"):
        talk.answer(zoe, thread.id, "more")
    with pytest.raises(InvalidInput, match="closed"):
        talk.edit(ann, talk.thread(ann, thread.id).posts[0].id, "more")
    talk.close(lea, thread.id, closed=False)
    talk.answer(zoe, thread.id, "more")


def test_what_is_new_is_counted_for_each_and_never_goes_back(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor, zoe: Actor
) -> None:
    thread = begun(talk, ann, group)

    def new(actor: Actor) -> int:
        return next(line.new for v in talk.of_group(actor, group.id) for line in v.threads)

    assert (new(ann), new(lea), new(zoe)) == (0, 1, 0), "outside nothing is new before a visit"
    talk.seen(zoe, thread.id, 1)
    talk.answer(lea, thread.id, "Wait.")
    world.clock.advance(minutes=1)
    talk.answer(lea, thread.id, "Longer.")
    assert (new(ann), new(lea), new(zoe)) == (2, 0, 2)
    talk.seen(ann, thread.id, 99)
    talk.seen(ann, thread.id, 1)
    assert (new(ann), talk.thread(ann, thread.id).seen) == (0, 3)


def test_what_cannot_be_sent_is_refused_in_a_sentence(
    talk: TalkService, group: Group, ann: Actor
) -> None:
    with pytest.raises(InvalidInput, match="title is empty"):
        begun(talk, ann, group, title=" ")
    with pytest.raises(InvalidInput, match="nothing to send"):
        begun(talk, ann, group, text=" \n ")
    thread = begun(talk, ann, group)
    with pytest.raises(InvalidInput, match="shorten it"):
        talk.answer(ann, thread.id, "x" * (LONGEST_POST + 1))


def test_who_is_no_longer_a_member_reads_nothing_and_exports_their_own(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor
) -> None:
    thread = begun(talk, lea, group, Space.PRIVATE, title="Lea's title")
    talk.answer(ann, thread.id, "Own words.")
    removed = ann.model_copy(update={"memberships": ()})
    with pytest.raises(NotFound):
        talk.thread(removed, thread.id)
    export = world.services.journal.export(removed)
    [post] = json.loads(export.json)["posts"]
    assert (post["text"], post["title"], post["space"]) == ("Own words.", "", "private")
    assert "> Own words." in export.markdown
    assert "Lea's title" not in export.json + export.markdown
    [item] = world.services.journal.items(removed)
    assert (item.kind, item.text) == ("post", "Own words.")
    assert world.services.journal.deletion_preview(removed, "post", item.id)
    assert talk.delete(removed, item.id)
    assert world.services.journal.items(removed) == []


def test_with_an_account_its_words_go_and_others_stay(
    world: World, talk: TalkService, group: Group, lea: Actor, ann: Actor
) -> None:
    alone = begun(talk, ann, group, Space.PRIVATE, title=SECRET)
    shared = begun(talk, ann, group, Space.PRIVATE, title=SECRET, text=SECRET)
    talk.answer(lea, shared.id, "I count to eight.")
    preview = world.services.accounts.deletion_preview(ann)
    assert any("2 posts" in line for line in preview.lines)
    world.services.accounts.delete_account(ann, password=PASSWORD)
    view = talk.thread(lea, shared.id)
    assert view.title == ""
    assert said(view) == [(SOMEBODY_LEFT, ""), ("Lea", "I count to eight.")]
    assert view.posts[0].state is PostState.LEFT
    with pytest.raises(NotFound):
        talk.thread(lea, alone.id)


def test_neither_files_nor_search_hold_what_was_said(home: Path) -> None:
    with open_world(home) as world:
        group = world.group(format_key="community_of_practice")
        ann = world.actor("Ann", group)
        begun(world.services.talk, ann, group, title=f"On {SECRET}", text=f"It was {SECRET}.")
        assert SECRET not in repr(world.services.search.search(ann, f"It was {SECRET}."))
        written = b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
        assert SECRET.encode() not in written
