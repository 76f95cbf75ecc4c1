"""A repertoire goes out of one installation and comes into another, as its authors agreed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.domain.charter import Attribution
from coach.domain.consent import Choice
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.repertoire import ItemKind, of_group
from coach.errors import InvalidInput, NotFound
from coach.services.repertoire_files import FILE_KINDS, to_json, to_markdown
from coach.services.repertoire_import import ImportReport
from coach.services.sharing import seen_of
from tests.support.circle import PARTS, Circle
from tests.support.repertoire import add_story
from tests.support.world import World, open_world

SCRIPT = "<script>alert(1)</script> [x](https://evil.example) ![p](https://evil.example/p.png)"


class Two:
    """Ann's installation with a story for her group and one for everybody; Eva leads elsewhere."""

    def __init__(self, here: World, there: World) -> None:
        self.circle = Circle(here)
        self.commons = here.group("Commons", format_key="community_of_practice")
        self.ada = here.actor("Ada", self.commons)
        self.wide = self.told_to_all(self.ada)
        self.there = there
        self.south = there.group("Southside")
        self.eva = there.actor("Eva", self.south, leads=True)
        self.fay = there.actor("Fay", self.south)

    def told_to_all(self, author: Actor, *, may_build: bool = True) -> str:
        services = self.circle.services
        story = services.authoring.start(author)
        for part, words in PARTS.items():
            services.authoring.set_part(author, story.id, part, words)
        seen = seen_of(services.authoring.preview(author, story.id).texts)
        choice = Choice(reach=Reach.ORGANISATION, attribution=Attribution.NONE, may_build=may_build)
        services.sharing.share(author, story.id, choice, seen_sha256=seen)
        return story.id

    def exported(self, *, wide: bool = True) -> dict[str, Any]:
        file = self.circle.services.repertoire_export.export(
            self.circle.ann, self.circle.north.id, wide=wide
        )
        found: dict[str, Any] = json.loads(to_json(file))
        found["items"].sort(key=lambda item: str(item["consent"]["audience"]))
        return found

    def take_in(self, document: dict[str, Any]) -> ImportReport:
        return self.there.services.repertoire_import.take_in(
            self.eva, self.south.id, json.dumps(document).encode()
        )

    def titles(self, actor: Actor) -> list[str]:
        items = self.there.services.search.browse(actor)
        return [item.title for item in items]


@pytest.fixture
def two(world: World, tmp_path: Path) -> Iterator[Two]:
    with open_world(tmp_path / "there") as there:
        yield Two(world, there)


def test_an_export_holds_what_the_group_reads_as_each_author_chose(two: Two) -> None:
    document = two.exported(wide=False)
    [item] = document["items"]
    assert (item["told_by"], item["consent"]["audience"]) == ("Ann", "group")
    assert item["consent"] | {"given_on": ""} == {
        "audience": "group",
        "attribution": "name",
        "may_build": True,
        "may_quote": False,
        "version": 1,
        "given_on": "",
    }
    both = two.exported()
    assert [i["told_by"] for i in both["items"]] == ["Ann", ""]
    for person in (two.circle.ann, two.ada):
        assert person.person_id not in json.dumps(both)
    assert two.ada.name not in json.dumps(both)
    assert "leaves the group" in document["charter"]
    assert "has to go from this copy too" in document["notice"]


def test_what_was_taken_back_or_is_hidden_is_not_in_it(two: Two) -> None:
    services = two.circle.services
    services.sharing.withdraw(two.ada, two.wide)
    assert len(two.exported()["items"]) == 1
    two.circle.grow()
    assert two.exported()["items"] == []


def test_an_export_leaves_an_audit_row_and_is_for_members_alone(two: Two) -> None:
    services = two.circle.services
    two.exported()
    admin = two.circle.world.actor("Root", is_admin=True)
    assert "repertoire_export" in [e.event for e in services.audit.latest(admin)]
    for stranger in (admin, two.ada):
        with pytest.raises(NotFound):
            services.repertoire_export.export(stranger, two.circle.north.id)


def test_each_kind_of_file_carries_charter_names_and_notice(two: Two) -> None:
    add_story(
        two.circle.services,
        f"House rules {SCRIPT}",
        f"# Rules\n{SCRIPT}",
        audience=of_group(two.circle.north.id),
        kind=ItemKind.DOCUMENT,
    )
    file = two.circle.services.repertoire_export.export(two.circle.ann, two.circle.north.id)
    text = to_markdown(file)
    assert "told by Ann, shared with this group, others may build on it" in text
    assert "### What I tried" in text
    assert "has to go from this copy too" in text
    assert r"\<script>" in text
    assert "[x](" not in text.replace(r"\[x](", "")
    made = FILE_KINDS["docx"].make(file)
    assert isinstance(made, bytes)
    assert made.startswith(b"PK")


