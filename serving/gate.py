"""The gate: what the last dbt command says of its models and tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from serving.problems import NotPublishedError

PASSED = {"success", "pass", "warn", "no-op"}
BUILT = {"model", "seed", "snapshot"}


@dataclass(frozen=True)
class PublicTable:
    """A table anybody may read, and where the build wrote it."""

    name: str
    relation: str
    module: str
    withheld: list[str]  # columns that stay in the build


@dataclass(frozen=True)
class PassedBuild:
    """A build whose every model and test passed."""

    tables: list[PublicTable]
    currency: str | None


def passed_build(target: Path, name: str) -> PassedBuild:
    """The last dbt command in a target folder, or why it must not be published.

    name: of the database, as dbt calls it, which is the file's name without its end.
    """
    manifest, run = read(target / "manifest.json"), read(target / "run_results.json")
    command = run["args"].get("which")
    if command != "build":
        raise NotPublishedError(
            f"the last dbt command was `dbt {command}`; run `dbt build`, then publish"
        )
    statuses = {each["unique_id"]: each for each in run["results"]}
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["config"].get("materialized") != "ephemeral"
    }
    refuse_failed(statuses)
    refuse_missing(nodes, statuses)
    public = [
        node
        for node in nodes.values()
        if node["resource_type"] == "model"
        and node.get("access") == "public"
        and node["name"].startswith("segments__")
    ]
    if not public:
        raise NotPublishedError("the build has no public table named segments__*")
    for node in public:
        if node["database"] != name:
            raise NotPublishedError(
                f"the last dbt build wrote {node['database']}.duckdb, not "
                f"{name}.duckdb; run `dbt build` for {name}, then publish"
            )
    return PassedBuild(
        tables=[
            PublicTable(
                node["name"],
                node["relation_name"],
                (node.get("group") or "").removeprefix("segments_"),
                withheld_columns(node),
            )
            for node in sorted(public, key=lambda node: node["name"])
        ],
        currency=next(
            (
                node["config"]["meta"]["currency"]
                for node in public
                if (node["config"].get("meta") or {}).get("currency")
            ),
            None,
        ),
    )


def withheld_columns(node: dict) -> list[str]:
    """The columns of a model whose meta says published: false."""
    return [
        column["name"]
        for column in node.get("columns", {}).values()
        if (column.get("config", {}).get("meta") or {}).get("published") is False
    ]


def refuse_failed(statuses: dict) -> None:
    """Stop where a node failed, was skipped or was stopped."""
    failed = {
        key: each for key, each in statuses.items() if each["status"] not in PASSED
    }
    if not failed:
        return
    # what failed comes before what was skipped because of it
    key, worst = min(
        failed.items(),
        key=lambda item: (item[1]["status"] in ("skipped", "partial success"), item[0]),
    )
    said = " ".join(str(worst.get("message") or "").split())[:200]
    raise NotPublishedError(
        f"{len(failed)} models or tests of the build did not pass, among them "
        f"{key.split('.')[2]}" + (f": {said}" if said else "")
    )


def refuse_missing(nodes: dict, statuses: dict) -> None:
    """Stop where the command left out a model, a seed or a test of the project."""
    missing = [
        key
        for key, node in nodes.items()
        if key not in statuses
        and (
            node["resource_type"] in BUILT
            # a test whose model is switched off has nothing to test
            or (node["resource_type"] == "test" and node["depends_on"]["nodes"])
        )
    ]
    if missing:
        raise NotPublishedError(
            f"the last dbt build left out {len(missing)} models or tests, among them "
            f"{min(missing).split('.')[2]}; run `dbt build` without a selection"
        )


def read(path: Path) -> dict:
    """A file that dbt writes at the end of a command."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, NotADirectoryError):
        raise NotPublishedError(f"{path} does not exist; run `dbt build`") from None
    except ValueError:
        raise NotPublishedError(f"{path} is not whole; run `dbt build`") from None
