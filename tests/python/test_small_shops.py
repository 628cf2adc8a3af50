"""Shops of few customers or none still get every table, and every buyer a segment."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import pairwise

import pandas as pd
import population_cases as cases
import pytest
from dbt_builds import (
    INPUTS,
    NO_TESTS,
    NO_UNIT_TESTS,
    REPOSITORY,
    SEEDS,
    Build,
    file_inputs,
    run_dbt,
    write_orders,
)
from population_cases import order_lines, varied

CHECKS = REPOSITORY / "seeds" / "rules" / "segments_readiness_checks.csv"


def problem(check_name: str) -> str:
    """What is said where a check of readiness is not passed."""
    return pd.read_csv(CHECKS, index_col="check_name")["problem_sentence"][check_name]


# built with every data test; the others only as far as what is seen of them
WHOLE = (
    *("no lines", "one customer", "identical customers", "one varying feature"),
    "twelve customers",
)
SEEN = [
    *("--select", "segments_exchange_rates", "+segments__reconciliation"),
    *("+segments__readiness", "+segments__decisions", "+segments__cluster_candidates"),
    *("+segments__input_mapping", "+segments__dendrogram", "+segments__customers"),
    "+segments__cleaning_summary",
]
SHOPS = cases.SHOPS | {
    "twelve customers": cases.Shop(
        order_lines(
            12,
            orders=lambda customer: 1 + customer % 4,
            day=lambda customer: 9 * customer,
            price=lambda customer: customer * 1.5,
        )
    )
}
SMALL_SHOPS = [name for name in WHOLE if name != "no lines"]


def build_of(
    folder,
    shop: cases.Shop,
    smallest_clustered_shop: int,
    *only,
    parsed: Build | None = None,
) -> Build:
    """A shop of which little more than the order lines is known."""
    paths = {"transactions": write_orders(folder / "orders.csv", shop.lines)}
    if shop.customers:
        paths["customers"] = folder / "customers.csv"
        pd.DataFrame(shop.customers).to_csv(paths["customers"], index=False)
    variables = file_inputs(**paths) | {
        "segments_smallest_clustered_shop": smallest_clustered_shop
    }
    arguments = (*only, *NO_TESTS) if only else NO_UNIT_TESTS
    return run_dbt(
        *(folder, "build", *arguments),
        variables=variables | shop.variables,
        parsed=parsed,
    )


@pytest.fixture(scope="module")
def small_shops(tmp_path_factory) -> Callable[[str], Build]:
    """A shop by its name, built once; what only has order lines is parsed once."""

    @cache
    def parsed() -> Build:
        folder = tmp_path_factory.mktemp("parsed_for_small_shops")
        variables = file_inputs(transactions=folder / "orders.csv")
        variables |= {"segments_smallest_clustered_shop": 0}
        return run_dbt(folder, "parse", variables=variables)

    @cache
    def built(name: str) -> Build:
        shop = SHOPS[name]
        only = () if name in WHOLE else SEEN
        is_plain = not (shop.customers or shop.variables)
        folder = tmp_path_factory.mktemp("small_shop")
        return build_of(folder, shop, 0, *only, parsed=parsed() if is_plain else None)

    return built


@pytest.fixture(scope="module")
def empty_shop(small_shops) -> Build:
    """A shop whose orders file has a header and nothing else."""
    return small_shops("no lines")


# -- the populations of docs/bad_input.md --------------------------------------


@pytest.mark.parametrize("name", SHOPS)
def test_every_shop_is_built_and_reconciles(small_shops, name):
    shop = small_shops(name)
    assert shop.succeeded, shop.message
    differences = shop.rows("select distinct difference from segments__reconciliation")
    assert differences == [(0,)]
    buyers = {row["customer_id"] for row in SHOPS[name].lines} - {""}
    assert shop.value("select count(*) from segments__customers") == len(buyers)


@pytest.mark.parametrize(
    "case",
    [case for case in cases.POPULATIONS if case.shop],
    ids=lambda case: case.name,
)
def test_a_population_becomes_what_is_documented(small_shops, case):
    for query, value in case.sees.items():
        assert small_shops(case.shop).value(query) == value, query


@pytest.mark.parametrize(
    "case",
    [case for case in cases.POPULATIONS if case.variables],
    ids=lambda case: case.name,
)
def test_a_number_of_segments_nobody_can_have_is_refused(tmp_path, case):
    orders = write_orders(tmp_path / "orders.csv", SHOPS["five customers"].lines)
    refused = run_dbt(
        tmp_path / "build",
        "build",
        *NO_TESTS,
        *("--select", "+int_segments__fitted_kmeans"),
        variables=file_inputs(transactions=orders)
        | {"segments_smallest_clustered_shop": 0}
        | case.variables,
    )
    assert not refused.succeeded
    assert case.told in refused.message
    assert len(refused.terminal) <= 5
    assert not any("Traceback" in line for line in refused.terminal)


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


def test_dbt_build_empty_makes_every_table_without_a_customer(tmp_path, demo_shop):
    shop = run_dbt(tmp_path, "build", "--empty", *NO_TESTS)
    assert shop.succeeded, shop.message
    for table in demo_shop.public_tables:
        assert shop.column_types(table) == demo_shop.column_types(table), table
    assert shop.value("select count(*) from segments__customers") == 0


# -- few customers ------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL_SHOPS)
def test_every_buyer_of_a_small_shop_has_a_segment(small_shops, name):
    buyers = small_shops(name).frame(
        "select customers.customer_id, profiles.segment_name "
        "from segments__customers as customers "
        "inner join segments__profiles as profiles using (segment_id) "
        "where customers.order_count > 0 and customers.segment_id != 'S00' "
        "and profiles.segment_name = customers.segment_name"
    )
    expected = {line["customer_id"] for line in SHOPS[name].lines}
    assert buyers["customer_id"].is_unique
    assert set(buyers["customer_id"]) == expected
    assert (buyers["segment_name"].str.len() > 0).all()


@pytest.mark.parametrize("name", SMALL_SHOPS)
def test_every_penny_of_a_small_shop_is_in_a_segment(small_shops, name):
    amount = small_shops(name).value("select sum(net_amount) from segments__profiles")
    assert float(amount) == sum(line["unit_price"] for line in SHOPS[name].lines)


@pytest.mark.parametrize("name", ["one customer", "identical customers"])
def test_customers_who_do_not_differ_form_one_segment(small_shops, name):
    segments = small_shops(name).rows("select segment_id from segments__profiles")
    assert segments == [("S01",)]
    [(status, count, sentence)] = small_shops(name).rows(
        "select status, measured_value, sentence from segments__readiness "
        "where check_name = 'segments'"
    )
    assert (status != "pass", count) == (True, 1)
    assert sentence == problem("segments")


def test_a_month_that_ends_early_is_said_to(small_shops):
    query = (
        "select status, measured_value, sentence from segments__readiness "
        "where check_name = 'days that the last month lacks'"
    )
    assert small_shops("one day").rows(query) == [
        ("warn", 30, problem("days that the last month lacks"))
    ]
    [(status, days, _)] = small_shops("twelve customers").rows(query)
    last_day = max(line["ordered_at"] for line in SHOPS["twelve customers"].lines)
    next_month = (last_day.replace(day=1) + timedelta(32)).replace(day=1)
    assert days == (next_month - last_day).days - 1
    assert status == ("pass" if days <= 3 else "warn")


# said only where the data carries it, and only where a back-test shows skill
CLAIMS = {
    "segments__price_elasticities": "elasticity is not null",
    "segments__price_sensitivity": "response_verdict like 'responds %'",
    "segments__customer_price_sensitivity": "promotion_response is not null",
    "segments__campaign_plan": "measurability = 'can be measured'",
    "segments__campaign_results": "verdict in ('works', 'does harm')",
}
PREDICTIONS = {
    "segments__lifetime_values": "predicted_value is not null",
    "segments__lifetime_totals": "expected_value is not null",
    "segments__demand_forecast": "expected_units is not null",
}


# columns that hold money or what follows from it; a campaign states its own costs
MONEY = (
    "amount|price|profit|margin|elasticity|discount_share|^sales_|order_value|net_value"
    "|(historical|predicted|discounted|expected|total)_value|monetary"
)
COSTS_OF_CAMPAIGNS = ("budget_amount", "cost_amount")


def claimed(shop: Build, claims: dict[str, str]) -> dict[str, int]:
    """The number of claims of each table that makes any."""
    counts = {
        table: shop.value(f"select count(*) from {table} where {claim}")
        for table, claim in claims.items()
    }
    return {table: count for table, count in counts.items() if count}


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("identical customers", CLAIMS | PREDICTIONS),  # of one month
        ("twelve customers", CLAIMS | PREDICTIONS),
        ("one varying feature", CLAIMS),  # without repeat buyers
    ],
)
def test_a_shop_that_cannot_carry_a_claim_gets_none(small_shops, name, claims):
    assert claimed(small_shops(name), claims) == {}


def test_without_repeat_buyers_no_value_is_predicted(small_shops):
    lifetimes = {k: v for k, v in PREDICTIONS.items() if "lifetime" in k}
    assert claimed(small_shops("one varying feature"), lifetimes) == {}


@pytest.fixture(scope="module")
def without_prices(tmp_path_factory) -> Build:
    """The demo shop, as if nobody had noted a price."""
    files = {name: SEEDS / f"raw_segments_{name}.csv" for name in INPUTS}
    variables = file_inputs(**files) | {"segments_cluster_count": 4}
    variables["segments_inputs"]["transactions"]["columns"] = {
        "unit_price": None,
        "discount_amount": None,
    }
    for module in ("recommendations", "bundles", "exploration", "evaluation"):
        variables[f"segments_using_{module}"] = False
    folder = tmp_path_factory.mktemp("without_prices")
    shop = run_dbt(folder, "build", *NO_TESTS, variables=variables)
    assert shop.succeeded, shop.message
    return shop


def test_without_prices_orders_units_and_returns_are_counted(without_prices, demo_shop):
    for query in (
        "select sum(order_count) from segments__customers",
        # of two equal products at two prices another one may be taken back
        "select line_count from segments__return_matching where outcome = 'matched'",
    ):
        found = without_prices.value(query)
        assert found == pytest.approx(demo_shop.value(query), rel=0.01) != 0, query
    # units are known, so that what will be sold may be said
    assert "segments__demand_forecast" in claimed(without_prices, PREDICTIONS)


def test_without_prices_no_table_states_money(without_prices):
    of_money = without_prices.frame(
        "select table_name, column_name from information_schema.columns "
        "where starts_with(table_name, 'segments__') and data_type not like 'VARCHAR' "
        f"and regexp_matches(column_name, '{MONEY}') "
        f"and column_name not in {COSTS_OF_CAMPAIGNS}"
    )
    assert of_money["table_name"].nunique() >= 15
    stated = [
        f"{table}.{column}"
        for table, column in of_money.itertuples(index=False)
        if without_prices.value(f"select count({column}) from {table}")
    ]
    assert stated == []
    sentences = without_prices.rows(
        "select sentence from segments__profiles "
        "union all select segment_reason from segments__customers"
    )
    assert not [text for (text,) in sentences if "revenue" in text or "EUR" in text]


def test_without_prices_nothing_is_claimed_of_them(without_prices):
    results = "segments__campaign_results"  # of orders, which are known
    claims = {table: claim for table, claim in CLAIMS.items() if table != results}
    assert claimed(without_prices, claims) == {}
    lifetimes = {k: v for k, v in PREDICTIONS.items() if "lifetime" in k}
    assert claimed(without_prices, lifetimes) == {}


def test_constant_features_are_left_out_and_said_to_be(small_shops):
    found = small_shops("one varying feature").rows(
        "select subject from segments__decisions where question = 'scaling' "
        "and choice = 'left out' and reason like 'every customer has the same value;%'"
    )
    assert {feature for (feature,) in found} == {
        "average_order_value",
        "average_unit_price",
        "order_count",
    }


def test_the_feature_that_varies_makes_the_segments(small_shops):
    ranges = small_shops("one varying feature").rows(
        "select min(days_since_last_order), max(days_since_last_order) "
        "from segments__customers group by segment_id order by 1"
    )
    assert len(ranges) >= 2
    assert all(low[1] < high[0] for low, high in pairwise(ranges))


def test_without_customers_and_products_nothing_is_said_about_them(small_shops):
    shop = small_shops("twelve customers")
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


def test_a_shop_of_sixty_customers_gets_value_terciles_and_is_told_why(tmp_path):
    shop = build_of(tmp_path, cases.Shop(varied(60)), 100)
    assert shop.succeeded, shop.message
    tiers = shop.rows(
        "select count(*), min(net_amount), max(net_amount) from segments__customers "
        "group by segment_id order by 2"
    )
    assert [count for count, _, _ in tiers] == [20, 20, 20]
    forecasts = {"segments__size_forecast": "is_forecast"}
    assert claimed(shop, CLAIMS | PREDICTIONS | forecasts) == {}
    assert all(low[2] < high[1] for low, high in pairwise(tiers))
    assert "value terciles instead of clusters" in shop.value(
        "select consequence from segments__readiness where check_name = 'buyers'"
    )
    assert shop.rows(
        "select choice from segments__decisions "
        "where question = 'clusters or value terciles'"
    ) == [("value terciles",)]
    # today and in the past
    assert (
        shop.value(
            "select count(*) from segments__customers as published "
            "inner join segments__history as history using (customer_id) "
            "where history.is_current and history.segment_id = published.segment_id"
        )
        == 60
    )
    past = shop.rows(
        "select as_of_date, min(net_amount), max(net_amount) from segments__history "
        "group by as_of_date, segment_id order by as_of_date, 2"
    )
    assert len({day for day, _, _ in past}) > 3
    assert all(low[2] < high[1] for low, high in pairwise(past) if low[0] == high[0])
