"""Transcripts (WebVTT and SubRip) as running text: times away, speakers kept, lines joined."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TIMES: Final = re.compile(
    r"\s*(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
)
_VOICE: Final = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG: Final = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_SPEAKER: Final = re.compile(r"^(?:- ?)?([^\W\d_][\w .'\u2019()-]{0,40}):\s+(?=\S)")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'\u201d\u2019)]*$")
_PAUSE_S: Final = 2.0
_LONG: Final = 600
"""Characters after which a paragraph ends with the sentence."""


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    speaker: str
    text: str


def from_transcript(text: str) -> str:
    """Return paragraphs, each opening with its speaker where one is named."""
    paragraphs: list[str] = []
    speaker, end, last = "", 0.0, ""
    for cue in _cues(text):
        if cue.text == last:  # a rolling caption shows a line twice
            end = cue.end
            continue
        turn = bool(cue.speaker) and cue.speaker != speaker
        if turn or not paragraphs or _breaks(paragraphs[-1], cue.start - end):
            paragraphs.append(f"{cue.speaker}: {cue.text}" if turn else cue.text)
        else:
            paragraphs[-1] += f" {cue.text}"
        speaker, end, last = cue.speaker or speaker, cue.end, cue.text
    return "\n\n".join(paragraphs)


def _breaks(paragraph: str, pause: float) -> bool:
    ends = bool(_SENTENCE_END.search(paragraph))
    return ends and (pause >= _PAUSE_S or len(paragraph) >= _LONG)


def _cues(text: str) -> Iterator[_Cue]:
    """Yield one cue a timing line; headers, notes, styles and numbers have none."""
    start, end, voice, speaker = 0.0, 0.0, "", ""
    for block in re.split(r"\n[ \t]*\n", re.sub(r"\r\n?", "\n", text)):
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines) if _TIMES.match(line)), None)
        if at is None:
            continue
        start, end = _seconds(lines[at])
        for line in lines[at + 1 :]:
            named = _VOICE.search(line)
            voice = named[1].strip() if named else ""
            said = " ".join(html.unescape(_TAG.sub("", line)).split())
            speaker, said = (voice, said) if voice else _split_speaker(said)
            if said:
                yield _Cue(start, end, speaker, said)


def _split_speaker(said: str) -> tuple[str, str]:
    named = _SPEAKER.match(said)
    return (named[1], said[named.end() :]) if named else ("", said)


def _seconds(line: str) -> tuple[float, float]:
    times = _TIMES.match(line)
    if times is None:
        return 0.0, 0.0
    parts = [float(part or 0) for part in times.groups()]
    start, end = (h * 3600 + m * 60 + s + ms / 1000 for h, m, s, ms in (parts[:4], parts[4:]))
    return start, end
