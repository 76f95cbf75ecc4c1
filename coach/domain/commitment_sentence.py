"""The sentence of a commitment, composed from its slots alone (METHOD §4).

The member's words stay as they are but for capital letters, leading filler and the punctuation at
the end; only the frame around them bends to what they are (a clause, a noun, an "-ing" form).
"""

from __future__ import annotations

import re

from coach.domain.commitment import SLOT_ORDER, Draft, Slot
from coach.domain.commitment_words import LEADS, words
from coach.errors import InvalidInput

MISSING_WORDS: dict[Slot, str] = {
    Slot.OBSTACLE: "what in you gets in the way",
    Slot.ACTION: "what you will do",
    Slot.CONTEXT: "in which situation",
    Slot.RESPONSE: "what you will do if the obstacle comes",
    Slot.SIGN: "how you will see that it works",
}

_DOUBLED = re.compile(r"\b(when|if|then|i will|i'd|to|with)(?:[ ,]+\1\b)+", re.IGNORECASE)
_CONTEXT_LEADS = re.compile(
    r"^(?:when(?:ever)?|if|then|in the situation (?:when|where|that)|in situations (?:when|where)|"
    r"always when|it happens when|the moment when)\b[,:]?\s+",
    re.IGNORECASE,
)
_IF_LEADS = re.compile(
    r"^(?:if|when(?:ever)?|then|because|that|i think (?:that )?(?=i\b|it\b)|it is that|it's that|"
    r"the obstacle is(?: that)?)\b[,:]?\s+",
    re.IGNORECASE,
)
_THEN_LEADS = re.compile(r"^(?:then|if so|in that case|instead|just)\b,?\s+", re.IGNORECASE)
_SIGN_LEADS = re.compile(
    r"^(?:when(?:ever)?|if|that|then|by|i(?:'ll| will) (?:see|know|notice)(?: it| that)?(?= when|"
    r" if| that| by)|i(?:'ll| will) (?:see|know|notice) that(?: it works)?)\b[,:]?\s+",
    re.IGNORECASE,
)
_PREPOSITIONS = words(
    """in at during before after on while as every each once by from over within around until
    throughout since between directly right straight next immediately under"""
)
_SUBJECTS = words(
    """i i'm i've i'd i'll we we're you he he's she she's it it's they they're there there's someone
    somebody anyone anybody everyone everybody nobody people who this that one"""
)
_FINITE = words(
    """is are am was were has have had do does did can cannot can't could will would may might
    must isn't aren't don't doesn't didn't won't hasn't asks ask comes come brings bring says say
    tells tell starts start begins begin ends end raises raise interrupts interrupt disagrees
    disagree pushes push misses miss makes make gives give gets get goes go writes write
    sends send speaks speak wants want needs need proposes propose complains complain delivers
    deliver feels feel looks seems seem turns turn takes take keeps keep shows show knocks knock
    arrives arrive falls fall runs goes happens happen appears appear thinks think disappears
    criticises criticizes criticise attacks attack argues argue offers offer drifts drift lasts
    stops stop stays stay hands reports presents calls talks questions challenges answers replies
    becomes become overruns slips leaves leave sits sit opens closes forgets forget explodes
    fails fail goes turns hits hit escalates expects expect insists insist kicks creeps holds"""
)
_OWN_SUBJECT = re.compile(
    r"^(?:(?:when|if|before|after|whenever|once|as soon as)\b.*\bi(?:'ll| will|'d| would)\b|"
    r"\w+ and i\b|i (?:am|was|do not|don't|did|won't|will not|will never|can't|cannot|could not|"
    r"couldn't|shall not|shouldn't|should not|would not|wouldn't|might|may|\w+ed)\b|i'm |i've |"
    r"i'll (?:not|never)|(?:we|we'll|we're|they|they'll|you|he|she|it|let's|everyone|everybody|"
    r"nobody|people)\b|(?:my|our|the) (?:\w+ ){1,3}?(?:will|should|must|is|are|can|has to|have to|"
    r"need to|needs to)\b)",
    re.IGNORECASE,
)
_I_VERB = re.compile(
    r"i\s+(?!am\b|was\b|might\b|may\b|\w+n't\b|\w+ed\b|(?:do|did|will) not\b)", re.IGNORECASE
)
_NOUN_START = words("a an the my our their his her this that these one two three no some any more")
_WEEKDAY = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"^\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|o'clock|h)?\b(?! \w*(?:times|x|min|day|week))"
)
_PERIOD = re.compile(
    r"^(?:the (?:next|coming|following) |(?:\d+|one|two|three|four|five|six|eight|"
    r"ten) (?=weeks?\b|months?\b|days?\b|sprints?\b))",
    re.IGNORECASE,
)
_TARGET_START = words(
    "with to for towards toward in among amongst from of at without between about"
)
_COMMON = (
    _PREPOSITIONS
    | _SUBJECTS
    | _FINITE
    | _NOUN_START
    | _TARGET_START
    | words(
        """and but or not never always team members colleagues both all each every daily weekly
        monthly once twice tomorrow today tonight starting fewer less better good bad fear running
        meeting meetings discussions people others your its how what why where whose which whenever
        if when because impatient angry tired nervous afraid stressed impatience pride old new first
        anger habit ego doubt doubts wanting feeling being having difficult"""
    )
) - {"i", "i'm", "i've", "i'd", "i'll"}


