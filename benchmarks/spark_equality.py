"""Compare the public tables of a Spark build with those of a DuckDB build.

python benchmarks/spark_equality.py build/spark build/spark/customer_segments.duckdb

Counts, dates, text and money must be equal; doubles may differ by 1e-9 of their size.
Rows are paired by sorting both tables by what must be equal, then by the doubles.
Prints a line per table that differs, and ends with an error where one does.
"""

import sys
from pathlib import Path

import duckdb
import pandas as pd

# one in the ninth digit, to which many columns are rounded
TOLERANCE = 1.001e-9
# what may differ by more, and why
TOLERANCES = {
    # predictions are rounded to four decimals, and a mean of two is often a tie
    "segments__lifetime_value_backtest.measured_value": 1e-5,
    # 100 times the ratio of two means that are rounded to nine decimals
    "segments__profile_features.index_against_all": 1e-8,
}
# what cannot be equal, and why
UNEQUAL = {
    # of doubles as text, which the engines write in different ways
    "segments__model_registry.model_hash",
    # of prices rounded to cents, and half a cent in a double goes either way
    "segments__price_elasticities.price_count",
}


def spark_tables(folder: Path) -> dict[str, Path]:
    """The public tables in the warehouse of a Spark build, by name."""
    paths = sorted((folder / "warehouse").glob("*.db/segments__*"))
    return {path.name: path for path in paths}


def paired(table: pd.DataFrame, loose: dict[str, float]) -> pd.DataFrame:
    """The rows in an order that does not depend on the last digits of doubles."""
    exact = [column for column in table if column not in loose]
    rounded = table[list(loose)].round(6).add_suffix(" rounded")
    keys = exact + list(rounded)
    whole = pd.concat([table, rounded], axis=1)
    return whole.sort_values(keys, kind="stable").reset_index(drop=True)


def differences(
    expected: pd.DataFrame, found: pd.DataFrame, loose: dict[str, float]
) -> list[str]:
    """What differs between two tables; loose: columns of doubles, with tolerances."""
    if len(expected) != len(found):
        return [f"{len(expected)} rows on DuckDB, {len(found)} on Spark"]
    first, second = paired(expected, loose), paired(found, loose)
    complaints = []
    for column in expected:
        if column in loose:
            gap = (first[column] - second[column]).abs()
            unequal = gap > loose[column] * first[column].abs().clip(lower=1)
            unequal |= first[column].isna() != second[column].isna()
        else:
            unequal = first[column] != second[column]
        if unequal.any():
            by = f", by up to {gap.max():.1e}" if column in loose else ""
            complaints.append(f"{column}: {unequal.sum()} values{by}")
    return complaints


def compare(folder: Path, database: Path) -> tuple[int, dict[str, list[str]]]:
    """How many tables were compared, and what differs in each that differs."""
    connection = duckdb.connect()
    connection.execute(f"attach '{database}' as shop (read_only)")
    compared, complaints = 0, {}
    for name, path in spark_tables(folder).items():
        types = dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns()"
                " where database_name = 'shop' and table_name = ?",
                [name],
            ).fetchall()
        )
        if not types:
            continue
        compared += 1
        written = connection.sql(f"select * from read_parquet('{path}/*.parquet')")
        if set(written.columns) != set(types):
            complaints[name] = ["the columns differ"]
            continue
        loose = {
            column: TOLERANCES.get(f"{name}.{column}", TOLERANCE)
            for column, kind in types.items()
            if kind == "DOUBLE"
        }
        # what must be equal is compared as text, with a mark for null
        selected = ", ".join(
            f'"{column}"'
            if column in loose
            else f"coalesce(cast(cast(\"{column}\" as {kind}) as varchar), '(null)')"
            f' as "{column}"'
            for column, kind in types.items()
            if f"{name}.{column}" not in UNEQUAL
        )
        expected = connection.sql(f'select {selected} from shop."{name}"').df()
        found = connection.sql(f"select {selected} from written").df()
        if unequal := differences(expected, found, loose):
            complaints[name] = unequal
    return compared, complaints


def main() -> int:
    """Print what differs; 1 if anything does, or nothing could be compared."""
    compared, complaints = compare(*map(Path, sys.argv[1:3]))
    for name, lines in complaints.items():
        print(f"{name}: " + "; ".join(lines))
    print(f"{compared - len(complaints)} of {compared} public tables are equal")
    return 1 if complaints or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
