"""Drawings: bars over time, maps, numbers over time, layers."""

from datetime import date
from xml.dom.minidom import parseString

import pytest

from pfpgraph.i18n.dates import Bound
from pfpgraph.web.svg import (
    Bar,
    BarRow,
    MapCountry,
    MapPoint,
    Mark,
    Neighbour,
    Point,
    Series,
    chart,
    maps,
    neighbours_drawing,
    timeline,
    world,
)

HOSTILE = "</title><script>alert('1')</script>&\"\x00\x0b\ud800"
FIRST, LAST, TODAY = date(1990, 1, 1), date(2027, 1, 1), date(2026, 11, 22)


def bars(*found: Bar, **options):
    """A timeline of one row, parsed."""
    rows = [BarRow("Malta", found)]
    text = timeline(rows, FIRST, LAST, "en", today=TODAY, caption="One", **options)
    return parseString(text)


def rectangles(document) -> list[tuple[str, float, float]]:
    """The rectangles of the rows: whether dashed, left and right, in percent."""
    found = document.getElementsByTagName("tbody")[0].getElementsByTagName("rect")
    spans = [[float(r.getAttribute(k).rstrip("%")) for k in ("x", "width")] for r in found]
    return [
        (r.getAttribute("class"), x, x + width) for r, (x, width) in zip(found, spans, strict=True)
    ]


def test_a_known_period_is_solid_from_day_to_day():
    """A bar stands where its days are, and says them."""
    document = bars(Bar("partner", Bound("1994-02-14"), Bound("2004-03-29"), "Partner", "PfP"))
    ((name, left, right),) = rectangles(document)
    scale = (LAST - FIRST).days
    assert name == ""
    assert left == pytest.approx(100 * (date(1994, 2, 14) - FIRST).days / scale, abs=0.01)
    assert right == pytest.approx(100 * (date(2004, 3, 29) - FIRST).days / scale, abs=0.02)
    assert "Partner, 14 February 1994 – 29 March 2004" in document.toxml()


def test_a_bar_is_not_drawn_past_the_latest_end():
    """Where the end is not known, the bar goes as far as it may hold, not until today."""
    end = Bound("", "Unknown")
    bar = Bar("partner", Bound("1999-03-24"), end, "Mission", may=("1999-03-24", "2009-04-01"))
    *_, (name, _, right) = sorted(rectangles(bars(bar)), key=lambda found: found[2])
    days = (date(2009, 4, 1) - FIRST).days / (LAST - FIRST).days
    assert (name, right) == ("may", pytest.approx(100 * days, abs=0.02))


def test_a_bar_is_solid_where_it_certainly_holds():
    """Between the days on which it was seen, though neither start nor end is known; dashed before
    and after, as far as it may hold."""
    unknown, may, seen = (
        Bound("", "Unknown"),
        ("1999-06-12", "2020-01-01"),
        ("2010-01-01", "2017-02-01"),
    )
    found = rectangles(bars(Bar("partner", unknown, unknown, "Seen", may=may, certain=seen)))
    ends = [("may", may), ("", seen)]
    assert found == [
        (name, *(pytest.approx(_place(day), abs=0.02) for day in days)) for name, days in ends
    ]


def _place(day: str) -> float:
    """The place of an ISO day on the scale, in percent."""
    return 100 * (date.fromisoformat(day) - FIRST).days / (LAST - FIRST).days


def test_a_mark_is_as_exact_as_its_day():
    """What is known to a month says no day."""
    row = BarRow("KFOR", (), [Mark("2017-02-01", "35 people", precision="Month")])
    text = timeline([row], FIRST, LAST, "en", today=TODAY, caption="One")
    assert "35 people, February 2017" in text


def test_what_goes_on_ends_today_with_a_point():
    """A bar without an end reaches the day of the data, not the edge."""
    document = bars(Bar("ally", Bound("1999-03-12"), Bound("", "Open"), "Ally", "NATO"))
    ((_, _, right),) = rectangles(document)
    assert right == pytest.approx(100 * (TODAY - FIRST).days / (LAST - FIRST).days, abs=0.02)
    assert "#timeline-still" in document.getElementsByTagName("tbody")[0].toxml()


