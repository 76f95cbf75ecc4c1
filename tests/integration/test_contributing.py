"""Letting reflections count: off at first, on as it reads, and gone when it is taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from coach.domain.charter import Attribution, Terms
from coach.domain.contribution import Contribution, sha256_of
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.reflection import Reflection, ReflectionStep
from coach.domain.theme_release import Quote
from coach.domain.theme_report import ReportState
from coach.errors import InvalidInput
from coach.services.contributing import ContributingService
from coach.services.contributions import standing
from coach.services.group_split import Split
from coach.storage import theme_tables
from tests.support.contributions import NAMING, QUOTE, add_report, give, kept
from tests.support.rooms import Room, open_room
from tests.support.world import PASSWORD, World


@pytest.fixture
def room(world: World) -> Room:
    """Ann leads, Ben is a member, and all have accepted the charter."""
    opened = open_room(world)
    for member in (opened.ann, opened.ben, opened.cem):
        world.services.charters.accept(member, opened.group.id, 0)
    opened.ann, opened.ben, opened.cem = map(opened.again, (opened.ann, opened.ben, opened.cem))
    return opened


@pytest.fixture
def contributing(world: World) -> ContributingService:
    return world.services.contributing


@pytest.fixture
def reflection(world: World, room: Room) -> Reflection:
    return kept(world, room.ben)


def given(world: World, reflection: Reflection) -> Contribution | None:
    with world.services.database.reading() as tx:
        return tx.contributions.get(reflection.id)


def stand(world: World, reflection: Reflection) -> bool:
    with world.services.database.reading() as tx:
        found = tx.contributions.get(reflection.id)
        return found is not None and bool(standing(tx, [found]))


def write_terms(room: Room, reach: Reach, attributions: Sequence[Attribution]) -> None:
    """Let the group write and accept a charter with these terms."""
    charters = room.world.services.charters
    sections = charters.read(room.ann, room.group.id).charter.sections
    terms = Terms(widest_audience=reach, attributions=tuple(attributions))
    written = charters.write(room.ann, room.group.id, sections=sections, terms=terms).charter
    for member in (room.ann, room.ben):
        charters.accept(member, room.group.id, written.number)


def test_nothing_counts_until_its_author_says_yes(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    offer = contributing.offer(room.ben, reflection.id)
    assert (offer.contribution, offer.stands, offer.why) == (None, False, "")
    assert offer.counts_for is not None
    assert offer.counts_for.group.name == "Northside"
    assert offer.counts_for.cycle is not None
    assert offer.counts_for.cycle.topic == "Topic of Northside"
    assert contributing.mine(room.ben) == []
    assert given(room.world, reflection) is None


def test_a_yes_is_to_the_text_as_it_reads(room: Room, reflection: Reflection) -> None:
    yes = give(room.world, room.ben, reflection.id, quotes=[QUOTE], named=True)
    assert (yes.group_id, yes.quotes, yes.named, yes.beyond) == (
        room.group.id,
        (QUOTE,),
        True,
        False,
    )
    assert given(room.world, reflection) == yes
    assert stand(room.world, reflection)
    [mine] = room.world.services.contributing.mine(room.ben)
    assert (mine.contribution, mine.stands) == (yes, True)
    [event] = [e for e in room.world.services.audit.latest(room.ada) if e.kind == "contribution"]
    assert (event.event, event.object_id, event.detail, event.actor_id) == (
        "audience_change",
        room.group.id,
        "themes",
        "",
    ), "an admin is not told who contributes"


def test_sentences_say_by_what_somebody_could_be_known(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    remarks = {s.words: s.remark for s in contributing.offer(room.ben, reflection.id).sentences}
    assert remarks[NAMING] == "It may tell who is meant: “Quinlan”."
    assert remarks[QUOTE] == ""
    assert give(room.world, room.ben, reflection.id, quotes=[NAMING]).quotes == (NAMING,)


def test_ones_own_name_and_what_stands_out_are_remarked_on(room: Room) -> None:
    said = {ReflectionStep.HAPPENED: "They called for Ben. The only woman in the room was silent."}
    reflection = kept(room.world, room.ben, said)
    own, apart = room.world.services.contributing.offer(room.ben, reflection.id).sentences
    assert "“Ben”" in own.remark
    assert apart.remark.startswith("“The only woman”: There is one of it")


def test_quotes_are_sentences_of_the_text_in_its_order(room: Room, reflection: Reflection) -> None:
    both = give(room.world, room.ben, reflection.id, quotes=[QUOTE, NAMING, QUOTE])
    assert both.quotes == (NAMING, QUOTE)
    for wrong in ("Whoever waits", "Whoever waits hears more", "somebody else's words"):
        with pytest.raises(InvalidInput, match="does not stand in this reflection") as caught:
            give(room.world, room.ben, reflection.id, quotes=[wrong])
        assert wrong not in str(caught.value)
    assert given(room.world, reflection) == both


def test_a_text_that_has_changed_is_looked_at_again(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    seen = contributing.offer(room.ben, reflection.id).seen_sha256
    reflections = room.world.services.reflections
    reflections.reopen(room.ben, reflection.id)
    reflections.set_step(room.ben, reflection.id, ReflectionStep.FELT, "I felt calm.")
    reflections.keep(room.ben, reflection.id)
    with pytest.raises(InvalidInput, match="has changed since you looked"):
        contributing.give(
            room.ben, reflection.id, quotes=[], named=False, beyond=False, seen_sha256=seen
        )
    assert given(room.world, reflection) is None


def test_only_what_is_kept_counts(room: Room, contributing: ContributingService) -> None:
    attempt = room.world.attempt(room.ben, room.world.commitment(room.ben))
    draft = room.world.services.reflections.start(room.ben, [attempt.id])
    assert "keep it first" in contributing.offer(room.ben, draft.id).why
    with pytest.raises(InvalidInput, match="keep it first"):
        give(room.world, room.ben, draft.id)


def test_outside_of_a_group_there_are_no_themes(
    world: World, contributing: ContributingService, anna: Actor
) -> None:
    reflection = kept(world, anna)
    offer = contributing.offer(anna, reflection.id)
    assert offer.why.startswith("The commitment behind it belongs to no group of yours")
    assert offer.sentences == ()
    with pytest.raises(InvalidInput, match="belongs to no group of yours"):
        give(world, anna, reflection.id)


def test_who_has_not_accepted_the_charter_is_told_to(room: Room) -> None:
    reflection = kept(room.world, room.cem)
    write_terms(room, Reach.GROUP, [Attribution.NONE])
    with pytest.raises(InvalidInput, match="accept the charter of Northside"):
        give(room.world, room.again(room.cem), reflection.id)


def test_charter_and_rules_cap_what_is_on_offer(room: Room, reflection: Reflection) -> None:
    with pytest.raises(InvalidInput, match="end at the group"):
        give(room.world, room.ben, reflection.id, beyond=True)
    write_terms(room, Reach.GROUP, [Attribution.NONE])
    with pytest.raises(InvalidInput, match="lets no name stand there"):
        give(room.world, room.again(room.ben), reflection.id, named=True)
    write_terms(room, Reach.GROUP, [Attribution.NAME])
    with pytest.raises(InvalidInput, match="author's name alone"):
        give(room.world, room.again(room.ben), reflection.id, quotes=[QUOTE])
    write_terms(room, Reach.ME, [Attribution.NAME])
    with pytest.raises(InvalidInput, match="let nothing be shared with the group"):
        give(room.world, room.again(room.ben), reflection.id)
    assert given(room.world, reflection) is None


def test_beyond_the_group_where_rules_and_charter_reach_so_far(world: World) -> None:
    group = world.group(format_key="community_of_practice")
    ann = world.actor("Ann", group)
    reflection = kept(world, ann)
    assert give(world, ann, reflection.id, beyond=True).beyond
    with world.services.database.reading() as tx:
        assert [c.reflection_id for c in tx.contributions.beyond()] == [reflection.id]


def test_a_changed_reflection_counts_again_after_another_yes(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    give(room.world, room.ben, reflection.id, quotes=[QUOTE, NAMING])
    reflections = room.world.services.reflections
    reflections.reopen(room.ben, reflection.id)
    assert not stand(room.world, reflection)
    reflections.keep(room.ben, reflection.id)
    assert stand(room.world, reflection), "it reads as it did"
    reflections.reopen(room.ben, reflection.id)
    reflections.set_step(room.ben, reflection.id, ReflectionStep.HAPPENED, "I asked.")
    left = given(room.world, reflection)
    assert left is not None
    assert left.quotes == (QUOTE,), "a sentence that was taken out stays nowhere"
    reflections.keep(room.ben, reflection.id)
    offer = contributing.offer(room.ben, reflection.id)
    assert (offer.stands, offer.contribution) == (False, left)
    give(room.world, room.ben, reflection.id, quotes=[QUOTE])
    assert contributing.offer(room.ben, reflection.id).stands


def test_what_is_taken_back_counts_no_longer(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    give(room.world, room.ben, reflection.id, quotes=[QUOTE])
    room.world.clock.advance(minutes=1)
    contributing.take_back(room.ben, reflection.id)
    contributing.take_back(room.ben, reflection.id)
    assert given(room.world, reflection) is None
    assert [
        e.detail for e in room.world.services.audit.latest(room.ada) if e.kind == "contribution"
    ] == ["me", "themes"]


def cells(world: World) -> list[bytes]:
    """Return what the database holds of quotes: encrypted words."""
    with world.services.database.reading() as tx:
        rows = tx.connection.exec_driver_sql(f"SELECT quotes FROM {theme_tables.contributions}")
        return [row[0] for row in rows]


def in_files(world: World, part: bytes) -> list[str]:
    home = world.services.settings.home
    files = (path for path in home.rglob("*") if path.is_file())
    return [path.name for path in files if part in path.read_bytes()]


@pytest.mark.parametrize("by", ["taking back", "choosing anew", "deletion", "leaving", "account"])
def test_no_byte_of_a_quote_remains(room: Room, reflection: Reflection, by: str) -> None:
    services, ben = room.world.services, room.ben
    give(room.world, ben, reflection.id, quotes=[QUOTE, NAMING])
    [cell] = cells(room.world)
    assert len(cell) > 40
    assert in_files(room.world, cell)
    match by:
        case "taking back":
            services.contributing.take_back(ben, reflection.id)
        case "choosing anew":
            give(room.world, ben, reflection.id)
        case "deletion":
            services.reflections.delete(ben, reflection.id)
        case "leaving":
            room.members.leave(ben, room.group.id)
        case _:
            services.accounts.delete_account(ben, password=PASSWORD)
    assert in_files(room.world, cell) == []


def test_whoever_leaves_or_is_removed_takes_it_along(room: Room, reflection: Reflection) -> None:
    other = kept(room.world, room.cem)
    give(room.world, room.ben, reflection.id, quotes=[QUOTE])
    give(room.world, room.cem, other.id, quotes=[QUOTE])
    line = "1 reflection of yours no longer counts towards its themes"
    lines = room.members.leave_preview(room.ben, room.group.id).lines
    assert any(one.startswith(line) for one in lines)
    room.members.leave(room.ben, room.group.id)
    assert (given(room.world, reflection), stand(room.world, other)) == (None, True)
    room.members.remove(room.ann, room.group.id, room.cem.person_id)
    assert given(room.world, other) is None
    assert (
        "no group of yours"
        in room.world.services.contributing.offer(room.again(room.ben), reflection.id).why
    )


def test_what_counts_for_another_group_stays(room: Room, reflection: Reflection) -> None:
    give(room.world, room.ben, reflection.id)
    other = room.world.group("Southside")
    room.world.services.groups.add_member(group_id=other.id, email=room.ben.email)
    room.members.leave(room.again(room.ben), other.id)
    assert stand(room.world, reflection)


def test_a_split_leaves_it_with_the_first_group(world: World) -> None:
    room = open_room(world, "community_of_practice")
    reflection = kept(world, room.ben)
    give(world, room.ben, reflection.id, quotes=[QUOTE])
    wish = Split(
        name="Smaller",
        format="peer_coaching",
        member_ids=frozenset({room.ann.person_id, room.ben.person_id}),
    )
    new = world.services.group_split.split(room.ann, room.group.id, wish)
    assert stand(world, reflection)
    with world.services.database.reading() as tx:
        everything = tx.connection.execute(select(theme_tables.contributions)).all()
    assert [row.group_id for row in everything] == [room.group.id] != [new.id]


def test_a_group_that_grows_asks_anew(room: Room, reflection: Reflection) -> None:
    give(room.world, room.ben, reflection.id, quotes=[QUOTE])
    rules = room.world.services.group_rules
    change = rules.change_format(
        room.ann, room.group.id, "community_of_practice", decided_by="us", why="More of us."
    )
    assert stand(room.world, reflection)
    for member in (room.ben, room.cem):
        rules.answer(member, change.id, yes=True)
    assert given(room.world, reflection) is None


def test_it_goes_with_its_group(room: Room, reflection: Reflection) -> None:
    give(room.world, room.ben, reflection.id, quotes=[QUOTE])
    room.deletion.ask(room.ann, room.group.id)
    room.deletion.confirm(room.ada, room.group.id)
    assert given(room.world, reflection) is None
    assert room.world.services.reflections.get(room.ben, reflection.id).id == reflection.id


def test_a_deletion_says_beforehand_that_it_no_longer_counts(
    room: Room, reflection: Reflection
) -> None:
    journal = room.world.services.journal
    line = "It no longer counts towards your group's themes, and nothing of it is quoted there."
    assert line not in journal.deletion_preview(room.ben, "reflection", reflection.id)
    give(room.world, room.ben, reflection.id)
    assert line in journal.deletion_preview(room.ben, "reflection", reflection.id)
    [attempt_id] = reflection.attempt_ids
    lines = journal.deletion_preview(room.ben, "attempt", attempt_id)
    assert any("counts towards your group's themes, and no longer will" in one for one in lines)
    lines = room.world.services.accounts.deletion_preview(room.ben).lines
    assert "None of your reflections counts towards themes or is quoted then." in lines
    room.world.services.attempts.delete(room.ben, attempt_id)
    assert given(room.world, reflection) is None


def test_journal_and_export_say_what_counts(room: Room, reflection: Reflection) -> None:
    journal = room.world.services.journal
    give(room.world, room.ben, reflection.id, quotes=[QUOTE], named=True)
    [item] = journal.items(room.ben, kinds=["reflection"])
    assert item.detail == (
        "Kept, on 1 attempt. It counts towards the themes of Northside. May be quoted under your "
        f"name: “{QUOTE}”"
    )
    export = journal.export(room.ben)
    [told] = json.loads(export.json)["contributions"]
    assert (told["reflection_id"], told["quotes"], told["named"]) == (reflection.id, [QUOTE], True)
    assert "it may count towards the themes of Northside." in export.markdown
    assert f"These sentences may be quoted under my name:\n\n> {QUOTE}" in export.markdown
    give(room.world, room.ben, reflection.id)
    [item] = journal.items(room.ben, kinds=["reflection"])
    assert item.detail.endswith("No sentence of it may be quoted.")
    room.world.services.reflections.reopen(room.ben, reflection.id)
    [item] = journal.items(room.ben, kinds=["reflection"])
    assert item.detail.endswith("so it does not count now.")
    assert "so it does not count now." in journal.export(room.ben).markdown


@pytest.mark.parametrize("state", [ReportState.PREVIEW, ReportState.RELEASED])
def test_the_offer_tells_what_it_was_counted_in(
    room: Room, contributing: ContributingService, reflection: Reflection, state: ReportState
) -> None:
    give(room.world, room.ben, reflection.id, quotes=[QUOTE])
    quote = Quote(source_id=reflection.id, text_sha256=sha256_of(QUOTE))
    add_report(room.world, room.group.id, state, [reflection], [quote])
    [told] = contributing.offer(room.ben, reflection.id).counted_in
    assert (told.state, told.at, told.quotes) == (state, room.world.clock(), True)
    contributing.take_back(room.ben, reflection.id)
    assert len(contributing.offer(room.ben, reflection.id).counted_in) == 1, "it has been counted"


def test_reports_without_it_or_that_nobody_saw_are_not_told_of(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    other = kept(room.world, room.cem)
    add_report(room.world, room.group.id, ReportState.RELEASED, [other])
    add_report(room.world, room.group.id, ReportState.STOPPED, [reflection])
    assert contributing.offer(room.ben, reflection.id).counted_in == ()


def test_while_the_group_looks_back_one_that_could_count_waits(
    room: Room, contributing: ContributingService, reflection: Reflection
) -> None:
    groups = room.world.services.groups
    assert contributing.waiting(room.ben) == ""
    for stage in (CycleStage.REFLECT, CycleStage.REVIEW):
        groups.set_cycle(group_id=room.group.id, topic="Topic of Northside", stage=stage)
        assert contributing.waiting(room.ben) == reflection.id
    room.world.clock.advance(minutes=1)
    newer = kept(room.world, room.ben)
    give(room.world, room.ben, reflection.id)
    assert contributing.waiting(room.ben) == "", "one of the cycle counts already"
    contributing.take_back(room.ben, reflection.id)
    assert contributing.waiting(room.ben) == newer.id
    assert contributing.waiting(room.cem) == ""
    room.world.services.cycles.pause(room.ann, room.group.id)
    assert contributing.waiting(room.ben) == ""
