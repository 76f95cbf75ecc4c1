"""A member's own copy of everything: JSON for a program, Markdown for reading.

docs/export.md describes every key of the JSON. A new key keeps the version; a changed or removed
one raises it.
"""

from __future__ import annotations

import json
from calendar import day_name
from collections.abc import Iterator
from datetime import datetime

from coach.domain.attempt import Attempt
from coach.domain.charter import SECTION_TITLES, Charter
from coach.domain.commitment import SLOT_ORDER, SLOT_TITLES, Commitment
from coach.domain.consent import Consent
from coach.domain.contribution import Contribution, counts
from coach.domain.conversation import Conversation, Turn
from coach.domain.lineage import Outcome, Verdict
from coach.domain.provenance import ReplyProvenance
from coach.domain.reflection import STEP_ORDER, STEP_TITLES, Reflection
from coach.domain.reminders import Reminder
from coach.domain.repertoire import Trial
from coach.domain.rule_changes import Answer, RuleChange
from coach.domain.session_note import SessionNote
from coach.domain.story import PART_TITLES, Story, StoryPart
from coach.domain.talk import Post, Thread
from coach.services.possessions import Possessions
from coach.services.safe_text import harmless

_VERDICTS = {
    Verdict.WORKED: "it worked",
    Verdict.PARTLY: "it worked in part",
    Verdict.NOT: "it did not work",
}
FORMAT = "repertoire-export"
VERSION = 1


def to_json(owned: Possessions, now: datetime) -> str:
    """Return the export for a program."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "person": {"name": owned.name, "email": owned.email},
        "groups": [g.model_dump(mode="json", exclude={"rules"}) for g in owned.groups],
        "charters": [_charter(c) for c in owned.charters],
        "acceptances": [
            a.model_dump(mode="json", exclude={"person_id"}) for a in owned.acceptances
        ],
        "answers": [_answer(change, given, owned) for change, given in owned.answers],
        "session_notes": [
            n.model_dump(mode="json", exclude={"author_id", "seen_to_by_id"})
            for n in owned.session_notes
        ],
        "commitments": [c.model_dump(mode="json") for c in owned.commitments],
        "attempts": [a.model_dump(mode="json") for a in owned.attempts],
        "reflections": [r.model_dump(mode="json") for r in owned.reflections],
        "contributions": [c.model_dump(mode="json") for c in owned.contributions],
        "stories": [s.model_dump(mode="json") for s in owned.stories],
        "consents": [c.model_dump(mode="json") for c in owned.consents],
        "conversations": [
            {**c.model_dump(mode="json"), "turns": [t.model_dump(mode="json") for t in turns]}
            for c, turns in owned.conversations
        ],
        "reminders": [r.model_dump(mode="json") for r in owned.reminders],
        "rhythm": owned.rhythm and owned.rhythm.model_dump(mode="json", exclude={"person_id"}),
        "posts": [_post(post, thread, owned) for post, thread in owned.posts],
        "outcomes": [_outcome(said, trial) for said, trial in owned.outcomes],
        "thanks": [{"item_id": i, "thanked_at": at.isoformat()} for i, at in owned.thanks.items()],
        "flags": [f.model_dump(mode="json", exclude={"person_id"}) for f in owned.flags],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _charter(charter: Charter) -> dict[str, object]:
    kept = {"group_id", "number", "sections", "terms", "written_at"}
    return charter.model_dump(mode="json", include=kept)


def _answer(change: RuleChange, given: Answer, owned: Possessions) -> dict[str, object]:
    """Return a yes or no, with the words of the change if they are the person's own."""
    own = change.proposed_by_id == owned.person_id
    return {
        "change_id": change.id,
        "group_id": change.group_id,
        "decided_by": change.decided_by if own else "",
        "why": change.why if own else "",
        "yes": given.yes,
        "answered_at": given.answered_at.isoformat(),
    }


def _post(post: Post, thread: Thread, owned: Possessions) -> dict[str, object]:
    """Return a post, with the title of its conversation if the person began it."""
    kept = {"id", "thread_id", "text", "posted_at", "edited_at"}
    return {
        **post.model_dump(mode="json", include=kept),
        "group_id": thread.group_id,
        "space": thread.space.value,
        "title": _own_title(thread, owned),
    }


def _outcome(said: Outcome, trial: Trial) -> dict[str, object]:
    """Return what somebody says of what they tried, with what it was and which plan tried it."""
    return {
        **said.model_dump(mode="json", exclude={"person_id"}),
        "item_id": trial.item_id,
        "commitment_id": trial.commitment_id,
    }


