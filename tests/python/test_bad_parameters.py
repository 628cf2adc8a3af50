"""A setting that makes no sense ends the run in a sentence, with nothing built."""

import json
import re

import pandas as pd
import pytest
import yaml
from dbt_builds import (
    NO_TESTS,
    REPOSITORY,
    file_inputs,
    merged,
    transactions,
    write_orders,
)

SETTINGS = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
FEATURE = {"order_count": {"family": "frequency", "transform": "log1p"}}
SQL = "0'); create table evil as (select 42); --"


def clustering_feature(name: str = "order_count", **changes) -> dict:
    """The vars for a single clustering feature, changed."""
    settings = FEATURE["order_count"] | changes
    return {"segments_clustering_features": {name: settings}}


def expect_refusal(dbt, variables: dict, sentence: str, parsed=None) -> None:
    """The build fails with the sentence and leaves nothing behind."""
    # as `build` begins, without the graph of its tests
    refused = dbt("run", "--no-write-json", variables=variables, parsed=parsed)
    assert not refused.succeeded
    assert sentence in refused.message
    assert refused.statuses == {}
    assert refused.tables() == set()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"segments_cluster_count": 1},
            "segments_cluster_count is 1; set it to a whole number from 2 to 20.",
        ),
        (
            {"segments_duplicate_lines": "?"},
            "segments_duplicate_lines is '?', a question that is not answered; write",
        ),
        (
            transactions(columns={"unit_price": "?"}),
            "segments_inputs.transactions.columns.unit_price is '?', a question that",
        ),
        (
            {"segments_cluster_count": 25},
            "segments_cluster_count is 25; set it to a whole number from 2 to 20.",
        ),
        (
            {"segments_cluster_count": 4.5},
            "segments_cluster_count is 4.5; set it to a whole number from 2 to 20.",
        ),
        (
            {"segments_cluster_count": True},
            "segments_cluster_count is true; set it to a whole number from 2 to 20.",
        ),
        (
            {"segments_cluster_count_min": 6, "segments_cluster_count_max": 5},
            "segments_cluster_count_min is 6; set it to a number no larger than "
            "segments_cluster_count_max, 5.",
        ),
        (
            {"segments_sample_size": None},
            "segments_sample_size is null; set it to a whole number from 100 to 200000",
        ),
        (
            {"segments_winsor_share": 0.5},
            "segments_winsor_share is 0.5; set it to a number from 0 to 0.2.",
        ),
        (
            {"segments_campaign_budget": -1},
            "segments_campaign_budget is -1; set it to a number from 0 to 1000000000.",
        ),
        (
            {"segments_campaign_salt": SQL},
            "set it to up to 40 letters, digits, ., _ or -.",
        ),
        (
            {"segments_algorithm": "foo"},
            "segments_algorithm is foo; set it to one of kmeans, ward, mixture, ",
        ),
        (
            {"segments_as_of_date": "31.12.2024"},
            "segments_as_of_date is 31.12.2024; set it to a date such as 2025-01-31, "
            "or null.",
        ),
        (
            {"segments_latest_order_date": "2025-02-30"},
            "segments_latest_order_date is 2025-02-30; set it to a date such as "
            "2025-01-31, or null.",
        ),
        (
            {"segments_earliest_order_date": "2000"},
            "segments_earliest_order_date is 2000; set it to a date such as "
            "2000-01-01, or null.",
        ),
        (
            {"segments_currency": "Euro"},
            "segments_currency is Euro; set it to a three-letter currency code such as "
            "EUR.",
        ),
        (
            {"segments_cancelled_order_prefix": "C'"},
            "segments_cancelled_order_prefix is C'; set it to up to ten letters, "
            "digits, _ or -.",
        ),
        (
            transactions(timezone="Central; European"),
            "segments_inputs.transactions.timezone is Central; European; set it to a "
            "time zone such as Europe/London.",
        ),
        (
            transactions(dates="american"),
            "segments_inputs.transactions.dates is american; set it to one of iso, "
            "dmy, mdy, ymd, excel.",
        ),
        (
            {"segments_clustering_features": {}},
            "segments_clustering_features is {}; set it to at least one feature with "
            "its family and transform.",
        ),
        (
            {"segments_clustering_features": ["order_count"]},
            "segments_clustering_features is ['order_count']; set it to at least one "
            "feature with its family and transform.",
        ),
        (
            {"segments_clustering_features": {"order_count": None}},
            "segments_clustering_features.order_count is null; set it to",
        ),
        (
            clustering_feature("order_counts"),
            "segments_clustering_features.order_counts is no feature of "
            "this shop; set it to one that is there, perhaps "
            "order_count.",
        ),
        (
            clustering_feature(transform="sqrt"),
            "segments_clustering_features.order_count.transform is sqrt; set it to one "
            "of none, log1p, yeo_johnson, rank_gauss, raw.",
        ),
        (
            clustering_feature(scaling="maximum"),
            "segments_clustering_features.order_count.scaling is maximum; set it to "
            "one of standard, minmax, robust, none.",
        ),
        (
            clustering_feature(winsor_share=0.3),
            "segments_clustering_features.order_count.winsor_share is 0.3; set it to a "
            "number from 0 to 0.2.",
        ),
        (
            clustering_feature(scalling="minmax"),
            "segments_clustering_features.order_count.scalling is no setting; did you "
            "mean scaling?",
        ),
        (
            {
                "segments_customer_attributes": {
                    "mood": {"type": "numeric", "known_from": 3}
                }
            },
            "segments_customer_attributes.mood.known_from is 3; set it to a date in "
            'quotes such as "2025-01-31".',
        ),
        (
            {
                "segments_customer_attributes": {
                    "mood": {"type": "numeric", "stands_for": "net_amonut"}
                }
            },
            "segments_customer_attributes.mood.stands_for is net_amonut; set it to a "
            "feature of orders such as net_amount, of a numeric or ordered attribute.",
        ),
        (
            {"segments_tuning": {"largest_correlation": 1.5}},
            "segments_tuning.largest_correlation is 1.5; set it to a number from 0 to "
            "1.",
        ),
        (
            {"segments_tuning": {"bakctest_weeks": 8}},
            "segments_tuning.bakctest_weeks is no setting; did you mean "
            "backtest_weeks?",
        ),
        (
            {"segments_using_history": "false"},
            "segments_using_history is the text 'false'; set it to true or false "
            "without quotes.",
        ),
        (
            {"segments_cluster_count": "4"},
            "segments_cluster_count is the text '4'; set it to a whole number from 2 "
            "to 20 without quotes.",
        ),
        (
            clustering_feature(family="mood"),
            "segments_clustering_features.order_count.family is mood; set it to one of "
            "recency, frequency, value, preference, behaviour, attributes",
        ),
        (
            {"segments_family_weights": {"frequency": -1}} | clustering_feature(),
            "segments_family_weights.frequency is -1; set it to a number from 0 to 100",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else json.dumps(value),
)
def test_a_setting_out_of_range_is_refused(dbt, parsed, variables, sentence):
    expect_refusal(dbt, variables, sentence, parsed)


