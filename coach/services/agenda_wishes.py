"""The words of what a group wishes for its session, as they are kept."""

from __future__ import annotations

from typing import Final

from coach.domain.agenda_request import OwnStep, Request
from coach.services.common import tidy, tidy_line

LONGEST_QUESTION: Final = 2000
LONGEST_TITLE: Final = 120


def tidied(request: Request) -> Request:
    """Return the request with each question on one line, empty ones left out.

    InvalidInput for a question that is too long, and for a step of the group's own that has no
    title or a long one.
    """
    wishes = request.wishes
    lines = (_question(question) for question in wishes.questions)
    own = tuple(_own(step) for step in wishes.own)
    changed = {"questions": tuple(line for line in lines if line), "own": own}
    return request.model_copy(update={"wishes": wishes.model_copy(update=changed)})


def _question(text: str) -> str:
    return " ".join(tidy(text, name="A question", longest=LONGEST_QUESTION).split())


def _own(step: OwnStep) -> OwnStep:
    title = tidy_line(step.title, name="The title of a step", longest=LONGEST_TITLE)
    return step.model_copy(update={"title": title})