def compose(draft: Draft) -> str:
    """Return the commitment's sentence; InvalidInput names in plain words what is missing."""
    values = {slot: _tidy(entry.text) for slot, entry in draft.slots.items()}
    parts = {
        Slot.CONTEXT: _context(values.get(Slot.CONTEXT, "")),
        Slot.ACTION: _deed(values.get(Slot.ACTION, "")),
        Slot.OBSTACLE: _obstacle(values.get(Slot.OBSTACLE, "")),
        Slot.RESPONSE: _deed(_strip(values.get(Slot.RESPONSE, ""), _THEN_LEADS, LEADS)),
        Slot.SIGN: _sign(values.get(Slot.SIGN, "")),
    }
    _require(parts)
    said = f"{values[Slot.CONTEXT]} {values[Slot.ACTION]}"
    target = _unsaid(_target(values.get(Slot.TARGET, "")), values.get(Slot.TARGET, ""), said)
    time = _unsaid(_time(values.get(Slot.TIME, "")), values.get(Slot.TIME, ""), said)
    first = f"{parts[Slot.CONTEXT]}, {parts[Slot.ACTION]}{target}{time}."
    second = f"If {parts[Slot.OBSTACLE]}, then {parts[Slot.RESPONSE]}."
    third = f"I will see that it works {parts[Slot.SIGN]}."
    return f"{first} {second} {third}"


def _require(parts: dict[Slot, str]) -> None:
    missing = [MISSING_WORDS[slot] for slot in SLOT_ORDER if slot in parts and not parts[slot]]
    if not missing:
        return
    *rest, last = missing
    listed = f"{', '.join(rest)} and {last}" if rest else last
    raise InvalidInput(f"The sentence still needs {listed}: fill that in first.")


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text.replace("\u2019", "'")).strip()
    text = _DOUBLED.sub(r"\1", text)
    return text.strip(" .,;:!?…-\u2013\u2014")


def _strip(text: str, *leads: re.Pattern[str]) -> str:
    """Take leading filler away until none is left; a value of nothing but filler becomes empty."""
    previous = None
    text += " "
    while text != previous:
        previous = text
        for lead in leads:
            text = lead.sub("", text)
    return text.strip()


def _first(text: str) -> str:
    return text.split(" ", 1)[0].lower().rstrip(",") if text else ""


def _soften(text: str, *, always: bool = False) -> str:
    """Lower the first letter where it is surely no name, acronym or "I"."""
    first = text.split(" ", 1)[0]
    if not first or not first[1:].islower() or first.lower() in {"i'm", "i've", "i'd", "i'll"}:
        is_short_word = first.lower() in _COMMON and len(first) == 1
        return text[0].lower() + text[1:] if is_short_word else text
    known = always or first.lower().rstrip(",") in _COMMON or first.endswith("ing")
    return text[0].lower() + text[1:] if known else text


