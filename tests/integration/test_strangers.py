"""Another person's thing, given to every public method of every service, is never found."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any, Final

import pytest

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.charter import SECTION_TITLES, Attribution, Sections, Terms
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.consent import Choice
from coach.domain.conversation import ConversationKind, Turn
from coach.domain.cycle import CycleStage
from coach.domain.group_session import GroupSession
from coach.domain.lineage import FlagReason, Verdict
from coach.domain.organisation_text import TextName
from coach.domain.people import Actor
from coach.domain.provenance import ReplyProvenance
from coach.domain.reach import Reach
from coach.domain.reflection import ReflectionStep
from coach.domain.repertoire import ItemKind, of_person
from coach.domain.rules import Level
from coach.domain.session_moves import Move
from coach.domain.session_note import NoteKind
from coach.domain.shelving import Wanted
from coach.domain.story import StoryPart
from coach.domain.talk import Space
from coach.domain.theme import Evidence, Theme
from coach.domain.theme_edits import Wording
from coach.domain.theme_release import Release, ShownTheme, pool_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.errors import NotFound
from coach.services.audit import Sought
from coach.services.common import new_id
from coach.services.contributions import standing
from coach.services.group_split import Split
from coach.services.journal import JournalKind
from coach.services.rhythm import Choices, Wish
from coach.storage.records import Invitation
from tests.support.contributions import give
from tests.support.repertoire import add_story
from tests.support.theme_reports import add_report
from tests.support.themes import contribute
from tests.support.world import PASSWORD, START, World, open_world

SECRET: Final = "quetzalcoatl"


@dataclass
class Scene:
    """Ann's things, and Zoe, who should see none of them."""

    world: World
    ann: Actor
    zoe: Actor
    commitment: str
    attempt: str
    reflection: str
    seen: str
    """What tells the wording of the reflection that counts from others."""
    conversation: str
    member_turn: str
    coach_turn: str
    group: str
    zoes_commitment: str
    item: str
    proposal: str
    session: str
    running: str
    note: str
    rule_change: str
    invitation: str
    reminder: str
    thread: str
    post: str
    story: str
    trial: str
    flag: str
    outside: str
    """A report of the organisation that those whom it comes from look at."""
    looked_at: str
    """A report in preview, with a theme that comes from Ann."""
    edited: str
    report: str


CASES: Final = ("stranger", "groupmate", "admin", "shared with groupmate")


