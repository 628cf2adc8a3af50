"""A folder is a module: a group, a switch, an access level, and a rank in one order."""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml
from dbt_builds import REPOSITORY, run_dbt

BASE = ("intake", "orders", "customers", "segmentation")
MODULES = (
    "lifetime_value",
    "history",
    "recommendations",
    "bundles",
    "campaigns",
    "exploration",
    "evaluation",
    "explanations",
    "quality",
)
# What a module may read besides itself and the base.
DECLARED = {
    "campaigns": {"recommendations", "lifetime_value"},
    "exploration": {"lifetime_value"},
    "evaluation": {"history"},
    "quality": set(MODULES) - {"quality"},
}
LONGEST_PATH = 46


def module_of(model: dict) -> str:
    """The module a model lies in, by its folder."""
    return model["original_file_path"].split("/")[1]


def may_read(module: str) -> set[str]:
    """The modules that a module may read: itself, those below it, those it declares."""
    if module in BASE:
        return set(BASE[: BASE.index(module) + 1])
    return {module, *BASE} | DECLARED.get(module, set())


def references(models: dict[str, dict]) -> list[tuple[dict, dict]]:
    """Every pair of a model and a model that it reads."""
    by_id = {model["unique_id"]: model for model in models.values()}
    return [
        (reader, by_id[parent])
        for reader in models.values()
        for parent in reader["depends_on"]["nodes"]
        if parent in by_id
    ]


def name_in_module(model: dict) -> str:
    """The model with its module, for messages."""
    return f"{module_of(model)}/{model['name']}"


def ways_back(models: dict[str, dict]) -> list[str]:
    """Every reference to a module that does not lie below the reader's."""
    return sorted(
        f"{name_in_module(reader)} reads {name_in_module(read)}"
        for reader, read in references(models)
        if module_of(read) not in may_read(module_of(reader))
    )


def longest_path(models: dict[str, dict]) -> list[str]:
    """The models of the longest way through the project, first to last."""
    parents = {name: [] for name in models}
    for reader, read in references(models):
        parents[reader["name"]].append(read["name"])

    @cache
    def way_to(name: str) -> tuple[str, ...]:
        return max(
            (way_to(parent) for parent in parents[name]), key=len, default=()
        ) + (name,)

    return list(max(map(way_to, models), key=len))


def switches(names: tuple[str, ...], on: bool) -> dict[str, bool]:
    """The vars that switch modules."""
    return {f"segments_using_{name}": on for name in names}


# -- order --------------------------------------------------------------------


def test_every_model_reads_only_what_lies_below_it(parsed):
    assert ways_back(parsed.models) == []


def test_a_way_back_is_found():
    def model(name, module, *parents):
        return {
            "name": name,
            "unique_id": name,
            "original_file_path": f"models/{module}/{name}.sql",
            "depends_on": {"nodes": list(parents)},
        }

    models = {
        "a": model("a", "orders", "b"),
        "b": model("b", "history", "c"),
        "c": model("c", "intake"),
    }
    assert ways_back(models) == ["orders/a reads history/b"]
    assert longest_path(models) == ["c", "b", "a"]


def test_the_longest_path_is_short(parsed):
    path = longest_path(parsed.models)
    assert len(path) <= LONGEST_PATH, " > ".join(path)


def test_within_a_module_no_intermediate_reads_a_mart(parsed):
    assert [
        f"{reader['name']} reads {read['name']}"
        for reader, read in references(parsed.models)
        if module_of(reader) == module_of(read)
        and read["access"] == "public"
        and reader["access"] != "public"
    ] == []


def test_every_model_has_the_group_and_the_access_of_its_folder(parsed):
    read_elsewhere = {
        read["name"]
        for reader, read in references(parsed.models)
        if module_of(reader) != module_of(read)
    }
    for name, model in parsed.models.items():
        assert module_of(model) in BASE + MODULES
        assert model["group"] == f"segments_{module_of(model)}"
        if "/marts/" in model["original_file_path"]:
            assert model["access"] == "public", name
        elif name in read_elsewhere:
            assert model["access"] == "protected", name


# -- switches -----------------------------------------------------------------


def test_every_module_has_a_switch_and_a_selector():
    settings = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
    selectors = yaml.safe_load((REPOSITORY / "selectors.yml").read_text())["selectors"]
    using = {name for name in settings if name.startswith("segments_using_")}
    assert using - {"segments_using_metrics"} == set(switches(MODULES, True))
    defined = {selector["name"]: selector["definition"] for selector in selectors}
    assert {"base", "score", "score_base", *MODULES} == set(defined)
    fits = defined["score"]["union"][-1]
    assert defined["score_base"]["union"] == [*defined["base"]["union"], fits]


@pytest.mark.parametrize("module", MODULES)
def test_the_project_parses_without_a_module(tmp_path, module):
    parsed = run_dbt(tmp_path, "parse", variables=switches((module,), False))
    assert parsed.succeeded, parsed.message
    assert parsed.warnings == []
    left = {module_of(model) for model in parsed.models.values()}
    assert left == set(BASE + MODULES) - {module} - (
        {"evaluation"} if module == "history" else set()
    )


def test_a_rule_seed_is_loaded_only_where_something_reads_it(base_shop):
    seeds = {
        node["unique_id"]
        for node in base_shop.nodes("seed").values()
        if "/rules/" in node["original_file_path"]
    }
    nodes = base_shop.manifest["nodes"].values()
    read = {
        parent
        for node in nodes
        if node["resource_type"] == "model" or not node.get("attached_node")
        for parent in node["depends_on"].get("nodes", [])
    }
    assert seeds
    assert seeds <= read


@pytest.fixture(scope="module")
def base_shop(tmp_path_factory):
    """The demo shop with every module off."""
    folder = tmp_path_factory.mktemp("base")
    built = run_dbt(
        folder,
        "build",
        "--exclude-resource-types",
        "unit_test",
        variables=switches(MODULES, False),
    )
    assert built.succeeded, built.message
    return built


def test_the_base_alone_has_the_tables_of_the_whole(base_shop, demo_shop):
    assert {
        "segments__customers",
        "segments__profiles",
        "segments__top_products",
    } <= set(base_shop.public_tables)
    for table in base_shop.public_tables:
        query = f"select * from {table} order by all"
        assert base_shop.frame(query).equals(demo_shop.frame(query)), table


def test_the_base_takes_less_than_half_of_the_nodes(base_shop, demo_shop):
    assert len(base_shop.statuses) <= 0.5 * len(demo_shop.statuses)


@pytest.mark.parametrize(
    "selection",
    [
        ("--select", "+segments__profiles", "+segments__customers"),
        ("--selector", "base"),
    ],
)
def test_a_part_builds_on_an_empty_database(tmp_path, selection):
    built = run_dbt(
        tmp_path, "build", *selection, "--exclude-resource-types", "unit_test"
    )
    assert built.succeeded, built.message
    assert built.warnings == []
    ran = {name for name in built.statuses if re.fullmatch("segments__[a-z_]+", name)}
    assert "segments__profiles" in ran
    assert "segments__history" not in ran
