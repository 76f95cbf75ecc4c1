"""What a manager takes the coach to ask, from the words that they see and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from coach.domain.conversation import ConversationKind

CHOICE, BACK, STORY, SAY_BACK = "choice", "back", "story", "say_back"
"""What is no slot or step: to go on or stop; back to where we were; a peer's story; the plan."""

_SENTENCE: Final = re.compile(r"[^.?!]+[.?!]*")


def _cues(**them: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in them.items())


_ANYWHERE: Final = _cues(
    choice=r"go on, or|like to go on|\bpause\b|do with it now|stop for today|"
    r"more room for it|right for you",
    story=r"fits? your situation|your situation resemble|hold where you work|recognise in it",
    back=r"leaning towards|possibilities do you see|has worked for you|asked you the same|"
    r"speaks for one way|shall we go on|like to (?:look at|return to|come back to|add|go on)|"
    r"in your own work is on your mind|on your mind there|shall we go on",
)
_COMMIT: Final = _cues(
    say_back=r"in your own words|whole plan|in one breath|told this to a colleague|"
    r"say in another way|sound like you|least sure|words would you keep|when it comes, what will|"
    r"one half is enough",
    support=r"\bask you\b|remind|tell about this plan|talk for five minutes|be asked|"
    r"a good question lately|to remember this|ask that person|if anyone",
    outcome=r"comes true|better, for you|works out|change in your week|\bgain\b|make possible|"
    r"on an ordinary day\?|mean for you yourself|worth the most|after it has worked|"
    r"thing that is different|if nothing changes|once it has worked|best thing about it",
    response=r"obstacle is there|obstacle comes|gets in the way, what|you notice it\?|"
    r"brings you back|answer that part|helped you in such|caught yourself|one word or one look|"
    r"use them for|takes you there|in that second|fills the gap|until then|is up to you|"
    r"gets you there|comes just before that|what do you do first|another person see of it",
    obstacle=r"\bin you\b|thought or feeling|inside you|old way|let go of|went through your head|"
    r"yourself think|what is it with you|you tell yourself|is beginning\?|own part in it: what do",
    time=r"when will you do it|which days?\b|first time\?|how many times|from when until|"
    r"which date|how often|when would that be",
    target=r"(?:^|: )(?:with )?whom?\b|other side|which person or group|person or small group|"
    r"who exactly|who was there|with which of them",
    context=r"in which situation|this is the moment|will the moment begin|which meeting|"
    r"very first sign|such a moment last|when it begins\?|this situation apart|one will you begin|"
    r"now is the time|next seven days|does this fit|right before the moment|place or one hour|"
    r"comes? to mind\?",
    sign=r"see that it works|it is working|thing that would be different|count or note|"
    r"have seen\?|see that first|knows nothing about it|goes with it|when that is so|"
    r"see on that day|point at|do the others do|often than now|from your chair",
    action=r"what exactly will you do|thing you will do|camera|single action|first words|"
    r"do not do today|you are doing it\?|smallest version|see you do|could watch|shows it\?|"
    r"when you do it|words would you say|use the moment|begin with\?|which would it be|"
    r"under one minute|are you saying|somebody else do|your own part in it\?|you yourself do",
    wish=r"do differently|most like (?:to|a) change|different a month|wish for|way of working|"
    r"turn into practice|your own hands|matter to you|normal week|handle in another|"
    r"in your mind\?|gladly|like to change|on your mind",
)
_REFLECT: Final = _cues(
    lesson=r"take from it|you learned|know now|pass on|holds? beyond|worth keeping|"
    r"other situations|experience tells|i will remember|not noticed before|the evening before",
    next=r"next time, and|will you do|keep as it is|comes? up again|change do you want|"
    r"next attempt|different from this time|first chance|would you do\?|what follows|will it be",
    meaning=r"explain|for granted|important to you|others have seen|show you about|"
    r"makes you think|explanation|this pattern|decided how|surprised you|had intended",
    felt=r"\bfeel\b|for you while|inside you|first reaction|touched you|strongest|beside it|"
    r"exact word|your body|stayed with you|pleasant",
    happened=r"what happened|came first|did you do|took? place|was said|see and hear|right after|"
    r"stands out|would they report|in that minute|first picture|came next|first thing you remember",
)
_CUES: Final[Mapping[ConversationKind, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    ConversationKind.COMMIT: (*_ANYWHERE, *_COMMIT),
    ConversationKind.REFLECT: (*_ANYWHERE, *_REFLECT),
}


def asks(coach: str) -> bool:
    """Whether the coach asks anything at all."""
    return "?" in coach


def hear(coach: str, kind: ConversationKind) -> str:
    """Return the slot, step or other thing that the coach asks about; '' when it is not plain.

    The last question decides; where it leaves that open, the sentence before it does as well.
    """
    sentences = [s.strip().casefold() for s in _SENTENCE.findall(coach) if s.strip()]
    last = max((n for n, s in enumerate(sentences) if s.endswith("?")), default=-1)
    if last < 0:
        return ""
    question = sentences[last]
    before = sentences[last - 1] if last else ""
    return _named(question, kind) or _named(before, kind)


def _named(sentence: str, kind: ConversationKind) -> str:
    return next((name for name, cue in _CUES[kind] if cue.search(sentence)), "")
