"""A member who compares versions cannot pin a difference on one other person.

The attacker is a member who gives, rewrites and takes back texts, sees others come and go, has
versions made one after another, and knows everything that is shown, their own texts and when they
changed them. They may be any member, so that each pair of versions is looked at through everybody's
eyes. Two who share what they know are not held off by it: see docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from coach.domain import theme_edits as edits
from coach.domain.theme import Theme
from coach.domain.theme_edits import Wording
from coach.domain.theme_release import Pool, Release, may_follow, pool_of, release_inside, released
from tests.support import release_world as w

CONCEPTS: Final = ("I kept quiet.", "It felt odd!", "Why did I wait?")
WHO: Final = st.integers(0, 8)
SEVERAL: Final = st.frozensets(WHO, min_size=2, max_size=5)
SOME: Final = st.frozensets(st.sampled_from(CONCEPTS), min_size=1)
LEAST: Final = 3
WORDS: Final = Wording(title="Else")


@dataclass
class Version:
    """What was shown, and what the world was like when it was made and when it was released."""

    pool: Pool
    read: dict[str, w.Text]
    kept: dict[str, w.Text]
    members: frozenset[str]
    themes: tuple[Theme, ...]
    preview: Release
    release: Release | None = None
    edited: Release | None = None


class Comparing(RuleBasedStateMachine):
    """A group of three to nine whose texts and members change while versions are made."""

    def __init__(self) -> None:
        super().__init__()
        self.members = {f"p{n}" for n in range(6)}
        self.texts: dict[str, w.Text] = {}
        self.first: dict[str, w.Text] = {}
        self.shown: list[Version] = []
        self.count = 0

    def person(self, who: int) -> str:
        return sorted(self.members)[who % len(self.members)]

    @rule(who=WHO, some=SOME, named=st.booleans())
    def gives(self, who: int, some: frozenset[str], named: bool) -> None:  # noqa: FBT001
        self.count += 1
        person = self.person(who)
        own = (*sorted(some), f"No {self.count}.")
        self.texts[person] = w.Text(f"t-{person}", person, own, quotes=own, named=named)

    @initialize(some=SOME)
    def all_give(self, some: frozenset[str]) -> None:
        for who in range(len(self.members)):
            self.gives(who, some, named=False)
        self.first = dict(self.texts)

    @rule(whos=SEVERAL, some=SOME, who=WHO)
    def several_give_and_a_version_is_made(
        self, whos: frozenset[int], some: frozenset[str], who: int
    ) -> None:
        for one in whos:
            self.gives(one, some, named=False)
        self.has_a_version_made_up_to_its_end(who)

    @rule(who=WHO)
    def all_go_back_to_what_they_gave_first(self, who: int) -> None:
        self.texts |= {p: text for p, text in self.first.items() if p in self.members}
        self.has_a_version_made_up_to_its_end(who)

    @rule(who=WHO)
    def has_a_version_made_up_to_its_end(self, who: int) -> None:
        if not self.shown or self.shown[-1].release:
            self.has_a_version_made()
        if who % 3 == 0:
            self.takes_back(who)
        if self.shown and not self.shown[-1].release:
            self.sees_the_preview_end(None)

    @rule(who=WHO)
    def takes_back(self, who: int) -> None:
        self.texts.pop(self.person(who), None)

    @rule(who=WHO, named=st.booleans())
    def agrees_anew(self, who: int, named: bool) -> None:  # noqa: FBT001
        if text := self.texts.get(self.person(who)):
            self.texts[text.person] = replace(text, named=named)

    @precondition(lambda self: len(self.members) > 3)
    @rule(who=WHO)
    def leaves(self, who: int) -> None:
        self.members.discard(self.person(who))

    @precondition(lambda self: len(self.members) < 9)
    @rule()
    def joins(self) -> None:
        self.count += 1
        self.members.add(f"q{self.count}")

    @precondition(lambda self: not self.shown or self.shown[-1].release)
    @rule()
    def has_a_version_made(self) -> None:
        read = {t.id: t for t in self.texts.values() if t.person in self.members}
        pool = pool_of(text.source for text in read.values())
        if not may_follow(pool, (version.pool for version in self.shown), LEAST):
            return
        themes = tuple(found_in(read.values()))
        preview = self.decided(pool, themes, None)
        members = frozenset(self.members)
        self.shown.append(Version(pool, read, read, members, themes, preview))
        self.no_difference_is_one_persons()
        nothing_unnamed_comes_from_fewer_than_three(self.shown[-1])

    @precondition(lambda self: self.shown and not self.shown[-1].release)
    @rule(vetoed=st.none() | st.integers(0, 2))
    def sees_the_preview_end(self, vetoed: int | None) -> None:
        last = self.shown[-1]
        last.kept = {t.id: t for t in self.texts.values() if t.person in self.members}
        last.release = self.decided(last.pool, last.themes, last.preview, vetoed)
        last.edited = last.release
        last.pool = released(pool_of(text.source for text in whole(last).values()), last.pool)
        nothing_unnamed_comes_from_fewer_than_three(last)

    @precondition(
        lambda self: self.shown and self.shown[-1].edited and self.shown[-1].edited.themes
    )
    @rule(how=st.sampled_from("rsmd"), at=st.integers(0, 2))
    def edits(self, how: str, at: int) -> None:
        last = self.shown[-1]
        assert last.edited is not None
        ids = [theme.id for theme in last.edited.themes]
        one = ids[at % len(ids)]
        self.count += 1
        match how:
            case "r":
                last.edited = edits.reworded(last.edited, one, WORDS)
            case "s":
                last.edited = edits.split(
                    last.edited, one, WORDS, WORDS, quotes_of_second={0}, second_id=f"s{self.count}"
                )
            case "m" if len(ids) > 1:
                last.edited = edits.merged(last.edited, ids[:2], WORDS)
            case "d":
                last.edited = edits.without(last.edited, one)
        assert last.release is not None
        check_edited(last.edited, last.release)

    def decided(
        self,
        pool: Pool,
        themes: tuple[Theme, ...],
        preview: Release | None,
        veto: int | None = None,
    ) -> Release:
        vetoes = {(f"k{veto}", person) for person in list(self.members)[:1]}
        return release_inside(
            themes,
            w.given(self.texts.values()),
            pool=pool,
            member_ids=self.members,
            rules=w.INSIDE[LEAST],
            vetoes=vetoes,
            previewed={theme.id for theme in preview.themes} if preview else None,
        )

    def no_difference_is_one_persons(self) -> None:
        later = self.shown[-1]
        for earlier in self.shown[:-1]:
            for was in (earlier.read, whole(earlier)):
                if not same(was, later.read):
                    continue
                new = {text.person for text in later.read.values()} - same(was, later.read)
                assert new <= later.members, "nobody who left is a cover"
                for attacker in later.members:
                    assert len(new - {attacker}) >= 2, (attacker, new)


def nothing_unnamed_comes_from_fewer_than_three(version: Version) -> None:
    """Assert that a number is that of the people, and three or more of them unless all named."""
    by_id = {found.id: found for found in version.themes}
    for theme in (version.release or version.preview).themes:
        people = {version.read[one.source_id].person for one in by_id[theme.id].evidence}
        assert theme.people == len(people)
        assert len(people) >= LEAST or set(theme.named_ids) == people


def check_edited(edited: Release, release: Release) -> None:
    known = {theme.id: theme for theme in release.themes}
    quotes = {quote.text_sha256 for theme in release.themes for quote in theme.quotes}
    assert (edited.people, edited.withheld) == (release.people, release.withheld)
    assert len({theme.id for theme in edited.themes}) == len(edited.themes)
    for theme in edited.themes:
        if theme == known.get(theme.id):
            continue
        number = known[theme.id].people if theme.id in known else None
        assert theme.people is None or (theme.people == number and theme.people >= LEAST)
        assert not theme.named_ids
        assert not any(quote.named for quote in theme.quotes)
        assert {quote.text_sha256 for quote in theme.quotes} <= quotes
        assert set(theme.was) <= {one.title for one in release.themes}


def found_in(texts: Iterable[w.Text]) -> Iterable[Theme]:
    """Yield what an honest finder finds: each concept with the texts in which it stands."""
    told = list(texts)
    for at, words in enumerate(CONCEPTS):
        with_it = [text for text in told if words in text.sentences]
        if with_it:
            evidence = [
                one
                for text in with_it
                for one in w.theme("x", text, at=text.sentences.index(words)).evidence
            ]
            yield Theme(id=f"k{at}", title=f"Theme {at}", evidence=tuple(evidence))


def same(was: dict[str, w.Text], now: dict[str, w.Text]) -> set[str]:
    """Return the people whose text reads as it did."""
    return {
        text.person
        for id_, text in now.items()
        if id_ in was and was[id_].sentences == text.sentences
    }


def whole(version: Version) -> dict[str, w.Text]:
    """Return the texts that still stood when a version was released."""
    kept = version.kept
    return {
        id_: text
        for id_, text in version.read.items()
        if id_ in kept and kept[id_].sentences == text.sentences
    }


Comparing.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestComparing = Comparing.TestCase