@pytest.fixture(scope="module", params=CASES)
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One scene for all tests that change nothing."""
    with open_world(tmp_path_factory.mktemp("scene") / "home") as world:
        yield make_scene(world, request.param)


SESSION: Final = Request(kind=SessionKind.REFLECT, member_ids=("one", "two"))


def plan_session(world: World, group_id: str) -> str:
    """Save a session of the group; whoever leads would have planned it."""
    now = world.clock()
    session = GroupSession(
        id=new_id(),
        group_id=group_id,
        cycle_id=None,
        held_on=world.today,
        begins_at=None,
        request=SESSION,
        created_at=now,
        updated_at=now,
    )
    with world.services.database.transaction() as tx:
        tx.group_sessions.add(session)
    return session.id


def add_invitation(world: World, inviter: Actor, group_id: str) -> str:
    """Save an open invitation; whoever leads would have made it."""
    now = world.clock()
    invitation = Invitation(
        id=new_id(),
        token_sha256=new_id(),
        group_id=group_id,
        inviter_id=inviter.person_id,
        created_at=now,
        expires_at=now + timedelta(days=14),
    )
    with world.services.database.transaction() as tx:
        tx.invitations.add(invitation)
    return invitation.id


def make_scene(world: World, case: str) -> Scene:
    group = world.group()
    ann = world.actor("Ann", group)
    near = "groupmate" in case
    zoe = world.actor("Zoe", group if near else world.group("Other"), is_admin=case == "admin")
    commitment = world.commitment(ann, words=SECRET)
    if case == "shared with groupmate":
        world.services.commitments.share(ann, commitment.id, "group")
    attempt = world.attempt(ann, commitment, note=SECRET)
    reflection = world.services.reflections.start(ann, [attempt.id])
    world.services.reflections.set_step(ann, reflection.id, ReflectionStep.FELT, SECRET)
    conversation, turns = world.conversation(ann, commitment.id, f"I am {SECRET}.")
    reply = turns[0].model_copy(update={"id": new_id(), "position": 1, "role": "coach"})
    with world.services.database.transaction() as tx:
        tx.turns.add_turn(reply)
    running = plan_session(world, group.id)
    lea = world.actor("Lea", group, leads=True)
    note = world.services.session_notes.add(ann, running, NoteKind.NOTE, f"It was {SECRET}.")
    world.services.hand_overs.write(lea, running, f"Ask about {SECRET}.")
    thread = world.services.talk.begin(
        ann, group.id, Space.PRIVATE, title="What we found", text=f"It was {SECRET}."
    )
    trial, flag = try_and_flag(world, ann, commitment.id, lea)
    looked_at, edited = add_reports(world, ann, group.id)
    story = tell(world, ann, reflection.id)
    return Scene(
        world=world,
        ann=ann,
        zoe=zoe,
        commitment=commitment.id,
        attempt=attempt.id,
        reflection=reflection.id,
        seen=give(world, ann, reflection.id, quotes=[SECRET]).text_sha256,
        conversation=conversation.id,
        member_turn=turns[0].id,
        coach_turn=reply.id,
        group=group.id,
        zoes_commitment=world.commitment(zoe).id,
        item=add_story(
            world.services, SECRET, f"It was {SECRET}.", audience=of_person(ann.person_id)
        ).id,
        session=plan_session(world, group.id),
        invitation=add_invitation(world, ann, group.id),
        running=running,
        note=note.id,
        proposal=world.services.topics.propose(ann, group.id, f"How do we {SECRET}?").id,
        rule_change=world.services.group_rules.change(
            ann, group.id, {"session_minutes": 60}, decided_by=SECRET, why=f"Short, {SECRET}."
        ).id,
        thread=thread.id,
        post=world.services.talk.thread(ann, thread.id).posts[0].id,
        story=story,
        trial=trial,
        flag=flag,
        outside=look_outside(world, SECRET, reflection.id),
        looked_at=looked_at,
        edited=edited,
        report=released(world, group.id),
        reminder=world.services.rhythm.add(ann, about(commitment.id), "UTC").id,
    )


def add_reports(world: World, giver: Actor, group_id: str) -> tuple[str, str]:
    """Save a report in preview and one that is released; a theme of both comes from the giver."""
    words = f"It was {SECRET} and {SECRET}."
    source_id = contribute(world.services, giver, group_id, words, quotes=[words], named=True)
    theme = Theme(
        id="theme", title=SECRET, evidence=(Evidence(source_id=source_id, start=0, end=9),)
    )
    shown = ShownTheme(id="theme", title=SECRET, people=3)
    now, ids = world.clock(), []
    for number, state in enumerate((ReportState.RELEASED, ReportState.PREVIEW), start=1):
        ids.append(new_id())
        with world.services.database.transaction() as tx:
            cycle = tx.cycles.current(group_id)
            given = standing(tx, tx.contributions.of_owner(giver.person_id))
            report = ThemeReport(
                id=ids[-1],
                group_id=group_id,
                cycle_id=cycle.id if cycle else None,
                number=number,
                state=state,
                asked_by_id=giver.person_id,
                asked_at=now,
                updated_at=now,
                preview_ends_at=now + timedelta(days=90),
                released_at=now if state is ReportState.RELEASED else None,
                found=(theme,),
                pool=pool_of(source for _, source in given.values()),
                release=Release(themes=(shown,)),
            )
            tx.theme_reports.add(report)
    return ids[1], ids[0]


def released(world: World, group_id: str) -> str:
    """Save a report on themes that the group reads."""
    theme = ShownTheme(id=new_id(), title=SECRET, summary=SECRET, people=3)
    return add_report(world.services, group_id, Release(themes=(theme,))).id


def try_and_flag(world: World, actor: Actor, commitment_id: str, by: Actor) -> tuple[str, str]:
    """Try what another gave, say what happened and what is wrong with it; return both their ids."""
    services, audience = world.services, of_person(actor.person_id)
    item = add_story(services, SECRET, SECRET, audience=audience, author_id=by.person_id)
    trial = services.suggestions.try_it(actor, item.id, commitment_id)
    services.lineage.say(actor, commitment_id, item.id, Verdict.NOT, f"It was {SECRET}.")
    return trial.id, services.flags.flag(actor, item.id, FlagReason.WRONG, SECRET).id


def look_outside(world: World, title: str, reflection_id: str) -> str:
    """Save a report of the organisation with a theme that its contributors look at."""
    now = world.clock()
    evidence = (Evidence(source_id=reflection_id, start=0, end=1),)
    report = ThemeReport(
        id=new_id(),
        group_id=None,
        cycle_id=None,
        number=1,
        state=ReportState.PREVIEW,
        asked_by_id=None,
        asked_at=now,
        updated_at=now,
        preview_ends_at=now + timedelta(days=1),
        found=(Theme(id="waiting", title=title, evidence=evidence),),
    )
    with world.services.database.transaction() as tx:
        tx.theme_reports.add(report)
    return report.id


def tell(world: World, author: Actor, reflection_id: str) -> str:
    """Begin a story from a reflection that is kept."""
    services = world.services
    services.reflections.set_step(author, reflection_id, ReflectionStep.HAPPENED, SECRET)
    services.reflections.keep(author, reflection_id)
    story = services.authoring.start(author, reflection_id=reflection_id)
    services.authoring.set_part(author, story.id, StoryPart.TITLE, SECRET)
    return story.id


FEW: Final = Choice(
    reach=Reach.GROUP, group_ids=frozenset({new_id()}), attribution=Attribution.NONE
)


PARTED: Final = Split(name="Mine now", format="peer_coaching", member_ids=frozenset())


def about(commitment_id: str) -> Wish:
    """Return a reminder of a commitment, with the secret as its words."""
    return Wish(
        commitment_id=commitment_id, weekdays=(0,), at=time(9), label=SECRET, shows_label=True
    )


def attempt_values(s: Scene, commitment_id: str) -> dict[str, Any]:
    return {
        "commitment_id": commitment_id,
        "happened_on": s.world.today,
        "cue_occurred": True,
        "result": "tried",
    }


def citing_turn(s: Scene) -> Turn:
    """Return a turn that names Ann's item, as if Zoe had come by it."""
    return Turn(
        id=new_id(),
        conversation_id=s.conversation,
        position=1,
        role="coach",
        text="Here is what a peer tried.",
        created_at=s.world.clock(),
        provenance=ReplyProvenance(source="bank", item_id=s.item),
    )


MINE: Final = Wording(title="mine now")

Call = Callable[[Scene], Any]

