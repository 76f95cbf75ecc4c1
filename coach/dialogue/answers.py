"""What a member's message is as an answer: an answer, none, a refusal, or a correction."""

from __future__ import annotations

import re

from coach.domain.commitment_words import NON_ANSWERS, plain

_NONE = re.compile(
    r"(?:(?:well|hm+|um+|uh|oh|ok|honestly|really|sorry|no|yes|yeah)[\s,.…-]+)*"
    r"(?:i (?:really |just |honestly )?(?:do not|don'?t|dont|can'?t|cannot) (?:really |quite )?"
    r"(?:know|say|tell|think of anything|remember)(?: really| yet| that| either| what to say)?"
    r"|(?:dunno|idk|don'?t know|no idea|no clue|not sure|hard to say|difficult to say)(?: really)?"
    r"|i have no (?:idea|clue|answer|opinion|words)(?: (?:to|for|on|about) (?:that|this|it))?"
    r"|nothing (?:really )?comes to mind"
    r"|i can(?:'t|not) think of (?:anything|anyone|anybody|any|one)"
    r"|i(?:'m| am) not sure|good question|what do you mean"
    r"|(?:so )?(?:i don'?t (?:even )?know (?:how|where) to \w+"
    r"|where (?:do|shall) i (?:start|begin))(?: this| it| that)?"
    r"|(?:this|it)(?: is|'s) (?:hard|difficult) to (?:say|write|put)"
    r"|(?:i )?(?:am )?(?:not|no) (?:know|understand|sure)(?: (?:it|this|that|what))?"
    r"|i don'?t (?:understand|get)(?: the question| that| it| you)?|[^\w]*)",
    re.IGNORECASE,
)
_RESISTS = re.compile(
    r"\b(?:why (?:do )?i have to|why i (?:should|must|need)|(?:boss|company|hr|manager) "
    r"(?:signed|sent) me|"
    r"don'?t see (?:why|the point|what)|is this (?:really )?(?:necessary|mandatory)"
    r"|have to do (?:this|one of these)|you tell me|you(?:'re| are) the coach"
    r"|waste of (?:my )?time|i was (?:sent|told to)|pointless|what is this for)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(?:(?:please|no|ok|let'?s|can we|i(?:'d| would) (?:rather|like to)|i want to)[\s,]+)*"
    r"(?:skip|pass|next(?: one| question)?|move on|go on|leave (?:it|that)(?: out| open)?"
    r"|not relevant|doesn'?t apply|none of your business|don'?t want to (?:say|answer|talk)\b.*)"
    r"(?: (?:it|this|that|this one|please|now|then))*[\s.!]*",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\s*(?:(?:(?:no|wait|sorry|oh|hm+|well|hold on)[\s,.!…-]+)+(?:actually|i meant?|rather|"
    r"make it|let me|change|i should say)\b|(?:actually|rather)[\s,]+(?:no|not|make it|change|"
    r"it'?s not)\b|i meant?\b|scratch that|correction\b|let me correct|change that)",
    re.IGNORECASE,
)
_GOES_ON_TELLING = re.compile(r"\s*(?:oh|hm+|well|actually|rather)\b", re.IGNORECASE)
_GO_ON = re.compile(
    r"\b(?:go on|continue|carry on|get back to|back to (?:the|my|our)|the other thing|move on)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = 14


def is_non_answer(text: str) -> bool:
    """Whether nothing in it can stand in a slot ("I don't know", "…", "why do I have to")."""
    if plain(text) in NON_ANSWERS or _NONE.fullmatch(plain(text)) is not None:
        return True
    return _RESISTS.search(text) is not None or is_refusal(text)


def is_refusal(text: str) -> bool:
    """Whether the member would rather not be asked this."""
    return _REFUSES.fullmatch(text.strip()) is not None


def is_correction(text: str) -> bool:
    """Whether it takes back something said before ("no, actually …")."""
    return _CORRECTS.match(text) is not None


def takes_back(text: str) -> bool:
    """Whether a correction leaves no doubt: in a story told, "well, actually …" goes on with it."""
    return is_correction(text) and _GOES_ON_TELLING.match(text) is None


def says_little(text: str) -> bool:
    """Whether there is nothing in it to say back."""
    return is_non_answer(text) or wants_to_go_on(text)


def wants_to_go_on(text: str) -> bool:
    """Whether it is about going on with the conversation rather than an answer."""
    return len(text.split()) <= _SHORT_WORDS and _GO_ON.search(text) is not None
