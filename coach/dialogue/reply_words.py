"""Word lists by which a reply is checked, and the stems that make inflections equal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.domain.commitment_words import words

WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SUFFIX = re.compile(
    r"(?:ingly|edly|ations?|ments?|ness|ings?|ied|ies|ion|ed|es|ers?|ly|s|e|y)$",
)
_MIN_STEM = 3
_IRREGULAR = {
    "said": "say", "told": "tell", "felt": "feel", "went": "go", "gone": "go", "left": "leave",
    "thought": "think", "made": "make", "gave": "give", "given": "give", "took": "take",
    "taken": "take", "spoke": "speak", "spoken": "speak", "came": "come", "got": "get",
    "knew": "know", "known": "know", "saw": "see", "seen": "see", "kept": "keep", "lost": "lose",
    "met": "meet", "began": "begin", "begun": "begin", "brought": "bring", "held": "hold",
    "heard": "hear", "found": "find", "wrote": "write", "written": "write", "paid": "pay",
    "sat": "sit", "stood": "stand", "ran": "run", "led": "lead", "built": "build", "sent": "send",
    "spent": "spend", "chose": "choose", "chosen": "choose", "fell": "fall", "broke": "break",
    "forgot": "forget", "understood": "understand", "men": "man", "women": "woman",
    "did": "do", "done": "do", "does": "do", "meant": "mean",
    "froze": "freeze", "frozen": "freeze", "shook": "shake", "won": "win",
}  # fmt: skip

FUNCTION = words(
    """a an the and or but nor so yet if then than that this these those there here it its it's as
    at by for from in into of off on onto out over to up down with without within about above after
    again against all also always am among any anybody anyone anything are aren't around be because
    been before being below between both can can't cannot could couldn't did didn't do does doesn't
    doing don't during each either else enough even ever every everybody everyone everything few
    first get gets getting go goes going got had hadn't has hasn't have haven't having he he's her
    hers herself him himself his how however i i'd i'll i'm i've instead is isn't itself just last
    least less like little ll lot made make makes making many may maybe me might mine more most much
    must my myself neither never next no nobody none not nothing now often once one ones only other
    others our ours ourselves own part per perhaps quite rather really right same see she she's
    should shouldn't since some somebody someone something sometimes somewhere soon still such take
    takes taking than that's their theirs them themselves they they'd they'll they're they've thing
    things though through together too toward towards under until us very want wanted wants was
    wasn't way ways we well were weren't what what's when whenever where whether which while who
    whoever whole whom whose why will won't would wouldn't you you'd you'll you're you've your yours
    yourself""",
)
NEUTRAL = words(
    """say says said saying hear hears heard hearing sound sounds seem seems seemed mean means
    matter matters important notice noticed noticing mention mentioned describe
    described talk talking tell told telling feel feels felt feeling feelings think
    thought thinking situation moment moments come comes came know knows understand look
    looks wish wishes time times people person happen happens happened change changes
    changed different difference plan plans practice practise try trying tried stand
    stands point side back let work works working need needs needed keep keeps thank
    thanks question ask asks asked asking answer open words word put step clear yes ok
    okay"""
)
"""Words that carry no claim about the member's story."""
OPENERS = (
    FUNCTION
    | NEUTRAL
    | words(
        """suppose imagine picture looking given good behind beyond beside besides apart hello hi
        welcome sure alright suddenly today tomorrow yesterday later earlier usually finally once
        right underneath somehow speaking listening staying leaving taking giving standing sitting
        saying hearing knowing seeing waiting having being doing holding keeping letting coming
        going getting putting finding turning letting"""
    )
)
"""Words that may open a sentence with a capital letter without being a name."""
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
    "hundred": "100", "hundreds": "100", "thousand": "1000", "dozen": "12", "dozens": "12",
    "twice": "2", "double": "2", "triple": "3", "thirteen": "13", "fourteen": "14",
    "sixteen": "16", "eighteen": "18", "million": "1000000", "couple": "2", "thrice": "3",
}  # fmt: skip
FEELINGS = re.compile(
    r"^(?P<stem>frustrat|ang(?=er|ry|ri)|anxi|nervous|sad(?=$|n|d|l)|unhapp|happ(?=y|i)|proud|"
    r"pride|afraid|fear|scar(?=e|y)|worr(?=y|i)|disappoint|overwhelm|stress|exhaust|tir(?=ed|ing|"
    r"es?$)|lonel|asham|shame|guilt|embarrass|confus|surpris|reli(?=ef|ev)|excit|enthusias|calm|"
    r"relax|confiden|insecur|uncomfortabl|discomfort|comfort|jealous|env(?=y|i)|hurt|irritat|"
    r"annoy|impatien|patien(?=t$|ce|tly)|bor(?=ed|ing|edom)|hopeless|despera|despair|helpless|"
    r"powerless|grateful|gratitude|dissatisf|satisf|upset|furi|fury|rag(?=e$|ing)|tens(?=e$|ion)|"
    r"panic|regret|hat(?=e$|ed|es|ing|red)|enjoy|joy|pleas(?=ed|ure)|depress|miserabl|delight|"
    r"cheer|shock|terrif|terror|resent|bitter|vulnerab|demotivat|motivat|inspir|eager|struggl|"
    r"discourag|encourag|pressur|uneas|hesitan|uncertain|insult|humiliat|betray|ignored|"
    r"disrespect|appreciat|valued|lov(?=e$|ed|es|ing)|passion|hopeful|optimis|pessimis|burden|"
    r"pain(?=$|f|s)|suffer|doubt|suspici|trapped|lost$)"
)
"""Feeling words by stem: one inflection in the member's words licenses the others."""
_FAMILIES = {
    "afraid": "fear", "pride": "proud", "gratitude": "grateful", "fury": "furi", "shame": "asham",
    "terror": "terrif", "hopeful": "hope", "despair": "despera",
}  # fmt: skip
PERSONS = words(
    """boss bosses manager managers team teams colleague colleagues staff employee employees client
    clients customer customers director directors wife husband partner friend friends mentor coach
    coaches hr supervisor report reports coworker coworkers leader leaders engineer engineers board
    ceo assistant deputy peer peers child children family kids patient patients student students
    teacher teachers stakeholder stakeholders subordinate subordinates owner nurse nurses doctor"""
)
EVENTS = words(
    """meeting meetings call calls email emails e-mail presentation presentations deadline deadlines
    workshop project projects review reviews interview interviews argument arguments conflict
    conflicts fight fights crisis accident merger reorganisation reorganization promotion appraisal
    training appointment strike failure success mistake mistakes quarrel disagreement budget"""
)
EVENT_KIN = {
    "meet": words("stand-up standup huddle session retro weekly one-to-one one-to-ones jour round"),
    "email": words("mail mails e-mail e-mails inbox message"),
    "call": words("phone phoned rang"),
}
"""Other words by which a member may have mentioned the event."""


def tokens(text: str) -> list[str]:
    """Lower-case words with straight apostrophes, hyphens and apostrophes kept inside."""
    return [w.lower().replace("\u2019", "'") for w in WORD.findall(text)]


def stem(word: str) -> str:
    """A short common form of a word's inflections; not a dictionary form."""
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    shorter = _SUFFIX.sub("", word)
    if len(shorter) < _MIN_STEM or shorter == word:
        return word
    if shorter[-1] == shorter[-2] and shorter[-1] not in "aeiouls":
        shorter = shorter[:-1]
    return shorter[:-1] + "y" if shorter.endswith("i") else shorter


def stems(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all words of some texts; parts of hyphenated words count as well."""
    return frozenset(
        stem(part) for text in texts for word in tokens(text) for part in {word, *word.split("-")}
    )


def feeling(word: str) -> str:
    """The family of a feeling word ("afraid" and "fear" are one), '' for any other word."""
    found = FEELINGS.match(word)
    return _FAMILIES.get(found["stem"], found["stem"]) if found else ""