@pytest.mark.parametrize(
    ("start", "end", "sign", "solid"),
    [
        (Bound("", "Unknown"), Bound("2011-12-31", "Year"), "?", 0),
        (Bound("1999-03-24"), Bound("", "Unknown"), "?", 1),
        (Bound("2001-01-01", "Year"), Bound("", "Disputed"), "≠", 0),
        (Bound("", "Unknown"), Bound("", "Unknown"), "?", 0),
    ],
)
def test_an_unknown_bound_is_dashed_and_signed(start, end, sign, solid):
    """Where a bound is not known the bar is dashed as far as it may hold, with a sign."""
    document = bars(Bar("other", start, end, "Contacts"))
    names = [name for name, _, _ in rectangles(document)]
    assert names == ["may"] + [""] * solid
    assert f">{sign}</text>" in document.getElementsByTagName("tbody")[0].toxml()


def test_bars_that_overlap_take_lanes():
    """A suspension stands under the participation that it is about, and outside days nowhere."""
    document = bars(
        Bar("suspended", Bound("2014-04-01"), Bound("", "Open"), "Suspended"),
        Bar("partner", Bound("1994-06-22"), Bound("", "Open"), "Partner"),
        Bar("partner", Bound("1980-01-01"), Bound("1985-01-01"), "Before"),
    )
    row = document.getElementsByTagName("tbody")[0].getElementsByTagName("svg")[0]
    assert row.getAttribute("height") == "48"
    assert [a.getAttribute("class") for a in row.getElementsByTagName("g")] == [
        "partner",
        "suspended",
    ]


def test_the_day_asked_for_is_a_line():
    """A day on the scale is a line across all rows; one outside is none."""
    assert "grid-day" in bars(on=date(2014, 7, 11)).toxml()
    assert "grid-day" not in bars(on=date(1980, 1, 1)).toxml()


def everything(label: str):
    """One of each drawing with a label everywhere."""
    bound = Bound("1995-01-01", "Year"), Bound("", "Open")
    rows = [
        BarRow(
            label,
            [Bar("other", *bound, label, label, "javascript:alert(1)")],
            [Mark("1995-01-01", label, label)],
            f"/{label}",
            label,
        )
    ]
    yield timeline(rows, FIRST, LAST, "en", today=TODAY, caption=label, heading=label)
    yield world(
        {"MLT": MapCountry("ally", label, label, (14.4, 35.9))},
        label,
        "en",
        source="/shapes.svg",
        spots=[MapPoint((1, 2), label, label, label)],
    )
    points = [Point(FIRST, 1, label, label), Point(TODAY, 2)]
    yield chart([Series(label, points), Series(label, points, "ally", "dots")], label)
    yield neighbours_drawing(
        [Neighbour(at, label, label, label) for at in ("above", "before", "below")], label, "x"
    )


@pytest.mark.parametrize("label", [HOSTILE, "Côte d’Ivoire", ""])
def test_no_label_leaves_its_place(label):
    """Whatever a label says, each drawing is well-formed and holds no element of its making."""
    for drawing in everything(label):
        document = parseString(drawing)
        assert not document.getElementsByTagName("script")
        assert not any(
            name.startswith("on") or name == "style" or value.startswith("javascript:")
            for element in document.getElementsByTagName("*")
            for name, value in element.attributes.items()
        )


def test_a_step_holds_until_the_next():
    """A chart of steps runs level to the next number, and to the end of the scale."""
    points = [Point(FIRST, 10), Point(date(2008, 7, 2), 20)]
    drawing = chart([Series("Partners", points)], "Partners", last=LAST)
    path = parseString(drawing).getElementsByTagName("path")[0].getAttribute("d")
    assert path == "M0.0 553.6L500.0 553.6V107.1H1000"
    assert "Partners 20" in drawing and 'role="img"' in drawing
    assert chart([], "Nothing") == ""


@pytest.mark.parametrize(("values", "above"), [((9, 5), False), ((5, 9), True), ((9, 5, 7), True)])
def test_the_name_of_a_curve_hides_no_point(values, above):
    """It stands under a curve that falls to its end, else over all points that it might cover."""
    points = [Point(date(2026, 1, 1 + at), value) for at, value in enumerate(values)]
    drawing = chart([Series("One", points, shape="line")], "One", first=FIRST, last=LAST)
    name = parseString(drawing).getElementsByTagName("text")
    (label,) = [text for text in name if text.getAttribute("class") == "name"]
    assert (int(label.getAttribute("dy")) < 0) == above
    height = max(values) if above else values[-1]
    assert float(label.getAttribute("y").rstrip("%")) == pytest.approx(
        100 - 100 * height / (1.12 * max(values)), abs=0.01
    )