REFUSED: Final[dict[str, Call]] = {
    "commitments.get": lambda s: s.world.services.commitments.get(s.zoe, s.commitment),
    "commitments.set_slot": lambda s: s.world.services.commitments.set_slot(
        s.zoe, s.commitment, Slot.WISH, "mine now"
    ),
    "commitments.set_review": lambda s: s.world.services.commitments.set_review(
        s.zoe, s.commitment, None
    ),
    "commitments.set_sentence": lambda s: s.world.services.commitments.set_sentence(
        s.zoe, s.commitment, "mine now"
    ),
    "commitments.audiences": lambda s: s.world.services.commitments.audiences(s.zoe, s.commitment),
    "commitments.compose": lambda s: s.world.services.commitments.compose(s.zoe, s.commitment),
    "commitments.commit": lambda s: s.world.services.commitments.commit(
        s.zoe, s.commitment, "mine now"
    ),
    "commitments.revise": lambda s: s.world.services.commitments.revise(
        s.zoe, s.commitment, "mine now"
    ),
    "commitments.share": lambda s: s.world.services.commitments.share(s.zoe, s.commitment, "me"),
    "commitments.close": lambda s: s.world.services.commitments.close(
        s.zoe, s.commitment, outcome=CommitmentStatus.KEPT, reason="mine now"
    ),
    "commitments.reopen": lambda s: s.world.services.commitments.reopen(s.zoe, s.commitment),
    "commitments.delete": lambda s: s.world.services.commitments.delete(s.zoe, s.commitment),
    "attempts.log": lambda s: s.world.services.attempts.log(
        s.zoe, **attempt_values(s, s.commitment)
    ),
    "totals_preview.keep_back": lambda s: s.world.services.totals_preview.keep_back(
        s.zoe, s.outside, "waiting", back=True
    ),
    "attempts.edit": lambda s: s.world.services.attempts.edit(
        s.zoe, s.attempt, **attempt_values(s, s.zoes_commitment)
    ),
    "attempts.get": lambda s: s.world.services.attempts.get(s.zoe, s.attempt),
    "attempts.of": lambda s: s.world.services.attempts.of(s.zoe, s.commitment),
    "attempts.delete": lambda s: s.world.services.attempts.delete(s.zoe, s.attempt),
    "reflections.get": lambda s: s.world.services.reflections.get(s.zoe, s.reflection),
    "reflections.start": lambda s: s.world.services.reflections.start(s.zoe, [s.attempt]),
    "reflections.set_step": lambda s: s.world.services.reflections.set_step(
        s.zoe, s.reflection, ReflectionStep.FELT, "mine now"
    ),
    "reflections.keep": lambda s: s.world.services.reflections.keep(s.zoe, s.reflection),
    "reflections.reopen": lambda s: s.world.services.reflections.reopen(s.zoe, s.reflection),
    "reflections.delete": lambda s: s.world.services.reflections.delete(s.zoe, s.reflection),
    "depth.check": lambda s: s.world.services.depth.check(s.zoe, s.reflection),
    "contributing.offer": lambda s: s.world.services.contributing.offer(s.zoe, s.reflection),
    "contributing.give": lambda s: s.world.services.contributing.give(
        s.zoe, s.reflection, quotes=[], named=True, beyond=False, seen_sha256=s.seen
    ),
    "contributing.take_back": lambda s: s.world.services.contributing.take_back(
        s.zoe, s.reflection
    ),
    "authoring.get": lambda s: s.world.services.authoring.get(s.zoe, s.story),
    "authoring.start": lambda s: s.world.services.authoring.start(
        s.zoe, reflection_id=s.reflection
    ),
    "authoring.set_part": lambda s: s.world.services.authoring.set_part(
        s.zoe, s.story, StoryPart.TITLE, "mine now"
    ),
    "authoring.take": lambda s: s.world.services.authoring.take(s.zoe, s.story, StoryPart.TITLE),
    "authoring.set_kind": lambda s: s.world.services.authoring.set_kind(
        s.zoe, s.story, ItemKind.TOOL
    ),
    "authoring.propose": lambda s: s.world.services.authoring.propose(s.zoe, s.story),
    "authoring.proposals": lambda s: s.world.services.authoring.proposals(s.zoe, s.story),
    "authoring.stop_proposing": lambda s: s.world.services.authoring.stop_proposing(s.zoe, s.story),
    "authoring.preview": lambda s: s.world.services.authoring.preview(s.zoe, s.story),
    "authoring.set_mask": lambda s: s.world.services.authoring.set_mask(
        s.zoe, s.story, SECRET, None
    ),
    "authoring.hide": lambda s: s.world.services.authoring.hide(s.zoe, s.story, SECRET),
    "authoring.delete": lambda s: s.world.services.authoring.delete(s.zoe, s.story),
    "sharing.standing": lambda s: s.world.services.sharing.standing(s.zoe, s.story),
    "sharing.offer": lambda s: s.world.services.sharing.offer(s.zoe, s.story),
    "sharing.words_of": lambda s: s.world.services.sharing.words_of(s.zoe, s.story, FEW),
    "sharing.share": lambda s: s.world.services.sharing.share(s.zoe, s.story, FEW, seen_sha256=""),
    "sharing.agree": lambda s: s.world.services.sharing.agree(s.zoe, s.story),
    "sharing.narrow": lambda s: s.world.services.sharing.narrow(
        s.zoe, s.story, frozenset({s.group})
    ),
    "sharing.withdraw": lambda s: s.world.services.sharing.withdraw(s.zoe, s.story),
    "lineage.of_commitment": lambda s: s.world.services.lineage.of_commitment(s.zoe, s.commitment),
    "lineage.say": lambda s: s.world.services.lineage.say(
        s.zoe, s.commitment, s.item, Verdict.WORKED
    ),
    "lineage.take_back": lambda s: s.world.services.lineage.take_back(s.zoe, s.trial),
    "lineage.reception": lambda s: s.world.services.lineage.reception(s.zoe, s.item),
    "lineage.ties": lambda s: s.world.services.lineage.ties(s.zoe, s.item),
    "lineage.thank": lambda s: s.world.services.lineage.thank(s.zoe, s.item),
    "flags.flag": lambda s: s.world.services.flags.flag(s.zoe, s.item, FlagReason.ME, "mine now"),
    "flags.stands": lambda s: s.world.services.flags.stands(s.zoe, s.flag),
    "flags.retire": lambda s: s.world.services.flags.retire(s.zoe, s.flag),
    "flags.take_back": lambda s: s.world.services.flags.take_back(s.zoe, s.flag),
    "theme_reports.stop": lambda s: s.world.services.theme_reports.stop(s.zoe, s.looked_at),
    "theme_reports.veto": lambda s: s.world.services.theme_reports.veto(
        s.zoe, s.looked_at, "theme"
    ),
    "theme_reports.unveto": lambda s: s.world.services.theme_reports.unveto(
        s.zoe, s.looked_at, "theme"
    ),
    "theme_reports.assent": lambda s: s.world.services.theme_reports.assent(s.zoe, s.looked_at),
    "theme_edits.reword": lambda s: s.world.services.theme_edits.reword(
        s.zoe, s.edited, "theme", MINE
    ),
    "theme_edits.merge": lambda s: s.world.services.theme_edits.merge(
        s.zoe, s.edited, ["theme", "other"], MINE
    ),
    "theme_edits.split": lambda s: s.world.services.theme_edits.split(
        s.zoe, s.edited, "theme", MINE, MINE
    ),
    "theme_edits.discard": lambda s: s.world.services.theme_edits.discard(s.zoe, s.edited, "theme"),
    "repertoire_import.remove": lambda s: s.world.services.repertoire_import.remove(s.zoe, s.item),
    "consent_asks.decline": lambda s: s.world.services.consent_asks.decline(s.zoe, s.story),
    "conversations.start_commit": lambda s: s.world.services.conversations.start_commit(
        s.zoe, s.commitment
    ),
    "conversations.start_reflect": lambda s: s.world.services.conversations.start_reflect(
        s.zoe, s.reflection
    ),
    "conversations.open": lambda s: s.world.services.conversations.open(s.zoe, s.conversation),
    "conversations.say": lambda s: s.world.services.conversations.say(
        s.zoe, s.conversation, "mine now"
    ),
    "conversations.regenerate": lambda s: s.world.services.conversations.regenerate(
        s.zoe, s.conversation
    ),
    "conversations.edit_last": lambda s: s.world.services.conversations.edit_last(
        s.zoe, s.conversation, "mine now", turn_id=s.member_turn
    ),
    "conversations.stop": lambda s: s.world.services.conversations.stop(s.zoe, s.conversation),
    "conversations.feedback": lambda s: s.world.services.conversations.feedback(
        s.zoe, s.coach_turn, helpful=False, reason="mine now"
    ),
    "conversations.delete": lambda s: s.world.services.conversations.delete(s.zoe, s.conversation),
    "conversations.warm": lambda s: s.world.services.conversations.warm(s.zoe, s.conversation),
    "suggestions.for_conversation": lambda s: s.world.services.suggestions.for_conversation(
        s.zoe, s.conversation
    ),
    "suggestions.for_draft": lambda s: s.world.services.suggestions.for_draft(
        s.zoe, ConversationKind.COMMIT, s.commitment
    ),
    "suggestions.react": lambda s: s.world.services.suggestions.react(s.zoe, s.item, "helpful"),
    "suggestions.try_it": lambda s: s.world.services.suggestions.try_it(
        s.zoe, s.item, s.zoes_commitment
    ),
    "suggestions.leave_it": lambda s: s.world.services.suggestions.leave_it(
        s.zoe, s.item, s.commitment
    ),
    "stories.open": lambda s: s.world.services.stories.open(s.zoe, s.item),
    "stories.passages": lambda s: s.world.services.stories.passages(s.zoe, s.item),
    "suggestions.try_next": lambda s: s.world.services.suggestions.try_next(s.zoe, s.item),
    "suggestions.tried_in": lambda s: s.world.services.suggestions.tried_in(s.zoe, s.commitment),
    "left_items.take_back": lambda s: s.world.services.left_items.take_back(s.zoe, s.item),
    "rhythm.add": lambda s: s.world.services.rhythm.add(s.zoe, about(s.commitment), "UTC"),
    "rhythm.change": lambda s: s.world.services.rhythm.change(
        s.zoe, s.reminder, about(s.zoes_commitment)
    ),
    "rhythm.switch": lambda s: s.world.services.rhythm.switch(s.zoe, s.reminder, on=False),
    "rhythm.delete": lambda s: s.world.services.rhythm.delete(s.zoe, s.reminder),
    "journal.deletion_preview": lambda s: s.world.services.journal.deletion_preview(
        s.zoe, "commitment", s.commitment
    ),
    "journal.made_stories": lambda s: s.world.services.journal.made_stories(
        s.zoe, "reflection", s.reflection
    ),
    "group_sessions.stories_from_outside": lambda s: (
        s.world.services.group_sessions.stories_from_outside(s.zoe, s.group)
    ),
    "session_runs.begin": lambda s: s.world.services.session_runs.begin(s.zoe, s.running),
    "session_runs.move": lambda s: s.world.services.session_runs.move(
        s.zoe, s.running, 1, Move.NEXT
    ),
    "session_runs.come": lambda s: s.world.services.session_runs.come(
        s.zoe, s.running, 1, s.zoe.person_id
    ),
    "session_runs.leave": lambda s: s.world.services.session_runs.leave(
        s.zoe, s.running, 1, s.ann.person_id
    ),
    "session_notes.edit": lambda s: s.world.services.session_notes.edit(s.zoe, s.note, "mine now"),
    "session_notes.delete": lambda s: s.world.services.session_notes.delete(s.zoe, s.note),
    "theme_agenda.draft": lambda s: s.world.services.theme_agenda.draft(s.zoe, s.group, s.report),
    "hand_overs.of_session": lambda s: s.world.services.hand_overs.of_session(s.zoe, s.running),
    "hand_overs.latest": lambda s: s.world.services.hand_overs.latest(s.zoe, s.group),
    "hand_overs.write": lambda s: s.world.services.hand_overs.write(s.zoe, s.running, "mine now"),
    "talk.close": lambda s: s.world.services.talk.close(s.zoe, s.thread),
    "talk.delete": lambda s: s.world.services.talk.delete(s.zoe, s.post),
    "talk.edit": lambda s: s.world.services.talk.edit(s.zoe, s.post, "mine now", title="Mine"),
    "talk.remove": lambda s: s.world.services.talk.remove(s.zoe, s.post),
}

