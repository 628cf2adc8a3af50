"""Builds that many tests read, made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dbt_builds import NO_UNIT_TESTS, Build, data_folder, run_dbt, vars_file

from serving.publish import publish
from serving.store import Store

BUILDS = {"parsed", "demo_shop", "published", "online_retail", "mall", "shop", "dbt"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs dbt or writes files, so that the rest can be run alone."""
    for item in items:
        if {*BUILDS, "tmp_path", "tmp_path_factory"} & set(item.fixturenames):
            item.add_marker("builds")


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The project, parsed from nothing."""
    project = run_dbt(tmp_path_factory.mktemp("parsed"), "parse", "--no-partial-parse")
    assert project.succeeded, project.message
    return project


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The demo shop, built as `dbt build` builds it."""
    shop = run_dbt(tmp_path_factory.mktemp("demo_shop"))
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(scope="session")
def published(demo_shop, tmp_path_factory) -> Path:
    """The demo shop's public tables, published."""
    store = Store(demo_shop.database.stem, tmp_path_factory.mktemp("serve"))
    publish(demo_shop.database, demo_shop.folder / "target", store)
    return store.database


@pytest.fixture(scope="session")
def online_retail(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """UCI Online Retail II, built with inputs/online_retail_ii.yml."""
    files = data_folder() / "online_retail_ii"
    if not list(files.glob("*.parquet")):
        pytest.skip(f"no Parquet file in {files}; set SEGMENTS_DATA to its parent")
    shop = run_dbt(
        tmp_path_factory.mktemp("online_retail"),
        "build",
        *NO_UNIT_TESTS,
        variables=vars_file("online_retail_ii.yml"),
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(scope="session")
def mall(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The Mall customers, built with inputs/mall_customers.yml."""
    file = data_folder() / "mall_customers" / "Mall_Customers.csv"
    if not file.exists():
        pytest.skip(f"no {file}; set SEGMENTS_DATA")
    shop = run_dbt(
        tmp_path_factory.mktemp("mall"),
        "build",
        *NO_UNIT_TESTS,
        variables=vars_file("mall_customers.yml"),
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(
    params=["demo_shop", pytest.param("online_retail", marks=pytest.mark.real_data)]
)
def shop(request: pytest.FixtureRequest) -> Build:
    """Each of the two shops in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def dbt(tmp_path: Path) -> Callable[..., Build]:
    """A dbt command in the test's own folder, as run_dbt runs it."""

    def run(*arguments: str, **settings) -> Build:
        return run_dbt(tmp_path / "build", *arguments, **settings)

    return run
