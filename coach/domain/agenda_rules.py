"""What the rules of a group leave out of its agendas. Pure."""

from __future__ import annotations

from coach.domain.agenda import StepKind
from coach.domain.agenda_template import AgendaTemplate
from coach.domain.rules import Expectation, Rules


def for_group(template: AgendaTemplate, rules: Rules) -> AgendaTemplate:
    """Return the template for a group: who makes no commitments has no round of them."""
    if rules.commitment is not Expectation.NONE:
        return template
    steps = tuple(step for step in template.steps if step.kind is not StepKind.COMMITMENTS)
    return template.model_copy(update={"steps": steps})