def _own_title(thread: Thread, owned: Possessions) -> str:
    return thread.title if thread.opened_by_id == owned.person_id else ""


def to_markdown(owned: Possessions, now: datetime) -> str:
    """Return the export for reading."""
    groups = ", ".join(_inline(g.name) for g in owned.groups) or "none"
    email = _inline(owned.email)
    lines = [
        f"# Repertoire: what belongs to {_inline(owned.name)}",
        "",
        f"Exported on {now:%Y-%m-%d at %H:%M} UTC. E-mail: {email}. Groups: {groups}.",
        *_section("What I agreed to", [list(_agreements(owned))]),
        *_section("What I noted in sessions", [list(map(_session_note, owned.session_notes))]),
        *_section("Commitments", [list(_commitment(c, owned)) for c in owned.commitments]),
        *_section("Reflections", [list(_reflection(r, owned)) for r in owned.reflections]),
        *_section("Stories", [list(_story(s, owned)) for s in owned.stories]),
        *_section("Conversations", [list(_talk(c, turns)) for c, turns in owned.conversations]),
        *_section("Reminders", [[_reminder(r)] for r in owned.reminders]),
        *_section("What I wrote in groups' conversations", [list(_written(owned))]),
        *_section("What I said of what others shared", [list(_said_of_others(owned))]),
    ]
    return "\n".join(lines) + "\n"


def _agreements(owned: Possessions) -> Iterator[str]:
    names = {group.id: _inline(group.name) for group in owned.groups}
    for change, given in owned.answers:
        own = f": {_inline(change.why)}" if change.proposed_by_id == owned.person_id else ""
        yield (
            f"- {given.answered_at:%Y-%m-%d}, {names.get(change.group_id, 'a group')}: "
            f"{'yes' if given.yes else 'no'} to a change of rules{own}"
        )
    for one in owned.acceptances:
        version = f"version {one.number}" if one.number else "the text of its format"
        name = names.get(one.group_id, "a group")
        yield f"- {one.accepted_at:%Y-%m-%d}, {name}: yes to its charter, {version}"
    for charter in owned.charters:
        yield ""
        name = names.get(charter.group_id, "a group")
        yield f"### {charter.written_at:%Y-%m-%d} · charter of {name}, version {charter.number}"
        yield ""
        for section, title in SECTION_TITLES.items():
            yield f"**{title}**"
            yield ""
            yield from _quote(getattr(charter.sections, section))


def _session_note(note: SessionNote) -> str:
    return f"- {note.created_at:%Y-%m-%d}, {note.kind.value}: {_inline(note.text)}"