OF_A_GROUP: Final[dict[str, Call]] = {
    "charters.accept": lambda s: s.world.services.charters.accept(s.zoe, s.group, 0),
    "charters.read": lambda s: s.world.services.charters.read(s.zoe, s.group),
    "charters.versions": lambda s: s.world.services.charters.versions(s.zoe, s.group),
    "charters.write": lambda s: s.world.services.charters.write(
        s.zoe,
        s.group,
        sections=Sections.model_validate(dict.fromkeys(SECTION_TITLES, "mine now")),
        terms=Terms(widest_audience=Reach.GROUP, attributions=(Attribution.NAME,)),
    ),
    "cycles.board": lambda s: s.world.services.cycles.board(s.zoe, s.group),
    "cycles.begin": lambda s: s.world.services.cycles.begin(s.zoe, s.group),
    "cycles.move": lambda s: s.world.services.cycles.move(s.zoe, s.group, CycleStage.CLOSE),
    "cycles.proposal": lambda s: s.world.services.cycles.proposal(s.zoe, s.group, s.world.today),
    "cycles.pause": lambda s: s.world.services.cycles.pause(s.zoe, s.group),
    "cycles.go_on": lambda s: s.world.services.cycles.go_on(s.zoe, s.group),
    "groups.set_level": lambda s: s.world.services.groups.set_level(s.zoe, s.group, Level.MEMBER),
    "leads.board": lambda s: s.world.services.leads.board(s.zoe, s.group),
    "leads.give": lambda s: s.world.services.leads.give(s.zoe, s.group, s.zoe.person_id),
    "group_reading.health": lambda s: s.world.services.group_reading.health(s.zoe, s.group),
    "cycle_counts.current": lambda s: s.world.services.cycle_counts.current(s.zoe, s.group),
    "group_reading.trying": lambda s: s.world.services.group_reading.trying(s.zoe, s.group),
    "group_reading.cycle": lambda s: s.world.services.group_reading.cycle(s.zoe, s.group, 1),
    "group_sessions.setting": lambda s: s.world.services.group_sessions.setting(s.zoe, s.group),
    "group_sessions.planned": lambda s: s.world.services.group_sessions.planned(s.zoe, s.group),
    "group_sessions.preview": lambda s: s.world.services.group_sessions.preview(
        s.zoe, s.group, SESSION, held_on=s.world.today
    ),
    "group_sessions.plan": lambda s: s.world.services.group_sessions.plan(
        s.zoe, s.group, SESSION, held_on=s.world.today
    ),
    "group_sessions.export": lambda s: s.world.services.group_sessions.export(s.zoe, s.session),
    "group_sessions.get": lambda s: s.world.services.group_sessions.get(s.zoe, s.session),
    "group_sessions.move": lambda s: s.world.services.group_sessions.move(
        s.zoe, s.session, held_on=s.world.today, begins_at=None
    ),
    "group_sessions.proposed": lambda s: s.world.services.group_sessions.proposed(
        s.zoe, s.group, s.world.today
    ),
    "group_sessions.sheet": lambda s: s.world.services.group_sessions.sheet(s.zoe, s.session),
    "group_sessions.cancel": lambda s: s.world.services.group_sessions.cancel(s.zoe, s.session),
    "theme_agenda.newest": lambda s: s.world.services.theme_agenda.newest(s.zoe, s.group),
    "theme_agenda.questions": lambda s: s.world.services.theme_agenda.questions(s.zoe, s.report),
    "theme_export.export": lambda s: s.world.services.theme_export.export(s.zoe, s.report),
    "theme_export.sheet": lambda s: s.world.services.theme_export.sheet(s.zoe, s.report),
    "repertoire_export.export": lambda s: s.world.services.repertoire_export.export(s.zoe, s.group),
    "repertoire_import.imported": lambda s: s.world.services.repertoire_import.imported(
        s.zoe, s.group
    ),
    "repertoire_import.take_in": lambda s: s.world.services.repertoire_import.take_in(
        s.zoe, s.group, b"{}"
    ),
    "members.people": lambda s: s.world.services.members.people(s.zoe, s.group),
    "members.notices": lambda s: s.world.services.members.notices(s.zoe, s.group),
    "members.leave_preview": lambda s: s.world.services.members.leave_preview(s.zoe, s.group),
    "members.leave": lambda s: s.world.services.members.leave(s.zoe, s.group),
    "members.remove": lambda s: s.world.services.members.remove(
        s.zoe, s.group, s.ann.person_id, reason="mine now"
    ),
    "session_runs.open": lambda s: s.world.services.session_runs.open(s.zoe, s.running),
    "session_notes.board": lambda s: s.world.services.session_notes.board(s.zoe, s.running),
    "session_notes.add": lambda s: s.world.services.session_notes.add(
        s.zoe, s.running, NoteKind.DECISION, "mine now"
    ),
    "theme_reports.board": lambda s: s.world.services.theme_reports.board(s.zoe, s.group),
    "theme_reports.ask": lambda s: s.world.services.theme_reports.ask(s.zoe, s.group),
    "topics.board": lambda s: s.world.services.topics.board(s.zoe, s.group),
    "topics.propose": lambda s: s.world.services.topics.propose(s.zoe, s.group, "How do we?"),
    "topics.phrased": lambda s: s.world.services.topics.phrased(s.zoe, s.group, "too many mails"),
    "topics.take_back": lambda s: s.world.services.topics.take_back(s.zoe, s.proposal),
    "topics.vote": lambda s: s.world.services.topics.vote(s.zoe, s.group, {s.proposal: 1}),
    "topics.close": lambda s: s.world.services.topics.close(s.zoe, s.group),
    "group_rules.answer": lambda s: s.world.services.group_rules.answer(
        s.zoe, s.rule_change, yes=False
    ),
    "group_rules.change": lambda s: s.world.services.group_rules.change(
        s.zoe, s.group, {"session_minutes": 30}, decided_by="me", why="mine now"
    ),
    "group_rules.change_format": lambda s: s.world.services.group_rules.change_format(
        s.zoe, s.group, "learning_circle", decided_by="me", why="mine now"
    ),
    "group_rules.foresee": lambda s: s.world.services.group_rules.foresee(
        s.zoe, s.group, {"session_minutes": 30}
    ),
    "group_rules.foresee_format": lambda s: s.world.services.group_rules.foresee_format(
        s.zoe, s.group, "learning_circle"
    ),
    "group_rules.history": lambda s: s.world.services.group_rules.history(s.zoe, s.group),
    "group_rules.rules": lambda s: s.world.services.group_rules.rules(s.zoe, s.group),
    "talk.answer": lambda s: s.world.services.talk.answer(s.zoe, s.thread, "mine now"),
    "talk.begin": lambda s: s.world.services.talk.begin(
        s.zoe, s.group, Space.PRIVATE, title="Mine", text="mine now"
    ),
    "talk.of_group": lambda s: s.world.services.talk.of_group(s.zoe, s.group),
    "talk.seen": lambda s: s.world.services.talk.seen(s.zoe, s.thread, 1),
    "talk.thread": lambda s: s.world.services.talk.thread(s.zoe, s.thread),
}
"""Open to its members alone; what these may do is in test_group_rules, test_charters, test_talk."""

