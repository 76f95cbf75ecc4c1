"""What rules, never a model, remark on a draft, slot by slot (METHOD §4).

A rule reads one slot's text (the response also the action) and is silent when in doubt: a false
alarm costs more than a miss, for the member can always go on. At most one remark a slot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from coach.domain.commitment import SLOT_ORDER, Draft, Remark, Slot
from coach.domain.commitment_sentence import compose
from coach.domain.commitment_words import (
    ACTION_VERBS,
    INNER_WORDS,
    LEADS,
    MOMENT,
    NON_ANSWERS,
    OBSERVABLE,
    OUTER_NOUNS,
    SOFT_TIMES,
    TRAIT_NOUNS,
    TRAITS,
    plain,
    words,
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


_MODAL = (
    r"(?:will|should|must|shall|would|could|can|may|needs? to|ha(?:s|ve) to|ought to|is going to"
    r"|are going to|is supposed to|are supposed to)"
)
_OTHERS = re.compile(
    rf"^(?:(?:my|our|the|their|his|her|each|every|all) (?:\w+ ){{1,3}}?{_MODAL}\b"
    rf"|(?:they|he|she|we|you|people|everyone|everybody|someone|somebody|others|hr|management"
    rf"|nobody|no one|it)(?:'ll| {_MODAL})\b"
    r"|(?:they|he|she|people|everyone|everybody|others) (?:\w+s|all|just|start|stop|do|are|is)\b"
    r"|(?:get|force|push|bring|motivate|convince) (?:my|the|our) (?:whole |own )?(?:team|people"
    r"|staff"
    r"|colleagues|boss|managers?|reports|direct reports|employees|department) to (?!a\b|the\b)\w+"
    r"|(?:get|force|push|motivate|convince|make) (?:them|him|her|everyone|people|everybody) "
    r"(?:to|be|more|feel|take|do|understand|listen|work)\b)"
)
_BE = (
    r"(?:be(?:come)?|being|becoming|remain|stay(?:ing)?|act(?:ing)?|appear|seem|sound"
    r"|come across as"
    r"|show up as|behave|get|keep|lead as|show myself)"
)
_DEGREE = (
    r"(?:(?:more|less|much|a|an|the|bit|little|very|really|so|too|even|truly|far|lot|as|kind of"
    r"|always|also|really|most|and|way|rather|quite|consistently|generally|simply|just|no longer"
    r"|not) )*"
)
_BE_TRAIT = re.compile(rf"^{_BE} {_DEGREE}([\w-]+)")
_BE_MORE = re.compile(
    r"^be(?:ing|come)? (?:a )?(?:bit |little |lot |much )?(?:more|less) (?!than\b|often\b|in\b"
    r"|on\b|at\b"
    r"|with\b|of\b|out\b|there\b)\w+"
)
_HAVE_TRAIT = re.compile(
    rf"^(?:have|having|show|showing|develop|build|gain|demonstrate|display|bring|practi[sc]e|find|"
    rf"express|exude|get|earn) {_DEGREE}(?:{TRAIT_NOUNS})\b"
)
_ATTITUDE = re.compile(
    r"^(?:trust|respect|value|appreciate|believe in|care (?:about|for|more)|understand|accept|love|"
    r"like|know|feel|empathi[sz]e(?: with)?|tolerate|want|hope|wish)\b(?! (?:a|an"
    r"|the) (?:meeting|call))"
)


def _trait(text: str) -> bool:
    body = _body(text)
    if _shows_how(body):
        return False
    if body.startswith(("listening better", "not ")):
        return False
    match = _BE_TRAIT.match(body)
    trait = match is not None and (match.group(1) in TRAITS or match.group(1).endswith("minded"))
    if trait and match is not None and match.group(1) == "present":
        trait = len(body.split()) <= _SHORT_WORDS and " at " not in body
    short = len(body.split()) <= _SHORT_CLAUSE
    return trait or any(
        (_BE_MORE.match(body), _HAVE_TRAIT.match(body), _ATTITUDE.match(body) and short)
    )


def _actor(text: str, _: Mapping[Slot, str]) -> str:
    return "action.actor" if _OTHERS.match(text) and " i will " not in text else ""


def _action_trait(text: str, _: Mapping[Slot, str]) -> str:
    return "action.trait" if _trait(text) else ""


_NEGATED = re.compile(
    r"^(?:stop \w+ing|stop (?:my|the) (?:habit|urge|impulse)|avoid|quit|refrain|cease|never"
    r"|no longer"
    r"|no more|not(?! only\b)|don't|won't|do not|will not|will never|i (?:don't|won't|will not"
    r"|do not|"
    r"will never|never)|give up|cut out|resist|keep (?:myself )?from|keep my mouth shut|stopping"
    r"|avoiding|no \w+ing)\b"
)
_INSTEAD = re.compile(
    r"\b(?:instead|but|rather|until|unless|before)\b|[;:]|,? (?:and|then) (?:\w+ly )?(\w+)"
)


def _negated(text: str) -> bool:
    body = _body(text)
    if not _NEGATED.match(body) or body.startswith(("no one", "stop by", "not only")):
        return False
    return all(m.group(1) and m.group(1) not in ACTION_VERBS for m in _INSTEAD.finditer(body))


def _action_negated(text: str, _: Mapping[Slot, str]) -> str:
    return "action.negated" if _negated(text) else ""


_VAGUE = re.compile(
    r"^(?:improv(?:e|ing)|enhanc(?:e|ing)|optimi[sz](?:e|ing)|try(?:ing)?(?: harder| to|$)"
    r"|attempt to|"
    r"work(?:ing)? (?:harder )?(?:on|towards)|get(?:ting)? better|do(?:ing)? (?:better|my best"
    r"|more)\b|make an effort|"
    r"strive|aim (?:to|for)|focus(?:ing)? (?:more )?on|pay (?:more |closer )?attention"
    r"|think (?:more )?"
    r"(?:about|of)|see (?:how|what|if)|take (?:more )?(?:care|ownership|responsibility"
    r"|initiative|an? interest)|lead by "
    r"example|step up|grow (?:as|into)|change (?:my|how|the way)|learn (?:how )?to|put more effort|"
    r"find (?:a|the) (?:better|right|good) (?:way|balance)|manage (?:my )?(?:time|stress"
    r"|expectations)|"
    r"deal (?:better )?with|cope (?:better )?with|make (?:more )?time for"
    r"|create (?:a )?(?:better|good|safe|"
    r"positive|more)|strengthen|be there for|let go|set (?:better |clear "
    r"|clearer )?(?:boundaries|expectations|priorities)$|"
    r"remember to|become aware|bear in mind|keep in mind|reflect more|consider\b)"
)
_VAGUE_SHORT = re.compile(
    r"^(?:support|help|empower|motivate|encourage|engage|involve|include|foster|promote|address"
    r"|handle|"
    r"manage|lead|develop|boost|increase|reduce|build|communicate|delegate|listen|coach|connect|"
    r"collaborate|inspire|guide|balance|prioriti[sz]e|facilitate|clarify|align|organi[sz]e"
    r"|cooperate|adapt)"
    r"(?:ing)?\b"
)
_VAGUE_END = re.compile(
    r"^(?:listen|communicate|delegate|lead|manage|talk|share|support|help|involve|engage|include|"
    r"handle|plan|prioriti[sz]e|organi[sz]e|coach|treat|work|act|react|behave|speak|interact"
    r"|approach)(?:ing)?\b"
    r".*\b(?:better|more|differently|well|actively|effectively|properly|carefully|efficiently|"
    r"less|more \w+ly|closely|appropriately|professionally|constructively|openly|clearly|"
    r"respectfully|consistently)$"
)


def _vague(text: str, _: Mapping[Slot, str]) -> str:
    body = _body(text)
    if _shows_how(body) or re.search(r"\d", body):
        return ""
    length = len(body.split())
    short = bool(_VAGUE_SHORT.match(body)) and length <= _SHORT_WORDS
    ending = bool(_VAGUE_END.match(body)) and length <= _LONG_CLAUSE
    return "action.vague" if _VAGUE.match(body) or short or ending else ""


def _many(text: str, _: Mapping[Slot, str]) -> str:
    pieces = re.split(
        r"[,;.\n]\s*(?:and |then |also )*|\b(?:and|plus|as well as)\b(?: then| also)?", text
    )
    verbs = [p for p in pieces if p.strip() and _body(p.strip()).split(" ", 1)[0] in ACTION_VERBS]
    strong = re.search(
        r"[;.]\s*(?:and |then )?(?:also|i will also|i'll also)\b|\bas well as\b", text
    )
    return "action.many" if len(verbs) > _FEW or (strong and len(verbs) == _FEW) else ""


_ANY_PLACE = (
    r"(?:always|in general|generally|all the time|everywhere|anywhere|any ?time|at any time"
    r"|at work|"
    r"in (?:all |my |our )?(?:daily )?(?:meetings|conversations|discussions|situations|work|job"
    r"|role|"
    r"business|life)|(?:all |my |our )?(?:meetings|conversations|discussions|situations)"
    r"|in my (?:daily |everyday )?(?:work|job|role|life|work life)|"
    r"when(?:ever)? (?:possible|i can|needed|necessary|appropriate|required|it fits|suitable"
    r"|it is (?:possible|"
    r"needed|necessary|appropriate)|i have (?:the )?(?:time|chance))|in (?:all|every|any|most"
    r"|many) (?:kinds? of )?"
    r"(?:situations?|cases?|meetings?|conversations?|contexts?|occasions?|interactions?)"
    r"|day[- ]to[- ]day|as needed|usually|often|normally|"
    r"constantly|on a daily basis|every ?day|in everyday (?:life|work)|everyday (?:life|work)|"
    r"(?:with|in|for) (?:my|the|our) team|all situations|as often as possible|in every interaction|"
    r"in life|the whole day|during (?:work|the day|meetings)|from now on|as much as possible|"
    r"in the office|in my department|in the company)"
)
_GENERAL = re.compile(
    rf"^(?:(?:well|just|so|basically|really|pretty much|more or less|almost|simply|probably"
    rf"|i think|i guess|it's|it is) )*"
    rf"{_ANY_PLACE}(?:(?:,| and| or| really| basically)+ {_ANY_PLACE})*(?: really| basically"
    rf"| i guess| i think| at work)?$"
)


def _general(text: str, _: Mapping[Slot, str]) -> str:
    return "context.general" if _GENERAL.match(text) else ""


_EVERYONE = re.compile(
    r"^(?:with |to |for )?(?:everyone|everybody|all|anyone|anybody|people|others|other people"
    r"|the others|"
    r"all (?:of (?:them|us)|people|colleagues|employees|staff|of my colleagues|my colleagues"
    r"|managers|"
    r"the people)|the (?:whole|entire) (?:company|organi[sz]ation|department|firm|business|plant|"
    r"hospital|school|staff)|colleagues|whoever(?: .*)?|nobody in particular"
    r"|no one in particular|humans|mankind|"
    r"every ?one of them|everyone in the room|the world)"
    r"(?: (?:at work|in the (?:company|organi[sz]ation|office|department|firm)|i (?:work with"
    r"|meet|manage|talk to|deal with)|around me|really|else|in general))?$"
)


def _everyone(text: str, _: Mapping[Slot, str]) -> str:
    return "target.everyone" if _EVERYONE.match(text) else ""


def _open_time(text: str, _: Mapping[Slot, str]) -> str:
    return "" if MOMENT.search(SOFT_TIMES.sub(" ", text)) else "time.open"


_NO_TIME = re.compile(
    r"^(?:because )?(?:i|we) (?:simply |just |really )?(?:(?:don't|do not|never|won't|rarely"
    r"|hardly) (?:\w+ )?have (?:the |enough |much |any )?"
    r"(?:time|budget|money|people|staff|resources|capacity)|have (?:no|too (?:many|much|little"
    r"|few)|so many|so much|back[- ]to[- ]back) (?:\w+ )?"
    r"(?:time|budget|money|people|staff|resources|capacity|meetings?|work|emails|projects|tasks"
    r"|on my plate)"
    r"|(?:am|are) (?:too|so|very) (?:busy|short-staffed)|lack (?:the )?(?:time|budget|resources"
    r"|people))"
)
_OUTER = re.compile(
    rf"^(?:because |if |when |that )?(?:they|he|she|we|it|there (?:is|are|isn't|aren't|will be"
    rf"|'s)|there's|lack of|not enough|too (?:many|much|few|little)|no (?:time|budget|money"
    rf"|staff|support|resources|one)|{OUTER_NOUNS})\b"
)
_TELLS_SELF = re.compile(
    r"\b(?:tell myself|think|thinking|feel|feels|feeling|believe|afraid|worry|worried|fear"
    r"|assume|convince"
    r" myself|scared|say to myself|excuse)\b"
)


def _outer(text: str, _: Mapping[Slot, str]) -> str:
    if _TELLS_SELF.search(text):
        return ""
    if _NO_TIME.match(text):
        return "obstacle.outer"
    inner = INNER_WORDS - {"me"} & set(re.findall(r"[\w']+", text))
    return "obstacle.outer" if _OUTER.match(text) and not inner else ""


_HOPE = re.compile(
    r"^(?:hope|pray|wish|see what happens|it (?:will|'ll|should)|it'll|that's|this (?:will|is)"
    r"|things will|trust that|"
    r"nothing|wait and see|let's see|we(?:'ll| will) see|know that|i hope|i know|i don't know"
    r"|they (?:will|should))\b"
)
_AGAIN = re.compile(
    r"^(?:(?:just |still )?(?:do|try) (?:it|that|so)(?: anyway| again| still| regardless"
    r"| nevertheless)?|same(?: as (?:above|before))?|"
    r"the same(?: thing)?|keep (?:going|trying|doing it)|carry on|continue|try again|try harder|"
    r"stick to (?:it|the plan|my plan)|do what i (?:said|planned))$"
)
_STOP_WORDS = words(
    """a an the i i'll i'd will to my me of in at on and or them their they it for with one first
    then that this before after just so would her his him team"""
)


def _stems(text: str) -> set[str]:
    return {
        re.sub(r"(?:ing|ed|es|s|e)$", "", w) if len(w) > _SHORT_WORDS else w.rstrip("s")
        for w in re.findall(r"[\w']+", text)
        if w not in _STOP_WORDS
    }


def _response_action(text: str, texts: Mapping[Slot, str]) -> str:
    body = _body(text)
    if _HOPE.match(body):
        return "response.hope"
    mine, action = _stems(body), _stems(_body(texts.get(Slot.ACTION, "")))
    union = mine | action
    alike = bool(mine & action) and len(mine & action) / len(union) >= _ALIKE
    return "response.repeats" if _AGAIN.match(body) or alike else ""


def _response_trait(text: str, _: Mapping[Slot, str]) -> str:
    if _trait(text) or re.match(
        r"^(?:relax|calm down|stay positive|think positive\w*)$", _body(text)
    ):
        return "response.trait"
    return "response.negated" if _negated(text) else ""


_FEELING = re.compile(
    r"\b(?:feel|feels|feeling|happy|happier|confident|relaxed|calm|calmer|proud|satisfied"
    r"|motivated|"
    r"comfortable|relieved|stressed|stress|mood|atmosphere|morale|motivation|satisfaction|trust|"
    r"trusted|respect|respected|energy|energised|energized|valued|appreciated|safe|at ease|lighter|"
    r"content|confidence|engaged|engagement|climate|vibe|spirit|harmony|pleased|glad|enthusiasm)\b"
)
_UNSEEN = re.compile(
    r"^(?:when |if |that )?(?:(?:it|this|everything|all|things?|the (?:team|situation|meeting"
    r"|meetings|communication|work|results?|collaboration)|"
    r"my team|communication|collaboration|teamwork|results?|performance|quality) (?:is|are"
    r"|will be|gets?|will get|"
    r"becomes?|works?|goes|improves?|runs?|has improved|have improved|will improve)(?: (?:much"
    r"|a lot|a bit|more|just|really))?"
    r"(?: (?:better|well|good|fine|improved|successful|effective|efficient|smooth|smoothly"
    r"|smoother|great|ok|okay|out))?|"
    r"(?:better|improved|good|more|higher|stronger|smoother) (?:and \w+ )?(?:communication"
    r"|collaboration|teamwork|results?|performance|"
    r"quality|meetings|relationships?|culture|understanding|cooperation|leadership|team spirit"
    r"|productivity|"
    r"ownership|efficiency|alignment|commitment|outcomes?|work)|success|progress|improvement"
    r"|i (?:am|will be|become) (?:a )?(?:better|more|good).*"
    r"|they (?:are|will be|become) (?:more |better ).*|(?:more|less|better) \w+(?:ness|ity|ship"
    r"|ment))$"
)


def _sign(text: str, _: Mapping[Slot, str]) -> str:
    if _UNSEEN.match(text) and not re.search(r"\d", text):
        return "sign.feeling" if _FEELING.search(text) else "sign.unseen"
    return "sign.feeling" if _FEELING.search(text) and not OBSERVABLE.search(text) else ""


_RULES: dict[Slot, tuple[Rule, ...]] = {
    Slot.ACTION: (_actor, _action_trait, _action_negated, _vague, _many),
    Slot.CONTEXT: (_general,),
    Slot.TARGET: (_everyone,),
    Slot.TIME: (_open_time,),
    Slot.OBSTACLE: (_outer,),
    Slot.RESPONSE: (_response_action, _response_trait),
    Slot.SIGN: (_sign,),
}
