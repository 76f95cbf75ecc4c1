"""The rule of release as METHOD §7 states it, held against 11,000 groups made by chance.

`release_inside` is held against 6,000 groups and `release_outside` against 2,000, 3,000 more are
compared before and after somebody took something back or vetoed what is not theirs; each property
counts what it ran. What must hold is worked out from the group itself, without any of the code that
is tested.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.domain.rules import Rules
from coach.domain.theme import Theme
from coach.domain.theme_release import (
    Release,
    ShownTheme,
    Withheld,
    pool_of,
    release_inside,
    release_outside,
)
from tests.support import release_world as w

pytestmark = pytest.mark.timeout(600)
"""All of it takes half a minute of one core; far more where the core is shared."""

CASES: Final = {"inside": 6000, "subset": 1500, "vetoes": 1500, "outside": 2000}
SAMPLE: Final = 8
"""Of so many cases one is run by `make test`, all of them by `make test-long`."""
SEEDS: Final = st.integers(0, 2**60)
SIZES: Final = st.integers(2, 12)


@pytest.fixture(
    params=[pytest.param(SAMPLE, id="sample"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def part(request: pytest.FixtureRequest) -> int:
    """Return which part of the cases is run: all of them where minutes may be taken."""
    return int(request.param)


def run(name: str, part: int, check: Callable[[int, int], None]) -> None:
    """Run a check of a seed and a size on its number of cases, and count them."""
    ran, cases = 0, CASES[name] // part

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SEEDS, SIZES)
    def once(seed: int, size: int) -> None:
        nonlocal ran
        ran += 1
        check(seed, size)

    once()
    assert ran >= cases


def test_ten_thousand_cases_and_more_are_run() -> None:
    assert sum(CASES.values()) >= 10_000


def released(found: w.Found, **changed: object) -> Release:
    """Return what the rule releases in a world."""
    world = replace(found, **changed)  # type: ignore[arg-type]
    return release_inside(
        world.themes,
        w.given(world.now),
        pool=pool_of(text.source for text in world.read),
        member_ids=world.members,
        rules=w.INSIDE[world.least],
        vetoes=world.vetoes,
        previewed=world.previewed,
    )


def named_people(found: w.Found) -> frozenset[str]:
    """Return the people who agreed to be named with every text that stands."""
    standing = found.standing()
    people = {text.person for text in standing}
    return frozenset(p for p in people if all(t.named for t in standing if t.person == p))


def why_not(found: w.Found, theme: Theme) -> str:
    """Return why METHOD does not let a theme be shown inside; "" where it does."""
    people = found.people(theme)
    unnamed = people - named_people(found)
    outside_it = len(found.members) - len(people)
    if not found.whole(theme):
        return "a text of it is gone, rewritten, or of somebody who left"
    if any((theme.id, person) in found.vetoes for person in people):
        return "veto"
    if any(text.text and copies(theme.title, text) for text in found.standing()):
        return "its title is somebody's sentence"
    if unnamed and (len(people) < found.least or outside_it == 1):
        return "too few" if len(people) < found.least else "all but one"
    if found.previewed is not None and theme.id not in found.previewed:
        return "nobody could veto it"
    return ""


def copies(line: str, text: w.Text) -> bool:
    """Return whether a line holds a long sentence of a text."""
    return any(s.casefold() in line.casefold() for s in text.sentences if s in w.COPIED)


def test_inside_a_group_only_what_the_method_lets_be_shown_is_shown(part: int) -> None:
    seen: Counter[str] = Counter()

    def check(seed: int, size: int) -> None:
        found = w.a_world(seed, size)
        release = released(found)
        reasons = {theme.id: why_not(found, theme) for theme in found.themes}
        assert [t.id for t in release.themes] == [id_ for id_, why in reasons.items() if not why]
        by_id = {theme.id: theme for theme in found.themes}
        for shown in release.themes:
            check_numbers_and_names(found, by_id[shown.id], shown)
            check_quotes(found, by_id[shown.id], shown)
            seen.update(quoted=len(shown.quotes), named=sum(q.named for q in shown.quotes))
            seen["listed" if shown.named_ids else "unnamed"] += 1
        check_nobody_is_left_standing(found, by_id, release)
        check_totals(found, release)
        seen.update(why or "shown" for why in reasons.values())

    run("inside", part, check)
    assert min(seen.values()) > 20 // part, f"something is hardly ever met: {seen}"
    assert len(seen) == 11, f"something is never met: {seen}"


def check_numbers_and_names(found: w.Found, theme: Theme, shown: ShownTheme) -> None:
    people = found.people(theme)
    assert shown.people == len(people)
    all_agreed = people <= named_people(found)
    assert set(shown.named_ids) == (people if all_agreed else set())
    assert len(set(shown.named_ids)) == len(shown.named_ids)
    for line in (shown.title, shown.summary, shown.obstacle, shown.helped, shown.open_question):
        assert not any(copies(line, text) for text in found.standing())


def check_quotes(found: w.Found, theme: Theme, shown: ShownTheme) -> None:
    texts = {text.id: text for text in found.standing()}
    unnamed = found.people(theme) - named_people(found)
    for quote in shown.quotes:
        text = texts[quote.source_id]
        stands = [
            words
            for words, start, end in text.places
            if w.sha(words) == quote.text_sha256
            and any(
                one.source_id == text.id and one.start < end and start < one.end
                for one in theme.evidence
            )
        ]
        assert stands, "it is no sentence of that text in which the theme stands"
        assert stands[0] in text.quotes, "its author did not choose it"
        if quote.named:
            assert text.person in named_people(found)
            assert len(unnamed) not in range(1, found.least)


def check_nobody_is_left_standing(
    found: w.Found, by_id: dict[str, Theme], release: Release
) -> None:
    """Assert that a name that stands under a sentence elsewhere gives nobody else away."""
    texts = {text.id: text for text in found.standing()}
    told = {
        (q.source_id, q.text_sha256)
        for shown in release.themes
        for q in shown.quotes
        if q.named or shown.named_ids
    }
    for shown in release.themes:
        people = found.people(by_id[shown.id])
        if people <= named_people(found):
            continue
        known = {
            texts[q.source_id].person for q in shown.quotes if (q.source_id, q.text_sha256) in told
        }
        assert not known or len(people - known) >= found.least


def check_totals(found: w.Found, release: Release) -> None:
    contributed = {text.person for text in found.standing()}
    missing = len(found.members) - len(contributed)
    if release.people is not None:
        assert release.people == len(contributed) >= found.least
        assert missing not in {1, 2}
    elif len(contributed) >= found.least:
        assert missing in {1, 2}, "not telling tells no more than one of two numbers"
    if len(contributed) < found.least:
        assert not release.withheld
    if Withheld.ALL_BUT_ONE in release.withheld:
        assert missing == 0
    hidden = len(found.themes) - len(release.themes)
    assert sum(release.withheld.values()) <= hidden


def test_taking_back_shows_no_more_and_changes_no_number(part: int) -> None:
    """A theme is shown as it was previewed, or not at all."""

    def check(seed: int, size: int) -> None:
        found = replace(w.a_world(seed, size), vetoes=frozenset(), previewed=None)
        found = replace(found, now=found.read)
        first = released(found)
        dice = random.Random(seed + 1)
        fewer = tuple(text for text in found.now if dice.random() < 0.8)
        members = frozenset(p for p in found.members if dice.random() < 0.9)
        preview = frozenset(theme.id for theme in first.themes)
        later = released(found, now=fewer, members=members, previewed=preview, least=3)
        numbers = {theme.id: theme.people for theme in first.themes}
        assert {t.id: t.people for t in later.themes}.items() <= numbers.items()

    run("subset", part, check)


def test_a_contributor_stops_a_theme_and_nobody_else_does(part: int) -> None:
    stopped = 0

    def check(seed: int, size: int) -> None:
        nonlocal stopped
        found = replace(w.a_world(seed, size), vetoes=frozenset())
        plain = released(found)
        by_id = {theme.id: theme for theme in found.themes}
        everybody = found.members | {text.person for text in found.read} | {"nobody"}
        foreign = frozenset(
            (theme.id, person)
            for theme in found.themes
            for person in everybody - found.people(theme)
        )
        assert released(found, vetoes=foreign | {("no-theme", "p0")}) == plain
        for shown in plain.themes:
            for person in found.people(by_id[shown.id]):
                left = released(found, vetoes=frozenset({(shown.id, person)}))
                assert shown.id not in {theme.id for theme in left.themes}
                stopped += 1

    run("vetoes", part, check)
    assert stopped > 1000 // part


def test_outside_only_rounded_themes_of_several_groups_are_shown(part: int) -> None:
    seen: Counter[bool] = Counter()

    def check(seed: int, size: int) -> None:
        dice = random.Random(seed + 2)
        found = w.a_world(seed, size + 4, groups=dice.randint(1, 4))
        names = {text.group for text in (*found.read, *found.now)}
        rules_of = {
            name: w.rules(3, dice.choice((5, 5, 5, 6)), dice.choice((2, 2, 3)))
            for name in names
            if dice.random() > 0.02
        }
        release = release_outside(
            found.themes,
            {text.id: text.source for text in found.now},
            rules_of,
            pool=pool_of(text.source for text in found.read),
        )
        seen.update([bool(release.themes)])
        was = {(text.person, text.sentences) for text in found.read}
        texts = {t.id: t for t in found.now if (t.person, t.sentences) in was}
        by_id = {theme.id: theme for theme in found.themes}
        for shown in release.themes:
            mine = [texts[one.source_id] for one in by_id[shown.id].evidence]
            check_outside(mine, shown.people, rules_of)
            assert (shown.named_ids, shown.quotes) == ((), ())
        if release.people is not None:
            check_outside(texts.values(), release.people, rules_of)
        else:
            assert release == Release()
        plain = release.model_dump_json()
        assert not any(f'"{text.id}"' in plain for text in found.now)
        assert not any(f'"{text.person}"' in plain for text in found.now)
        assert not any(words in plain for words in w.COPIED if said(words, texts.values()))

    run("outside", part, check)
    assert min(seen[True], seen[False]) > 100 // part, seen


def said(words: str, texts: Iterable[w.Text]) -> bool:
    return any(words in text.sentences for text in texts)


def check_outside(texts: Iterable[w.Text], number: int | None, rules_of: dict[str, Rules]) -> None:
    mine = list(texts)
    people, groups = {text.person for text in mine}, {text.group for text in mine}
    assert number is not None
    assert number % 5 == 0
    assert 5 <= number <= len(people) < number + 5
    for group in groups:
        assert len(people) >= rules_of[group].release_outside >= 5
        assert len(groups) >= rules_of[group].release_groups >= 2