OF_A_GROUP_AND_ADMINS: Final[dict[str, Call]] = {
    "members.overview": lambda s: s.world.services.members.overview(s.zoe, s.group),
    "members.invite": lambda s: s.world.services.members.invite(s.zoe, s.group),
    "members.withdraw": lambda s: s.world.services.members.withdraw(s.zoe, s.invitation),
    "members.join_as_admin": lambda s: s.world.services.members.join_as_admin(s.zoe, s.group),
    "group_deletion.preview": lambda s: s.world.services.group_deletion.preview(s.zoe, s.group),
    "group_deletion.ask": lambda s: s.world.services.group_deletion.ask(s.zoe, s.group),
    "group_deletion.confirm": lambda s: s.world.services.group_deletion.confirm(s.zoe, s.group),
    "group_deletion.call_off": lambda s: s.world.services.group_deletion.call_off(s.zoe, s.group),
    "accounts.invite": lambda s: s.world.services.accounts.invite(s.zoe, group_id=s.group),
    "group_split.board": lambda s: s.world.services.group_split.board(s.zoe, s.group),
    "group_split.foresee": lambda s: s.world.services.group_split.foresee(s.zoe, s.group, PARTED),
    "group_split.split": lambda s: s.world.services.group_split.split(s.zoe, s.group, PARTED),
}
"""What these may do is in test_members and test_group_deletion."""