def _section(title: str, parts: list[list[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    if not any(parts):
        yield "None."
    for part in parts:
        yield from part


def _commitment(c: Commitment, owned: Possessions) -> Iterator[str]:
    yield f"### {c.created_at:%Y-%m-%d} · {c.status.value}"
    yield ""
    yield from _quote(c.sentence or "No sentence yet.")
    for slot in SLOT_ORDER:
        if slot in c.draft.slots:
            yield f"- **{SLOT_TITLES[slot]}:** {_inline(c.draft.slots[slot].text)}"
    if c.draft.review_on:
        yield f"- **Review:** {c.draft.review_on.isoformat()}"
    yield f"- **Seen by:** {'my group' if c.audience == 'group' else 'me alone'}"
    if c.reason:
        yield f"- **Reason:** {_inline(c.reason)}"
    for revision in c.revisions:
        yield f"- **Until {revision.created_at:%Y-%m-%d}:** {_inline(revision.sentence)}"
    attempts = [a for a in owned.attempts if a.commitment_id == c.id]
    if attempts:
        yield from ("", "Attempts:", "")
        yield from (_attempt(a) for a in reversed(attempts))
    yield ""


def _attempt(a: Attempt) -> str:
    cue = "the moment came" if a.cue_occurred else "the moment did not come"
    note = f": {_inline(a.note)}" if a.note else ""
    return f"- {a.happened_on.isoformat()}, {a.result.value}, {cue}{note}"


def _reflection(r: Reflection, owned: Possessions) -> Iterator[str]:
    yield f"### {r.created_at:%Y-%m-%d} · {r.status.value}"
    yield ""
    yield "On these attempts:"
    yield ""
    yield from (_attempt(a) for a in owned.attempts if a.id in r.attempt_ids)
    yield ""
    for step in STEP_ORDER:
        if r.draft.steps.get(step):
            yield f"**{STEP_TITLES[step]}**"
            yield ""
            yield from _quote(r.draft.text(step))
    for one in owned.contributions:
        if one.reflection_id == r.id:
            yield from _contribution(one, r, owned)


def _contribution(c: Contribution, r: Reflection, owned: Possessions) -> Iterator[str]:
    names = {group.id: _inline(group.name) for group in owned.groups}
    towards = f"the themes of {names.get(c.group_id, 'a group')}"
    further = ", and of the organisation" if c.beyond else ""
    changed = "" if counts(c, r) else " It has changed since, so it does not count now."
    yield f"Since {c.given_at:%Y-%m-%d} it may count towards {towards}{further}.{changed}"
    yield ""
    if c.quotes:
        yield f"These sentences may be quoted {'under my name' if c.named else 'without a name'}:"
        yield ""
        yield from _quote("\n".join(c.quotes))


def _story(s: Story, owned: Possessions) -> Iterator[str]:
    yield f"### {s.created_at:%Y-%m-%d} · {s.kind.value}"
    yield ""
    for part in StoryPart:
        written = s.parts.get(part)
        if written is not None:
            state = " (suggested)" if written.origin == "suggested" else ""
            yield f"**{PART_TITLES[part]}**{state}"
            yield ""
            yield from _quote(written.text)
    for mask in s.masks:
        shown = "stays as it is" if mask.stand_in is None else f"others read {mask.stand_in}"
        yield f"- **Instead of {_inline(mask.words)}:** {_inline(shown)}"
    if s.masks:
        yield ""
    for consent in owned.consents:
        if consent.story_id == s.id:
            yield from _consent(consent)


def _consent(c: Consent) -> Iterator[str]:
    if c.withdrawn_at is not None:
        yield f"Version {c.version}, shared and taken back on {c.withdrawn_at:%Y-%m-%d}."
        yield ""
        return
    yield f"Version {c.version}, shared on {c.given_at:%Y-%m-%d}. {_inline(c.statement)}"
    yield ""
    yield from _quote(c.text)


def _talk(c: Conversation, turns: tuple[Turn, ...]) -> Iterator[str]:
    yield f"### {c.created_at:%Y-%m-%d %H:%M} · {c.kind.value}"
    yield ""
    for turn in turns:
        speaker = "I" if turn.role == "member" else "Coach"
        origin = f" ({_origin(turn.provenance)})" if turn.provenance else ""
        state = "" if turn.state.value == "done" else f" [{turn.state.value}]"
        yield f"**{speaker}**{origin}{state}"
        yield ""
        yield from _quote(turn.text)
        if turn.feedback:
            verdict = "helpful" if turn.feedback.helpful else "not helpful"
            yield f"I found this {verdict}. {_inline(turn.feedback.reason)}".rstrip()
            yield ""


def _reminder(r: Reminder) -> str:
    days = ", ".join(day_name[day] for day in r.weekdays)
    label = f": {_inline(r.label)}" if r.label else ""
    return f"- {days} at {r.at:%H:%M}{'' if r.is_on else ', off'}{label}"


def _written(owned: Possessions) -> Iterator[str]:
    names = {group.id: _inline(group.name) for group in owned.groups}
    for post, thread in owned.posts:
        title = _inline(_own_title(thread, owned))
        where = f"{names.get(thread.group_id, 'another group')}, {thread.space.value} space"
        yield f"### {post.posted_at:%Y-%m-%d %H:%M} · {where}{f' · {title}' if title else ''}"
        yield ""
        yield from _quote(post.text)


def _said_of_others(owned: Possessions) -> Iterator[str]:
    """Return lines without titles: those are other people's words."""
    for said, _ in owned.outcomes:
        line = f": {_inline(said.line)}" if said.line else ""
        yield f"- {said.updated_at:%Y-%m-%d}, I tried it, {_VERDICTS[said.verdict]}{line}"
    for thanked_at in owned.thanks.values():
        yield f"- {thanked_at:%Y-%m-%d}, I said thank you"
    for flag in owned.flags:
        line = f": {_inline(flag.words)}" if flag.words else ""
        yield f"- {flag.raised_at:%Y-%m-%d}, I said that something was wrong ({flag.reason}){line}"


def _origin(p: ReplyProvenance) -> str:
    facts = [p.source, p.model, f"{p.prompt_name} {p.prompt_version}".strip(), p.question_id]
    return ", ".join(fact for fact in facts if fact)


def _quote(text: str) -> Iterator[str]:
    """Quote a person's words line by line, so that none of them becomes Markdown of ours."""
    yield from (f"> {harmless(line)}".rstrip() for line in text.splitlines() or [""])
    yield ""


def _inline(text: str) -> str:
    return harmless(" ".join(text.split()))
