"""What is exported opens in a spreadsheet without running anything."""

import csv
import sys

import duckdb
import pytest
from dbt_builds import REPOSITORY

sys.path.append(str(REPOSITORY / "scripts"))

from export import export

FORMULAS = [
    "=1+1",
    "=cmd|'/c calc'!A1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
]
HARMLESS = ["Red mug", "a=b", "'=1", '5" plate, "red"', "", "5-6"]


@pytest.fixture
def shop(tmp_path):
    """A database with a table of names."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            "create table segments__names (number integer, name varchar, money decimal)"
        )
        connection.executemany(
            "insert into segments__names values (?, ?, -2.5)",
            list(enumerate([*FORMULAS, *HARMLESS, None])),
        )
    return path


def read(path) -> list[list[str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def test_formulas_become_text_and_nothing_else_changes(shop, tmp_path):
    assert export(shop, "segments__names", tmp_path / "names.csv") == 19
    header, *rows = read(tmp_path / "names.csv")
    assert header == ["number", "name", "money"]
    assert [row[1] for row in rows] == ["'" + text for text in FORMULAS] + [
        *HARMLESS,
        "",
    ]
    assert {row[2] for row in rows} == {"-2.500"}
    # the table keeps the names as they came
    with duckdb.connect(shop, read_only=True) as connection:
        kept = connection.sql("select name from segments__names order by number")
        assert [name for (name,) in kept.fetchall()[:12]] == FORMULAS


@pytest.mark.parametrize(
    "table", ["segments__nothing", "x; drop table y", "int_segments__orders"]
)
def test_another_table_is_refused(shop, tmp_path, table):
    with pytest.raises(SystemExit, match="segments"):
        export(shop, table, tmp_path / "names.csv")
    assert not (tmp_path / "names.csv").exists()
