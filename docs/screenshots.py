"""Pictures of every page with the demo group and the scripted model: light, dark and on a phone.

Run from the folder of the project: .venv/bin/python docs/screenshots.py FOLDER
Those of the README:
.venv/bin/python docs/screenshots.py docs/images --only home,chat,stories --looks light
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from coach.bootstrap import Services  # noqa: E402
from coach.domain.commitment import CommitmentStatus  # noqa: E402
from coach.domain.people import Actor  # noqa: E402
from coach.services.demo import load_demo  # noqa: E402
from tests.support.app_server import PASSWORD, AppServer, running_app, sign_in  # noqa: E402

Look = Literal["light", "dark", "phone"]
Cookies = tuple[str, str]
"""Of a manager of the demo group, and of an admin."""
_ADMIN: Final = "ada@example.org"
_WIDTH, _HEIGHT, _TALLEST = 1280, 860, 2400
_SAID: Final = (
    "I want my team to bring problems to me earlier. Today they come when it is almost too late.",
    "We would have time to help each other, and nobody would have to work through the weekend.",
    "When somebody tells me about a problem I get impatient and start solving it at once.",
)

_PROPOSED: Final = (
    "How do we say no without taking it back an hour later?",
    "How do we hear of trouble while it is still small?",
    "What do we do with a meeting that nobody needs?",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, its path, and what is done before it is taken."""

    name: str
    path: str
    prepare: Callable[[Page], None] = lambda _: None
    as_admin: bool = False
    whole: bool = True
    """Whether all of the page is in the picture, however long, and not its first screen alone."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", default="", help="names of pages, with commas between")
    parser.add_argument("--looks", default="light,dark,phone")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, arguments.only.split(",")))
    with demo_app() as (server, cookies, scenes), chromium() as browser:
        for look in arguments.looks.split(","):
            take(browser, server, cookies, scenes, look, arguments.folder, only)


@contextmanager
def demo_app() -> Iterator[tuple[AppServer, Cookies, list[Scene]]]:
    """Run the app on a fresh demo group; yield it, the sessions and the pages to show."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "home", llm_scripted_delay_s="0.01", embed="onnx") as server,
    ):
        with server.services() as services:
            sign_ins = load_demo(services)
            services.repertoire.starter.load()
            services.repertoire.indexer.refresh()
            services.accounts.create_person(
                email=_ADMIN, name="Ada Rook", password=PASSWORD, is_admin=True
            )
            grant = services.accounts.sign_in(
                email=sign_ins[0].email, password=sign_ins[0].password, address="127.0.0.1"
            )
            actor = services.accounts.actor_for_session(grant.session_id)
            scenes = scenes_of(server, actor)
        with server.client() as client, server.client() as admin:
            sign_in(client, sign_ins[0].email, sign_ins[0].password)
            sign_in(admin, _ADMIN)
            cookies = (client.cookies["coach_session"], admin.cookies["coach_session"])
            yield server, cookies, scenes


def scenes_of(server: AppServer, actor: Actor) -> list[Scene]:
    """Return the pictures, with the ids of the demo group's things in their paths."""
    with server.services() as services:
        mine = services.commitments.mine(actor)
        kept = services.reflections.mine(actor)
        story = _story(services)
        begun, shared = services.authoring.mine(actor)
        (group_id,) = actor.group_ids
        session, *_ = services.group_sessions.planned(actor, group_id)
        talk = services.conversations.start_commit(actor)
        for words in _SAID:
            handle = services.conversations.say(actor, talk.id, words)
            while handle.snapshot().draft_pending:
                handle.wait(0.2)
    by_status = {c.status: c.id for c in mine}
    scenes = [
        Scene("home", "/"),
        Scene("group", "/group"),
        Scene("session", "/session"),
        Scene("run", f"/run?session={session.id}", _to_a_turn, whole=False),
        Scene("rules", "/rules"),
        Scene("talk", "/talk"),
        Scene("vote", "/group", _to_the_vote),
        Scene("commit", "/commit"),
        Scene("chat", f"/commit?id={talk.subject_id}", _until_searched),
        Scene("form", f"/commit?id={talk.subject_id}", _to_form),
        Scene("practice", "/practice"),
        Scene("reflect", "/reflect"),
        Scene("stories", "/stories", _look_for, whole=False),
        Scene("shelves", "/stories"),
        Scene("item", f"/stories?id={story}"),
        Scene("stories-mine", "/story"),
        Scene("story", f"/story?id={begun.id}", _to_write),
        Scene("story-check", f"/story?id={begun.id}", _to_check),
        Scene("story-share", f"/story?id={begun.id}", _to_share),
        Scene("story-shared", f"/story?id={shared.id}", _to_write),
        Scene("library", "/library", as_admin=True),
        Scene("admin", "/admin", as_admin=True),
        Scene("journal", "/journal"),
        Scene("rhythm", "/rhythm"),
        Scene("about", "/about"),
        Scene("account", "/account"),
    ]
    for name, status in (("open", CommitmentStatus.OPEN), ("closed", CommitmentStatus.KEPT)):
        if status in by_status:
            scenes.append(Scene(name, f"/commit?id={by_status[status]}"))
    if kept:
        scenes.append(Scene("reflection", f"/reflect?id={kept[0].id}"))
        scenes.append(Scene("depth", f"/reflect?id={kept[0].id}", _to_depth))
    return scenes


