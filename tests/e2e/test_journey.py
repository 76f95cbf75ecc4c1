"""A manager's way in a real browser: from sign-in to a kept commitment and a kept reflection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coach.bootstrap import Services
from coach.domain.commitment import REQUIRED_SLOTS, Commitment, Slot
from coach.domain.conversation import TurnState
from coach.domain.people import Actor, Person
from tests.support.app_server import PASSWORD, AppServer, running_app
from tests.support.browser import at_rest, until

PHONE = {"width": 390, "height": 844}
WISH = "I want my team to bring problems to me earlier."
OUTCOME = "We would have time to help each other before the weekend."
SENTENCE = "When somebody brings me a problem, I will ask one question before I say what I think."
FIELDS = {
    "What in me gets in the way (needed)": "I get impatient and want to solve it",
    "What I will do (needed)": "ask one question before I say what I think",
    "In which situation (needed)": "somebody brings me a problem",
    "What I will do if the obstacle comes (needed)": "put down my pen and breathe out once",
    "How I will see that it works (needed)": "they come with a proposal of their own",
}


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app with a scripted model that takes its time before each word."""
    home = tmp_path_factory.mktemp("slow") / "home"
    with running_app(home, llm_scripted_delay_s="0.5") as running:
        yield running


@pytest.fixture
def slow_page(browser: Browser, slow_server: AppServer) -> Iterator[tuple[Page, Services, Actor]]:
    """A tab before the slow app, signed in; with the app's data."""
    with slow_server.services() as services:
        number = len(browser.contexts) + int(slow_server.port)
        email = f"slow{number}-{id(services)}@example.org"
        made = services.accounts.create_person(email=email, name="Slow Tester", password=PASSWORD)
        grant = services.accounts.open_session(made.id, method="password")
        context = browser.new_context(base_url=slow_server.url)
        cookie = {"name": "coach_session", "value": grant.token, "url": slow_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        actor = services.accounts.actor_for_session(grant.session_id)
        yield context.new_page(), services, actor
        context.close()


def box(page: Page) -> Locator:
    """Return the message box."""
    return page.get_by_placeholder("Write to your coach")


def say(page: Page, message: str) -> None:
    """Send a message with the Enter key."""
    expect(box(page)).to_be_enabled()
    box(page).fill(message)
    box(page).press("Enter")


def replies(page: Page) -> Locator:
    """Return the coach's finished turns."""
    return page.locator("li.turn.coach:not(.arriving)")


def mode(page: Page, name: str) -> None:
    """Switch between Chat and Form."""
    page.get_by_role("radio", name=name, exact=True).click()


def only_commitment(services: Services, actor: Actor) -> Commitment:
    """Return the one commitment of a new member."""
    (commitment,) = services.commitments.mine(actor)
    return commitment


def actor_of(services: Services, person: Person) -> Actor:
    """Return the person as the services see them."""
    grant = services.accounts.open_session(person.id, method="password")
    return services.accounts.actor_for_session(grant.session_id)


def test_from_sign_in_to_a_kept_reflection(
    page: Page, person: Person, services: Services, tmp_path: Path
) -> None:
    walk(page, person, services, tmp_path)


def walk(page: Page, person: Person, services: Services, tmp_path: Path) -> None:
    """Go the whole way as a manager does: sign in, commit, practise twice, reflect, export."""
    actor = actor_of(services, person)
    page.goto("/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.name)

    _commit_by_chat_and_form(page, services, actor)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _log_two_attempts(page, services, actor)
    page.set_viewport_size({"width": 1200, "height": 860})
    _reflect(page, services, actor)
    _export(page, tmp_path)


def _commit_by_chat_and_form(page: Page, services: Services, actor: Actor) -> None:
    page.get_by_role("link", name="Commit").click()
    page.get_by_role("button", name="Talk it through").click()
    expect(replies(page)).to_have_count(1)
    say(page, WISH)
    expect(replies(page)).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("The coach says:")
    draft = page.get_by_role("list", name="The parts of your commitment")
    expect(draft).to_contain_text("bring problems to me earlier", timeout=6000)
    draft.get_by_text("From your words").first.click()
    expect(draft.locator("mark").first).to_be_visible()

    box(page).fill("a thought that I have not sent")
    mode(page, "Form")
    for label, words in FIELDS.items():
        page.get_by_label(label).fill(words)
    mode(page, "Chat")
    expect(draft).to_contain_text(FIELDS["In which situation (needed)"])
    expect(box(page)).to_have_value("a thought that I have not sent")
    saved = only_commitment(services, actor).draft.slots
    assert set(saved) >= REQUIRED_SLOTS
    assert saved[Slot.ACTION].text == FIELDS["What I will do (needed)"]

    at_rest(page)
    page.get_by_role("button", name="Compose my sentence").click()
    sentence = page.get_by_label("Change it until it sounds like you")
    expect(sentence).to_have_value(re.compile("put down my pen"))
    sentence.fill(SENTENCE)
    page.get_by_role("button", name="This is my commitment").click()
    expect(page.get_by_role("heading", name="My commitment")).to_be_visible()
    expect(page.locator("blockquote.sentence").first).to_have_text(SENTENCE)
    assert only_commitment(services, actor).sentence == SENTENCE
    assert only_commitment(services, actor).audience == "me"


def _log_two_attempts(page: Page, services: Services, actor: Actor) -> None:
    page.get_by_role("link", name="Practice").click()
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_in_viewport(ratio=1)
    until(page, "document.querySelector('.stMain').scrollTop === 0", timeout_s=3)
    expect(save).to_be_in_viewport(ratio=1)
    for target in [*page.get_by_role("radio").all(), save]:
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    save.click()
    expect(page.get_by_text("1 attempt: tried once.")).to_be_visible()
    note = page.get_by_label("What happened, in one line")
    expect(note).to_have_count(1)  # the sheet that was saved is gone
    page.get_by_role("radio", name="Adapted it").click()
    note.fill("I asked two questions")
    save.click()
    expect(page.get_by_text("2 attempts: tried once and adapted once.")).to_be_visible()
    expect(note).to_have_count(1)
    expect(note).to_have_value("")
    assert len(services.attempts.mine(actor)) == 2


def _reflect(page: Page, services: Services, actor: Actor) -> None:
    page.get_by_role("link", name="Reflect", exact=True).click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Talk it through").click()
    expect(replies(page)).to_have_count(1)
    say(page, "He came at nine and I asked one question before I answered.")
    expect(replies(page)).to_have_count(2)
    mode(page, "Form")
    labels = ("What happened", "What I felt", "What it means", "What I take from it")
    for label in (*labels, "What I will do next time"):
        field = page.get_by_label(label, exact=True)
        expect(field).to_be_visible()
        if not field.input_value():
            field.fill(f"My own words for: {label}")
    at_rest(page)
    page.get_by_role("button", name="Keep this reflection").click()
    expect(page.get_by_role("heading", name="My reflection")).to_be_visible()
    (reflection,) = services.reflections.mine(actor)
    assert reflection.status == "kept"


def _export(page: Page, tmp_path: Path) -> None:
    page.get_by_role("link", name="Journal").click()
    items = page.locator(".st-key-journal-items summary")
    expect(items).to_have_count(6)  # a commitment, a reflection, two attempts, two conversations
    page.get_by_label("Search in your journal").fill("two questions")
    expect(items).to_contain_text(["Attempt · "])
    expect(items).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download to read (Markdown)").click()
    target = tmp_path / "journal.md"
    waiting.value.save_as(target)
    text = target.read_text(encoding="utf-8")
    assert SENTENCE in text
    assert "I asked two questions" in text
    assert WISH in text


def test_stop_before_the_first_word_leaves_a_usable_reply(
    slow_page: tuple[Page, Services, Actor],
) -> None:
    page, services, actor = slow_page
    conversation = services.conversations.start_commit(actor)
    page.goto(f"/commit?id={conversation.subject_id}")
    say(page, WISH)
    expect(page.get_by_text("Thinking")).to_be_visible()
    page.get_by_role("button", name="Stop").click()

    expect(page.get_by_text("You stopped this reply.")).to_be_visible(timeout=15_000)
    turns = services.conversations.open(actor, conversation.id).turns
    assert turns[1].text == WISH
    assert turns[2].state is TurnState.STOPPED
    assert turns[2].text.count("?") == 1
    expect(box(page)).to_be_enabled()


def test_a_reload_in_the_middle_of_a_reply_goes_on_where_it_was(
    slow_page: tuple[Page, Services, Actor],
) -> None:
    page, services, actor = slow_page
    conversation = services.conversations.start_commit(actor)
    page.goto(f"/commit?id={conversation.subject_id}")
    say(page, WISH)
    expect(page.locator("li.arriving")).to_be_visible()
    page.reload()

    expect(page.get_by_text(WISH).first).to_be_visible()
    expect(page.locator("li.arriving")).to_be_visible()
    expect(replies(page)).to_have_count(2, timeout=20_000)
    turns = services.conversations.open(actor, conversation.id).turns
    assert [t.role for t in turns] == ["coach", "member", "coach"]
    assert turns[2].state is TurnState.DONE


def test_unsent_words_survive_another_page_and_a_reload(
    member_page: Page, services: Services, person: Person
) -> None:
    actor = actor_of(services, person)
    conversation = services.conversations.start_commit(actor)
    address = f"/commit?id={conversation.subject_id}"
    member_page.goto(address)
    box(member_page).fill("half a tho")
    member_page.get_by_role("link", name="Home").click()
    expect(box(member_page)).to_have_count(0)
    member_page.goto(address)
    expect(box(member_page)).to_have_value("half a tho")
    member_page.reload()
    expect(box(member_page)).to_have_value("half a tho")
    say(member_page, "half a thought, sent")
    expect(replies(member_page)).to_have_count(2)
    member_page.reload()
    expect(replies(member_page)).to_have_count(2)
    expect(box(member_page)).to_have_value("")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/commit",
        "/practice",
        "/reflect",
        "/stories",
        "/story",
        "/journal",
        "/rules",
        "/talk",
        "/about",
    ],
)
def test_every_page_fits_a_phone_and_every_field_has_a_name(member_page: Page, path: str) -> None:
    member_page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    member_page.goto(path)
    expect(member_page.get_by_role("heading", level=1)).to_be_visible()
    width = member_page.evaluate("document.querySelector('.stMain').scrollWidth")
    assert width == PHONE["width"]
    headings = member_page.locator("h1, h2, h3").evaluate_all(
        "all => all.filter(e => e.offsetParent).map(e => Number(e.tagName[1]))"
    )
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(headings))
    for field in member_page.locator("input:visible, textarea:visible").all():
        assert field.evaluate("e => !!(e.labels?.length || e.getAttribute('aria-label'))")


def test_tab_reaches_the_pages_and_shows_where_it_is(member_page: Page) -> None:
    member_page.goto("/practice")
    at_rest(member_page)
    expect(member_page.get_by_role("link", name="Journal")).to_be_visible()
    reached: list[str] = []
    for _ in range(12):
        member_page.keyboard.press("Tab")
        focused = member_page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.innerText, s.outlineStyle, parseFloat(s.outlineWidth), e.tagName]; })()"
        )
        if focused[3] == "BODY":
            break
        reached.append(focused[0].split("\n")[-1])
        assert focused[1] != "none", focused
        assert focused[2] >= 2, focused
    assert {"Home", "Commit", "Practice", "Reflect", "Stories", "Journal"} <= set(reached)


def test_sign_out_from_the_bar(member_page: Page) -> None:
    member_page.goto("/")
    member_page.locator(".st-key-account").get_by_role("button").click()
    member_page.get_by_role("button", name="Sign out").click()
    expect(member_page).to_have_url(re.compile(r"/sign-in"))