SHOWS_OWN_ONLY: Final[dict[str, Call]] = {
    "accounts.deletion_preview": lambda s: s.world.services.accounts.deletion_preview(s.zoe),
    "account_links.password_replaced": lambda s: s.world.services.account_links.password_replaced(
        s.zoe
    ),
    "authoring.mine": lambda s: s.world.services.authoring.mine(s.zoe),
    "contributing.mine": lambda s: s.world.services.contributing.mine(s.zoe),
    "contributing.waiting": lambda s: s.world.services.contributing.waiting(s.zoe),
    "lineage.mine": lambda s: s.world.services.lineage.mine(s.zoe),
    "lineage.unthank": lambda s: s.world.services.lineage.unthank(s.zoe, s.item),
    "flags.raised": lambda s: s.world.services.flags.raised(s.zoe),
    "flags.open_for": lambda s: s.world.services.flags.open_for(s.zoe),
    "consent_asks.questions": lambda s: s.world.services.consent_asks.questions(s.zoe),
    "accounts.sessions": lambda s: s.world.services.accounts.sessions(s.zoe),
    "attempts.mine": lambda s: s.world.services.attempts.mine(s.zoe),
    "commitments.mine": lambda s: s.world.services.commitments.mine(s.zoe),
    "commitments.start": lambda s: s.world.services.commitments.start(s.zoe),
    "conversations.for_subject": lambda s: s.world.services.conversations.for_subject(
        s.zoe, s.commitment
    ),
    "left_items.mine": lambda s: s.world.services.left_items.mine(s.zoe),
    "members.groups": lambda s: s.world.services.members.groups(s.zoe),
    "groups.mine": lambda s: s.world.services.groups.mine(s.zoe),
    "journal.items": lambda s: s.world.services.journal.items(s.zoe, query=SECRET),
    "journal.export": lambda s: s.world.services.journal.export(s.zoe),
    "rhythm.overview": lambda s: s.world.services.rhythm.overview(s.zoe, "UTC"),
    "rhythm.choose": lambda s: s.world.services.rhythm.choose(s.zoe, Choices(timezone="UTC")),
    "rhythm.pause": lambda s: s.world.services.rhythm.pause(s.zoe, "UTC", paused=True),
    "calendar_feed.made_at": lambda s: s.world.services.calendar_feed.made_at(s.zoe),
    "calendar_feed.make": lambda s: s.world.services.calendar_feed.file(
        s.world.services.calendar_feed.make(s.zoe)
    ),
    "calendar_feed.revoke": lambda s: s.world.services.calendar_feed.revoke(s.zoe),
    "totals_preview.mine": lambda s: s.world.services.totals_preview.mine(s.zoe),
    "suggestions.cited": lambda s: s.world.services.suggestions.cited(s.zoe, [citing_turn(s)]),
    "suggestions.searching": lambda s: s.world.services.suggestions.searching(s.zoe),
    "suggestions.unreact": lambda s: s.world.services.suggestions.unreact(s.zoe, s.item),
    "search.browse": lambda s: s.world.services.search.browse(s.zoe),
    "stories.find": lambda s: s.world.services.stories.find(s.zoe, f"It was {SECRET}.", Wanted()),
    "stories.shelves": lambda s: s.world.services.stories.shelves(s.zoe, Wanted()),
    "stories.topics": lambda s: s.world.services.stories.topics(s.zoe),
    "stories.tellers": lambda s: s.world.services.stories.tellers(s.zoe),
    "talk.spaces": lambda s: s.world.services.talk.spaces(s.zoe),
    "theme_reports.news": lambda s: s.world.services.theme_reports.news(s.zoe),
    "search.search": lambda s: s.world.services.search.search(s.zoe, f"It was {SECRET}."),
    "reflections.mine": lambda s: s.world.services.reflections.mine(s.zoe),
    "accounts.moved_end": lambda s: s.world.services.accounts.moved_end(s.zoe),
    "accounts.sign_out_everywhere": lambda s: s.world.services.accounts.sign_out_everywhere(s.zoe),
    "accounts.change_password": lambda s: s.world.services.accounts.change_password(
        s.zoe, old=PASSWORD, new="seven blue ladders"
    ),
    "accounts.delete_account": lambda s: s.world.services.accounts.delete_account(
        s.zoe, password="seven blue ladders"
    ),
}

FOR_ADMINS: Final[dict[str, Call]] = {
    "audit.latest": lambda s: s.world.services.audit.latest(s.zoe),
    "audit.page": lambda s: s.world.services.audit.page(s.zoe, Sought()),
    "audit.events": lambda s: s.world.services.audit.events(s.zoe),
    "audit.people": lambda s: s.world.services.audit.people(s.zoe),
    "audit.export": lambda s: s.world.services.audit.export(s.zoe, Sought()),
    "group_register.find": lambda s: s.world.services.group_register.find(s.zoe, s.world.today),
    "group_register.formats": lambda s: s.world.services.group_register.formats(s.zoe),
    "group_register.make": lambda s: s.world.services.group_register.make(
        s.zoe, "Mine now", "learning_circle"
    ),
    "group_register.rename": lambda s: s.world.services.group_register.rename(
        s.zoe, s.group, "Mine"
    ),
    "installation.overview": lambda s: s.world.services.installation.overview(s.zoe),
    "installation.state": lambda s: s.world.services.installation.state(s.zoe),
    "installation.check": lambda s: s.world.services.installation.check(s.zoe),
    "installation.rebuild": lambda s: s.world.services.installation.rebuild(s.zoe),
    "job_board.board": lambda s: s.world.services.job_board.board(s.zoe),
    "job_board.refresh": lambda s: s.world.services.job_board.refresh(s.zoe),
    "people.find": lambda s: s.world.services.people.find(s.zoe),
    "people.person": lambda s: s.world.services.people.person(s.zoe, s.ann.person_id),
    "people.sign_out": lambda s: s.world.services.people.sign_out(s.zoe, s.ann.person_id),
    "people.shut": lambda s: s.world.services.people.shut(s.zoe, s.ann.person_id),
    "people.reopen": lambda s: s.world.services.people.reopen(s.zoe, s.ann.person_id),
    "people.make_admin": lambda s: s.world.services.people.make_admin(s.zoe, s.ann.person_id),
    "people.unmake_admin": lambda s: s.world.services.people.unmake_admin(s.zoe, s.ann.person_id),
    "account_links.invite": lambda s: s.world.services.account_links.invite(s.zoe, as_admin=True),
    "account_links.send_password_link": (
        lambda s: s.world.services.account_links.send_password_link(s.zoe, s.ann.person_id)
    ),
    "totals.view": lambda s: s.world.services.totals.view(s.zoe),
    "totals.making": lambda s: s.world.services.totals.making(s.zoe),
    "totals.stop": lambda s: s.world.services.totals.stop(s.zoe),
    "totals.ask": lambda s: s.world.services.totals.ask(s.zoe),
    "totals.export": lambda s: s.world.services.totals.export(s.zoe),
    "texts.view": lambda s: s.world.services.texts.view(s.zoe, TextName.LEGAL),
    "texts.write": lambda s: s.world.services.texts.write(
        s.zoe, TextName.PRIVACY, "mine now", after=0
    ),
    "texts.reset": lambda s: s.world.services.texts.reset(s.zoe, TextName.PRIVACY, after=1),
}
"""What admins alone may do; that they read nothing by it is in test_admins_read_nothing."""

