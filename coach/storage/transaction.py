"""One transaction and the repositories that work in it."""

from __future__ import annotations

from sqlalchemy import Connection

from coach.storage.attempts import Attempts
from coach.storage.audit import AuditTrail, Meta
from coach.storage.charters import Charters
from coach.storage.commitments import Commitments
from coach.storage.conversations import Conversations
from coach.storage.gists import Gists, Needs
from coach.storage.group_sessions import GroupSessions
from coach.storage.groups import Cycles, Groups
from coach.storage.items import Items
from coach.storage.loads import Loads
from coach.storage.passages import Passages
from coach.storage.people import People
from coach.storage.reactions import Reactions, Trials
from coach.storage.reflections import Reflections
from coach.storage.rule_changes import RuleChanges
from coach.storage.sign_in import Invitations, SignInFailures, SignInSessions
from coach.storage.staging import Staging
from coach.storage.talk import Talk
from coach.storage.topics import Topics
from coach.storage.turns import Turns
from coach.storage.vectors import Vectors


class Transaction:
    """Repositories that share one connection; valid inside its `with` block and thread only."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.people = People(connection)
        self.sessions = SignInSessions(connection)
        self.failures = SignInFailures(connection)
        self.invitations = Invitations(connection)
        self.groups = Groups(connection)
        self.rule_changes = RuleChanges(connection)
        self.charters = Charters(connection)
        self.topics = Topics(connection)
        self.group_sessions = GroupSessions(connection)
        self.talk = Talk(connection)
        self.cycles = Cycles(connection)
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
        self.loads = Loads(connection)
        self.staging = Staging(connection)
        self.audit = AuditTrail(connection)
        self.meta = Meta(connection)