def test_layers_are_empty_without_neighbours():
    """A thing that stands alone has no drawing."""
    assert neighbours_drawing([], "Alone", "Alone") == ""


def test_a_map_marks_known_countries_only():
    """A code without a shape is left out; a tiny country has a circle besides."""
    places = {
        "MLT": MapCountry("partner", "Malta", "/malta", (14.4, 35.9)),
        "FRA": MapCountry("ally", "France", "/france", (2, 46)),
        "SUN": MapCountry("former", "Soviet Union", "/su"),
    }
    document = parseString(world(places, "Map", "en", source="/shapes.svg"))
    links = [a.getAttribute("href") for a in document.getElementsByTagName("a")]
    assert links == ["/france", "/malta"]
    assert len(document.getElementsByTagName("circle")) == 1


def test_the_window_stays_within_the_world():
    """A window around a place at the edge does not leave the drawing."""
    for place in ((-179, 83), (179, -55), (14, 36)):
        left, top, width, height = maps.around(*place)
        assert 0 <= left <= maps.WORLD[2] - width and 0 <= top <= maps.WORLD[3] - height


def names_of(drawing):
    """The names in a chart: each with its place in percent, pixels under it, and its length."""
    found = parseString(drawing).getElementsByTagName("text")
    return [
        (float(one.getAttribute("y").rstrip("%")), int(one.getAttribute("dy")))
        for one in found
        if one.getAttribute("class") == "name"
    ]


@pytest.mark.parametrize(
    "values", [((5, 9), (8, 10)), ((9, 9), (9, 9)), ((2, 1), (1, 2)), ((7, 5), (4, 4))]
)
def test_the_names_of_steps_are_clear_of_all_lines(values):
    """None stands on the level of another series, nor on another name."""
    days = (FIRST, date(2026, 1, 1))
    series = [
        Series(name, [Point(day, number) for day, number in zip(days, numbers, strict=True)])
        for name, numbers in zip(("Members", "Partners"), values, strict=True)
    ]
    drawing = chart(series, "Two", first=FIRST, last=LAST)
    top = 1.12 * max(max(one) for one in values)
    bands = []
    for y, dy in names_of(drawing):
        foot = 240 * y / 100 + dy
        assert not any(foot - 9 < 240 - 240 * one[1] / top < foot for one in values)
        assert not any(foot - 9 < other and other - 9 < foot for other in bands)
        bands.append(foot)


def test_the_numbers_at_the_lines_stand_outside():
    """Those of the scale end before the plot, where no curve is."""
    points = [Point(FIRST, 10), Point(date(2008, 7, 2), 20)]
    document = parseString(chart([Series("Partners", points)], "Partners", last=LAST))
    texts = [t for t in document.getElementsByTagName("text") if t.getAttribute("class") == "level"]
    assert len(texts) > 2
    for text in texts:
        assert (text.getAttribute("text-anchor"), text.getAttribute("x")) == ("end", "0")
        assert int(text.getAttribute("dx")) < 0


def test_a_bar_and_a_sign_are_wide_enough_for_a_finger():
    """Around each that leads anywhere there are 24 pixels (WCAG 2.2, 2.5.8)."""
    drawing = timeline(
        [
            BarRow(
                "Latvia",
                [Bar("ally", Bound("2004-03-29"), Bound("", "Open"), "NATO", href="/doc/a")],
            )
        ],
        FIRST,
        LAST,
        "en",
        today=TODAY,
        caption="One",
    )
    document = parseString(drawing)
    (link,) = (a for a in document.getElementsByTagName("a") if a.getAttribute("href") == "/doc/a")
    heights = [float(r.getAttribute("height")) for r in link.getElementsByTagName("rect")]
    assert max(heights) >= 24
    reaches = [
        c for c in document.getElementsByTagName("circle") if c.getAttribute("class") == "reach"
    ]
    assert len(reaches) == 3 and all(float(c.getAttribute("r")) >= 12 for c in reaches)
