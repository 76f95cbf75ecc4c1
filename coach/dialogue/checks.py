"""What code checks in a reply that a model worded, whole or word by word while it streams.

A check's name says what failed. The member's own words license names, numbers, feelings, persons
and events; everything else that a mirror brings in is an invention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.dialogue.reply_patterns import (
    ADVICE,
    FIRST,
    GENDERED,
    HUMAN,
    MARKUP,
    PRAISE,
    QUOTED,
    THIRD,
    WE,
    WHO,
)
from coach.dialogue.reply_words import (
    EVENT_KIN,
    EVENTS,
    FUNCTION,
    NEUTRAL,
    NUMBERS,
    OPENERS,
    PERSONS,
    WORD,
    feeling,
    stem,
    stems,
    tokens,
)

MAX_WORDS = 60
GROUNDED_SHARE = 0.6
"""Share of a mirror's content words that must be the member's."""
REPEATED_SHARE = 0.8
HOLD_BACK = 2
"""Words that a stream keeps until the next ones have come, so that no phrase is half shown."""
_MIN_CONTENT = 2


@dataclass(frozen=True, slots=True)
class _Known:
    """What the member's words license."""

    words: frozenset[str]
    stems: frozenset[str]
    feelings: frozenset[str]
    numbers: frozenset[str]
    text: str
    allowed: tuple[str, ...]

    @classmethod
    def of(cls, said: Sequence[str], allowed: Sequence[str]) -> _Known:
        texts = [*said, *allowed]
        every = [w for text in texts for w in tokens(text)]
        parts = frozenset(p for w in every for p in (w, w.removesuffix("'s"), *w.split("-")))
        return cls(
            words=parts,
            stems=stems(texts),
            feelings=frozenset(f for w in parts if (f := feeling(w))),
            numbers=frozenset(_number(w) for w in parts) - {""},
            allowed=tuple(text.replace("\u2019", "'") for text in allowed),
            text=" ".join(" ".join(texts).lower().replace("\u2019", "'").split()),
        )