ELSEWHERE: Final = {
    "account_links.accept": "asks a token, see test_account_links",
    "account_links.set_password": "asks a token, see test_account_links",
    "account_links.view": "asks a token, see test_account_links",
    "accounts.enter": "asks what lets in, see test_account_links",
    "texts.close": "ends the thread",
    "texts.crisis": "for everybody, see test_organisation_texts",
    "texts.follow": "starts the thread",
    "texts.look": "tells nothing of anybody",
    "texts.privacy_notice": "for everybody, see test_organisation_texts",
    "accounts.accept_invitation": "asks a token, see test_accounts",
    "accounts.actor_for_session": "makes an actor, see test_accounts",
    "accounts.actor_for_token": "makes an actor, see test_accounts",
    "accounts.create_person": "for the command line",
    "accounts.invitation": "asks a token, see test_accounts",
    "accounts.join": "asks a token, see test_accounts",
    "accounts.open_session": "for sign-in methods",
    "accounts.sign_in": "makes an actor, see test_accounts",
    "accounts.sign_out": "asks a token, see test_accounts",
    "calendar_feed.file": "asks a token, see test_calendar_feed",
    "citing.close": "ends the threads",
    "citing.find": "asks what the services found, see test_citing",
    "conversations.busy": "tells nothing of anybody",
    "conversations.close": "ends the threads",
    "conversations.how_many": "tells nothing of anybody",
    "conversations.quiet_for": "tells nothing of anybody",
    "commitments.remarks": "reads what it is given",
    "commitments.shared_in_group": "see below",
    "group_split.may": "says no more than whether, see test_group_split",
    "groups.add_member": "for the command line",
    "leads.appoint": "for admins: see test_leads",
    "groups.set_cycle": "for the command line",
    "home.overview": "see below",
    "library.audiences": "for administrators alone, see test_library",
    "library.cancel": "for administrators alone, see test_library",
    "library.delete": "for administrators alone, see test_library",
    "library.document": "for administrators alone, see test_library",
    "library.documents": "for administrators alone, see test_library",
    "library.edit": "for administrators alone, see test_library",
    "library.edit_gist": "for administrators alone, see test_library",
    "library.loads": "for administrators alone, see test_library",
    "library.refuse": "for administrators alone, see test_library",
    "library.reindex": "for administrators alone, see test_library",
    "library.restore": "for administrators alone, see test_library",
    "library.retire": "for administrators alone, see test_library",
    "library.retry": "for administrators alone, see test_library",
    "library.supersede": "for administrators alone, see test_library",
    "library.upload": "for administrators alone, see test_library",
    "repertoire_export.print_out": "for the command line",
    "repertoire_import.read_in": "for the command line",
    "outside_maker.end_previews": "releases what its rule lets be shown, see test_totals",
    "outside_maker.make": "shows nothing to anybody, see test_totals",
    "outside_maker.run": "shows nothing to anybody, see test_totals",
    "outside_maker.under_way": "tells nothing of anybody",
    "postman.close": "ends the thread",
    "postman.go_round": "sends each person their own, see test_postman",
    "postman.start": "starts the thread",
    "repertoire.close": "ends the threads",
    "rhythm.stop": "asks a signature, see test_rhythm",
    "rhythm.what_stops": "asks a signature, see test_rhythm",
    "search.why": "reads what it is given",
    "theme_maker.end_previews": "shows nobody anything, see test_theme_reports",
    "theme_maker.make": "for the queue, see test_theme_making",
    "theme_maker.run": "for the queue, see test_theme_making",
    "theme_maker.under_way": "for the queue",
    "authoring.close": "ends the thread",
    "authoring.get_ready": "loads what is nobody's",
    "suggestions.close": "ends the threads",
}


def public_methods(world: World) -> set[str]:
    found = set()
    for name in world.services.__dataclass_fields__:
        service = getattr(world.services, name)
        if not type(service).__module__.startswith("coach.services"):
            continue
        for method, _ in inspect.getmembers(service, inspect.ismethod):
            if not method.startswith("_"):
                found.add(f"{name}.{method}")
    return found


def test_every_public_method_is_in_one_of_the_tables(world: World) -> None:
    assert public_methods(world) == {
        *REFUSED,
        *OF_A_GROUP,
        *OF_A_GROUP_AND_ADMINS,
        *SHOWS_OWN_ONLY,
        *FOR_ADMINS,
        *ELSEWHERE,
    }


def snapshot(s: Scene) -> str:
    """Return all that Ann owns, and what her group has agreed on."""
    with s.world.services.database.reading() as tx:
        return repr(
            (
                tx.people.get(s.ann.person_id),
                tx.sessions.live_of(s.ann.person_id, s.world.clock()),
                tx.commitments.of_owner(s.ann.person_id),
                tx.attempts.of_owner(s.ann.person_id),
                tx.reflections.of_owner(s.ann.person_id),
                tx.contributions.of_owner(s.ann.person_id),
                tx.conversations.of_owner(s.ann.person_id),
                tx.turns.turns_of(s.conversation, owner_id=s.ann.person_id),
                tx.rhythms.get(s.ann.person_id),
                tx.reminders.of_owner(s.ann.person_id),
                tx.calendar_feeds.made_at(s.ann.person_id),
                tx.items.get(s.item),
                tx.trials.lineage([s.item]),
                tx.trials.of_person(s.ann.person_id),
                tx.outcomes.get(s.trial),
                tx.flags.get(s.flag),
                tx.flags.open_of(s.item),
                tx.theme_reports.of_group(s.group),
                tx.theme_vetoes.of_report(s.looked_at),
                tx.theme_assents.of_report(s.looked_at),
                tx.groups.every(),
                tx.organisation_texts.newest(),
                tx.rule_changes.of_group(s.group),
                tx.charters.of_group(s.group),
                tx.charters.acceptances(s.group),
                tx.session_runs.get(s.running),
                tx.session_notes.of_session(s.running),
                tx.hand_overs.get(s.running),
                tx.talk.thread(s.thread),
                tx.talk.posts(s.thread),
            )
        )


