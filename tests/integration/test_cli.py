"""The commands of an operator, on a database of their own."""

from __future__ import annotations

import runpy
import socket
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.bootstrap import build
from coach.cli import app
from coach.cli import run as cli_run
from coach.errors import InvalidInput, NotFound, NotSignedIn, WeightsError
from coach.settings import Settings
from tests.support.app_server import free_port

GOOD = "four unrelated words here"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point every command at an empty folder."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("COACH_LLM", "scripted")
    monkeypatch.setenv("COACH_EMBED", "none")
    monkeypatch.setenv("COACH_PORT", str(free_port()))
    return tmp_path / "home"


def coach(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def url() -> str:
    return f"http://127.0.0.1:{Settings().port}"


def add_admin() -> Result:
    return coach(
        "person", "add", "ada@example.org", "--name", "Ada", "--admin", typed=f"{GOOD}\n{GOOD}\n"
    )


def test_an_installation_is_set_up_from_the_command_line(home: Path) -> None:
    assert f"Ada can sign in at {url()} as ada@example.org" in add_admin().output
    assert coach("group", "add", "Leading through change").exit_code == 0
    invited = coach("invite", "leading through CHANGE", "--email", "bo@example.org")
    link = invited.output.splitlines()[0]
    assert link.startswith(f"{url()}/invitation/")
    services = build(Settings())
    try:
        seen = services.accounts.invitation(link.rpartition("/")[2])
        grant = services.accounts.sign_in(email="ada@example.org", password=GOOD, address="here")
    finally:
        services.close()
    assert (seen.group_name, seen.email) == ("Leading through change", "bo@example.org")
    assert seen.inviter_name == "Ada"
    assert grant.person.is_admin


def test_a_lost_password_is_replaced_and_sessions_end() -> None:
    add_admin()
    services = build(Settings())
    try:
        old = services.accounts.sign_in(email="ada@example.org", password=GOOD, address="here")
        reset = coach("person", "password", "ada@example.org", typed="another good one\n" * 2)
        assert "has a new password" in reset.output
        with pytest.raises(NotSignedIn):
            services.accounts.actor_for_token(old.token)
        assert services.accounts.sign_in(
            email="ada@example.org", password="another good one", address="here"
        ).token
    finally:
        services.close()


def test_a_shut_account_signs_nobody_in_until_it_is_opened() -> None:
    add_admin()
    coach("group", "add", "Leading")
    token = coach("invite", "Leading").output.splitlines()[0].rpartition("/")[2]
    services = build(Settings())
    accounts = services.accounts
    try:
        old = accounts.sign_in(email="ada@example.org", password=GOOD, address="here")
        shut = coach("person", "disable", " ADA@example.org ")
        assert "coach person enable ada@example.org" in shut.output
        with pytest.raises(NotSignedIn):
            accounts.actor_for_token(old.token)
        with pytest.raises(InvalidInput, match="do not belong together"):
            accounts.sign_in(email="ada@example.org", password=GOOD, address="here")
        with pytest.raises(NotFound, match="no longer valid"):
            accounts.invitation(token)
        with pytest.raises(NotFound, match="no longer valid"):
            accounts.accept_invitation(
                token, name="Bo", email="bo@example.org", password=GOOD, address="here"
            )
        assert "make one with" in coach("invite", "Leading").stderr

        assert "can sign in again" in coach("person", "enable", "ada@example.org").output
        with pytest.raises(NotSignedIn):
            accounts.actor_for_token(old.token)
        grant = accounts.sign_in(email="ada@example.org", password=GOOD, address="here")
        assert accounts.invitation(token).group_name == "Leading"
        events = services.audit.latest(accounts.actor_for_token(grant.token))
        assert {"account_disabled", "account_enabled"} <= {e.event for e in events}
    finally:
        services.close()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["person", "add", "nowhere", "--name", "A"], "is not an e-mail address"),
        (["person", "password", "nobody@example.org"], "There is no account"),
        (["person", "disable", "nobody@example.org"], "There is no account"),
        (["person", "enable", "nobody@example.org"], "There is no account"),
        (["group", "add", "  "], "is empty"),
        (["invite", "Nobody's"], "There is no group"),
        (["model", "verify"], "run `coach model pull"),
        (["model", "pull", "gpt-17"], "The catalogue has no model 'gpt-17'"),
    ],
)
def test_a_mistake_is_one_sentence_on_stderr(words: list[str], sentence: str) -> None:
    refused = coach(*words, typed=f"{GOOD}\n{GOOD}\n")
    assert refused.exit_code == 2
    assert sentence in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.output