def test_the_ranges_in_the_comments_are_those_of_the_check():
    """Each stands in the comment of its setting and in setting_rules."""
    project = (REPOSITORY / "dbt_project.yml").read_text()
    checks = (REPOSITORY / "macros/settings/check_settings.sql").read_text()
    checked = dict(
        re.findall(r"'(segments_\w+)': \{'numbers': \(([\d., ]+)\)", checks)
    ) | dict.fromkeys(re.findall(r"'(segments_\w+)': share", checks), "0, 1")
    checked = {
        name: [float(each) for each in ends.split(",")]
        for name, ends in checked.items()
    }
    told = {}
    comment = ""
    for line in project.splitlines():
        if found := re.fullmatch(r"  (segments_\w+):(?: [^#]*)?(#.*)?", line):
            text = found[2] or comment
            if ends := re.search(r"([\d.]+) to ([\d.]+)", text):
                told[found[1]] = [float(ends[1]), float(ends[2])]
        comment = comment + line if line.lstrip().startswith("#") else ""
    assert len(checked) > 20
    assert {name: told.get(name) for name in checked} == checked


# -- SQL in a setting ---------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [name for name, value in SETTINGS.items() if not isinstance(value, dict)],
)
def test_sql_in_a_setting_is_refused(dbt, parsed, name):
    expect_refusal(dbt, {name: SQL}, f"{name} is {SQL}; set it to", parsed)


