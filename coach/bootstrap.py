"""The one composition root: settings in, services out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from coach.dialogue.bank import QuestionBank
from coach.dialogue.crisis import CrisisTexts
from coach.dialogue.engine import Coach
from coach.dialogue.extract import Reader
from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.llm.prompts import load_prompts
from coach.repertoire.distil import Distiller
from coach.repertoire.starter import read_challenges
from coach.services.accounts import AccountService
from coach.services.agenda_file import read_agendas
from coach.services.attempts import AttemptService
from coach.services.audit import AuditService
from coach.services.charters import CharterService
from coach.services.citing import Citing
from coach.services.commitments import CommitmentService
from coach.services.common import Clock, utc_now
from coach.services.conversations import ConversationService
from coach.services.cycles import CycleService
from coach.services.formats_file import read_charters, read_formats
from coach.services.group_rules import GroupRulesService
from coach.services.group_sessions import GroupSessionService
from coach.services.groups import GroupService
from coach.services.home import HomeService
from coach.services.journal import JournalService
from coach.services.library import LibraryService
from coach.services.passwords import Passwords
from coach.services.reflections import ReflectionService
from coach.services.repertoire import Repertoire, open_repertoire
from coach.services.search import SearchService
from coach.services.stories import StoryService
from coach.services.suggestions import SuggestionService
from coach.services.talk import TalkService
from coach.services.topics import TopicService
from coach.settings import Settings
from coach.storage.database import Database, open_database

_PAUSE_S: Final = 12.0
"""Without a reply for so long a member is reading or thinking: the model may read their words."""
_ENDED_S: Final = 90.0
"""Without a reply for so long a conversation has ended: the model may distil items."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that an entry point needs; `close` it at the end."""

    settings: Settings
    database: Database
    model: ChatModel
    accounts: AccountService
    groups: GroupService
    group_rules: GroupRulesService
    charters: CharterService
    topics: TopicService
    talk: TalkService
    cycles: CycleService
    group_sessions: GroupSessionService
    home: HomeService
    conversations: ConversationService
    commitments: CommitmentService
    attempts: AttemptService
    reflections: ReflectionService
    journal: JournalService
    audit: AuditService
    repertoire: Repertoire
    search: SearchService
    library: LibraryService
    stories: StoryService
    suggestions: SuggestionService
    citing: Citing

    def start(self, *, delay_s: float = 0.0) -> None:
        """Begin what goes on behind the pages: loading, embedding, tidying. Returns at once."""
        self.repertoire.upkeep.start(delay_s=delay_s)

    def close(self) -> None:
        """Stop running replies and save them, then release the model and the database."""
        self.suggestions.close()
        self.conversations.close()
        self.citing.close()
        self.repertoire.close()
        self.model.close()
        self.database.close()


def build(
    settings: Settings, *, clock: Clock = utc_now, passwords: Passwords | None = None
) -> Services:
    """Open the database, start the model and wire the services; SetupError names what to mend."""
    with ExitStack() as opened:
        database = open_database(settings)
        opened.callback(database.close)
        model = build_model(settings)
        opened.callback(model.close)
        services = _wire(settings, clock, passwords or Passwords(), database, model)
        opened.pop_all()
    return services


def _wire(
    settings: Settings, clock: Clock, passwords: Passwords, database: Database, model: ChatModel
) -> Services:
    prompts = load_prompts()
    coach = Coach(model, QuestionBank.load(), prompts, CrisisTexts.load(settings.crisis_file))
    reader = Reader(model, prompts)
    distiller = Distiller(model, prompts, clock)
    model.keep({**coach.prefixes(), "extract": reader.messages(), "distil": distiller.prefix()})
    formats = read_formats()
    charters = read_charters(formats)
    commitments = CommitmentService(database, clock, charters)
    challenges = read_challenges()
    repertoire = open_repertoire(
        settings, database, clock, distiller=distiller, model=model, challenges=challenges
    )
    search = repertoire.search
    citing = Citing(database, search)
    conversations = ConversationService(
        database, clock, coach=coach, reader=reader, commitments=commitments, citing=citing
    )
    repertoire.gists.busy = lambda: conversations.quiet_for() < _ENDED_S
    return Services(
        settings=settings,
        database=database,
        model=model,
        accounts=AccountService(
            database, clock, session_days=settings.session_days, passwords=passwords
        ),
        groups=GroupService(database, clock),
        group_rules=GroupRulesService(database, clock, formats),
        charters=CharterService(database, clock, charters),
        topics=TopicService(database, clock),
        talk=TalkService(database, clock, charters),
        cycles=CycleService(database, clock),
        group_sessions=GroupSessionService(database, clock, read_agendas(), charters),
        home=HomeService(database, charters),
        conversations=conversations,
        commitments=commitments,
        attempts=AttemptService(database, clock),
        reflections=ReflectionService(database, clock),
        journal=JournalService(database, clock),
        audit=AuditService(database),
        repertoire=repertoire,
        search=search,
        library=repertoire.library,
        stories=StoryService(database, search, challenges),
        suggestions=SuggestionService(
            database,
            clock,
            commitments=commitments,
            search=search,
            distiller=distiller,
            busy=conversations.busy,
            pausing=lambda: conversations.quiet_for() > _PAUSE_S,
        ),
        citing=citing,
    )
