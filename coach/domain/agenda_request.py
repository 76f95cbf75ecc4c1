"""What a group wants of a session, before there is an agenda for it."""

from __future__ import annotations

from pydantic import Field

from coach.domain.agenda import SessionKind
from coach.domain.agenda_template import Ask, Wish
from coach.domain.base import Model
from coach.domain.troika import FEWEST
from coach.errors import InvalidInput

USUAL_MINUTES = 90
SHORTEST_MINUTES, LONGEST_MINUTES = 10, 480


class OwnStep(Model):
    """A step of the group's own invention; it stands before the closing."""

    title: str = Field(min_length=1)
    minutes: int = Field(ge=1)
    asks: Ask = "Do it in your own way, and watch the time."


class Wishes(Model):
    """What shall be in it beside what every session of its kind has.

    There is one case clinic at most, whatever is wished for: a clinic for each never fits.
    """

    clinic_owner_id: str = ""
    troikas: bool = False
    carried_over: tuple[str, ...] = ()
    """Ids of commitments that their owners share with the group."""
    story_item_id: str = ""
    """A story from outside the group."""
    questions: tuple[str, ...] = ()
    """What to discuss together."""
    with_break: bool = False
    own: tuple[OwnStep, ...] = ()

    def stated(self) -> frozenset[Wish]:
        """Return the wishes that a template may depend on."""
        said = {
            Wish.CLINIC: self.clinic_owner_id,
            Wish.TROIKAS: self.troikas,
            Wish.CARRIED_OVER: self.carried_over,
            Wish.STORY: self.story_item_id,
            Wish.QUESTIONS: self.questions,
            Wish.BREAK: self.with_break,
        }
        return frozenset(wish for wish, content in said.items() if content)


class Request(Model):
    """All that an agenda is made from; the same request gives the same agenda."""

    kind: SessionKind
    member_ids: tuple[str, ...]
    """Who will be there, in the order in which they speak."""
    minutes: int = USUAL_MINUTES
    wishes: Wishes = Wishes()
    dropped: tuple[str, ...] = ()
    """Keys of steps that are left out."""
    shortened: tuple[str, ...] = ()
    """Keys of steps that are cut to their least minutes."""
    report_id: str = ""
    """The released report on themes that the questions were proposed from, if they were."""


def check(request: Request) -> None:
    """Raise InvalidInput for what no agenda can be made from."""
    members, wishes = request.member_ids, request.wishes
    if not SHORTEST_MINUTES <= request.minutes <= LONGEST_MINUTES:
        raise InvalidInput(
            f"A session takes from {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes, "
            f"not {request.minutes}: choose a time between them."
        )
    if len(members) < 2:  # noqa: PLR2004 - one cannot meet
        raise InvalidInput("An agenda needs at least two members: say who will be there.")
    if len(set(members)) < len(members):
        raise InvalidInput("Somebody is on the list twice: name each member once.")
    if wishes.clinic_owner_id and wishes.clinic_owner_id not in members:
        raise InvalidInput("The owner of the case will not be there: choose somebody who will.")
    if wishes.clinic_owner_id and wishes.troikas:
        raise InvalidInput("Choose either one case clinic or troikas: a session has room for one.")
    if wishes.troikas and len(members) < FEWEST:
        raise InvalidInput("Troikas need at least three members: hold the rounds without them.")
