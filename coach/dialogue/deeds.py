"""Which sentences of an account tell what its writer did, by rule.

A model of 1.5 billion parameters that was asked to label the sentences took "She said …" for the
writer's deed; these rules did not (docs/stories.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DID: Final = (
    "said|told|went|took|gave|made|wrote|sent|spoke|sat|stood|ran|led|left|let|put|set|kept|"
    "brought|began|held|met|chose|drew|did|rang|went|bit|cut|paid|shut|thought up|"
    "(?!wanted|needed|liked|hoped|assumed|noticed|reali[sz]ed|expected|believed|seemed|worried|"
    "feared|used|wondered|missed|supposed|happened|hated|loved|learned|failed)[a-z]{2,}(?<!e)ed"
)
_NOT_ALONE: Final = r"(?! (?:not|never)\b|n['\u2019]t\b)"
_ADVERBS: Final = (
    r"(?:(?:then|also|just|only|simply|first|finally|even|still|instead|again|at last|[a-z]+ly) )*"
)
_I_DID: Final = re.compile(
    rf"(?<!that )(?<!what )(?<!because )(?<!before )(?<!which )\bI {_ADVERBS}"
    rf"(?:{_DID})\b{_NOT_ALONE}",
    re.IGNORECASE,
)
_DID_IT: Final = re.compile(rf"(?:then |so )?{_ADVERBS}(?:{_DID})\b{_NOT_ALONE}", re.IGNORECASE)
"""The same where the writer left out "I"."""
_AS_EVER: Final = re.compile(
    r"\b(?:normally|usually|mostly|generally|always|never|in the past|i (?:used to|would))\b",
    re.IGNORECASE,
)


def is_deed(sentence: str) -> bool:
    """Whether a sentence tells of something that the writer did once, not as ever."""
    told = _I_DID.search(sentence) or _DID_IT.match(sentence)
    return told is not None and not _AS_EVER.search(sentence[: told.end()])


def three_parts(
    account: Sequence[str],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Cut an account into what was before, what its writer did first, and what came of it.

    An account without a deed is all outcome, and one that ends with its first deeds keeps the last
    sentence as outcome: what happened is never empty where anything was told.
    """
    deeds = [is_deed(sentence) for sentence in account]
    if True not in deeds or len(account) < 2:  # noqa: PLR2004 - one sentence has no parts
        return (), (), tuple(account)
    first = min(deeds.index(True), len(account) - 1)
    after = first
    while after < len(account) - 1 and deeds[after]:
        after += 1
    return tuple(account[:first]), tuple(account[first:after]), tuple(account[after:])
