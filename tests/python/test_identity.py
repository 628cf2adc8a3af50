"""Customers are scored by a model that stays, and segments stay who they are."""

import shutil

import pandas as pd
import pytest
from dbt_builds import NO_TESTS, SEEDS, Build, file_inputs, run_dbt

NEW_CUSTOMERS = 40
SEGMENT = "select segment_id, second_segment_id, segment_confidence, is_borderline"


@pytest.fixture(scope="module")
def twins(demo_shop) -> list[str]:
    """Customers with orders, from every segment."""
    return [
        customer
        for (customer,) in demo_shop.rows(
            "select customer_id from segments__customers where order_count > 0 "
            f"order by md5(customer_id) limit {NEW_CUSTOMERS}"
        )
    ]


@pytest.fixture(scope="module")
def scored_again(demo_shop: Build, twins: list[str], tmp_path_factory) -> Build:
    """The demo shop's database after `dbt build --selector score`, with new customers.

    Each of them bought what a known customer had bought.
    """
    folder = tmp_path_factory.mktemp("scored_again")
    files = {
        name: folder / f"{name}.csv"
        for name in ("transactions", "customers", "products")
    }
    for name, file in files.items():
        shutil.copy(SEEDS / f"raw_segments_{name}.csv", file)
    lines = pd.read_csv(files["transactions"], dtype=str, keep_default_na=False)
    known = lines["customer_id"].str.strip().str.upper()
    new = lines[known.isin(twins)].copy()
    new["customer_id"] = "NEW-" + known[new.index]
    new["order_id"] = new["order_id"] + "N"
    pd.concat([lines, new]).to_csv(files["transactions"], index=False)
    shutil.copy(demo_shop.database, folder / demo_shop.database.name)
    shop = run_dbt(
        folder,
        "build",
        "--selector",
        "score",
        *NO_TESTS,
        variables=file_inputs(**files),
    )
    assert shop.succeeded, shop.message
    return shop


def python_models(shop: Build) -> list[str]:
    """The names of the models that are written in Python."""
    return [name for name, node in shop.models.items() if node["language"] == "python"]


def test_scoring_runs_no_python_and_everything_else(scored_again):
    fitted = set(python_models(scored_again))
    assert len(fitted) >= 10
    assert fitted & set(scored_again.statuses) == set()
    sql = set(scored_again.models) - fitted
    assert sql <= set(scored_again.statuses)


def test_scoring_leaves_the_fitted_model_as_it_was(scored_again, demo_shop):
    for model in python_models(scored_again):
        text = "select cast(fitted as varchar) as row_text"
        rows = f"{text} from {model} as fitted order by row_text"
        assert scored_again.rows(rows) == demo_shop.rows(rows), model
    version = "select model_version, model_hash from segments__model_registry"
    assert scored_again.rows(version) == demo_shop.rows(version)


def test_new_customers_are_in_the_segment_of_whom_they_equal(scored_again, twins):
    assert len(twins) == NEW_CUSTOMERS
    for customer in twins:
        of = "from segments__customers where customer_id ="
        [new] = scored_again.rows(f"{SEGMENT} {of} 'NEW-{customer}'")
        [known] = scored_again.rows(f"{SEGMENT} {of} '{customer}'")
        assert new == known, customer


def test_known_customers_stay_in_their_segments(scored_again, demo_shop):
    rows = (
        "select customer_id, segment_id, second_segment_id, segment_confidence "
        "from segments__customers where customer_id not like 'NEW-%' order by 1"
    )
    pd.testing.assert_frame_equal(scored_again.frame(rows), demo_shop.frame(rows))
