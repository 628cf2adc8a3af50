"""Write a public table as CSV that a spreadsheet may open.

    python scripts/export.py build/shop.duckdb segments__campaign_audiences audience.csv

The tables keep every name as it came. A spreadsheet takes text that begins with =, +, -
or @ for a formula and runs it, so that here an apostrophe is put before such text, and
before a tab or a line end that would hide one. Numbers are numbers, also below zero.
"""

import csv
import sys
from pathlib import Path

import duckdb

OPENERS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def harmless(value: object) -> object:
    """Text that no spreadsheet reads as a formula; other values unchanged."""
    if isinstance(value, str) and value.startswith(OPENERS):
        return "'" + value
    return value


def export(database: Path, table: str, target: Path) -> int:
    """Write a public table, rows in order of its columns; the number of rows."""
    if not (table.startswith("segments__") and table.isidentifier()):
        raise SystemExit(f"{table} is no table of segments; name one, segments__...")
    with duckdb.connect(str(database), read_only=True) as connection:
        known = connection.execute(
            "select count(*) from duckdb_tables() where table_name = ?", [table]
        ).fetchone()
        if not known[0]:
            raise SystemExit(f"{table} is not in {database}; build it first.")
        found = connection.execute(f"from {table} order by all")
        count = 0
        with target.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
            writer.writerow(column[0] for column in found.description)
            while rows := found.fetchmany(10_000):
                writer.writerows([harmless(value) for value in row] for row in rows)
                count += len(rows)
    return count


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    database, table, target = sys.argv[1:]
    print(f"{export(Path(database), table, Path(target)):,} rows in {target}")
