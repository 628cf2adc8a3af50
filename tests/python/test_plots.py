"""The page of pictures: well formed, the same bytes every time, true to the tables."""

import re
import shutil
import sys
from xml.etree import ElementTree

import duckdb
import pytest
from dbt_builds import REPOSITORY

sys.path.append(str(REPOSITORY / "scripts"))

import plots

PICTURE = re.compile(
    r"<figcaption>(?P<title>[^<]*)<br><small>(?P<table>\w+)[^<]*</small></figcaption>"
    r"(?P<svg><svg.*?</svg>)",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def page(demo_shop) -> str:
    """The page of the demo shop."""
    return plots.page(demo_shop.database)


@pytest.fixture(scope="module")
def pictures(page) -> dict:
    """(title, table) and SVG of every picture."""
    return {
        (found["title"], found["table"]): ElementTree.fromstring(found["svg"])
        for found in PICTURE.finditer(page)
    }


def shapes(picture: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return [each for each in picture.iter() if each.tag == tag]


def test_a_second_page_is_the_same_byte_for_byte(page, demo_shop):
    assert plots.page(demo_shop.database) == page


def test_every_picture_names_a_table_that_exists_and_says_what_it_is(
    page, pictures, demo_shop
):
    assert len(pictures) == page.count("<figure>") > 20
    assert {table for _, table in pictures} <= demo_shop.tables()
    assert all(picture.get("aria-label") for picture in pictures.values())


def test_nothing_is_drawn_outside_its_picture(pictures):
    for key, picture in pictures.items():
        width, height = float(picture.get("width")), float(picture.get("height"))
        for box in shapes(picture, "rect"):
            assert 0 <= float(box.get("x")) <= width, key
            assert -0.1 <= float(box.get("y")) <= height + 0.1, key
            assert float(box.get("height")) <= height, key
        for point in shapes(picture, "circle"):
            assert 0 <= float(point.get("cx")) <= width, key
            assert 0 <= float(point.get("cy")) <= height, key


def test_a_histogram_has_a_bar_per_bin_as_high_as_its_count(pictures, demo_shop):
    counts = [
        count
        for (count,) in demo_shop.rows(
            "select customer_count from segments__feature_histograms "
            "where feature = 'order_count' order by bin"
        )
    ]
    bars = shapes(pictures["Orders", "segments__feature_histograms"], "rect")
    heights = [float(each.get("height")) for each in bars]
    assert len(heights) == len(counts) == 20
    per_customer = max(heights) / max(counts)
    for height, count in zip(heights, counts, strict=True):
        assert height == pytest.approx(count * per_customer, abs=0.11)


def test_there_is_a_box_per_segment_and_a_dot_per_customer(pictures, demo_shop):
    segments = demo_shop.value(
        "select count(distinct segment_id) from segments__profile_features"
    )
    box_plot = pictures["Sales after returns by segment", "segments__profile_features"]
    assert len(shapes(box_plot, "rect")) == segments
    scatter = pictures[
        "Days since last order and Orders", "int_segments__customer_features"
    ]
    assert len(shapes(scatter, "circle")) == plots.DOTS


def test_every_merge_of_the_dendrogram_is_drawn(pictures):
    tree = pictures["How the groups nest (Ward)", "segments__dendrogram"]
    merges = plots.LEAVES - 1
    marks = len(shapes(tree, "line")) - 2 - 3 * merges
    assert 0 < marks < 12


def test_a_name_from_the_tables_cannot_write_html(demo_shop, tmp_path):
    database = shutil.copy(demo_shop.database, tmp_path / "shop.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update segments__profiles set segment_name = '<script>alert(1)</script>'"
        )
    page = plots.page(database)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_shop_has_a_page(demo_shop, tmp_path):
    database = shutil.copy(demo_shop.database, tmp_path / "shop.duckdb")
    with duckdb.connect(str(database)) as connection:
        for table in demo_shop.public_tables:
            connection.execute(f"delete from {table}")
    assert "<h1>" in plots.page(database)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 0), (4.62, 713), (-0.005, 0.76), (1, 17_000_000)]
)
def test_an_axis_has_a_few_round_marks_within_its_ends(low, high):
    found = plots.marks(low, high)
    assert 1 <= len(found) <= 8
    assert all(low - 1e-9 <= mark <= high + 1e-9 for mark in found)
    assert all(len(f"{mark:.2g}") <= 7 for mark in found)
