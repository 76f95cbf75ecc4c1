"""One transaction and the repositories that work in it."""

from __future__ import annotations

from sqlalchemy import Connection

from coach.storage.account_links import AccountLinks
from coach.storage.attempts import Attempts
from coach.storage.audit import AuditTrail, Meta
from coach.storage.charters import Charters
from coach.storage.commitments import Commitments
from coach.storage.conversations import Conversations
from coach.storage.gists import Gists, Needs
from coach.storage.group_counts import GroupCounts
from coach.storage.group_sessions import GroupSessions
from coach.storage.groups import Cycles, Groups
from coach.storage.holdings import Holdings
from coach.storage.items import Items
from coach.storage.leads import Leads
from coach.storage.lineage import Flags, Outcomes, Thanks
from coach.storage.loads import Loads
from coach.storage.notices import GroupDeletions, Notices
from coach.storage.organisation_texts import OrganisationTexts
from coach.storage.outbox import Outbox
from coach.storage.passages import Passages
from coach.storage.people import People
from coach.storage.reactions import Reactions, Trials
from coach.storage.reflections import Reflections
from coach.storage.register import Register
from coach.storage.rhythm import CalendarFeeds, Reminders, Rhythms
from coach.storage.rule_changes import RuleChanges
from coach.storage.session_notes import HandOvers, SessionNotes
from coach.storage.session_runs import SessionRuns
from coach.storage.sign_in import Invitations, SignInFailures, SignInSessions
from coach.storage.staging import Staging
from coach.storage.stories import ConsentAsks, Consents, GroupSets, Stories
from coach.storage.talk import Talk
from coach.storage.themes import Assents, Contributions, ThemeReports, Vetoes
from coach.storage.topics import Topics
from coach.storage.totals import OrganisationTotals
from coach.storage.turns import Turns
from coach.storage.vectors import Vectors


class Transaction:
    """Repositories that share one connection; valid inside its `with` block and thread only."""

    def __init__(self, connection: Connection) -> None:  # noqa: PLR0915 - a line a repository
        self.connection = connection
        self.people = People(connection)
        self.sessions = SignInSessions(connection)
        self.failures = SignInFailures(connection)
        self.invitations = Invitations(connection)
        self.account_links = AccountLinks(connection)
        self.groups = Groups(connection)
        self.leads = Leads(connection)
        self.group_counts = GroupCounts(connection)
        self.rule_changes = RuleChanges(connection)
        self.charters = Charters(connection)
        self.topics = Topics(connection)
        self.group_sessions = GroupSessions(connection)
        self.session_runs = SessionRuns(connection)
        self.session_notes = SessionNotes(connection)
        self.hand_overs = HandOvers(connection)
        self.talk = Talk(connection)
        self.cycles = Cycles(connection)
        self.notices = Notices(connection)
        self.group_deletions = GroupDeletions(connection)
        self.commitments = Commitments(connection)
        self.attempts = Attempts(connection)
        self.reflections = Reflections(connection)
        self.conversations = Conversations(connection)
        self.turns = Turns(connection)
        self.items = Items(connection)
        self.passages = Passages(connection)
        self.vectors = Vectors(connection)
        self.gists = Gists(connection)
        self.needs = Needs(connection)
        self.reactions = Reactions(connection)
        self.trials = Trials(connection)
        self.stories = Stories(connection)
        self.consents = Consents(connection)
        self.consent_asks = ConsentAsks(connection)
        self.group_sets = GroupSets(connection)
        self.outcomes = Outcomes(connection)
        self.thanks = Thanks(connection)
        self.contributions = Contributions(connection)
        self.theme_reports = ThemeReports(connection)
        self.theme_vetoes = Vetoes(connection)
        self.theme_assents = Assents(connection)
        self.flags = Flags(connection)
        self.loads = Loads(connection)
        self.staging = Staging(connection)
        self.holdings = Holdings(connection)
        self.organisation_texts = OrganisationTexts(connection)
        self.register = Register(connection)
        self.totals = OrganisationTotals(connection)
        self.rhythms = Rhythms(connection)
        self.reminders = Reminders(connection)
        self.calendar_feeds = CalendarFeeds(connection)
        self.outbox = Outbox(connection)
        self.audit = AuditTrail(connection)
        self.meta = Meta(connection)
