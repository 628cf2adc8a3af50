"""A BI tool reads the published file by SQLAlchemy, and imports our dashboard."""

import json
import re

import pytest
import sqlalchemy
import yaml
from dbt_builds import REPOSITORY

SUPERSET = REPOSITORY / "docs" / "bi" / "superset"
DATASETS = [
    yaml.safe_load(path.read_text()) for path in SUPERSET.glob("datasets/*/*.yaml")
]
CHARTS = [yaml.safe_load(path.read_text()) for path in SUPERSET.glob("charts/*.yaml")]
# totals by name, or rows that nobody adds up: bundles share orders, tests are no counts
WITH_ALL = {
    "segments__bundles",
    "segments__campaign_totals",
    "segments__monthly_totals",
    "segments__recommendation_backtest",
}


@pytest.fixture(scope="module")
def engine(published):
    """SQLAlchemy on the published file, as a BI tool opens it."""
    found = sqlalchemy.create_engine(
        f"duckdb:///{published}",
        connect_args={"read_only": True},
        poolclass=sqlalchemy.pool.NullPool,
    )
    yield found
    found.dispose()


def test_sqlalchemy_lists_every_table_with_its_columns(engine, demo_shop):
    inspector = sqlalchemy.inspect(engine)
    tables = set(inspector.get_table_names(schema="main"))
    assert tables == {*demo_shop.public_tables, "segments__manifest"}
    for table in sorted(tables):
        listed = [
            column["name"] for column in inspector.get_columns(table, schema="main")
        ]
        with engine.connect() as connection:
            rows = connection.execute(sqlalchemy.text(f"select * from {table} limit 0"))
            assert listed == list(rows.keys()), table
        assert "build_id" in listed


def test_sqlalchemy_reads_every_table_and_writes_none(engine, demo_shop):
    with engine.connect() as connection:
        for table in demo_shop.public_tables:
            query = sqlalchemy.text(f"select count(*) from {table}")
            assert connection.execute(query).scalar() == demo_shop.value(query.text)
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"):
            connection.execute(sqlalchemy.text("delete from segments__profiles"))


def test_only_tables_of_totals_have_a_row_for_all_segments(demo_shop):
    found = {
        table
        for table in demo_shop.public_tables
        if "segment_id" in demo_shop.models[table]["columns"]
        and demo_shop.value(f"select count(*) from {table} where segment_id = 'all'")
    }
    assert found == WITH_ALL


def test_the_dashboard_for_superset_names_tables_and_columns_that_exist(demo_shop):
    assert len(DATASETS) == 3
    columns = {}
    for each in DATASETS:
        columns[each["uuid"]] = set(demo_shop.models[each["table_name"]]["columns"])
        listed = {column["column_name"] for column in each["columns"]}
        assert listed == columns[each["uuid"]] | {"build_id"}, each["table_name"]
    for chart in CHARTS:
        settings = chart["params"]
        named = {
            *settings.get("groupby", []),
            *settings.get("all_columns", []),
            *re.findall(r'"column_name": "(\w+)"', json.dumps(settings)),
        } | ({settings["x_axis"]} if "x_axis" in settings else set())
        assert named <= columns[chart["dataset_uuid"]], chart["slice_name"]


def test_the_dashboard_for_superset_places_every_chart_by_its_uuid():
    """Superset finds a chart that is imported by its uuid and guesses without one."""
    [path] = SUPERSET.glob("dashboards/*.yaml")
    position = yaml.safe_load(path.read_text())["position"]
    placed = {
        each["meta"]["uuid"]: each["meta"]["sliceName"]
        for name, each in position.items()
        if name.startswith("CHART-")
    }
    assert placed == {chart["uuid"]: chart["slice_name"] for chart in CHARTS}
    [database] = SUPERSET.glob("databases/*.yaml")
    settings = yaml.safe_load(database.read_text())
    assert settings["sqlalchemy_uri"].startswith("duckdb:////srv/segments/")
    assert settings["extra"]["engine_params"]["connect_args"] == {"read_only": True}
