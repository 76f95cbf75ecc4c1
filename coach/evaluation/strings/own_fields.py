"""Fields of what belongs to one member: commitments, attempts, reflections, stories, talk with
the coach, reminders."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial
from typing import Any, Final

from coach.domain.attempt import AttemptResult
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.evaluation.strings.field import Field
from coach.evaluation.strings.kept import Kept, sendable
from coach.evaluation.strings.scene import PLAIN, Scene
from coach.evaluation.talking import exchanged
from coach.services.rhythm import Choices, Wish


def _slot(slot: Slot, s: Scene, text: str) -> str:
    commitments = s.services.commitments
    commitments.set_slot(s.circle.ann, s.draft, slot, text)
    kept = commitments.get(s.circle.ann, s.draft)
    commitments.remarks(kept)
    entry = kept.draft.slots.get(slot)
    if entry is not None:
        commitments.compose(s.circle.ann, s.draft)
    commitments.set_slot(s.circle.ann, s.draft, slot, PLAIN)
    return entry.text if entry else ""


def _sentence(s: Scene, text: str) -> str:
    s.services.commitments.set_sentence(s.circle.ann, s.draft, text)
    return s.services.commitments.get(s.circle.ann, s.draft).sentence


def _commit(s: Scene, text: str) -> str:
    commitments, ann = s.services.commitments, s.circle.ann
    new = commitments.start(ann).id
    try:
        commitments.set_slot(ann, new, Slot.ACTION, PLAIN)
        commitments.commit(ann, new, text)
        return commitments.get(ann, new).sentence
    finally:
        commitments.delete(ann, new)


def _revise(s: Scene, text: str) -> str:
    commitments, ann = s.services.commitments, s.circle.ann
    commitments.revise(ann, s.commitment, text)
    return commitments.get(ann, s.commitment).sentence


def _reason(s: Scene, text: str) -> str:
    commitments, ann = s.services.commitments, s.circle.ann
    commitments.close(ann, s.closed, outcome=CommitmentStatus.DROPPED, reason=text)
    kept = commitments.get(ann, s.closed).reason
    commitments.reopen(ann, s.closed)
    return kept


def _log(s: Scene, text: str) -> str:
    attempts, ann = s.services.attempts, s.circle.ann
    made = attempts.log(ann, commitment_id=s.commitment, note=text, **_attempt()).id
    kept = attempts.get(ann, made).note
    attempts.delete(ann, made)
    return kept


def _edit(s: Scene, text: str) -> str:
    attempts, ann = s.services.attempts, s.circle.ann
    attempts.edit(ann, s.attempt, commitment_id=s.commitment, note=text, **_attempt())
    return attempts.get(ann, s.attempt).note


def _attempt() -> dict[str, Any]:
    today = datetime.now(UTC).date()
    return {"happened_on": today, "cue_occurred": True, "result": AttemptResult.TRIED}


def _step(step: ReflectionStep, s: Scene, text: str) -> str:
    reflections, ann = s.services.reflections, s.circle.ann
    reflections.set_step(ann, s.reflection, step, text)
    return reflections.get(ann, s.reflection).draft.text(step)


def _part(part: StoryPart, s: Scene, text: str) -> str:
    authoring, ann = s.services.authoring, s.circle.ann
    authoring.set_part(ann, s.story, part, text)
    return authoring.get(ann, s.story).text(part)


def _preview(s: Scene, text: str) -> str:
    authoring, ann = s.services.authoring, s.circle.ann
    authoring.set_part(ann, s.story, StoryPart.HAPPENED, text)
    pieces = authoring.preview(ann, s.story).parts.get(StoryPart.HAPPENED, ())
    return "".join(piece.words for piece in pieces)


def _stand_in(s: Scene, text: str) -> str:
    authoring, ann = s.services.authoring, s.circle.ann
    authoring.set_part(ann, s.story, StoryPart.TRIED, "I asked Zdenka.")
    story = authoring.set_mask(ann, s.story, "Zdenka", text)
    return next(mask.stand_in or "" for mask in story.masks if mask.words == "Zdenka")


def _mask(s: Scene, text: str) -> str:
    authoring, ann = s.services.authoring, s.circle.ann
    authoring.set_part(ann, s.story, StoryPart.TRIED, text)
    authoring.set_mask(ann, s.story, text, "somebody")
    authoring.hide(ann, s.story, text)
    return ""


def _say(s: Scene, text: str) -> str:
    conversations, ann = s.services.conversations, s.circle.ann
    conversation = conversations.start_commit(ann)
    try:
        send = partial(conversations.say, ann, conversation.id, text)
        return exchanged(s.services, ann, conversation.id, send)[0].text
    finally:
        s.services.commitments.delete(ann, conversation.subject_id)


def _reword(s: Scene, text: str) -> str:
    conversations, ann = s.services.conversations, s.circle.ann
    conversation = conversations.start_commit(ann)
    try:
        say = partial(conversations.say, ann, conversation.id, PLAIN)
        first, _ = exchanged(s.services, ann, conversation.id, say)
        edit = partial(conversations.edit_last, ann, conversation.id, text, turn_id=first.id)
        member, coach = exchanged(s.services, ann, conversation.id, edit)
        conversations.feedback(ann, coach.id, helpful=False, reason=text)
        return member.text
    finally:
        s.services.commitments.delete(ann, conversation.subject_id)


def _reminder(s: Scene, text: str) -> str:
    rhythm, ann = s.services.rhythm, s.circle.ann
    wish = Wish(weekdays=(0,), at=time(9), label=sendable(text))
    made = rhythm.add(ann, wish, "UTC")
    try:
        return rhythm.change(ann, made.id, wish).label
    finally:
        rhythm.delete(ann, made.id)


def _zone(s: Scene, text: str) -> str:
    """The browser names it."""
    rhythm, ann = s.services.rhythm, s.circle.ann
    rhythm.overview(ann, text)
    rhythm.choose(ann, Choices(timezone=sendable(text)))
    rhythm.pause(ann, text, paused=False)
    rhythm.delete(ann, rhythm.add(ann, Wish(weekdays=(0,), at=time(9)), text).id)
    return ""


def _quote(s: Scene, text: str) -> str:
    """A quotation has to stand in the reflection; nothing else may be given."""
    reflections, contributing, ann = s.services.reflections, s.services.contributing, s.circle.ann
    reflections.set_step(ann, s.reflection, ReflectionStep.HAPPENED, text)
    reflections.keep(ann, s.reflection)
    try:
        seen = contributing.offer(ann, s.reflection).seen_sha256
        quotes = [text] if text.strip() else []
        contributing.give(
            ann,
            s.reflection,
            quotes=quotes,
            named=True,
            beyond=False,
            seen_sha256=seen,
        )
        contributing.take_back(ann, s.reflection)
    finally:
        reflections.reopen(ann, s.reflection)
    return ""


def _journal(s: Scene, text: str) -> str:
    s.services.journal.items(s.circle.ann, query=text)
    return ""


_FIELDS: Final = (
    Field("the sentence of a draft", _sentence, ("commitments.set_sentence.sentence",), Kept.LINE),
    Field("the sentence committed to", _commit, ("commitments.commit.sentence",), Kept.LINE),
    Field("a revised sentence", _revise, ("commitments.revise.sentence",), Kept.LINE),
    Field("why a commitment ended", _reason, ("commitments.close.reason",)),
    Field("the note of an attempt", _log, ("attempts.log.note",)),
    Field("the same, edited", _edit, ("attempts.edit.note",)),
    Field("a story, as its preview shows it", _preview, ()),
    Field("what stands for a name", _stand_in, ("authoring.set_mask.stand_in",), Kept.LINE),
    Field(
        "words to be masked",
        _mask,
        ("authoring.set_mask.words", "authoring.hide.words"),
        Kept.NOTHING,
    ),
    Field("a message to the coach", _say, ("conversations.say.text",)),
    Field(
        "a message put otherwise, and what was wrong with the reply",
        _reword,
        ("conversations.edit_last.text", "conversations.feedback.reason"),
        every=4,
    ),
    Field("a reminder", _reminder, ("rhythm.add.wish", "rhythm.change.wish"), Kept.LINE),
    Field(
        "a time zone",
        _zone,
        (
            "rhythm.overview.timezone",
            "rhythm.choose.choices",
            "rhythm.pause.timezone",
            "rhythm.add.timezone",
        ),
        Kept.NOTHING,
    ),
    Field("a quotation that counts", _quote, ("contributing.give.quotes",), Kept.NOTHING),
    Field("a search in the journal", _journal, ("journal.items.query",), Kept.NOTHING),
)

OWN_FIELDS: Final = (
    *(
        Field(f"slot {slot.value}", partial(_slot, slot), ("commitments.set_slot.text",))
        for slot in Slot
    ),
    *(
        Field(f"step {step.value}", partial(_step, step), ("reflections.set_step.text",))
        for step in ReflectionStep
    ),
    *(
        Field(f"part {part.value}", partial(_part, part), ("authoring.set_part.text",))
        for part in StoryPart
    ),
    *_FIELDS,
)