def check_reply(
    reply: str,
    *,
    member_texts: Sequence[str],
    latest: str = "",
    allowed: Sequence[str] = (),
    advice_asked: bool = False,
    earlier_questions: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the names of the failed checks, none when the reply may be shown.

    `member_texts` and `latest`: the member's messages. `allowed`: other texts that may stand in the
    reply and whose words may be used, such as the bank's question. `advice_asked` lets advice pass.
    """
    known = _Known.of([*member_texts, latest], allowed)
    failed = list(_form(reply))
    failed += (name for name, _ in _inventions(reply, known, advice_asked=advice_asked))
    if not _grounded(reply, known):
        failed.append("grounded")
    if any(_alike(_question(reply), _question(q)) for q in earlier_questions):
        failed.append("repeated")
    return tuple(dict.fromkeys(failed))


class StreamGuard:
    """Lets through the words of a growing reply that have passed; `failed` names what broke it."""

    def __init__(
        self,
        *,
        member_texts: Sequence[str],
        allowed: Sequence[str] = (),
        advice_asked: bool = False,
    ) -> None:
        self._known = _Known.of(member_texts, allowed)
        self._advice_asked = advice_asked
        self._safe = ""
        self.failed = ""

    def feed(self, text_so_far: str) -> str:
        """Return the prefix that may be shown now; once `failed` is set, it grows no more."""
        if self.failed:
            return self._safe
        whole = _whole_words(text_so_far)
        found = next(_inventions(whole, self._known, advice_asked=self._advice_asked), None)
        self.failed = found[0] if found else _too_much(whole)
        if not self.failed:
            self._safe = max(self._safe, _held_back(whole), key=len)
        return self._safe


def _whole_words(text: str) -> str:
    return text if re.search(r"[.?!]$", text) else text[: len(text.rstrip()) - _tail(text)].rstrip()


def _tail(text: str) -> int:
    """Length of the last, perhaps unfinished word; none when a blank follows it."""
    return 0 if text[-1:].isspace() else len(text) - text.rfind(" ") - 1


def _held_back(whole: str) -> str:
    if re.search(r"[.?!]$", whole):
        return whole
    return " ".join(whole.split(" ")[:-HOLD_BACK])


def _too_much(text: str) -> str:
    if text.count("?") > 1:
        return "question"
    return "length" if len(text.split()) > MAX_WORDS else ""


def _form(reply: str) -> Iterator[str]:
    text = reply.strip()
    if text.count("?") != 1 or not re.search(r"\?[\"\u201d]?$", text):
        yield "question"
    if len(text.split()) > MAX_WORDS:
        yield "length"


def _inventions(text: str, known: _Known, *, advice_asked: bool) -> Iterator[tuple[str, str]]:
    """What a reply brings in or does that it may not: the check's name and the words."""
    plain = _without(text.replace("\u2019", "'"), known.allowed)
    own = QUOTED.sub(lambda m: " " if _said(m[1], known) else m[0], plain)
    if not advice_asked:
        yield from (("advice", m[0]) for m in ADVICE.finditer(own) if not _own_duty(m, known))
    yield from (("human", m[0]) for m in HUMAN.finditer(own))
    yield from (("praise", m[0]) for m in PRAISE.finditer(own) if not _said(m[0], known))
    yield from (("markup", m[0]) for m in MARKUP.finditer(own) if not _is_said_word(m[0], known))
    yield from (("third_person", m[0]) for m in THIRD.finditer(own) if not _said(m[0], known))
    yield from (("first_person", m[0]) for m in FIRST.finditer(own))
    yield from (("we", m[0]) for m in WE.finditer(own))
    yield from _strangers(plain, known)


def _without(text: str, allowed: Sequence[str]) -> str:
    """The text without what stands word for word in an allowed text, also the beginning of one."""
    for whole in allowed:
        text = text.replace(whole, " ")
        begins = (m.start() for m in re.finditer(r"(?:^|(?<=\s))\S", text))
        cut = next((b for b in begins if whole.startswith(text[b:].rstrip())), len(text))
        text = text[:cut]
    return text


def _said(phrase: str, known: _Known) -> bool:
    phrase = " ".join(phrase.lower().split()).strip(".,;:?")
    return bool(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", known.text)) and phrase != "!"


def _is_said_word(phrase: str, known: _Known) -> bool:
    return phrase.replace(" ", "").isalpha() and _said(phrase, known)


def _own_duty(found: re.Match[str], known: _Known) -> bool:
    """Whether "you should …" or "… try to …" only says back what the member said of themselves."""
    phrase = found[0].lower()
    turned = re.sub(r"\byou\b", "i", phrase)
    opens = re.search(r"(?:^|[.!?;:])\s*$", found.string[: found.start()]) is not None
    if not _said(turned, known) or (opens and turned == phrase):
        return False
    clause = re.split(r"[.,;:?!]", found.string[found.end() :])[0]
    rest = {stem(w) for w in tokens(clause) if w not in FUNCTION and w not in NEUTRAL}
    return rest <= known.stems


def _strangers(text: str, known: _Known) -> Iterator[tuple[str, str]]:
    """Names, numbers, feelings, persons and events that the member did not mention."""
    for found in WORD.finditer(text):
        raw = found[0]
        word = raw.lower()
        bare = word.removesuffix("'s")
        if bare in known.words:
            continue
        if raw[0].isupper() and _is_name(text, found.start(), word, known):
            yield "name", raw
        if (number := _number(word)) and number not in known.numbers:
            yield "number", raw
        if (felt := feeling(word)) and felt not in known.feelings:
            yield "feeling", raw
        if (word in PERSONS and stem(word) not in known.stems) or _is_new_gender(word, known):
            yield "person", raw
        if word in EVENTS and not _mentioned(word, known):
            yield "event", raw


def _mentioned(word: str, known: _Known) -> bool:
    kin = {stem(word)} | EVENT_KIN.get(stem(word), frozenset())
    return bool(kin & (known.stems | known.words)) or feeling(word) in known.feelings


def _is_name(text: str, start: int, word: str, known: _Known) -> bool:
    if word == "i" or word.startswith("i'"):
        return False
    opens = re.search(r"(?:^|[.!?:;]\s+|[\"\u201c(]|\n)\s*$", text[:start]) is not None
    return not opens or not (word in OPENERS or stem(word) in known.stems)


def _number(word: str) -> str:
    if word in NUMBERS:
        return NUMBERS[word]
    digits = re.match(r"\d+", word)
    return digits[0] if digits else ""


def _is_new_gender(word: str, known: _Known) -> bool:
    if word not in GENDERED:
        return False
    base = "he" if "he" in GENDERED[word].split()[:1] else "she"
    return not known.words & {*GENDERED[word].split(), *WHO[base].split()}


def _question(text: str) -> str:
    """The last sentence."""
    return re.split(r"(?<=[.!?])\s+", text.strip())[-1]


def _grounded(reply: str, known: _Known) -> bool:
    """Whether the mirror, all before the question, is made of the member's words."""
    mirror = reply.strip().removesuffix(_question(reply))
    content = [w for w in tokens(mirror) if w not in FUNCTION and w not in NEUTRAL]
    if len(content) < _MIN_CONTENT:
        return True
    return sum(_mentioned(w, known) for w in content) / len(content) >= GROUNDED_SHARE


def _alike(one: str, other: str) -> bool:
    first, second = set(tokens(one)), set(tokens(other))
    return bool(first) and len(first & second) / len(first | second) >= REPEATED_SHARE
