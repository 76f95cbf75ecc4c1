"""Finds what several texts wrestle with: implements FindsThemes.

Small pools are read text by text: the model names what each is about, what it named is merged, and
every text is judged against every concept by the likeness of its sentences. In large ones clusters
stand for the texts. The model's word counts only where the meaning of a sentence bears it out;
wordings are ours or are checked.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coach.domain.contribution import Source
from coach.domain.theme import Found, Theme
from coach.errors import UpstreamError
from coach.llm.ports import CancelFlag, ChatModel
from coach.llm.prompts import Prompt
from coach.themes.asking import Asker, Progress
from coach.themes.candidates import NAME, Named, named_in
from coach.themes.choosing import LEAST_PEOPLE, Said, Shown, chosen
from coach.themes.concepts import Concept, bank, our_lines
from coach.themes.keywords import keyword_themes
from coach.themes.matching import Matcher
from coach.themes.merging import own_concepts
from coach.themes.pools import LARGE, clusters
from coach.themes.ports import Embeds, Memo, Told
from coach.themes.reading import Text, read
from coach.themes.remembering import Remembering, Vectors
from coach.themes.telling import Teller
from coach.themes.word_vectors import WordVectors
from coach.themes.wording import Wording

logger = logging.getLogger(__name__)

_FEW_THEMES: Final = 1
"""Themes below which keywords are looked at too, where no model reads."""


@dataclass(frozen=True)
class _Pool:
    """What one search works on."""

    texts: Sequence[Text]
    matcher: Matcher
    embeds: Embeds
    wording: Wording
    progress: Progress
    seed: int

    @property
    def is_large(self) -> bool:
        return len(self.texts) > LARGE


class ThemeFinder:
    """Threads may share it.

    is_instruction: whether words order a program about; such sentences are never read.
    names_somebody: whether words hold a name of a person or place; no wording of a theme may.
    seed: of the model and of the clusters; two searches with one seed find the same.
    """

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[str, Prompt],
        embeds: Embeds | None,
        *,
        is_instruction: Callable[[str], bool],
        names_somebody: Callable[[str], bool],
        seed: int = 1,
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._embeds = embeds
        self._is_instruction = is_instruction
        self._names_somebody = names_somebody
        self._seed = seed
        self._ours: Vectors = {}

    def find(
        self, sources: Sequence[Source], *, told: Told, memo: Memo, cancelled: CancelFlag
    ) -> Found:
        """See FindsThemes."""
        texts = read(sources, self._is_instruction)
        progress = Progress(told, cancelled, steps=2 * len(texts))
        if len({text.person_id for text in texts if text.sentences}) < LEAST_PEOPLE:
            progress.finish()
            return Found(themes=(), made_by="words")
        try:
            found = self._found(texts, progress, memo)
        except UpstreamError as error:
            logger.info("themes were found by keywords alone: %s", type(error).__name__)
            found = Found(themes=keyword_themes(texts, self._names_somebody), made_by="words")
        progress.finish()
        return found

    def _found(self, texts: Sequence[Text], progress: Progress, memo: Memo) -> Found:
        embeds = Remembering(self._embeds or WordVectors(), self._ours)
        embeds.learn(our_lines())
        pool = _Pool(
            texts=texts,
            matcher=Matcher(embeds, texts, progress.step),
            embeds=embeds,
            wording=Wording(texts, self._names_somebody),
            progress=progress,
            seed=self._seed,
        )
        asker = Asker(self._model, memo, progress.cancelled, self._seed)
        if asker.is_there():
            try:
                themes = self._read_by_model(pool, asker)
            except UpstreamError as error:
                logger.info("the model stopped reading for themes: %s", type(error).__name__)
            else:
                return Found(themes=themes, made_by="model", model=asker.model_name)
        return Found(themes=self._by_rules(pool), made_by="words")

    def _read_by_model(self, pool: _Pool, asker: Asker) -> tuple[Theme, ...]:
        named = self._named(pool, asker)
        own = own_concepts(named, bank(), pool.embeds, pool.wording)
        concepts = (*bank(), *own)
        if pool.is_large:
            return _themes(pool, concepts, {})
        said = {(one.text_id, id_): s for one in named for id_, s in one.concepts.items()}
        return _themes(pool, concepts, said)

    def _named(self, pool: _Pool, asker: Asker) -> list[Named]:
        texts: Sequence[Text] = pool.texts
        matcher = pool.matcher
        if pool.is_large:
            texts = [c.as_text() for c in clusters(pool.texts, matcher, self._seed)]
            matcher = Matcher(pool.embeds, texts, pool.progress.check)
        match = matcher.match(bank())
        return named_in(asker, self._prompts[NAME], texts, bank(), match, pool.progress)

    def _by_rules(self, pool: _Pool) -> tuple[Theme, ...]:
        keywords = keyword_themes(pool.texts, self._names_somebody)
        if self._embeds is None:
            return keywords
        themes = _themes(pool, bank(), {})
        return themes if len(themes) >= _FEW_THEMES else (*themes, *keywords)


def _themes(pool: _Pool, concepts: Sequence[Concept], said: Said) -> tuple[Theme, ...]:
    match = pool.matcher.match(concepts)
    shown = chosen(pool.texts, concepts, match, said)
    if not shown:
        return ()
    teller = Teller(pool.texts, pool.embeds, pool.wording)
    return tuple(_theme(one, teller, pool.wording) for one in shown)


def _theme(shown: Shown, teller: Teller, wording: Wording) -> Theme:
    concept, sentences = shown
    ids = frozenset(sentence.source_id for sentence in sentences)
    return Theme(
        id=_id(concept),
        title=concept.title,
        criterion=_unquoted(concept.criterion, wording),
        summary=_unquoted(concept.summary, wording),
        obstacle=teller.obstacle(ids),
        helped=teller.helped(ids),
        open_question=_unquoted(concept.question, wording),
        evidence=tuple(sentence.evidence for sentence in sentences),
    )


def _unquoted(line: str, wording: Wording) -> str:
    """Return a line, or "" where by chance it reads like somebody's words."""
    return "" if wording.quotes(line) else line


def _id(concept: Concept) -> str:
    return hashlib.sha256(concept.id.encode()).hexdigest()[:16]
