"""What one reader sees of the themes of their group, and no more than that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from coach.domain.base import Model
from coach.domain.cycle import Cycle
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.theme import MadeBy
from coach.domain.theme_preview import OwnPart, own_parts
from coach.domain.theme_release import Release
from coach.domain.theme_report import UNDER_WAY, ReportState, ThemeReport
from coach.llm.ports import ModelStatus
from coach.services.contributions import words_of
from coach.services.read_themes import ReadTheme, read_themes
from coach.services.theme_ending import given_to
from coach.storage.transaction import Transaction

_TENTHS = 10


class OwnQuote(Model):
    """A sentence of the reader's own; `named`: whether their name may stand under it."""

    words: str
    named: bool


class OwnTheme(Model):
    """A theme in preview, for one of those whom it comes from."""

    part: OwnPart
    quotes: tuple[OwnQuote, ...]
    """What would be shown of the reader's own words."""
    vetoed: bool
    """Whether the reader does not want it to be shown."""


class Look(Model):
    """What a contributor sees of a report before its release; no `themes`: none comes from them."""

    themes: tuple[OwnTheme, ...]
    agreed: bool
    """Whether the reader needs no more time."""


class ReleasedReport(Model):
    """A report that everybody in the group reads."""

    id: str
    number: int
    cycle: Cycle | None
    released_at: datetime
    made_by: MadeBy | None
    model: str
    release: Release
    themes: tuple[ReadTheme, ...]


class ThemeBoard(Model):
    """What a member sees. The newest report may be under way beside one that is released."""

    group: Group
    state: ReportState | None
    """Of the newest report; None before the first."""
    report_id: str
    percent: int
    """How far the making is, in tens: finer steps would tell how many texts are read."""
    trouble: str
    ends_at: datetime | None
    """Of a preview."""
    look: Look | None
    """For whoever contributed to a report that is previewed."""
    released: ReleasedReport | None
    """The newest one that is."""
    earlier: tuple[ReleasedReport, ...]
    leads: bool
    """Whether the reader has reports made, and words what is released."""
    by_model: bool
    """Whether a language model would read for the next report, as it stands now."""
    may_not: str
    """Why the reader cannot ask for one now, in a sentence; "" when they can."""


def theme_board(
    tx: Transaction, actor: Actor, group: Group, *, leads: bool, model: ModelStatus
) -> ThemeBoard:
    """Return what an actor who takes part sees."""
    reports = tx.theme_reports.of_group(group.id)
    newest = reports[0] if reports else None
    cycles = {cycle.id: cycle for cycle in tx.cycles.of_group(group.id)}
    readable = [r for r in reports if r.state is ReportState.RELEASED]
    shown = [_released(tx, report, cycles) for report in readable]
    in_preview = newest is not None and newest.state is ReportState.PREVIEW
    return ThemeBoard(
        group=group,
        state=newest.state if newest else None,
        report_id=newest.id if newest else "",
        percent=_percent(newest) if newest else 0,
        trouble=newest.trouble if newest else "",
        ends_at=newest.preview_ends_at if newest and in_preview else None,
        look=look(tx, actor, newest) if newest and in_preview else None,
        released=shown[0] if shown else None,
        earlier=tuple(shown[1:]),
        leads=leads,
        by_model=model.state != "absent",
        may_not=_may_not(newest, leads=leads),
    )


def look(tx: Transaction, actor: Actor, report: ThemeReport) -> Look | None:
    """Return what an actor sees of a report in preview; None for who did not contribute to it."""
    given = given_to(tx, report)
    if all(source.person_id != actor.person_id for _, source in given.values()):
        return None
    vetoes = tx.theme_vetoes.of_report(report.id)
    return Look(
        themes=tuple(
            OwnTheme(
                part=part,
                quotes=tuple(
                    OwnQuote(words=words, named=quote.named)
                    for quote in part.quotes
                    if (words := words_of(quote, given))
                ),
                vetoed=(part.id, actor.person_id) in vetoes,
            )
            for part in own_parts(report, actor.person_id, given)
        ),
        agreed=actor.person_id in tx.theme_assents.of_report(report.id),
    )


def _percent(report: ThemeReport) -> int:
    done = _TENTHS * report.done // max(report.steps, 1)
    return min(done, _TENTHS) * _TENTHS


def _may_not(newest: ThemeReport | None, *, leads: bool) -> str:
    """Say why nobody, or not this reader, can ask now.

    How many contribute is not looked at here: who watches the page would see when it changes.
    """
    if not leads:
        return "Whoever leads has reports made."
    if newest is None or newest.state not in UNDER_WAY:
        return ""
    if newest.state is ReportState.MAKING:
        return "A report is being made: wait for it, or stop it."
    return "Those whom it comes from look at a report now: wait until that is over, or stop it."


def _released(tx: Transaction, report: ThemeReport, cycles: Mapping[str, Cycle]) -> ReleasedReport:
    release = report.release or Release()
    return ReleasedReport(
        id=report.id,
        number=report.number,
        cycle=cycles.get(report.cycle_id or ""),
        released_at=report.released_at or report.updated_at,
        made_by=report.made_by,
        model=report.model,
        release=release,
        themes=read_themes(tx, report),
    )
