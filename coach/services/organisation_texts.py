"""The texts that an organisation writes for everybody: read by anybody, written by admins."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Final

import yaml
from pydantic import Field, ValidationError
from sqlalchemy.exc import IntegrityError

from coach import yaml_text
from coach.dialogue.crisis import CrisisText, CrisisTexts, text_fault
from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.conversation import ScreenResult
from coach.domain.organisation_text import TEXT_TITLES, TextName, TextVersion
from coach.domain.people import Actor
from coach.errors import InvalidInput, SetupError
from coach.services.bugs import log_bug
from coach.services.common import Clock, note_event, tidy, tidy_line
from coach.storage.database import Database

logger = logging.getLogger(__name__)

LONGEST: Final = 8000
_LONGEST_REVIEWER: Final = 120
_MEANWHILE: Final = (
    "Somebody has written another version meanwhile: read it above, then save yours again if it is "
    "still right."
)
_LOOK_AGAIN_S: Final = 30.0
_JOIN_S: Final = 5.0


class WrittenVersion(Model):
    """One version as admins see it; `written_by` is empty for somebody who has left."""

    number: int
    text: str
    reviewed_by: str
    written_by: str
    written_at: datetime


class TextView(Model):
    """A text as it is in force, and how it became so.

    `base` is what is in force when no admin has written one; `number` is that of the last version,
    0 when there is none. `earlier` has every version, the newest first.
    """

    name: TextName
    text: str
    reviewed_by: str
    base: str
    is_base: bool
    from_file: bool
    """Whether the base is the organisation's own file, and not the one that ships."""
    number: int
    versions: tuple[WrittenVersion, ...]


class _Notice(Model):
    version: str = Field(min_length=1)
    text: str = Field(min_length=1)


class OrganisationTexts:
    """Holds what is in force in memory: a reply to a crisis waits for no database.

    What this process writes is in force at once; what another writes, as soon as `follow` looks.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        crisis: CrisisTexts,
        *,
        every_s: float = _LOOK_AGAIN_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._crisis_base = crisis
        self._every_s = every_s
        self._notice = _shipped_notice()
        self._newest: Mapping[TextName, TextVersion] = {}
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self.look()

    def crisis(self) -> CrisisTexts:
        """Return the replies to a crisis, always as they are in force."""
        return self._crisis_base.under(self._edited)

    def privacy_notice(self) -> str:
        """Return the privacy notice in force. It is for everybody, before they sign in too."""
        return self._own(TextName.PRIVACY) or self._notice

    def look(self) -> None:
        """Take over what has been written, by whichever process."""
        with self._database.reading() as tx:
            self._newest = tx.organisation_texts.newest()

    def follow(self) -> None:
        """Look again every `every_s` seconds, in the background, until `close`."""
        self._thread = threading.Thread(target=self._follow, name="texts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End what goes on in the background."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(_JOIN_S)

    def view(self, actor: Actor, name: TextName) -> TextView:
        """Return a text with its versions, for admins."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            versions = tx.organisation_texts.of(name)
            names = tx.register.names_of_people({v.written_by_id or "" for v in versions})
        newest = versions[0] if versions else None
        own = newest if newest is not None and newest.text else None
        base = self._base(name)
        return TextView(
            name=name,
            text=own.text if own else base.text,
            reviewed_by=own.reviewed_by if own else base.reviewed_by,
            base=base.text,
            is_base=own is None,
            from_file=base.source == "file",
            number=newest.number if newest else 0,
            versions=tuple(_written(version, names) for version in versions),
        )

    def write(
        self, actor: Actor, name: TextName, text: str, *, reviewed_by: str = "", after: int
    ) -> None:
        """Put a text of the organisation's own in force. `after`: the version that was read.

        InvalidInput says what the text lacks, or that somebody else has written one meanwhile.
        """
        _require(actor, Action.WRITE)
        words = tidy(text, name=TEXT_TITLES[name], longest=LONGEST)
        if not words:
            raise InvalidInput("The text is empty: write one, or go back to the one that ships.")
        reviewer = ""
        if name.crisis is not None:
            fault = text_fault(words)
            if fault:
                raise InvalidInput(f"The text {fault}: mend it.")
            reviewer = tidy_line(reviewed_by, name="Who has reviewed it", longest=_LONGEST_REVIEWER)
        self._add(actor, name, words, reviewer, after)

    def reset(self, actor: Actor, name: TextName, *, after: int) -> None:
        """Put the text that ships, or the file's, in force again; what was written can be read."""
        _require(actor, Action.WRITE)
        self._add(actor, name, "", "", after)

    def _add(self, actor: Actor, name: TextName, text: str, reviewer: str, after: int) -> None:
        now = self._clock()
        with self._database.transaction() as tx:
            versions = tx.organisation_texts.of(name)
            newest = versions[0].number if versions else 0
            if newest != after:
                raise InvalidInput(_MEANWHILE)
            version = TextVersion(
                name=name,
                number=newest + 1,
                text=text,
                reviewed_by=reviewer,
                written_by_id=actor.person_id,
                written_at=now,
            )
            try:
                tx.organisation_texts.add(version)
            except IntegrityError:  # somebody was faster
                raise InvalidInput(_MEANWHILE) from None
            note_event(
                tx,
                now,
                "text_changed" if text else "text_reset",
                actor_id=actor.person_id,
                kind=Kind.TEXTS.value,
                object_id=name.value,
                detail=f"version {version.number}",
            )
        self.look()

    def _edited(self) -> Mapping[ScreenResult, CrisisText]:
        return {
            name.crisis: CrisisText(
                version.text, f"own {version.number}", version.reviewed_by, "page"
            )
            for name, version in self._newest.items()
            if name.crisis is not None and version.text
        }

    def _own(self, name: TextName) -> str:
        version = self._newest.get(name)
        return version.text if version is not None else ""

    def _base(self, name: TextName) -> CrisisText:
        if name.crisis is not None:
            return self._crisis_base.of(name.crisis)
        return CrisisText(self._notice, "", "", "shipped")

    def _follow(self) -> None:
        while not self._ending.wait(self._every_s):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - what was in force last stays so
                log_bug(logger, "looking for changed texts", error)


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.TEXTS))


def _written(version: TextVersion, names: Mapping[str, str]) -> WrittenVersion:
    return WrittenVersion(
        number=version.number,
        text=version.text,
        reviewed_by=version.reviewed_by,
        written_by=names.get(version.written_by_id or "", ""),
        written_at=version.written_at,
    )


def _shipped_notice() -> str:
    source = files("coach.services").joinpath("privacy_notice.yaml")
    try:
        return _Notice.model_validate(yaml_text.parse(source.read_text(encoding="utf-8"))).text
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError(
            "The file coach/services/privacy_notice.yaml is missing or damaged: restore it from "
            "the repository."
        ) from error
