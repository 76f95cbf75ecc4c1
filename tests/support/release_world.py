"""Groups, texts and themes for those who attack the rule of release.

A text is put together of whole sentences, so that where each stands is known without looking for
it, and a theme says from which sentences it comes.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from coach.domain.contribution import Contribution, Source, sha256_of
from coach.domain.formats import find_format
from coach.domain.rules import Rules
from coach.domain.theme import Evidence, Theme
from coach.services.formats_file import read_formats

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASTS: Final = (3, 4, 5)
_PEERS: Final = find_format(read_formats(), "peer_learning_group").rules


def rules(inside: int = 3, outside: int = 5, groups: int = 2) -> Rules:
    """Return the rules of a peer learning group with other numbers."""
    numbers = {"release_inside": inside, "release_outside": outside, "release_groups": groups}
    return Rules.model_validate(_PEERS.model_dump() | numbers)


INSIDE: Final = {least: rules(least, max(least, 5)) for least in LEASTS}
SENTENCES: Final = (
    "I kept quiet.",
    "I  kept quiet.",
    "We met at noon.",
    "Nobody had asked the night shift about the new rota.",
    "Then I counted slowly to ten before I said a word.",
    "Caf\u00e9 talk helped.",
    "Cafe\u0301 talk helped.",
    "It felt odd!",
    "Why did I wait?",
    "My hands were shaking when I opened the door to her.",
)
"""Some differ in a space or in how a letter is written alone; some have six words and more."""
COPIED: Final = tuple(words for words in SENTENCES if len(words.split()) >= 6)


@dataclass(frozen=True)
class Text:
    """A text of a person, of whole sentences, and what its author agreed to."""

    id: str
    person: str
    sentences: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    named: bool = False
    group: str = "group"

    @property
    def text(self) -> str:
        return " ".join(self.sentences)

    @property
    def places(self) -> list[tuple[str, int, int]]:
        """Each sentence with where it stands."""
        found, at = [], 0
        for words in self.sentences:
            found.append((words, at, at + len(words)))
            at += len(words) + 1
        return found

    @property
    def source(self) -> Source:
        return Source(id=self.id, person_id=self.person, group_id=self.group, text=self.text)

    @property
    def pair(self) -> tuple[Contribution, Source]:
        source = self.source
        contribution = Contribution(
            reflection_id=self.id,
            owner_id=self.person,
            group_id=self.group,
            cycle_id=None,
            text_sha256=source.sha256,
            quotes=self.quotes,
            named=self.named,
            given_at=NOW,
        )
        return contribution, source


def given(texts: Iterable[Text]) -> dict[str, tuple[Contribution, Source]]:
    """Return the contributions of some texts as the rule takes them."""
    return {text.id: text.pair for text in texts}


def theme(id_: str, *texts: Text, title: str = "", at: int = 0, **lines: str) -> Theme:
    """Return a theme that comes from one sentence of each of these texts."""
    places = [(text.id, *text.places[at % len(text.sentences)][1:]) for text in texts]
    evidence = tuple(Evidence(source_id=i, start=start, end=end) for i, start, end in places)
    return Theme(id=id_, title=title or f"Theme {id_}", evidence=evidence, **lines)


def sha(words: str) -> str:
    """Return what tells a sentence from others."""
    return sha256_of(words)


@dataclass(frozen=True)
class Found:
    """What a program found in some texts, and what became of group and texts since.

    `read`: the texts as they were read. `now`: those that stand. `members`: who is one now.
    """

    members: frozenset[str]
    read: tuple[Text, ...]
    now: tuple[Text, ...]
    themes: tuple[Theme, ...]
    least: int
    vetoes: frozenset[tuple[str, str]] = frozenset()
    previewed: frozenset[str] | None = None
    groups: Mapping[str, Rules] = field(default_factory=dict)

    def people(self, found: Theme) -> frozenset[str]:
        """Return whose texts a theme comes from, also of those that have gone."""
        by_id = {text.id: text.person for text in (*self.now, *self.read)}
        return frozenset(by_id[one.source_id] for one in found.evidence)

    def whole(self, found: Theme) -> bool:
        """Return whether all texts that a theme comes from are as they were, and of members."""
        read, now = ({t.id: t for t in texts} for texts in (self.read, self.now))
        return all(
            one.source_id in now
            and now[one.source_id].sentences == read[one.source_id].sentences
            and now[one.source_id].person in self.members
            for one in found.evidence
        )

    def standing(self) -> list[Text]:
        """Return the texts of members that read as one that they had given."""
        was = {(t.person, t.sentences) for t in self.read}
        return [t for t in self.now if t.person in self.members and (t.person, t.sentences) in was]


def a_world(seed: int, size: int, *, groups: int = 1) -> Found:
    """Return a world by chance; the same numbers give the same one."""
    dice = random.Random(seed)
    people = [f"p{n}" for n in range(size)]
    strangers = [f"x{n}" for n in range(dice.randint(0, 2))]
    bent = dice.random()
    read = [
        _text(dice, f"t{at}", person, bent, groups)
        for at, person in enumerate(
            person
            for person in (*people, *strangers)
            for _ in range(dice.choice((0, 1, 1, 1, 1, 2, 3)))
        )
    ]
    themes = tuple(_theme(dice, f"k{n}", read) for n in range(dice.randint(1, 6)) if read)
    now = tuple(_since(dice, text) for text in read if dice.random() > 0.05 * dice.randint(0, 2))
    later = tuple(_text(dice, f"l{n}", dice.choice(people), bent, groups) for n in range(2))
    vetoes = {
        (f"k{dice.randrange(6)}", dice.choice([*people, *strangers]))
        for _ in range(dice.choice((0, 0, 1, 3)))
    }
    previewed = {f"k{n}" for n in range(6) if dice.random() < 0.8}
    return Found(
        members=frozenset(p for p in people if dice.random() > 0.03),
        read=tuple(read),
        now=now + (later if dice.random() < 0.2 else ()),
        themes=themes,
        least=dice.choice((3, 3, 4, 5)),
        vetoes=frozenset(vetoes),
        previewed=frozenset(previewed) if dice.random() < 0.3 else None,
    )


def _text(dice: random.Random, id_: str, person: str, bent: float, groups: int) -> Text:
    sentences = tuple(dice.choice(SENTENCES) for _ in range(dice.randint(1, 4)))
    quotes = [words for words in sentences if dice.random() < 0.5]
    quotes += [dice.choice((*SENTENCES, "", " ", "kept", "quiet. We", " ".join(sentences)))]
    return Text(
        id=id_,
        person=person,
        sentences=sentences,
        quotes=tuple(quotes) if dice.random() < 0.8 else (),
        named=dice.random() < bent,
        group=f"g{dice.randrange(groups)}",
    )


def _theme(dice: random.Random, id_: str, texts: Sequence[Text]) -> Theme:
    persons = sorted({text.person for text in texts})
    some = set(dice.sample(persons, dice.randint(1, len(persons))))
    mine = [text for text in texts if text.person in some]
    told = [mine[0], *(text for text in mine if dice.random() < 0.8)]
    evidence = []
    for text in (*told, *dice.choices(told, k=dice.randint(0, 3))):
        start = dice.randrange(len(text.text) + 3)
        evidence.append(
            Evidence(source_id=text.id, start=start, end=start + dice.choice((1, 5, 40)))
        )
    words = {
        name: f"So it is: {dice.choice(COPIED)}" if dice.random() < 0.1 else "Many wait."
        for name in ("summary", "obstacle", "helped", "open_question")
    }
    title = dice.choice(COPIED).upper() if dice.random() < 0.05 else f"Theme {id_}"
    return Theme(id=id_, title=title, evidence=tuple(evidence), **words)


def _since(dice: random.Random, text: Text) -> Text:
    """Return a text as it is now: mostly as it was, sometimes with another yes, or rewritten."""
    match dice.randrange(40):
        case 0:
            return replace(text, sentences=(*text.sentences, f"No {text.id}."))
        case 1:
            return replace(text, sentences=(f"No {text.id}.", *text.sentences))
        case 2:
            return replace(text, named=not text.named)
        case 3:
            return replace(text, quotes=())
        case _:
            return text
