"""Shops of few customers or none still get every table, and every buyer a segment."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from dbt_builds import (
    NO_UNIT_TESTS,
    REPOSITORY,
    Build,
    file_inputs,
    run_dbt,
    write_orders,
)

CHECKS = REPOSITORY / "seeds" / "rules" / "segments_readiness_checks.csv"


def problem(check_name: str) -> str:
    """What is said where a check of readiness is not passed."""
    return pd.read_csv(CHECKS, index_col="check_name")["problem_sentence"][check_name]


def order_lines(
    customers: int,
    *,
    orders: Callable[[int], int] = lambda customer: 2,
    day: Callable[[int], int] = lambda customer: 0,
    price: Callable[[int], float] = lambda customer: 10.0,
) -> list[dict]:
    """Lines of customers who differ in what the functions of their number say."""
    return [
        {
            "order_id": f"{1000 * customer + order}",
            "customer_id": f"C{customer:02}",
            "product_id": f"P{product}",
            "ordered_at": date(2025, 1, 1) + timedelta(day(customer) + 7 * order),
            "quantity": 1,
            "unit_price": price(customer),
        }
        for customer in range(1, customers + 1)
        for order in range(orders(customer))
        for product in (order, order + 1)
    ]


SHOPS = {
    "one customer": order_lines(1),
    "identical customers": order_lines(20),
    "twelve customers": order_lines(
        12,
        orders=lambda customer: 1 + customer % 4,
        day=lambda customer: 9 * customer,
        price=lambda customer: customer * 1.5,
    ),
    "one varying feature": order_lines(30, day=lambda customer: customer * customer),
}


def build_of(folder, lines: list[dict], smallest_clustered_shop: int = 0) -> Build:
    """A shop of which only the order lines are known, with every data test."""
    orders = write_orders(folder / "orders.csv", lines)
    variables = file_inputs(transactions=orders) | {
        "segments_smallest_clustered_shop": smallest_clustered_shop
    }
    return run_dbt(folder, "build", *NO_UNIT_TESTS, variables=variables)


@pytest.fixture(scope="module")
def small_shops(tmp_path_factory) -> dict[str, Build]:
    """Every small shop by name."""
    return {
        name: build_of(tmp_path_factory.mktemp("small_shop"), lines)
        for name, lines in SHOPS.items()
    }


@pytest.fixture(scope="module")
def empty_shop(tmp_path_factory) -> Build:
    """A shop whose orders file has a header and nothing else."""
    return build_of(tmp_path_factory.mktemp("empty_shop"), [])


# -- no order lines -----------------------------------------------------------


def test_an_empty_shop_builds(empty_shop):
    assert empty_shop.succeeded, empty_shop.message


def test_an_empty_shop_has_every_public_table_with_its_types(empty_shop, demo_shop):
    assert empty_shop.public_tables == demo_shop.public_tables
    for table in demo_shop.public_tables:
        expected = demo_shop.column_types(table)
        assert expected
        assert empty_shop.column_types(table) == expected, table


def test_an_empty_shop_has_no_row_of_a_customer_or_segment(empty_shop):
    about_customers = [
        table
        for table in empty_shop.public_tables
        if {"customer_id", "segment_id"} & empty_shop.column_types(table).keys()
    ]
    assert len(about_customers) >= 6
    for table in about_customers:
        assert empty_shop.value(f"select count(*) from {table}") == 0, table


def test_an_empty_shop_says_that_there_are_no_order_lines(empty_shop):
    assert empty_shop.rows(
        "select status, measured_value, sentence from segments__readiness "
        "where check_name = 'order lines'"
    ) == [("fail", 0, problem("order lines"))]


def test_an_empty_shop_reconciles_to_nothing(empty_shop):
    found = empty_shop.rows(
        "select expected, accepted, rejected, difference from segments__reconciliation"
    )
    assert set(found) == {(0, 0, 0, 0)}


# -- few customers ------------------------------------------------------------


@pytest.mark.parametrize("name", SHOPS)
def test_a_small_shop_builds(small_shops, name):
    assert small_shops[name].succeeded, small_shops[name].message


@pytest.mark.parametrize("name", SHOPS)
def test_every_buyer_of_a_small_shop_has_a_segment(small_shops, name):
    buyers = small_shops[name].frame(
        "select customers.customer_id, profiles.segment_name "
        "from segments__customers as customers "
        "inner join segments__profiles as profiles using (segment_id) "
        "where customers.order_count > 0 and customers.segment_id != 'S00' "
        "and profiles.segment_name = customers.segment_name"
    )
    expected = {line["customer_id"] for line in SHOPS[name]}
    assert buyers["customer_id"].is_unique
    assert set(buyers["customer_id"]) == expected
    assert (buyers["segment_name"].str.len() > 0).all()


@pytest.mark.parametrize("name", SHOPS)
def test_every_penny_of_a_small_shop_is_in_a_segment(small_shops, name):
    amount = small_shops[name].value("select sum(net_amount) from segments__profiles")
    assert float(amount) == sum(line["unit_price"] for line in SHOPS[name])


@pytest.mark.parametrize("name", ["one customer", "identical customers"])
def test_customers_who_do_not_differ_form_one_segment(small_shops, name):
    segments = small_shops[name].rows("select segment_id from segments__profiles")
    assert segments == [("S01",)]
    [(status, count, sentence)] = small_shops[name].rows(
        "select status, measured_value, sentence from segments__readiness "
        "where check_name = 'segments'"
    )
    assert (status != "pass", count) == (True, 1)
    assert sentence == problem("segments")


def test_constant_features_are_left_out_and_said_to_be(small_shops):
    found = small_shops["one varying feature"].rows(
        "select subject from segments__decisions where question = 'scaling' "
        "and choice = 'left out' and reason like 'every customer has the same value;%'"
    )
    assert {feature for (feature,) in found} == {
        "average_order_value",
        "average_unit_price",
        "discount_share",
        "order_count",
    }


def test_the_feature_that_varies_makes_the_segments(small_shops):
    ranges = small_shops["one varying feature"].rows(
        "select min(days_since_last_order), max(days_since_last_order) "
        "from segments__customers group by segment_id order by 1"
    )
    assert len(ranges) >= 2
    assert all(low[1] < high[0] for low, high in pairwise(ranges))


def test_without_customers_and_products_nothing_is_said_about_them(small_shops):
    shop = small_shops["twelve customers"]
    assert shop.value("select count(*) from segments__product_preferences") == 0
    attributes = shop.frame(
        "select age, gender, income, city, region, country, preferred_category "
        "from segments__customers"
    )
    assert len(attributes) == 12
    assert attributes.isna().all(axis=None)
    assert shop.rows(
        "select status, sentence from segments__readiness "
        "where check_name = 'product categories'"
    ) == [("warn", problem("product categories"))]


def test_a_shop_of_sixty_customers_gets_value_tiers_and_is_told_why(tmp_path):
    lines = order_lines(
        60,
        orders=lambda customer: 1 + customer % 4,
        day=lambda customer: 3 * customer,
        price=lambda customer: customer * 1.5,
    )
    shop = build_of(tmp_path, lines, smallest_clustered_shop=100)
    assert shop.succeeded, shop.message
    tiers = shop.rows(
        "select count(*), min(net_amount), max(net_amount) from segments__customers "
        "group by segment_id order by 2"
    )
    assert [count for count, _, _ in tiers] == [20, 20, 20]
    assert all(low[2] < high[1] for low, high in pairwise(tiers))
    assert "value tiers in place of clusters" in shop.value(
        "select consequence from segments__readiness where check_name = 'buyers'"
    )
    assert shop.rows(
        "select choice from segments__decisions "
        "where question = 'clusters or value tiers'"
    ) == [("value tiers",)]