def test_an_invitation_needs_an_administrator() -> None:
    coach("group", "add", "Leading")
    assert "coach person add EMAIL --admin" in coach("invite", "Leading").stderr
    assert "There is already a group" in coach("group", "add", "LEADING").stderr


def test_a_setting_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PORT", "seventy")
    refused = coach("settings")
    assert refused.exit_code == 2
    assert "COACH_PORT" in refused.stderr
    assert "seventy" not in refused.stderr


def test_settings_are_listed_with_secrets_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LLM_API_KEY", "sk-very-secret")
    monkeypatch.setenv("COACH_DATABASE_URL", "postgresql://coach:hunter2@db/coach")
    listed = coach("settings").output
    assert "COACH_LLM_API_KEY = (set)" in listed
    assert "COACH_DATABASE_URL = postgresql://coach:***@db/coach" in listed
    assert "sk-very-secret" not in listed
    assert "hunter2" not in listed
    for name, field in Settings.model_fields.items():
        assert f"COACH_{name.upper()} = " in listed
        assert (field.description or "?").split()[0] in listed


def test_the_demo_group_is_loaded_once_and_its_sign_ins_are_kept(home: Path) -> None:
    loaded = coach("demo")
    kept = home / "demo-sign-in.txt"
    assert loaded.exit_code == 0
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert url() in lines[0]
    assert [line.split()[-1] for line in lines[1:8]].count("facilitator") == 1
    assert lines[7].endswith("  admin")
    email, password = next(line for line in lines if "marta" in line).split()[-3:-1]
    services = build(Settings())
    try:
        assert services.accounts.sign_in(email=email, password=password, address="here").token
    finally:
        services.close()


def test_the_demo_group_never_joins_real_people() -> None:
    add_admin()
    refused = coach("demo")
    assert refused.exit_code == 2
    assert "real people" in refused.stderr


def test_run_prepares_a_first_start_and_says_where_the_second_one_finds_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(runpy, "run_path", lambda path, **_: started.append(path))
    first, second = coach("run"), coach("run")
    assert f"Sign in at {url()}" in first.output
    assert f"sign-ins are in {home / 'demo-sign-in.txt'}" in second.output
    assert [Path(path).name for path in started] == ["app.py", "app.py"]


def test_run_goes_on_without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise WeightsError("The weights could not be fetched: check the network.")

    monkeypatch.setenv("COACH_LLM", "embedded")
    monkeypatch.setattr(cli_run, "pull_with_bar", fail)
    monkeypatch.setattr(runpy, "run_path", lambda *_, **__: None)
    ran = coach("run")
    assert ran.exit_code == 0
    assert "check the network. Until then the coach asks from its question bank." in ran.stderr


def test_a_busy_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        monkeypatch.setenv("COACH_PORT", str(busy.getsockname()[1]))
        refused = coach("run")
    assert refused.exit_code == 2
    assert "set COACH_PORT to another one" in refused.stderr


def test_the_catalogue_marks_the_model_in_use_and_what_is_missing() -> None:
    listed = coach("model", "list").output
    assert listed.startswith("* qwen2.5-coder-1.5b-instruct-q4_k_m")
    assert "not here" in listed