def comings_and_goings(s: Scene) -> str:
    """Return who is in Ann's group or invited, and what it was told."""
    with s.world.services.database.reading() as tx:
        return repr(
            (
                tx.groups.members(s.group),
                tx.invitations.open_of(s.group, s.world.clock()),
                tx.notices.of_group(s.group, START - timedelta(days=1)),
                tx.group_deletions.get(s.group),
            )
        )


def events(s: Scene) -> int:
    """Return how many rows the audit trail has."""
    with s.world.services.database.reading() as tx:
        return tx.audit.count(Sought())


@pytest.mark.parametrize("name", REFUSED)
def test_another_persons_thing_is_not_found_and_not_changed(scene: Scene, name: str) -> None:
    before = snapshot(scene)
    with pytest.raises(NotFound) as caught:
        REFUSED[name](scene)
    assert SECRET not in str(caught.value)
    assert snapshot(scene) == before


@pytest.mark.parametrize("scene", ["stranger", "admin"], indirect=True)
@pytest.mark.parametrize("name", OF_A_GROUP)
def test_what_a_group_agreed_on_is_its_members_alone(scene: Scene, name: str) -> None:
    before = snapshot(scene), comings_and_goings(scene)
    with pytest.raises(NotFound) as caught:
        OF_A_GROUP[name](scene)
    assert SECRET not in str(caught.value)
    assert (snapshot(scene), comings_and_goings(scene)) == before


@pytest.mark.parametrize("scene", ["stranger"], indirect=True)
@pytest.mark.parametrize("name", OF_A_GROUP_AND_ADMINS)
def test_who_comes_and_goes_is_no_strangers_business(scene: Scene, name: str) -> None:
    before = snapshot(scene), comings_and_goings(scene)
    with pytest.raises(NotFound) as caught:
        OF_A_GROUP_AND_ADMINS[name](scene)
    assert SECRET not in str(caught.value)
    assert (snapshot(scene), comings_and_goings(scene)) == before


@pytest.mark.parametrize("scene", ["stranger", "groupmate", "shared with groupmate"], indirect=True)
@pytest.mark.parametrize("leads", [False, True], ids=["member", "facilitator"])
@pytest.mark.parametrize("name", FOR_ADMINS)
def test_what_admins_do_is_not_found_by_anybody_else(
    scene: Scene, name: str, *, leads: bool
) -> None:
    leading = {"leading_ids": scene.zoe.group_ids}
    zoe = scene.zoe.model_copy(update=leading) if leads else scene.zoe
    before = snapshot(scene), events(scene)
    with pytest.raises(NotFound) as caught:
        FOR_ADMINS[name](replace(scene, zoe=zoe))
    assert SECRET not in str(caught.value)
    assert (snapshot(scene), events(scene)) == before


@pytest.mark.parametrize("kind", ["commitment", "attempt", "reflection", "conversation", "post"])
def test_no_preview_of_deleting_another_persons_thing(scene: Scene, kind: JournalKind) -> None:
    with pytest.raises(NotFound):
        scene.world.services.journal.deletion_preview(scene.zoe, kind, getattr(scene, kind))


@pytest.mark.parametrize("case", CASES)
def test_what_lists_or_changes_ones_own_leaves_others_alone(world: World, case: str) -> None:
    scene = make_scene(world, case)
    before = snapshot(scene)
    for name, call in SHOWS_OWN_ONLY.items():
        assert SECRET not in repr(call(scene)), name
        assert snapshot(scene) == before, name


def test_own_attempts_cannot_be_moved_to_another_persons_commitment(scene: Scene) -> None:
    services = scene.world.services
    own = services.attempts.log(scene.zoe, **attempt_values(scene, scene.zoes_commitment))
    with pytest.raises(NotFound):
        services.attempts.edit(scene.zoe, own.id, **attempt_values(scene, scene.commitment))
    with pytest.raises(NotFound):
        services.reflections.start(scene.zoe, [own.id, scene.attempt])


def test_things_that_do_not_exist_look_the_same(scene: Scene) -> None:
    services = scene.world.services
    with pytest.raises(NotFound) as missing:
        services.commitments.get(scene.zoe, "no such thing")
    with pytest.raises(NotFound) as denied:
        services.commitments.get(scene.zoe, scene.commitment)
    assert str(missing.value) == str(denied.value)


def test_a_group_sees_the_sentence_of_what_is_shared_and_nothing_else(
    scene: Scene, request: pytest.FixtureRequest
) -> None:
    services = scene.world.services
    case = request.node.callspec.params["scene"]
    home = services.home.overview(scene.zoe, scene.world.today)
    if case in {"stranger", "admin"}:
        with pytest.raises(NotFound):
            services.commitments.shared_in_group(scene.zoe, scene.group)
        assert SECRET not in repr(home)
        return
    shared = services.commitments.shared_in_group(scene.zoe, scene.group)
    expected = [("Ann", f"I will {SECRET}.", "open")] if "shared" in case else []
    assert [(c.name, c.sentence, c.status) for c in shared] == expected
    assert list(home.shared) == shared
    assert SECRET not in repr(home.model_copy(update={"shared": ()}))


def test_nobody_sees_it_any_more_once_it_is_private_or_one_has_left(world: World) -> None:
    group = world.group()
    ann, zoe = world.actor("Ann", group), world.actor("Zoe", group)
    commitments = world.services.commitments
    commitment = world.commitment(ann)
    commitments.share(ann, commitment.id, "group")
    assert len(commitments.shared_in_group(zoe, group.id)) == 1
    with pytest.raises(NotFound):
        commitments.shared_in_group(zoe.model_copy(update={"memberships": ()}), group.id)
    commitments.share(ann, commitment.id, "me")
    assert commitments.shared_in_group(zoe, group.id) == []