def _is_clause(text: str) -> bool:
    tokens = [t.strip(",").lower() for t in text.split()]
    if tokens and tokens[0] in _SUBJECTS - {"this", "that", "one"}:
        return True
    return any(t in _FINITE for t in tokens[1:]) or "i" in tokens


def _context(text: str) -> str:
    text = _strip(text, _CONTEXT_LEADS)
    if not text:
        return ""
    if _WEEKDAY.match(text) and not _is_clause(text):
        return f"On {text}"
    first = _first(text)
    if first in _PREPOSITIONS or re.match(r"the (?:moment|next time|first time)\b", text.lower()):
        return text[0].upper() + text[1:]
    soft = _soften(text)
    return f"When {soft}" if _is_clause(text) or not _is_event(text) else f"During {soft}"


def _is_event(text: str) -> bool:
    if _first(text).endswith("ing") and _first(text) not in {"meeting", "morning", "briefing"}:
        return False
    return _first(text) in _NOUN_START or bool(
        re.search(
            r"\b(?:meetings?|stand-?ups?|reviews?|one-to-ones?|1:1s?|calls?|conversations?|"
            r"sessions?|talks?|retros?|retrospectives?|discussions?|workshops?|handovers?|"
            r"briefings?|appraisals?|interviews?|debates?|shifts?|visits?)$",
            text.lower(),
        )
    )


def _deed(text: str) -> str:
    """An action with its "I will", bent to an "-ing" form, a noun or a clause of its own."""
    text = _strip(text, LEADS)
    if _I_VERB.match(text):
        text = _strip(text[1:].lstrip(), LEADS)
    if not text or text.lower() == "i":
        return ""
    first = _first(text)
    if _OWN_SUBJECT.match(text):
        return _soften(text)
    if first in {"don't", "won't", "cannot", "can't", "no"} or first in _NOUN_START:
        return f"I will do this: {_soften(text, always=True)}"
    if first.endswith("ing") and first not in {"bring", "ring", "sing", "swing"}:
        return f"I will be {_soften(text, always=True)}"
    return f"I will {_soften(text, always=True)}"


def _obstacle(text: str) -> str:
    text = _strip(text, _IF_LEADS)
    if not text:
        return ""
    soft = _soften(text)
    first = _first(text)
    if _is_clause(text):
        return soft
    noun = first in _NOUN_START or first in words("fear impatience pride ego anger habit")
    if noun or first.endswith(("ing", "ness", "tion", "ism")):
        return f"{soft} should get in the way"
    return (
        soft if len(text.split()) > 1 else f"{soft} comes up" if _nounish(text) else f"I am {soft}"
    )


def _nounish(word: str) -> bool:
    adjective = ("ed", "ous", "ful", "less", "ive", "ent", "ant", "y", "id", "able", "gry", "ary")
    return not word.lower().endswith(adjective) or word.lower().endswith(("ity", "ety", "ency"))


def _sign(text: str) -> str:
    text = _strip(text, _SIGN_LEADS)
    if not text:
        return ""
    return f"when {_soften(text)}" if _is_clause(text) else f"by this: {_soften(text)}"


def _target(text: str) -> str:
    text = _strip(text, LEADS)
    return _soften(text) if _first(text) in _TARGET_START else f"with {_soften(text)}"


def _time(text: str) -> str:
    text = _strip(text, re.compile(r"^(?:then|i will|i'll|i'd)\s+", re.IGNORECASE))
    if _WEEKDAY.match(text):
        return f"on {text}"
    if _PERIOD.match(text):
        return f"for {_soften(text)}"
    return f"at {text}" if _CLOCK.match(text.lower()) else _soften(text)


def _unsaid(phrase: str, value: str, said: str) -> str:
    """The phrase with a blank before it; nothing where the slot is empty or said already."""
    lead = _strip(value, re.compile(r"^(?:with|to|for|then|i will|i'll|i'd)\s+", re.IGNORECASE))
    if not lead or re.search(rf"\b{re.escape(lead)}(?!\w)", said, re.IGNORECASE):
        return ""
    return f" {phrase}"