def take(
    browser: Browser,
    server: AppServer,
    cookies: Cookies,
    scenes: list[Scene],
    look: str,
    folder: Path,
    only: set[str],
) -> None:
    """Take the pictures of one look."""
    context = _context(browser, look)
    page = context.new_page()
    for scene in scenes:
        if only and scene.name not in only:
            continue
        cookie = cookies[scene.as_admin]
        context.add_cookies([{"name": "coach_session", "value": cookie, "url": server.url}])
        page.goto(server.url + scene.path)
        page.wait_for_selector("h1")
        page.wait_for_timeout(1200)
        scene.prepare(page)
        if scene.whole:
            _fit(page, look)
        suffix = "" if look == "light" else f"-{look}"
        page.screenshot(path=folder / f"{scene.name}{suffix}.png")
        _unfit(page, look)
    context.close()


def _context(browser: Browser, look: str) -> BrowserContext:
    if look == "phone":
        return browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
        )
    return browser.new_context(
        viewport={"width": _WIDTH, "height": _HEIGHT},
        color_scheme="dark" if look == "dark" else "light",
    )


def _story(services: Services) -> str:
    """Return the id of the story that is shown whole."""
    with services.database.reading() as tx:
        return next(i.id for i in tx.items.of_source("starter") if i.source_key == "folded-corner")


def _to_depth(page: Page) -> None:
    page.get_by_role("button", name="How deep does this go?").click()
    page.get_by_text("As a whole").or_(page.get_by_text("Too little of it")).wait_for()


def _look_for(page: Page) -> None:
    page.get_by_label("Search the stories").fill("In my meetings nobody speaks")
    page.get_by_text("may fit").wait_for()
    page.mouse.click(5, 300)
    page.wait_for_timeout(500)


def _to_the_vote(page: Page) -> None:
    if page.get_by_text("Which challenge next?").count():
        return
    page.get_by_text("Move to another stage").click()
    page.get_by_role("button", name="Move there").click()
    page.get_by_text("Which challenge next?").wait_for()
    page.wait_for_timeout(1500)
    for question in _PROPOSED:
        page.get_by_label("Propose a challenge").fill(question)
        page.get_by_role("button", name="Propose it").click()
        page.locator("p.thing", has_text=question).wait_for()
        page.wait_for_timeout(500)
    page.get_by_role("radio", name="2").first.click()
    page.wait_for_timeout(800)


def _to_a_turn(page: Page) -> None:
    if page.get_by_role("button", name="Begin the session").count():
        page.get_by_role("button", name="Begin the session").click()
        page.get_by_role("button", name="Next").click()
    page.get_by_role("timer").wait_for()
    page.wait_for_timeout(1500)


def _until_searched(page: Page) -> None:
    page.get_by_text("Looking for what peers").wait_for(state="hidden")


def _to_write(page: Page) -> None:
    _to_step(page, "Write")


def _to_check(page: Page) -> None:
    _to_step(page, "Check")
    page.locator(".story-sheet").wait_for()
    page.get_by_text("still looking for names").wait_for(state="hidden")
    page.wait_for_timeout(800)


def _to_share(page: Page) -> None:
    _to_step(page, "Share")
    page.get_by_text("The members of").first.click()
    page.wait_for_timeout(800)
    page.get_by_text("A member of").first.click()
    page.get_by_role("button", name="Yes, share it").wait_for()
    page.wait_for_timeout(500)


def _to_step(page: Page, step: str) -> None:
    page.get_by_role("radio", name=step).click()
    page.wait_for_timeout(900)


def _to_form(page: Page) -> None:
    page.get_by_role("radio", name="Form").click()
    page.wait_for_timeout(900)


def _fit(page: Page, look: str) -> None:
    """Make the window as tall as the page, but on a phone, where the fold is the point."""
    if look != "phone":
        tall = page.evaluate("(document.querySelector('.stMain') || document.body).scrollHeight")
        page.set_viewport_size({"width": _WIDTH, "height": min(max(tall, _HEIGHT), _TALLEST)})
        page.wait_for_timeout(250)


def _unfit(page: Page, look: str) -> None:
    if look != "phone":
        page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the Chromium of this machine, else Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


if __name__ == "__main__":
    main()
