"""docs/capabilities.md lists every capability, and all that it names exists."""

import re

import pytest
import yaml
from dbt_builds import REPOSITORY, Build

SETTINGS = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
ROWS = {
    cells[0]: cells[2]
    for line in (REPOSITORY / "docs" / "capabilities.md").read_text().splitlines()
    if re.fullmatch(r"\d\.\d+", (cells := line.strip("| ").split(" | "))[0])
}


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def exists(shop: Build, name: str) -> bool:
    if "/" in name or name.endswith((".md", ".yml")):
        return (REPOSITORY / name).exists()
    table, _, column = name.partition(".")
    if column:
        return column in shop.column_types(table)
    return name in SETTINGS or name in shop.tables()


def test_every_capability_is_listed():
    sources = {0: 19, 1: 19, 2: 24, 3: 14, 4: 19}
    wanted = {
        f"{source}.{row}"
        for source, rows in sources.items()
        for row in range(1, rows + 1)
    }
    assert ROWS.keys() == wanted


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_something_or_says_that_it_is_not_built(row):
    assert named(ROWS[row]) or "not built yet" in ROWS[row]


def test_all_that_is_named_exists(demo_shop):
    names = {name for cell in ROWS.values() for name in named(cell)}
    assert len(names) > 50
    assert {name for name in names if not exists(demo_shop, name)} == set()


def test_a_name_that_does_not_exist_is_noticed(demo_shop):
    assert not exists(demo_shop, "segments__profiles.no_such_column")
    assert not exists(demo_shop, "segments__no_such_table")
    assert not exists(demo_shop, "analyses/no_such_question.sql")
