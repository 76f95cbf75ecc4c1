"""The one composition root: settings in, services out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from coach.depth.asking import read_questions
from coach.depth.reader import DepthReader
from coach.dialogue.bank import QuestionBank
from coach.dialogue.crisis import CrisisTexts
from coach.dialogue.engine import Coach
from coach.dialogue.extract import Reader
from coach.dialogue.name_finder import NameFinder
from coach.dialogue.phrasing import Phraser
from coach.dialogue.screen import screen
from coach.dialogue.story_draft import StoryDrafter
from coach.domain.conversation import ScreenResult
from coach.llm.factory import build_model
from coach.llm.ports import ChatModel
from coach.llm.prompts import Prompt, load_prompts
from coach.masking.finder import HEAVY, Finder
from coach.masking.mention import names_somebody
from coach.repertoire.distil import Distiller
from coach.repertoire.starter import read_challenges
from coach.services.account_links import AccountLinkService
from coach.services.accounts import AccountService
from coach.services.agenda_file import read_agendas
from coach.services.attempts import AttemptService
from coach.services.audit import AuditService
from coach.services.authoring import AuthoringService
from coach.services.calendar_feed import CalendarFeedService
from coach.services.charters import CharterService
from coach.services.chores import Chore
from coach.services.citing import Citing
from coach.services.commitments import CommitmentService
from coach.services.common import Clock, utc_now
from coach.services.consent_asks import ConsentAskService
from coach.services.contributing import ContributingService
from coach.services.conversations import ConversationService
from coach.services.cycle_counts import CycleCountService
from coach.services.cycles import CycleService
from coach.services.depth import DepthService
from coach.services.flags import FlagService
from coach.services.formats_file import read_charters, read_formats
from coach.services.group_deletion import GroupDeletionService
from coach.services.group_reading import GroupReadingService
from coach.services.group_register import GroupRegister
from coach.services.group_rules import GroupRulesService
from coach.services.group_sessions import GroupSessionService
from coach.services.group_split import GroupSplitService
from coach.services.groups import GroupService
from coach.services.hand_overs import HandOverService
from coach.services.home import HomeService
from coach.services.installation import InstallationService
from coach.services.job_board import JobService
from coach.services.jobs import JobKind
from coach.services.journal import JournalService
from coach.services.leads import LeadService
from coach.services.left_items import LeftItemService
from coach.services.letters import Letters
from coach.services.library import LibraryService
from coach.services.lineage import LineageService
from coach.services.link_mails import LinkMails
from coach.services.mail import build_mailer
from coach.services.mail_links import MailLinks
from coach.services.members import MemberService
from coach.services.organisation_texts import OrganisationTexts
from coach.services.passwords import Passwords
from coach.services.people import PeopleService
from coach.services.postman import Postman
from coach.services.reflections import ReflectionService
from coach.services.repertoire import Repertoire, open_repertoire
from coach.services.repertoire_export import RepertoireExportService
from coach.services.repertoire_import import RepertoireImportService
from coach.services.rhythm import RhythmService
from coach.services.search import SearchService
from coach.services.session_notes import SessionNoteService
from coach.services.session_runs import SessionRunService
from coach.services.session_sheets import SessionSheets
from coach.services.sharing import SharingService
from coach.services.stories import StoryService
from coach.services.story_desk import StoryDesk
from coach.services.suggestions import SuggestionService
from coach.services.talk import TalkService
from coach.services.theme_agenda import ThemeAgendaService
from coach.services.theme_edits import ThemeEditService
from coach.services.theme_export import ThemeExportService
from coach.services.theme_making import ThemeMaker
from coach.services.theme_reports import ThemeReportService
from coach.services.topics import TopicService
from coach.services.totals import TotalsService
from coach.services.totals_making import OutsideMaker
from coach.services.totals_preview import TotalsPreviewService
from coach.services.upkeep import Upkeep
from coach.settings import Settings
from coach.storage.database import Database, open_database
from coach.themes.finder import ThemeFinder
from coach.themes.ports import Embeds, FindsThemes

_PAUSE_S: Final = 12.0
"""Without a reply for so long a member is reading or thinking: the model may read their words."""
_ENDED_S: Final = 90.0
"""Without a reply for so long a conversation has ended: the model may distil items."""
_REPORT_LOOK_S: Final = 2.0
"""A report takes minutes: whoever asks for one does not notice when it begins."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that an entry point needs; `close` it at the end."""

    settings: Settings
    database: Database
    model: ChatModel
    accounts: AccountService
    groups: GroupService
    members: MemberService
    group_deletion: GroupDeletionService
    left_items: LeftItemService
    group_rules: GroupRulesService
    group_split: GroupSplitService
    charters: CharterService
    topics: TopicService
    talk: TalkService
    cycles: CycleService
    leads: LeadService
    group_reading: GroupReadingService
    cycle_counts: CycleCountService
    group_sessions: GroupSessionService
    theme_agenda: ThemeAgendaService
    theme_export: ThemeExportService
    session_runs: SessionRunService
    session_notes: SessionNoteService
    hand_overs: HandOverService
    home: HomeService
    conversations: ConversationService
    commitments: CommitmentService
    attempts: AttemptService
    reflections: ReflectionService
    depth: DepthService
    contributing: ContributingService
    journal: JournalService
    audit: AuditService
    people: PeopleService
    account_links: AccountLinkService
    group_register: GroupRegister
    texts: OrganisationTexts
    totals: TotalsService
    totals_preview: TotalsPreviewService
    installation: InstallationService
    job_board: JobService
    repertoire: Repertoire
    search: SearchService
    library: LibraryService
    stories: StoryService
    authoring: AuthoringService
    sharing: SharingService
    lineage: LineageService
    flags: FlagService
    consent_asks: ConsentAskService
    repertoire_export: RepertoireExportService
    repertoire_import: RepertoireImportService
    suggestions: SuggestionService
    citing: Citing
    rhythm: RhythmService
    calendar_feed: CalendarFeedService
    postman: Postman
    theme_finder: FindsThemes
    theme_maker: ThemeMaker
    outside_maker: OutsideMaker
    theme_reports: ThemeReportService
    theme_edits: ThemeEditService

    def start(self, *, delay_s: float = 0.0) -> None:
        """Begin what goes on behind the pages: loading, embedding, tidying. Returns at once."""
        self.texts.follow()
        self.repertoire.upkeep.start(delay_s=delay_s)
        self.postman.start(delay_s=delay_s)

    def close(self) -> None:
        """Stop running replies and save them, then release the model and the database."""
        self.postman.close()
        self.suggestions.close()
        self.authoring.close()
        self.conversations.close()
        self.citing.close()
        self.texts.close()
        self.repertoire.close()
        self.model.close()
        self.database.close()


