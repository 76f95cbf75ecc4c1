"""The one composition root: settings in, services out."""

from __future__ import annotations

from dataclasses import dataclass

from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.services.accounts import AccountService
from coach.services.attempts import AttemptService
from coach.services.audit import AuditService
from coach.services.commitments import CommitmentService
from coach.services.common import Clock, utc_now
from coach.services.groups import GroupService
from coach.services.home import HomeService
from coach.services.journal import JournalService
from coach.services.passwords import Passwords
from coach.services.reflections import ReflectionService
from coach.settings import Settings
from coach.storage.database import Database, open_database


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that an entry point needs; `close` it at the end."""

    settings: Settings
    database: Database
    model: ChatModel
    accounts: AccountService
    groups: GroupService
    home: HomeService
    commitments: CommitmentService
    attempts: AttemptService
    reflections: ReflectionService
    journal: JournalService
    audit: AuditService

    def close(self) -> None:
        """Release the model and the database."""
        self.model.close()
        self.database.close()


def build(
    settings: Settings, *, clock: Clock = utc_now, passwords: Passwords | None = None
) -> Services:
    """Open the database, start the model and wire the services; SetupError names what to mend."""
    database = open_database(settings)
    try:
        model = build_model(settings)
    except BaseException:
        database.close()
        raise
    return Services(
        settings=settings,
        database=database,
        model=model,
        accounts=AccountService(
            database, clock, session_days=settings.session_days, passwords=passwords or Passwords()
        ),
        groups=GroupService(database, clock),
        home=HomeService(database),
        commitments=CommitmentService(database, clock),
        attempts=AttemptService(database, clock),
        reflections=ReflectionService(database, clock),
        journal=JournalService(database, clock),
        audit=AuditService(database),
    )
