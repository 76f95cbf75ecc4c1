"""What has a shape of its own: contact data, sums of money, and a title before a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coach.domain.masking import Concern
from coach.masking.marks import Mark

FINDER: Final = "patterns"
CAPITAL: Final = r"[^\W\d_a-z][\w'\u2019-]*"
"""A word with a capital letter; to be used where case counts."""
_PARTICLE: Final = r"(?:de|da|do|dos|e|la|las|el|del|der|den|di|du|des|van|von|y)"
_INITIAL: Final = r"(?:[^\W\d_a-z]\.[ \t]*)*"
CAPITALS: Final = rf"{_INITIAL}{CAPITAL}(?:[ \t]+(?:{_PARTICLE}[ \t]+)*{_INITIAL}{CAPITAL})*"

_TOP: Final = (
    r"(?:com|org|net|edu|gov|int|io|eu|info|biz|co|ai|app|dev|example|uk|de|fr|it|es|nl|be|se|no|dk"
    r"|fi|pl|pt|ie|ch|at|cz|hu|gr|ru|jp|cn|in|au|ca|us|br|za|mx|nz|is|ro|tr|il)"
)
_LINK_END: Final = r"[^\s<>\"“”'.,;:!?)\]]"
_ADDRESSES: Final = (
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
    rf"(?:https?://|www\.)[^\s<>\"“”']*{_LINK_END}",
    rf"(?<![\w@.])(?:[a-z\d-]+\.)+{_TOP}(?:/[^\s<>\"“”']*{_LINK_END})?(?![\w@])",
    r"(?<!\w)@[a-z]\w{2,}",
)
_NUMBERS: Final = (
    r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z\d]{4}){2,7}(?: ?[a-z\d]{1,4})?(?<=\d)(?!\w)",  # IBAN
    r"(?<![\w.,])\+?\(?\d(?:[ ().\-/]{0,2}\d){5,19}(?: ?(?:x|ext\.?) ?\d+)?(?![\w%])",
    r"(?<!\w)(?:\d{1,3}\.){3}\d{1,3}(?!\w)",
    r"(?<!\w)(?:[\da-f]{0,4}:){3,7}[\da-f]{1,4}(?!\w)",
    r"(?<!\w)(?=[a-z\d-]*[a-z])[a-z\d]{2,}(?:-[a-z\d]+)*(?<=\d{4})(?!\w)",  # a code
)

_CURRENCY: Final = (
    r"(?:dollars?|euros?|pounds?|quid|francs?|kron(?:e|or|er|a)|rupees?|yen|yuan|zlot(?:y|ys)|rand"
    r"|naira|pence|cents?|USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|INR|JPY|CNY|AUD|CAD)"
)
_SIZE: Final = r"(?:k|m|bn|thousand|hundred|million|billion)"
_FIGURE: Final = r"\d+(?:[.,]\d+)*"
_SAID: Final = (
    r"(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand|million|billion|half)"
)
_SUMS: Final = (
    rf"(?:US|A|C)?[$€£¥₹] ?{_FIGURE}(?: ?{_SIZE}\b)?",
    rf"{_FIGURE}(?: ?{_SIZE})? ?(?:[$€£¥₹]|{_CURRENCY}\b)",
    rf"\b(?:{_SAID}[ -])+(?:of )?{_CURRENCY}\b",
    rf"\b(?:USD|EUR|GBP|CHF) ?{_FIGURE}(?: ?{_SIZE}\b)?",
    rf"(?<!\w){_FIGURE} ?(?:k|million|billion)\b",
)
_TITLE: Final = (
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|doctor|sir|dame|lady|lord|herr|frau|madame|monsieur)"
)
_TITLED: Final = (rf"(?<!\w){_TITLE}\b\.?[ \t]+(?-i:(?!I\b){CAPITALS})",)

_SHAPES: Final = tuple(
    (concern, re.compile(rf"(?i:{shape})"))
    for concern, shapes in (
        (Concern.CONTACT, (*_ADDRESSES, *_NUMBERS)),
        (Concern.AMOUNT, _SUMS),
        (Concern.PERSON, _TITLED),
    )
    for shape in shapes
)


def find_shapes(text: str) -> Iterator[Mark]:
    """Yield whatever has a shape that gives it away."""
    for concern, shape in _SHAPES:
        for match in shape.finditer(text):
            yield Mark(match.start(), match.end(), concern, FINDER)
