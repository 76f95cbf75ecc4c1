"""What a reply may not say, one pattern a check; texts come with straight apostrophes."""

from __future__ import annotations

import re

OPEN = r"(?:^|(?<=[.!?;:\u2014-] )|(?<=[\"\u201c(]))"
ADVICE = re.compile(
    rf"\b(?:you should|you shouldn't|you ought|you must|(?<!would )(?<!do )you have to|"
    rf"you need to|you(?:'d| had) better|you (?:could|can|might|may) (?:also |always |perhaps |"
    rf"maybe |just |simply |even )*(?:try|want to|consider|start|begin|ask|use|think about|"
    rf"look at|talk|tell|explore|take|make|set|practi[sc]e|find|benefit|say|focus|schedule|write|"
    rf"give)|you(?:'ll| will) (?:need|have) to|why don't you|why not\b|"
    rf"(?<!what )(?<!how )(?<!which )have you (?:considered|thought (?:about|of)|tried)|"
    rf"did you (?:consider|try|think about)|(?:it|that|this) (?:might|may|could|would|"
    rf"can) (?:be )?(?:help|helpful|useful|good|better|best|worth|beneficial|wise|an idea|"
    rf"make sense)|would it help|how about|what about (?:\w+ing\b|a\b|an\b)|what if you|i(?:'d|"
    rf" would)? (?:suggest|recommend|advise|propose|encourage|urge)|my (?:advice|suggestion|"
    rf"recommendation|tip)|(?:a|one|the|another) (?:good|better|best|great|helpful|useful|"
    rf"possible|effective) (?:way|idea|step|approach|strategy|practice|option|thing) (?:is|would|"
    rf"could|might|to)|one (?:way|option|approach|strategy|idea) (?:is|would|could|might)|"
    rf"(?:perhaps|maybe) (?:you|it's time)|if i were you|don't forget|be sure to|make sure|let's|"
    rf"the key (?:is|to)|(?:it's|it is) (?:important|essential|crucial|vital|helpful|best|key|"
    rf"good|better|time|necessary) (?:to|that you|for you)|next time,? (?:you|try)|remember (?:to|"
    rf"that)|try (?:to|not|out|\w+ing)|tips?\b|here are)|{OPEN}(?:and |then |so |just |"
    rf"please )?(?:try|consider|remember|start|stop|focus|use|set|keep|practi[sc]e|begin|write|"
    rf"listen|be|talk|avoid|ensure|schedule|find|make|give|ask|don't|do not|go|set|communicate|"
    rf"delegate|reflect on|share|speak|prepare|allow|build|explore|identify|clarify|seek|stay|"
    rf"acknowledge|create)\s(?!you\b|you're\b|your own\b.*\?)|{OPEN}(?:could|can|would|"
    rf"will) you (?!like|say|describe|call|rather|prefer|tell|put|name|be)",
    re.IGNORECASE,
)
HUMAN = re.compile(
    r"\bas an? (?:\w+ )?(?:manager|leader|human|person|parent|coach|colleague|friend|"
    r"professional)(?: myself\b|,? (?:i|my)\b)|\bin my (?:experience|opinion|view|own|career|team|"
    r"life)\b|\bwhen i (?:was|were|had|worked|led)\b|\bi(?:'ve| have) (?:also |been|seen|had|"
    r"worked|felt|experienced|learned|found|struggled)|\bi (?:once|remember|used to|know (?:how|"
    r"what|exactly)|can relate|relate|too\b|also)|\bme too\b|\blike me\b|\bi(?:'m| am) (?:a |"
    r"only )?(?:human|person)\b|\bmany of us\b|\bwe all\b",
    re.IGNORECASE,
)
PRAISE = re.compile(
    r"\b(?:great|good|nice|excellent|fantastic|amazing|wonderful|awesome|brilliant) (?:job|work|"
    r"question|insight|start|idea|plan|point|thinking|reflection|step|that|for you|to hear)\b|"
    r"\b(?:amazing|awesome|fantastic|wonderful|brilliant|excellent|impressive|incredible|"
    r"outstanding|admirable|commendable|congratulations|congrats|bravo|kudos|superb|perfect|"
    r"inspiring|courageous|remarkable)\b|\bwell done\b|\bproud of you\b|\bthat(?:'s| is) (?:great|"
    r"good|very good|so good|really good|a big step)\b|\bi love\b|\bit takes courage\b|!",
    re.IGNORECASE,
)
MARKUP = re.compile(
    r"[\[\]{}<>|*#`_~^\\\u27e8\u27e9]|https?:|\bwww\.|\bjson\b|\b(?:mirror|question|coach|member|"
    r"user|assistant|system|manager|reply|answer)\s?:|\bsystem prompt\b|\bas an ai\b|"
    r"\blanguage model\b|\b(?:my|the) (?:instructions|prompt)\b|\bplaceholder\b|"
    r"\bsay(?:ing)? back\b|^\s*(?:-|\d+[.)])\s",
    re.IGNORECASE | re.MULTILINE,
)
THIRD = re.compile(
    r"\bthe (?:manager|user|member|speaker|client|coachee|person|participant|writer|"
    r"author)(?:'s)?\b",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"\bi(?:'m|'ve|'d|'ll)?\b(?!(?: can| now)? (?:hear|hearing|see|notice|wonder|wondering|"
    r"understand|ask|read|gather|have no|stop|am here|leave|keep to))|\b(?:my|mine|myself)\b",
    re.IGNORECASE,
)
WE = re.compile(r"\b(?:we|us|our|ours|ourselves|we're|we've|we'll|we'd)\b", re.IGNORECASE)
QUOTED = re.compile(r"[\"\u201c]([^\"\u201d]*)[\"\u201d]?")
GENDERED = {
    "he": "he him his himself he's he'd he'll", "him": "he him his himself he's he'd he'll",
    "his": "he him his himself he's he'd he'll", "she": "she her hers herself she's she'd she'll",
    "her": "she her hers herself she's she'd she'll",
}  # fmt: skip
WHO = {
    "he": "husband father son brother boyfriend man guy gentleman boy mr",
    "she": "wife mother daughter sister girlfriend woman lady girl mrs ms",
}
