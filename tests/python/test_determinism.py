"""The tables are a function of inputs and vars, not of threads, order or clock."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from dbt_builds import INPUTS, NO_TESTS, SEEDS, Build, file_inputs, run_dbt
from same_bytes import fingerprint

FILES = {name: f"raw_segments_{name}.csv" for name in INPUTS}


def fingerprints(shop: Build, **without: str) -> dict[str, str]:
    """The fingerprint of every public table; `without` names columns to leave out."""
    with duckdb.connect(shop.database, read_only=True) as connection:
        return {
            table: fingerprint(connection, table, without.get(table))
            for table in shop.public_tables
        }


def build_from(folder: Path, files: Path, threads: int = 2) -> Build:
    """The demo shop, read from CSV files."""
    inputs = file_inputs(**{name: files / file for name, file in FILES.items()})
    shop = run_dbt(folder, "build", *NO_TESTS, variables=inputs, threads=threads)
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(scope="module")
def demo_from_files(tmp_path_factory) -> Build:
    """The demo shop, read from the CSV files its seeds are loaded from."""
    return build_from(tmp_path_factory.mktemp("demo_from_files"), SEEDS)


def test_every_public_table_of_the_demo_has_rows(demo_shop):
    empty = [
        table
        for table in demo_shop.public_tables
        if demo_shop.value(f"select count(*) from {table}") == 0
    ]
    # the demo shop names no attributes of its own, and its records are all used
    assert empty == ["segments__attribute_levels", "segments__rejected_records"]


def test_neither_the_order_of_raw_rows_nor_more_threads_matter(
    demo_from_files, tmp_path
):
    for number, file in enumerate(FILES.values()):
        raw = pd.read_csv(SEEDS / file, dtype=str, keep_default_na=False)
        shuffled = raw.sample(frac=1, random_state=number)
        assert not shuffled.index.equals(raw.index)
        shuffled.to_csv(tmp_path / file, index=False)
    again = build_from(tmp_path / "build", tmp_path, threads=4)
    assert fingerprints(again) == fingerprints(demo_from_files)


def test_files_give_the_tables_that_seeds_give(demo_shop, demo_from_files):
    # only a file has a name to tell where a line came from
    source = {"segments__rejected_transactions": "source_file"}
    assert fingerprints(demo_from_files, **source) == fingerprints(demo_shop, **source)


def test_one_thread_and_the_default_as_of_date_make_no_difference(demo_shop, dbt):
    day_after_the_last_order = demo_shop.value(
        "select cast(cast(max(ordered_at) as date) + 1 as varchar) "
        "from int_segments__transaction_lines where is_accepted"
    )
    again = dbt(
        "build",
        *NO_TESTS,
        variables={"segments_as_of_date": day_after_the_last_order},
        threads=1,
    )
    assert again.succeeded, again.message
    reason = {"segments__decisions": "reason"}
    assert fingerprints(again, **reason) == fingerprints(demo_shop, **reason)
    reasons = "select question, subject, reason from segments__decisions"
    assert set(again.rows(reasons)) - set(demo_shop.rows(reasons)) == {
        ("as-of date", "shop", "set by segments_as_of_date")
    }
