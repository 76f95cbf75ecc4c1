"""What others would read of a story, drawn with its masks in place, is text and never markup."""

from __future__ import annotations

from coach.domain.masking import Concern, Mask, pieces
from coach.domain.story import StoryPart
from coach.web.components import story_text

TEXT = 'Then "Bo" <b> met Lee in Ulm.'
MASKS = (
    Mask(words='"Bo" <b>', concern=Concern.PERSON, stand_in="<i>a peer"),
    Mask(words="Lee", concern=Concern.PERSON, stand_in="somebody"),
    Mask(words="Ulm", concern=Concern.PLACE, stand_in=None),
)


def test_stand_ins_and_words_that_were_left_are_told_apart_without_colour() -> None:
    drawn = story_text.marked({StoryPart.TRIED: pieces(TEXT, MASKS)})
    assert (
        '<mark class="stand-in" title="Stands for “Lee”, which others do not read">somebody</mark>'
        in drawn
    )
    assert (
        '<mark class="left-word" title="Your own word: others read it as it is">Ulm</mark>' in drawn
    )
    assert "What I tried" in drawn


def test_nothing_typed_becomes_markup() -> None:
    drawn = story_text.marked({StoryPart.TITLE: pieces(TEXT, MASKS)})
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "<script>" not in story_text.plain({StoryPart.LESSON: "<script>"})


def test_the_plain_sheet_has_each_part_that_has_words() -> None:
    drawn = story_text.plain({StoryPart.LESSON: "Wait.", StoryPart.WORKS_WHEN: "It is quiet."})
    assert "The lesson" in drawn
    assert "It works when" in drawn
    assert "Situation" not in drawn
