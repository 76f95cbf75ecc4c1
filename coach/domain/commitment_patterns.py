"""What the commitment rules look for, one pattern a kind of wording; texts come plain and lower."""

from __future__ import annotations

import re

from coach.domain.commitment_words import OUTER_NOUNS, TRAIT_NOUNS, words

MODAL = (
    r"(?:will|should|must|shall|would|could|can|may|needs? to|ha(?:s|ve) to|ought to|is going to|"
    r"are going to|is supposed to|are supposed to)"
)
OTHERS = re.compile(
    rf"^(?:(?:my|our|the|their|his|her|each|every|all) (?:\w+ ){{1,3}}?{MODAL}\b|(?:they|he|she|"
    rf"we|you|people|everyone|everybody|someone|somebody|others|hr|management|nobody|no one|"
    rf"it)(?:'ll| {MODAL})\b|(?:they|he|she|people|everyone|everybody|others) (?:\w+s|all|just|"
    rf"start|stop|do|are|is)\b|(?:get|force|push|bring|motivate|convince) (?:my|the|"
    rf"our) (?:whole |own )?(?:team|people|staff|colleagues|boss|managers?|reports|direct reports|"
    rf"employees|department) to (?!a\b|the\b)\w+|(?:get|force|push|motivate|convince|"
    rf"make) (?:them|him|her|everyone|people|everybody) (?:to|be|more|feel|take|do|understand|"
    rf"listen|work)\b)"
)
BE = (
    r"(?:be(?:come)?|being|becoming|remain|stay(?:ing)?|act(?:ing)?|appear|seem|sound|"
    r"come across as|show up as|behave|get|keep|lead as|show myself)"
)
DEGREE = (
    r"(?:(?:more|less|much|a|an|the|bit|little|very|really|so|too|even|truly|far|lot|as|kind of|"
    r"always|also|really|most|and|way|rather|quite|consistently|generally|simply|just|no longer|"
    r"not) )*"
)
BE_TRAIT = re.compile(rf"^{BE} {DEGREE}([\w-]+)")
BE_MORE = re.compile(
    r"^be(?:ing|come)? (?:a )?(?:bit |little |lot |much )?(?:more|less) (?!than\b|often\b|in\b|"
    r"on\b|at\b|with\b|of\b|out\b|there\b)\w+"
)
HAVE_TRAIT = re.compile(
    rf"^(?:have|having|show|showing|develop|build|gain|demonstrate|display|bring|practi[sc]e|find|"
    rf"express|exude|get|earn) {DEGREE}(?:{TRAIT_NOUNS})\b"
)
ATTITUDE = re.compile(
    r"^(?:trust|respect|value|appreciate|believe in|care (?:about|for|more)|understand|accept|"
    r"love|like|know|feel|empathi[sz]e(?: with)?|tolerate|want|hope|wish)\b(?! (?:a|an|"
    r"the) (?:meeting|call))"
)
NEGATED = re.compile(
    r"^(?:stop \w+ing|stop (?:my|the) (?:habit|urge|impulse)|avoid|quit|refrain|cease|never|"
    r"no longer|no more|not(?! only\b)|don't|won't|do not|will not|will never|i (?:don't|won't|"
    r"will not|do not|will never|never)|give up|cut out|resist|keep (?:myself )?from|"
    r"keep my mouth shut|stopping|avoiding|no \w+ing)\b"
)
INSTEAD = re.compile(
    r"\b(?:instead|but|rather|until|unless|before)\b|[;:]|,? (?:and|then) (?:\w+ly )?(\w+)"
)
VAGUE = re.compile(
    r"^(?:improv(?:e|ing)|enhanc(?:e|ing)|optimi[sz](?:e|ing)|try(?:ing)?(?: harder| to|$)|"
    r"attempt to|work(?:ing)? (?:harder )?(?:on|towards)|get(?:ting)? better|do(?:ing)? (?:better|"
    r"my best|more)\b|make an effort|strive|aim (?:to|for)|focus(?:ing)? (?:more )?on|"
    r"pay (?:more |closer )?attention|think (?:more )?(?:about|of)|see (?:how|what|if)|"
    r"take (?:more )?(?:care|ownership|responsibility|initiative|an? interest)|lead by example|"
    r"step up|grow (?:as|into)|change (?:my|how|the way)|learn (?:how )?to|put more effort|"
    r"find (?:a|the) (?:better|right|good) (?:way|balance)|manage (?:my )?(?:time|stress|"
    r"expectations)|deal (?:better )?with|cope (?:better )?with|make (?:more )?time for|"
    r"create (?:a )?(?:better|good|safe|positive|more)|strengthen|be there for|let go|"
    r"set (?:better |clear |clearer )?(?:boundaries|expectations|priorities)$|remember to|"
    r"become aware|bear in mind|keep in mind|reflect more|consider\b)"
)
VAGUE_SHORT = re.compile(
    r"^(?:support|help|empower|motivate|encourage|engage|involve|include|foster|promote|address|"
    r"handle|manage|lead|develop|boost|increase|reduce|build|communicate|delegate|listen|coach|"
    r"connect|collaborate|inspire|guide|balance|prioriti[sz]e|facilitate|clarify|align|"
    r"organi[sz]e|cooperate|adapt)(?:ing)?\b"
)
VAGUE_END = re.compile(
    r"^(?:listen|communicate|delegate|lead|manage|talk|share|support|help|involve|engage|include|"
    r"handle|plan|prioriti[sz]e|organi[sz]e|coach|treat|work|act|react|behave|speak|interact|"
    r"approach)(?:ing)?\b.*\b(?:better|more|differently|well|actively|effectively|properly|"
    r"carefully|efficiently|less|more \w+ly|closely|appropriately|professionally|constructively|"
    r"openly|clearly|respectfully|consistently)$"
)
ANY_PLACE = (
    r"(?:always|in general|generally|all the time|everywhere|anywhere|any ?time|at any time|"
    r"at work|in (?:all |my |our )?(?:daily )?(?:meetings|conversations|discussions|situations|"
    r"work|job|role|business|life)|(?:all |my |our )?(?:meetings|conversations|discussions|"
    r"situations)|in my (?:daily |everyday )?(?:work|job|role|life|work life)|"
    r"when(?:ever)? (?:possible|i can|needed|necessary|appropriate|required|it fits|suitable|"
    r"it is (?:possible|needed|necessary|appropriate)|i have (?:the )?(?:time|chance))|in (?:all|"
    r"every|any|most|many) (?:kinds? of )?(?:situations?|cases?|meetings?|conversations?|"
    r"contexts?|occasions?|interactions?)|day[- ]to[- ]day|as needed|usually|often|normally|"
    r"constantly|on a daily basis|every ?day|in everyday (?:life|work)|everyday (?:life|work)|"
    r"(?:with|in|for) (?:my|the|our) team|all situations|as often as possible|"
    r"in every interaction|in life|the whole day|during (?:work|the day|meetings)|from now on|"
    r"as much as possible|in the office|in my department|in the company)"
)
GENERAL = re.compile(
    rf"^(?:(?:well|just|so|basically|really|pretty much|more or less|almost|simply|probably|"
    rf"i think|i guess|it's|it is) )*{ANY_PLACE}(?:(?:,| and| or| really|"
    rf" basically)+ {ANY_PLACE})*(?: really| basically| i guess| i think| at work)?$"
)
EVERYONE = re.compile(
    r"^(?:with |to |for )?(?:everyone|everybody|all|anyone|anybody|people|others|other people|"
    r"the others|all (?:of (?:them|us)|people|colleagues|employees|staff|of my colleagues|"
    r"my colleagues|managers|the people)|the (?:whole|entire) (?:company|organi[sz]ation|"
    r"department|firm|business|plant|hospital|school|staff)|colleagues|whoever(?: .*)?|"
    r"nobody in particular|no one in particular|humans|mankind|every ?one of them|"
    r"everyone in the room|the world)(?: (?:at work|in the (?:company|organi[sz]ation|office|"
    r"department|firm)|i (?:work with|meet|manage|talk to|deal with)|around me|really|else|"
    r"in general))?$"
)
NO_TIME = re.compile(
    r"^(?:because )?(?:i|we) (?:simply |just |really )?(?:(?:don't|do not|never|won't|rarely|"
    r"hardly) (?:\w+ )?have (?:the |enough |much |any )?(?:time|budget|money|people|staff|"
    r"resources|capacity)|have (?:no|too (?:many|much|little|few)|so many|so much|"
    r"back[- ]to[- ]back) (?:\w+ )?(?:time|budget|money|people|staff|resources|capacity|meetings?|"
    r"work|emails|projects|tasks|on my plate)|(?:am|are) (?:too|so|very) (?:busy|short-staffed)|"
    r"lack (?:the )?(?:time|budget|resources|people))"
)
OUTER = re.compile(
    rf"^(?:because |if |when |that )?(?:they|he|she|we|it|there (?:is|are|isn't|aren't|will be|"
    rf"'s)|there's|lack of|not enough|too (?:many|much|few|little)|no (?:time|budget|money|staff|"
    rf"support|resources|one)|{OUTER_NOUNS})\b"
)
TELLS_SELF = re.compile(
    r"\b(?:tell myself|think|thinking|feel|feels|feeling|believe|afraid|worry|worried|fear|assume|"
    r"convince myself|scared|say to myself|excuse)\b"
)
HOPE = re.compile(
    r"^(?:hope|pray|wish|see what happens|it (?:will|'ll|should)|it'll|that's|this (?:will|is)|"
    r"things will|trust that|nothing|wait and see|let's see|we(?:'ll| will) see|know that|i hope|"
    r"i know|i don't know|they (?:will|should))\b"
)
AGAIN = re.compile(
    r"^(?:(?:just |still )?(?:do|try) (?:it|that|so)(?: anyway| again| still| regardless|"
    r" nevertheless)?|same(?: as (?:above|before))?|the same(?: thing)?|keep (?:going|trying|"
    r"doing it)|carry on|continue|try again|try harder|stick to (?:it|the plan|my plan)|"
    r"do what i (?:said|planned))$"
)
STOP_WORDS = words(
    """a an the i i'll i'd will to my me of in at on and or them their they it for with one first
    then that this before after just so would her his him team"""
)
FEELING = re.compile(
    r"\b(?:feel|feels|feeling|happy|happier|confident|relaxed|calm|calmer|proud|satisfied|"
    r"motivated|comfortable|relieved|stressed|stress|mood|atmosphere|morale|motivation|"
    r"satisfaction|trust|trusted|respect|respected|energy|energised|energized|valued|appreciated|"
    r"safe|at ease|lighter|content|confidence|engaged|engagement|climate|vibe|spirit|harmony|"
    r"pleased|glad|enthusiasm)\b"
)
UNSEEN = re.compile(
    r"^(?:when |if |that )?(?:(?:it|this|everything|all|things?|the (?:team|situation|meeting|"
    r"meetings|communication|work|results?|collaboration)|my team|communication|collaboration|"
    r"teamwork|results?|performance|quality) (?:is|are|will be|gets?|will get|becomes?|works?|go|"
    r"goes|improves?|runs?|has improved|have improved|will improve)(?: (?:much|a lot|a bit|more|"
    r"just|really))?(?: (?:better|well|good|fine|improved|successful|effective|efficient|smooth|"
    r"smoothly|smoother|great|ok|okay|out))?|(?:better|improved|good|more|higher|stronger|"
    r"smoother) (?:and \w+ )?(?:communication|collaboration|teamwork|results?|performance|quality|"
    r"meetings|relationships?|culture|understanding|cooperation|leadership|team spirit|"
    r"productivity|ownership|efficiency|alignment|commitment|outcomes?|work)|success|progress|"
    r"improvement|i (?:am|will be|become) (?:a )?(?:better|more|good).*|they (?:are|will be|"
    r"become) (?:more |better ).*|(?:more|less|better) \w+(?:ness|ity|ship|ment))$"
)
