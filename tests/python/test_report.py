"""The report: one file, the same bytes every time, true to the tables."""

import re
import shutil
import sys
from pathlib import Path

import duckdb
import pytest
from dbt_builds import REPOSITORY

sys.path.append(str(REPOSITORY / "scripts"))

import report

from dashboard.data import Shop


def written(path: Path) -> str:
    """The page of a published file."""
    shop = Shop.open(path)
    return report.page(shop, report.drawings(shop))


@pytest.fixture(scope="module")
def page(published) -> str:
    """The page of the demo shop."""
    return written(published)


def test_a_second_page_is_the_same_byte_for_byte(page, published, tmp_path):
    assert written(shutil.copy(published, tmp_path / "other.duckdb")) == page


def test_the_page_asks_nobody_for_anything(page):
    body = page.replace(report.get_plotlyjs(), "")
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", body)
    assert "http" not in re.sub(r'"plotlyServerURL":"[^"]*"', "", body)


def test_every_figure_names_a_table_that_exists(page, published):
    tables = Shop.open(published).tables
    named = re.findall(r"<figcaption>[^<]*<br><small>(\w+)\.", page)
    assert len(named) == page.count("<figure>") > 40
    assert set(named) <= tables
    ids = re.findall(r'id="(figure-\d+)"', page)
    assert len(set(ids)) == len(named)


def test_figures_hold_the_numbers_of_the_tables(published):
    shop = Shop.open(published)
    drawn = {
        each.title: each for part in report.drawings(shop).values() for each in part
    }
    shares = drawn["Share of customers and of revenue"].data
    profiles = shop.profiles.set_index("segment_name")
    for row in shares.itertuples():
        assert row.share_of_customers == pytest.approx(
            profiles.loc[row.segment, "customer_share"]
        )
    tree = drawn["How the groups merge (Ward)"]
    (lines,) = [each for each in tree.figure.data if each.mode == "lines"]
    assert lines.x.count(None) == report.model.LEAVES - 1


def test_the_page_warns_of_what_readiness_does(page, published, tmp_path):
    doubtful = shutil.copy(published, tmp_path / "doubtful.duckdb")
    with duckdb.connect(doubtful) as connection:
        connection.execute(
            "update segments__readiness set status = 'warn', "
            "sentence = 'Few <b>lines</b>.' where check_name = 'order lines'"
        )
    assert "<li>Few &lt;b&gt;lines&lt;/b&gt;.</li>" in written(doubtful)
    assert "Before you trust it" not in page


def test_a_name_from_the_tables_cannot_write_html(published, tmp_path):
    database = shutil.copy(published, tmp_path / "shop.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update segments__profiles set segment_name = '<script>alert(1)</script>', "
            "sentence = '</script><img src=x>'"
        )
    found = written(database).replace(report.get_plotlyjs(), "")
    assert "<script>alert" not in found
    assert "<img" not in found


def test_an_empty_shop_has_a_page(published, tmp_path):
    database = shutil.copy(published, tmp_path / "shop.duckdb")
    with duckdb.connect(str(database)) as connection:
        for table in Shop.open(published).tables:
            connection.execute(f"delete from {table}")
    assert "<h1>" in written(database)
