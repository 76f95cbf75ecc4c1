"""Whether a few words hold a name: by the word lists alone, for wordings that may hold none."""

from __future__ import annotations

from coach.masking.lists import word_lists
from coach.masking.words import Word, words_of


def names_somebody(words: str) -> bool:
    """Return whether a name of a person, place or product may stand in a short wording.

    Strict: a word that no list of ordinary words has counts as a name, and so does a capital letter
    where no sentence begins.
    """
    return any(_is_name(word) for word in words_of(words))


def _is_name(word: Word) -> bool:
    lists = word_lists()
    if word.text == "I":
        return False
    if word.capital and not word.begins:
        return True
    named = any(word.key in names for names in (lists.given, lists.family, lists.places))
    return not lists.ordinary(word.key) or (
        named and (word.capital or word.key not in lists.common)
    )
