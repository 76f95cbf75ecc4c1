"""The words by which the commitment rules know a trait, a vague verb or a moment."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """Split a white-space separated list into a set."""
    return frozenset(text.split())


def plain(text: str) -> str:
    """Lower-case, with straight apostrophes, single spaces and no trailing punctuation."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    return re.sub(r"\s+", " ", text).strip(' \t\n.,;:!?…-\u2013\u2014"“”').lower()


NON_ANSWERS = frozenset(
    {
        "", "ok", "okay", "yes", "no", "maybe", "sure", "fine", "good", "nothing", "none", "idk",
        "dunno", "hmm", "not sure", "i don't know", "i dont know", "don't know", "dont know",
        "no idea", "n/a", "na", "tbd", "same", "yes please", "anything", "whatever", "something",
        "i'm not sure", "im not sure", "no clue", "not yet", "later", "test", "good question",
    }
)  # fmt: skip
"""Whole values that answer nothing."""

LEADS = re.compile(
    r"^(?:(?:well|so|um|uh|hmm|yes|yeah|ok|okay|maybe|perhaps|probably|basically|actually|"
    r"honestly)\b,?|i (?:think|guess|suppose|believe)(?: that)?(?= (?:i|i'?d|i'?ll|it|my|that|"
    r"when)\b)|my (?:action|plan|goal|idea|commitment) (?:is|would be)(?: to)?|(?:it|that)(?: is|"
    r"'s| would be| could be) to|i(?:'d| would) (?:really )?like to|i(?:'d| would) love to|"
    r"i want to|i(?:'ve| have) to|i(?:'m| am) (?:going|planning|trying) to|i plan to|i intend to|"
    r"i commit to|i need to|i(?:'d| would| will|'ll| shall| could| can| should| must)(?! (?:not|"
    r"never)\b)|(?:i )?will|to(?! (?:my|the|our|them|him|her|all|a|each|every)\b))\s+",
    re.IGNORECASE,
)
"""What people put before an action: "I will", "I'd like to", "maybe", "to"."""

TRAITS = words(
    """patient impatient better best good great calm calmer confident assertive empathetic empathic
    approachable open open-minded openminded supportive positive strategic decisive kind kinder
    clear clearer transparent inclusive honest mindful aware flexible proactive fair fairer firm
    firmer humble authentic organised organized structured disciplined consistent tolerant
    understanding attentive considerate respectful trusting courageous brave braver visible relaxed
    friendly friendlier nice nicer tough tougher curious appreciative encouraging involved engaged
    focused focussed responsible accountable motivating inspiring generous vulnerable sensitive
    careful thoughtful diplomatic effective efficient productive resilient optimistic composed
    empowering trustworthy reliable collaborative cooperative tactful gentle gentler strong stronger
    stricter strict softer receptive accessible self-confident self-aware caring compassionate
    defensive controlling bossy critical directive emotional reactive negative stressed easygoing
    leader listener manager boss coach communicator delegator mentor model person colleague
    facilitator motivator planner decision-maker present conscious human charismatic credible
    ambitious creative innovative agile"""
)

TRAIT_NOUNS = (
    r"(?:patience|empathy|confidence|self-confidence|respect|trust|courage|openness|leadership|"
    r"humility|compassion|vulnerability|integrity|discipline|self-discipline|understanding|"
    r"tolerance|presence|authority|assertiveness|curiosity|(?:open|positive|better|different|"
    r"right) (?:mind|mindset|attitude|mentality|approach)|mindset)"
)

ACTION_VERBS = words(
    """ask tell say write send call book block invite thank name repeat summarise summarize count
    wait pause listen leave close open start begin end put take give hand share show read note
    draw schedule plan prepare meet visit walk sit stand speak talk explain describe list set agree
    decide delegate review check follow praise greet offer propose present praise let hold keep
    turn switch mute phone email message post publish discuss record mark move cancel decline
    introduce announce stop make do go bring use answer reply respond paraphrase reserve suggest
    breathe drink look apologise apologize admit confirm state pass invite rotate collect celebrate
    remind step stay order split sketch train teach mentor organise organize arrange cover"""
)

INNER_WORDS = words(
    """fear fears afraid impatience pride habit habits ego urge need worry worries anxiety
    perfectionism doubt doubts self-doubt insecurity guilt shame anger temper irritation frustration
    laziness stubbornness nerves nervousness reluctance hesitation temptation discomfort assumption
    belief beliefs control comfort convenience procrastination shyness embarrassment envy jealousy
    desire wanting feeling tendency instinct reflex avoidance distrust mistrust i i'm i'd i've i'll
    myself me"""
)

