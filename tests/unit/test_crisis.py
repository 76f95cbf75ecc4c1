"""The crisis texts: what each must say, and how an organisation's own file replaces them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from coach.dialogue.crisis import CrisisTexts
from coach.domain.conversation import CRISES, ScreenResult
from coach.errors import SetupError

OWN = "Please call our own counsellor, Monday to Friday, day and night; the coach stops here."


def write(tmp_path: Path, data: object) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("result", sorted(CRISES))
def test_every_text_says_what_it_must(result: ScreenResult) -> None:
    text = CrisisTexts.load().text(result)
    assert "your local emergency number (112 in the EU, 911 in the US and Canada, 999" in text
    assert "program" in text
    assert "saved for you alone; nobody has been told" in text
    assert "I stop asking here" in text
    assert "?" not in text
    assert 40 <= len(text.split()) <= 100


@pytest.mark.parametrize(
    ("result", "helper"),
    [
        (ScreenResult.SELF_HARM, "crisis line"),
        (ScreenResult.VIOLENCE, "safe place"),
        (ScreenResult.HARASSMENT, "works council"),
        (ScreenResult.LEGAL, "a lawyer"),
    ],
)
def test_each_names_the_fitting_help(result: ScreenResult, helper: str) -> None:
    assert helper in CrisisTexts.load().text(result)


def test_an_organisation_replaces_only_what_it_names(tmp_path: Path) -> None:
    path = write(tmp_path, {"version": "7", "reviewed_by": "Dr. A", "texts": {"legal": OWN}})
    texts = CrisisTexts.load(path)
    assert texts.text(ScreenResult.LEGAL) == OWN
    assert (texts.version(ScreenResult.LEGAL), texts.reviewed_by(ScreenResult.LEGAL)) == (
        "7",
        "Dr. A",
    )
    shipped = CrisisTexts.load()
    assert texts.text(ScreenResult.VIOLENCE) == shipped.text(ScreenResult.VIOLENCE)
    assert texts.version(ScreenResult.VIOLENCE) == "1"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("texts: [", "no valid YAML"),
        ({"version": "1", "texts": {"legal": OWN}}, "reviewed_by"),
        ({"version": "1", "reviewed_by": "A", "texts": {}}, "texts"),
        ({"version": "1", "reviewed_by": "A", "texts": {"weather": OWN}}, "texts.weather"),
        ({"version": "1", "reviewed_by": "A", "texts": {"stop": OWN}}, "'stop' is no crisis"),
        ({"version": "1", "reviewed_by": "A", "texts": {"legal": "Call us."}}, "texts.legal"),
        ({"version": "1", "reviewed_by": "A", "texts": {"legal": "x " * 200}}, "more than 150"),
        ({"version": "1", "reviewed_by": "A", "texts": {"legal": OWN + " {phone}"}}, "placeholder"),
        ({"version": "1", "reviewed_by": "A", "texts": {"legal": OWN}, "colour": "red"}, "colour"),
    ],
)
def test_a_faulty_file_is_named_in_one_sentence(
    tmp_path: Path, data: object, complaint: str
) -> None:
    with pytest.raises(SetupError, match=complaint) as caught:
        CrisisTexts.load(write(tmp_path, data))
    assert "own.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="COACH_CRISIS_FILE"):
        CrisisTexts.load(tmp_path / "gone.yaml")
