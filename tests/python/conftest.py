"""Builds that many tests read, made once."""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable
from dataclasses import replace
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
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable:
    """Make a build that all workers of a run read: the first makes it, the others wait.

    Nobody may write to its folder; a test that changes it copies the database.
    """
    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent

    def make(name: str, build: Callable[[Path], Build]) -> Build:
        kept = folder / f"{name}.pickle"
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                shop = replace(build(folder / name), result=None)
                kept.write_bytes(pickle.dumps(shop))
        shop = pickle.loads(kept.read_bytes())
        assert shop.succeeded, shop.message
        return shop

    return make


def published_as(folder: Path) -> Store:
    """Where the public tables of the build in a folder are published."""
    return Store("shop", folder / "serve")


@pytest.fixture(scope="session")
def demo_shop(made_once) -> Build:
    """The demo shop, built as `dbt build` builds it, and published."""

    def build(folder: Path) -> Build:
        shop = run_dbt(folder)
        if shop.succeeded:
            publish(shop.database, folder / "target", published_as(folder))
        return shop

    return made_once("demo_shop", build)


@pytest.fixture(scope="session")
def published(demo_shop) -> Path:
    """The demo shop's public tables, published."""
    return published_as(demo_shop.folder).database


@pytest.fixture(scope="session")
def online_retail(made_once) -> Build:
    """UCI Online Retail II, built with inputs/online_retail_ii.yml."""
    files = data_folder() / "online_retail_ii"
    if not list(files.glob("*.parquet")):
        pytest.skip(f"no Parquet file in {files}; set SEGMENTS_DATA to its parent")
    settings = vars_file("online_retail_ii.yml")
    return made_once(
        "online_retail",
        lambda folder: run_dbt(folder, "build", *NO_UNIT_TESTS, variables=settings),
    )


@pytest.fixture(scope="session")
def mall(made_once) -> Build:
    """The Mall customers, built with inputs/mall_customers.yml."""
    file = data_folder() / "mall_customers" / "Mall_Customers.csv"
    if not file.exists():
        pytest.skip(f"no {file}; set SEGMENTS_DATA")
    settings = vars_file("mall_customers.yml")
    return made_once(
        "mall",
        lambda folder: run_dbt(folder, "build", *NO_UNIT_TESTS, variables=settings),
    )


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
