"""What a group's rules leave out of its agendas."""

from __future__ import annotations

import pytest

from coach.domain.agenda import SessionKind, StepKind
from coach.domain.agenda_builder import plan
from coach.domain.agenda_request import Request
from coach.domain.agenda_rules import for_group
from coach.domain.rules import Expectation, Practice, Rules
from coach.services.formats_file import read_formats
from tests.support.agendas import SIX, TEMPLATES


def rules(commitment: Expectation) -> Rules:
    found = read_formats()[0].rules
    practice = {"practice": Practice.BEHAVIOUR}
    return Rules.model_validate({**dict(found), **practice, "commitment": commitment})


@pytest.mark.parametrize("kind", SessionKind)
@pytest.mark.parametrize("commitment", Expectation)
def test_who_makes_no_commitments_has_no_round_of_them(
    kind: SessionKind, commitment: Expectation
) -> None:
    template = for_group(TEMPLATES[kind], rules(commitment))
    agenda = plan(Request(kind=kind, member_ids=SIX), template).agenda
    kinds = {step.kind for step in agenda.steps}
    usual = kind is not SessionKind.CHECK_IN
    assert (StepKind.COMMITMENTS in kinds) is (usual and commitment is not Expectation.NONE)
    assert agenda.planned == agenda.minutes
