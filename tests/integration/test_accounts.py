"""Signing in, staying signed in, invitations and passwords."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound, NotSignedIn, TooManyAttempts
from coach.services.accounts import AccountService, SessionGrant
from coach.services.throttle import FREE_PER_ADDRESS, FREE_PER_PERSON
from tests.support.world import PASSWORD, World

HOME, CAFE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def accounts(world: World) -> AccountService:
    return world.services.accounts


def sign_in(
    accounts: AccountService, name: str = "ann", password: str = PASSWORD, address: str = HOME
) -> SessionGrant:
    return accounts.sign_in(email=f"{name}@example.org", password=password, address=address)


def fail(accounts: AccountService, times: int, name: str = "ann", address: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(InvalidInput):
            sign_in(accounts, name, "wrong password", address)


def events(world: World, actor: Actor) -> list[str]:
    admin = actor.model_copy(update={"is_admin": True})
    return sorted(e.event for e in world.services.audit.latest(admin))


def test_sign_in_opens_a_session_with_an_opaque_token(
    world: World, accounts: AccountService
) -> None:
    group = world.group()
    ann = world.actor("Ann", group)
    grant = accounts.sign_in(
        email=" ANN@Example.org ", password=PASSWORD, address=HOME, user_agent="Browser\n1"
    )
    assert len(grant.token) == 43
    actor = accounts.actor_for_token(grant.token)
    assert (actor.person_id, actor.name, actor.group_ids) == (
        ann.person_id,
        "Ann",
        frozenset({group.id}),
    )
    assert accounts.actor_for_session(grant.session_id) == actor
    with world.services.database.reading() as tx:
        stored = tx.sessions.get(grant.session_id)
    assert stored is not None
    assert stored.token_sha256 == hashlib.sha256(grant.token.encode()).hexdigest()
    assert stored.user_agent == "Browser1"


@pytest.mark.parametrize(
    ("email", "password"),
    [("ann@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("", "")],
)
def test_a_wrong_pair_is_refused_in_the_same_words(
    world: World, accounts: AccountService, email: str, password: str
) -> None:
    world.actor("Ann")
    with pytest.raises(InvalidInput, match=r"^That e-mail address and password do not belong"):
        accounts.sign_in(email=email, password=password, address=HOME)


def test_an_unknown_address_costs_as_much_work_as_a_known_one(
    world: World, accounts: AccountService, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.actor("Ann")
    verified: list[str] = []
    hasher = accounts.passwords._hasher
    real = hasher.verify

    class Counting:
        def verify(self, hashed: str, password: bytes) -> bool:
            verified.append(hashed.split("$")[3])
            return real(hashed, password)

    monkeypatch.setattr(accounts.passwords, "_hasher", Counting())
    fail(accounts, 1, "ann")
    fail(accounts, 1, "nobody")
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_a_session_slides_and_ends(world: World, accounts: AccountService) -> None:
    world.actor("Ann")
    grant = sign_in(accounts)
    for _ in range(3):
        world.clock.advance(days=10)
        accounts.actor_for_token(grant.token)
    world.clock.advance(days=14)
    with pytest.raises(NotSignedIn):
        accounts.actor_for_token(grant.token)
    with pytest.raises(NotSignedIn):
        accounts.actor_for_session(grant.session_id)


def test_last_seen_is_written_at_most_once_a_minute(world: World, accounts: AccountService) -> None:
    world.actor("Ann")
    grant = sign_in(accounts)
    start = world.clock()

    def seen() -> timedelta:
        with world.services.database.reading() as tx:
            session = tx.sessions.get(grant.session_id)
        assert session is not None
        return session.last_seen_at - start

    world.clock.advance(seconds=59)
    accounts.actor_for_token(grant.token)
    assert seen() == timedelta(0)
    world.clock.advance(seconds=1)
    accounts.actor_for_token(grant.token)
    assert seen() == timedelta(seconds=60)


def test_signing_out_ends_one_session_or_all(world: World, accounts: AccountService) -> None:
    ann = world.actor("Ann")
    one, two = sign_in(accounts), sign_in(accounts)
    accounts.sign_out(one.token)
    accounts.sign_out("no such token")
    with pytest.raises(NotSignedIn):
        accounts.actor_for_token(one.token)
    assert sorted(s.current for s in accounts.sessions(ann)) == [False, True]
    accounts.sign_out_everywhere(ann)
    with pytest.raises(NotSignedIn):
        accounts.actor_for_session(two.session_id)
    assert accounts.sessions(ann) == []


@pytest.mark.parametrize("token", ["", "x", "ü\ud800", "'; DROP TABLE people; --"])
def test_a_made_up_token_opens_nothing(accounts: AccountService, token: str) -> None:
    with pytest.raises(NotSignedIn):
        accounts.actor_for_token(token)


def test_a_shut_account_is_out_at_once(world: World, accounts: AccountService) -> None:
    ann = world.actor("Ann")
    with world.services.database.transaction() as tx:
        tx.people.set_disabled(ann.person_id, world.clock())
    with pytest.raises(NotSignedIn):
        accounts.actor_for_session(ann.session_id)
    with pytest.raises(InvalidInput):
        sign_in(accounts)


def test_wrong_passwords_slow_down_more_and_more(world: World, accounts: AccountService) -> None:
    world.actor("Ann")
    fail(accounts, FREE_PER_PERSON)
    waits = []
    for _ in range(8):
        with pytest.raises(TooManyAttempts) as caught:
            sign_in(accounts)
        waits.append(caught.value.retry_after_s)
        world.clock.advance(seconds=caught.value.retry_after_s)
        fail(accounts, 1)
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_nobody_is_locked_out_from_another_address(world: World, accounts: AccountService) -> None:
    world.actor("Ann")
    fail(accounts, FREE_PER_PERSON, address=CAFE)
    with pytest.raises(TooManyAttempts):
        sign_in(accounts, address=CAFE)
    assert sign_in(accounts, address=HOME).person.name == "Ann"


def test_waiting_always_helps_and_refused_tries_do_not_count(
    world: World, accounts: AccountService
) -> None:
    world.actor("Ann")
    fail(accounts, FREE_PER_PERSON)
    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            sign_in(accounts)
    world.clock.advance(seconds=2)
    sign_in(accounts)
    fail(accounts, FREE_PER_PERSON)


def test_a_list_of_people_cannot_be_tried_from_one_address(
    world: World, accounts: AccountService
) -> None:
    world.actor("Ann")
    for number in range(FREE_PER_ADDRESS):
        fail(accounts, 1, f"person{number}")
    with pytest.raises(TooManyAttempts):
        sign_in(accounts)
    assert sign_in(accounts, address=CAFE).person.name == "Ann"


def test_an_own_account_does_not_reset_the_count_of_the_address(
    world: World, accounts: AccountService
) -> None:
    world.actor("Ann")
    for number in range(FREE_PER_ADDRESS - 1):
        fail(accounts, 1, f"person{number}")
        sign_in(accounts)
    fail(accounts, 1, "one more")
    with pytest.raises(TooManyAttempts):
        sign_in(accounts)


def test_an_hour_without_mistakes_forgets_them(world: World, accounts: AccountService) -> None:
    world.actor("Ann")
    fail(accounts, FREE_PER_PERSON)
    world.clock.advance(hours=1, seconds=1)
    fail(accounts, FREE_PER_PERSON)


def test_changing_the_password_ends_the_other_sessions(
    world: World, accounts: AccountService
) -> None:
    ann = world.actor("Ann")
    other = sign_in(accounts)
    with pytest.raises(InvalidInput, match="not your present password"):
        accounts.change_password(ann, old="wrong password", new="seven blue ladders")
    accounts.change_password(ann, old=PASSWORD, new="seven blue ladders")
    assert accounts.actor_for_session(ann.session_id).name == "Ann"
    with pytest.raises(NotSignedIn):
        accounts.actor_for_session(other.session_id)
    fail(accounts, 1)
    assert sign_in(accounts, password="seven blue ladders").person.name == "Ann"
    assert "password_change" in events(world, ann)


def test_guessing_the_old_password_in_a_stolen_session_is_slow(
    world: World, accounts: AccountService
) -> None:
    ann = world.actor("Ann")
    for _ in range(FREE_PER_PERSON):
        with pytest.raises(InvalidInput):
            accounts.change_password(ann, old="wrong password", new="seven blue ladders")
    with pytest.raises(TooManyAttempts):
        accounts.delete_account(ann, password=PASSWORD)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("x9!zu Lq", "too short"),
        ("x" * 257, "too long"),
        ("ann.lindqvist@example.org", "your name or e-mail"),
        ("ann.lindqvist", "your name or e-mail"),
        ("Ann Lindqvist", "your name or e-mail"),
        ("PassWord1234", "first that are guessed"),
        ("abababababababab", "first that are guessed"),
    ],
)
def test_a_weak_password_is_refused_with_what_would_do(
    accounts: AccountService, password: str, reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason) as caught:
        accounts.create_person(
            email="ann.lindqvist@example.org", name="Ann Lindqvist", password=password
        )
    assert password not in str(caught.value)


@pytest.mark.parametrize("email", ["", "ann", "ann@home", "a b@example.org", "ann@example.org\x00"])
def test_a_bad_address_is_refused(accounts: AccountService, email: str) -> None:
    with pytest.raises(InvalidInput, match="not an e-mail address"):
        accounts.create_person(email=email, name="Ann", password=PASSWORD)


def test_an_address_has_one_account(world: World, accounts: AccountService) -> None:
    world.actor("Ann")
    with pytest.raises(InvalidInput, match="already an account"):
        accounts.create_person(email="ANN@example.org", name="Other", password=PASSWORD)


def test_an_invitation_lets_one_person_in_once(world: World, accounts: AccountService) -> None:
    group = world.group()
    admin = world.actor("Ruth", is_admin=True)
    link = accounts.invite(admin, group_id=group.id)
    view = accounts.invitation(link.token)
    assert (view.group_name, view.inviter_name, view.email) == ("Northside", "Ruth", "")
    assert view.expires_at == link.expires_at == world.clock() + timedelta(days=14)
    with pytest.raises(InvalidInput, match="too short"):
        accounts.accept_invitation(
            link.token, name="Ben", email="ben@example.org", password="x", address=HOME
        )
    grant = accounts.accept_invitation(
        link.token, name="Ben", email="ben@example.org", password=PASSWORD, address=HOME
    )
    assert accounts.actor_for_token(grant.token).group_ids == frozenset({group.id})
    with pytest.raises(NotFound, match="no longer valid"):
        accounts.invitation(link.token)
    with pytest.raises(NotFound):
        accounts.accept_invitation(
            link.token, name="Cem", email="cem@example.org", password=PASSWORD, address=HOME
        )
    with world.services.database.reading() as tx:
        assert tx.people.by_email("cem@example.org") is None
        assert tx.invitations.by_token(link.token) is None


def test_an_invitation_ends_after_its_days(world: World, accounts: AccountService) -> None:
    admin = world.actor("Ruth", is_admin=True)
    link = accounts.invite(admin, group_id=world.group().id, days=2)
    world.clock.advance(days=2)
    with pytest.raises(NotFound):
        accounts.invitation(link.token)
    with pytest.raises(NotFound):
        accounts.join(world.actor("Ann"), link.token)


def test_an_invitation_for_an_address_is_good_for_it_alone(
    world: World, accounts: AccountService
) -> None:
    group = world.group()
    admin, ann, ben = world.actor("Ruth", is_admin=True), world.actor("Ann"), world.actor("Ben")
    link = accounts.invite(admin, group_id=group.id, email="Ann@example.org")
    with pytest.raises(InvalidInput, match="another e-mail address"):
        accounts.join(ben, link.token)
    with pytest.raises(InvalidInput, match="another e-mail address"):
        accounts.accept_invitation(
            link.token, name="Cem", email="cem@example.org", password=PASSWORD, address=HOME
        )
    assert accounts.join(ann, link.token).group_id == group.id
    again = accounts.invite(admin, group_id=group.id)
    with pytest.raises(InvalidInput, match="already a member"):
        accounts.join(ann, again.token)
    assert accounts.join(ben, again.token).person_id == ben.person_id


def test_a_link_for_one_address_tells_nobody_who_else_has_an_account(
    world: World, accounts: AccountService
) -> None:
    group = world.group()
    admin, _ = world.actor("Ruth", is_admin=True), world.actor("Ann")
    link = accounts.invite(admin, group_id=group.id, email="new@example.org")
    told = set()
    for email in ("ann@example.org", "nobody@example.org"):
        with pytest.raises(InvalidInput) as refused:
            accounts.accept_invitation(
                link.token, name="Cem", email=email, password=PASSWORD, address=HOME
            )
        told.add(str(refused.value))
    assert len(told) == 1


def test_only_an_admin_invites_and_only_for_some_days(
    world: World, accounts: AccountService
) -> None:
    group = world.group()
    ann = world.actor("Ann", group)
    with pytest.raises(NotFound):
        accounts.invite(ann, group_id=group.id)
    admin = world.actor("Ruth", is_admin=True)
    with pytest.raises(NotFound):
        accounts.invite(admin, group_id="no such group")
    for days in (0, 61):
        with pytest.raises(InvalidInput, match="1 to 60"):
            accounts.invite(admin, group_id=group.id, days=days)


def test_the_audit_trail_tells_what_happened_without_words(
    world: World, accounts: AccountService
) -> None:
    ann = world.actor("Ann", world.group())
    fail(accounts, 1)
    fail(accounts, 1, "nobody")
    sign_in(accounts)
    commitment = world.commitment(ann, words="quetzal")
    world.services.commitments.share(ann, commitment.id, "group")
    world.services.journal.export(ann)
    world.services.commitments.delete(ann, commitment.id)
    assert events(world, ann) == [
        "account_created", "audience_change", "deletion", "export", "sign_in", "sign_in",
        "sign_in_failed", "sign_in_failed",
    ]  # fmt: skip
    admin = ann.model_copy(update={"is_admin": True})
    text = str(world.services.audit.latest(admin))
    for private in ("Ann", "example.org", HOME, "quetzal"):
        assert private not in text
    with pytest.raises(NotFound):
        world.services.audit.latest(ann)