def test_a_round_trip_takes_in_what_the_consent_covers_and_says_why_not_the_rest(two: Two) -> None:
    document = two.exported()
    report = two.take_in(document)
    assert (report.taken, report.changed, report.there) == (1, 0, 0)
    [refusal] = report.refusals
    assert "their own group alone" in refusal.sentence
    assert two.titles(two.fay) == [PARTS_TITLE]
    again = two.take_in(document)
    assert (again.taken, again.there, len(again.refusals)) == (0, 1, 1)
    outsider = two.there.actor("Gil", two.there.group("Elsewhere"))
    assert two.titles(outsider) == []
    admin = two.there.actor("Root", is_admin=True)
    assert two.titles(admin) == []
    assert two.there.services.library.documents(admin).documents == ()


def test_a_yes_to_read_alone_is_not_enough(two: Two) -> None:
    two.circle.services.sharing.withdraw(two.ada, two.wide)
    two.told_to_all(two.ada, may_build=False)
    report = two.take_in(two.exported())
    assert report.taken == 0
    assert any("build on it" in refusal.sentence for refusal in report.refusals)


def test_a_later_file_changes_what_it_says_differently(two: Two) -> None:
    document = two.exported()
    two.take_in(document)
    for item in document["items"]:
        item["lesson"] = "Wait."
    assert two.take_in(document).changed == 1
    [there] = two.there.services.search.browse(two.fay)
    assert there.lesson == "Wait."


def test_whoever_leads_deletes_what_was_taken_in_and_nobody_else(two: Two) -> None:
    two.take_in(two.exported())
    imports = two.there.services.repertoire_import
    [line] = imports.imported(two.eva, two.south.id)
    for other in (two.fay, two.there.actor("Root", is_admin=True)):
        with pytest.raises(NotFound):
            imports.remove(other, line.id)
        with pytest.raises(NotFound):
            imports.imported(other, two.south.id)
    imports.remove(two.eva, line.id)
    assert two.titles(two.fay) == []


def test_in_the_same_installation_nothing_is_copied_and_the_author_is_asked(two: Two) -> None:
    services, ann = two.circle.services, two.circle.ann
    services.groups.add_member(group_id=two.commons.id, email=ann.email, leads=True)
    ann = two.circle.ann = two.circle.world.signed_in(ann.person_id)
    content = json.dumps(two.exported()).encode()
    report = services.repertoire_import.take_in(ann, two.commons.id, content)
    assert (report.taken, report.there) == (0, 1)
    assert "if its author is a member" in report.refusals[0].sentence
    [question] = services.consent_asks.questions(ann)
    assert (question.ask.reason, question.new_readers) == ("wished", ("Commons",))
    services.sharing.withdraw(ann, two.circle.story)
    report = services.repertoire_import.take_in(ann, two.commons.id, content)
    assert "no longer shared here" in report.refusals[0].sentence
    assert services.consent_asks.questions(ann) == ()


def test_the_answer_is_the_same_when_the_author_is_no_member(two: Two) -> None:
    services = two.circle.services
    leader = two.circle.world.actor("Lea", two.commons, leads=True)
    content = json.dumps(two.exported()).encode()
    report = services.repertoire_import.take_in(leader, two.commons.id, content)
    assert "if its author is a member" in report.refusals[0].sentence
    assert services.consent_asks.questions(two.circle.ann) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "poem"}, "Wrong at kind"),
        ({"id": "../etc"}, "Wrong at id"),
        ({"extra": 1}, "Wrong at extra"),
        ({"told_by": "Ben"}, "its author chose no name"),
        ({"consent": None}, "No author's yes"),
        ({"source": "imported"}, "No author's yes"),
        ({"kind": "document"}, "It is a document"),
        ({"text": "x" * 20_001}, "more than 20000 characters"),
    ],
)
def test_each_refused_item_has_one_sentence(
    two: Two, change: dict[str, Any], sentence: str
) -> None:
    document = two.exported()
    document["items"] = [{**document["items"][1], **change}]
    report = two.take_in(document)
    assert report.taken == 0
    assert sentence in report.refusals[0].sentence
    assert two.titles(two.fay) == []


def test_a_file_that_is_none_is_one_sentence(two: Two) -> None:
    take_in = two.there.services.repertoire_import.take_in
    whole = two.exported()
    for content, message in (
        (b"no", "is no JSON"),
        (b"[]", "no export of a repertoire"),
        (json.dumps({**whole, "version": 2}).encode(), "of version 1"),
        (json.dumps({**whole, "items": [{}] * 2001}).encode(), "more than 2000 items"),
        (b" " * 5_000_001, "more than 5 MB"),
        (b'{"items": ' + b"[" * 100_000, "is no JSON"),
    ):
        with pytest.raises(InvalidInput, match=message):
            take_in(two.eva, two.south.id, content)


def test_markup_in_a_file_is_text(two: Two) -> None:
    from coach.web.components import item as item_parts  # noqa: PLC0415 - a page's part

    document = two.exported()
    document["items"] = [{**document["items"][1], "text": SCRIPT, "lesson": SCRIPT}]
    assert two.take_in(document).taken == 1
    [there] = two.there.services.search.browse(two.fay)
    drawn = item_parts.whole(there)
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "<a " not in drawn


PARTS_TITLE = "Waiting for the second answer"
