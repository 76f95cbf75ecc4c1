"""What is proposed for what was found: it reads, one stand-in a person, choices are kept."""

from __future__ import annotations

import re

import pytest

from coach.domain.masking import Concern, Finding, Mask, masked
from coach.domain.stand_ins import proposed

P, R, ORG, T = Concern.PERSON, Concern.ROLE, Concern.ORGANISATION, Concern.TEAM
PLACE, DATE, NAME = Concern.PLACE, Concern.DATE, Concern.NAME
AMOUNT, CONTACT = Concern.AMOUNT, Concern.CONTACT


def findings(text: str, *listed: tuple[str, Concern]) -> tuple[Finding, ...]:
    """Return every occurrence of the words by themselves."""
    return tuple(
        Finding(start=m.start(), end=m.end(), concern=concern, found_by=frozenset({"names"}))
        for words, concern in listed
        for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    )


def read(text: str, *listed: tuple[str, Concern]) -> str:
    return masked(text, proposed([text], [findings(text, *listed)], ()))


def test_one_person_has_one_stand_in_and_two_have_two() -> None:
    text = "Jo Miller left. Jo's chair is empty, jo says. Mr Miller and Bo and Cy know."
    seen = read(
        text, ("Jo Miller", P), ("Jo", P), ("jo", P), ("Mr Miller", P), ("Bo", P), ("Cy", P)
    )
    assert seen == (
        "A colleague left. A colleague's chair is empty, a colleague says. "
        "A colleague and another colleague and a third colleague know."
    )


@pytest.mark.parametrize(
    ("text", "words", "concern", "shown"),
    [
        ("I asked my boss.", "my boss", R, "I asked somebody above me."),
        ("Our CFO said no.", "Our CFO", R, "A senior manager said no."),
        ("Our biggest client left.", "Our biggest client", R, "A client left."),
        ("My wife laughed.", "My wife", R, "Somebody close to me laughed."),
        ("I left on Tuesday.", "on Tuesday", DATE, "I left one day."),
        ("In March 2024 we met.", "In March 2024", DATE, "Some time ago we met."),
        ("He asks every Friday.", "every Friday", DATE, "He asks regularly."),
        ("I need it by Monday.", "by Monday", DATE, "I need it by a certain date."),
        ("A 34-year-old asked.", "34-year-old", DATE, "A grown-up asked."),
        ("The €15,000 fine came.", "€15,000", AMOUNT, "The sum of money fine came."),
        ("It cost £4,300.", "£4,300", AMOUNT, "It cost a sum of money."),
        ("I left Siemens.", "Siemens", ORG, "I left a company."),
        ("The Siemens people came.", "Siemens", ORG, "The company people came."),
        ("I live in Leeds.", "Leeds", PLACE, "I live in a place."),
        ("Our Leeds office knew.", "Our Leeds office", T, "Another office knew."),
        ("I like Dave's lot.", "Dave's lot", T, "I like another team."),
        ("Write to a@b.example.", "a@b.example", CONTACT, "Write to an e-mail address."),
        ("Ring 020 7946 0958.", "020 7946 0958", CONTACT, "Ring a phone number."),
        ("We use Zorblat.", "Zorblat", NAME, "We use X."),
    ],
)
def test_the_sentence_still_reads(text: str, words: str, concern: Concern, shown: str) -> None:
    assert read(text, (words, concern)) == shown


def test_a_role_with_its_name_is_one_person() -> None:
    text = "My boss Jo asked. I told Jo, and Jo told my boss Jo's deputy."
    seen = read(text, ("My boss", R), ("my boss", R), ("Jo", P))
    assert seen == (
        "Somebody above me asked. I told somebody above me, and somebody above me told somebody "
        "above me's deputy."
    )


def test_a_word_that_is_a_name_in_one_place_alone_stays_in_the_others() -> None:
    text = "I asked will first. Then we will see, and it will do."
    at = text.index("will")
    spot = Finding(start=at, end=at + 4, concern=P, found_by=frozenset({"names"}))
    masks = proposed([text], [(spot,)], ())
    assert masked(text, masks) == "I asked a colleague first. Then we will see, and it will do."
    assert all(mask.words in text for mask in masks)


def test_a_name_with_an_article_in_one_place_alone_reads_in_both() -> None:
    text = "I live in Leeds. The Leeds kettle knows."
    assert read(text, ("Leeds", PLACE)) == "I live in a place. The place kettle knows."


def test_the_authors_choices_stay_and_new_wordings_follow_them() -> None:
    text = "Jo told Jo Miller of Bo."
    known = (
        Mask(words="Jo", concern=P, stand_in="my neighbour", origin="author"),
        Mask(words="gone", concern=P, stand_in="a colleague", origin="found"),
        Mask(words="added", concern=NAME, stand_in=None, origin="author"),
    )
    masks = proposed([text], [findings(text, ("Jo Miller", P), ("Bo", P))], known)
    assert masks[0] == known[0]
    assert known[2] in masks
    assert known[1] not in masks
    assert masked(text, masks) == "My neighbour told my neighbour of a colleague."


def test_proposing_again_changes_nothing() -> None:
    text = "Jo and Bo left Leeds on Friday."
    found = [findings(text, ("Jo", P), ("Bo", P), ("Leeds", PLACE), ("on Friday", DATE))]
    masks = proposed([text], found, ())
    assert proposed([text], found, masks) == masks


def test_a_found_mask_keeps_its_stand_in_when_others_go() -> None:
    text = "Jo and Bo left."
    masks = proposed([text], [findings(text, ("Jo", P), ("Bo", P))], ())
    shorter = "Bo left."
    again = proposed([shorter], [findings(shorter, ("Bo", P))], masks)
    assert masked(shorter, again) == "Another colleague left."


def test_a_stand_in_never_says_what_was_found() -> None:
    text = "Colleague Ltd met X and Zed."
    seen = proposed([text], [findings(text, ("Colleague Ltd", ORG), ("X", NAME), ("Zed", P))], ())
    for mask in seen:
        assert not {"colleague", "x", "zed", "ltd"} & set((mask.stand_in or "").casefold().split())


def test_many_people_can_be_told_apart() -> None:
    names = [f"N{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(40)]
    text = " ".join(names)
    masks = proposed([text], [findings(text, *((name, P) for name in names))], ())
    assert len({mask.stand_in for mask in masks}) == 40
