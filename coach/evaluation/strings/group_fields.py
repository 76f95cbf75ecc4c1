"""Fields that a group shares: topics, talk, charter, rules, sessions, themes, items."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import OwnStep, Request, Wishes
from coach.domain.charter import SECTION_TITLES, Sections
from coach.domain.lineage import FlagReason, Verdict
from coach.domain.session_note import NoteKind
from coach.domain.shelving import Wanted
from coach.domain.talk import Space
from coach.domain.theme_edits import Wording
from coach.evaluation.strings.field import Field
from coach.evaluation.strings.kept import Kept, sendable
from coach.evaluation.strings.scene import PLAIN, Scene


def _propose(s: Scene, text: str) -> str:
    topics, ann = s.services.topics, s.circle.ann
    made = topics.propose(ann, s.group, text)
    board = topics.board(ann, s.group)
    topics.phrased(ann, s.group, text)
    topics.take_back(ann, made.id)
    return next(one.proposal.question for one in board.open if one.proposal.id == made.id)


def _begin(s: Scene, text: str) -> str:
    talk, ann = s.services.talk, s.circle.ann
    thread = talk.begin(ann, s.group, Space.PRIVATE, title=text, text=PLAIN)
    view = talk.thread(ann, thread.id)
    talk.delete(ann, view.posts[0].id)
    return view.title


def _post(s: Scene, text: str) -> str:
    talk, ann = s.services.talk, s.circle.ann
    talk.edit(ann, s.post, text)
    return talk.thread(ann, s.thread).posts[0].text


def _answer(s: Scene, text: str) -> str:
    talk, ann = s.services.talk, s.circle.ann
    post = talk.answer(ann, s.thread, text)
    shown = talk.thread(ann, s.thread).posts[-1].text
    talk.delete(ann, post.id)
    return shown


def _title(s: Scene, text: str) -> str:
    talk, ann = s.services.talk, s.circle.ann
    talk.edit(ann, s.post, PLAIN, title=text)
    return talk.thread(ann, s.thread).title


def _charter(section: str, s: Scene, text: str) -> str:
    charters, eva = s.services.charters, s.eva
    now = charters.read(eva, s.evas_group).charter
    words = {**now.sections.model_dump(), section: sendable(text) or " "}
    charters.write(eva, s.evas_group, sections=Sections(**words), terms=now.terms)
    return str(getattr(charters.read(eva, s.evas_group).charter.sections, section))


def _rules(s: Scene, text: str) -> str:
    rules, ann = s.services.group_rules, s.circle.ann
    minutes = rules.rules(ann, s.group).rules.session_minutes
    changes = {"session_minutes": 60 if minutes != 60 else 90}  # noqa: PLR2004 - either of two
    rules.change(ann, s.group, changes, decided_by=text, why=text)
    newest = rules.history(ann, s.group)[0]
    return newest.why if newest.why == newest.decided_by else f"{newest.why}|{newest.decided_by}"


def _note(s: Scene, text: str) -> str:
    notes, ann = s.services.session_notes, s.circle.ann
    made = notes.add(ann, s.session, NoteKind.DECISION, text)
    notes.edit(ann, s.note, text)
    board = notes.board(ann, s.session).notes
    notes.delete(ann, made.id)
    texts = {view.note.text for view in board if view.note.id in {made.id, s.note}}
    return "|".join(texts)


def _hand_over(s: Scene, text: str) -> str:
    s.services.hand_overs.write(s.circle.ann, s.session, text)
    return s.services.hand_overs.of_session(s.circle.ann, s.session)


def _agenda(s: Scene, text: str) -> str:
    sessions, ann, words = s.services.group_sessions, s.circle.ann, sendable(text)
    own = (OwnStep(title=words, minutes=5),) if words else ()
    wishes = Wishes(questions=(words,), own=own)
    members = (ann.person_id, s.circle.ben.person_id)
    request = Request(kind=SessionKind.REFLECT, member_ids=members, wishes=wishes)
    held_on = (datetime.now(UTC) + timedelta(days=3)).date()
    sessions.preview(ann, s.group, request, held_on=held_on)
    sessions.stories_from_outside(ann, s.group, also=[text])
    made = sessions.plan(ann, s.group, request, held_on=held_on)
    try:
        kept = sessions.get(ann, made.id).request.wishes
        sessions.export(ann, made.id)
        question = next(iter(kept.questions), "")
        same = all(step.title == question for step in kept.own)
        return question if same else repr(kept)
    finally:
        sessions.cancel(ann, made.id)


def _theme(s: Scene, text: str) -> str:
    edits, ann, words = s.services.theme_edits, s.circle.ann, sendable(text)
    line = words[:LINE]
    wording = Wording(title=words, summary=line, obstacle=line, helped=line, open_question=line)
    edits.reword(ann, s.report, "theme", wording)
    released = s.services.theme_reports.board(ann, s.group).released
    return released.release.themes[0].title if released else ""


LINE: Final = 400


def _say(s: Scene, text: str) -> str:
    lineage, ann = s.services.lineage, s.circle.ann
    lineage.say(ann, s.commitment, s.story_item, Verdict.PARTLY, text, told=True, named=True)
    lines = lineage.reception(s.circle.ben, s.story_item).lines
    return lines[0].line if lines else ""


def _flag(s: Scene, text: str) -> str:
    flags, ann = s.services.flags, s.circle.ann
    raised = flags.flag(ann, s.document, FlagReason.WRONG, text)
    flags.take_back(ann, raised.id)
    return raised.words


def _react(s: Scene, text: str) -> str:
    suggestions, ann = s.services.suggestions, s.circle.ann
    suggestions.react(ann, s.story_item, "helpful", text)
    with s.services.database.reading() as tx:
        kept = next(r for r in tx.reactions.of_person(ann.person_id) if r.item_id == s.story_item)
    suggestions.unreact(ann, s.story_item)
    return kept.reason


def _search(s: Scene, text: str) -> str:
    ann = s.circle.ann
    s.services.search.search(ann, text)
    s.services.search.search(ann, text, mode="account", situation=text, lesson=text)
    found = s.services.search.search(ann, PLAIN, explain=True)
    for one in found[:1]:
        s.services.search.why(one, text)
    s.services.stories.find(ann, text, Wanted(challenge=sendable(text), told_by=sendable(text)))
    s.services.stories.shelves(ann, Wanted(challenge=sendable(text), told_by=sendable(text)))
    return ""


GROUP_FIELDS: Final = (
    Field(
        "a challenge to work on",
        _propose,
        ("topics.propose.question", "topics.phrased.words"),
        Kept.LINE,
    ),
    Field("the title of a thread", _begin, ("talk.begin.title",), Kept.LINE),
    Field("a post, edited", _post, ("talk.edit.text", "talk.begin.text")),
    Field("an answer in a thread", _answer, ("talk.answer.text",)),
    Field("the title, edited", _title, ("talk.edit.title",), Kept.LINE),
    *(
        Field(f"charter: {name}", partial(_charter, name), ("charters.write.sections",), every=4)
        for name in SECTION_TITLES
    ),
    Field(
        "who decided on a rule, and why",
        _rules,
        (
            "group_rules.change.decided_by",
            "group_rules.change.why",
            "group_rules.change_format.decided_by",
            "group_rules.change_format.why",
        ),
        Kept.LINE,
        every=4,
    ),
    Field("a note of a session", _note, ("session_notes.add.text", "session_notes.edit.text")),
    Field("a hand-over", _hand_over, ("hand_overs.write.text",)),
    Field(
        "a question and a step of an agenda",
        _agenda,
        (
            "group_sessions.plan.request",
            "group_sessions.preview.request",
            "group_sessions.stories_from_outside.also",
        ),
        Kept.LINE,
    ),
    Field(
        "the wording of a theme",
        _theme,
        (
            "theme_edits.reword.wording",
            "theme_edits.merge.wording",
            "theme_edits.split.first",
            "theme_edits.split.second",
        ),
        Kept.LINE,
    ),
    Field("what happened with a story", _say, ("lineage.say.line",)),
    Field("what is wrong with an item", _flag, ("flags.flag.words",)),
    Field("why an item is not for me", _react, ("suggestions.react.reason",)),
    Field(
        "a search in the repertoire",
        _search,
        (
            "search.search.text",
            "search.search.situation",
            "search.search.lesson",
            "search.why.member_words",
            "stories.find.text",
            "stories.find.wanted",
            "stories.shelves.wanted",
        ),
        Kept.NOTHING,
    ),
)
