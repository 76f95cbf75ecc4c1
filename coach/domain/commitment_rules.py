"""What rules, never a model, remark on a draft, slot by slot (METHOD §4).

A rule reads one slot's text (the response also the action) and is silent when in doubt: a false
alarm costs more than a miss, for the member can always go on. At most one remark a slot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from coach.domain.commitment import SLOT_ORDER, Draft, Remark, Slot
from coach.domain.commitment_patterns import (
    AGAIN,
    ATTITUDE,
    BE_MORE,
    BE_TRAIT,
    EVERYONE,
    FEELING,
    GENERAL,
    HAVE_TRAIT,
    HOPE,
    INSTEAD,
    NEGATED,
    NO_TIME,
    OTHERS,
    OUTER,
    STOP_WORDS,
    TELLS_SELF,
    UNSEEN,
    VAGUE,
    VAGUE_END,
    VAGUE_SHORT,
)
from coach.domain.commitment_sentence import compose
from coach.domain.commitment_words import (
    ACTION_VERBS,
    INNER_WORDS,
    LEADS,
    MOMENT,
    NON_ANSWERS,
    OBSERVABLE,
    SOFT_TIMES,
    TRAITS,
    plain,
)

__all__ = ["compose", "remarks"]

Rule = Callable[[str, Mapping[Slot, str]], str]
"""Reads the plain text of a slot and of all slots; returns the name of what it noticed or ''."""

_FEW, _SHORT_WORDS, _SHORT_CLAUSE, _LONG_CLAUSE = 2, 4, 6, 9
"""Counts of words or parts up to which a text is as short as a rule means."""
_ALIKE = 0.7
"""Share of common words from which a response repeats the action."""

TEXTS: dict[str, str] = {
    "short": "This is very short: what would you add so that a colleague could picture it?",
    "action.actor": "This is what others would do: what is your own part in it?",
    "action.trait": "This names a trait: what would someone see you do?",
    "action.negated": "This says what you will leave out: what will you do instead?",
    "action.vague": "This can mean many things: what would someone see or hear you do?",
    "action.many": "These are several actions: which one comes first?",
    "context.general": "This could be any moment: how would you recognise the one you mean?",
    "target.everyone": "This is everybody: with which person or group will it start?",
    "time.open": "No calendar would know this time: on which day, or how often?",
    "obstacle.outer": "This lies outside you: what in you does it set off?",
    "response.trait": "This is a state, not an action: what will you do in that moment?",
    "response.negated": "This says what you will not do: what will you do instead?",
    "response.hope": "This waits for something to happen: what will you do in that moment?",
    "response.repeats": "This repeats the action: what will you do when the obstacle is there?",
    "sign.feeling": "This is felt inside: what will you see or hear that shows it?",
    "sign.unseen": "Nobody could see this yet: what will you see or hear?",
}


def remarks(draft: Draft) -> tuple[Remark, ...]:
    """Return at most one remark for each filled slot, in the order in which slots are asked."""
    texts = {slot: plain(entry.text) for slot, entry in draft.slots.items()}
    found = ((slot, _notice(slot, texts)) for slot in SLOT_ORDER if slot in texts)
    return tuple(Remark(slot=s, rule=rule, text=TEXTS[rule]) for s, rule in found if rule)


def _notice(slot: Slot, texts: Mapping[Slot, str]) -> str:
    text = texts[slot]
    if text in NON_ANSWERS:
        return "short"
    named = next((name for rule in _RULES.get(slot, ()) if (name := rule(text, texts))), "")
    return named or ("short" if _is_one_word(slot, text) else "")


def _is_one_word(slot: Slot, text: str) -> bool:
    one_word = len(re.findall(r"\w+", text)) <= 1
    wants_more = slot in {Slot.ACTION, Slot.CONTEXT, Slot.SIGN, Slot.WISH}
    return one_word and (wants_more or (slot is Slot.RESPONSE and text not in ACTION_VERBS))


def _body(text: str) -> str:
    """The text without leading filler ("I will", "maybe", "to")."""
    previous = None
    while text != previous:
        previous, text = text, LEADS.sub("", text)
    return text


def _shows_how(text: str) -> bool:
    """Whether a trait or vague verb is followed by what one would see ("…, by asking …")."""
    if re.search(r"\bby (?:\w+ly )?\w+ing\b|[:\"“]|\bfor example\b|\be\.?g\b", text):
        return True
    tail = re.search(r"\b(?:and|enough to)\s+(\w+)\s+\w+", text)
    return tail is not None and tail.group(1) in ACTION_VERBS - {"show", "give", "listen", "make"}


def _trait(text: str) -> bool:
    body = _body(text)
    if _shows_how(body):
        return False
    if body.startswith(("listening better", "not ")):
        return False
    match = BE_TRAIT.match(body)
    trait = match is not None and (match.group(1) in TRAITS or match.group(1).endswith("minded"))
    if trait and match is not None and match.group(1) == "present":
        trait = len(body.split()) <= _SHORT_WORDS and " at " not in body
    short = len(body.split()) <= _SHORT_CLAUSE
    return trait or any(
        (BE_MORE.match(body), HAVE_TRAIT.match(body), ATTITUDE.match(body) and short)
    )


def _actor(text: str, _: Mapping[Slot, str]) -> str:
    return "action.actor" if OTHERS.match(text) and " i will " not in text else ""


def _action_trait(text: str, _: Mapping[Slot, str]) -> str:
    return "action.trait" if _trait(text) else ""


def _negated(text: str) -> bool:
    body = _body(text)
    if not NEGATED.match(body) or body.startswith(("no one", "stop by", "not only")):
        return False
    return all(m.group(1) and m.group(1) not in ACTION_VERBS for m in INSTEAD.finditer(body))


def _action_negated(text: str, _: Mapping[Slot, str]) -> str:
    return "action.negated" if _negated(text) else ""


def _vague(text: str, _: Mapping[Slot, str]) -> str:
    body = _body(text)
    if _shows_how(body) or re.search(r"\d", body):
        return ""
    length = len(body.split())
    short = bool(VAGUE_SHORT.match(body)) and length <= _SHORT_WORDS
    ending = bool(VAGUE_END.match(body)) and length <= _LONG_CLAUSE
    return "action.vague" if VAGUE.match(body) or short or ending else ""


def _many(text: str, _: Mapping[Slot, str]) -> str:
    pieces = re.split(
        r"[,;.\n]\s*(?:and |then |also )*|\b(?:and|plus|as well as)\b(?: then| also)?", text
    )
    verbs = [p for p in pieces if p.strip() and _body(p.strip()).split(" ", 1)[0] in ACTION_VERBS]
    strong = re.search(
        r"[;.]\s*(?:and |then )?(?:also|i will also|i'll also)\b|\bas well as\b", text
    )
    return "action.many" if len(verbs) > _FEW or (strong and len(verbs) == _FEW) else ""


def _general(text: str, _: Mapping[Slot, str]) -> str:
    return "context.general" if GENERAL.match(text) else ""


def _everyone(text: str, _: Mapping[Slot, str]) -> str:
    return "target.everyone" if EVERYONE.match(text) else ""


def _open_time(text: str, _: Mapping[Slot, str]) -> str:
    return "" if MOMENT.search(SOFT_TIMES.sub(" ", text)) else "time.open"


def _outer(text: str, _: Mapping[Slot, str]) -> str:
    if TELLS_SELF.search(text):
        return ""
    if NO_TIME.match(text):
        return "obstacle.outer"
    inner = INNER_WORDS - {"me"} & set(re.findall(r"[\w']+", text))
    return "obstacle.outer" if OUTER.match(text) and not inner else ""


def _stems(text: str) -> set[str]:
    return {
        re.sub(r"(?:ing|ed|es|s|e)$", "", w) if len(w) > _SHORT_WORDS else w.rstrip("s")
        for w in re.findall(r"[\w']+", text)
        if w not in STOP_WORDS
    }


def _response_action(text: str, texts: Mapping[Slot, str]) -> str:
    body = _body(text)
    if HOPE.match(body):
        return "response.hope"
    mine, action = _stems(body), _stems(_body(texts.get(Slot.ACTION, "")))
    union = mine | action
    alike = bool(mine & action) and len(mine & action) / len(union) >= _ALIKE
    return "response.repeats" if AGAIN.match(body) or alike else ""


def _response_trait(text: str, _: Mapping[Slot, str]) -> str:
    if _trait(text) or re.match(
        r"^(?:relax|calm down|stay positive|think positive\w*)$", _body(text)
    ):
        return "response.trait"
    return "response.negated" if _negated(text) else ""


def _sign(text: str, _: Mapping[Slot, str]) -> str:
    if UNSEEN.match(text) and not re.search(r"\d", text):
        return "sign.feeling" if FEELING.search(text) else "sign.unseen"
    return "sign.feeling" if FEELING.search(text) and not OBSERVABLE.search(text) else ""


_RULES: dict[Slot, tuple[Rule, ...]] = {
    Slot.ACTION: (_actor, _action_trait, _action_negated, _vague, _many),
    Slot.CONTEXT: (_general,),
    Slot.TARGET: (_everyone,),
    Slot.TIME: (_open_time,),
    Slot.OBSTACLE: (_outer,),
    Slot.RESPONSE: (_response_action, _response_trait),
    Slot.SIGN: (_sign,),
}
