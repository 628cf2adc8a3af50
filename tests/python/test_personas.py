"""The build finds the personas and data errors generated in the demo shop."""

import pandas as pd
import pytest
from dbt_builds import TRUTH
from sklearn.metrics import adjusted_rand_score

DIRT = pd.read_csv(TRUTH / "demo_dirt.csv").set_index("code")["line_count"].to_dict()
REASONS = {
    "mojibake": "product_name_repaired",
    "customer_id_padded": "customer_id_repaired",
    "product_id_lower_case": "product_id_repaired",
}


def test_segments_match_the_planted_personas(demo_shop, record_property):
    personas = pd.read_csv(TRUTH / "demo_personas.csv", dtype=str)
    customers = demo_shop.frame(
        "select customer_id, segment_id from segments__customers where order_count >= 3"
    ).merge(personas, on="customer_id", validate="one_to_one")
    assert len(customers) > 1_000
    index = adjusted_rand_score(customers["persona"], customers["segment_id"])
    record_property("adjusted_rand_index", round(index, 4))
    assert index >= 0.8, f"adjusted Rand index {index:.3f} against the personas"


@pytest.mark.parametrize("code", sorted(DIRT.keys() - {"non_product_line"}))
def test_every_planted_fault_is_counted_exactly(demo_shop, code):
    found = dict(
        demo_shop.rows("select reason_code, line_count from segments__cleaning_summary")
    )
    assert found[REASONS.get(code, code)] == DIRT[code]


def test_no_fault_is_found_that_was_not_planted(demo_shop):
    found = demo_shop.rows(
        "select reason_code from segments__cleaning_summary "
        "where line_count > 0 and treatment != 'note'"
    )
    planted = DIRT.keys() - {"non_product_line"}
    assert {code for (code,) in found} == {
        REASONS.get(code, code) for code in planted if DIRT[code] > 0
    }


def test_every_planted_line_that_is_no_product_is_told_apart(demo_shop):
    lines = demo_shop.value(
        "select sum(sale_line_count) from int_segments__customer_products "
        "where not is_product"
    )
    assert lines == DIRT["non_product_line"]


def test_accepted_and_rejected_lines_are_all_lines(demo_shop):
    [(expected, accepted, rejected)] = demo_shop.rows(
        "select expected, accepted, rejected from segments__reconciliation "
        "where stage = 'raw lines' and measure = 'lines'"
    )
    raw = demo_shop.value("select count(*) from raw_segments_transactions")
    listed = demo_shop.value("select count(*) from segments__rejected_transactions")
    assert expected == accepted + rejected == raw
    assert rejected == listed > 0
