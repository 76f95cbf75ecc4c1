"""A theme: what several texts wrestle with, and where in them that stands (METHOD §7, §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.base import Model
from coach.domain.contribution import Source
from coach.domain.spans import Span

MadeBy = Literal["model", "words"]
"""Who named a theme: a language model within its checks, or rules over keywords."""


class Evidence(Model):
    """A stretch of a source that shows a theme; its words are looked up in the source each time."""

    source_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)

    @property
    def span(self) -> Span:
        """The stretch."""
        return Span(start=self.start, end=self.end)


class Theme(Model):
    """What was found, before anybody may see it; nothing in it quotes a source.

    `title`: a few words. `criterion`: when a text counts as showing it. `summary`: one sentence.
    `obstacle`, `helped`, `open_question`: what it shows about these, a sentence each or "".
    """

    id: str
    title: str
    criterion: str = ""
    summary: str = ""
    obstacle: str = ""
    helped: str = ""
    open_question: str = ""
    evidence: tuple[Evidence, ...] = Field(min_length=1)

    def source_ids(self) -> frozenset[str]:
        """Return the ids of the sources that show it."""
        return frozenset(one.source_id for one in self.evidence)


class Found(Model):
    """The themes of some sources, those with most contributors first, and who named them."""

    themes: tuple[Theme, ...]
    made_by: MadeBy
    model: str = ""

    @model_validator(mode="after")
    def _refuse_twins(self) -> Self:
        if len({theme.id for theme in self.themes}) < len(self.themes):
            raise ValueError("two themes have the same id: a veto would not say which it is about")
        return self


def contributors(theme: Theme, sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the ids of the people whose texts show a theme; texts that have gone do not count."""
    return frozenset(sources[id_].person_id for id_ in theme.source_ids() if id_ in sources)


def is_borne_out(evidence: Evidence, sources: Iterable[Source]) -> bool:
    """Return whether the stretch lies within its source."""
    return any(
        source.id == evidence.source_id and evidence.start < evidence.end <= len(source.text)
        for source in sources
    )
