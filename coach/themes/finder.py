"""Finds what several texts wrestle with: implements FindsThemes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from coach.domain.contribution import Source
from coach.domain.theme import Found
from coach.errors import Cancelled
from coach.llm.ports import CancelFlag, ChatModel
from coach.llm.prompts import Prompt
from coach.themes.keywords import keyword_themes
from coach.themes.ports import Embeds, Memo, Told
from coach.themes.reading import read


class ThemeFinder:
    """Threads may share it.

    is_instruction: whether words order a program about; such sentences are never read.
    names_somebody: whether words hold a name of a person or place; no wording of a theme may.
    """

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[str, Prompt],
        embeds: Embeds | None,
        *,
        is_instruction: Callable[[str], bool],
        names_somebody: Callable[[str], bool],
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._embeds = embeds
        self._is_instruction = is_instruction
        self._names_somebody = names_somebody

    def find(
        self, sources: Sequence[Source], *, told: Told, memo: Memo, cancelled: CancelFlag  # noqa: ARG002
    ) -> Found:
        """See FindsThemes."""
        if cancelled.is_set():
            raise Cancelled("Looking for themes was stopped.")
        texts = read(sources, self._is_instruction)
        themes = keyword_themes(texts, self._names_somebody)
        told(1, 1)
        return Found(themes=themes, made_by="words")
