"""What a member is told before and after they let a reflection count: all of it, and who reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from coach.domain.contribution import Contribution
from coach.domain.rules import Rules
from coach.domain.theme_report import ReportState
from coach.llm.ports import ModelStatus
from coach.services.contribution_offer import ContributionOffer, CountedIn, CountsFor
from coach.web.components import markup, wording
from coach.web.components.markup import text
from coach.web.components.wording import counted as number_of
from coach.web.components.wording import day

CHANGED: Final = (
    "You have changed it since you let it count. It counts again once you say yes to how it reads "
    "now."
)


def preview(
    counts_for: CountsFor,
    quotes: Sequence[str],
    *,
    name: str,
    beyond: bool,
    model: ModelStatus,
) -> str:
    """Return all that would go anywhere, and who reads it; `name` is empty for none."""
    group, rules = counts_for.group.name, counts_for.rules
    topic = f", topic “{counts_for.cycle.topic}”" if counts_for.cycle else ""
    parts = [
        ("Read whole, by a program alone", _p(_reading(model))),
        (f"Read by {group}{topic}", _shown(quotes, name, rules)),
        ("When they read it", _p(_release(rules))),
    ]
    if beyond:
        parts.append(("Read in the organisation", _p(_outside(rules))))
    return "".join(f'<p class="well-title">{text(title)}</p>{body}' for title, body in parts)


def agreed(given: Contribution, name: str) -> str:
    """Return what a yes that stands lets others read."""
    since = f"Since {day(given.given_at)}, as it reads now."
    further = " It counts towards themes of the organisation too." if given.beyond else ""
    if given.quotes:
        said = f"May be quoted {_name(name if given.named else '')}:"
    else:
        said = "No sentence of it may be quoted."
    return f'<p class="note">{text(f"{since}{further} {said}")}</p>{_quoted(given.quotes)}'


def counted(offer: ContributionOffer) -> Iterator[str]:
    """Yield a sentence for each report that it was counted in: what taking it back still does."""
    for one in offer.counted_in:
        yield _in_preview(one) if one.state is ReportState.PREVIEW else _released(one)


def while_open(offer: ContributionOffer) -> str:
    """Return what it means that a reflection to which a yes was given is being changed."""
    return (
        f"While it is open it does not count towards the themes of {offer.given_to}. Kept as it "
        "was, it counts again; changed, it counts once you say yes again."
    )


def _reading(model: ModelStatus) -> str:
    where = wording.place(model)
    by = {
        "endpoint": f"It is sent to {where}, where a language model looks for themes.",
        "none": f"Keywords are looked for, on {where}.",
    }
    looks = by.get(model.kind, f"A language model looks for themes, on {where}.")
    return f"{looks} Nobody else here opens it, whoever leads or runs Repertoire included."


def _shown(quotes: Sequence[str], name: str, rules: Rules) -> str:
    lines = [_p("Themes, in the program's words and not in yours.")]
    if quotes:
        lines.append(_p(f"These sentences, word for word, {_name(name)}:"))
        lines.append(_quoted(quotes))
    if name:
        lines.append(
            _p(
                f"Your name, also beside a theme that comes from fewer than {rules.release_inside} "
                "of you, if all of these let theirs stand."
            )
        )
    lines.append(_p("Nothing else of it is shown." if quotes else "No sentence of it is shown."))
    return "".join(lines)


def _release(rules: Rules) -> str:
    hours = number_of(rules.theme_preview_hours, "hour")
    return (
        f"A theme is shown once it comes from at least {rules.release_inside} of you, and not from "
        f"all but one. Before that you have {hours} to see each that comes from you too, and to "
        "say no to it. Whoever leads reads it when you all do."
    )


def _outside(rules: Rules) -> str:
    return (
        f"Themes that come from at least {rules.release_outside} people of at least "
        f"{rules.release_groups} groups, with rounded numbers. No sentence, and no name."
    )


def _in_preview(one: CountedIn) -> str:
    until = f" until {day(one.at)}" if one.at else ""
    return (
        f"Themes were looked for in it too. Those whom they come from see them{until}, and nobody "
        "else so far. What you take back now is left out."
    )


def _released(one: CountedIn) -> str:
    since = f" since {day(one.at)}" if one.at else ""
    quoted = " Sentences of yours that are quoted there go at once." if one.quotes else ""
    return (
        f"The themes that your group reads{since} were looked for in it too. Taking it back "
        f"changes those that come later, not the words of these.{quoted}"
    )


def _name(name: str) -> str:
    return f"under your name ({name})" if name else "without a name"


def _quoted(quotes: Sequence[str]) -> str:
    return "".join(markup.quote(words, small=True) for words in quotes)


def _p(words: str) -> str:
    return f"<p>{text(words)}</p>"
