"""Encryption at rest and the key file."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column

from coach.errors import SetupError
from coach.settings import Settings
from coach.storage.columns import EncryptedJSON, EncryptedText
from coach.storage.crypto import Cipher, load_cipher, prepare_home
from coach.storage.repertoire_tables import items

KEY = bytes(range(32))


@given(st.text())
def test_what_was_encrypted_comes_back(text: str) -> None:
    cipher = Cipher(KEY)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    assert cipher.decrypt(cipher.encrypt(text, "turns.text"), "turns.text") == text


def test_the_same_text_never_looks_the_same_and_shows_nothing() -> None:
    cipher = Cipher(KEY)
    one, two = (cipher.encrypt("I felt small", "turns.text") for _ in range(2))
    assert one != two
    assert b"small" not in one


@pytest.mark.parametrize("damage", ["place", "key", "bit", "version", "short"])
def test_a_value_opens_only_whole_in_its_place_with_its_key(damage: str) -> None:
    value = Cipher(KEY).encrypt("I felt small", "turns.text")
    cipher, place = Cipher(KEY), "turns.text"
    match damage:
        case "place":
            place = "turns.sent"
        case "key":
            cipher = Cipher(bytes(32))
        case "bit":
            value = value[:-1] + bytes([value[-1] ^ 1])
        case "version":
            value = b"\x02" + value[1:]
        case "short":
            value = value[:20]
    with pytest.raises(SetupError, match=r"turns\.\w+ cannot be decrypted") as caught:
        cipher.decrypt(value, place)
    assert "small" not in str(caught.value)


def test_every_encrypted_column_is_bound_to_its_own_place() -> None:
    found: list[tuple[str, Column[object]]] = [
        (f"{table.name}.{column.name}", column)
        for table in items.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText | EncryptedJSON)
    ]
    assert len(found) > 10
    for place, column in found:
        assert isinstance(column.type, EncryptedText | EncryptedJSON)
        assert column.type.place == place


def test_keyed_hashes_depend_on_the_key_and_on_where_the_parts_end() -> None:
    assert Cipher(KEY).keyed_hash("ab", "c") != Cipher(KEY).keyed_hash("a", "bc")
    assert Cipher(KEY).keyed_hash("a") != Cipher(bytes(32)).keyed_hash("a")
    assert Cipher(KEY).check_value() == Cipher(KEY).check_value()


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = load_cipher(Settings(home=home))
    assert (home / "key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in home.iterdir()] == ["key"]
    assert load_cipher(Settings(home=home)).check_value() == first.check_value()


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_cipher(Settings(home=tmp_path / "home"))
    (tmp_path / "home" / "key").chmod(0o640)
    with pytest.raises(SetupError, match="chmod 600"):
        load_cipher(Settings(home=tmp_path / "home"))


def test_a_folder_that_others_can_open_is_refused_unless_it_is_empty(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    assert prepare_home(home).stat().st_mode & 0o777 == 0o700
    (home / "something").touch()
    home.chmod(0o755)
    with pytest.raises(SetupError, match="chmod 700"):
        prepare_home(home)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="COACH_HOME"):
        prepare_home(tmp_path / "file")


def test_a_key_from_the_environment_is_used_and_leaves_no_file(tmp_path: Path) -> None:
    key = base64.b64encode(KEY).decode()
    settings = Settings.model_validate({"home": tmp_path / "home", "key": key})
    assert load_cipher(settings).check_value() == Cipher(KEY).check_value()
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("bad", ["not base64!", base64.b64encode(b"short").decode()])
def test_a_bad_key_is_refused_without_being_shown(tmp_path: Path, bad: str) -> None:
    settings = Settings.model_validate({"home": tmp_path, "key": bad})
    with pytest.raises(SetupError, match="COACH_KEY is not base64 of 32 bytes") as caught:
        load_cipher(settings)
    assert bad not in str(caught.value)


def test_no_new_key_is_made_for_a_database_that_exists(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no key for it"):
        load_cipher(Settings(home=tmp_path / "home"), may_create=False)
    assert not (tmp_path / "home" / "key").exists()
