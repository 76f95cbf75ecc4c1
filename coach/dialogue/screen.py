"""The safety screen: what a member's message asks for, seen by rules before any model is called.

`signals/` holds the patterns, one file a result, each signal with a name. Patterns are regular
expressions over a `plain` text. `harmless.yaml` is taken out of it first, so that an idiom hides
nothing else; `parts.yaml` holds what {names} in a pattern stand for. Long patterns are folded: a
line break stands for one blank, and for nothing after "|".
Crisis comes before injection, stop, advice, emotion and off-topic; among crises the order is
self-harm, violence, harassment, legal risk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from coach import yaml_text
from coach.domain.conversation import CRISES, ScreenResult

MAX_CHARS = 20_000
"""Longer messages are screened in their first and last halves of this length."""
PRECEDENCE = (
    ScreenResult.SELF_HARM,
    ScreenResult.VIOLENCE,
    ScreenResult.HARASSMENT,
    ScreenResult.LEGAL,
    ScreenResult.INJECTION,
    ScreenResult.STOP,
    ScreenResult.ADVICE,
    ScreenResult.EMOTION,
    ScreenResult.OFF_TOPIC,
)
"""What wins when a message shows several things."""
_CONFUSABLE = str.maketrans("аеорсухіјѕԁɡαοεικνρτ", "aeopcyxijsdgaoeiknpt")
_LEET = str.maketrans("013457@$!|€", "oieastasiie")
_QUOTES = str.maketrans("\u2018\u2019\u02bc\u201c\u201d\u00ab\u00bb\u201e`", '\'\'\'"""""\'')
_SPELLED = re.compile(r"(?<![^\W_])(?:[a-z][ .\-_*]){4,}[a-z](?![^\W_])")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_ASKED_BY_OTHERS = re.compile(
    r"\b(?:ask|asks|asked|asking|wonder|wondered|wondering|say|says|said|saying|questions?|"
    r"(?:tell|telling|told|tells) (?:him|her|them|my|the|people|someone))\b"
    r"(?: (?!me if|you )\w+){0,5}?[:,]? ?[\"']?"
    r"(?=what|how|which|should|shall|do you|is|am|did|was|tell|can|could|any|your|in your)"
    r"[^.!\n\"]*[.!?\"]?",
)
_LETTER = re.compile(r"[a-z]")
_QUOTED = re.compile(r"\"[^\"\n]{1,300}\"")


@dataclass(frozen=True, slots=True)
class Signal:
    """What was recognised, and the pattern that did it ("self_harm.no_point"; "" for none)."""

    result: ScreenResult
    pattern: str = ""


NOTHING = Signal(ScreenResult.NONE)


@dataclass(frozen=True, slots=True)
class _Signals:
    harmless: tuple[re.Pattern[str], ...]
    by_result: Mapping[ScreenResult, Mapping[str, re.Pattern[str]]]


def screen(text: str) -> ScreenResult:
    """Return what a message asks for or shows; NONE for ordinary answers."""
    return detect(text).result


def detect(text: str) -> Signal:
    """Like `screen`, with the name of the pattern for a turn's provenance; holds no text."""
    signals = _load()
    said = plain(text)
    calm = said
    for pattern in signals.harmless:
        calm = pattern.sub(" ~ ", calm)
    views = {
        ScreenResult.INJECTION: _unmasked(text, said),
        ScreenResult.ADVICE: (_own_questions(said),),
    }
    in_one_line = tuple(dict.fromkeys((calm, calm.replace("\n", " "))))
    for result, patterns in signals.by_result.items():
        for view in views.get(result, in_one_line if result in CRISES else (calm,)):
            name = next((n for n, p in patterns.items() if p.search(view)), "")
            if name:
                return Signal(result, f"{result.value}.{name}")
    return NOTHING


def plain(text: str) -> str:
    """Lower case, NFKC, no invisible characters, no apostrophes inside words, single blanks."""
    if len(text) > MAX_CHARS:
        text = f"{text[: MAX_CHARS // 2]}\n{text[-MAX_CHARS // 2 :]}"
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cf", "Cc"})
    text = _APOSTROPHE.sub("", text.lower())
    return re.sub(r" ?\n\s*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


def _unmasked(text: str, said: str) -> tuple[str, ...]:
    """Readings of a text that may hide an instruction: look-alike letters, leetspeak, spelling."""
    bare = said.translate(_CONFUSABLE)
    bare = "".join(c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c))
    leet = re.sub(r"\S+", lambda m: m[0].translate(_LEET) if _LETTER.search(m[0]) else m[0], bare)
    spelled = plain(text).translate(_CONFUSABLE)
    squeezed = " ".join(re.sub(r"[ .\-_*]", "", m) for m in _SPELLED.findall(spelled))
    return tuple(dict.fromkeys(view for view in (bare, leet, squeezed) if view))


def _own_questions(said: str) -> str:
    """The text without questions that it only reports ("I will ask: what do you think?")."""
    without_quotes = _QUOTED.sub(" ~ ", said) if len(said.strip('"')) == len(said) else said
    return _ASKED_BY_OTHERS.sub(" ~ ", without_quotes)


@cache
def _load() -> _Signals:
    parts = {name: _joined(lines) for name, lines in _read("parts").items()}
    return _Signals(
        harmless=tuple(_compile(lines, parts) for lines in _read("harmless").values()),
        by_result={
            result: {name: _compile(lines, parts) for name, lines in _read(result.value).items()}
            for result in PRECEDENCE
        },
    )


def _read(name: str) -> dict[str, list[str]]:
    source = files("coach.dialogue").joinpath("signals", f"{name}.yaml")
    return cast("dict[str, list[str]]", yaml_text.parse(source.read_text(encoding="utf-8")))


def _joined(lines: list[str]) -> str:
    return "|".join(line.replace("| ", "|") for line in lines)


def _compile(lines: list[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    pattern = _joined(lines)
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return re.compile(pattern)