def build(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    passwords: Passwords | None = None,
    model: ChatModel | None = None,
) -> Services:
    """Open the database, start the model and wire the services; SetupError names what to mend.

    `model`: one that runs already; the services close it too.
    """
    with ExitStack() as opened:
        database = open_database(settings)
        opened.callback(database.close)
        model = model or build_model(settings)
        opened.callback(model.close)
        services = _wire(settings, clock, passwords or Passwords(), database, model)
        opened.pop_all()
    return services


def _wire(
    settings: Settings, clock: Clock, passwords: Passwords, database: Database, model: ChatModel
) -> Services:
    prompts = load_prompts()
    texts = OrganisationTexts(database, clock, CrisisTexts.load(settings.crisis_file))
    coach = Coach(model, QuestionBank.load(), prompts, texts.crisis())
    reader = Reader(model, prompts)
    distiller = Distiller(model, prompts, clock)
    model.keep({**coach.prefixes(), "extract": reader.messages(), "distil": distiller.prefix()})
    formats = read_formats()
    charters = read_charters(formats)
    challenges = read_challenges()
    repertoire = open_repertoire(
        settings, database, clock, distiller=distiller, model=model, challenges=challenges
    )
    upkeep, search = repertoire.upkeep, repertoire.search
    commitments = CommitmentService(database, clock, charters, upkeep)
    citing = Citing(database, clock, search)
    sheets = SessionSheets(clock, read_agendas(), charters)
    group_sessions = GroupSessionService(database, clock, sheets, search)
    mailer, links = build_mailer(settings), MailLinks(database.cipher)
    link_mails = LinkMails(mailer, settings.own_url)
    letters = Letters(links, own_url=settings.own_url, domain=mailer.domain)
    conversations = ConversationService(
        database, clock, coach=coach, reader=reader, commitments=commitments, citing=citing
    )
    phraser, drafter = Phraser(model, prompts), StoryDrafter(model, prompts)
    desk = StoryDesk(drafter, NameFinder(model, prompts))
    finder = build_theme_finder(model, prompts, repertoire.indexer.embedder)
    theme_maker = ThemeMaker(database, clock, finder)
    outside_maker = OutsideMaker(database, clock, finder, charters)
    theme_maker.busy = outside_maker.busy = lambda: (
        conversations.quiet_for() < _PAUSE_S or phraser.is_asking or drafter.is_asking
    )
    _make_in_background("themes", theme_maker, upkeep)
    _make_in_background("totals", outside_maker, upkeep)
    repertoire.gists.busy = lambda: (
        conversations.quiet_for() < _ENDED_S
        or phraser.is_asking
        or drafter.is_asking
        or theme_maker.is_asking
        or outside_maker.is_asking
    )
    sharing = SharingService(database, clock, charters, repertoire.upkeep)
    accounts = AccountService(
        database, clock, upkeep, session_days=settings.session_days, passwords=passwords
    )
    return Services(
        settings=settings,
        database=database,
        model=model,
        accounts=accounts,
        groups=GroupService(database, clock),
        members=MemberService(database, clock, link_mails),
        group_deletion=GroupDeletionService(database, clock),
        left_items=LeftItemService(database, clock),
        group_rules=GroupRulesService(database, clock, formats, repertoire.upkeep.changed),
        group_split=GroupSplitService(database, clock, formats, charters),
        charters=CharterService(database, clock, charters),
        topics=TopicService(database, clock, phraser),
        talk=TalkService(database, clock, charters),
        cycles=CycleService(database, clock),
        leads=LeadService(database, clock),
        group_reading=GroupReadingService(database, clock, charters),
        group_sessions=group_sessions,
        theme_agenda=ThemeAgendaService(database, sheets, group_sessions),
        theme_export=ThemeExportService(database, clock, charters),
        cycle_counts=CycleCountService(database),
        session_runs=SessionRunService(database, clock, sheets),
        session_notes=SessionNoteService(database, clock),
        hand_overs=HandOverService(database, clock),
        home=HomeService(database, charters),
        conversations=conversations,
        commitments=commitments,
        attempts=AttemptService(database, clock, upkeep),
        reflections=ReflectionService(database, clock, upkeep),
        depth=DepthService(database, DepthReader(repertoire.indexer.embedder), read_questions()),
        contributing=ContributingService(database, clock, charters, Finder(without=HEAVY)),
        journal=JournalService(database, clock),
        audit=AuditService(database, clock),
        people=PeopleService(database, clock),
        account_links=AccountLinkService(database, clock, accounts, link_mails),
        group_register=GroupRegister(database, clock, formats),
        texts=texts,
        totals=TotalsService(database, clock, lambda report_id: upkeep.add("totals", report_id)),
        totals_preview=TotalsPreviewService(database, clock, charters),
        installation=InstallationService(
            settings,
            database,
            clock,
            model=model,
            repertoire=repertoire,
            prompts=prompts.values(),
        ),
        job_board=JobService(database, clock, repertoire.indexer, upkeep),
        repertoire=repertoire,
        search=search,
        library=repertoire.library,
        stories=StoryService(database, search, challenges),
        authoring=AuthoringService(database, clock, Finder(), desk),
        lineage=LineageService(database, clock),
        flags=FlagService(database, clock, repertoire.upkeep),
        sharing=sharing,
        consent_asks=ConsentAskService(database, clock, sharing),
        repertoire_export=RepertoireExportService(database, clock, charters),
        repertoire_import=RepertoireImportService(database, clock, charters, upkeep),
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
        rhythm=RhythmService(database, clock, links, mails=mailer.is_set_up),
        calendar_feed=CalendarFeedService(database, clock),
        postman=Postman(database, clock, mailer, letters),
        theme_finder=finder,
        theme_maker=theme_maker,
        outside_maker=outside_maker,
        theme_reports=ThemeReportService(
            database, clock, lambda report_id: upkeep.add("themes", report_id), model.status
        ),
        theme_edits=ThemeEditService(database, clock),
    )


def _make_in_background(kind: str, maker: ThemeMaker, upkeep: Upkeep) -> None:
    """Have reports made as durable jobs, and previews end by the clock."""
    maker.closing = lambda: upkeep.closing
    job = JobKind(maker.run, look_s=_REPORT_LOOK_S)
    upkeep.take(kind, Chore(job, under_way=maker.under_way, tick=maker.end_previews))


def build_theme_finder(
    model: ChatModel, prompts: Mapping[str, Prompt], embeds: Embeds | None, *, seed: int = 1
) -> ThemeFinder:
    """Return what finds themes, with the safety screen and the word lists that it needs."""
    return ThemeFinder(
        model,
        prompts,
        embeds,
        is_instruction=lambda words: screen(words) is ScreenResult.INJECTION,
        names_somebody=names_somebody,
        seed=seed,
    )
