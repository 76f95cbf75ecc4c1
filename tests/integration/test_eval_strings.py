"""`coach eval strings`: what becomes of odd strings, and what it sees when a field is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import OwnStep, Request, Wishes
from coach.errors import InvalidInput, NotFound
from coach.evaluation.stage import Stage
from coach.evaluation.strings.evaluator import OWN_SET, StringsEvaluator, read_strings
from coach.evaluation.strings.field import Field
from coach.evaluation.strings.fields import FIELDS
from coach.evaluation.strings.kept import Kept, as_kept
from coach.evaluation.strings.scene import Scene
from coach.services.agenda_wishes import LONGEST_QUESTION, tidied
from coach.settings import Settings
from tests.support.world import World

SLOW = {"a story, as its preview shows it"}
FEW = (
    {
        "kind": "several",
        "text": "=<script>window.__pwned=1</script> {{ 7*7 }} %s ",
        "points": [0xD83D, 0, 32, 97],
    },
    {"kind": "long", "text": "x", "repeat": 9000},
)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(Settings.model_validate({"home": tmp_path, "embed": "scripted"}))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(map(json.dumps, FEW)), encoding="utf-8")
    return path


def test_every_field_keeps_or_refuses(stage: Stage, few: Path) -> None:
    fields = [field for field in FIELDS if field.name not in SLOW]
    with stage:
        result = StringsEvaluator(few, 5, fields).evaluate(stage)
    assert result.details == []
    assert all(f.reached for f in result.figures if f.target is not None)


def test_a_field_that_changes_or_breaks_is_found(stage: Stage, few: Path) -> None:
    def breaks(scene: Scene, text: str) -> str:
        raise KeyError(text[:1])

    def two_lines(scene: Scene, text: str) -> str:
        raise InvalidInput("first\nsecond.")

    fields = (
        Field("shouts", lambda _, text: text.upper(), ()),
        Field("breaks", breaks, ()),
        Field("says too much", two_lines, ()),
    )
    with stage:
        result = StringsEvaluator(few, 9, fields).evaluate(stage)
    values = {one.key: one.value for one in result.figures}
    assert values["failed"] == 4
    assert values["changed"] == 2
    assert result.model_dump_json()


@pytest.mark.parametrize(
    ("text", "kept", "expected"),
    [
        (" a\x00b \ud83d ", Kept.TEXT, "ab ?"),
        (" a \t b\n", Kept.LINE, "a b"),
        (" A@B.org ", Kept.EMAIL, "a@b.org"),
        ("gone", Kept.NOTHING, ""),
    ],
)
def test_what_is_promised_of_a_stored_text(text: str, kept: Kept, expected: str) -> None:
    assert as_kept(text, kept) == expected


def test_sets_are_read_in_three_shapes(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('["a", ""]', encoding="utf-8")
    (tmp_path / "list.txt").write_text("# remark\na\n\nb", encoding="utf-8")
    (tmp_path / "wrong.json").write_text('{"a": 1}', encoding="utf-8")
    assert [one.whole for one in read_strings(tmp_path / "list.json")] == ["a", ""]
    assert [one.whole for one in read_strings(tmp_path / "list.txt")] == ["a", "b"]
    with pytest.raises(InvalidInput, match="holds no list of strings"):
        read_strings(tmp_path / "wrong.json")
    own = read_strings(OWN_SET)
    assert len(own) >= 120
    assert any("\ud83d" in one.whole for one in own)
    assert max(len(one.whole) for one in own) >= 20_000


def request(*questions: str, title: str = "Walk") -> Request:
    wishes = Wishes(questions=questions, own=(OwnStep(title=title, minutes=5),))
    return Request(kind=SessionKind.REFLECT, member_ids=("a", "b"), wishes=wishes)


def test_the_words_of_an_agenda_are_tidy() -> None:
    kept = tidied(request(" one\r\ntwo ", "\x00 ", title=" Walk  together ")).wishes
    assert kept.questions == ("one two",)
    assert kept.own[0].title == "Walk together"


@pytest.mark.parametrize(
    "asked", [request("x" * (LONGEST_QUESTION + 1)), request(title=" "), request(title="x" * 121)]
)
def test_words_that_do_not_fit_an_agenda_are_refused(asked: Request) -> None:
    with pytest.raises(InvalidInput):
        tidied(asked)


def test_half_a_surrogate_is_a_wrong_address_and_a_wrong_token(world: World) -> None:
    services = world.services
    with pytest.raises(InvalidInput):
        services.accounts.sign_in(email="\ud83d", password="\ud83d", address="here")
    with pytest.raises(NotFound):
        services.accounts.invitation("\ud83d")
    with pytest.raises(NotFound):
        services.rhythm.what_stops("\ud83d")
