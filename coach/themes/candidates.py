"""Asks the model what each text is about, in the sentences that any concept is most like.

It chooses among titles and numbers, so that what it says can be looked up; the few words that it
may add of its own are checked before anybody could read them. Titles and no letters: a small model
that chooses among letters takes the same ones whatever it has read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from coach.llm.prompts import Prompt, fence
from coach.themes.asking import Asker, Progress, one_of
from coach.themes.choosing import shortlist
from coach.themes.concepts import Concept
from coach.themes.matching import Match
from coach.themes.reading import Sentence, Text

NAME: Final = "name_themes"
_OFFERED: Final = 8
"""Concepts that a text is offered: those that it is most like."""
_TOKENS: Final = 130
_OWN: Final[Mapping[str, Any]] = {
    "type": "string",
    "pattern": "^[A-Z][a-z]{2,11}ing( [a-z]{1,12}){3,7}$",
}
_NAMED: Final = ("first", "second")
_NONE: Final = "none"
_NOWHERE: Final = "0"


@dataclass(frozen=True)
class Named:
    """What the model says that a text is about; `own`: its own words for the sentence, or ""."""

    text_id: str
    concepts: Mapping[str, Sentence]
    own: str = ""
    own_sentence: Sentence | None = None


def named_in(
    asker: Asker,
    prompt: Prompt,
    texts: Sequence[Text],
    concepts: Sequence[Concept],
    match: Match,
    progress: Progress,
) -> list[Named]:
    """Return what the model names in each text that has sentences."""
    found: list[Named] = []
    for row, text in enumerate(texts):
        if text.sentences:
            places = shortlist(match.scores[row].tolist(), _OFFERED)
            plain = _plainest(text, [match.best[row][at] for at in places])
            found.append(_named(asker, prompt, plain, [concepts[at] for at in places]))
        progress.step()
    return found


def _plainest(text: Text, best: Sequence[Sentence | None]) -> Text:
    """Return the text with the sentences that show what is offered: reading is what takes long."""
    shown = {sentence.at for sentence in best if sentence is not None}
    kept = tuple(s for s in text.sentences if s.at in shown)
    return replace(text, sentences=kept or text.sentences)


def _named(asker: Asker, prompt: Prompt, text: Text, offered: Sequence[Concept]) -> Named:
    own = {"own_sentence": one_of(_numbers(text)), "own": _OWN}
    messages = prompt.render(concepts=_listed(offered), account=_account(text))
    answer = asker.ask(messages, {**_choices(text, offered), **own}, _TOKENS)
    own_sentence = _sentence(text, answer.get("own_sentence", _NOWHERE))
    return Named(
        text_id=text.id,
        concepts=_chosen(text, offered, answer),
        own=answer.get("own", "") if own_sentence else "",
        own_sentence=own_sentence,
    )


def _choices(text: Text, concepts: Sequence[Concept]) -> dict[str, Any]:
    """Return the schema of some choices: for each the sentence, and then what it shows."""
    titles = [concept.title for concept in concepts]
    schema: dict[str, Any] = {}
    for place in _NAMED:
        schema[f"{place}_sentence"] = one_of(_numbers(text))
        schema[place] = one_of([*titles, _NONE])
    return schema


def _chosen(
    text: Text, concepts: Sequence[Concept], answer: Mapping[str, str]
) -> dict[str, Sentence]:
    """Return by the id of each concept that was chosen the sentence given for it."""
    by_title = {concept.title: concept.id for concept in concepts}
    chosen: dict[str, Sentence] = {}
    for place in _NAMED:
        concept_id = by_title.get(answer.get(place, _NONE))
        sentence = _sentence(text, answer.get(f"{place}_sentence", _NOWHERE))
        if concept_id is not None and sentence is not None:
            chosen.setdefault(concept_id, sentence)
    return chosen


def _account(text: Text) -> str:
    lines = (f"{n}. {s.words}" for n, s in enumerate(text.sentences, 1))
    return fence("\n".join(lines))


def _listed(concepts: Sequence[Concept]) -> str:
    return "\n".join(f"- {concept.title}" for concept in concepts)


def _numbers(text: Text) -> list[str]:
    return [str(number) for number in range(1, len(text.sentences) + 1)]


def _sentence(text: Text, number: str) -> Sentence | None:
    if not number.isdigit() or not 1 <= int(number) <= len(text.sentences):
        return None
    return text.sentences[int(number) - 1]
