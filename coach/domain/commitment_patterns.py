"""What the commitment rules look for, one pattern a kind of wording; texts come plain and lower."""

from __future__ import annotations

import re

from coach.domain.commitment_words import OUTER_NOUNS, TRAIT_NOUNS, words

MODAL = (
    r"(?:will|should|must|shall|would|could|can|may|needs? to|ha(?:s|ve) to|ought to|is going to"
    r"|are going to|is supposed to|are supposed to)"
)
OTHERS = re.compile(
    rf"^(?:(?:my|our|the|their|his|her|each|every|all) (?:\w+ ){{1,3}}?{MODAL}\b"
    rf"|(?:they|he|she|we|you|people|everyone|everybody|someone|somebody|others|hr|management"
    rf"|nobody|no one|it)(?:'ll| {MODAL})\b"
    r"|(?:they|he|she|people|everyone|everybody|others) (?:\w+s|all|just|start|stop|do|are|is)\b"
    r"|(?:get|force|push|bring|motivate|convince) (?:my|the|our) (?:whole |own )?(?:team|people"
    r"|staff"
    r"|colleagues|boss|managers?|reports|direct reports|employees|department) to (?!a\b|the\b)\w+"
    r"|(?:get|force|push|motivate|convince|make) (?:them|him|her|everyone|people|everybody) "
    r"(?:to|be|more|feel|take|do|understand|listen|work)\b)"
)
BE = (
    r"(?:be(?:come)?|being|becoming|remain|stay(?:ing)?|act(?:ing)?|appear|seem|sound"
    r"|come across as"
    r"|show up as|behave|get|keep|lead as|show myself)"
)
DEGREE = (
    r"(?:(?:more|less|much|a|an|the|bit|little|very|really|so|too|even|truly|far|lot|as|kind of"
    r"|always|also|really|most|and|way|rather|quite|consistently|generally|simply|just|no longer"
    r"|not) )*"
)
BE_TRAIT = re.compile(rf"^{BE} {DEGREE}([\w-]+)")
BE_MORE = re.compile(
    r"^be(?:ing|come)? (?:a )?(?:bit |little |lot |much )?(?:more|less) (?!than\b|often\b|in\b"
    r"|on\b|at\b"
    r"|with\b|of\b|out\b|there\b)\w+"
)
HAVE_TRAIT = re.compile(
    rf"^(?:have|having|show|showing|develop|build|gain|demonstrate|display|bring|practi[sc]e|find|"
    rf"express|exude|get|earn) {DEGREE}(?:{TRAIT_NOUNS})\b"
)
ATTITUDE = re.compile(
    r"^(?:trust|respect|value|appreciate|believe in|care (?:about|for|more)|understand|accept|love|"
    r"like|know|feel|empathi[sz]e(?: with)?|tolerate|want|hope|wish)\b(?! (?:a|an"
    r"|the) (?:meeting|call))"
)
NEGATED = re.compile(
    r"^(?:stop \w+ing|stop (?:my|the) (?:habit|urge|impulse)|avoid|quit|refrain|cease|never"
    r"|no longer"
    r"|no more|not(?! only\b)|don't|won't|do not|will not|will never|i (?:don't|won't|will not"
    r"|do not|"
    r"will never|never)|give up|cut out|resist|keep (?:myself )?from|keep my mouth shut|stopping"
    r"|avoiding|no \w+ing)\b"
)
INSTEAD = re.compile(
    r"\b(?:instead|but|rather|until|unless|before)\b|[;:]|,? (?:and|then) (?:\w+ly )?(\w+)"
)
VAGUE = re.compile(
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
VAGUE_SHORT = re.compile(
    r"^(?:support|help|empower|motivate|encourage|engage|involve|include|foster|promote|address"
    r"|handle|"
    r"manage|lead|develop|boost|increase|reduce|build|communicate|delegate|listen|coach|connect|"
    r"collaborate|inspire|guide|balance|prioriti[sz]e|facilitate|clarify|align|organi[sz]e"
    r"|cooperate|adapt)"
    r"(?:ing)?\b"
)
VAGUE_END = re.compile(
    r"^(?:listen|communicate|delegate|lead|manage|talk|share|support|help|involve|engage|include|"
    r"handle|plan|prioriti[sz]e|organi[sz]e|coach|treat|work|act|react|behave|speak|interact"
    r"|approach)(?:ing)?\b"
    r".*\b(?:better|more|differently|well|actively|effectively|properly|carefully|efficiently|"
    r"less|more \w+ly|closely|appropriately|professionally|constructively|openly|clearly|"
    r"respectfully|consistently)$"
)
ANY_PLACE = (
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
GENERAL = re.compile(
    rf"^(?:(?:well|just|so|basically|really|pretty much|more or less|almost|simply|probably"
    rf"|i think|i guess|it's|it is) )*"
    rf"{ANY_PLACE}(?:(?:,| and| or| really| basically)+ {ANY_PLACE})*(?: really| basically"
    rf"| i guess| i think| at work)?$"
)
EVERYONE = re.compile(
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
NO_TIME = re.compile(
    r"^(?:because )?(?:i|we) (?:simply |just |really )?(?:(?:don't|do not|never|won't|rarely"
    r"|hardly) (?:\w+ )?have (?:the |enough |much |any )?"
    r"(?:time|budget|money|people|staff|resources|capacity)|have (?:no|too (?:many|much|little"
    r"|few)|so many|so much|back[- ]to[- ]back) (?:\w+ )?"
    r"(?:time|budget|money|people|staff|resources|capacity|meetings?|work|emails|projects|tasks"
    r"|on my plate)"
    r"|(?:am|are) (?:too|so|very) (?:busy|short-staffed)|lack (?:the )?(?:time|budget|resources"
    r"|people))"
)
OUTER = re.compile(
    rf"^(?:because |if |when |that )?(?:they|he|she|we|it|there (?:is|are|isn't|aren't|will be"
    rf"|'s)|there's|lack of|not enough|too (?:many|much|few|little)|no (?:time|budget|money"
    rf"|staff|support|resources|one)|{OUTER_NOUNS})\b"
)
TELLS_SELF = re.compile(
    r"\b(?:tell myself|think|thinking|feel|feels|feeling|believe|afraid|worry|worried|fear"
    r"|assume|convince"
    r" myself|scared|say to myself|excuse)\b"
)
HOPE = re.compile(
    r"^(?:hope|pray|wish|see what happens|it (?:will|'ll|should)|it'll|that's|this (?:will|is)"
    r"|things will|trust that|"
    r"nothing|wait and see|let's see|we(?:'ll| will) see|know that|i hope|i know|i don't know"
    r"|they (?:will|should))\b"
)
AGAIN = re.compile(
    r"^(?:(?:just |still )?(?:do|try) (?:it|that|so)(?: anyway| again| still| regardless"
    r"| nevertheless)?|same(?: as (?:above|before))?|"
    r"the same(?: thing)?|keep (?:going|trying|doing it)|carry on|continue|try again|try harder|"
    r"stick to (?:it|the plan|my plan)|do what i (?:said|planned))$"
)
STOP_WORDS = words(
    """a an the i i'll i'd will to my me of in at on and or them their they it for with one first
    then that this before after just so would her his him team"""
)
FEELING = re.compile(
    r"\b(?:feel|feels|feeling|happy|happier|confident|relaxed|calm|calmer|proud|satisfied"
    r"|motivated|"
    r"comfortable|relieved|stressed|stress|mood|atmosphere|morale|motivation|satisfaction|trust|"
    r"trusted|respect|respected|energy|energised|energized|valued|appreciated|safe|at ease|lighter|"
    r"content|confidence|engaged|engagement|climate|vibe|spirit|harmony|pleased|glad|enthusiasm)\b"
)
UNSEEN = re.compile(
    r"^(?:when |if |that )?(?:(?:it|this|everything|all|things?|the (?:team|situation|meeting"
    r"|meetings|communication|work|results?|collaboration)|"
    r"my team|communication|collaboration|teamwork|results?|performance|quality) (?:is|are"
    r"|will be|gets?|will get|"
    r"becomes?|works?|go|goes|improves?|runs?|has improved|have improved|will improve)(?: (?:much"
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
