"""Opening a database: migrations, keys, and what its files show to somebody who steals them."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from coach.domain.commitment import Slot
from coach.domain.reflection import ReflectionStep
from coach.domain.rules import Term
from coach.errors import SetupError
from coach.services.rhythm import Wish
from coach.settings import Settings
from coach.storage.database import Database, open_database
from coach.storage.migrate import upgrade
from coach.storage.repertoire_tables import items
from tests.support.world import World, new_group, open_world

SECRET = "quetzalcoatl"


def everything_written(home: Path) -> bytes:
    """Return the bytes of every file of the data folder."""
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def fill(world: World) -> None:
    """Put the secret into every private place that a service can write."""
    ann = world.actor("Ann", world.group(f"Northside {SECRET[:0]}"))
    services = world.services
    commitment = services.commitments.start(ann)
    for slot in Slot:
        services.commitments.set_slot(ann, commitment.id, slot, f"{SECRET} {slot}")
    services.commitments.commit(ann, commitment.id, f"I will {SECRET}.")
    services.commitments.revise(ann, commitment.id, f"I will {SECRET} twice.")
    attempt = world.attempt(ann, commitment, note=f"{SECRET} note")
    reflection = services.reflections.start(ann, [attempt.id])
    for step in ReflectionStep:
        services.reflections.set_step(ann, reflection.id, step, f"{SECRET} {step}")
    wish = Wish(weekdays=(0,), at=time(9), label=f"{SECRET} label", shows_label=True)
    services.rhythm.add(ann, wish, "UTC")
    world.conversation(ann, commitment.id, f"{SECRET} said", f"{SECRET} again")


def test_a_blank_database_gets_exactly_the_schema(database: Database) -> None:
    with database.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": False})
        assert compare_metadata(context, items.metadata) == []


OLDEST_ROWS = (
    "INSERT INTO people VALUES ('ann', 'ann@example.org', 'Ann', 'x', false, '2026-03-02', NULL)",
    "INSERT INTO groups VALUES ('group', 'Northside', 'peer_learning_group', '2026-03-02')",
    "INSERT INTO memberships VALUES ('group', 'ann', 'facilitator', '2026-03-02')",
    "INSERT INTO meta VALUES ('demo', '1')",
)


def test_the_oldest_schema_with_rows_gets_exactly_the_newest_and_keeps_them(
    empty_database: Database,
) -> None:
    with empty_database.transaction() as tx:
        upgrade(tx.connection, "0001")
        for statement in OLDEST_ROWS:
            tx.connection.execute(text(statement))
    with empty_database.transaction() as tx:
        upgrade(tx.connection)
    with empty_database.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": False})
        assert compare_metadata(context, items.metadata) == []
        [group] = tx.groups.of_person("ann")
        assert group == new_group("group", "Northside", group.created_at)
        [lead] = tx.leads.of_group("group")
        assert (lead.person_id, lead.term, lead.since) == ("ann", Term.OPEN, group.created_at)
        assert tx.meta.get("demo") == "1"
        assert tx.items.version() == 0


def test_opening_again_changes_nothing_and_keeps_what_is_there(home: Path) -> None:
    with open_world(home) as world:
        world.actor("Ann")
    with open_world(home) as world, world.services.database.reading() as tx:
        assert tx.people.count() == 1
        assert tx.connection.execute(text("SELECT version_num FROM alembic_version")).all() == [
            ("0014",)
        ]


def test_sqlalchemy_is_whole_before_any_thread_asks_the_database() -> None:
    code = "import coach.storage.database, sys; print('sqlalchemy.orm.exc' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_a_database_of_a_newer_version_is_refused(home: Path) -> None:
    database = open_database(Settings(home=home))
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(SetupError, match="'9999', which this version does not know"):
        open_database(Settings(home=home))


def test_a_wrong_key_is_recognised_at_start(home: Path) -> None:
    with open_world(home) as world:
        fill(world)
    (home / "key").unlink()
    with pytest.raises(SetupError, match="no key for it"):
        open_database(Settings(home=home))
    open_database(Settings(home=home.parent / "other")).close()
    shutil.copy(home.parent / "other" / "key", home / "key")
    with pytest.raises(SetupError, match="not the one that this database was written with"):
        open_database(Settings(home=home))


def test_no_private_text_is_in_the_files(home: Path) -> None:
    with open_world(home) as world:
        fill(world)
        assert SECRET.encode() not in everything_written(home)
        assert b"Topic of" not in everything_written(home)
    assert SECRET.encode() not in everything_written(home)


def test_only_the_owner_can_read_the_files(home: Path) -> None:
    with open_world(home) as world:
        fill(world)
        for path in home.iterdir():
            assert path.stat().st_mode & 0o077 == 0, path.name


def test_writes_wait_for_the_disk_and_references_are_kept(world: World) -> None:
    with world.services.database.reading() as tx:
        facts = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert facts == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_reader_sees_one_state_while_another_writes(world: World) -> None:
    database = world.services.database
    with database.reading() as reader:
        assert reader.people.count() == 0
        world.actor("Ann")
        assert reader.people.count() == 0
    with database.reading() as reader:
        assert reader.people.count() == 1


def test_a_reading_transaction_that_writes_leaves_nothing(world: World) -> None:
    database = world.services.database
    with database.reading() as tx:
        tx.meta.set("left", "over")
    with database.reading() as tx:
        assert tx.meta.get("left") is None


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://x@localhost/y", "not supported"),
        ("not a url", "not a database URL"),
        ("sqlite://", "SQLite needs a file"),
        ("postgresql://coach:hidden-word@127.0.0.1:1/none", "cannot be opened"),
    ],
)
def test_a_bad_address_is_refused_in_one_sentence(home: Path, url: str, message: str) -> None:
    with pytest.raises(SetupError, match=message) as caught:
        open_database(Settings(home=home, database_url=url))
    assert "hidden-word" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(home: Path) -> None:
    open_database(Settings(home=home)).close()
    (home / "coach.db").write_bytes(b"something else entirely, long enough" * 40)
    with pytest.raises(SetupError, match="cannot be opened"):
        open_database(Settings(home=home))


def _open(home: Path) -> None:
    open_database(Settings(home=home)).close()


def test_processes_that_start_together_do_not_collide(home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    starters = [context.Process(target=_open, args=(home,)) for _ in range(4)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)
    assert [starter.exitcode for starter in starters] == [0, 0, 0, 0]
    _open(home)


def test_errors_of_the_database_show_no_values(world: World) -> None:
    with (
        pytest.raises(OperationalError) as caught,
        world.services.database.reading() as tx,
    ):
        tx.connection.execute(text("SELECT * FROM nothing WHERE x = :x"), {"x": SECRET})
    assert SECRET not in str(caught.value)
