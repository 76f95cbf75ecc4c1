"""What strings are typed into: one of everything that has a text field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from coach.bootstrap import Services
from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.attempt import AttemptResult
from coach.domain.commitment import Slot
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionStep
from coach.domain.repertoire import ORGANISATION, Item, ItemKind, of_group
from coach.domain.session_note import NoteKind
from coach.domain.story import StoryPart
from coach.domain.talk import Space
from coach.domain.theme_release import Release, ShownTheme
from coach.domain.theme_report import ReportState, ThemeReport
from coach.evaluation.people import Circle, make_circle, make_person, signed_in
from coach.services.common import new_id

PLAIN: Final = "I asked first and counted to ten."


@dataclass(frozen=True, slots=True)
class Scene:
    """Ids of Ann's things, of her group's and of the organisation's."""

    services: Services
    circle: Circle
    draft: str
    """A commitment that is not said yes to."""
    commitment: str
    closed: str
    attempt: str
    reflection: str
    story: str
    session: str
    note: str
    thread: str
    post: str
    story_item: str
    """A story that Ben told to the group."""
    document: str
    report: str
    eva: Actor
    evas_group: str
    """Another group, which she leads: a charter that changes closes its talk until the yes."""

    @property
    def group(self) -> str:
        """The group of Ann and Ben."""
        return self.circle.group_id


def make_scene(services: Services) -> Scene:
    """Make one of everything."""
    circle = make_circle(services)
    ann, group_id = circle.ann, circle.group_id
    draft = services.commitments.start(ann).id
    for slot in Slot:
        services.commitments.set_slot(ann, draft, slot, PLAIN)
    commitment, closed = (_committed(services, circle) for _ in range(2))
    attempt = services.attempts.log(
        ann,
        commitment_id=commitment,
        happened_on=_today().date(),
        cue_occurred=True,
        result=AttemptResult.TRIED,
        note=PLAIN,
    ).id
    reflection = services.reflections.start(ann, [attempt]).id
    services.reflections.set_step(ann, reflection, ReflectionStep.HAPPENED, PLAIN)
    story = services.authoring.start(ann).id
    services.authoring.set_part(ann, story, StoryPart.SITUATION, PLAIN)
    session = _session(services, circle)
    thread = services.talk.begin(ann, group_id, Space.PRIVATE, title="Ten", text=PLAIN).id
    item = _item(services, ItemKind.STORY, of_group(group_id), circle.ben.person_id)
    services.suggestions.try_it(ann, item, commitment)
    eva, evas_group = _other_group(services, circle)
    return Scene(
        services=services,
        circle=circle,
        draft=draft,
        commitment=commitment,
        closed=closed,
        attempt=attempt,
        reflection=reflection,
        story=story,
        session=session,
        note=services.session_notes.add(ann, session, NoteKind.NOTE, PLAIN).id,
        thread=thread,
        post=services.talk.thread(ann, thread).posts[0].id,
        story_item=item,
        document=_item(services, ItemKind.DOCUMENT, ORGANISATION, None),
        report=_report(services, group_id),
        eva=eva,
        evas_group=evas_group,
    )


def _today() -> datetime:
    return datetime.now(UTC)


def _committed(services: Services, circle: Circle) -> str:
    commitments = services.commitments
    commitment_id = commitments.start(circle.ann).id
    commitments.set_slot(circle.ann, commitment_id, Slot.ACTION, PLAIN)
    return commitments.commit(circle.ann, commitment_id, PLAIN).id


def _other_group(services: Services, circle: Circle) -> tuple[Actor, str]:
    eva = make_person(services, "Eva")
    group_id = services.group_register.make(circle.admin, "Southside", "quality_circle").id
    services.groups.add_member(group_id=group_id, email="eva@example.org", leads=True)
    return signed_in(services, eva), group_id


def _session(services: Services, circle: Circle) -> str:
    members = (circle.ann.person_id, circle.ben.person_id)
    request = Request(kind=SessionKind.REFLECT, member_ids=members)
    held_on = (_today() + timedelta(days=7)).date()
    return services.group_sessions.plan(circle.ann, circle.group_id, request, held_on=held_on).id


def _item(services: Services, kind: ItemKind, audience: str, author_id: str | None) -> str:
    now = _today()
    item = Item(
        id=new_id(),
        kind=kind,
        title="Counting to ten",
        text=PLAIN,
        audience=audience,
        source="member" if author_id else "document",
        source_key="counting",
        author_id=author_id,
        created_at=now,
        updated_at=now,
    )
    with services.database.transaction() as tx:
        tx.items.add(item)
    return item.id


def _report(services: Services, group_id: str) -> str:
    now = _today()
    theme = ShownTheme(id="theme", title="Listening", summary=PLAIN, people=3)
    with services.database.transaction() as tx:
        report = ThemeReport(
            id=new_id(),
            group_id=group_id,
            cycle_id=None,
            number=1,
            state=ReportState.RELEASED,
            asked_by_id=None,
            asked_at=now,
            updated_at=now,
            released_at=now,
            release=Release(themes=(theme,)),
        )
        tx.theme_reports.add(report)
    return report.id
