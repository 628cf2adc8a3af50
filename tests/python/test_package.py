"""Other people's projects install this one, build on it and are not disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt_builds import INPUTS, run_dbt

REPOSITORY = Path(__file__).parents[2]
PROJECTS = REPOSITORY / "integration_tests"
NO_TESTS = ("--exclude", "resource_type:test")


@dataclass(frozen=True)
class Project:
    """An installing project, with everything that dbt writes for it elsewhere."""

    name: str
    work: Path

    @property
    def folder(self) -> Path:
        """Where the project lies."""
        return PROJECTS / self.name

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a dbt command in the project."""
        return subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments],
            cwd=self.folder,
            env=os.environ
            | {
                "SEGMENTS_DUCKDB_PATH": str(self.work / "shop.duckdb"),
                "DBT_TARGET_PATH": str(self.work / "target"),
                "DBT_LOG_PATH": str(self.work / "logs"),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, *arguments: str) -> None:
        """Run a dbt command that must succeed without a warning."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout[-3000:]
        assert "WARNING" not in done.stdout, done.stdout[-3000:]

    def artifact(self, name: str) -> dict:
        """What the last command wrote into its target folder."""
        return json.loads((self.work / "target" / f"{name}.json").read_text())

    def values(self, query: str) -> list:
        """The first column of a query's rows."""
        with duckdb.connect(self.work / "shop.duckdb", read_only=True) as connection:
            return [row[0] for row in connection.sql(query).fetchall()]


@dataclass(frozen=True)
class Found:
    """What dbt found in a project when it parsed it."""

    manifest: dict
    semantic_manifest: dict

    def packages_of(self, kind: str) -> set[str]:
        """The packages that have a part of this kind."""
        return {part["package_name"] for part in self.manifest[kind].values()}

    def schemas(self, kind: str) -> set[str]:
        """The schemas that the package's nodes of a resource type go into."""
        return {
            node["schema"]
            for node in self.manifest["nodes"].values()
            if node["package_name"] == "customer_segments"
            and node["resource_type"] == kind
        }


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Each project with the package in it and its own seeds loaded, once asked for."""
    projects = {}

    def install(name: str) -> tuple[Project, Found]:
        if name not in projects:
            project = Project(name, tmp_path_factory.mktemp(name))
            project.succeed("deps")
            project.succeed("seed", "--select", "package:this")
            found = [
                project.artifact(kind) for kind in ("manifest", "semantic_manifest")
            ]
            projects[name] = project, Found(*found)
        return projects[name]

    return install


@pytest.fixture(scope="module")
def empty(installed):
    """A project with hardly a model, its own schemas and four threads; built once."""
    project, _ = installed("empty")
    project.succeed("build", *NO_TESTS)
    return project


@pytest.fixture(scope="module")
def jaffle_shop(installed):
    """A project with metrics, a front page, a time spine and a schema macro."""
    return installed("jaffle_shop")[0]


@pytest.fixture(scope="module")
def shopify(installed):
    """A project on Shopify's tables as Fivetran loads them."""
    return installed("shopify")[0]


def test_unit_tests_of_the_package_are_not_run_in_other_projects(installed):
    assert installed("empty")[1].packages_of("unit_tests") == set()
    assert installed("jaffle_shop")[1].packages_of("unit_tests") == {"jaffle_shop"}


def test_the_front_page_belongs_to_the_installing_project(installed):
    for name, own in {
        "empty": [],
        "jaffle_shop": ["doc.jaffle_shop.__overview__"],
    }.items():
        docs = installed(name)[1].manifest["docs"]
        front_pages = [page for page in docs if page.endswith(".__overview__")]
        assert sorted(front_pages) == ["doc.dbt.__overview__", *own]
        tour = docs["doc.customer_segments.__customer_segments__"]
        assert "segments__profiles" in tour["block_contents"]


def test_metrics_are_built_only_where_they_are_asked_for(installed):
    assert installed("shopify")[1].packages_of("metrics") == set()
    assert installed("shopify")[1].packages_of("semantic_models") == set()
    both = {"jaffle_shop", "customer_segments"}
    assert installed("jaffle_shop")[1].packages_of("metrics") == both
    assert installed("jaffle_shop")[1].packages_of("semantic_models") == both


def test_the_time_spine_is_the_installing_project_s(installed):
    for name, own in {"shopify": [], "jaffle_shop": ["metricflow_time_spine"]}.items():
        semantic = installed(name)[1].semantic_manifest
        spines = semantic["project_configuration"]["time_spines"]
        assert [spine["node_relation"]["alias"] for spine in spines] == own


def test_tables_go_where_the_project_says(installed):
    found = installed("empty")[1]
    assert found.schemas("model") == {"analytics_marketing"}
    assert found.schemas("seed") == {"analytics_marketing"}