@pytest.mark.parametrize(
    "variables",
    [
        clustering_feature(SQL),
        clustering_feature(family=SQL),
        clustering_feature(transform=SQL),
        {"segments_family_weights": {"frequency": SQL}} | clustering_feature(),
    ],
    ids=["feature", "family", "transform", "weight"],
)
def test_sql_in_a_clustering_feature_is_refused(dbt, parsed, variables):
    expect_refusal(dbt, variables, "; set it to", parsed)


# -- what the input does not hold ---------------------------------------------

ORDERS = [
    {
        "order_id": f"{order}",
        "customer_id": f"C{order}",
        "product_id": "P1",
        "ordered_at": f"2025-01-0{order}",
        "quantity": order,
        "unit_price": order * order,
    }
    for order in range(1, 6)
]


@pytest.fixture
def orders(tmp_path):
    """A CSV of five customers who differ, each with an order."""
    return write_orders(tmp_path / "orders.csv", ORDERS)


def stage(dbt, path, columns: dict | None = None) -> str:
    """The message of staging order lines, which fails."""
    staged = dbt(
        "run",
        "--select",
        "stg_segments__transactions",
        variables=merged(
            file_inputs(transactions=path), transactions(columns=columns or {})
        ),
    )
    assert not staged.succeeded
    assert staged.tables() == set()
    return staged.message


def test_a_misspelt_column_is_refused_with_the_nearest_name(dbt, orders):
    assert ("Column 'unit_prise' is not in segments_inputs.transactions") in (
        message := stage(dbt, orders, {"unit_price": "unit_prise"})
    )
    assert "segments_inputs.transactions.columns: {unit_price: " in message
    assert "perhaps 'unit_price'" in message


def test_sql_for_a_column_is_refused(dbt, orders):
    evil = 'order_id" as varchar), (select 42) as evil --'
    message = stage(dbt, orders, {"order_id": evil})
    assert f"Column '{evil}' is not in segments_inputs.transactions" in message


def test_a_needed_column_that_is_missing_is_refused(dbt, tmp_path):
    path = tmp_path / "orders.csv"
    pd.DataFrame(ORDERS).drop(columns="quantity").to_csv(path, index=False)
    message = stage(dbt, path)
    assert "Column 'quantity' is not in segments_inputs.transactions" in message
    assert "segments_inputs.transactions.columns: {quantity: <your column>}" in message


def test_a_quote_in_the_path_of_an_input_is_refused(dbt, tmp_path):
    path = write_orders(tmp_path / "shop's" / "orders.csv", ORDERS)
    message = stage(dbt, path)
    assert f"segments_inputs.transactions.from is {path}" in message
    assert "quote" in message


def test_more_clusters_than_customers_who_differ_are_refused(dbt, orders):
    refused = dbt(
        "build",
        *NO_TESTS,
        *("--select", "+int_segments__fitted_kmeans"),
        variables=file_inputs(transactions=orders) | {"segments_cluster_count": 8},
    )
    assert not refused.succeeded
    assert (
        "segments_cluster_count is 8, but only 5 customers differ in their features; "
        "set it to 5 or less, or to null."
    ) in refused.message
    assert refused.statuses["int_segments__customer_scaled"] == "error"
    assert refused.statuses["int_segments__fitted_kmeans"] == "skipped"
    assert len(refused.terminal) <= 5
