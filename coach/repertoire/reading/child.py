"""The process that reads one file: `python -m coach.repertoire.reading.child LIMITS PARENT`.

Standard input is the file, standard output takes one JSON object: `title`, `text`, `media_type`, or
`reason` and `found`. A parser that falls over the file ends this process with code 1, which the
parent reads as "damaged"; its traceback could quote the file, so it goes nowhere.
"""

from __future__ import annotations

import json
import os
import sys

from coach.repertoire.reading.confine import confine
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, Unreadable


def main() -> None:
    """Read standard input, write the answer."""
    limits = Limits(**json.loads(sys.argv[1]))
    confine(limits, int(sys.argv[2]))
    try:
        answer = json.dumps(_outcome(limits), ensure_ascii=False)
    except MemoryError:
        answer = json.dumps({"reason": Reason.MEMORY})
    sys.stdout.write(answer)
    sys.stdout.flush()
    os._exit(0)  # no destructor of a library has anything left to do


def _outcome(limits: Limits) -> dict[str, str]:
    from coach.repertoire.reading.convert import convert  # noqa: PLC0415  # after confine()

    try:
        draft = convert(sys.stdin.buffer.read(), limits)
    except Unreadable as error:
        return {"reason": error.reason, "found": error.found}
    return {"title": draft.title, "text": draft.text, "media_type": draft.media_type}


if __name__ == "__main__":
    main()