OUTER_NOUNS = (
    r"(?:time|budget|money|workload|deadlines?|meetings?|calendar|diary|resources|staff|staffing|"
    r"headcount|targets|hr|management|clients?|customers?|others|people|everyone|everybody|nobody|"
    r"no one|someone|somebody|colleagues|the (?:team|company|organisation|organization|system|"
    r"culture|customers?|clients?|others|board|union|works council|schedule|calendar|deadlines?|"
    r"workload|budget|people|staff|boss|management|process|processes|structure|pandemic|market|"
    r"meetings?|other|situation|day|shift|shifts)|(?:my|our) (?:boss|manager|director|supervisor|"
    r"team|colleagues?|staff|people|employees?|reports|direct reports?|customers?|clients?|"
    r"company|organisation|organization|calendar|diary|schedule|workload|inbox|budget|deadlines?|"
    r"board|peers?|head|leadership|management))"
)

OBSERVABLE = re.compile(
    r"\d|\b(?:say|says|saying|said|tell|tells|telling|ask|asks|asking|asked|speak|speaks|speaking|"
    r"talk|talks|talking|answer|answers|write|writes|writing|send|sends|call|calls|come|comes|"
    r"coming|bring|brings|bringing|raise|raises|offer|offers|propose|proposes|suggest|suggests|"
    r"suggestions?|questions?|email|emails|e-mails?|mails?|message|messages|minutes?|hours?|days?|"
    r"weeks?|number|count|list|lists|end|ends|finish|finishes|finished|start|starts|leave|leaves|"
    r"arrive|arrives|volunteer|volunteers|laugh|laughs|smile|smiles|nod|nods|look up|report|"
    r"reports|decide|decides|decided|deliver|delivers|interrupts?|silence|on time|escalations?|"
    r"complaints?|mistakes|errors|tickets?|contribute|contributes|contributing|disagree|disagrees|"
    r"object|objects|take over|takes over|taking over|present|presents|solve|solves|solving|done|"
    r"completed|home|hear|heard|done|knock|knocks|stay|stays|turn up|turns up|show up|shows up|"
    r"hand|hands|give|gives|share|shares|sharing|thank|thanks|invite|invites|pick|picks|agenda|"
    r"calendar|repeat|repeats|argue|argues|explain|explains|try|tries|reply|replies|first|second|"
    r"third|once|twice|three|two|one|four|five|half|every|each|nobody|no one|somebody|someone|"
    r"at least|fewer|without me|own (?:idea|ideas|solution|solutions|plan)|follow|follows|keep|"
    r"keeps|sit|sits|make|makes|stop|stops|do|does|use|uses|go|goes|get|gets|take|takes|work|know|"
    r"knows|agree|agrees|see (?:them|him|her|people|someone))\b",
)
"""Something that a camera or a counter could catch."""

MOMENT = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:mon|tue|wed|thu|fri)\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"christmas|easter|summer|winter|spring|autumn|every|each|daily|weekly|monthly|fortnightly|"
    r"biweekly|quarterly|yearly|hourly|once|twice|thrice|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|tomorrow|today|tonight|mornings?|afternoons?|evenings?|noon|midday|lunch|lunchtime|"
    r"breakfast|weeks?|months?|days?|quarters?|years?|next|first|last|before|after|during|until|"
    r"till|hours?|minutes?|meetings?|sessions?|sprints?|stand-?ups?|one-to-ones?|calls?|reviews?|"
    r"retros?|retrospectives?|shifts?|handovers?|appraisals?|interviews?|workshops?|"
    r"conversations?|discussions?|when|whenever|as soon as|at the (?:start|end|beginning)|"
    r"immediately|straight away|right away|starting|begin|visits?|rounds?|briefings?|huddles?|"
    r"jour fixe|now)\b",
)
"""A moment or a number that a calendar would understand."""

SOFT_TIMES = re.compile(
    r"\b(?:when(?:ever)? (?:i (?:have|find|get|can|am able|feel|need)|possible|needed|necessary|"
    r"appropriate|there is time|it fits|suitable|time allows)(?: (?:the )?time| a moment| like it|"
    r" to)?|as (?:often|soon|much) as (?:possible|i can)|from now on|in (?:the )?(?:near )?future|"
    r"one day|some ?day|at some point|sometimes?|soon|often|more often|regularly|frequently|"
    r"all the time|always|every time possible|every now and then|now and then|once in a while|"
    r"asap|as needed|occasionally|every so often|(?:over|in) the next time)\b",
)
"""Words of time that no calendar would understand."""