def test_seeds_name_a_schema_for_macros_that_ask_for_one(installed):
    found = installed("jaffle_shop")[1]
    assert found.schemas("seed") == {"segments_rules"}
    assert found.schemas("model") == {"dbt_dev"}


def test_private_models_cannot_be_referenced_from_outside(installed):
    project, _ = installed("shopify")
    trespasser = project.folder / "models" / "trespasser.sql"
    trespasser.write_text("select * from {{ ref('int_segments__orders') }}\n")
    try:
        parsed = project.run("parse")
    finally:
        trespasser.unlink()
    assert parsed.returncode != 0
    assert "not allowed because the referenced node is protected" in parsed.stdout


def test_a_sample_is_built_of_the_orders_in_it(shopify):
    sample = "{'start': '2025-01-01', 'end': '2025-03-01'}"
    only = ("--select", "+stg_segments__transactions")
    shopify.succeed("build", *NO_TESTS, "--sample", sample, *only)
    [first_day, last_day] = shopify.values(
        "select unnest([min(ordered_at), max(ordered_at)]) "
        "from dbt_dev.stg_segments__transactions"
    )
    assert str(first_day)[:7] == "2025-01"
    assert str(last_day)[:7] == "2025-02"


def test_every_buyer_of_a_shopify_shop_has_a_segment(shopify):
    shopify.succeed("build", *NO_TESTS)
    differing = shopify.values(
        """
        with own as (
            select
                cast(customer_id as varchar) as customer_id,
                sum(price * quantity - total_discount) as amount
            from dbt_dev.shopify_order_lines
            group by all
        )

        select customer_id
        from own
        full join dbt_dev.segments__customers as segmented using (customer_id)
        where
            segment_name is null
            or abs(coalesce(amount, 0) - coalesce(net_amount, 0)) > 0.005
        """
    )
    assert differing == []
    assert shopify.values("select count(*) from dbt_dev.segments__customers") == [40]
    categories = (
        "select distinct category from dbt_dev.segments__top_products order by 1"
    )
    assert shopify.values(categories) == ["Bags", "Care", "Shoes", "Socks"]


def test_a_project_builds_on_the_public_tables(jaffle_shop):
    jaffle_shop.succeed("build")
    results = jaffle_shop.artifact("run_results")["results"]
    ran = {result["unique_id"] for result in results}
    assert any("assert_every_buyer_is_on_the_mailing_list" in node for node in ran)
    assert not any("seed.customer_segments.raw_" in node for node in ran)
    assert jaffle_shop.values("select count(*) from dbt_dev.mailing_list") == [40]


def test_a_build_is_kept_from_the_schema_it_was_built_in(empty):
    empty.succeed("run-operation", "keep_build")
    kept = empty.values(
        "select table_name from duckdb_tables "
        "where schema_name = 'segments_previous' order by 1"
    )
    assert kept == [
        "segments__customers",
        "segments__history",
        "segments__model_parameters",
        "segments__model_registry",
    ]
    own_schema = ("--args", "{schema: analytics_marketing}")
    refused = empty.run("run-operation", "keep_build", *own_schema)
    assert refused.returncode != 0
    assert "schema is analytics_marketing" in refused.stdout


def test_a_wrong_setting_stops_only_what_builds_the_package(empty):
    settings = {"segments_currency": "nonsense"}
    wrong = ("--vars", json.dumps(settings))
    empty.succeed("run", "--select", "deliveries", *wrong)
    refused = empty.run("seed", "--select", "segments_playbook", *wrong)
    assert refused.returncode != 0
    assert "segments_currency is nonsense" in refused.stdout


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("## An empty project with schemas of its own", "empty"),
        ("## A project like jaffle-shop", "jaffle_shop"),
        ("## Shopify's tables as Fivetran loads them", "shopify"),
    ],
)
def test_the_readme_shows_the_settings_of_each_project(heading, name):
    section = (PROJECTS / "README.md").read_text().split(heading)[1]
    shown = yaml.safe_load(section.split("```yaml")[1].split("```")[0])
    project = yaml.safe_load((PROJECTS / name / "dbt_project.yml").read_text())
    settings = shown["vars"]["customer_segments"]
    used = project["vars"]["customer_segments"]
    assert settings == {name: used.get(name) for name in settings}
    for kind in {"models", "seeds"} & set(shown):
        assert shown[kind] == {each: project[kind].get(each) for each in shown[kind]}


def test_an_input_that_is_not_named_is_absent(tmp_path):
    named = {"segments_inputs": {"transactions": {"from": "orders.csv"}}}
    parsed = run_dbt(tmp_path, "parse", variables=named)
    assert parsed.succeeded, parsed.message
    demo_seeds = {f"seed.customer_segments.raw_segments_{name}" for name in INPUTS}
    read = set()
    for model in parsed.models.values():
        read |= set(model["depends_on"]["nodes"])
    assert not read & demo_seeds
