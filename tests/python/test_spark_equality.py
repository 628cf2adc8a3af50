"""The comparison of a Spark build with a DuckDB build sees what differs."""

import duckdb
import pandas as pd
import pytest
import spark_equality

ROWS = {
    "customer_id": ["a", "b", None],
    "order_count": [1, 2, 3],
    "share": [0.1, 0.2, None],
}


@pytest.fixture
def builds(tmp_path):
    """Compare a table of three rows with what Spark is said to have written."""
    database = tmp_path / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.register("expected", pd.DataFrame(ROWS))
        connection.sql("create table segments__customers as select * from expected")

    def compare(**changed):
        folder = tmp_path / "warehouse" / "segments.db" / "segments__customers"
        folder.mkdir(parents=True)
        pd.DataFrame(ROWS | changed).sort_index(ascending=False).to_parquet(
            folder / "part.parquet"
        )
        return spark_equality.compare(tmp_path, database)

    return compare


def test_equal_tables_are_equal_in_any_order_and_to_the_last_digits(builds):
    assert builds(share=[0.1 + 1e-12, 0.2, None]) == (1, {})


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"customer_id": ["a", "c", None]}, "customer_id: 1 values"),
        ({"order_count": [1, 2, 4]}, "order_count: 1 values"),
        ({"share": [0.1, 0.2 + 1e-7, None]}, "share: 1 values, by up to 1.0e-07"),
        ({"share": [0.1, 0.2, 0.0]}, "share: 1 values, by up to 0.0e+00"),
        ({"more": [1, 2, 3]}, "the columns differ"),
    ],
)
def test_what_differs_is_said(builds, changed, complaint):
    _, complaints = builds(**changed)
    assert complaint in complaints["segments__customers"]
