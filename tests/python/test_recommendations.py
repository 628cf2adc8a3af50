"""Recommendations where only the segment's products count, and at a grocer's."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from dbt_builds import NO_UNIT_TESTS, Build, file_inputs, run_dbt
from generate_grocery import draw

REPOSITORY = Path(__file__).resolve().parents[2]
WANTED = 10
PRODUCTS = [
    *("--select", "+segments__customers", "+segments__recommendation_coverage"),
    "+segments__recommendation_backtest",
    *("--indirect-selection", "cautious"),
]


@pytest.fixture(scope="module")
def segment_only(tmp_path_factory) -> Build:
    """The demo shop, recommending only what a segment buys most, of short lists."""
    shop = run_dbt(
        tmp_path_factory.mktemp("segment_only"),
        "build",
        *NO_UNIT_TESTS,
        *PRODUCTS,
        variables={
            "segments_recommendation_scope": "segment",
            "segments_top_product_count": 15,
        },
    )
    assert shop.succeeded, shop.message
    return shop


def test_only_what_the_segment_buys_is_recommended(segment_only):
    recommended = "from segments__recommendations"
    assert segment_only.value(f"select count(*) {recommended}") > 0
    assert segment_only.rows(
        f"select distinct fallback_level {recommended} order by fallback_level"
    ) in (
        [("personal",), ("segment",)],
        [("segment",)],
    )
    foreign = segment_only.value(
        f"select count(*) {recommended} inner join int_segments__customer_segments "
        "using (customer_id) where (segment_id, product_id) not in (select population, "
        "product_id from int_segments__population_products "
        "where scope = 'segment' and made_for_date = "
        "(select made_for_date from int_segments__recommendation_dates "
        "where is_current))"
    )
    assert foreign == 0


def test_who_gets_fewer_reads_that_only_the_segment_counts(segment_only):
    counts = segment_only.frame(
        "select recommendation_count, shortfall_reason "
        "from segments__recommendation_coverage"
    )
    short = counts[counts["recommendation_count"] < WANTED]
    assert len(short) > 0
    assert short["shortfall_reason"].str.contains("their segment").all()
    assert counts.drop(short.index)["shortfall_reason"].isna().all()


def test_what_the_backtest_judges_is_the_segments_too(segment_only):
    foreign = segment_only.value(
        "select count(*) from int_segments__backtest_candidates as candidates "
        "where method like 'item_%' "
        "and (customer_id, product_number) not in (select customer_id, product_number "
        "from int_segments__backtest_candidates where method = 'segment_bestsellers')"
    )
    assert foreign == 0


def test_a_grocers_customers_are_served_what_sells_best(tmp_path):
    """Where nothing belongs together and nothing rises, the clever methods lose."""
    draw().to_parquet(tmp_path / "grocery.parquet")
    shop = run_dbt(
        tmp_path / "build",
        "build",
        *NO_UNIT_TESTS,
        *PRODUCTS,
        variables=file_inputs(transactions=tmp_path / "grocery.parquet"),
    )
    assert shop.succeeded, shop.message
    assert (
        shop.statuses["assert_no_list_beats_the_served_method_in_the_backtest"]
        == "pass"
    )
    methods = shop.rows("select distinct method from int_segments__served_methods")
    lists = shop.rows(
        "select method from segments_recommendation_methods "
        "where preference_order is not null and kind != 'personal'"
    )
    assert set(methods) <= set(lists)


def test_the_check_knows_the_methods_of_the_seed():
    path = REPOSITORY / "seeds/rules/segments_recommendation_methods.csv"
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if row["preference_order"]]
    macro = REPOSITORY / "macros/products/recommendation_methods.sql"
    names = re.findall(r"'(\w+)'", macro.read_text())
    assert names == [
        row["method"] for row in sorted(rows, key=lambda r: int(r["preference_order"]))
    ]


def test_the_packed_product_numbers_are_limited_by_a_test():
    macro = (REPOSITORY / "macros/products/item_points.sql").read_text()
    [limit] = re.findall(r"product_number_limit\(\) %\}(\d+)\{%", macro)
    models = REPOSITORY / "models/recommendations/_recommendations__models.yml"
    assert f"product_number: [1, {int(limit) - 1}]" in models.read_text()
