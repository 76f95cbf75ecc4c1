"""Themes without a model: words that several people use, and the sentences where they stand."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from coach.domain.stemming import stem
from coach.domain.theme import Theme
from coach.themes.reading import Sentence, Text, all_sentences, capitalised, content, people

_MOST_THEMES: Final = 6
_MOST_WORDS: Final = 3
"""Words in a title."""
_LEAST_PEOPLE: Final = 2
_SHORTEST: Final = 4
"""Letters of a keyword."""
_COUNTED: Final = 3
"""Uses of a word in one text beyond which more do not count."""
_ALIKE: Final = 0.7
"""Share of sources in common by which two groups of words are one theme."""

_VAGUE: Final = frozenset(
    stem(word)
    for word in """
    able actually after afterwards again ago almost already also although always another answer
    anybody anyone anything around ask asked away back bad become begin behind believe best better
    big bit boss bring business call came car case change chance come coming company course couple
    colleague day days department did different difficult done early easy else end enough even
    evening ever every everybody everyone everything exactly expect expected fact far felt feel
    feeling few find first five found four full gave get give given go going gone good got great
    group guess half hand happen happened hard head hear heard help hour hours hundred idea job just
    keep kept kind knew know known last late lately later learn learned learnt least leave left less
    let like likely line little long look looked lot made make manager many matter maybe mean meant
    meeting meetings member mine minute minutes moment month months morning much must need never new
    next nice night nobody nothing noticed now number office often okay old one part people perhaps
    person place point probably problem put question quite rather read real realised really reason
    right room said same saw say second see seem seemed send sent session set several shall
    situation six small somebody someone something sometimes soon sort staff start started still
    stop stopped sure surprised take taken talk talked team tell ten than thank thing things think
    third thought three time today together told tomorrow took toward towards tried try turn turned
    twice two understand use used usual usually wait walk want wanted way week weeks well went while
    whole will without wonder word words work worked world would write wrong wrote year years yes
    yesterday yet monday tuesday wednesday thursday friday saturday sunday cannot won couldn didn
    doesn isn wasn wouldn hadn haven hasn aren shouldn dont didnt im ive thats wasnt couldnt
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words that stand in any account of work, and tell nothing of what it is about."""


def keyword_themes(
    texts: Sequence[Text], names_somebody: Callable[[str], bool]
) -> tuple[Theme, ...]:
    """Return a theme for each group of words that people share, those of most people first."""
    sentences = all_sentences(texts)
    using = _using(sentences, names_somebody)
    forms = _forms(sentences)
    themes: list[Theme] = []
    taken: set[str] = set()
    for root in sorted(using, key=lambda r: (-_weight(using[r]), r)):
        if len(themes) == _MOST_THEMES:
            break
        if root not in taken:
            group = [root, *_companions(root, using, taken)]
            taken.update(group)
            shown = _shown(group, using)
            if not _is_known(shown, themes):
                themes.append(_theme([forms[word] for word in group], shown))
    return tuple(themes)


def _using(
    sentences: Sequence[Sentence], names_somebody: Callable[[str], bool]
) -> dict[str, list[Sentence]]:
    """Return by stem the sentences that use it, where several people do."""
    using: dict[str, list[Sentence]] = defaultdict(list)
    shunned = {stem(word) for word in capitalised(sentences)}
    for sentence in sentences:
        for word in dict.fromkeys(content(sentence.words)):
            root = stem(word)
            if len(word) < _SHORTEST or root in _VAGUE or names_somebody(word):
                shunned.add(root)
            elif sentence not in using[root][-1:]:
                using[root].append(sentence)
    return {
        root: where
        for root, where in using.items()
        if root not in shunned and len(people(where)) >= _LEAST_PEOPLE
    }


def _forms(sentences: Iterable[Sentence]) -> dict[str, str]:
    """Return for each stem the form in which it stands most often."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in content(sentence.words):
            forms[stem(word)][word] += 1
    return {root: min(found, key=lambda w: (-found[w], w)) for root, found in forms.items()}


def _weight(where: Sequence[Sentence]) -> float:
    """Return how much a word binds: by the people who use it, and how often each does."""
    uses = Counter(sentence.person_id for sentence in where)
    often = sum(min(count, _COUNTED) for count in uses.values()) / len(uses)
    return len(uses) * (1 + often / 2)


def _companions(root: str, using: dict[str, list[Sentence]], taken: set[str]) -> list[str]:
    """Return the words that stand beside a word in the sentences of several people."""
    beside: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in using[root]:
        for other in set(sentence.stems) - {root}:
            beside[other].append(sentence)
    found = [o for o, where in beside.items() if len(people(where)) >= _LEAST_PEOPLE]
    known = [o for o in found if o in using and o not in taken]
    known.sort(key=lambda o: (-len(people(beside[o])), o))
    return known[: _MOST_WORDS - 1]


def _shown(group: Sequence[str], using: dict[str, list[Sentence]]) -> list[Sentence]:
    """Return the sentence of each source that uses the first word and most of the others."""
    best: dict[str, Sentence] = {}
    for sentence in using[group[0]]:
        before = best.get(sentence.source_id)
        if before is None or _hits(group, sentence) > _hits(group, before):
            best[sentence.source_id] = sentence
    return list(best.values())


def _hits(group: Sequence[str], sentence: Sentence) -> int:
    return len(set(group) & set(sentence.stems))


def _is_known(shown: Sequence[Sentence], themes: Iterable[Theme]) -> bool:
    """Whether the same sentences show another theme already."""
    places = {sentence.evidence for sentence in shown}
    return any(len(places & set(theme.evidence)) >= _ALIKE * len(places) for theme in themes)


def _theme(words: Sequence[str], shown: Sequence[Sentence]) -> Theme:
    listed = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    title = ", ".join(words)
    return Theme(
        id=hashlib.sha256(title.encode()).hexdigest()[:16],
        title=title[0].upper() + title[1:],
        criterion=f"The text uses the word {words[0]}.",
        summary=f"Several of these texts use the same words: {listed}.",
        evidence=tuple(sentence.evidence for sentence in shown),
    )
