"""Every page of the app with something on it: who opens it, and under which address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.domain.shelving import Wanted
from coach.services.demo import DemoSignIn, load_demo
from coach.web.components.nav import PLACES
from tests.support.theme_reports import add_report

_ADMIN_PARTS: Final = ("people", "groups", "model", "texts", "jobs", "audit", "totals")


@dataclass(frozen=True, slots=True)
class Address:
    """`query`: what stands behind the page's path."""

    path: str
    who: Actor
    query: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the path and, where there is one, the kind of what is opened there."""
        kind = next(iter(self.query), "")
        return f"{self.path}.{self.query[kind] if kind == 'part' else kind}" if kind else self.path


def addresses(services: Services) -> list[Address]:
    """Load the demo group and the starter repertoire, and return all pages of both.

    Pages for admins are opened by the demo group's admin, a story by who tells it, all others by
    who leads the group.
    """
    services.repertoire.starter.load_first()
    people = [(sign_in.role, _signed_in(services, sign_in)) for sign_in in load_demo(services)]
    lead, admin = (next(a for r, a in people if r == role) for role in ("facilitator", "admin"))
    (group,) = lead.group_ids
    services.charters.accept(lead, group, 0)
    add_report(services, group)
    plain = [Address(p.path, admin if p.for_admins else lead) for p in PLACES]
    told = [(actor, story) for _, actor in people for story in services.authoring.mine(actor)]
    teller, story = told[0]
    return [
        *plain,
        *_opened(services, lead, group),
        Address("story", teller, {"id": story.id}),
        *_for_admins(services, admin),
    ]


def _signed_in(services: Services, who: DemoSignIn) -> Actor:
    grant = services.accounts.sign_in(email=who.email, password=who.password, address="127.0.0.1")
    return services.accounts.actor_for_session(grant.session_id)


def _opened(services: Services, lead: Actor, group: str) -> Iterator[Address]:
    """Yield one thing of each kind that a page opens."""
    session = services.group_sessions.planned(lead, group)[0].id
    threads = [one for space in services.talk.of_group(lead, group) for one in space.threads]
    guide = services.stories.shelves(lead, Wanted()).guides[0]
    yield Address("commit", lead, {"id": services.commitments.mine(lead)[0].id})
    yield Address("reflect", lead, {"id": services.reflections.mine(lead)[0].id})
    yield Address("members", lead, {"group": group})
    yield Address("session", lead, {"id": session})
    yield Address("run", lead, {"session": session})
    yield Address("talk", lead, {"group": group})
    yield Address("talk", lead, {"thread": threads[0].id})
    yield Address("stories", lead, {"id": guide.item_id})


def _for_admins(services: Services, admin: Actor) -> Iterator[Address]:
    for part in _ADMIN_PARTS:
        yield Address("admin", admin, {"part": part})
    document = services.library.documents(admin).documents[0]
    yield Address("library", admin, {"id": document.id})
