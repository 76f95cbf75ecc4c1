"""The page of results says plainly where others are ahead; its pictures show what was measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from coach.errors import InvalidInput
from coach.evaluation.axes import Axis
from coach.evaluation.pictures import bars, has_bars, lines
from coach.evaluation.quality import quality_page
from coach.evaluation.result import Better, Plot, Result, Series, Table
from tests.unit.evaluation.samples import figure, result, run_of

SVG = "{http://www.w3.org/2000/svg}"


def behind(one: Result) -> str:
    page = quality_page([run_of(one)]).text
    return page.split("## Where we are behind")[1].split("\n## ")[0].strip()


def test_nothing_is_behind_where_all_is_reached() -> None:
    good = figure(target=0.7, beside={"a peer": 0.4})
    assert behind(result(good)).endswith("Nowhere, in what is measured below.")


def test_a_missed_target_is_named() -> None:
    missed = figure(value=0.5, target=0.7, unit="share")
    expected = "- [masking](#masking): the recall 0.500; aimed at 0.700."
    assert expected in behind(result(missed))


@pytest.mark.parametrize(
    ("better", "peer", "is_behind"),
    [
        (Better.HIGHER, 0.9, True),
        (Better.HIGHER, 0.7, False),
        (Better.LOWER, 0.7, True),
        (Better.LOWER, 0.9, False),
        (Better.NEITHER, 0.9, False),
        (Better.HIGHER, None, False),
    ],
)
def test_a_better_peer_is_named(better: Better, peer: float | None, *, is_behind: bool) -> None:
    one = figure(better=better, beside={"a peer": peer})
    assert ("; a peer 0." in behind(result(one))) is is_behind


def test_of_many_figures_that_are_behind_the_farthest_is_named_and_the_rest_counted() -> None:
    near = figure(key="near", title="the near", value=0.8, beside={"a peer": 0.9})
    far = figure(key="far", title="the far", value=0.2, beside={"a peer": 0.9})
    none = figure(key="none", title="the none", value=0.8, beside={"a peer": 0.0})
    one = result(near).model_copy(update={"figures": (near, far, none)})
    assert "- [masking](#masking): the far 0.2; a peer 0.9. One more figure." in behind(one)


def test_what_was_not_measured_is_named() -> None:
    assert "not measured. There is no model." in behind(result(skipped="There is no model."))


def test_a_section_has_command_day_revision_machine_tables_and_pictures() -> None:
    plot = Plot(
        title="Growth", x_title="n", y_title="s", series=(Series(name="a", x=(1,), y=(2,)),)
    )
    table = Table(title="Each", columns=("a",), rows=(("1",),))
    ours = figure(beside={"a peer": 1.0})
    one = result(ours, plots=(plot,), tables=(table,), notes=("A note.",))
    page = quality_page([run_of(one)])
    for part in ("`coach eval masking`", "2026-01-01", "revision abc", "2 cores of A processor"):
        assert part in page.text
    assert "![Growth](images/quality/masking-1.svg)" in page.text
    assert set(page.images) == {
        "images/quality/masking-1.svg",
        "images/quality/masking-beside.svg",
    }
    assert "**Each**" in page.text
    assert "A note." in page.text


def test_a_heading_of_several_words_is_linked() -> None:
    one = result(name="Page reruns, 200 sessions", skipped="No port.")
    assert "[Page reruns, 200 sessions](#page-reruns-200-sessions)" in behind(one)


def test_a_result_that_two_files_hold_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Two files hold a result 'masking'"):
        quality_page([run_of(result()), run_of(result())])


def test_bars_are_as_long_as_their_values() -> None:
    svg = ET.fromstring(bars("t", [figure(value=0.5, beside={"half": 0.25, "none": 0.0})]))
    ground, *drawn = svg.iter(f"{SVG}rect")
    widths = [float(one.attrib["width"]) for one in drawn]
    assert widths == [370.0, 185.0, 0.0]
    assert float(ground.attrib["height"]) < float(svg.attrib["height"])


def test_bars_need_somebody_beside() -> None:
    assert not has_bars([figure(), figure(beside={"a peer": None})])
    assert not has_bars([figure(value=None, beside={"a peer": 1.0})])


def test_a_logarithmic_line_is_straight_for_a_power_and_leaves_zero_out() -> None:
    series = Series(name="<a & b>", x=(0, 1, 10, 100), y=(0, 2, 20, 200))
    plot = Plot(title="Growth", x_title="n", y_title="s", series=(series,), log_x=True, log_y=True)
    svg = ET.fromstring(lines(plot))
    dots = [(float(d.attrib["cx"]), float(d.attrib["cy"])) for d in svg.iter(f"{SVG}circle")]
    assert len(dots) == 3
    (x1, y1), (x2, y2), (x3, y3) = dots
    assert (x2 - x1, y2 - y1) == pytest.approx((x3 - x2, y3 - y2), abs=0.2)
    assert "<a & b>" in [text.text for text in svg.iter(f"{SVG}text")]


def test_names_of_lines_that_end_together_stay_apart() -> None:
    series = tuple(Series(name=name, x=(1, 2), y=(5, 5)) for name in "abc")
    svg = ET.fromstring(lines(Plot(title="t", x_title="x", y_title="y", series=series)))
    at = sorted(float(t.attrib["y"]) for t in svg.iter(f"{SVG}text") if t.text in set("abc"))
    assert all(later - earlier >= 15 for earlier, later in pairwise(at))


@pytest.mark.parametrize(
    ("values", "log", "ticks"),
    [
        ((3, 47), False, (0, 10, 20, 30, 40, 50)),
        ((0.2, 0.9), False, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        ((0, 0), False, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        ((1, 10), True, (1, 2, 5, 10)),
        ((5, 50_000), True, (1, 10, 100, 1_000, 10_000, 100_000)),
        ((10, 10), True, (10, 20, 50, 100)),
    ],
)
def test_ticks_are_round_and_hold_all_values(
    values: tuple[float, ...], *, log: bool, ticks: tuple[float, ...]
) -> None:
    axis = Axis.over(values, 0, 100, log=log)
    assert axis.ticks() == pytest.approx(ticks)
    assert all(0 <= axis.at(value) <= 100 for value in values)
