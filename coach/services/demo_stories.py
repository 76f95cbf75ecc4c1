"""Makes a demo person's stories: one in the making, or one that the group reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from coach.domain.charter import Attribution
from coach.domain.consent import Choice, Consent, statement
from coach.domain.groups import Group
from coach.domain.masking import Concern, Mask
from coach.domain.people import Person
from coach.domain.reach import Reach
from coach.domain.repertoire import Item
from coach.domain.story import Story, Written
from coach.services.common import new_id
from coach.services.demo_file import DemoStory
from coach.services.sharing import agreed_text, facts_of
from coach.storage.transaction import Transaction


def add_story(
    tx: Transaction, group: Group, author: Person, given: DemoStory, now: datetime
) -> None:
    """Save a story, and what the group reads of it if it is shared."""
    at = now - timedelta(days=given.days_ago, hours=1)
    masks = [
        Mask(words=words, concern=Concern.PERSON, stand_in=stand_in, origin="author")
        for words, stand_in in given.stand_ins.items()
    ]
    parts = {
        part: Written(text=text, origin="suggested" if part in given.suggested else "own")
        for part, text in given.parts.items()
    }
    story = Story(
        id=new_id(),
        owner_id=author.id,
        kind=given.kind,
        reflection_id=_reflection(tx, author, given),
        group_id=group.id,
        parts=parts,
        masks=tuple(masks),
        created_at=at,
        updated_at=at,
    )
    if given.shared:
        story = _shared(tx, group, author, story, at)
    tx.stories.add(story)


def _reflection(tx: Transaction, author: Person, given: DemoStory) -> str | None:
    if given.reflection is None:
        return None
    return tx.reflections.of_owner(author.id)[given.reflection].id


def _shared(tx: Transaction, group: Group, author: Person, story: Story, at: datetime) -> Story:
    choice = Choice(
        reach=Reach.GROUP,
        group_ids=frozenset({group.id}),
        attribution=Attribution.NAME,
        may_build=True,
    )
    facts = {**facts_of(story), "told_by": author.name, "audience": choice.audience}
    item = Item.model_validate(
        {
            "id": new_id(),
            "source": "member",
            "author_id": author.id,
            "created_at": at,
            "updated_at": at,
            **facts,
        }
    )
    tx.items.add(item)
    tx.consents.add(
        Consent(
            id=new_id(),
            story_id=story.id,
            owner_id=author.id,
            item_id=item.id,
            version=1,
            audience=choice.audience,
            attribution=choice.attribution,
            may_build=choice.may_build,
            may_quote=choice.may_quote,
            text=agreed_text(item),
            statement=statement(choice, author.name, [group.name]),
            given_at=at,
        )
    )
    return story.model_copy(update={"item_id": item.id})
